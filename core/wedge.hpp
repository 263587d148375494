// One chunk of rays from the sensor to the end of its wedge: a job of its own, which shares nothing with the others.
#pragma once
#include "answer.hpp"
#include "cull.hpp"

#define NOINLINE __attribute__((noinline))
namespace {

constexpr double NEAREST = 0.01; // cells: nothing nearer to the antenna than this hides
constexpr int FIRST_LINES = 16;  // up to here a cell is hidden by the ground inside its own step as well
// Columns c with (c - PHASE) % 16 == 0 begin a line of the cache where large float arrays of numpy lie. Not asked of the
// address itself: rounding depends on where blocks begin, and the same question shall have the same answer to the last bit.
constexpr int PHASE = 12;
constexpr int SUB = 8;           // lines that a short cut may pass over at once

template <class L> struct Chunk {
    using F = typename L::Floats;
    using I = typename L::Ints;
    using M = typename L::Mask;
    using Real = typename L::Real;
    using R = Rays<L>;
    static constexpr int W = L::width;

    const HowfarSweep &sweep;
    const HowfarWedge &wedge;
    int chunk;
    Tile<Real> &tile;
    Real *slopes; // [LINES + 1][pitch]; row LINES holds the slopes between blocks
    int64_t pitch;
    Giver<L> give;
    Cull<L> &cull;
    Block<Real> b;
    int ray_from = 0, ray_to = 0, sample_from = 0, sample_to = 0; // what of the block is looked at

    F coordinate(int r) const { // u of rays r .. r + W - 1
        const double step = 2.0 / (wedge.rays - 1);
        return L::muladd(L::steps(), R::constant(step), R::constant(r * step - 1.0));
    }

    NOINLINE bool run() {
        Real *kept = slopes + LINES * pitch;
        for (int r = 0; r < pitch; ++r) kept[r] = static_cast<Real>(-BIG);
        tile.carries = false;
        cull.start(chunk, lines_at(0));
        bool beyond = false;
        int count;
        for (int first = 0; first < wedge.count; first += count) {
            const int seen_from = cull.skip(first, kept);
            if (seen_from > first) {
                tile.carries = false;
                first = seen_from;
                if (first >= wedge.count) break;
            }
            count = lines_at(first);
            prepare(b, sweep, wedge, chunk, first, count, wedge.by_row ? PHASE : 0);
            beyond = beyond || b.all_beyond;
            if (beyond && sweep.prefilled) return true;
            if (b.outside || !cull.open(b, kept, ray_from, ray_to)) {
                tile.carries = false;
                continue;
            }
            if (!tile.holds(b.samples)) return false;
            if (!beyond) {
                find_samples();
                if (sweep.heights_kind == 0)
                    load_tile<L, float>(tile, sweep, wedge, b, sample_from, sample_to);
                else
                    load_tile<L, int16_t>(tile, sweep, wedge, b, sample_from, sample_to);
                walk();
            }
            give_block(beyond);
        }
        return true;
    }

    // What rays ray_from .. ray_to - 1 need of the tile, and which cells they answer; the others' slopes stay.
    void find_samples() {
        sample_from = 0;
        sample_to = b.samples;
        if (ray_from == 0 && ray_to == wedge.rays) return;
        const Real *kept = slopes + LINES * pitch;
        int left = b.samples, right = 0;
        for (int l = 0; l <= b.count; ++l) {
            const int a = static_cast<int>(cull.place(b, l, ray_from)), e = static_cast<int>(cull.place(b, l, ray_to));
            left = least(left, a);
            right = most(right, e);
            if (ray_from > 0) b.from[l] = most(b.from[l], a - 1);
            if (ray_to < wedge.rays) b.to[l] = least(b.to[l], e + 2);
        }
        const int margin = MARGIN + static_cast<int>(b.lean);
        sample_from = most(0, left - margin) & ~15;
        sample_to = least(b.samples, (right + margin + 16) & ~15);
        for (int l = 0; l < b.count; ++l) {
            for (int r = 0; r < ray_from; r += W) L::store(slopes + l * pitch + r, L::load(kept + r));
            for (int r = ray_to; r < wedge.rays; r += W) L::store(slopes + l * pitch + r, L::load(kept + r));
        }
    }

    int lines_at(int first) const { return least(wedge.count - first, wedge.by_row ? LINES : lines_to_boundary(first)); }

    // Columns are taken in sixteens that begin where lines of the cache do.
    int lines_to_boundary(int first) const {
        const int line = wedge.origin + wedge.step * first;
        const int place = (((line - PHASE) % 16) + 16) % 16;
        return wedge.step > 0 ? 16 - place : place + 1;
    }

    void walk() {
        Real *kept = slopes + LINES * pitch;
        int l = 0;
        for (; l < b.count && b.first + l < sweep.near_lines; ++l) near_line(l, kept);
        if (l == b.count) return;
        const int begin = l;
        bool is_dense = static_cast<int>((W - 1) * b.densest) + 3 <= W - 1 && L::reach >= 0;
        const bool is_lean = b.lean > 1.0 + 4.0 / wedge.v_max;
        for (l = begin; l < b.count; l += SUB) {
            const int end = least(l + SUB, b.count);
            if (is_lean || !is_dense)
                is_lean ? far_lines<false, true, true>(l, end, kept) : far_lines<false, false, true>(l, end, kept);
            else
                tile.has_voids ? far_lines<true, false, true>(l, end, kept) : far_lines<true, false, false>(l, end, kept);
        }
    }

    NOINLINE void near_line(int l, Real *kept) {
        const int n = b.first + l;
        const double v = wedge.v0 + n, start = n == 0 ? 1.0 - wedge.v0 : 0.0;
        const bool dense = n > 0 && static_cast<int>((W - 1) * b.densest) + 5 <= W - 1;
        Real *row = slopes + l * pitch;
        for (int r = ray_from; r < ray_to; r += W) {
            const F u = coordinate(r);
            F t = L::load(kept + r);
            const auto step = [&](bool with_line) {
                t = dense ? R::template near<true>(b, tile, sweep.see_through, l, u, t, start, NEAREST, with_line)
                          : R::template near<false>(b, tile, sweep.see_through, l, u, t, start, NEAREST, with_line);
            };
            if (n < FIRST_LINES && v > NEAREST) step(false);
            L::store(row + r, t);
            if (v > NEAREST) step(true);
            L::store(kept + r, t);
        }
    }

    // Highest q' of tile samples 16 g .. 16 g + 15 on lines l0 .. l1.
    NOINLINE void tops(int l0, int l1, Real *top) const {
        const int64_t tile_pitch = tile.pitch;
        for (int g = tile.begin / 16; g < tile.end / 16; ++g) {
            F high = L::load(tile.line + l0 * tile_pitch + 16 * g);
            for (int l = l0; l <= l1; ++l)
                for (int k = 0; k < 16; k += W) high = L::larger(high, L::load(tile.line + l * tile_pitch + 16 * g + k));
            top[g] = L::highest(high);
        }
    }

    template <bool dense, bool lean, bool voids> void far_lines(int l0, int l1, Real *kept) {
        Real top[512];
        const bool short_cut = tile.samples / 16 < 512;
        if (short_cut) tops(l0, l1, top);
        // between its ends a sight line sinks below its chord by bend / 8 (lines)^2, and rounding is far below a centimetre
        const Real slack = static_cast<Real>(0.02 + 1.5 * wedge.bend * SUB * SUB / 8.0);
        const auto place = [&](int l, int r) {
            const Real u = static_cast<Real>(2.0 * r / (wedge.rays - 1) - 1.0);
            return b.place[0][l] + u * (b.place[1][l] + u * b.place[2][l]);
        };
        Real before0 = place(l0, ray_from), before1 = place(l1, ray_from);
        for (int r = ray_from; r < ray_to; r += W) {
            const F u = coordinate(r);
            F t = L::load(kept + r);
            const Real after0 = place(l0, r + W), after1 = place(l1, r + W);
            bool hidden = false;
            if (short_cut) {
                const int g0 = most(tile.begin, static_cast<int>(before0 < before1 ? before0 : before1) - 1) >> 4;
                const int g1 = least(tile.end - 1, static_cast<int>(after0 > after1 ? after0 : after1) + 2) >> 4;
                Real highest = top[g0];
                for (int g = g0 + 1; g <= g1; ++g) highest = top[g] > highest ? top[g] : highest;
                const F z0 = (t + R::quadratic(b.drop, l0, u)) * R::quadratic(b.per_factor, l0, u);
                const F z1 = (t + R::quadratic(b.drop, l1, u)) * R::quadratic(b.per_factor, l1, u);
                hidden = !L::any(L::splat(highest + slack) > L::smaller(z0, z1));
            }
            before0 = after0;
            before1 = after1;
            if (hidden) {
                for (int l = l0; l < l1; ++l) L::store(slopes + l * pitch + r, t);
                continue;
            }
            t = R::template fold<dense, lean, voids>(b, tile, sweep.see_through, l0, l1, u, t, slopes + r, pitch);
            L::store(kept + r, t);
        }
    }

    void give_block(bool beyond) {
        if (wedge.by_row) {
            for (int l = 0; l < b.count; ++l) give_row(l, beyond);
            return;
        }
        int from = b.from[1], to = b.to[1];
        for (int l = 1; l <= b.count; ++l) {
            from = least(from, b.from[l]);
            to = most(to, b.to[l]);
        }
        if (from >= to) return;
        if (!beyond)
            for (int l = 0; l < b.count; ++l) {
                const auto line = Answers<L>::line_of(b, tile, slopes + l * pitch, wedge.rays, l + 1);
                Real *row = tile.answer + l * static_cast<int64_t>(tile.pitch);
                const int first = b.from[l + 1] / W * W, last = b.to[l + 1];
                for (int t = first; t < last; t += W) L::store(row + t, Answers<L>::heights(b, line, l + 1, t));
            }
        const int whole = b.count / W * W;
        Real edges[2][2 * LINES]; // what the chunk answers of each line, lines in the order of memory within W of them
        for (int l = 0; l < 2 * LINES; ++l) {
            const int group = l / W * W, count = least(W, b.count - group), e = l - group;
            const int line = group + 1 + (wedge.step > 0 ? e : count - 1 - e);
            edges[0][l] = e < count ? static_cast<Real>(b.from[line]) : static_cast<Real>(1e9);
            edges[1][l] = e < count ? static_cast<Real>(b.to[line]) : static_cast<Real>(-1e9);
        }
        for (int t = from / W * W; t < to; t += W) // whole lines of the cache at once, where W is half of one
            for (int l = 0; l < b.count; l += W) give_columns(edges, l, l < whole ? W : b.count - l, t, beyond);
    }

    // Lanes k with from <= first + k < to.
    static M lanes(int first, int from, int to) {
        const F k = L::steps() + R::constant(first);
        return (R::constant(to) > k) & !(R::constant(from) > k);
    }

    NOINLINE void give_row(int l, bool beyond) {
        const int row = wedge.origin + wedge.step * (b.first + l);
        const int from = most(b.from[l + 1], sweep.owned_from[row] - b.base), to = least(b.to[l + 1], sweep.owned_to[row] - b.base);
        if (from >= to) return;
        const auto line = Answers<L>::line_of(b, tile, slopes + l * pitch, wedge.rays, l + 1);
        const F nothing = R::constant(__builtin_nan(""));
        for (int t = from / W * W; t < to; t += W)
            give(row, b.base + t, beyond ? nothing : Answers<L>::heights(b, line, l + 1, t), lanes(t, from, to));
    }

    // Lines l .. l + count - 1 of W samples from t on, as W pieces of rows.
    NOINLINE void give_columns(const Real (&edges)[2][2 * LINES], int l, int count, int t, bool beyond) {
        F piece[W];
        for (int e = 0; e < W; ++e) // in the order of memory
            piece[e] = beyond ? R::constant(__builtin_nan(""))
                              : L::load(tile.answer + (l + (wedge.step > 0 ? e : count - 1 - e >= 0 ? count - 1 - e : 0)) * static_cast<int64_t>(tile.pitch) + t);
        L::transpose(piece);
        const int first_line = wedge.origin + wedge.step * (b.first + l);
        const int col = wedge.step > 0 ? first_line : first_line - count + 1;
        const F low = L::load(edges[0] + l), high = L::load(edges[1] + l);
        for (int e = 0; e < W; ++e) {
            const int row = b.base + t + e;
            if (row < 0 || row >= sweep.rows) continue;
            const F at = R::constant(t + e);
            M wanted = (high > at) & !(low > at);
            wanted = wanted & (wedge.step > 0 ? lanes(col, sweep.owned_to[row], 1 << 30) : lanes(col, -(1 << 30), sweep.owned_from[row]));
            if (L::any(wanted)) give(row, col, piece[e], wanted);
        }
    }
};

// Takes chunk after chunk until none is left. Returns false without memory.
template <class L> bool run_jobs(const HowfarSweep &sweep, int (*next_job)(void *), void *queue) {
    using Real = typename L::Real;
    Tile<Real> tile;
    int rays = 0;
    for (int w = 0; w < sweep.wedge_count; ++w) rays = most(rays, sweep.wedges[w].rays);
    const int64_t pitch = rays + 80;
    void *memory = nullptr;
    if (posix_memalign(&memory, 64, static_cast<size_t>(LINES + 1) * static_cast<size_t>(pitch) * sizeof(Real)) != 0) return false;
    Real *slopes = static_cast<Real *>(memory);
    for (int64_t k = 0; k < (LINES + 1) * pitch; ++k) slopes[k] = 0;
    bool done = true;
    for (int job = next_job(queue); done && job >= 0; job = next_job(queue)) {
        int w = 0;
        while (job >= sweep.wedges[w].chunks) job -= sweep.wedges[w++].chunks;
        Cull<L> cull(sweep, sweep.wedges[w]);
        Chunk<L> chunk{sweep, sweep.wedges[w], job, tile, slopes, pitch, {sweep, sweep.out_kind == 0}, cull, {}};
        done = chunk.run();
    }
    std::free(memory);
    return done;
}

} // namespace
