// The samples under one block, or under a part of its rays: q' of every sample and the twist of every cell.
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
    bool has_voids = false;
    Real *line = nullptr;  // [LINES + 1][pitch]
    Real *twist = nullptr; // [LINES][pitch]: of cells between line l and l + 1
    void *memory = nullptr;

    Tile() = default;
    Tile(const Tile &) = delete;
    Tile &operator=(const Tile &) = delete;
    ~Tile() { std::free(memory); }

    // Room for lines of so many samples. False: no memory.
    bool holds(int wanted) {
        if (wanted + 64 <= pitch) return true;
        const int grown = ((wanted + 64) * 5 / 4 + 15) / 16 * 16 + 16; // not a multiple of 4 KiB: lines would share cache sets
        const size_t lines = 2 * LINES + 1;
        void *fresh = nullptr;
        if (posix_memalign(&fresh, 64, lines * static_cast<size_t>(grown) * sizeof(Real)) != 0) return false;
        Real *at = static_cast<Real *>(fresh);
        for (size_t k = 0; k < lines * static_cast<size_t>(grown); ++k) at[k] = 0;
        std::free(memory);
        memory = fresh;
        pitch = grown;
        line = at;
        twist = line + (LINES + 1) * static_cast<int64_t>(pitch);
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

    // A height as it is, NaN where void.
    static Real raw(In h) {
        if (sizeof(In) == 2 && static_cast<double>(h) == -32768.0) return static_cast<Real>(__builtin_nan(""));
        return static_cast<Real>(h);
    }

    Real one(int row, int col) const {
        const In raw = heights[row * stride + col];
        const double h = static_cast<double>(raw);
        if (h != h || (sizeof(In) == 2 && h == -32768.0)) return static_cast<Real>(void_d);
        const double g = h - antenna;
        return static_cast<Real>(g / (1.0 + g * per_radius_d));
    }
};

// Samples [s0, s1) of one column, multiples of L::width.
template <class L, class In>
__attribute__((noinline)) void load_column(Tile<typename L::Real> &tile, const Reader<L, In> &reader, const HowfarWedge &wedge, int l, int col, int s0, int s1) {
    auto *to = tile.line + l * static_cast<int64_t>(tile.pitch);
    const In *from = reader.heights + col;
    for (int t = s0; t < s1; t += L::width) {
        In some[L::width];
        for (int e = 0; e < L::width; ++e) some[e] = from[most(0, least(tile.base + t + e, wedge.width - 1)) * reader.stride];
        L::store(to + t, reader.made(L::heights(some)));
    }
}

template <class L, class In>
__attribute__((noinline)) void load_row(Tile<typename L::Real> &tile, const Reader<L, In> &reader, const HowfarWedge &wedge, int l, int row, int s0, int s1) {
    auto *to = tile.line + l * static_cast<int64_t>(tile.pitch);
    const In *from = reader.heights + row * reader.stride + tile.base;
    const int begin = least(most(s0, -tile.base), s1);
    const int end = most(begin, least(s1, wedge.width - tile.base));
    if (begin == end) { // outside the raster: as at its edge
        for (int k = s0; k < s1; ++k) to[k] = reader.one(row, tile.base + s0 < 0 ? 0 : wedge.width - 1);
        return;
    }
    int t = (begin + L::width - 1) / L::width * L::width;
    const int full = t;
    for (; t + L::width <= end; t += L::width) L::store(to + t, reader.made(L::heights(from + t)));
    for (int k = begin; k < least(full, end); ++k) to[k] = reader.one(row, tile.base + k);
    for (int k = most(t, begin); k < end; ++k) to[k] = reader.one(row, tile.base + k);
    for (int k = s0; k < begin; ++k) to[k] = to[begin];
    for (int k = end; k < s1; ++k) to[k] = to[end - 1];
}

// A block of L::width lines and samples at once, rows and columns exchanged.
template <class L, class In>
__attribute__((noinline)) void load_columns(Tile<typename L::Real> &tile, const Reader<L, In> &reader, const HowfarWedge &wedge, int first, int count, int s0, int s1) {
    constexpr int W = L::width;
    const int origin = wedge.origin + wedge.step * first;
    const int whole = count / W * W;
    typename L::Floats rows[W];
    for (int t = s0; t < s1; t += W) {
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
            for (int e = 0; e < W; ++e) rows[e] = reader.made(L::heights(from + e * reader.stride));
            L::transpose(rows);
            for (int e = 0; e < W; ++e)
                L::store(tile.line + (1 + l + (wedge.step > 0 ? e : W - 1 - e)) * static_cast<int64_t>(tile.pitch) + t, rows[e]);
        }
    }
    for (int l = whole; l < count; ++l) load_column(tile, reader, wedge, l + 1, origin + wedge.step * l, s0, s1);
}

// Fills samples [s0, s1) of the tile of a block, multiples of 16.
template <class L, class In>
void load_tile(Tile<typename L::Real> &tile, const Reader<L, In> &reader, const HowfarWedge &wedge, const Block<typename L::Real> &b, int s0, int s1) {
    using F = typename L::Floats;
    const int64_t pitch = tile.pitch;
    const int more = least(s1 + 16, b.samples); // a twist looks at the next sample as well
    if (wedge.by_row)
        for (int l = 0; l <= b.count; ++l) load_row(tile, reader, wedge, l, wedge.origin + wedge.step * (b.first + l - 1), s0, more);
    else {
        load_column(tile, reader, wedge, 0, wedge.origin + wedge.step * (b.first - 1), s0, more);
        load_columns(tile, reader, wedge, b.first, b.count, s0, more);
    }
    if (more == b.samples)
        for (int l = 0; l <= b.count; ++l)
            for (int t = more; t < more + 16; ++t) tile.line[l * pitch + t] = tile.line[l * pitch + more - 1];
    // the twist of a cell: what its bilinear surface adds to a plane
    F most_seen = L::splat(0);
    for (int t = s0; t < s1; t += L::width) {
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
}

} // namespace
