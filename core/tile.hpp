// The samples under one block: q' of every sample, the twist of every cell, and coarse maxima for short cuts.
//
//   q' = g / (1 + g / r0), g the height over the antenna: exact on the sphere, linear in the sweep
#pragma once
#include <cstdlib>

#include "block.hpp"

namespace {

// A void's height: any part of it that rounding leaves, a ten-millionth at 10^4 lines, is still above UNKNOWN.
constexpr double BIG = 1e21, UNKNOWN = 1e9, VOID = 1e12, HIDDEN = 1e20;

template <class Real> struct Tile {
    int pitch = 0, base = 0, samples = 0; // samples from line to line; of the block in hand
    int begin = 0, end = 0;               // of these, what is loaded: multiples of 16
    bool has_voids = false, carries = false;
    Real *line = nullptr;  // [LINES + 1][pitch]
    Real *twist = nullptr; // [LINES][pitch]: of cells between line l and l + 1
    Real *carry = nullptr; // [pitch]: the last line of the block before, from carry_base on
    Real *answer = nullptr; // [LINES][pitch]
    int carry_base = 0, carry_samples = 0, carry_begin = 0, carry_end = 0;
    void *memory = nullptr;

    Tile() = default;
    Tile(const Tile &) = delete;
    Tile &operator=(const Tile &) = delete;
    ~Tile() { std::free(memory); }

    // Room for lines of so many samples; the carried line is kept. False: no memory.
    bool holds(int wanted) {
        if (wanted + 64 <= pitch) return true;
        const int grown = ((wanted + 64) * 5 / 4 + 15) / 16 * 16 + 16; // not a multiple of 4 KiB: lines would share cache sets
        const size_t lines = 3 * LINES + 2;
        void *fresh = nullptr;
        if (posix_memalign(&fresh, 64, lines * static_cast<size_t>(grown) * sizeof(Real)) != 0) return false;
        Real *at = static_cast<Real *>(fresh);
        for (size_t k = 0; k < lines * static_cast<size_t>(grown); ++k) at[k] = 0;
        if (carry)
            for (int k = 0; k < carry_samples; ++k) at[k] = carry[k];
        std::free(memory);
        memory = fresh;
        pitch = grown;
        carry = at;
        line = carry + pitch;
        twist = line + (LINES + 1) * static_cast<int64_t>(pitch);
        answer = twist + LINES * static_cast<int64_t>(pitch);
        return true;
    }
};

// Reads heights of the raster as q'.
template <class L, class In> struct Reader {
    using F = typename L::Floats;
    using Real = typename L::Real;
    F high, low, per_radius, void_value;
    double antenna, per_radius_d, void_d;
    const In *heights;
    int64_t stride;

    Reader(const HowfarSweep &sweep, const HowfarWedge &wedge) {
        antenna = sweep.antenna_m;
        per_radius_d = wedge.per_radius;
        void_d = sweep.see_through ? -BIG : BIG;
        high = L::splat(static_cast<Real>(antenna));
        low = L::splat(static_cast<Real>(antenna - static_cast<double>(static_cast<Real>(antenna))));
        per_radius = L::splat(static_cast<Real>(per_radius_d));
        void_value = L::splat(static_cast<Real>(void_d));
        heights = static_cast<const In *>(sweep.heights);
        stride = sweep.heights_stride;
    }

    F made(F h) const {
        const F g = (h - high) - low;
        const F z = g * per_radius;
        const F one = L::splat(1);
        F q;
        if constexpr (sizeof(Real) == 8)
            q = g / (one + z);
        else // the quotient as a series: the antenna is below 20 km here
            q = g * (one - z * (one - z * (one - z)));
        return L::choose(h != h, void_value, q);
    }

    Real one(int row, int col) const {
        const In raw = heights[row * stride + col];
        const double h = static_cast<double>(raw);
        if (h != h || (sizeof(In) == 2 && h == -32768.0)) return static_cast<Real>(void_d);
        const double g = h - antenna;
        return static_cast<Real>(g / (1.0 + g * per_radius_d));
    }
};

template <class L, class In>
__attribute__((noinline)) void load_across(Tile<typename L::Real> &tile, const Reader<L, In> &reader, const HowfarWedge &wedge, int l, int line) {
    // samples of one line, one by one: edges, columns
    auto *to = tile.line + l * static_cast<int64_t>(tile.pitch);
    for (int t = tile.begin; t < tile.end; ++t) {
        const int k = most(0, least(tile.base + t, wedge.width - 1));
        to[t] = wedge.by_row ? reader.one(line, k) : reader.one(k, line);
    }
}

template <class L, class In>
__attribute__((noinline)) void load_row(Tile<typename L::Real> &tile, const Reader<L, In> &reader, const HowfarWedge &wedge, int l, int row) {
    auto *to = tile.line + l * static_cast<int64_t>(tile.pitch);
    const In *from = reader.heights + row * reader.stride + tile.base;
    const int begin = least(most(tile.begin, -tile.base), tile.end);
    const int end = most(begin, least(tile.end, wedge.width - tile.base));
    int t = (begin + L::width - 1) / L::width * L::width;
    const int full = t;
    const int64_t ahead = wedge.step * LINES * reader.stride; // the same samples of the next block: memory is slow to answer
    for (; t + L::width <= end; t += L::width) {
        __builtin_prefetch(from + t + ahead, 0, 2);
        L::store(to + t, reader.made(L::heights(from + t)));
    }
    if (t < full) t = full;
    for (int k = begin; k < least(full, end); ++k) to[k] = reader.one(row, tile.base + k);
    for (int k = least(most(t, begin), end); k < end; ++k) to[k] = reader.one(row, tile.base + k);
    if (begin < end) {
        for (int k = tile.begin; k < begin; ++k) to[k] = to[begin];
        for (int k = end; k < tile.end; ++k) to[k] = to[end - 1];
    } else {
        load_across(tile, reader, wedge, l, row);
    }
}

// A block of L::width lines and samples at once, rows and columns exchanged.
template <class L, class In>
__attribute__((noinline)) void load_columns(Tile<typename L::Real> &tile, const Reader<L, In> &reader, const HowfarWedge &wedge, int first, int count) {
    constexpr int W = L::width;
    const int origin = wedge.origin + wedge.step * first;
    const int whole = count / W * W;
    typename L::Floats rows[W];
    for (int t = tile.begin; t < tile.end; t += W) {
        const int k = tile.base + t;
        if (k < 0 || k + W > wedge.width) {
            for (int l = 0; l < whole; ++l)
                for (int e = 0; e < W; ++e)
                    tile.line[(l + 1) * static_cast<int64_t>(tile.pitch) + t + e] =
                        reader.one(most(0, least(k + e, wedge.width - 1)), origin + wedge.step * l);
            continue;
        }
        for (int l = 0; l < whole; l += W) {
            const int col = wedge.step > 0 ? origin + l : origin - l - W + 1;
            const In *from = reader.heights + k * reader.stride + col;
            for (int e = 0; e < W; ++e) {
                __builtin_prefetch(from + e * reader.stride + wedge.step * LINES, 0, 2);
                rows[e] = reader.made(L::heights(from + e * reader.stride));
            }
            L::transpose(rows);
            for (int e = 0; e < W; ++e)
                L::store(tile.line + (1 + l + (wedge.step > 0 ? e : W - 1 - e)) * static_cast<int64_t>(tile.pitch) + t, rows[e]);
        }
    }
    for (int l = whole; l < count; ++l) load_across(tile, reader, wedge, l + 1, origin + wedge.step * l);
}

// Fills the tile of a block with samples begin .. end - 1 of its lines.
template <class L, class In>
void load_tile(Tile<typename L::Real> &tile, const HowfarSweep &sweep, const HowfarWedge &wedge, const Block<typename L::Real> &b, int begin, int end) {
    using F = typename L::Floats;
    const Reader<L, In> reader(sweep, wedge);
    tile.base = b.base;
    tile.samples = b.samples;
    tile.begin = begin;
    tile.end = end;
    const bool is_part = end - begin < b.samples, was_part = tile.carry_end - tile.carry_begin < tile.carry_samples;
    const bool is_within = b.base + begin >= tile.carry_begin && b.base + end <= tile.carry_end;
    if (tile.carries && (is_within || !(is_part || was_part))) {
        for (int t = begin; t < end; ++t)
            tile.line[t] = tile.carry[most(0, least(b.base + t - tile.carry_base, tile.carry_samples - 1))];
    } else if (is_part && wedge.by_row) {
        load_row(tile, reader, wedge, 0, wedge.origin + wedge.step * (b.first - 1));
    } else {
        load_across(tile, reader, wedge, 0, wedge.origin + wedge.step * (b.first - 1));
    }
    if (wedge.by_row)
        for (int l = 1; l <= b.count; ++l) load_row(tile, reader, wedge, l, wedge.origin + wedge.step * (b.first + l - 1));
    else
        load_columns(tile, reader, wedge, b.first, b.count);
    const int64_t pitch = tile.pitch;
    for (int l = 0; l <= b.count; ++l)
        for (int t = end; t < end + 16; ++t) tile.line[l * pitch + t] = tile.line[l * pitch + end - 1];
    // the twist of a cell: what its bilinear surface adds to a plane
    F most_seen = L::splat(0);
    for (int t = begin; t < end; t += L::width) {
        F before = L::load(tile.line + t) - L::load(tile.line + t + 1);
        for (int l = 0; l < b.count; ++l) {
            const F here = L::load(tile.line + (l + 1) * pitch + t);
            const F after = here - L::load(tile.line + (l + 1) * pitch + t + 1);
            const F twist = before - after;
            L::store(tile.twist + l * pitch + t, twist);
            most_seen = L::larger(most_seen, L::magnitude(here));
            before = after;
        }
        most_seen = L::larger(most_seen, L::magnitude(L::load(tile.line + t)));
    }
    tile.has_voids = L::highest(most_seen) > static_cast<typename L::Real>(VOID);
    const typename L::Real *last = tile.line + b.count * pitch;
    for (int t = begin; t < end; ++t) tile.carry[t] = last[t];
    tile.carry_base = tile.base;
    tile.carry_samples = tile.samples;
    tile.carry_begin = tile.base + begin;
    tile.carry_end = tile.base + end;
    tile.carries = true;
}

} // namespace
