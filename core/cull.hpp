// What need not be looked at: ground and targets that lie below every sight line of their rays.
//
// Where many sites are asked who sees a target, most of the raster is hidden from each of them. The raster comes with the
// highest ground, and the highest target, of squares of cells; where both are below the sight lines of sixteen rays over
// sixteen lines, no slope grows there and nothing is seen: the answers are those of the full sweep.
#pragma once
#include "rays.hpp"

namespace {

// The highest of a raster of squares over rows row0 .. row1 and columns col0 .. col1 of the window.
inline float highest_in(const HowfarTops &tops, const float *values, int row0, int row1, int col0, int col1) {
    const int r0 = (row0 + tops.row0) >> tops.shift, r1 = (row1 + tops.row0) >> tops.shift;
    const int c0 = (col0 + tops.col0) >> tops.shift, c1 = (col1 + tops.col0) >> tops.shift;
    float high = values[r0 * tops.stride + c0];
    for (int r = r0; r <= r1; ++r)
        for (int c = c0; c <= c1; ++c) {
            const float one = values[r * tops.stride + c];
            high = one > high ? one : high;
        }
    return high;
}

struct Box {
    int row0, row1, col0, col1;
    // Lines a .. b and samples s .. e along them, held to the window.
    Box(const HowfarSweep &sweep, const HowfarWedge &wedge, int a, int b, int s, int e) {
        const int l0 = least(a, b), l1 = most(a, b), last_row = sweep.rows - 1, last_col = sweep.cols - 1;
        row0 = wedge.by_row ? l0 : s;
        row1 = wedge.by_row ? l1 : e;
        col0 = wedge.by_row ? s : l0;
        col1 = wedge.by_row ? e : l1;
        row0 = most(0, least(row0, last_row));
        row1 = most(0, least(row1, last_row));
        col0 = most(0, least(col0, last_col));
        col1 = most(0, least(col1, last_col));
    }
};

// A height as the sweep holds it, q' of the wedge; voids hide all.
inline double held(const HowfarSweep &sweep, const HowfarWedge &wedge, float height) {
    if (!(height < 1e9f)) return 1e21;
    if (height < -1e9f) return -1e21;
    const double g = static_cast<double>(height) - sweep.antenna_m;
    return g / (1.0 + g * wedge.per_radius);
}

// Which rays of a block may be raised, or see a target: a range of them, in sixteens. False: none.
template <class L> struct Cull {
    using F = typename L::Floats;
    using Real = typename L::Real;
    using R = Rays<L>;
    static constexpr int W = L::width, MOST_RAYS = 2048;
    const HowfarSweep &sweep;
    const HowfarWedge &wedge;

    bool applies() const { return sweep.tops.ground != nullptr && wedge.rays <= MOST_RAYS; }

    bool open(const Block<Real> &b, const Real *kept, int &from, int &to) const {
        Real low[MOST_RAYS + W]; // of the sight lines, at the block's ends
        const double step = 2.0 / (wedge.rays - 1);
        for (int r = 0; r < wedge.rays; r += W) {
            const F u = L::muladd(L::steps(), R::constant(step), R::constant(r * step - 1.0)), t = L::load(kept + r);
            const F z0 = (t + R::quadratic(b.drop, 0, u)) * R::quadratic(b.per_factor, 0, u);
            const F z1 = (t + R::quadratic(b.drop, b.count, u)) * R::quadratic(b.per_factor, b.count, u);
            L::store(low + r, L::smaller(z0, z1));
        }
        L::store(low + wedge.rays, L::splat(low[wedge.rays - 1]));
        const int begin = wedge.origin + wedge.step * (b.first - 1), end = begin + wedge.step * b.count;
        from = wedge.rays;
        to = 0;
        for (int r = 0; r < wedge.rays; r += 16) {
            double lowest = low[r];
            for (int k = 1; k <= 16; ++k) lowest = low[r + k] < lowest ? low[r + k] : lowest; // and the ray behind
            lowest -= 0.02 + 1.5 * wedge.bend * LINES * LINES / 8.0 + 1e-6 * size_of(lowest);
            const double a = least(place(b, 0, r), place(b, b.count, r)), e = most(place(b, 0, r + 16), place(b, b.count, r + 16));
            const Box box(sweep, wedge, begin, end, b.base + static_cast<int>(a) - 2, b.base + static_cast<int>(e) + 3);
            if (!is_hidden(box, lowest)) {
                from = least(from, r);
                to = r + 16;
            }
        }
        return to > 0;
    }

    bool is_hidden(const Box &box, double lowest) const {
        const double ground = held(sweep, wedge, highest_in(sweep.tops, sweep.tops.ground, box.row0, box.row1, box.col0, box.col1));
        if (ground > lowest) return false;
        const double target = held(sweep, wedge, highest_in(sweep.tops, sweep.tops.target, box.row0, box.row1, box.col0, box.col1));
        return target + 0.02 + 5e-10 * target * target <= lowest;
    }

    double place(const Block<Real> &b, int l, int r) const {
        const double u = 2.0 * r / (wedge.rays - 1) - 1.0;
        return static_cast<double>(b.place[0][l]) + u * (static_cast<double>(b.place[1][l]) + u * static_cast<double>(b.place[2][l]));
    }
};

} // namespace
