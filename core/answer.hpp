// Cells answered from the rays on both sides of them, and written where they belong.
#pragma once
#include "rays.hpp"

namespace {

constexpr double ROUNDING = 0.001; // metres

template <class L> struct Answers {
    using F = typename L::Floats;
    using I = typename L::Ints;
    using M = typename L::Mask;
    using Real = typename L::Real;
    static constexpr int W = L::width;

    static F constant(double x) { return L::splat(static_cast<Real>(x)); }

    // What is the same for all cells of one line.
    struct Line {
        F per_cell, bend, bend2, half, most_place, own_per_radius, per_radius, own;
        const Real *slopes, *ground;
        int span; // rays that W cells lie between, at most
    };

    static Line line_of(const Block<Real> &b, const Tile<Real> &tile, const Real *slopes, int rays, int l) {
        const double per_cell = 1.0 / static_cast<double>(b.place[1][l]);
        const double a = static_cast<double>(b.place[2][l]) * per_cell, half = 0.5 * (rays - 1);
        return {constant(per_cell), constant(-a), constant(2 * a * a), constant(half),
                constant((rays - 2) + 0.9999), constant(static_cast<double>(b.own_radius) * static_cast<double>(b.per_radius)),
                L::splat(b.per_radius), L::splat(b.own_radius), slopes, tile.line + l * static_cast<int64_t>(tile.pitch),
                static_cast<int>((W - 1) * per_cell * half * (1.0 + 2.5 * size_of(a))) + 3};
    }

    // Lowest visible height above ground of cells t .. t + W - 1 of line l.
    static F heights(const Block<Real> &b, const Line &line, int l, int t) {
        const F one = constant(1);
        // the place among the rays: the inverse of place(u) as a series
        F z = (constant(t - static_cast<double>(b.place[0][l])) + L::steps()) * line.per_cell;
        z = L::smaller(L::larger(z, constant(-1.1)), constant(1.1));
        const F u = z * L::muladd(z, L::muladd(z, line.bend2, line.bend), one);
        const F place = L::smaller(L::larger(L::muladd(u, line.half, line.half), constant(0)), line.most_place);
        const I i = L::whole(place);
        F s0, s1;
        const int begin = L::first(i);
        if (line.span < W) {
            s0 = L::look(line.slopes, i, begin);
            s1 = L::look(line.slopes, L::plus(i, 1), begin);
        } else if (line.span < L::reach) {
            s0 = L::look_wide(line.slopes, i, begin);
            s1 = L::look_wide(line.slopes, L::plus(i, 1), begin);
        } else {
            s0 = L::gather(line.slopes, i);
            s1 = L::gather(line.slopes, L::plus(i, 1));
        }
        const F slope = L::muladd(place - L::real(i), s1 - s0, s0);
        const F sight = (slope + Rays<L>::quadratic(b.drop, l, u)) * Rays<L>::quadratic(b.per_factor, l, u);
        const F cell = L::load(line.ground + t);
        const F left = one - sight * line.own_per_radius;
        F height = (sight - cell) * line.own * L::reciprocal(left * (one - cell * line.own_per_radius));
        height = L::choose(sight > cell, height, constant(0));
        height = L::choose(left > constant(0), height, constant(__builtin_inf()));
        M unknown = (slope > constant(UNKNOWN)) | (L::magnitude(cell) > constant(VOID));
        if (b.some_beyond) unknown = unknown | beyond(b, l, u);
        return L::choose(unknown, constant(__builtin_nan("")), height);
    }

    static M beyond(const Block<Real> &b, int l, F u) { return Rays<L>::quadratic(b.away2, l, u) > L::splat(b.range2); }
};

// Writes answers into the result, in its own type, with the ground added where altitudes are asked for.
template <class L> struct Giver {
    using F = typename L::Floats;
    using M = typename L::Mask;
    using Real = typename L::Real;
    static constexpr int W = L::width;
    const HowfarSweep &sweep;
    bool past_caches;

    F raw(int row, int col) const {
        if (col < 0 || col + W > sweep.cols) return raw_at_edge(row, col);
        const int64_t at = row * sweep.heights_stride + col;
        return sweep.heights_kind == 0 ? L::heights(static_cast<const float *>(sweep.heights) + at)
                                       : L::heights(static_cast<const int16_t *>(sweep.heights) + at);
    }

    F raw_at_edge(int row, int col) const {
        Real some[W];
        for (int k = 0; k < W; ++k) {
            const int64_t at = row * sweep.heights_stride + most(0, least(col + k, sweep.cols - 1));
            if (sweep.heights_kind == 0)
                some[k] = static_cast<Real>(static_cast<const float *>(sweep.heights)[at]);
            else // a void is not written with its ground
                some[k] = static_cast<Real>(static_cast<const int16_t *>(sweep.heights)[at]);
        }
        return L::load(some);
    }

    void operator()(int row, int col, F value, M wanted) const {
        if (sweep.prefilled && !L::any(wanted & !(value != value))) return;
        if (sweep.above_sea) value = value + raw(row, col);
        const int64_t at = row * sweep.out_stride + col;
        if (sweep.out_kind == 0) {
            float *to = static_cast<float *>(sweep.out) + at;
            if (past_caches && L::all(wanted))
                L::stream(to, value);
            else
                L::put(to, value, wanted);
        } else if (sweep.out_kind == 1) {
            const M known = !(value != value);
            // up: what stands at the written height is seen (but for the millimetre that floats do not tell apart)
            const F up = scalar(0) - L::below(scalar(ROUNDING * sweep.scale) - value * scalar(sweep.scale));
            const F whole = L::smaller(L::larger(up, scalar(-32767)), scalar(32767));
            L::put(static_cast<int16_t *>(sweep.out) + at, L::choose(known, whole, scalar(-32768)), wanted);
        } else {
            const M hidden = (value > scalar(sweep.level)) | (value != value);
            if (sweep.out_kind == 2)
                L::put(static_cast<uint8_t *>(sweep.out) + at, L::choose(hidden, scalar(0), scalar(1)), wanted);
            else if (sweep.out_kind == 3)
                L::count(static_cast<uint16_t *>(sweep.out) + at, wanted & !hidden);
            else
                L::put(static_cast<uint8_t *>(sweep.out) + at, scalar(1), wanted & !hidden);
        }
    }

    static F scalar(double x) { return L::splat(static_cast<Real>(x)); }
};

} // namespace
