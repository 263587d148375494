"""The loops of the sweep over the rays and cells of one line, in plain Python, compiled with numba.

They run as they are where arrays are float64 or numba's compiler is off; kernels_lanes.py holds the vectors that stand in
for them where arrays are float32. kernels.py says what a line, a ray and a step are.
"""

# mypy: disable-error-code="untyped-decorator,no-untyped-def,no-untyped-call,unused-ignore,call-arg,arg-type,operator,assignment,attr-defined,no-any-return,import-untyped"
# ruff: noqa: E501, PLR0124, PLW3301 - a kernel takes plain arrays and reads straight down; h != h is NaN
from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

PAD = 3  # samples repeated beyond the ends of a line
SPARE = 48  # samples at the end of a line or of the slopes that vectors may touch
BIG = 1e30  # the height of a void
UNKNOWN_SLOPE = 1e15  # a running maximum above this has met a void
FIRST_LINES = 16  # up to here a cell is hidden by the ground inside its own step as well
NEAREST = 0.01  # cells: nothing nearer to the antenna than this hides

JIT: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy"}


@njit(**JIT)
def take_line(
    heights: Any, line: int, first: int, void: int, h0: float, ir0: float, big: float, out: Any, a: int, b: int
) -> None:
    """Write q' of lateral samples a..b-1 of one line into out[PAD + a ...]; `first` is the index of lateral sample 0."""
    for k in range(a, b):
        h = heights[line, first + k]
        g = h - h0
        out[PAD + k] = big if (h != h) or (h == void) else g / (1.0 + g * ir0)


@njit(**JIT)
def take_columns(
    heights: Any, line0: int, step: int, count: int, first: int, void: int, h0: float, ir0: float, big: float, out: Any,
    row: int, a: int, b: int,
) -> None:  # fmt: skip
    """Write q' of `count` columns line0, line0 + step, ... for rows a..b-1 into the rows of out from `row` on."""
    for k0 in range(a, b, 16):
        k1 = min(k0 + 16, b)
        for n in range(count):
            col = line0 + step * n
            for k in range(k0, k1):
                h = heights[first + k, col]
                g = h - h0
                out[row + n, PAD + k] = big if (h != h) or (h == void) else g / (1.0 + g * ir0)


@njit(**JIT)
def small_line(source: Any, target: Any, count: int, h_high: Any, h_low: Any, ir: Any, big: Any) -> None:
    """q' of `count` heights in the arrays' own type: h0 in two parts, the quotient as a series (z below 1 / 250)."""
    one = target.dtype.type(1.0)
    for k in range(count):
        h = source[k]
        g = (h - h_high) - h_low
        z = g * ir
        q = g * (one - z * (one - z * (one - z)))
        target[k] = big if h != h else q


@njit(**JIT)
def pad_line(line: Any, count: int) -> None:
    """Repeat the end samples of a line outwards."""
    for k in range(PAD):
        line[k] = line[PAD]
        line[PAD + count + k] = line[PAD + count - 1]


@njit(**JIT)
def tops(line: Any, top: Any, a: int, b: int) -> None:
    """top[k]: the highest of samples 16 k to 16 k + 47 of a line, for the part of it that holds laterals a..b-1."""
    begin, end = a // 16, min((b + 2 * PAD) // 16 + 1, len(line) // 16)
    for k in range(begin, end):
        highest = line[16 * k]
        for i in range(16 * k + 1, 16 * k + 16):
            highest = max(highest, line[i])
        top[k] = highest
    for k in range(begin, end):
        top[k] = max(top[k], max(top[min(k + 1, end - 1)], top[min(k + 2, end - 1)]))


@njit(**JIT)
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


@njit(**JIT)
def between_lines(p: Any, q: Any) -> tuple[float, float, float, float]:
    """How the slope's two factors go from one line to the next: 1 + f (r1 + f (r2 + f r3)) and 1 + grow f."""
    a = p[4] / q[4] - 1.0
    e1 = 1.0 / (1.0 + a)
    d0, d1 = -a, -a * e1 * e1
    return d0, 3.0 * (e1 - 1.0) - 2.0 * d0 - d1, -2.0 * (e1 - 1.0) + d0 + d1, q[8] / p[8] - 1.0


