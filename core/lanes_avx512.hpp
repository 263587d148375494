// Sixteen floats at once, AVX-512. The names are those of lanes_plain.hpp, which says what each does.
#pragma once
#include <cstdint>
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized" // in the headers of GCC 12 itself
#pragma GCC diagnostic ignored "-Wuninitialized"
#include <immintrin.h>
#pragma GCC diagnostic pop

namespace {

struct Wide {
    using Real = float;
    static constexpr int width = 16;
    struct Ints {
        __m512i v;
    };
    struct Mask {
        __mmask16 v;
        Mask operator&(Mask o) const { return {static_cast<__mmask16>(v & o.v)}; }
        Mask operator|(Mask o) const { return {static_cast<__mmask16>(v | o.v)}; }
        Mask operator!() const { return {static_cast<__mmask16>(~v)}; }
    };
    struct Floats {
        __m512 v;
        Floats operator+(Floats o) const { return {_mm512_add_ps(v, o.v)}; }
        Floats operator-(Floats o) const { return {_mm512_sub_ps(v, o.v)}; }
        Floats operator*(Floats o) const { return {_mm512_mul_ps(v, o.v)}; }
        Floats operator/(Floats o) const { return {_mm512_div_ps(v, o.v)}; }
        Mask operator>(Floats o) const { return {_mm512_cmp_ps_mask(v, o.v, _CMP_GT_OQ)}; }
        Mask operator!=(Floats o) const { return {_mm512_cmp_ps_mask(v, o.v, _CMP_NEQ_UQ)}; }
    };
    static Floats splat(float x) { return {_mm512_set1_ps(x)}; }
    static Floats load(const float *p) { return {_mm512_loadu_ps(p)}; }
    static Floats heights(const float *p) { return {_mm512_loadu_ps(p)}; }
    static Floats heights(const int16_t *p) {
        const __m256i raw = _mm256_loadu_si256(reinterpret_cast<const __m256i *>(p));
        const __mmask16 known = _mm256_cmpneq_epi16_mask(raw, _mm256_set1_epi16(-32768));
        return {_mm512_mask_cvtepi32_ps(_mm512_set1_ps(__builtin_nanf("")), known, _mm512_cvtepi16_epi32(raw))};
    }
    static void store(float *p, Floats a) { _mm512_storeu_ps(p, a.v); }
    static void put(float *p, Floats a, Mask m) { _mm512_mask_storeu_ps(p, m.v, a.v); }
    static void stream(float *p, Floats a) {
        if ((reinterpret_cast<uintptr_t>(p) & 63) == 0)
            _mm512_stream_ps(p, a.v);
        else
            _mm512_storeu_ps(p, a.v);
    }
    static void put(int16_t *p, Floats a, Mask m) {
        _mm256_mask_storeu_epi16(p, m.v, _mm512_cvtsepi32_epi16(_mm512_cvtps_epi32(a.v)));
    }
    static void put(uint8_t *p, Floats a, Mask m) {
        _mm_mask_storeu_epi8(p, m.v, _mm512_cvtepi32_epi8(_mm512_cvtps_epi32(a.v)));
    }
    // one more in these lanes
    static void count(uint16_t *p, Mask m) {
        const __m256i all = _mm256_maskz_loadu_epi16(m.v, p);
        _mm256_mask_storeu_epi16(p, m.v, _mm256_add_epi16(all, _mm256_set1_epi16(1)));
    }
    static Floats muladd(Floats a, Floats b, Floats c) { return {_mm512_fmadd_ps(a.v, b.v, c.v)}; }
    static Floats larger(Floats a, Floats b) { return {_mm512_max_ps(a.v, b.v)}; }
    static Floats smaller(Floats a, Floats b) { return {_mm512_min_ps(a.v, b.v)}; }
    static Floats magnitude(Floats a) { return {_mm512_abs_ps(a.v)}; }
    static Floats root(Floats a) { return {_mm512_sqrt_ps(a.v)}; }
    static Floats rough_reciprocal(Floats a) { return {_mm512_rcp14_ps(a.v)}; }
    static Floats reciprocal(Floats a) {
        const __m512 guess = _mm512_rcp14_ps(a.v);
        return {_mm512_mul_ps(guess, _mm512_fnmadd_ps(a.v, guess, _mm512_set1_ps(2.0f)))};
    }
    static Floats below(Floats a) { return {_mm512_roundscale_ps(a.v, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC)}; }
    static Floats choose(Mask m, Floats yes, Floats no) { return {_mm512_mask_blend_ps(m.v, no.v, yes.v)}; }
    static bool any(Mask m) { return m.v != 0; }
    static bool all(Mask m) { return m.v == 0xFFFF; }
    static Ints whole(Floats a) { return {_mm512_cvttps_epi32(a.v)}; }
    static Floats real(Ints a) { return {_mm512_cvtepi32_ps(a.v)}; }
    static Ints splat_int(int x) { return {_mm512_set1_epi32(x)}; }
    static Ints load_int(const int32_t *p) { return {_mm512_loadu_si512(p)}; }
    static Ints plus(Ints a, int x) { return {_mm512_add_epi32(a.v, _mm512_set1_epi32(x))}; }
    static Ints between(Ints a, int low, int high) {
        return {_mm512_min_epi32(_mm512_max_epi32(a.v, _mm512_set1_epi32(low)), _mm512_set1_epi32(high))};
    }
    static Mask at_most(Ints a, Ints b) { return {_mm512_cmple_epi32_mask(a.v, b.v)}; }
    static int first(Ints a) { return _mm_cvtsi128_si32(_mm512_castsi512_si128(a.v)); }
    // samples p[begin + ...] at `index`, all of which lie in begin .. begin + width - 1
    static Floats look(const float *p, Ints index, int begin) {
        return {_mm512_permutexvar_ps(_mm512_sub_epi32(index.v, _mm512_set1_epi32(begin)), _mm512_loadu_ps(p + begin))};
    }
    // samples p[index], index - begin below 4 width
    static constexpr int reach = 64;
    static Floats look_wide(const float *p, Ints index, int begin) {
        const __m512i at = _mm512_sub_epi32(index.v, _mm512_set1_epi32(begin));
        const __m512 low = _mm512_permutex2var_ps(_mm512_loadu_ps(p + begin), at, _mm512_loadu_ps(p + begin + 16));
        const __m512 high = _mm512_permutex2var_ps(_mm512_loadu_ps(p + begin + 32), at, _mm512_loadu_ps(p + begin + 48));
        return {_mm512_mask_blend_ps(_mm512_test_epi32_mask(at, _mm512_set1_epi32(32)), low, high)};
    }
    static Floats look_twice(const float *p, Ints index, int begin) { // below 2 width
        const __m512i at = _mm512_sub_epi32(index.v, _mm512_set1_epi32(begin));
        return {_mm512_permutex2var_ps(_mm512_loadu_ps(p + begin), at, _mm512_loadu_ps(p + begin + 16))};
    }
    static Ints sum(Ints a, Ints b) { return {_mm512_add_epi32(a.v, b.v)}; }
    static Floats gather(const float *p, Ints index) { return {_mm512_i32gather_ps(index.v, p, 4)}; }
    static float highest(Floats a) { return _mm512_reduce_max_ps(a.v); }
    static Floats steps() {
        return {_mm512_set_ps(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)};
    }
    static void transpose(Floats (&r)[16]) {
        __m512 t[16];
        for (int k = 0; k < 16; k += 2) {
            t[k] = _mm512_unpacklo_ps(r[k].v, r[k + 1].v);
            t[k + 1] = _mm512_unpackhi_ps(r[k].v, r[k + 1].v);
        }
        __m512 s[16];
        for (int k = 0; k < 16; k += 4) {
            const __m512d a = _mm512_castps_pd(t[k]), b = _mm512_castps_pd(t[k + 2]);
            const __m512d c = _mm512_castps_pd(t[k + 1]), d = _mm512_castps_pd(t[k + 3]);
            s[k] = _mm512_castpd_ps(_mm512_unpacklo_pd(a, b));
            s[k + 1] = _mm512_castpd_ps(_mm512_unpackhi_pd(a, b));
            s[k + 2] = _mm512_castpd_ps(_mm512_unpacklo_pd(c, d));
            s[k + 3] = _mm512_castpd_ps(_mm512_unpackhi_pd(c, d));
        }
        for (int k = 0; k < 4; ++k) { // s[4 g + k] holds columns k, k + 4, k + 8, k + 12 of rows 4 g .. 4 g + 3
            const __m512 a = _mm512_shuffle_f32x4(s[k], s[4 + k], 0x88), b = _mm512_shuffle_f32x4(s[8 + k], s[12 + k], 0x88);
            const __m512 c = _mm512_shuffle_f32x4(s[k], s[4 + k], 0xDD), d = _mm512_shuffle_f32x4(s[8 + k], s[12 + k], 0xDD);
            r[k].v = _mm512_shuffle_f32x4(a, b, 0x88);
            r[8 + k].v = _mm512_shuffle_f32x4(a, b, 0xDD);
            r[4 + k].v = _mm512_shuffle_f32x4(c, d, 0x88);
            r[12 + k].v = _mm512_shuffle_f32x4(c, d, 0xDD);
        }
    }
};

} // namespace
