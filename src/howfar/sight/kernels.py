"""The sweep: running maxima of slope along rays, line by line outwards, compiled with numba.

        line 2   x---x---x---x---x      A line is a row (wedges N, S) or a column (wedges W, E) of the lattice.
        line 1     x---x---x---x        Rays r cross line n at lateral place x(n, r), a cubic in the ray's local
        line 0       x-\\-x-/-x         coordinate u; so are the factors that turn a height into a slope.
        behind       x--\\o/--x         o is the sensor.

A step from line n - 1 to line n takes, for every ray, the slope of the surface where the ray crosses line n - 1 and where
it crosses a lateral line in between; the first `near` steps add the exact maximum inside each cell. Then the cells of
line n are answered from the maxima so far: the line itself does not hide its own cells.

Heights are held as q' = g / (1 + g / r0), g the height over the antenna: exact on the sphere, linear in the sweep.
A void is BIG (unknown beyond it) or -BIG (seen through). All loops over rays and cells are free of branches, so that
LLVM makes vectors of them; the arrays' type (float32, or float64 for very high antennas) is the type of all arithmetic.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, prange

PAD = 3  # samples repeated beyond the ends of a line
BIG = 1e30  # the height of a void
_UNKNOWN_SLOPE = 1e15  # a running maximum above this has met a void
_NEAREST = 0.01  # cells: nothing nearer to the antenna than this hides

_JIT = {"cache": True, "nogil": True, "error_model": "numpy"}


@njit(**_JIT)
def take_line(
    heights: Any, line: int, first: int, void: int, h0: float, ir0: float, big: float, out: Any, a: int, b: int
) -> None:
    """Write q' of lateral samples a..b-1 of one line into out[PAD + a ...]; `first` is the index of lateral sample 0."""
    one = out.dtype.type(1.0)
    ir = out.dtype.type(ir0)
    bad = out.dtype.type(big)
    for k in range(a, b):
        h = heights[line, first + k]
        g = out.dtype.type(h - h0)
        q = g / (one + g * ir)
        out[PAD + k] = bad if (h != h) or (h == void) else q


@njit(**_JIT)
def take_columns(
    heights: Any, line0: int, step: int, count: int, first: int, void: int, h0: float, ir0: float, big: float, out: Any,
    a: int, b: int,
) -> None:  # fmt: skip
    """Write q' of `count` columns line0, line0 + step, ... for rows a..b-1 into the rows of out: a transposed block."""
    one = out.dtype.type(1.0)
    ir = out.dtype.type(ir0)
    bad = out.dtype.type(big)
    for k0 in range(a, b, 16):
        k1 = min(k0 + 16, b)
        for n in range(count):
            col = line0 + step * n
            for k in range(k0, k1):
                h = heights[first + k, col]
                g = out.dtype.type(h - h0)
                q = g / (one + g * ir)
                out[n, PAD + k] = bad if (h != h) or (h == void) else q


@njit(**_JIT)
def pad_line(line: Any, count: int) -> None:
    """Repeat the end samples of a line outwards."""
    for k in range(PAD):
        line[k] = line[PAD]
        line[PAD + count + k] = line[PAD + count - 1]


@njit(**_JIT)
def chunk_line(basis: Any, table: Any, v: float, fraction: float, out: Any) -> None:
    """Local cubics of one chunk at one line: out has the layout of geometry.chunk_tables, multiplied out with v."""
    for f in range(24):
        out[f] = 0.0
    for m in range(basis.shape[0]):
        b = basis[m]
        for f in range(24):
            out[f] += b * table[m, f]
    for f in range(4):
        out[f] *= v
        out[4 + f] /= v
        out[8 + f] *= v
        out[12 + f] *= v
        out[16 + f] *= v
    out[0] += fraction
    out[20] = out[20] * v + fraction
    out[21] = out[21] * v + fraction


