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
"""

# mypy: disable-error-code="untyped-decorator,no-untyped-def,no-untyped-call,unused-ignore,call-arg,arg-type,operator,assignment,attr-defined,no-any-return,import-untyped"
# ruff: noqa: E501, PLR0912, PLR0124, PLW0108, PLW3301 - a kernel takes plain arrays and reads straight down; h != h is NaN
from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, types
from numba.extending import overload

from howfar.sight import lanes

PAD = 3  # samples repeated beyond the ends of a line
SPARE = 48  # samples at the end of a line or of the slopes that vectors may touch
BIG = 1e30  # the height of a void
UNKNOWN_SLOPE = 1e15  # a running maximum above this has met a void
FIRST_LINES = 16  # up to here a cell is hidden by the ground inside its own step as well
NEAREST = 0.01  # cells: nothing nearer to the antenna than this hides

_JIT: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy"}


@njit(**_JIT)
def take_line(
    heights: Any, line: int, first: int, void: int, h0: float, ir0: float, big: float, out: Any, a: int, b: int
) -> None:
    """Write q' of lateral samples a..b-1 of one line into out[PAD + a ...]; `first` is the index of lateral sample 0."""
    for k in range(a, b):
        h = heights[line, first + k]
        g = h - h0
        out[PAD + k] = big if (h != h) or (h == void) else g / (1.0 + g * ir0)


@njit(**_JIT)
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


@njit(**_JIT)
def small_line(source: Any, target: Any, count: int, h_high: Any, h_low: Any, ir: Any, big: Any) -> None:
    """q' of `count` heights in the arrays' own type: h0 in two parts, the quotient as a series (z below 1 / 250)."""
    one = target.dtype.type(1.0)
    for k in range(count):
        h = source[k]
        g = (h - h_high) - h_low
        z = g * ir
        q = g * (one - z * (one - z * (one - z)))
        target[k] = big if h != h else q


@njit(**_JIT)
def pad_line(line: Any, count: int) -> None:
    """Repeat the end samples of a line outwards."""
    for k in range(PAD):
        line[k] = line[PAD]
        line[PAD + count + k] = line[PAD + count - 1]


@njit(**_JIT)
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
def between_lines(p: Any, q: Any) -> tuple[float, float, float, float]:
    """How the slope's two factors go from one line to the next: 1 + f (r1 + f (r2 + f r3)) and 1 + grow f."""
    a = p[4] / q[4] - 1.0
    e1 = 1.0 / (1.0 + a)
    d0, d1 = -a, -a * e1 * e1
    return d0, 3.0 * (e1 - 1.0) - 2.0 * d0 - d1, -2.0 * (e1 - 1.0) + d0 + d1, q[8] / p[8] - 1.0


@njit(**_JIT)
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


@njit(**_JIT)
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


@njit(**_JIT)
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


@njit(**_JIT)
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


def far_step(
    a_line: Any,
    b_line: Any,
    a_top: Any,
    b_top: Any,
    slopes: Any,
    least: Any,
    u_of: Any,
    p: Any,
    q: Any,
    base: int,
    width: int,
) -> None:
    """far_rays, in lanes where the arrays are float32, and only where the ground is high enough to change a slope.

    a_top, b_top: see `tops`. least: for every sixteen rays a bound below all of their slopes, and one for all of them.
    """
    far_rays(a_line, b_line, slopes, u_of, p, q, base, width)


def near_step(
    a_line: Any, b_line: Any, slopes: Any, u_of: Any, p: Any, q: Any, va: float, vb: float, start: float, base: int, width: int,
    with_line: bool,
) -> None:  # fmt: skip
    """near_rays, in lanes where the arrays are float32."""
    near_rays(a_line, b_line, slopes, u_of, p, q, va, vb, start, base, width, with_line)


def more_crossings(
    a_line: Any, b_line: Any, slopes: Any, u_of: Any, p: Any, q: Any, base: int, width: int, nth: int
) -> None:
    """more_rays, in lanes where the arrays are float32."""
    more_rays(a_line, b_line, slopes, u_of, p, q, base, width, nth)


