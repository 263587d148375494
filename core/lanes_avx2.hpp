// Eight floats at once, AVX2 with FMA. The names are those of lanes_plain.hpp, which says what each does.
#pragma once
#include <cstdint>
#include <immintrin.h>

namespace {

struct Wide {
    using Real = float;
    static constexpr int width = 8;
    struct Ints {
        __m256i v;
    };
    struct Mask {
        __m256 v;
        Mask operator&(Mask o) const { return {_mm256_and_ps(v, o.v)}; }
        Mask operator|(Mask o) const { return {_mm256_or_ps(v, o.v)}; }
        Mask operator!() const { return {_mm256_xor_ps(v, _mm256_castsi256_ps(_mm256_set1_epi32(-1)))}; }
    };
    struct Floats {
        __m256 v;
        Floats operator+(Floats o) const { return {_mm256_add_ps(v, o.v)}; }
        Floats operator-(Floats o) const { return {_mm256_sub_ps(v, o.v)}; }
        Floats operator*(Floats o) const { return {_mm256_mul_ps(v, o.v)}; }
        Floats operator/(Floats o) const { return {_mm256_div_ps(v, o.v)}; }
        Mask operator>(Floats o) const { return {_mm256_cmp_ps(v, o.v, _CMP_GT_OQ)}; }
        Mask operator!=(Floats o) const { return {_mm256_cmp_ps(v, o.v, _CMP_NEQ_UQ)}; }
    };
    static Floats splat(float x) { return {_mm256_set1_ps(x)}; }
    static Floats load(const float *p) { return {_mm256_loadu_ps(p)}; }
    static Floats heights(const float *p) { return {_mm256_loadu_ps(p)}; }
    static Floats heights(const int16_t *p) {
        const __m256i raw = _mm256_cvtepi16_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i *>(p)));
        const __m256 bad = _mm256_castsi256_ps(_mm256_cmpeq_epi32(raw, _mm256_set1_epi32(-32768)));
        return {_mm256_blendv_ps(_mm256_cvtepi32_ps(raw), _mm256_set1_ps(__builtin_nanf("")), bad)};
    }
    static void store(float *p, Floats a) { _mm256_storeu_ps(p, a.v); }
    static void put(float *p, Floats a, Mask m) { _mm256_maskstore_ps(p, _mm256_castps_si256(m.v), a.v); }
    // through the caches: writing halves of their lines past them costs more than it saves
    static void stream(float *p, Floats a) { _mm256_storeu_ps(p, a.v); }
    template <class Small> static void put(Small *p, Floats a, Mask m) {
        alignas(32) int32_t value[8];
        _mm256_store_si256(reinterpret_cast<__m256i *>(value), _mm256_cvtps_epi32(a.v));
        const int bits = _mm256_movemask_ps(m.v);
        for (int k = 0; k < 8; ++k)
            if (bits >> k & 1) p[k] = static_cast<Small>(value[k]);
    }
    static void count(uint16_t *p, Mask m) {
        const int bits = _mm256_movemask_ps(m.v);
        for (int k = 0; k < 8; ++k)
            if (bits >> k & 1) ++p[k];
    }
    static Floats muladd(Floats a, Floats b, Floats c) { return {_mm256_fmadd_ps(a.v, b.v, c.v)}; }
    static Floats larger(Floats a, Floats b) { return {_mm256_max_ps(a.v, b.v)}; }
    static Floats smaller(Floats a, Floats b) { return {_mm256_min_ps(a.v, b.v)}; }
    static Floats magnitude(Floats a) { return {_mm256_andnot_ps(_mm256_set1_ps(-0.0f), a.v)}; }
    static Floats root(Floats a) { return {_mm256_sqrt_ps(a.v)}; }
    static Floats rough_reciprocal(Floats a) { return {_mm256_rcp_ps(a.v)}; }
    static Floats reciprocal(Floats a) { return {_mm256_div_ps(_mm256_set1_ps(1.0f), a.v)}; }
    static Floats below(Floats a) { return {_mm256_floor_ps(a.v)}; }
    static Floats choose(Mask m, Floats yes, Floats no) { return {_mm256_blendv_ps(no.v, yes.v, m.v)}; }
    static bool any(Mask m) { return _mm256_movemask_ps(m.v) != 0; }
    static bool all(Mask m) { return _mm256_movemask_ps(m.v) == 0xFF; }
    static Ints whole(Floats a) { return {_mm256_cvttps_epi32(a.v)}; }
    static Floats real(Ints a) { return {_mm256_cvtepi32_ps(a.v)}; }
    static Ints splat_int(int x) { return {_mm256_set1_epi32(x)}; }
    static Ints load_int(const int32_t *p) { return {_mm256_loadu_si256(reinterpret_cast<const __m256i *>(p))}; }
    static Ints plus(Ints a, int x) { return {_mm256_add_epi32(a.v, _mm256_set1_epi32(x))}; }
    static Ints between(Ints a, int low, int high) {
        return {_mm256_min_epi32(_mm256_max_epi32(a.v, _mm256_set1_epi32(low)), _mm256_set1_epi32(high))};
    }
    static Mask at_most(Ints a, Ints b) { return !Mask{_mm256_castsi256_ps(_mm256_cmpgt_epi32(a.v, b.v))}; }
    static int first(Ints a) { return _mm_cvtsi128_si32(_mm256_castsi256_si128(a.v)); }
    static Floats look(const float *p, Ints index, int begin) {
        return {_mm256_permutevar8x32_ps(_mm256_loadu_ps(p + begin), _mm256_sub_epi32(index.v, _mm256_set1_epi32(begin)))};
    }
    static constexpr int reach = 0; // a gather is no slower here
    static Floats look_wide(const float *p, Ints index, int) { return gather(p, index); }
    static Floats look_twice(const float *p, Ints index, int) { return gather(p, index); }
    static Ints sum(Ints a, Ints b) { return {_mm256_add_epi32(a.v, b.v)}; }
    static Floats gather(const float *p, Ints index) { return {_mm256_i32gather_ps(p, index.v, 4)}; }
    static float highest(Floats a) {
        const __m128 four = _mm_max_ps(_mm256_castps256_ps128(a.v), _mm256_extractf128_ps(a.v, 1));
        const __m128 two = _mm_max_ps(four, _mm_movehl_ps(four, four));
        return _mm_cvtss_f32(_mm_max_ss(two, _mm_shuffle_ps(two, two, 1)));
    }
    static Floats steps() { return {_mm256_set_ps(7, 6, 5, 4, 3, 2, 1, 0)}; }
    static void transpose(Floats (&r)[8]) {
        __m256 t[8], s[8];
        for (int k = 0; k < 8; k += 2) {
            t[k] = _mm256_unpacklo_ps(r[k].v, r[k + 1].v);
            t[k + 1] = _mm256_unpackhi_ps(r[k].v, r[k + 1].v);
        }
        for (int k = 0; k < 8; k += 4) {
            s[k] = _mm256_shuffle_ps(t[k], t[k + 2], 0x44);
            s[k + 1] = _mm256_shuffle_ps(t[k], t[k + 2], 0xEE);
            s[k + 2] = _mm256_shuffle_ps(t[k + 1], t[k + 3], 0x44);
            s[k + 3] = _mm256_shuffle_ps(t[k + 1], t[k + 3], 0xEE);
        }
        for (int k = 0; k < 4; ++k) {
            r[k].v = _mm256_permute2f128_ps(s[k], s[k + 4], 0x20);
            r[k + 4].v = _mm256_permute2f128_ps(s[k], s[k + 4], 0x31);
        }
    }
};

} // namespace
