// The C interface of the compiled sweep, the only thing that Python (src/howfar/sight/core.py) sees of it.
#pragma once
#include <cstdint>

// Columns of a chunk's table: coefficients in the chunk's local coordinate u, -1 to 1, multiplied out with the distance v.
// (place is lateral / v, factor v J, per_factor 1 / (v J), drop P / v, away2 (distance / v)^2; see sight/chunks.py)
enum Column {
    PLACE = 0,       // 3
    FACTOR = 3,      // 3
    PER_FACTOR = 6,  // 3
    DROP = 9,        // 3
    BORDERS = 12,    // 2: place at the two ends of the chunk, the same for neighbours
    AWAY2 = 14,      // 3
    OWN_RADIUS = 17, // factor from the wedge's q' to the ray's
    RADIUS = 18,     // k R + h0
    COLUMNS = 19
};

extern "C" {

// One wedge: `count` lines at distances v0, v0 + 1, ... (cells) from the sensor, at row (or column) origin, origin + step, ...
struct HowfarWedge {
    const double *tables;  // [chunks][degree][COLUMNS], Chebyshev coefficients along v in [0, v_max]
    int32_t chunks, degree, rays, count;
    int32_t by_row, origin, step, width; // width: samples along a line
    double v0, v_max;
    double lateral;   // the sensor's place along a line
    double per_radius; // 1 / (k R + h0) of the wedge: makes q' of heights
    double bend;      // metres by which a sight line sinks below its chord over one line, at most
};

// The highest value of squares of 1 << shift cells. `ground` (void: infinite) raises slopes, `target` is looked for (none:
// -infinite); heights or altitudes in metres. The window's first sample is row0, col0 of the raster that the squares cover.
struct HowfarTops {
    const float *ground, *target;
    int64_t stride;
    int32_t shift, row0, col0;
};

struct HowfarSweep {
    const void *heights; // the window's first sample
    void *out;
    const int32_t *owned_from, *owned_to; // per row: the columns that wedges N and S answer
    int64_t heights_stride, out_stride;   // samples from row to row
    int32_t heights_kind;                 // 0 float32, 1 int16 (void -32768)
    // 0 float32, 1 int16 (rounded up; unknown -32768, 32767 that or more), 2 uint8 (1 seen at `level`); changed only where
    // a target at `level` is seen: 3 uint16 (one more), 4 uint8 (1)
    int32_t out_kind;
    int32_t rows, cols;
    double antenna_m, range_m;
    double scale; // int16 output: units per metre
    double level; // uint8 output: the height (or altitude) that is asked about
    int32_t above_sea, see_through, near_lines, high_antenna;
    int32_t prefilled; // out says "unknown" everywhere: places beyond the range are neither read nor written
    int32_t wedge_count, threads;
    HowfarWedge wedges[4];
    HowfarTops tops; // for kinds 3 and 4; without them (ground null) nothing is passed over
    int32_t *told;   // null, or two numbers: chunks begun are told in the first, and where the second is not 0 the rest is left out
};

// Version of this interface: Python refuses another.
__attribute__((visibility("default"))) int32_t howfar_core_version(void);
// The best instructions of this machine: 0 plain, 1 AVX2, 2 AVX-512.
__attribute__((visibility("default"))) int32_t howfar_core_lanes(void);
// Fills out. lanes: as above, no more than the machine has. 0: done (or stopped by `told`), 1: no memory.
__attribute__((visibility("default"))) int32_t howfar_core_sweep(const HowfarSweep *sweep, int32_t lanes);
}
