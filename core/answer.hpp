// Cells answered from the rays on both sides of them and from their own ground, and written where they belong.
#pragma once
#include "rays.hpp"

namespace {

constexpr double ROUNDING = 0.001;   // metres
constexpr double FLAT = 1.0 / 64.0;  // sight lines below this part of the radius: a series does for a quotient

// Reads heights of the raster as they are, as well across its edge.
template <class L, class In> struct Ground {
    using F = typename L::Floats;
    static constexpr int W = L::width;
    const In *heights;
    int64_t stride;
    int cols;

    explicit Ground(const HowfarSweep &sweep) : heights(static_cast<const In *>(sweep.heights)), stride(sweep.heights_stride), cols(sweep.cols) {}

    const In *at(int row, int col) const { return heights + row * stride + col; }

    F operator()(int row, int col) const {
        const In *from = heights + row * stride;
        if (__builtin_expect(col >= 0 && col + W <= cols, 1)) return L::heights(from + col);
        In some[W];
        for (int k = 0; k < W; ++k) some[k] = from[most(0, least(col + k, cols - 1))];
        return L::heights(some);
    }
};

// Writes answers into the result, in its own type.
template <class L> struct Giver {
    using F = typename L::Floats;
    using M = typename L::Mask;
    using Real = typename L::Real;
    static constexpr int W = L::width;
    const HowfarSweep &sweep;

    bool streams() const { return sweep.out_kind == 0 && !sweep.prefilled; }
    float *at(int row, int col) const { return static_cast<float *>(sweep.out) + row * sweep.out_stride + col; }

    void whole(int row, int col, F value) const { // W cells, all of them wanted
        if (streams())
            L::stream(at(row, col), value);
        else
            part(row, col, value, scalar(1) > scalar(0));
    }

    void part(int row, int col, F value, M wanted) const {
        if (sweep.prefilled && !L::any(wanted & !(value != value))) return;
        const int64_t at = row * sweep.out_stride + col;
        if (sweep.out_kind == 0) {
            L::put(static_cast<float *>(sweep.out) + at, value, wanted);
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

// How far apart the rays of W neighbouring cells lie, which decides how their slopes are looked up.
enum class Reach { NEAR, TWICE, WIDE, ANY };

template <class L> Reach reach_of(double rays) {
    if (rays < L::width) return Reach::NEAR;
    if (rays < L::reach / 2) return Reach::TWICE;
    return rays < L::reach ? Reach::WIDE : Reach::ANY;
}

template <class L> struct Answers {
    using F = typename L::Floats;
    using I = typename L::Ints;
    using M = typename L::Mask;
    using Real = typename L::Real;
    using B = Block<Real>;
    static constexpr int W = L::width;

    static F constant(double x) { return L::splat(static_cast<Real>(x)); }

    F part[B::PARTS];
    F half, most_place, per_radius, antenna, range2;
    F ground; // times this is added: 1 for altitudes, 0 for heights above ground
    bool some_beyond;

    // across: one line of the block for all lanes; otherwise W lines, one a lane.
    Answers(const HowfarSweep &sweep, const B &b, int rays, int place, bool across) {
        for (int k = 0; k < B::PARTS; ++k) part[k] = across ? L::splat(b.answer[k][place]) : L::load(b.answer[k] + place);
        half = constant(0.5 * (rays - 1));
        most_place = constant((rays - 2) + 0.9999);
        per_radius = L::splat(b.per_own_radius);
        antenna = constant(sweep.antenna_m);
        range2 = L::splat(b.range2);
        ground = constant(sweep.above_sea ? 1.0 : 0.0);
        some_beyond = b.some_beyond;
    }

    F quadratic(int k, F u) const { return L::muladd(u, L::muladd(u, part[k + 2], part[k + 1]), part[k]); }

    template <Reach reach> static F look(const Real *slopes, I index, int begin) {
        if constexpr (reach == Reach::NEAR) return L::look(slopes, index, begin);
        if constexpr (reach == Reach::TWICE) return L::look_twice(slopes, index, begin);
        if constexpr (reach == Reach::WIDE) return L::look_wide(slopes, index, begin);
        return L::gather(slopes, index);
    }

    F series(F sight, F over) const {
        const F one = constant(1);
        return L::muladd(sight, L::muladd(over, L::muladd(over, over + one, one), one), antenna);
    }

    // Lowest visible height of cells at samples k with the ground h. plain: no void, no sight line far above the Earth,
    // nothing beyond the range. back: how far the first lane's ray may lie behind another's. rows: what to add to a lane's index.
    template <Reach reach, bool plain> __attribute__((always_inline)) F operator()(F k, F h, const Real *slopes, int back, I rows) const {
        const F one = constant(1);
        // the place among the rays: the inverse of place(u) as a series
        const F z = L::muladd(k, part[B::PER_CELL], part[B::OFFSET]);
        const F u = z * L::muladd(z, L::muladd(z, part[B::BEND2], part[B::BEND]), one);
        const F place = L::smaller(L::larger(L::muladd(u, half, half), constant(0)), most_place);
        I i = L::whole(place);
        const F fraction = place - L::real(i);
        if constexpr (reach == Reach::ANY) i = L::sum(i, rows);
        const int begin = reach == Reach::ANY ? 0 : L::first(i) - back;
        const F s0 = look<reach>(slopes, i, begin), s1 = look<reach>(slopes + 1, i, begin);
        const F slope = L::muladd(fraction, s1 - s0, s0);
        const F sight = (slope + quadratic(B::SINK, u)) * quadratic(B::OF_RADIUS, u);
        const F over = sight * per_radius; // the altitude is antenna + sight / (1 - over)
        if constexpr (plain) {
            const F top = series(sight, over);
            return L::muladd(h, ground, L::larger(top - h, constant(0)));
        } else {
            const F left = one - over;
            F top = L::choose(left > constant(0), L::muladd(sight, L::reciprocal(left), antenna), constant(__builtin_inf()));
            top = L::choose(L::magnitude(over) > constant(FLAT), top, series(sight, over)); // to the last bit what plain cells have
            const F value = L::muladd(h, ground, L::larger(top - h, constant(0)));
            M unknown = (slope > constant(UNKNOWN)) | (h != h);
            if (some_beyond) unknown = unknown | (quadratic(B::AWAY, u) > range2);
            return L::choose(unknown, constant(__builtin_nan("")), value);
        }
    }
};

} // namespace