def answer_line(
    ground: Any, slopes: Any, rays: int, q: Any, base: int, lo: int, hi: int, range_m: float, nothing: float, out: Any
) -> None:
    """answer_cells, in lanes where the arrays are float32."""
    answer_cells(ground, slopes, rays, q, base, lo, hi, range_m, nothing, out)


def take_block(
    heights: Any, line0: int, step: int, count: int, first: int, void: int, h0: float, ir0: float, big: float, out: Any,
    row: int, a: int, b: int,
) -> None:  # fmt: skip
    """take_columns, in transposed blocks of 16 x 16 where the arrays are float32."""
    take_columns(heights, line0, step, count, first, void, h0, ir0, big, out, row, a, b)


def take_row(
    heights: Any, line: int, first: int, void: int, h0: float, ir0: float, big: float, out: Any, a: int, b: int
) -> None:
    """take_line, in float32 throughout where the arrays are."""
    take_line(heights, line, first, void, h0, ir0, big, out, a, b)


def give_block(cells: Any, b0: int, step: int, k0: int, out: Any, col: int) -> bool:
    """Copy 16 lines x 16 laterals of cells from (b0, k0) into out[k0:, col:], exchanged; False where that is not offered."""
    return False


_f32 = types.float32


def _small(*arrays: Any) -> bool:
    return all(isinstance(a, types.Array) and a.dtype == _f32 and a.layout == "C" for a in arrays)


def _wide(*arrays: Any) -> bool:
    return all(isinstance(a, types.Array) and a.dtype == _f32 for a in arrays)


@overload(far_step)
def _far_step(a_line, b_line, a_top, b_top, slopes, least, u_of, p, q, base, width):  # type: ignore[no-untyped-def]
    if not _wide(a_line, b_line, slopes, u_of):
        return lambda a_line, b_line, a_top, b_top, slopes, least, u_of, p, q, base, width: far_rays(
            a_line, b_line, slopes, u_of, p, q, base, width
        )

    def lanes_of(a_line, b_line, a_top, b_top, slopes, least, u_of, p, q, base, width):  # type: ignore[no-untyped-def]
        bend = between_lines(p, q)
        f = np.float32
        x0, x1, x2, x3 = f(p[0]), f(p[1]), f(p[2]), f(p[3])
        d0, d1, d2, d3 = f(q[0] - p[0]), f(q[1] - p[1]), f(q[2] - p[2]), f(q[3] - p[3])
        j0, j1, j2, j3 = f(p[4]), f(p[5]), f(p[6]), f(p[7])
        p0, p1, p2, p3 = f(p[8]), f(p[9]), f(p[10]), f(p[11])
        numbers = (
            x0, x1, x2, x3, f(q[0]), f(q[1]), f(q[2]), f(q[3]), j0, j1, j2, j3, p0, p1, p2, p3,
            f(bend[0]), f(bend[1]), f(bend[2]), f(bend[3]), f(bend[3] * p[8] / p[4]),
        )  # fmt: skip
        offset, last = np.int32(base + PAD), np.int32(width + 2 * PAD - 2)
        shrink = f(0.99 * min(1.0, q[4] / p[4]))
        more, less, zero = f(1.01), f(0.99), f(0.0)
        end = len(a_top) - 1
        count = len(u_of)
        # first for all rays of the chunk at once: the highest ground under them, the lowest of their slopes
        left = min(p[0] - abs(p[1]) - abs(p[2]) - abs(p[3]), q[0] - abs(q[1]) - abs(q[2]) - abs(q[3]))
        right = max(p[0] + abs(p[1]) + abs(p[2]) + abs(p[3]), q[0] + abs(q[1]) + abs(q[2]) + abs(q[3]))
        begin = min(max((np.int64(np.floor(left)) + offset - 1) >> 4, 0), end)
        highest = f(-BIG)
        for k in range(begin, min(max((np.int64(np.floor(right)) + offset + 2) >> 4, 0), end) + 1):
            highest = max(highest, max(a_top[k], b_top[k]))
        spread = abs(p[5]) + abs(p[6]) + abs(p[7])
        j = p[4] + spread if highest > 0.0 else (p[4] - spread) * min(1.0, q[4] / p[4])
        if (
            highest * j * (1.001 if highest > 0.0 else 0.999) - 0.999 * (p[8] - abs(p[9]) - abs(p[10]) - abs(p[11]))
            < least[count >> 4]
        ):
            return
        for r in range(0, count, 16):
            # the highest of the 48 samples that hold all sixteen rays of this step, as a slope
            u = u_of[r]
            x = x0 + u * (x1 + u * (x2 + u * x3))
            x += min(d0 + u * (d1 + u * (d2 + u * d3)), zero)
            k = min(max((np.int64(np.floor(x)) + offset - 1) >> 4, 0), end)
            top = max(a_top[k], b_top[k])
            m = u_of[r + 8]
            j = j0 + m * (j1 + m * (j2 + m * j3))
            drop = p0 + m * (p1 + m * (p2 + m * p3))
            if top * j * (more if top > zero else shrink) - less * drop >= least[r >> 4]:
                least[r >> 4] = lanes.far_lanes(a_line, b_line, slopes, u_of, numbers, offset, last, r)
        lowest = least[0]
        for k in range(count >> 4):
            lowest = min(lowest, least[k])
        least[count >> 4] = lowest

    return lanes_of