@njit(**_JIT)
def far_step(a_line: Any, b_line: Any, slopes: Any, u_of: Any, p: Any, q: Any, base: int) -> None:
    """Fold line n - 1 (a_line, cubics p) and the lateral lines up to line n (b_line, cubics q) into the slopes.

    Between the lines sin(theta) is linear in the fraction f of the step, so the factor of the slope goes as
    1 / (1 + a f): a cubic with its values and derivatives at both ends is right to a^4 / 16.
    """
    ft = slopes.dtype.type
    one = ft(1.0)
    x00, x01, x02, x03 = ft(p[0]), ft(p[1]), ft(p[2]), ft(p[3])
    x10, x11, x12, x13 = ft(q[0]), ft(q[1]), ft(q[2]), ft(q[3])
    j0, j1, j2, j3 = ft(p[4]), ft(p[5]), ft(p[6]), ft(p[7])
    p0, p1, p2, p3 = ft(p[8]), ft(p[9]), ft(p[10]), ft(p[11])
    a = p[4] / q[4] - 1.0
    e1 = 1.0 / (1.0 + a)
    d0, d1 = -a, -a * e1 * e1
    r1, r2, r3 = ft(d0), ft(3.0 * (e1 - 1.0) - 2.0 * d0 - d1), ft(-2.0 * (e1 - 1.0) + d0 + d1)
    grow = ft(q[8] / p[8] - 1.0)
    last = np.int32(len(a_line) - 2)
    offset = np.int32(base + PAD)
    zero = np.int32(0)
    for r in range(len(u_of)):
        u = u_of[r]
        x0 = x00 + u * (x01 + u * (x02 + u * x03))
        x1 = x10 + u * (x11 + u * (x12 + u * x13))
        jj = j0 + u * (j1 + u * (j2 + u * j3))
        pp = p0 + u * (p1 + u * (p2 + u * p3))
        f0 = np.floor(x0)
        f1 = np.floor(x1)
        i = np.uint32(min(max(np.int32(f0) + offset, zero), last))
        a0 = a_line[i]
        a1 = a_line[i + np.uint32(1)]
        here = (a0 + (x0 - f0) * (a1 - a0)) * jj - pp
        up = f1 > f0
        c = f0 + one if up else f0
        f = (c - x0) / (x1 - x0)
        ac = a1 if up else a0
        bc = b_line[np.uint32(min(max(np.int32(c) + offset, zero), last))]
        between = (ac + f * (bc - ac)) * (jj * (one + f * (r1 + f * (r2 + f * r3)))) - pp * (one + grow * f)
        best = slopes[r]
        best = here if here > best else best
        best = between if (f1 != f0) and (between > best) else best
        slopes[r] = best


@njit(**_JIT)
def more_crossings(a_line: Any, b_line: Any, slopes: Any, u_of: Any, p: Any, q: Any, base: int, nth: int) -> None:
    """Fold the nth (2, 3, ...) lateral line that a ray crosses within one step: rays that lean more than 45 degrees."""
    ft = slopes.dtype.type
    one = ft(1.0)
    extra = ft(nth - 1)
    a = ft(p[4] / q[4] - 1.0)
    grow = ft(q[8] / p[8] - 1.0)
    last = len(a_line) - 1
    for r in range(len(u_of)):
        u = u_of[r]
        x0 = ft(p[0]) + u * (ft(p[1]) + u * (ft(p[2]) + u * ft(p[3])))
        x1 = ft(q[0]) + u * (ft(q[1]) + u * (ft(q[2]) + u * ft(q[3])))
        f0 = np.floor(x0)
        f1 = np.floor(x1)
        if abs(f1 - f0) > extra:
            c = f0 + one + extra if f1 > f0 else f0 - extra
            f = (c - x0) / (x1 - x0)
            k = min(max(int(c) + base + PAD, 0), last)
            jj = ft(p[4]) + u * (ft(p[5]) + u * (ft(p[6]) + u * ft(p[7])))
            pp = ft(p[8]) + u * (ft(p[9]) + u * (ft(p[10]) + u * ft(p[11])))
            ac = a_line[k]
            between = (ac + f * (b_line[k] - ac)) * jj / (one + a * f) - pp * (one + grow * f)
            if between > slopes[r]:
                slopes[r] = between


