// The geometry of one chunk of rays over sixteen lines, evaluated once in double precision.
#pragma once
#include "sweep.h"

namespace {

constexpr int LINES = 16;
constexpr int MARGIN = 4; // samples kept beyond the outermost ray of a tile

// Index l = 0 is the line before the block's first one (l = 1); lines of the raster are n = first + l - 1.
template <class Real> struct Block {
    int first, count; // line number of l = 1, lines
    int base;         // lateral index of the tile's sample 0
    int samples;      // of a tile's line, a multiple of 16
    bool outside;     // no cell of the raster is touched
    bool all_beyond, some_beyond; // the range
    double densest;   // cells per ray, at most
    double lean;      // cells that a ray moves sideways per line, at most
    Real v[LINES + 1];
    Real place[3][LINES + 1], drop[3][LINES + 1], away2[3][LINES + 1];
    Real factor[2][LINES + 1], per_factor[2][LINES + 1];
    Real own_radius, per_radius, range2;
    int from[LINES + 1], to[LINES + 1]; // tile samples [from, to) whose cells the chunk answers
};

inline double floored(double x) {
    const double cut = static_cast<double>(static_cast<int64_t>(x));
    return cut > x ? cut - 1.0 : cut;
}

inline double up(double x) { return -floored(-x); }
inline double size_of(double x) { return x < 0 ? -x : x; }
inline int least(int a, int b) { return a < b ? a : b; }
inline int most(int a, int b) { return a > b ? a : b; }
inline double least(double a, double b) { return a < b ? a : b; }
inline double most(double a, double b) { return a > b ? a : b; }

// phase: tile samples at multiples of 16 shall lie at lateral indices phase + 16 k (where vectors are aligned in memory)
template <class Real>
void prepare(Block<Real> &b, const HowfarSweep &sweep, const HowfarWedge &wedge, int chunk, int first, int count, int phase) {
    constexpr int N = LINES + 1;
    b.first = first;
    b.count = count;
    double value[COLUMNS][N], x[N], now[N], before[N], v[N];
    for (int l = 0; l < N; ++l) {
        v[l] = wedge.v0 + first + l - 1;
        // the line behind the sensor is line 0 continued backwards
        x[l] = 2.0 * (first == 0 && l == 0 ? wedge.v0 : v[l]) / wedge.v_max - 1.0;
        before[l] = 1.0;
        now[l] = x[l];
    }
    const double *table = wedge.tables + static_cast<int64_t>(chunk) * wedge.degree * COLUMNS;
    for (int c = 0; c < COLUMNS; ++c)
        for (int l = 0; l < N; ++l) value[c][l] = table[c];
    for (int m = 1; m < wedge.degree; ++m) {
        table += COLUMNS;
        for (int c = 0; c < COLUMNS; ++c)
            for (int l = 0; l < N; ++l) value[c][l] += now[l] * table[c];
        for (int l = 0; l < N; ++l) {
            const double next = 2.0 * x[l] * now[l] - before[l];
            before[l] = now[l];
            now[l] = next;
        }
    }
    double left = 1e18, right = -1e18, nearest = 1e30, farthest = 0.0;
    b.densest = 0.0;
    b.lean = 0.0;
    for (int l = 0; l <= count; ++l) {
        for (int k = 0; k < 3; ++k) value[PLACE + k][l] *= v[l];
        const double middle = value[PLACE][l] + value[PLACE + 2][l], half = size_of(value[PLACE + 1][l]);
        const double bulge = 2.0 * size_of(value[PLACE + 2][l]);
        left = least(left, middle - half - bulge);
        right = most(right, middle + half + bulge);
        b.densest = most(b.densest, half + bulge);
        if (l > 0) {
            double lean = 0.0;
            for (int k = 0; k < 3; ++k) lean += size_of(value[PLACE + k][l] - value[PLACE + k][l - 1]);
            b.lean = most(b.lean, lean);
            const double spread = size_of(value[AWAY2 + 1][l]) + size_of(value[AWAY2 + 2][l]);
            nearest = least(nearest, (value[AWAY2][l] - spread) * v[l] * v[l]);
            farthest = most(farthest, (value[AWAY2][l] + spread) * v[l] * v[l]);
        }
    }
    b.densest *= 2.0 / (wedge.rays - 1);
    b.all_beyond = nearest > sweep.range_m * sweep.range_m;
    b.some_beyond = farthest > sweep.range_m * sweep.range_m;
    const int margin = MARGIN + static_cast<int>(b.lean);
    const int start = static_cast<int>(floored(wedge.lateral + left)) - margin;
    b.base = start - ((start - phase) & 15);
    b.samples = ((static_cast<int>(up(wedge.lateral + right)) + margin - b.base) | 15) + 1;
    b.outside = wedge.lateral + right < -2.0 || wedge.lateral + left > wedge.width + 1.0;
    b.range2 = static_cast<Real>(sweep.range_m * sweep.range_m);
    b.own_radius = static_cast<Real>(value[OWN_RADIUS][1]);
    b.per_radius = static_cast<Real>(1.0 / value[RADIUS][1]);
    const double shift = wedge.lateral - b.base;
    for (int l = 0; l <= count; ++l) {
        b.v[l] = static_cast<Real>(v[l]);
        b.place[0][l] = static_cast<Real>(value[PLACE][l] + shift);
        for (int k = 1; k < 3; ++k) b.place[k][l] = static_cast<Real>(value[PLACE + k][l]);
        for (int k = 0; k < 3; ++k) b.drop[k][l] = static_cast<Real>(value[DROP + k][l] * v[l]);
        for (int k = 0; k < 3; ++k) b.away2[k][l] = static_cast<Real>(value[AWAY2 + k][l] * v[l] * v[l]);
        for (int k = 0; k < 2; ++k) b.factor[k][l] = static_cast<Real>(value[FACTOR + k][l] / v[l]);
        for (int k = 0; k < 2; ++k) b.per_factor[k][l] = static_cast<Real>(value[PER_FACTOR + k][l] * v[l]);
        // cells [ceil(left border), ceil(right border)), the same sum for neighbours
        const int low = static_cast<int>(up(value[BORDERS][l] * v[l] + wedge.lateral));
        const int high = static_cast<int>(up(value[BORDERS + 1][l] * v[l] + wedge.lateral));
        b.from[l] = most(low, 0) - b.base;
        b.to[l] = least(high, wedge.width) - b.base;
    }
}

} // namespace
