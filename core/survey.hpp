// The highest ground under a block, read from the raster as it is: where no sight line comes near it nothing has to be
// folded, and cells are answered straight from the raster.
#pragma once
#include "tile.hpp"

namespace {

constexpr int SUB = 8;       // lines that a short cut may pass over at once
constexpr int GROUPS = 512;  // of 16 samples

template <class L> struct Survey {
    using F = typename L::Floats;
    using Real = typename L::Real;
    static constexpr int W = L::width;
    alignas(64) Real top[2][GROUPS + 16]; // highest q' of 16 samples on lines 0 .. SUB and SUB .. the last
    alignas(64) Real both[GROUPS + 16];
    Real highest;
    // wedges W and E: the highest height of 16 samples on the last line, which is the next block's line 0
    alignas(64) Real last[GROUPS + 16];
    int last_line = -1, last_base = 0, last_from = 0, last_groups = 0;

    // Of groups from .. groups - 1. False: there is a void, or what is not a number, or the block is too wide or the raster too narrow.
    template <class In> bool operator()(const Reader<L, In> &reader, const HowfarWedge &wedge, const Block<Real> &b, int from, int groups) {
        if (groups > GROUPS || wedge.width < 16) return false;
        F odd = L::splat(0);
        if (wedge.by_row)
            rows(reader, wedge, b, from, groups, odd);
        else if (b.count == LINES)
            columns(reader, wedge, b, from, groups, odd);
        else
            return false;
        if (L::any(odd != odd)) {
            last_line = -1;
            return false;
        }
        F most_high = L::splat(static_cast<Real>(-BIG));
        for (int g = from / W * W; g < groups; g += W) {
            const F first = reader.made(L::load(top[0] + g)), second = reader.made(L::load(top[1] + g));
            L::store(top[0] + g, first);
            L::store(top[1] + g, second);
            L::store(both + g, L::larger(first, second));
        }
        for (int g = from / W * W; g < from; ++g) both[g] = static_cast<Real>(-BIG);
        for (int g = groups; g < groups + W; ++g) both[g] = static_cast<Real>(-BIG);
        for (int g = from / W * W; g < groups; g += W) most_high = L::larger(most_high, L::load(both + g));
        highest = L::highest(most_high);
        return true;
    }

  private:
    template <class In> __attribute__((noinline)) void rows(const Reader<L, In> &reader, const HowfarWedge &wedge, const Block<Real> &b, int from, int groups, F &odd) {
        const int64_t step = wedge.step * reader.stride;
        const F zero = L::splat(0);
        const int second = least(SUB, b.count);
        for (int g = from; g < groups; ++g) {
            const In *at = reader.heights + (wedge.origin + wedge.step * (b.first - 1)) * reader.stride
                + most(0, least(b.base + 16 * g, wedge.width - 16));
            F high[2] = {L::heights(at), L::splat(-1e9f)};
            const auto line = [&](F &high_one) {
                for (int k = 0; k < 16; k += W) {
                    const F h = L::heights(at + k);
                    high_one = L::larger(high_one, h);
                    odd = L::muladd(h, zero, odd);
                }
            };
            for (int l = 0; l <= second; ++l, at += step) {
                line(high[0]);
            }
            at -= step;
            for (int l = second; l <= b.count; ++l, at += step) {
                line(high[1]);
            }
            top[0][g] = L::highest(high[0]);
            top[1][g] = L::highest(high[1]);
        }
    }

    template <class In> __attribute__((noinline)) void columns(const Reader<L, In> &reader, const HowfarWedge &wedge, const Block<Real> &b, int from, int groups, F &odd) {
        const int line1 = wedge.origin + wedge.step * b.first;
        const int col = wedge.step > 0 ? line1 : line1 - LINES + 1, before = line1 - wedge.step;
        const F zero = L::splat(0);
        alignas(64) Real fresh[GROUPS];
        for (int g = from; g < groups; ++g) {
            F high[16 / W];
            for (int e = 0; e < 16 / W; ++e) high[e] = L::splat(-1e9f);
            const int first = most(0, least(b.base + 16 * g, wedge.width - 16));
            const In *at = reader.heights + first * reader.stride + col;
            for (int s = 0; s < 16; ++s, at += reader.stride)
                for (int e = 0; e < 16 / W; ++e) {
                    const F h = L::heights(at + e * W);
                    high[e] = L::larger(high[e], h);
                    odd = L::muladd(h, zero, odd);
                }
            alignas(64) Real each[16];
            for (int e = 0; e < 16 / W; ++e) L::store(each + e * W, high[e]);
            Real low = each[0], up = each[8];
            for (int e = 1; e < 8; ++e) low = each[e] > low ? each[e] : low;
            for (int e = 9; e < 16; ++e) up = each[e] > up ? each[e] : up;
            const Real middle = wedge.step > 0 ? each[7] : each[8]; // line SUB belongs to both
            const Real one = wedge.step > 0 ? low : up, two = wedge.step > 0 ? up : low;
            const int known = g + (b.base - last_base) / 16;
            const bool is_known = last_line == before && known >= last_from && known < last_groups;
            const Real high_before = is_known ? last[known] : highest_of(reader, first, before, odd);
            top[0][g] = high_before > one ? high_before : one;
            top[1][g] = middle > two ? middle : two;
            fresh[g] = wedge.step > 0 ? each[15] : each[0];
        }
        for (int g = from; g < groups; ++g) last[g] = fresh[g];
        last_line = wedge.step > 0 ? col + LINES - 1 : col;
        last_base = b.base;
        last_from = from;
        last_groups = groups;
    }

    // The highest of 16 samples of a column.
    template <class In> static Real highest_of(const Reader<L, In> &reader, int first, int col, F &odd) {
        Real high = static_cast<Real>(-1e9), sum = 0;
        for (int s = first; s < first + 16; ++s) {
            const Real h = reader.raw(reader.heights[s * reader.stride + col]);
            high = h > high ? h : high;
            sum += h * 0;
        }
        odd = odd + L::splat(sum);
        return high;
    }
};

} // namespace