@njit(**_JIT)
def near_step(
    a_line: Any, b_line: Any, slopes: Any, u_of: Any, p: Any, q: Any, va: float, vb: float, start: float, base: int
) -> None:
    """As far_step, with the exact maximum inside the cells. `p` and `q` hold factors of lines va and vb = va + 1.

    On a ray the bilinear surface is a parabola in the fraction tau of the step: q' = c0 + c1 tau + c2 tau^2, and with
    s = va + tau the slope is J (alpha / s + beta + c2 s) - P s, which is largest at s = sqrt(alpha J / (c2 J - P)).
    The step begins at tau = start: 0, or the sensor's place in its own cell.
    """
    ft = slopes.dtype.type
    zero, one, nearest = ft(0.0), ft(1.0), ft(_NEAREST)
    x00, x01, x02, x03 = ft(p[0]), ft(p[1]), ft(p[2]), ft(p[3])
    x10, x11, x12, x13 = ft(q[0]), ft(q[1]), ft(q[2]), ft(q[3])
    # J v and P / v are nearly the same on both lines; those of line n serve for the step
    ja, jb = ft(q[4] * vb), ft(q[5] * vb)
    jc, jd = ft(q[6] * vb), ft(q[7] * vb)
    pa, pb = ft(q[8] / vb), ft(q[9] / vb)
    pc, pd = ft(q[10] / vb), ft(q[11] / vb)
    first = ft(start)
    s0 = ft(va)
    floor_s = max(s0 + first, nearest)
    sees_line = va >= _NEAREST
    hidden = ft(-BIG)
    last = np.int32(len(a_line) - 2)
    offset = np.int32(base + PAD)
    low = np.int32(0)
    for r in range(len(u_of)):
        u = u_of[r]
        x0 = x00 + u * (x01 + u * (x02 + u * x03))
        x1 = x10 + u * (x11 + u * (x12 + u * x13))
        jj = ja + u * (jb + u * (jc + u * jd))
        pp = pa + u * (pb + u * (pc + u * pd))
        dx = x1 - x0
        xs = x0 + first * dx
        f0 = np.floor(xs)
        f1 = np.floor(x1)
        i = np.uint32(min(max(np.int32(f0) + offset, low), last))
        k = np.uint32(min(max(np.int32(f1) + offset, low), last))
        crosses = f1 != f0
        c = f0 + one if f1 > f0 else f0
        f = (c - x0) / dx if crosses else one
        # first cell, tau from start to f
        a0, a1, b0, b1 = a_line[i], a_line[i + np.uint32(1)], b_line[i], b_line[i + np.uint32(1)]
        w0 = x0 - f0
        twist = a0 - a1 - b0 + b1
        c0 = a0 + (a1 - a0) * w0
        c1 = (a1 - a0) * dx + (b0 - a0) + twist * w0
        c2 = twist * dx
        here = c0 * jj / s0 - pp * s0 if sees_line else hidden
        alpha = c0 - s0 * (c1 - s0 * c2)
        peak = alpha * jj / (c2 * jj - pp)
        s = np.sqrt(peak) if peak > zero else floor_s
        s = min(max(s, floor_s), max(s0 + f, nearest))
        tau = s - s0
        inside = (c0 + tau * (c1 + tau * c2)) * jj / s - pp * s
        sf = max(s0 + f, nearest)
        between = (c0 + f * (c1 + f * c2)) * jj / sf - pp * sf if crosses else hidden
        # second cell, tau from f to 1
        a0, a1, b0, b1 = a_line[k], a_line[k + np.uint32(1)], b_line[k], b_line[k + np.uint32(1)]
        w0 = x0 - f1
        twist = a0 - a1 - b0 + b1
        c0 = a0 + (a1 - a0) * w0
        c1 = (a1 - a0) * dx + (b0 - a0) + twist * w0
        c2 = twist * dx
        alpha = c0 - s0 * (c1 - s0 * c2)
        peak = alpha * jj / (c2 * jj - pp)
        s = np.sqrt(peak) if peak > zero else sf
        s = min(max(s, sf), s0 + one)
        tau = s - s0
        inside2 = (c0 + tau * (c1 + tau * c2)) * jj / s - pp * s if crosses else hidden
        best = slopes[r]
        best = here if here > best else best
        best = between if between > best else best
        best = inside if inside > best else best
        best = inside2 if inside2 > best else best
        slopes[r] = best


