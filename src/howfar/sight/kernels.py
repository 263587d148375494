"""The sweep: running maxima of slope along rays, line by line outwards, compiled with numba.

        line 2   x---x---x---x---x      A line is a row (wedges N, S) or a column (wedges W, E) of the lattice.
        line 1     x---x---x---x        Rays r cross line n at lateral place x(n, r), a cubic in the ray's local
        line 0       x-\\-x-/-x         coordinate u; so are the factors that turn a height into a slope.
        behind       x--\\o/--x         o is the sensor.

A step from line n - 1 to line n takes, for every ray, the slope of the surface where the ray crosses line n - 1, and its
maximum inside the two cells up to line n: in closed form in the first `near` steps, at the vertex of the parabola after
them. The cells of line n are answered from the maxima up to line n - 1: between rays, the ground at their own feet is
no guide to what hides them. Only the first lines, where rays are dense, count the last step as well.

Heights are held as q' = g / (1 + g / r0), g the height over the antenna: exact on the sphere, linear in the sweep.
A void is BIG (unknown beyond it) or -BIG (seen through). All loops over rays and cells are free of branches, so that
LLVM makes vectors of them; the arrays' type (float32, or float64 for very high antennas) is the type of all arithmetic.

kernels_plain.py holds the loops over one line, kernels_lanes.py chooses vectors for them, lanes.py makes those. numba's cache
looks at this file only: after a change in one of the others, touch it.
"""

# mypy: disable-error-code="untyped-decorator,no-untyped-def,no-untyped-call,unused-ignore,call-arg,arg-type,operator,assignment,attr-defined,no-any-return,import-untyped"
# ruff: noqa: E501, PLR0912 - a kernel takes plain arrays and reads straight down; h != h is NaN
from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from howfar.sight.kernels_lanes import (
    answer_line,
    far_step,
    give_block,
    more_crossings,
    near_step,
    take_block,
    take_row,
)
from howfar.sight.kernels_plain import (
    BIG,
    FIRST_LINES,
    JIT,
    NEAREST,
    PAD,
    SPARE,
    chunk_line,
    pad_line,
    take_columns,
    tops,
)

__all__ = ["BIG", "PAD", "SPARE", "sweep_wedge"]


@njit(**JIT)
def chunk_block(
    lines: Any, top: Any, slopes: Any, least: Any, u_of: Any, table: Any, basis: Any, v: Any, n0: int, n1: int,
    base: int, fraction: float, width: int, near: int, start: float, range_m: float, nothing: float, state: Any, owned: Any,
    mine: Any, row0: int, step: int, out: Any,
) -> None:  # fmt: skip
    """Take one chunk of rays over lines n0..n1-1. lines[0] is line n0 - 1.

    The cells of line n go to out[row0 + step * (n - n0)]; where `owned` is not empty only its columns of that row.
    mine[n - n0]: widened to the laterals that the chunk answers, whoever owns them.
    state: the cubics of line n0 - 1 from the block before, left as those of line n1 - 1.
    """
    now = np.empty(24, np.float64)
    rays = len(u_of)
    for n in range(n0, n1):
        chunk_line(basis[n], table, v[n], fraction, now)
        i = row0 + step * (n - n0)
        lo, hi = max(int(np.ceil(now[20])) + base, 0), min(int(np.ceil(now[21])) + base, width)
        mine[n - n0, 0], mine[n - n0, 1] = min(mine[n - n0, 0], lo), max(mine[n - n0, 1], hi)
        if len(owned):
            lo, hi = max(lo, owned[i, 0]), min(hi, owned[i, 1])
        nearest = now[16] - abs(now[17]) - abs(now[18]) - abs(now[19])
        a_line, b_line = lines[n - n0], lines[n - n0 + 1]
        if nearest > range_m or now[21] + base < -1.0 or now[20] + base > width:
            for k in range(lo, hi):
                out[i, k] = nothing
        else:
            if n == 0:
                # the line behind the sensor, continued backwards from line 0
                for f in range(24):
                    state[f] = now[f]
                for f in range(4):
                    state[f] = now[f] * ((v[0] - 1.0) / v[0])
                state[0] += fraction - fraction * ((v[0] - 1.0) / v[0])
            begin = start if n == 0 else 0.0
            if n < FIRST_LINES and v[n] > NEAREST:
                near_step(a_line, b_line, slopes, u_of, state, now, v[n] - 1.0, v[n], begin, base, width, False)
            if hi > lo:
                answer_line(b_line, slopes, rays, now, base, lo, hi, range_m, nothing, out[i])
            if n < near and v[n] <= NEAREST:
                pass  # nothing nearer than that hides
            elif n < near:
                near_step(a_line, b_line, slopes, u_of, state, now, v[n] - 1.0, v[n], begin, base, width, True)
            else:
                far_step(a_line, b_line, top[n - n0], top[n - n0 + 1], slopes, least, u_of, state, now, base, width)
                lean = abs(now[1] - state[1]) + abs(now[2] - state[2]) + abs(now[3] - state[3]) + abs(now[0] - state[0])
                # the few rays beyond 45 degrees at a wedge's edge do not need their second crossing: the neighbour has it
                for nth in range(2, int(np.ceil(lean - 4.0 / v[len(v) - 1])) + 1):
                    more_crossings(a_line, b_line, slopes, u_of, state, now, base, width, nth)
        for f in range(24):
            state[f] = now[f]


