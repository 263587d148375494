"""One step or one line of the sweep: in lanes of sixteen where the arrays are float32, in plain loops otherwise.

numba chooses by the arrays' types (`overload`); with its compiler off, the functions here call their plain twins.
"""

# mypy: disable-error-code="untyped-decorator,no-untyped-def,no-untyped-call,unused-ignore,call-arg,arg-type,operator,assignment,attr-defined,no-any-return,import-untyped"
# ruff: noqa: E501, PLW0108, PLW3301 - a kernel takes plain arrays and reads straight down; h != h is NaN
from __future__ import annotations

from typing import Any

import numpy as np
from numba import types
from numba.extending import overload

from howfar.sight import lanes
from howfar.sight.kernels_plain import (
    BIG,
    NEAREST,
    PAD,
    UNKNOWN_SLOPE,
    answer_cells,
    between_lines,
    far_rays,
    more_rays,
    near_rays,
    small_line,
    take_columns,
    take_line,
)


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