@njit(**_JIT)
def answer_line(
    ground: Any, slopes: Any, q: Any, base: int, lo: int, hi: int, first_u: float, per_u: float, nothing: float, out: Any
) -> None:
    """Lowest visible height above ground of the cells lo..hi-1 of a line from the slopes of a chunk's rays.

    The place of a cell among the rays is the inverse series of the cubic x(u); slopes are interpolated between rays.
    """
    ft = slopes.dtype.type
    zero, one = ft(0.0), ft(1.0)
    a2, a3 = q[2] / q[1], q[3] / q[1]
    x_mid, scale = ft(q[0]), ft(1.0 / q[1])
    s2, s3, s4 = ft(-a2), ft(2.0 * a2 * a2 - a3), ft(5.0 * a2 * a3 - 5.0 * a2 * a2 * a2)
    p0, p1, p2, p3 = ft(q[8]), ft(q[9]), ft(q[10]), ft(q[11])
    w0, w1, w2, w3 = ft(q[12]), ft(q[13]), ft(q[14]), ft(q[15])
    factor, ir0 = ft(q[22]), ft(1.0 / q[23])
    u0, du = ft(first_u), ft(per_u)
    none = ft(nothing)
    unknown, void = ft(_UNKNOWN_SLOPE), ft(0.1 * BIG)
    last = np.int32(len(slopes) - 2)
    low = np.int32(0)
    for k in range(hi - lo):
        z = (ft(np.int32(k + lo - base)) - x_mid) * scale
        u = z * (one + z * (s2 + z * (s3 + z * s4)))
        place = (u - u0) * du
        i = np.uint32(min(max(np.int32(np.floor(place)), low), last))
        m0 = slopes[i]
        slope = m0 + (place - ft(np.int32(i))) * (slopes[i + np.uint32(1)] - m0)
        line = (slope + p0 + u * (p1 + u * (p2 + u * p3))) * (w0 + u * (w1 + u * (w2 + u * w3)))
        cell = ground[PAD + lo + k]
        here = cell * factor
        denominator = one - line * ir0
        height = (line - here) / (denominator * (one - here * ir0))
        height = height if line > here else zero
        height = ft(np.inf) if denominator <= zero else height
        height = none if (slope > unknown) or (abs(cell) > void) else height
        out[lo + k] = height


@njit(**_JIT)
def beyond_range(q: Any, base: int, lo: int, hi: int, range_m: float, nothing: float, out: Any) -> None:
    """Blank the cells of a line whose distance is more than range_m."""
    a2, a3 = q[2] / q[1], q[3] / q[1]
    for k in range(lo, hi):
        z = (k - base - q[0]) / q[1]
        u = z * (1.0 + z * (-a2 + z * (2.0 * a2 * a2 - a3)))
        if q[16] + u * (q[17] + u * (q[18] + u * q[19])) > range_m:
            out[k] = nothing