@overload(more_crossings)
def _more_crossings(a_line, b_line, slopes, u_of, p, q, base, width, nth):  # type: ignore[no-untyped-def]
    if not _wide(a_line, b_line, slopes, u_of):
        return lambda a_line, b_line, slopes, u_of, p, q, base, width, nth: more_rays(
            a_line, b_line, slopes, u_of, p, q, base, width, nth
        )

    def lanes_of(a_line, b_line, slopes, u_of, p, q, base, width, nth):  # type: ignore[no-untyped-def]
        bend = between_lines(p, q)
        f = np.float32
        numbers = (
            f(p[0]), f(p[1]), f(p[2]), f(p[3]), f(q[0]), f(q[1]), f(q[2]), f(q[3]), f(p[4]), f(p[5]), f(p[6]), f(p[7]),
            f(p[8]), f(p[9]), f(p[10]), f(p[11]), f(bend[0]), f(bend[1]), f(bend[2]), f(bend[3]),
        )  # fmt: skip
        offset, last = np.int32(base + PAD), np.int32(width + 2 * PAD - 1)
        for r in range(0, len(u_of), 16):
            lanes.crossing_lanes(a_line, b_line, slopes, u_of, numbers, offset, last, f(nth - 1), r)

    return lanes_of


@overload(near_step)
def _near_step(a_line, b_line, slopes, u_of, p, q, va, vb, start, base, width, with_line):  # type: ignore[no-untyped-def]
    if not _wide(a_line, b_line, slopes, u_of):
        return lambda a_line, b_line, slopes, u_of, p, q, va, vb, start, base, width, with_line: near_rays(
            a_line, b_line, slopes, u_of, p, q, va, vb, start, base, width, with_line
        )

    def lanes_of(a_line, b_line, slopes, u_of, p, q, va, vb, start, base, width, with_line):  # type: ignore[no-untyped-def]
        f = np.float32
        floor_s = max(f(va) + f(start), f(NEAREST))
        numbers = (
            f(p[0]), f(p[1]), f(p[2]), f(p[3]), f(q[0]), f(q[1]), f(q[2]), f(q[3]),
            f(q[4] * vb), f(q[5] * vb), f(q[6] * vb), f(q[7] * vb), f(q[8] / vb), f(q[9] / vb), f(q[10] / vb), f(q[11] / vb),
            f(start), f(va), floor_s, f(NEAREST), f(-BIG),
        )  # fmt: skip
        offset, last = np.int32(base + PAD), np.int32(width + 2 * PAD - 2)
        for r in range(0, len(u_of), 16):
            lanes.near_lanes(a_line, b_line, slopes, u_of, numbers, offset, last, with_line and vb >= NEAREST, r)

    return lanes_of


