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

// A chunk at one line: its ends along the line, and the least drop and 1 / factor, and the largest 1 / factor.
struct Gate {
    double left, right, drop, low, high;
    // The lowest sight line where all slopes are at least `slope`.
    double above(double slope) const {
        const double t = slope + drop;
        return t * (t < 0.0 ? high : low);
    }
};

// Which rays of a chunk may be raised, or see a target: in strides of 64 lines, then by sixteens of rays and lines.
template <class L> struct Cull {
    using F = typename L::Floats;
    using Real = typename L::Real;
    using R = Rays<L>;
    static constexpr int W = L::width, MOST_RAYS = 1024, STRIDE = 4 * LINES, MOST_GATES = 1024;
    const HowfarSweep &sweep;
    const HowfarWedge &wedge;
    int begin = 0;   // where the second block begins: gates are at line 0, begin, begin + STRIDE, ...
    int gates = 0; // 0: nothing is passed over
    int ended = 0;   // no target beyond this gate
    Gate gate[MOST_GATES];

    Cull(const HowfarSweep &s, const HowfarWedge &w) : sweep(s), wedge(w) {}

    void start(int chunk, int first_count) {
        begin = first_count;
        gates = 0;
        if (sweep.tops.ground == nullptr || wedge.rays > MOST_RAYS || wedge.count > STRIDE * (MOST_GATES - 3)) return;
        gate[gates++] = gate_at(chunk, 0);
        for (int n = begin; n < wedge.count; n += STRIDE) gate[gates++] = gate_at(chunk, n - 1);
        gate[gates++] = gate_at(chunk, wedge.count - 1);
        ended = gates - 1;
    }

    int line_of(int k) const { return k == 0 ? 0 : least(begin + STRIDE * (k - 1), wedge.count); }

    // At line n (0 is the first one).
    Gate gate_at(int chunk, int n) const {
        double value[COLUMNS];
        const double v = wedge.v0 + n, x = 2.0 * v / wedge.v_max - 1.0;
        const double *row = wedge.tables + static_cast<int64_t>(chunk) * wedge.degree * COLUMNS;
        double before = 1.0, wave = x;
        for (int c = 0; c < COLUMNS; ++c) value[c] = row[c];
        for (int m = 1; m < wedge.degree; ++m) {
            row += COLUMNS;
            for (int c = 0; c < COLUMNS; ++c) value[c] += wave * row[c];
            const double next = 2.0 * x * wave - before;
            before = wave;
            wave = next;
        }
        const auto spread = [&](int c) { return size_of(value[c + 1]) + size_of(value[c + 2]); };
        const double middle = wedge.lateral + v * value[PLACE], half = v * spread(PLACE);
        return {middle - half, middle + half, v * (value[DROP] - spread(DROP)), v * (value[PER_FACTOR] - spread(PER_FACTOR)),
                v * (value[PER_FACTOR] + spread(PER_FACTOR))};
    }

    static Real lowest_of(const Real *slopes, int rays) {
        F low = L::load(slopes);
        for (int r = W; r < rays; r += W) low = L::smaller(low, L::load(slopes + r));
        return -L::highest(L::splat(0) - low);
    }

    // From which line on something is to be seen or hides others, `first` itself where that is not known; count: nowhere.
    int skip(int first, const Real *kept) {
        if (gates == 0 || (first > 0 && (first - begin) % STRIDE != 0)) return first;
        int k = first == 0 ? 0 : 1 + (first - begin) / STRIDE;
        const double slope = static_cast<double>(lowest_of(kept, wedge.rays));
        while (ended > k && passes(ended - 1, slope, false)) --ended;
        if (ended <= k) return wedge.count;
        while (k > 0 && k < ended && passes(k, slope, true)) ++k;
        return k == 0 ? first : most(first, line_of(k));
    }

    // All between two gates lies below the sight lines. ground: what hides others, too.
    bool passes(int k, double slope, bool ground) const {
        const Gate &a = gate[k], &b = gate[k + 1];
        const double lowest = least(a.above(slope), b.above(slope));
        const int line = wedge.origin + wedge.step * (line_of(k) - 1), end = wedge.origin + wedge.step * (line_of(k + 1) - 1);
        const Box box(sweep, wedge, line, end, floor_of(least(a.left, b.left)) - 2, floor_of(most(a.right, b.right)) + 3);
        return is_hidden(box, lowest - slack(STRIDE, lowest), ground);
    }

    static int floor_of(double x) { return static_cast<int>(__builtin_floor(x)); }

    double slack(int lines, double z) const { return 0.02 + 1.5 * wedge.bend * lines * lines / 8.0 + 1e-6 * size_of(z); }

    // The rays from .. to - 1 of a block, in sixteens, of which some may be raised or see something. False: none.
    bool open(const Block<Real> &b, const Real *kept, int &from, int &to) const {
        from = 0;
        to = wedge.rays;
        if (gates == 0 || b.first < begin) return true;
        alignas(64) Real low[MOST_RAYS + 16]; // of the sight lines, at the block's ends
        const double step = 2.0 / (wedge.rays - 1);
        for (int r = 0; r < wedge.rays; r += W) {
            const F u = L::muladd(L::steps(), R::constant(step), R::constant(r * step - 1.0)), t = L::load(kept + r);
            const F z0 = (t + R::quadratic(b.drop, 0, u)) * R::quadratic(b.per_factor, 0, u);
            const F z1 = (t + R::quadratic(b.drop, b.count, u)) * R::quadratic(b.per_factor, b.count, u);
            L::store(low + r, L::smaller(z0, z1));
        }
        const int line = wedge.origin + wedge.step * (b.first - 1), end = line + wedge.step * b.count;
        from = wedge.rays;
        to = 0;
        double near0 = place(b, 0, 0), near1 = place(b, b.count, 0);
        for (int r = 0; r < wedge.rays; r += 16) {
            Real lowest = lowest_of(low + r, 16);
            if (r + 16 < wedge.rays && low[r + 16] < lowest) lowest = low[r + 16]; // cells lie between two rays
            const double far0 = place(b, 0, r + 16), far1 = place(b, b.count, r + 16);
            const Box box(sweep, wedge, line, end, b.base + floor_of(least(near0, near1)) - 2, b.base + floor_of(most(far0, far1)) + 3);
            const double z = static_cast<double>(lowest);
            near0 = far0;
            near1 = far1;
            if (is_hidden(box, z - slack(LINES, z), true)) continue;
            from = least(from, r);
            to = r + 16;
        }
        return to > 0;
    }

    bool is_hidden(const Box &box, double lowest, bool ground) const {
        if (ground && highest(sweep.tops.ground, box) > lowest) return false;
        const double target = highest(sweep.tops.target, box);
        return target + 0.02 + 5e-10 * target * target <= lowest || target < -1e20;
    }

    double highest(const float *values, const Box &box) const {
        return held(sweep, wedge, highest_in(sweep.tops, values, box.row0, box.row1, box.col0, box.col1));
    }

    double place(const Block<Real> &b, int l, int r) const {
        const double u = 2.0 * r / (wedge.rays - 1) - 1.0;
        return static_cast<double>(b.place[0][l]) + u * (static_cast<double>(b.place[1][l]) + u * static_cast<double>(b.place[2][l]));
    }
};

} // namespace