@njit(**_JIT)
def chunk_block(
    lines: Any, slopes: Any, u_of: Any, table: Any, basis: Any, v: Any, n0: int, n1: int, base: int, fraction: float, width: int,
    near: int, start: float, first_u: float, per_u: float, range_m: float, nothing: float, state: Any, out: Any,
) -> None:  # fmt: skip
    """Take one chunk of rays over lines n0..n1-1. lines[0] is line n0 - 1; out[n - n0] receives the cells of line n.

    state: the cubics of line n0 - 1 from the block before, left as those of line n1 - 1.
    """
    now = np.empty(24, np.float64)
    for n in range(n0, n1):
        chunk_line(basis[n], table, v[n], fraction, now)
        lo = max(int(np.ceil(now[20])) + base, 0)
        hi = min(int(np.ceil(now[21])) + base, width)
        nearest = now[16] - abs(now[17]) - abs(now[18]) - abs(now[19])
        farthest = now[16] + abs(now[17]) + abs(now[18]) + abs(now[19])
        a_line, b_line = lines[n - n0], lines[n - n0 + 1]
        row = out[n - n0]
        if nearest > range_m or now[21] + base < -1.0 or now[20] + base > width:
            for k in range(lo, hi):
                row[k] = nothing
        else:
            if n == 0:
                # the line behind the sensor, continued backwards from line 0
                for f in range(24):
                    state[f] = now[f]
                for f in range(4):
                    state[f] = now[f] * ((v[0] - 1.0) / v[0])
                state[0] += fraction - fraction * ((v[0] - 1.0) / v[0])
                near_step(a_line, b_line, slopes, u_of, state, now, v[0] - 1.0, v[0], start, base)
            elif n < near:
                near_step(a_line, b_line, slopes, u_of, state, now, v[n] - 1.0, v[n], 0.0, base)
            else:
                far_step(a_line, b_line, slopes, u_of, state, now, base)
            lean = abs(now[1] - state[1]) + abs(now[2] - state[2]) + abs(now[3] - state[3]) + abs(now[0] - state[0])
            for nth in range(2, int(np.ceil(lean)) + 1):
                if n > 0:
                    more_crossings(a_line, b_line, slopes, u_of, state, now, base, nth)
            if hi > lo:
                answer_line(b_line, slopes, now, base, lo, hi, first_u, per_u, nothing, row)
                if farthest > range_m:
                    beyond_range(now, base, lo, hi, range_m, nothing, row)
        for f in range(24):
            state[f] = now[f]


def _wedge(
    heights: Any, by_row: bool, origin: int, step: int, first: int, width: int, void: int, h0: float, ir0: float, big: float,
    tables: Any, basis: Any, v: Any, u_of: Any, base: int, fraction: float, near: int, start: float, first_u: float, per_u: float,
    range_m: float, nothing: float, owned: Any, offset: int, add_ground: bool, block: int, zero: Any, out: Any,
) -> None:  # fmt: skip
    """Sweep one wedge into `out`, the window of the result; the docstring of sweep.py says what the arguments are.

    Lines n = 0.. lie at row (or column) origin + step * n of `heights`; lateral sample 0 at column (or row) `first`.
    owned[i]: the columns [lo, hi) of row i that wedges N and S answer; W takes those before, E those after.
    """
    count, chunks, rays = len(v), tables.shape[0], len(u_of)
    slopes = np.full((chunks, rays), -BIG).astype(zero.dtype)
    states = np.zeros((chunks, 24), np.float64)
    lines = np.empty((block + 1, width + 2 * PAD), zero.dtype)
    cells = np.empty((block, width), zero.dtype)
    pieces = (width + 255) // 256
    for n0 in range(0, count, block):
        n1 = min(n0 + block, count)
        if by_row:
            for b in prange(n1 - n0 + 1):
                take_line(heights, origin + step * (n0 - 1 + b), first, void, h0, ir0, big, lines[b], 0, width)
        else:
            for piece in prange(pieces):
                a, z = piece * 256, min(piece * 256 + 256, width)
                take_columns(
                    heights, origin + step * (n0 - 1), step, n1 - n0 + 1, first, void, h0, ir0, big, lines, a, z
                )
        for b in prange(n1 - n0 + 1):
            pad_line(lines[b], width)
        for chunk in prange(chunks):
            chunk_block(
                lines, slopes[chunk], u_of, tables[chunk], basis, v, n0, n1, base, fraction, width, near, start, first_u, per_u,
                range_m, nothing, states[chunk], cells,
            )  # fmt: skip
        if by_row:
            for b in prange(n1 - n0):
                i = origin + step * (n0 + b)
                lo, hi = owned[i - offset, 0], owned[i - offset, 1]
                for k in range(lo, hi):
                    out[i - offset, k] = cells[b, k] + (heights[i, first + k] if add_ground else 0.0)
        else:
            for k in prange(width):
                lo, hi = owned[k, 0], owned[k, 1]
                for b in range(n1 - n0):
                    c = origin + step * (n0 + b) - offset
                    if (step > 0 and c >= hi) or (step < 0 and c < lo):
                        out[k, c] = cells[b, k] + (heights[first + k, origin + step * (n0 + b)] if add_ground else 0.0)


wedge_parallel = njit(parallel=True, **_JIT)(_wedge)
wedge_serial = njit(**_JIT)(_wedge)