@overload(answer_line)
def _answer_line(ground, slopes, rays, q, base, lo, hi, range_m, nothing, out):  # type: ignore[no-untyped-def]
    if not _wide(ground, slopes, out):
        return lambda ground, slopes, rays, q, base, lo, hi, range_m, nothing, out: answer_cells(
            ground, slopes, rays, q, base, lo, hi, range_m, nothing, out
        )

    def lanes_of(ground, slopes, rays, q, base, lo, hi, range_m, nothing, out):  # type: ignore[no-untyped-def]
        f = np.float32
        a2, a3 = q[2] / q[1], q[3] / q[1]
        per_cell = 0.5 * (rays - 1) / q[1]
        numbers = (
            f(q[0]), f(1.0 / q[1]), f(-a2), f(2.0 * a2 * a2 - a3), f(5.0 * a2 * a3 - 5.0 * a2 * a2 * a2),
            f(q[8]), f(q[9]), f(q[10]), f(q[11]), f(q[12]), f(q[13]), f(q[14]), f(q[15]),
            f(q[16]), f(q[17]), f(q[18]), f(q[19]),
            f(q[22]), f(1.0 / q[23]), f(-1.0), f(0.5 * (rays - 1)), f(nothing), f(UNKNOWN_SLOPE), f(0.1 * BIG), f(range_m),
            f(np.inf),
        )  # fmt: skip
        last = np.int32(rays - 2)
        # sixteen cells must span fewer than 31 rays, also where the chunk's rays lie closer at one end
        is_dense = 16.0 * per_cell * (1.0 + 2.0 * abs(a2) + 3.0 * abs(a3)) < 30.0
        for k in range(lo, hi, 16):
            lanes.answer_lanes(ground, slopes, out, numbers, last, is_dense, f(k - base), PAD + k, k, np.int32(hi - k))

    return lanes_of


@overload(take_row)
def _take_row(heights, line, first, void, h0, ir0, big, out, a, b):  # type: ignore[no-untyped-def]
    if not (_small(heights) and _wide(out)):
        return lambda heights, line, first, void, h0, ir0, big, out, a, b: take_line(
            heights, line, first, void, h0, ir0, big, out, a, b
        )

    def small(heights, line, first, void, h0, ir0, big, out, a, b):  # type: ignore[no-untyped-def]
        high = np.float32(h0)
        small_line(
            heights[line, first + a : first + b], out[PAD + a : PAD + b], b - a, high, np.float32(h0 - high),
            np.float32(ir0), np.float32(big),
        )  # fmt: skip

    return small


@overload(take_block)
def _take_block(heights, line0, step, count, first, void, h0, ir0, big, out, row, a, b):  # type: ignore[no-untyped-def]
    if not _small(heights, out):
        return lambda heights, line0, step, count, first, void, h0, ir0, big, out, row, a, b: take_columns(
            heights, line0, step, count, first, void, h0, ir0, big, out, row, a, b
        )

    def blocks(heights, line0, step, count, first, void, h0, ir0, big, out, row, a, b):  # type: ignore[no-untyped-def]
        high = np.float32(h0)
        low, ir, bad = np.float32(h0 - high), np.float32(ir0), np.float32(big)
        whole = count // 16 * 16
        across, along = heights.shape[1], out.shape[1]
        full = a + (b - a) // 16 * 16
        for k in range(a, full, 16):
            for n in range(0, whole, 16):
                col = line0 + n if step > 0 else line0 - n - 15
                to = (row + n if step > 0 else row + n + 15) * along + PAD + k
                lanes.take_lanes(
                    heights, (first + k) * across + col, across, out, to, step * along, (high, low, ir, bad)
                )
        if full < b:
            take_columns(heights, line0, step, whole, first, void, h0, ir0, big, out, row, full, b)
        if whole < count:
            take_columns(
                heights, line0 + step * whole, step, count - whole, first, void, h0, ir0, big, out, row + whole, a, b
            )

    return blocks


@overload(give_block)
def _give_block(cells, b0, step, k0, out, col):  # type: ignore[no-untyped-def]
    if not _small(cells, out):
        return lambda cells, b0, step, k0, out, col: False

    def block(cells, b0, step, k0, out, col):  # type: ignore[no-untyped-def]
        along, across = cells.shape[1], out.shape[1]
        begin = (b0 if step > 0 else b0 + 15) * along + k0
        lanes.transpose_lanes(cells, begin, step * along, out, k0 * across + col, across)
        return True

    return block


@njit(**_JIT)
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


@njit(**_JIT)
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


@njit(**_JIT)
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
