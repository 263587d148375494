// A few numbers at once in plain C++: what any compiler makes of it, NEON on ARM, SSE2 on old PCs. Also the lanes of
// double precision, which very high antennas need.
#pragma once
#include <cmath>
#include <cstdint>

namespace {

template <class R, int W> struct Lanes {
    using Real = R;
    static constexpr int width = W;
    struct Ints {
        int32_t v[W];
    };
    struct Mask {
        bool v[W];
        Mask operator&(Mask o) const { return made([&](int k) { return v[k] && o.v[k]; }); }
        Mask operator|(Mask o) const { return made([&](int k) { return v[k] || o.v[k]; }); }
        Mask operator!() const { return made([&](int k) { return !v[k]; }); }
        template <class Rule> static Mask made(Rule rule) {
            Mask m;
            for (int k = 0; k < W; ++k) m.v[k] = rule(k);
            return m;
        }
    };
    struct Floats {
        R v[W];
        Floats operator+(Floats o) const { return made([&](int k) { return v[k] + o.v[k]; }); }
        Floats operator-(Floats o) const { return made([&](int k) { return v[k] - o.v[k]; }); }
        Floats operator*(Floats o) const { return made([&](int k) { return v[k] * o.v[k]; }); }
        Floats operator/(Floats o) const { return made([&](int k) { return v[k] / o.v[k]; }); }
        Mask operator>(Floats o) const { return Mask::made([&](int k) { return v[k] > o.v[k]; }); }
        Mask operator!=(Floats o) const { return Mask::made([&](int k) { return v[k] != o.v[k]; }); }
        template <class Rule> static Floats made(Rule rule) {
            Floats f;
            for (int k = 0; k < W; ++k) f.v[k] = rule(k);
            return f;
        }
    };
    static Floats splat(R x) { return Floats::made([&](int) { return x; }); }
    static Floats load(const R *p) { return Floats::made([&](int k) { return p[k]; }); }
    // raw heights: NaN where void
    static Floats heights(const float *p) { return Floats::made([&](int k) { return static_cast<R>(p[k]); }); }
    static Floats heights(const int16_t *p) {
        return Floats::made([&](int k) { return p[k] == -32768 ? static_cast<R>(NAN) : static_cast<R>(p[k]); });
    }
    static void store(R *p, Floats a) {
        for (int k = 0; k < W; ++k) p[k] = a.v[k];
    }
    // write where the mask holds; whole numbers are rounded
    static void put(float *p, Floats a, Mask m) {
        for (int k = 0; k < W; ++k)
            if (m.v[k]) p[k] = static_cast<float>(a.v[k]);
    }
    template <class Small> static void put(Small *p, Floats a, Mask m) {
        for (int k = 0; k < W; ++k)
            if (m.v[k]) p[k] = static_cast<Small>(std::nearbyint(a.v[k]));
    }
    // write past the caches where that is possible
    static void stream(float *p, Floats a) {
        for (int k = 0; k < W; ++k) p[k] = static_cast<float>(a.v[k]);
    }
    // one more in these lanes
    static void count(uint16_t *p, Mask m) {
        for (int k = 0; k < W; ++k)
            if (m.v[k]) ++p[k];
    }
    static Floats muladd(Floats a, Floats b, Floats c) { return a * b + c; }
    // where a is NaN: b
    static Floats larger(Floats a, Floats b) { return Floats::made([&](int k) { return a.v[k] > b.v[k] ? a.v[k] : b.v[k]; }); }
    static Floats smaller(Floats a, Floats b) { return Floats::made([&](int k) { return a.v[k] < b.v[k] ? a.v[k] : b.v[k]; }); }
    static Floats magnitude(Floats a) { return Floats::made([&](int k) { return std::fabs(a.v[k]); }); }
    static Floats root(Floats a) { return Floats::made([&](int k) { return std::sqrt(a.v[k]); }); }
    // 1 / a to 11 bits or better
    static Floats rough_reciprocal(Floats a) { return Floats::made([&](int k) { return R(1) / a.v[k]; }); }
    static Floats reciprocal(Floats a) { return rough_reciprocal(a); }
    static Floats below(Floats a) { return Floats::made([&](int k) { return std::floor(a.v[k]); }); }
    static Floats choose(Mask m, Floats yes, Floats no) { return Floats::made([&](int k) { return m.v[k] ? yes.v[k] : no.v[k]; }); }
    static bool any(Mask m) {
        bool found = false;
        for (int k = 0; k < W; ++k) found |= m.v[k];
        return found;
    }
    static bool all(Mask m) { return !any(!m); }
    static Ints whole(Floats a) { return ints([&](int k) { return static_cast<int32_t>(a.v[k]); }); }
    static Floats real(Ints a) { return Floats::made([&](int k) { return static_cast<R>(a.v[k]); }); }
    static Ints splat_int(int x) { return ints([&](int) { return x; }); }
    static Ints load_int(const int32_t *p) { return ints([&](int k) { return p[k]; }); }
    static Ints plus(Ints a, int x) { return ints([&](int k) { return a.v[k] + x; }); }
    static Ints between(Ints a, int low, int high) {
        return ints([&](int k) { return a.v[k] < low ? low : a.v[k] > high ? high : a.v[k]; });
    }
    static Mask at_most(Ints a, Ints b) { return Mask::made([&](int k) { return a.v[k] <= b.v[k]; }); }
    static int first(Ints a) { return a.v[0]; }
    // p[index]; all of them lie in begin .. begin + width - 1, which wider lanes make use of
    static Floats look(const R *p, Ints index, int) { return gather(p, index); }
    // the same within begin .. begin + reach - 1
    static constexpr int reach = 0;
    static Floats look_wide(const R *p, Ints index, int) { return gather(p, index); }
    static Floats look_twice(const R *p, Ints index, int) { return gather(p, index); }
    static Ints sum(Ints a, Ints b) { return ints([&](int k) { return a.v[k] + b.v[k]; }); }
    static Floats gather(const R *p, Ints index) { return Floats::made([&](int k) { return p[index.v[k]]; }); }
    static R highest(Floats a) {
        R most = a.v[0];
        for (int k = 1; k < W; ++k) most = a.v[k] > most ? a.v[k] : most;
        return most;
    }
    static Floats steps() { return Floats::made([&](int k) { return static_cast<R>(k); }); }
    static void transpose(Floats (&r)[W]) {
        for (int i = 0; i < W; ++i)
            for (int k = 0; k < i; ++k) {
                const R kept = r[i].v[k];
                r[i].v[k] = r[k].v[i];
                r[k].v[i] = kept;
            }
    }

  private:
    template <class Rule> static Ints ints(Rule rule) {
        Ints a;
        for (int k = 0; k < W; ++k) a.v[k] = rule(k);
        return a;
    }
};

} // namespace