@njit(**JIT)
def far_rays(a_line: Any, b_line: Any, slopes: Any, u_of: Any, p: Any, q: Any, base: int, width: int) -> None:
    """Fold line n - 1 (a_line, cubics p) and the surface up to line n (b_line, cubics q) into the slopes.

    Between the lines sin(theta) is linear in the fraction tau of the step, so the factor of the slope goes as
    1 / (1 + a tau): a cubic with its values and derivatives at both ends is right to a^4 / 16. On a ray the bilinear
    surface is a parabola in tau, c0 + c1 tau + c2 tau^2; where the slope bulges upwards it is taken at its vertex, elsewhere
    at the lateral line between the two cells.
    """
    ft = slopes.dtype.type
    one, zero_tau = ft(1.0), ft(0.0)
    x00, x01, x02, x03 = ft(p[0]), ft(p[1]), ft(p[2]), ft(p[3])
    x10, x11, x12, x13 = ft(q[0]), ft(q[1]), ft(q[2]), ft(q[3])
    j0, j1, j2, j3 = ft(p[4]), ft(p[5]), ft(p[6]), ft(p[7])
    p0, p1, p2, p3 = ft(p[8]), ft(p[9]), ft(p[10]), ft(p[11])
    bend = between_lines(p, q)
    r1, r2, r3, grow = ft(bend[0]), ft(bend[1]), ft(bend[2]), ft(bend[3])
    fall = ft(bend[3] * p[8] / p[4])
    half = ft(-0.5)
    last = np.int32(width + 2 * PAD - 2)
    offset = np.int32(base + PAD)
    low = np.int32(0)
    for r in range(len(u_of)):
        u = u_of[r]
        x0 = x00 + u * (x01 + u * (x02 + u * x03))
        x1 = x10 + u * (x11 + u * (x12 + u * x13))
        jj = j0 + u * (j1 + u * (j2 + u * j3))
        pp = p0 + u * (p1 + u * (p2 + u * p3))
        dx = x1 - x0
        f0 = np.floor(x0)
        f1 = np.floor(x1)
        i = min(max(np.int32(f0) + offset, low), last)
        k = min(max(np.int32(f1) + offset, low), last)
        crosses = f1 != f0
        c = f0 + one if f1 > f0 else f0
        f = (c - x0) / dx if crosses else one
        best = slopes[r]
        for second in range(2):
            e = k if second else i
            a0, a1, b0, b1 = a_line[e], a_line[e + 1], b_line[e], b_line[e + 1]
            w0 = x0 - (f1 if second else f0)
            twist = a0 - a1 - b0 + b1
            c0 = a0 + (a1 - a0) * w0
            c1 = (a1 - a0) * dx + (b0 - a0) + twist * w0
            c2 = twist * dx
            if second:
                there = (c0 + c1 + c2) * (jj * (one + r1 + r2 + r3)) - pp * (one + grow)
                best = there if there > best else best
            curve = c2 + r1 * c1
            tau = half * (c1 + r1 * c0 - fall) / curve if curve < zero_tau else f
            lower, upper = (f, one) if second else (zero_tau, f)
            tau = min(max(tau, lower), upper)
            t = (c0 + tau * (c1 + tau * c2)) * (jj * (one + tau * (r1 + tau * (r2 + tau * r3)))) - pp * (
                one + grow * tau
            )
            best = t if t > best else best
        slopes[r] = best


@njit(**JIT)
def more_rays(
    a_line: Any, b_line: Any, slopes: Any, u_of: Any, p: Any, q: Any, base: int, width: int, nth: int
) -> None:
    """Fold the nth (2, 3, ...) lateral line that a ray crosses within one step: rays that lean more than 45 degrees."""
    ft = slopes.dtype.type
    one = ft(1.0)
    extra = ft(nth - 1)
    a = ft(p[4] / q[4] - 1.0)
    grow = ft(q[8] / p[8] - 1.0)
    last = width + 2 * PAD - 1
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
            slopes[r] = max(slopes[r], between)


@njit(**JIT)
def near_rays(
    a_line: Any, b_line: Any, slopes: Any, u_of: Any, p: Any, q: Any, va: float, vb: float, start: float, base: int, width: int,
    with_line: bool,
) -> None:  # fmt: skip
    """As far_rays, with the exact maximum inside the cells. `p` and `q` hold factors of lines va and vb = va + 1.

    On a ray the bilinear surface is a parabola in the fraction tau of the step: q' = c0 + c1 tau + c2 tau^2, and with
    s = va + tau the slope is J (alpha / s + beta + c2 s) - P s, which is largest at s = sqrt(alpha J / (c2 J - P)).
    The step begins at tau = start: 0, or the sensor's place in its own cell.
    """
    ft = slopes.dtype.type
    zero, one, nearest = ft(0.0), ft(1.0), ft(NEAREST)
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
    sees_line = with_line and vb >= NEAREST
    hidden = ft(-BIG)
    last = np.int32(width + 2 * PAD - 2)
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
        s = max(min(max(s, sf), s0 + one), nearest)
        tau = s - s0
        there = (c0 + c1 + c2) * jj / (s0 + one) - pp * (s0 + one) if sees_line else hidden
        inside2 = (c0 + tau * (c1 + tau * c2)) * jj / s - pp * s if crosses else hidden
        best = slopes[r]
        best = there if there > best else best
        best = between if between > best else best
        best = inside if inside > best else best
        best = inside2 if inside2 > best else best
        slopes[r] = best


@njit(**JIT)
def answer_cells(
    ground: Any, slopes: Any, rays: int, q: Any, base: int, lo: int, hi: int, range_m: float, nothing: float, out: Any
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
    d0, d1, d2, d3, limit = ft(q[16]), ft(q[17]), ft(q[18]), ft(q[19]), ft(range_m)
    du = ft(0.5 * (rays - 1))
    none = ft(nothing)
    unknown, void = ft(UNKNOWN_SLOPE), ft(0.1 * BIG)
    last = np.int32(rays - 2)
    low = np.int32(0)
    for k in range(hi - lo):
        z = (ft(np.int32(k + lo - base)) - x_mid) * scale
        u = z * (one + z * (s2 + z * (s3 + z * s4)))
        place = (u + one) * du
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
        away = d0 + u * (d1 + u * (d2 + u * d3))
        height = none if (slope > unknown) or (abs(cell) > void) or (away > limit) else height
        out[lo + k] = height
