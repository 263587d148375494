// The geometry of one chunk of rays over sixteen lines, evaluated once in double precision.
#pragma once
#include "sweep.h"

namespace {

constexpr int LINES = 16;
constexpr int ROOM = LINES + 8; // of which LINES + 1 matter: whole vectors
constexpr int MARGIN = 4; // samples kept beyond the outermost ray of a tile

// Index l = 0 is the line before the block's first one (l = 1); lines of the raster are n = first + l - 1.
template <class Real> struct Block {
    int first, count; // line number of l = 1, lines
    int base;         // lateral index of the tile's sample 0
    int samples;      // of a tile's line, a multiple of 16
    bool outside;     // no cell of the raster is touched
    bool all_beyond, some_beyond; // the range
    double half;      // cells from the chunk's middle to its end, at most
    double lean;      // cells that a ray moves sideways per line, at most
    alignas(64) Real v[ROOM];
    Real place[3][ROOM], drop[3][ROOM], away2[3][ROOM], factor[3][ROOM], per_factor[3][ROOM];
    Real range2;
    int from[ROOM], to[ROOM]; // tile samples [from, to) whose cells the chunk answers
    // For answers: lines l = 1 .. in the order of memory at 0 .., so that a vector holds neighbouring columns of wedges W
    // and E. Ray u = z (1 + z (BEND + z BEND2)) passes a line's sample k, z = k PER_CELL + OFFSET.
    enum { PER_CELL, OFFSET, BEND, BEND2, SINK, OF_RADIUS = SINK + 3, AWAY = OF_RADIUS + 3, PARTS = AWAY + 3 };
    alignas(64) Real answer[PARTS][ROOM]; // SINK: drop; OF_RADIUS: 1 / factor in the ray's own radius
    alignas(64) Real low[ROOM], high[ROOM]; // from and to in that order, nothing for lines that there are not
    Real per_own_radius;

    int place_of(int l, int step) const { return step > 0 ? l - 1 : count - l; } // of line l in `answer`
};

using Eight = double __attribute__((vector_size(64))); // compilers split it into what the machine has

inline double size_of(double x) { return x < 0 ? -x : x; }
inline int least(int a, int b) { return a < b ? a : b; }
inline int most(int a, int b) { return a > b ? a : b; }
inline double least(double a, double b) { return a < b ? a : b; }
inline double most(double a, double b) { return a > b ? a : b; }

// phase: tile samples at multiples of 16 shall lie at lateral indices phase + 16 k (where vectors are aligned in memory)
template <class Real>
void prepare(Block<Real> &b, const HowfarSweep &sweep, const HowfarWedge &wedge, int chunk, int first, int count, int phase) {
    using B = Block<Real>;
    constexpr int N = ROOM;
    b.first = first;
    b.count = count;
    constexpr int MOST = 16; // Chebyshev polynomials
    alignas(64) double value[COLUMNS][N], v[N];
    Eight wave[MOST][N / 8];
    const int degree = least(wedge.degree, MOST);
    for (int l = 0; l < N; ++l) v[l] = wedge.v0 + first + l - 1;
    for (int e = 0; e < N / 8; ++e) {
        const Eight steps = {0, 1, 2, 3, 4, 5, 6, 7};
        wave[0][e] = steps * 0.0 + 1.0;
        wave[1][e] = (steps + (wedge.v0 + first - 1 + 8 * e)) * (2.0 / wedge.v_max) - 1.0;
        if (first == 0 && e == 0) wave[1][0][0] = wave[1][0][1]; // the line behind the sensor is line 0 continued backwards
        for (int m = 2; m < degree; ++m) wave[m][e] = 2.0 * wave[1][e] * wave[m - 1][e] - wave[m - 2][e];
    }
    const double *table = wedge.tables + static_cast<int64_t>(chunk) * wedge.degree * COLUMNS;
    for (int c = 0; c < COLUMNS; ++c)
        for (int e = 0; e < N / 8; ++e) {
            Eight sum = wave[0][e] * table[c];
            for (int m = 1; m < degree; ++m) sum += wave[m][e] * table[m * COLUMNS + c];
            __builtin_memcpy(value[c] + 8 * e, &sum, sizeof sum);
        }
    for (int k = 0; k < 3; ++k)
        for (int l = 0; l < N; ++l) value[PLACE + k][l] *= v[l];
    // over so few lines everything is monotonic but for far less than the margin: the ends tell the extremes
    double left = 1e18, right = -1e18, nearest = 1e30, farthest = 0.0;
    b.half = 0.0;
    b.lean = 0.0;
    const int ends[] = {0, 1, count};
    for (const int l : ends) {
        const double bend = value[PLACE + 2][l], middle = value[PLACE][l] + bend, half = size_of(value[PLACE + 1][l]);
        left = least(left, middle - half - 2.0 * size_of(bend));
        right = most(right, middle + half + 2.0 * size_of(bend));
        b.half = most(b.half, half + 2.0 * size_of(bend));
        if (l == 0) continue;
        double lean = 0.0;
        for (int k = 0; k < 3; ++k) lean += size_of(value[PLACE + k][l] - value[PLACE + k][l - 1]);
        b.lean = most(b.lean, lean);
        const double spread = size_of(value[AWAY2 + 1][l]) + size_of(value[AWAY2 + 2][l]);
        nearest = least(nearest, (value[AWAY2][l] - spread) * v[l] * v[l]);
        farthest = most(farthest, (value[AWAY2][l] + spread) * v[l] * v[l]);
    }
    b.all_beyond = nearest > sweep.range_m * sweep.range_m;
    b.some_beyond = farthest > sweep.range_m * sweep.range_m;
    const int margin = MARGIN + static_cast<int>(b.lean);
    const int start = static_cast<int>(__builtin_floor(wedge.lateral + left)) - margin;
    b.base = start - ((start - phase) & 15);
    b.samples = ((static_cast<int>(__builtin_ceil(wedge.lateral + right)) + margin - b.base) | 15) + 1;
    b.outside = wedge.lateral + right < -2.0 || wedge.lateral + left > wedge.width + 1.0;
    b.range2 = static_cast<Real>(sweep.range_m * sweep.range_m);
    alignas(64) double per_v[N], v2[N];
    for (int l = 0; l < N; ++l) {
        per_v[l] = 1.0 / v[l];
        v2[l] = v[l] * v[l];
        b.v[l] = static_cast<Real>(v[l]);
        value[PLACE][l] += wedge.lateral - b.base;
    }
    const auto keep = [&](Real (&to)[N], const double (&from)[N]) {
        for (int l = 0; l < N; ++l) to[l] = static_cast<Real>(from[l]);
    };
    const auto keep_times = [&](Real (&to)[N], const double (&from)[N], const double (&times)[N]) {
        for (int l = 0; l < N; ++l) to[l] = static_cast<Real>(from[l] * times[l]);
    };
    for (int k = 0; k < 3; ++k) {
        keep(b.place[k], value[PLACE + k]);
        keep_times(b.drop[k], value[DROP + k], v);
        keep_times(b.away2[k], value[AWAY2 + k], v2);
        keep_times(b.factor[k], value[FACTOR + k], per_v);
        keep_times(b.per_factor[k], value[PER_FACTOR + k], v);
    }
    // cells [ceil(left border), ceil(right border)), the same sum for neighbours
    const double width = wedge.width;
    for (int l = 0; l < N; ++l) {
        const double left_end = __builtin_ceil(value[BORDERS][l] * v[l] + wedge.lateral);
        const double right_end = __builtin_ceil(value[BORDERS + 1][l] * v[l] + wedge.lateral);
        b.from[l] = static_cast<int>(left_end > 0.0 ? left_end : 0.0) - b.base;
        b.to[l] = static_cast<int>(right_end < width ? right_end : width) - b.base;
    }
    b.per_own_radius = static_cast<Real>(1.0 / value[RADIUS][1]);
    const double own = value[OWN_RADIUS][1];
    alignas(64) Real part[B::PARTS][N];
    for (int l = 0; l < N; ++l) {
        const double per_cell = 1.0 / value[PLACE + 1][l], a = value[PLACE + 2][l] * per_cell;
        part[B::PER_CELL][l] = static_cast<Real>(per_cell);
        part[B::OFFSET][l] = static_cast<Real>(-value[PLACE][l] * per_cell);
        part[B::BEND][l] = static_cast<Real>(-a);
        part[B::BEND2][l] = static_cast<Real>(2.0 * a * a);
    }
    for (int k = 0; k < 3; ++k)
        for (int l = 0; l < N; ++l) {
            part[B::SINK + k][l] = b.drop[k][l];
            part[B::OF_RADIUS + k][l] = static_cast<Real>(value[PER_FACTOR + k][l] * v[l] * own);
            part[B::AWAY + k][l] = b.away2[k][l];
        }
    for (int k = 0; k < B::PARTS; ++k)
        if (wedge.step > 0)
            for (int e = 0; e < LINES; ++e) b.answer[k][e] = part[k][e + 1];
        else
            for (int e = 0; e < LINES; ++e) b.answer[k][e] = part[k][most(count - e, 0)];
    if (wedge.by_row) return;
    for (int e = 0; e < N; ++e) b.low[e] = static_cast<Real>(1e9), b.high[e] = static_cast<Real>(-1e9);
    for (int l = 1; l <= count; ++l) {
        b.low[b.place_of(l, wedge.step)] = static_cast<Real>(b.from[l]);
        b.high[b.place_of(l, wedge.step)] = static_cast<Real>(b.to[l]);
    }
}

} // namespace