@njit(**JIT)
def give_columns(
    cells: Any, heights: Any, owned: Any, mine: Any, k0: int, k1: int, count: int, line: int, step: int, offset: int, first: int,
    add_ground: bool, out: Any,
) -> None:  # fmt: skip
    """Write laterals k0..k1-1 of `count` lines (columns line, line + step, ...) into rows of out, as far as wedge owns them."""
    for k in range(k0, k1, 16):
        end = min(k + 16, k1)
        most, least = owned[k, 1], owned[k, 0]
        for i in range(k, end):
            most, least = max(most, owned[i, 1]), min(least, owned[i, 0])
        for b in range(0, count, 16):
            stop = min(b + 16, count)
            near_col, far_col = line + step * b - offset, line + step * (b + 15) - offset
            whole = stop - b == 16 and end - k == 16 and (near_col >= most if step > 0 else near_col < least)
            for e in range(b, stop):
                whole = whole and mine[e, 0] <= k and mine[e, 1] >= end
            if whole and give_block(cells, b, step, k, out, min(near_col, far_col)):
                if add_ground:
                    for i in range(k, end):
                        for c in range(min(near_col, far_col), max(near_col, far_col) + 1):
                            out[i, c] += heights[first + i, c + offset]
                continue
            for e in range(b, stop):
                c = line + step * e - offset
                for i in range(max(k, mine[e, 0]), min(end, mine[e, 1])):
                    if (step > 0 and c >= owned[i, 1]) or (step < 0 and c < owned[i, 0]):
                        out[i, c] = cells[e, i] + (heights[first + i, c + offset] if add_ground else 0.0)


@njit(**JIT)
def sweep_wedge(
    heights: Any, by_row: bool, origin: int, step: int, first: int, width: int, void: int, h0: float, ir0: float, big: float,
    tables: Any, basis: Any, v: Any, u_of: Any, base: int, fraction: float, near: int, start: float, range_m: float,
    nothing: float, owned: Any, fan: Any, offset: int, add_ground: bool, block: int, scratch: Any, answers: Any,
    out: Any,
) -> None:  # fmt: skip
    """Sweep one wedge, or the part of one that `tables` hold the rays of, into `out`, the window of the result.

    Lines n = 0.. lie at row (or column) origin + step * n of `heights`; lateral sample 0 at column (or row) `first`;
    `offset` is the row (or column) of the window's first line. fan[n]: the laterals that rays may touch at line n.
    owned[i]: the columns [lo, hi) of row i that wedges N and S answer; W takes those before, E those after.
    scratch, answers: memory for `scratch_sizes` samples, kept between sweeps: fresh pages cost a tenth of the sweep.
    """
    count, chunks, rays = len(v), tables.shape[0], len(u_of)
    slopes = np.full((chunks, rays + SPARE), scratch.dtype.type(-BIG), scratch.dtype)
    states = np.zeros((chunks, 24), np.float64)
    least = np.full((chunks, rays // 16 + 1), scratch.dtype.type(-BIG), scratch.dtype)
    lines = scratch[: (block + 1) * (width + 2 * PAD + SPARE)].reshape(block + 1, width + 2 * PAD + SPARE)
    top = np.zeros((block + 1, (width + 2 * PAD + SPARE) // 16), scratch.dtype)
    cells = answers[: block * (width + SPARE)].reshape(block, width + SPARE)
    nobody = owned[:0]
    mine = np.empty((block, 2), np.int64)
    for n0 in range(0, count, block):
        n1 = min(n0 + block, count)
        left, right = fan[n0, 0], fan[n0, 1]
        for n in range(n0, n1):
            left, right = min(left, fan[n, 0]), max(right, fan[n, 1])
        pieces = (right - left + 255) // 256
        mine[:, 0], mine[:, 1] = width, 0
        behind = origin + step * (n0 - 1)
        if by_row:
            for b in range(n1 - n0 + 1):
                take_row(heights, behind + step * b, first, void, h0, ir0, big, lines[b], left, right)
        else:
            for piece in range(pieces):
                a, z = left + piece * 256, min(left + piece * 256 + 256, right)
                take_columns(heights, behind, step, 1, first, void, h0, ir0, big, lines, 0, a, z)
                take_block(heights, behind + step, step, n1 - n0, first, void, h0, ir0, big, lines, 1, a, z)
        for b in range(n1 - n0 + 1):
            pad_line(lines[b], width)
            tops(lines[b], top[b], left, right)
        for chunk in range(chunks):
            if by_row:
                chunk_block(
                    lines, top, slopes[chunk], least[chunk], u_of, tables[chunk], basis, v, n0, n1, base, fraction, width, near,
                    start, range_m, nothing, states[chunk], owned, mine, origin + step * n0 - offset, step, out,
                )  # fmt: skip
            else:
                chunk_block(
                    lines, top, slopes[chunk], least[chunk], u_of, tables[chunk], basis, v, n0, n1, base, fraction, width, near,
                    start, range_m, nothing, states[chunk], nobody, mine, 0, 1, cells,
                )  # fmt: skip
        if by_row:
            if add_ground:
                for b in range(n1 - n0):
                    i = origin + step * (n0 + b)
                    for k in range(max(owned[i - offset, 0], mine[b, 0]), min(owned[i - offset, 1], mine[b, 1])):
                        out[i - offset, k] += heights[i, first + k]
        else:
            for piece in range(pieces):
                a, z = left + piece * 256, min(left + piece * 256 + 256, right)
                give_columns(
                    cells, heights, owned, mine, a, z, n1 - n0, origin + step * n0, step, offset, first, add_ground, out
                )
