// Rays against the ground: one step takes W neighbouring rays from a line of samples to the next.
//
//   line l + 1   x---x---x---x      On a ray the bilinear surface is a parabola in each cell that it passes. A ray holds
//                  x0 \   |         one number, the largest slope t so far; z = (t + drop) / factor is the height of that
//   line l       x---x-\-x---x      sight line, e = q' - z the ground's excess over it, and t grows by factor e where e > 0.
//
// A vertex of the parabola between two places with excesses a and b and a bulge B over the chord's middle has the excess
// (a + b) / 2 + B + (b - a)^2 / (16 B), if |b - a| < 4 B. It is never above max(a, b) + B: where that is below 0 in all
// lanes, as nearly everywhere, nothing more is asked.
#pragma once
#include "tile.hpp"

namespace {

template <class L> struct Rays {
    using F = typename L::Floats;
    using I = typename L::Ints;
    using M = typename L::Mask;
    using Real = typename L::Real;

    static F constant(double x) { return L::splat(static_cast<Real>(x)); }

    static F quadratic(const Real (&c)[3][ROOM], int l, F u) {
        return L::muladd(u, L::muladd(u, L::splat(c[2][l]), L::splat(c[1][l])), L::splat(c[0][l]));
    }

    template <bool dense> static F look(const Real *line, I index, int begin) {
        if constexpr (dense)
            return L::look(line, index, begin);
        else
            return L::gather(line, index);
    }

    // Height over the chord that a parabola's vertex adds, and where it lies between the chord's ends, 0 to 1.
    static F vertex(F a, F b, F bulge, F &where) {
        const F apart = b - a;
        const F eighth = L::rough_reciprocal(bulge * constant(8));
        const F lean = apart * eighth;
        const M inside = bulge * constant(4) > L::magnitude(apart);
        where = L::choose(inside, lean + constant(0.5), constant(0.5));
        return L::choose(inside, L::muladd(lean * constant(0.5), apart, L::muladd(constant(0.5), a + b, bulge)), constant(-HIDDEN));
    }

    // W rays on their way from line to line: u, their slopes t, and what they bring from the line before.
    struct Way {
        F u, t, x0, f0, a0, a1, z0, e0, sag;
        I i;
        int first_i;
        const Real *line;
        Real *slopes; // slopes[l] is what they were before the step to line l + 1
    };

    template <bool dense> static Way begin(const Block<Real> &b, const Tile<Real> &tile, int l0, F u, F t, Real *slopes) {
        Way w;
        w.u = u;
        w.t = t;
        w.slopes = slopes;
        w.line = tile.line + l0 * static_cast<int64_t>(tile.pitch);
        w.x0 = quadratic(b.place, l0, u);
        w.f0 = L::below(w.x0);
        w.i = L::whole(w.f0);
        w.first_i = L::first(w.i);
        w.a0 = look<dense>(w.line, w.i, w.first_i);
        w.a1 = look<dense>(w.line, L::plus(w.i, 1), w.first_i);
        w.z0 = (t + quadratic(b.drop, l0, u)) * quadratic(b.per_factor, l0, u);
        w.e0 = L::muladd(w.x0 - w.f0, w.a1 - w.a0, w.a0) - w.z0;
        // a sight line bends: over a step it sinks below its chord by sag f (1 - f)
        w.sag = quadratic(b.drop, l0 + 1, u) * quadratic(b.per_factor, l0 + 1, u) * L::splat(1 / (b.v[l0 + 1] * b.v[l0 + 1]));
        return w;
    }

    // Lines l0 + 1 .. l1. Two ways at once: each step waits for the one before, and the other's fills the time.
    template <bool dense, bool lean, bool voids>
    static void fold(const Block<Real> &b, const Tile<Real> &tile, bool see_through, int l0, int l1, Way &one, Way *other, int64_t slopes_pitch) {
        if (other) {
            Way first = one, second = *other;
            for (int l = l0; l < l1; ++l) {
                step<dense, lean, voids>(b, tile, see_through, l, first, slopes_pitch);
                step<dense, lean, voids>(b, tile, see_through, l, second, slopes_pitch);
            }
            one = first;
            *other = second;
        } else {
            Way only = one;
            for (int l = l0; l < l1; ++l) step<dense, lean, voids>(b, tile, see_through, l, only, slopes_pitch);
            one = only;
        }
    }

    template <bool dense, bool lean, bool voids>
    __attribute__((always_inline)) static void step(const Block<Real> &b, const Tile<Real> &tile, bool see_through, int l, Way &w, int64_t slopes_pitch) {
        const int64_t pitch = tile.pitch;
        const F u = w.u, x0 = w.x0, f0 = w.f0, a0 = w.a0, a1 = w.a1, z0 = w.z0, e0 = w.e0, sag = w.sag;
        const F zero = constant(0), one = constant(1), quarter_sag = sag * constant(0.25);
        const I i = w.i;
        const int first_i = w.first_i;
        const Real *line = w.line;
        F t = w.t;
        L::store(w.slopes + l * slopes_pitch, t);
        const Real *next = line + pitch;
        const Real *twists = tile.twist + l * pitch;
        const F x1 = quadratic(b.place, l + 1, u);
        const F f1 = L::below(x1);
        const I k = L::whole(f1);
        const int first_k = L::first(k);
        const int begin = first_i < first_k ? first_i : first_k;
        const F b0 = look<dense>(next, k, begin), b1 = look<dense>(next, L::plus(k, 1), begin);
        const F per_factor = quadratic(b.per_factor, l + 1, u);
        const F q1 = L::muladd(x1 - f1, b1 - b0, b0);
        F z1 = (t + quadratic(b.drop, l + 1, u)) * per_factor;
        F e1 = q1 - z1;
        const M crosses = f1 != f0, rightward = f1 > f0;
        const F move = x1 - x0;
        const F per_move = L::choose(L::magnitude(move) > constant(1e-7), L::reciprocal(move), zero);
        // the lateral line that the ray crosses, and the fractions of the step up to it and from it on
        const F fraction = L::smaller(L::larger(((lean ? L::choose(rightward, f0 + one, f0) : L::larger(f0, f1)) - x0) * per_move, zero), one);
        F ec, f = L::choose(crosses, fraction, one), g = one - f, last = e1;
        F gain = zero;
        const F factor = quadratic(b.factor, l + 1, u), per_v = L::splat(1 / b.v[l + 1]);
        const auto counts = [&](F excess, F place) { // what an excess at that place of the step adds to the slope
            const F near = L::muladd(factor * per_v, one - place, factor);
            gain = L::larger(excess * near, gain);
        };
        M met_void = crosses & !crosses;
        if constexpr (lean) {
            ec = e1;
            const F far = L::magnitude(f1 - f0);
            for (int n = 0; L::any(far > constant(n)); ++n) {
                const F c = L::choose(rightward, f0 + constant(n + 1), f0 - constant(n));
                const F at = L::smaller(L::larger((c - x0) * per_move, zero), one);
                const M here = far > constant(n);
                const I j = L::between(L::whole(c), 0, tile.samples - 1);
                const F ac = L::gather(line, j), bc = L::gather(next, j);
                const F e = L::choose(here, L::muladd(sag * at, one - at, L::muladd(at, bc - ac, ac)) - L::muladd(at, z1 - z0, z0), constant(-HIDDEN));
                if (n == 0) ec = L::choose(here, e, ec);
                last = L::choose(here, e, last);
                g = L::choose(here, one - at, g);
                counts(e, at);
                if (voids) met_void = met_void | (e > constant(VOID));
            }
        } else {
            const F ac = L::choose(rightward, a1, a0), bc = L::choose(rightward, b0, b1);
            ec = L::choose(crosses, L::muladd(sag * f, g, L::muladd(f, bc - ac, ac)) - L::muladd(f, z1 - z0, z0), e1);
            last = ec;
        }
        const F twist_i = look<dense>(twists, i, begin), twist_k = look<dense>(twists, k, begin);
        const F quarter = move * constant(-0.25);
        F bulge_i = L::muladd(twist_i, quarter, quarter_sag) * (f * f), bulge_k = L::muladd(twist_k, quarter, quarter_sag) * (g * g);
        if constexpr (voids) {
            const M torn = (L::magnitude(twist_i) > constant(VOID)) | (crosses & (L::magnitude(twist_k) > constant(VOID)));
            if (see_through) {
                bulge_i = L::choose(torn, zero, bulge_i);
                bulge_k = L::choose(torn, zero, bulge_k);
            } else {
                met_void = met_void | torn | (e1 > constant(VOID)) | (ec > constant(VOID));
            }
        }
        const F top = L::larger(L::larger(e0, e1), ec) + L::larger(L::larger(bulge_i, bulge_k), zero);
        bool rises = L::any(top > zero);
        if (lean || voids) rises = true;
        if (rises) {
            F where;
            const F high_i = vertex(e0, ec, bulge_i, where);
            counts(high_i, where * f);
            const F high_k = L::choose(crosses, vertex(last, e1, bulge_k, where), constant(-HIDDEN));
            counts(high_k, L::muladd(where, g, one - g));
            counts(ec, f);
            counts(e1, one);
            t = t + gain;
            if constexpr (voids) t = L::choose(met_void, constant(HIDDEN), t);
            z1 = (t + quadratic(b.drop, l + 1, u)) * per_factor;
            e1 = q1 - z1;
        }
        w.t = t;
        w.x0 = x1;
        w.f0 = f1;
        w.i = k;
        w.first_i = first_k;
        w.a0 = b0;
        w.a1 = b1;
        w.z0 = z1;
        w.e0 = e1;
        w.line = next;
    }

    // The step from line l to line l + 1 near the sensor, with the exact maximum of the slope inside the cells.
    //
    // With s = v + tau the distance, the slope is J (alpha / s + beta + c2 s) - P s, largest at s = sqrt(alpha J / (c2 J - P)).
    // The step begins at `start`: 0, or the sensor's place in its own cell. with_line: the ground at line l + 1 counts.
    template <bool dense>
    static F near(const Block<Real> &b, const Tile<Real> &tile, bool see_through, int l, F u, F t, double start, double nearest_d, bool with_line) {
        const Real *line = tile.line + l * static_cast<int64_t>(tile.pitch), *next = line + tile.pitch;
        const Real *twists = tile.twist + l * static_cast<int64_t>(tile.pitch);
        const F zero = constant(0), one = constant(1), nearest = constant(nearest_d), first = constant(start);
        const double v1 = static_cast<double>(b.v[l + 1]), v0 = v1 - 1.0;
        const F s0 = constant(v0), s1 = constant(v1);
        const F x0 = quadratic(b.place, l, u), x1 = quadratic(b.place, l + 1, u), dx = x1 - x0;
        const F jj = quadratic(b.factor, l + 1, u) * s1, pp = quadratic(b.drop, l + 1, u) * constant(1.0 / v1);
        const F f0 = L::below(L::muladd(first, dx, x0)), f1 = L::below(x1);
        const I i = L::whole(f0), k = L::whole(f1);
        const int begin = least(L::first(i), L::first(k)) - 1;
        const M crosses = f1 != f0;
        const F c = L::choose(f1 > f0, f0 + one, f0);
        const F f = L::choose(crosses, (c - x0) / dx, one);
        const F floor_s = L::larger(s0 + first, nearest), sf = L::larger(s0 + f, nearest);
        M torn = crosses & !crosses;
        F best = t, c0, c1, c2, peak;
        const auto cell = [&](F corner, I at) {
            const F p0 = look<dense>(line, at, begin), p1 = look<dense>(line, L::plus(at, 1), begin);
            const F q0 = look<dense>(next, at, begin), twist = look<dense>(twists, at, begin);
            const F w0 = x0 - corner;
            c0 = L::muladd(p1 - p0, w0, p0);
            c1 = L::muladd(p1 - p0, dx, (q0 - p0) + twist * w0);
            c2 = twist * dx;
            const F alpha = c0 - s0 * (c1 - s0 * c2);
            peak = alpha * jj / (c2 * jj - pp);
            return L::magnitude(twist) > constant(VOID);
        };
        const auto slope = [&](F s) {
            const F tau = s - s0;
            return L::muladd(L::muladd(tau, L::muladd(tau, c2, c1), c0), jj * L::reciprocal(s), zero - pp * s);
        };
        const auto counts = [&](F s, M when) { best = L::choose(when & (s > best), s, best); };
        M torn_i = cell(f0, i);
        F s = L::choose(peak > zero, L::root(L::larger(peak, zero)), floor_s);
        s = L::smaller(L::larger(s, floor_s), sf);
        counts(slope(s), crosses | !crosses);
        counts(slope(sf), crosses);
        M torn_k = cell(f1, k);
        s = L::choose(peak > zero, L::root(L::larger(peak, zero)), sf);
        s = L::larger(L::smaller(L::larger(s, sf), s1), nearest);
        counts(slope(s), crosses);
        if (with_line && v1 >= nearest_d) counts(L::muladd(c0 + c1 + c2, jj * constant(1.0 / v1), zero - pp * s1), crosses | !crosses);
        if (tile.has_voids) {
            torn = torn_i | (crosses & torn_k);
            if (see_through) // what a void does to a parabola drowns in rounding: leave the slope as it was
                best = L::choose(torn | (best > constant(UNKNOWN)), t, best);
            else
                best = L::choose(torn | (best > constant(UNKNOWN)), constant(HIDDEN), best);
        }
        return best;
    }
};

} // namespace
