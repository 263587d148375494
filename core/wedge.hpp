// One chunk of rays from the sensor to the end of its wedge: a job of its own, which shares nothing with the others.
#pragma once
#include "answer.hpp"
#include "cull.hpp"
#include "survey.hpp"

#define NOINLINE __attribute__((noinline))
namespace {

constexpr double NEAREST = 0.01; // cells: nothing nearer to the antenna than this hides
constexpr int FIRST_LINES = 16;  // up to here a cell is hidden by the ground inside its own step as well
// Columns c with (c - PHASE) % 16 == 0 begin a line of the cache where large float arrays of numpy lie. Not asked of the
// address itself: rounding depends on where blocks begin, and the same question shall have the same answer to the last bit.
constexpr int PHASE = 12;
constexpr int PAD = 80;         // slopes in front of and behind those of the rays that may be read

// What a thread keeps from chunk to chunk.
template <class L> struct Bench {
    using Real = typename L::Real;
    Tile<Real> tile;
    Survey<L> survey;
    Block<Real> b;
    Real *slopes = nullptr; // [LINES + 1][pitch]; row LINES holds the slopes between blocks
    int64_t pitch = 0;

    bool holds(int rays) {
        pitch = rays + 2 * PAD;
        void *memory = nullptr;
        const size_t count = static_cast<size_t>(LINES + 1) * static_cast<size_t>(pitch);
        if (posix_memalign(&memory, 64, count * sizeof(Real)) != 0) return false;
        slopes = static_cast<Real *>(memory);
        for (size_t k = 0; k < count; ++k) slopes[k] = 0;
        return true;
    }
    ~Bench() { std::free(slopes); }
};

template <class L, class In> struct Chunk {
    using F = typename L::Floats;
    using I = typename L::Ints;
    using M = typename L::Mask;
    using Real = typename L::Real;
    using R = Rays<L>;
    static constexpr int W = L::width;

    const HowfarSweep &sweep;
    const HowfarWedge &wedge;
    int chunk;
    Bench<L> &bench;
    const Reader<L, In> reader;
    const Ground<L, In> ground;
    const Giver<L> give;
    Cull<L> cull;
    int ray_from = 0, ray_to = 0, sample_from = 0, sample_to = 0; // what of the block is looked at
    const int rays = wedge.rays;
    double densest = 0; // cells a ray
    Tile<Real> &tile = bench.tile;
    Block<Real> &b = bench.b;
    const int64_t pitch = bench.pitch;
    Real *const slopes = bench.slopes + PAD, *const kept = slopes + LINES * bench.pitch;

    Chunk(const HowfarSweep &s, const HowfarWedge &w, int number, Bench<L> &with)
        : sweep(s), wedge(w), chunk(number), bench(with), reader(s, w), ground(s), give{s}, cull(s, w) {}

    F coordinate(int r) const { // u of rays r .. r + W - 1
        const double step = 2.0 / (rays - 1);
        return L::muladd(L::steps(), R::constant(step), R::constant(r * step - 1.0));
    }

    NOINLINE bool run() {
        bench.survey.last_line = -1;
        for (int r = -PAD; r < rays + PAD; ++r) kept[r] = static_cast<Real>(-BIG);
        cull.start(chunk, lines_at(0));
        bool beyond = false;
        int count;
        for (int first = 0; first < wedge.count; first += count) {
            first = cull.skip(first, kept);
            if (first >= wedge.count) break;
            count = lines_at(first);
            prepare(b, sweep, wedge, chunk, first, count, wedge.by_row ? PHASE : 0);
            beyond = beyond || b.all_beyond;
            if (beyond && sweep.prefilled) return true;
            if (b.outside || !cull.open(b, kept, ray_from, ray_to)) continue;
            if (beyond) {
                give_nothing();
                continue;
            }
            if (!tile.holds(b.samples)) return false;
            find_samples();
            densest = 2.0 * b.half / (rays - 1);
            ask_for_edges();
            if (first >= sweep.near_lines && bench.survey(reader, wedge, b, sample_from / 16, sample_to / 16) && pass()) continue;
            tile.base = b.base;
            tile.samples = b.samples;
            load_tile<L, In>(tile, reader, wedge, b, 0, b.samples);
            if (ray_from > 0 || ray_to < rays) keep_outside();
            walk();
            answer<false>(slopes, pitch);
        }
        return true;
    }

    int lines_at(int first) const { return least(wedge.count - first, wedge.by_row ? LINES : lines_to_boundary(first)); }

    // What rays ray_from .. ray_to - 1 need of the tile, and which cells they answer.
    void find_samples() {
        sample_from = 0;
        sample_to = b.samples;
        if (ray_from == 0 && ray_to == rays) return;
        int left = b.samples, right = 0;
        for (int l = 0; l <= b.count; ++l) {
            const int a = static_cast<int>(cull.place(b, l, ray_from)), e = static_cast<int>(cull.place(b, l, ray_to));
            left = least(left, a);
            right = most(right, e);
            if (ray_from > 0) b.from[l] = most(b.from[l], a - 1);
            if (ray_to < rays) b.to[l] = least(b.to[l], e + 2);
            if (l == 0) continue;
            const int place = b.place_of(l, wedge.step);
            b.low[place] = static_cast<Real>(b.from[l]);
            b.high[place] = static_cast<Real>(b.to[l]);
        }
        const int margin = MARGIN + static_cast<int>(b.lean);
        sample_from = most(0, left - margin) & ~15;
        sample_to = least(b.samples, (right + margin + 16) & ~15);
    }

    // The slopes of rays that are not looked at stay.
    void keep_outside() {
        for (int l = 0; l < b.count; ++l) {
            for (int r = 0; r < ray_from; r += W) L::store(slopes + l * pitch + r, L::load(kept + r));
            for (int r = ray_to; r < rays; r += W) L::store(slopes + l * pitch + r, L::load(kept + r));
        }
    }

    // Lines of the cache that are written in part are read first: ask for them early.
    void ask_for_edges() const {
        if (!wedge.by_row || sweep.out_kind != 0) return;
        const float *out = static_cast<const float *>(sweep.out);
        for (int l = 1; l <= b.count; ++l) {
            const float *row = out + (wedge.origin + wedge.step * (b.first + l - 1)) * sweep.out_stride + b.base;
            __builtin_prefetch(row + b.from[l] / 16 * 16, 1, 3);
            __builtin_prefetch(row + b.to[l] / 16 * 16, 1, 3);
        }
    }

    // Columns are taken in sixteens that begin where lines of the cache do.
    int lines_to_boundary(int first) const {
        const int line = wedge.origin + wedge.step * first;
        const int place = (((line - PHASE) % 16) + 16) % 16;
        return wedge.step > 0 ? 16 - place : place + 1;
    }

    // A block whose ground nobody has looked at yet. False: it is not for this.
    bool pass() {
        const bool is_lean = b.lean > 1.0 + 4.0 / wedge.v_max;
        if (rays > GROUPS * 4 * W || is_lean) return false;
        const auto seen = sight_lines();
        if (!(most(seen.highest, -seen.lowest) * b.per_own_radius < static_cast<Real>(FLAT))) return false;
        const bool plain = !b.some_beyond;
        if (bench.survey.highest + slack(b.count) <= seen.lowest) {
            plain ? answer<true>(kept, 0) : answer<false>(kept, 0);
            return true;
        }
        fold_some();
        plain ? answer<true>(slopes, pitch) : answer<false>(slopes, pitch);
        return true;
    }

    // Between its ends a sight line sinks below its chord by bend / 8 (lines)^2, and rounding is far below a centimetre.
    Real slack(int lines) const { return static_cast<Real>(0.02 + 1.5 * wedge.bend * lines * lines / 8.0); }

    F height_of(int l, F u, F t) const { return (t + R::quadratic(b.drop, l, u)) * R::quadratic(b.per_factor, l, u); }

    struct Span {
        Real lowest, highest;
    };

    NOINLINE Span sight_lines() const {
        F low = R::constant(BIG), high = R::constant(-BIG);
        for (int r = ray_from; r < ray_to; r += W) {
            const F u = coordinate(r), t = L::load(kept + r);
            const F z0 = height_of(0, u, t), z1 = height_of(b.count, u, t);
            low = L::smaller(low, L::smaller(z0, z1));
            high = L::larger(high, L::larger(z0, z1));
        }
        const F zero = R::constant(0);
        return {-L::highest(zero - low), L::highest(high)};
    }

    Real place(int l, int r) const {
        const Real u = static_cast<Real>(2.0 * r / (rays - 1) - 1.0);
        return b.place[0][l] + u * (b.place[1][l] + u * b.place[2][l]);
    }

    // Groups of 16 samples that rays r .. r + W touch between two lines.
    struct Groups {
        int from, to;
    };
    Groups groups(Real a, Real a2, Real c, Real c2) const {
        return {most(sample_from, static_cast<int>(a < a2 ? a : a2) - 1) >> 4, least(sample_to - 1, static_cast<int>(c > c2 ? c : c2) + 2) >> 4};
    }

    // Folds the rays that ground comes near to, in runs, and loads what they need.
    NOINLINE void fold_some() {
        const Survey<L> &survey = bench.survey;
        const Real spare = slack(b.count);
        const int last = b.count;
        Real before0 = place(0, ray_from), before1 = place(last, ray_from);
        int run_from = -1;
        Groups run{0, 0};
        const auto end_run = [&](int r) {
            if (run_from < 0) return;
            tile.base = b.base;
            tile.samples = b.samples;
            load_tile<L, In>(tile, reader, wedge, b, 16 * run.from, 16 * (run.to + 1));
            for (int l = 0; l < b.count; l += SUB) far(l, least(l + SUB, b.count), run_from, r, survey.top[l / SUB]);
            run_from = -1;
        };
        if (ray_from > 0 || ray_to < rays) keep_outside();
        for (int r = ray_from; r < ray_to; r += W) {
            const F u = coordinate(r), t = L::load(kept + r);
            const Real after0 = place(0, r + W), after1 = place(last, r + W);
            const Groups at = groups(before0, before1, after0, after1);
            Real highest = survey.both[at.from];
            for (int g = at.from + 1; g <= at.to; ++g) highest = survey.both[g] > highest ? survey.both[g] : highest;
            const bool hidden = !L::any(L::splat(highest + spare) > L::smaller(height_of(0, u, t), height_of(last, u, t)));
            before0 = after0;
            before1 = after1;
            if (hidden) {
                end_run(r);
                for (int l = 0; l < b.count; ++l) L::store(slopes + l * pitch + r, t);
                continue;
            }
            if (run_from < 0) {
                run_from = r;
                run = at;
            }
            run.from = least(run.from, at.from);
            run.to = most(run.to, at.to);
        }
        end_run(ray_to);
    }

    void walk() {
        int l = 0;
        for (; l < b.count && b.first + l < sweep.near_lines; ++l) near_line(l);
        if (l == b.count) return;
        Real top[GROUPS];
        const bool short_cut = tile.samples / 16 < GROUPS;
        for (; l < b.count; l += SUB) {
            const int end = least(l + SUB, b.count);
            if (short_cut) tops(l, end, top);
            far(l, end, ray_from, ray_to, short_cut ? top : nullptr);
        }
    }

    // Lines l + 1 .. end for rays r0 .. r1 - 1.
    void far(int l, int end, int r0, int r1, const Real *top) {
        const bool is_dense = static_cast<int>((W - 1) * densest) + 3 <= W - 1 && L::reach >= 0;
        const bool is_lean = b.lean > 1.0 + 4.0 / wedge.v_max;
        if (is_lean || !is_dense)
            is_lean ? far_lines<false, true, true>(l, end, r0, r1, top) : far_lines<false, false, true>(l, end, r0, r1, top);
        else
            tile.has_voids ? far_lines<true, false, true>(l, end, r0, r1, top) : far_lines<true, false, false>(l, end, r0, r1, top);
    }

    NOINLINE void near_line(int l) {
        const int n = b.first + l;
        const double v = wedge.v0 + n, start = n == 0 ? 1.0 - wedge.v0 : 0.0;
        const bool dense = n > 0 && static_cast<int>((W - 1) * densest) + 5 <= W - 1;
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
        for (int g = 0; g < tile.samples / 16; ++g) {
            F high = L::load(tile.line + l0 * tile_pitch + 16 * g);
            for (int l = l0; l <= l1; ++l)
                for (int k = 0; k < 16; k += W) high = L::larger(high, L::load(tile.line + l * tile_pitch + 16 * g + k));
            top[g] = L::highest(high);
        }
    }

    template <bool dense, bool lean, bool voids> NOINLINE void far_lines(int l0, int l1, int r0, int r1, const Real *top) {
        const Real spare = slack(SUB);
        typename R::Way waits;
        int waiting = -1;
        Real before0 = place(l0, r0), before1 = place(l1, r0);
        for (int r = r0; r < r1; r += W) {
            const F u = coordinate(r);
            const F t = L::load(kept + r);
            const Real after0 = place(l0, r + W), after1 = place(l1, r + W);
            bool hidden = false;
            if (top) {
                const Groups at = groups(before0, before1, after0, after1);
                Real highest = top[at.from];
                for (int g = at.from + 1; g <= at.to; ++g) highest = top[g] > highest ? top[g] : highest;
                hidden = !L::any(L::splat(highest + spare) > L::smaller(height_of(l0, u, t), height_of(l1, u, t)));
            }
            before0 = after0;
            before1 = after1;
            if (hidden) {
                for (int l = l0; l < l1; ++l) L::store(slopes + l * pitch + r, t);
                continue;
            }
            typename R::Way way = R::template begin<dense>(b, tile, l0, u, t, slopes + r);
            if (W < 16) { // too few registers for two at once
                R::template fold<dense, lean, voids>(b, tile, sweep.see_through, l0, l1, way, nullptr, pitch);
                L::store(kept + r, way.t);
                continue;
            }
            if (waiting < 0) {
                waits = way;
                waiting = r;
                continue;
            }
            R::template fold<dense, lean, voids>(b, tile, sweep.see_through, l0, l1, waits, &way, pitch);
            L::store(kept + waiting, waits.t);
            L::store(kept + r, way.t);
            waiting = -1;
        }
        if (waiting < 0) return;
        R::template fold<dense, lean, voids>(b, tile, sweep.see_through, l0, l1, waits, nullptr, pitch);
        L::store(kept + waiting, waits.t);
    }

    // Answers the block's cells from slopes before each line, `apart` from line to line (0: the same for all).
    template <bool plain> void answer(const Real *from, int64_t apart) {
        if (wedge.by_row) {
            for (int l = 1; l <= b.count; ++l) {
                const Real *line = from + (l - 1) * apart;
                switch (reach_of<L>(rays_between(l))) {
                case Reach::NEAR: give_row<plain, Reach::NEAR>(l, line); break;
                case Reach::TWICE: give_row<plain, Reach::TWICE>(l, line); break;
                case Reach::WIDE: give_row<plain, Reach::WIDE>(l, line); break;
                case Reach::ANY: give_row<plain, Reach::ANY>(l, line); break;
                }
            }
            return;
        }
        const Across across = apart ? Across{0, 1e9} : rays_across();
        switch (reach_of<L>(across.reach)) {
        case Reach::NEAR: give_columns<plain, Reach::NEAR>(from, apart, across.back); break;
        case Reach::TWICE: give_columns<plain, Reach::TWICE>(from, apart, across.back); break;
        case Reach::WIDE: give_columns<plain, Reach::WIDE>(from, apart, across.back); break;
        case Reach::ANY: give_columns<plain, Reach::ANY>(from, apart, 0); break;
        }
    }

    // Rays that W neighbouring cells of a line lie between, at most.
    double rays_between(int l) const {
        const double per_cell = size_of(static_cast<double>(b.answer[Block<Real>::PER_CELL][b.place_of(l, wedge.step)]));
        const double bend = size_of(static_cast<double>(b.place[2][l])) * per_cell;
        return (W - 1) * per_cell * 0.5 * (rays - 1) * (1.0 + 2.5 * bend) + 3;
    }

    // Rays that W cells in a row across as many lines lie between: how far behind the first lane's, and in all, at most.
    struct Across {
        int back;
        double reach;
    };
    Across rays_across() const {
        const double most_rays = most(rays_between(1), rays_between(b.count)) * b.lean * 1.02 + 3;
        const double left = static_cast<double>(place(b.count, 0) - place(0, 0));
        const double right = static_cast<double>(place(b.count, rays - 1) - place(0, rays - 1));
        if (left * right < 0) return {static_cast<int>(most_rays), 2 * most_rays};
        // where rays move on with the lines, a cell's place among them falls behind
        return {(left + right > 0) == (wedge.step > 0) ? static_cast<int>(most_rays) : 1, most_rays + 1};
    }

    template <bool plain, Reach reach> NOINLINE void give_row(int l, const Real *line) {
        const int row = wedge.origin + wedge.step * (b.first + l - 1);
        const int from = most(b.from[l], sweep.owned_from[row] - b.base), to = least(b.to[l], sweep.owned_to[row] - b.base);
        if (from >= to) return;
        const Answers<L> cells(sweep, b, rays, b.place_of(l, wedge.step), true);
        const I same = L::splat_int(0);
        // memory is slow to answer: the samples of the next block
        const int ahead = static_cast<int>(b.place[0][LINES] - b.place[0][0]);
        const In *source = ground.at(row, b.base), *next = ground.at(row + wedge.step * LINES, b.base + ahead);
        float *target = give.at(row, b.base);
        const bool streams = give.streams();
        F k = L::steps() + R::constant(from / W * W);
        for (int64_t t = from / W * W; t < to; t += W, k = k + R::constant(W)) {
            __builtin_prefetch(next + t, 0, 2);
            const bool is_whole = t >= from && t + W <= to;
            const F h = is_whole ? L::heights(source + t) : ground(row, b.base + static_cast<int>(t));
            const F value = cells.template operator()<reach, plain>(k, h, line, 0, same);
            if (is_whole && streams)
                L::stream(target + t, value);
            else if (is_whole)
                give.whole(row, b.base + static_cast<int>(t), value);
            else
                give.part(row, b.base + static_cast<int>(t), value, lanes(static_cast<int>(t), from, to));
        }
    }

    // Rows of a block of columns: a lane is a line.
    template <bool plain, Reach reach> NOINLINE void give_columns(const Real *from_slopes, int64_t apart, int back) {
        const Lines at = lines();
        for (int s0 = at.from / 16 * 16; s0 < at.to; s0 += 16) // whole lines of the cache at once, where W is half of one
            for (int e = 0; e < b.count; e += W) {
                const Answers<L> cells(sweep, b, rays, e, false);
                const F low = L::load(b.low + e), high = L::load(b.high + e);
                const int col = at.col + e;
                const F line = wedge.step > 0 ? L::steps() + R::constant(e) : R::constant(b.count - 1 - e) - L::steps();
                const I rows = L::whole(L::larger(line, R::constant(0)) * R::constant(static_cast<double>(apart)));
                const bool fits = col + W <= sweep.cols;
                F k = R::constant(most(s0, at.from));
                for (int s = most(s0, at.from); s < least(s0 + 16, at.to); ++s, k = k + R::constant(1)) {
                    const int row = b.base + s;
                    const In *source = ground.at(row, col);
                    __builtin_prefetch(source + wedge.step * LINES, 0, 2);
                    const F h = fits ? L::heights(source) : ground(row, col);
                    const F value = cells.template operator()<reach, plain>(k, h, from_slopes, back, rows);
                    if (s >= at.all_from && s < at.all_to && is_own(row, col) && e + W <= b.count)
                        give.whole(row, col, value);
                    else
                        give_part(row, col, value, (high > k) & !(low > k));
                }
            }
    }

    // Samples of a block of columns that are answered in any, and in all of its lines.
    struct Lines {
        int from, to, all_from, all_to, col;
    };
    Lines lines() const {
        Lines at{b.from[1], b.to[1], b.from[1], b.to[1], 0};
        for (int l = 2; l <= b.count; ++l) {
            at.from = least(at.from, b.from[l]);
            at.to = most(at.to, b.to[l]);
            at.all_from = most(at.all_from, b.from[l]);
            at.all_to = least(at.all_to, b.to[l]);
        }
        const int line = wedge.origin + wedge.step * b.first;
        at.col = wedge.step > 0 ? line : line - b.count + 1;
        return at;
    }

    bool is_own(int row, int col) const { return wedge.step > 0 ? sweep.owned_to[row] <= col : sweep.owned_from[row] >= col + W; }

    void give_part(int row, int col, F value, M wanted) const {
        wanted = wanted & (wedge.step > 0 ? lanes(col, sweep.owned_to[row], 1 << 30) : lanes(col, -(1 << 30), sweep.owned_from[row]));
        if (L::any(wanted)) give.part(row, col, value, wanted);
    }

    // Lanes k with from <= first + k < to.
    static M lanes(int first, int from, int to) {
        const F k = L::steps() + R::constant(first);
        return (R::constant(to) > k) & !(R::constant(from) > k);
    }

    // A block that lies beyond the range.
    NOINLINE void give_nothing() {
        const F nothing = R::constant(__builtin_nan(""));
        if (wedge.by_row) {
            for (int l = 1; l <= b.count; ++l) {
                const int row = wedge.origin + wedge.step * (b.first + l - 1);
                const int from = most(b.from[l], sweep.owned_from[row] - b.base), to = least(b.to[l], sweep.owned_to[row] - b.base);
                for (int t = from / W * W; t < to; t += W)
                    if (t >= from && t + W <= to)
                        give.whole(row, b.base + t, nothing);
                    else
                        give.part(row, b.base + t, nothing, lanes(t, from, to));
            }
            return;
        }
        const Lines at = lines();
        for (int s = at.from; s < at.to; ++s)
            for (int e = 0; e < b.count; e += W) {
                const F k = R::constant(s);
                const int row = b.base + s, col = at.col + e;
                if (s >= at.all_from && s < at.all_to && is_own(row, col) && e + W <= b.count)
                    give.whole(row, col, nothing);
                else
                    give_part(row, col, nothing, (L::load(b.high + e) > k) & !(L::load(b.low + e) > k));
            }
    }
};

// Takes chunk after chunk until none is left. Returns false without memory.
template <class L> bool run_jobs(const HowfarSweep &sweep, int (*next_job)(void *), void *queue) {
    Bench<L> bench;
    int rays = 0;
    for (int w = 0; w < sweep.wedge_count; ++w) rays = most(rays, sweep.wedges[w].rays);
    bool done = bench.holds(rays);
    for (int job = next_job(queue); done && job >= 0; job = next_job(queue)) {
        int w = 0;
        while (job >= sweep.wedges[w].chunks) job -= sweep.wedges[w++].chunks;
        done = sweep.heights_kind == 0 ? Chunk<L, float>(sweep, sweep.wedges[w], job, bench).run()
                                       : Chunk<L, int16_t>(sweep, sweep.wedges[w], job, bench).run();
    }
    return done;
}

} // namespace
