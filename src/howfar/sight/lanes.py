"""Sixteen rays at once: the inner loops of the sweep as vectors, for numba.

Each function here has its twin in kernels_plain.py, in plain Python, and tests hold the two to each other. Where LLVM cannot
make vectors of a loop by itself, and what it is given instead, is said in lanes_maker.py.
"""

# mypy: disable-error-code="untyped-decorator,no-untyped-def,no-untyped-call,unused-ignore,call-arg,arg-type,operator,assignment,attr-defined,no-any-return,import-untyped"
# ruff: noqa: E501 - an intrinsic takes plain arrays
from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from howfar.sight.lanes_maker import (
    BITS,
    FLOATS,
    INTS,
    WIDTH,
    Lanes,
    Maker,
    cubic,
)


@intrinsic
def far_lanes(typing, a_line, b_line, slopes, u_of, numbers, offset, last, r):  # type: ignore[no-untyped-def]
    """Sixteen rays from r on of kernels_plain.far_rays. Returns the least of their slopes."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        m = Maker(context, builder, signature, args)
        at = args[7]
        n = m.numbers(4)
        x_from, x_to, j_from, p_from = n[0:4], n[4:8], n[8:12], n[12:16]
        r1, r2, r3, grow, fall = n[16:21]
        u = m.load(m.pointer(3), at)
        x0, x1 = cubic(x_from, u), cubic(x_to, u)
        jj, pp = cubic(j_from, u), cubic(p_from, u)
        dx = x1 - x0
        f0, f1 = x0.floor(), x1.floor()
        i = (f0.whole() + m.number(5)).at_least(0).at_most(m.number(6))
        k = (f1.whole() + m.number(5)).at_least(0).at_most(m.number(6))
        first_i, first_k = m.first(i), m.first(k)
        begin = builder.select(builder.icmp_signed("<", first_i, first_k), first_i, first_k)
        start = m.splat(builder.trunc(begin, ir.IntType(32)))
        a_table, b_table = m.table(m.pointer(0), begin), m.table(m.pointer(1), begin)
        up = f1 > f0
        crosses = f1.differs(f0)
        f = crosses.pick((up.pick(f0 + 1.0, f0) - x0) * dx.reciprocal(), 1.0)
        best = m.load(m.pointer(2), at)
        for corner, e, lower, upper in ((f0, i, 0.0, f), (f1, k, f, 1.0)):
            a0, a1 = m.look(a_table, e, start), m.look(a_table, e + 1, start)
            b0, b1 = m.look(b_table, e, start), m.look(b_table, e + 1, start)
            w0 = x0 - corner
            along, ahead = a1 - a0, b0 - a0
            twist = b1 - b0 - along
            c0 = a0 + along * w0
            c1 = along * dx + ahead + twist * w0
            c2 = twist * dx
            if corner is f1:
                there = (c0 + c1 + c2) * (jj * (r1 + r2 + r3 + 1.0)) - pp * (grow + 1.0)
                best = (there > best).pick(there, best)
            curve = c2 + r1 * c1
            zero = Lanes(builder, ir.Constant(FLOATS, [0.0] * WIDTH))
            vertex = (c1 + r1 * c0 - fall) * (curve * -2.0).reciprocal()
            tau = (zero > curve).pick(vertex, f).at_least(lower).at_most(upper)
            bent = tau * (r1 + tau * (r2 + tau * r3)) + 1.0
            slope = (c0 + tau * (c1 + tau * c2)) * (jj * bent) - pp * (grow * tau + 1.0)
            best = (slope > best).pick(slope, best)
        m.store(m.pointer(2), at, best)
        return _least(builder, best)

    return types.float32(a_line, b_line, slopes, u_of, numbers, offset, last, r), codegen


def _least(builder: Any, value: Lanes) -> Any:
    """The least lane. LLVM's own reduction goes lane by lane for the sake of NaN; slopes are none."""
    for half in (8, 4, 2, 1):
        mask = ir.Constant(INTS, [(k + half) % WIDTH for k in range(WIDTH)])
        turned = Lanes(builder, builder.shuffle_vector(value.value, value.value, mask))
        value = value.at_most(turned)
    return builder.extract_element(value.value, ir.Constant(ir.IntType(32), 0))


@intrinsic
def crossing_lanes(typing, a_line, b_line, slopes, u_of, numbers, offset, last, extra, r):  # type: ignore[no-untyped-def]
    """Sixteen rays of kernels.more_crossings."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        m = Maker(context, builder, signature, args)
        at = args[8]
        n = m.numbers(4)
        x_from, x_to, j_from, p_from, r1, r2, r3, grow = n[0:4], n[4:8], n[8:12], n[12:16], *n[16:20]
        more = m.number(7)
        u = m.load(m.pointer(3), at)
        x0, x1 = cubic(x_from, u), cubic(x_to, u)
        f0, f1 = x0.floor(), x1.floor()
        up = f1 > f0
        c = up.pick(f0 + 1.0 + more, f0 - more)
        f = (c - x0) * (x1 - x0).reciprocal()
        i = (c.whole() + m.number(5)).at_least(0).at_most(m.number(6))
        ac, bc = m.gather(m.pointer(0), i), m.gather(m.pointer(1), i)
        bend = f * (r1 + f * (r2 + f * r3)) + 1.0
        between = (ac + f * (bc - ac)) * (cubic(j_from, u) * bend) - cubic(p_from, u) * (grow * f + 1.0)
        best = m.load(m.pointer(2), at)
        m.store(m.pointer(2), at, ((f1 - f0).fabs() > more).both(between > best).pick(between, best))
        return context.get_dummy_value()

    return types.void(a_line, b_line, slopes, u_of, numbers, offset, last, extra, r), codegen


@intrinsic
def near_lanes(typing, a_line, b_line, slopes, u_of, numbers, offset, last, sees_line, r):  # type: ignore[no-untyped-def]
    """Sixteen rays of kernels.near_step."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        m = Maker(context, builder, signature, args)
        at = args[8]
        n = m.numbers(4)
        x_from, x_to, j_of, p_of = n[0:4], n[4:8], n[8:12], n[12:16]
        begin_tau, s0, floor_s, nearest, hidden = n[16:21]
        u = m.load(m.pointer(3), at)
        x0, x1 = cubic(x_from, u), cubic(x_to, u)
        jj, pp = cubic(j_of, u), cubic(p_of, u)
        dx = x1 - x0
        f0, f1 = (x0 + begin_tau * dx).floor(), x1.floor()
        crosses = f1.differs(f0)
        c = (f1 > f0).pick(f0 + 1.0, f0)
        f = crosses.pick((c - x0) / dx, 1.0)

        def cell(corner: Lanes) -> tuple[Lanes, Lanes, Lanes, Lanes]:
            i = (corner.whole() + m.number(5)).at_least(0).at_most(m.number(6))
            a, b = m.pointer(0), m.pointer(1)
            a0, a1, b0, b1 = m.gather(a, i), m.gather(a, i + 1), m.gather(b, i), m.gather(b, i + 1)
            w0 = x0 - corner
            twist = a0 - a1 - b0 + b1
            c0 = a0 + (a1 - a0) * w0
            c1 = (a1 - a0) * dx + (b0 - a0) + twist * w0
            c2 = twist * dx
            alpha = c0 - s0 * (c1 - s0 * c2)
            return c0, c1, c2, alpha * jj / (c2 * jj - pp)

        def slope(c0: Lanes, c1: Lanes, c2: Lanes, tau: Lanes, s: Lanes) -> Lanes:
            return (c0 + tau * (c1 + tau * c2)) * jj / s - pp * s

        sf = (s0 + f).at_least(nearest)
        c0, c1, c2, peak = cell(f0)
        sees = m.splat(args[7])
        s = (peak > 0.0).pick(peak.at_least(0.0).sqrt(), floor_s).at_least(floor_s).at_most(sf)
        inside = slope(c0, c1, c2, s - s0, s)
        between = crosses.pick(slope(c0, c1, c2, f, sf), hidden)
        c0, c1, c2, peak = cell(f1)
        s = (peak > 0.0).pick(peak.at_least(0.0).sqrt(), sf).at_least(sf).at_most(s0 + 1.0).at_least(nearest)
        there = sees.pick(slope(c0, c1, c2, Lanes(builder, ir.Constant(FLOATS, [1.0] * WIDTH)), s0 + 1.0), hidden)
        inside2 = crosses.pick(slope(c0, c1, c2, s - s0, s), hidden)
        best = m.load(m.pointer(2), at)
        for other in (there, between, inside, inside2):
            best = (other > best).pick(other, best)
        m.store(m.pointer(2), at, best)
        return context.get_dummy_value()

    return types.void(a_line, b_line, slopes, u_of, numbers, offset, last, sees_line, r), codegen


@intrinsic
def answer_lanes(typing, ground, slopes, out, numbers, last, is_dense, cell, place_in, place_out, count):  # type: ignore[no-untyped-def]
    """Sixteen cells of kernels.answer_line: `cell` is the first one's lateral place, `count` how many are written.

    is_dense: sixteen cells span less than 32 rays.
    """

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        m = Maker(context, builder, signature, args)
        n = m.numbers(3)
        x_mid, scale, s2, s3, s4 = n[0:5]
        p_of, w_of, d_of = n[5:9], n[9:13], n[13:17]
        factor, ir0, u0, du, none, unknown, void, range_m, infinite = n[17:26]
        steps = Lanes(builder, ir.Constant(FLOATS, [float(k) for k in range(WIDTH)]))
        z = (m.number(6) + steps - x_mid) * scale
        u = z * (z * (s2 + z * (s3 + z * s4)) + 1.0)
        place = (u - u0) * du
        i = place.floor().whole().at_least(0).at_most(m.number(4))
        rays = m.pointer(1)
        values = []
        with builder.if_else(args[5]) as (dense, sparse):
            with dense:
                begin = m.first(i)
                start = m.splat(builder.trunc(begin, ir.IntType(32)))
                table = m.table(rays, begin)
                values.append((m.look(table, i, start).value, m.look(table, i + 1, start).value, builder.block))
            with sparse:
                values.append((m.gather(rays, i).value, m.gather(rays, i + 1).value, builder.block))
        m0, m1 = (Lanes(builder, _joined(builder, values, k)) for k in (0, 1))
        slope = m0 + (place - i.real()) * (m1 - m0)
        line = (slope + cubic(p_of, u)) * cubic(w_of, u)
        cells = m.load(m.pointer(0), args[7])
        here = cells * factor
        one = Lanes(builder, ir.Constant(FLOATS, [1.0] * WIDTH))
        denominator = one - line * ir0
        height = (line - here) * (denominator * (one - here * ir0)).reciprocal()
        height = (line > here).pick(height, 0.0)
        height = (denominator > 0.0).pick(height, infinite)
        blank = (slope > unknown).either(cells.fabs() > void).either(cubic(d_of, u) > range_m)
        height = blank.pick(none, height)
        name = "llvm.masked.store.v16f32.p0"
        target = m._place(m.pointer(2), args[8])
        function = builder.module.globals.get(name)
        if function is None:
            kinds = [FLOATS, target.type, ir.IntType(32), BITS]
            function = ir.Function(builder.module, ir.FunctionType(ir.VoidType(), kinds), name)
        lanes = ir.Constant(INTS, list(range(WIDTH)))
        wanted = builder.icmp_signed("<", lanes, m.splat(args[9]).value)
        builder.call(function, [height.value, target, ir.Constant(ir.IntType(32), 4), wanted])
        return context.get_dummy_value()

    return (
        types.void(ground, slopes, out, numbers, last, is_dense, cell, place_in, place_out, count),
        codegen,
    )


def _joined(builder: Any, values: list[Any], k: int) -> Any:
    phi = builder.phi(FLOATS)
    for value in values:
        phi.add_incoming(value[k], value[2])
    return phi


def _exchanged(m: Maker, pointer: Any, start: Any, stride: Any) -> list[Any]:
    """Sixteen rows of sixteen samples from `start`, `stride` samples apart, with rows and columns exchanged."""
    builder, rows = m.builder, []
    for k in range(WIDTH):
        at = builder.add(start, builder.mul(stride, ir.Constant(stride.type, k)))
        rows.append(m.load(pointer, at).value)
    low = ir.Constant(INTS, [k // 2 + (WIDTH if k % 2 else 0) for k in range(WIDTH)])
    high = ir.Constant(INTS, [WIDTH // 2 + k // 2 + (WIDTH if k % 2 else 0) for k in range(WIDTH)])
    for _ in range(4):  # a perfect shuffle of rows k and k + 8, four times, transposes
        mixed = []
        for k in range(WIDTH // 2):
            a, b = rows[k], rows[k + WIDTH // 2]
            mixed += [builder.shuffle_vector(a, b, low), builder.shuffle_vector(a, b, high)]
        rows = mixed
    return rows


def _store_rows(m: Maker, pointer: Any, start: Any, stride: Any, rows: list[Lanes]) -> None:
    for k, row in enumerate(rows):
        m.store(pointer, m.builder.add(start, m.builder.mul(stride, ir.Constant(stride.type, k))), row)


@intrinsic
def transpose_lanes(typing, source, source_at, source_stride, target, target_at, target_stride):  # type: ignore[no-untyped-def]
    """Copy a 16 x 16 block of floats with rows and columns exchanged; places and strides in samples."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        m = Maker(context, builder, signature, args)
        rows = [Lanes(builder, row) for row in _exchanged(m, m.pointer(0), args[1], args[2])]
        _store_rows(m, m.pointer(3), args[4], args[5], rows)
        return context.get_dummy_value()

    return types.void(source, source_at, source_stride, target, target_at, target_stride), codegen


@intrinsic
def take_lanes(typing, source, source_at, source_stride, target, target_at, target_stride, numbers):  # type: ignore[no-untyped-def]
    """transpose_lanes that turns heights into q' on the way, as kernels.small_line does."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        m = Maker(context, builder, signature, args)
        high, low, ir_, bad = m.numbers(6)
        rows = []
        for value in _exchanged(m, m.pointer(0), args[1], args[2]):
            h = Lanes(builder, value)
            g = h - high - low
            z = g * ir_
            one = Lanes(builder, ir.Constant(FLOATS, [1.0] * WIDTH))
            rows.append(h.differs(h).pick(bad, g * (one - z * (one - z * (one - z)))))
        _store_rows(m, m.pointer(3), args[4], args[5], rows)
        return context.get_dummy_value()

    return types.void(source, source_at, source_stride, target, target_at, target_stride, numbers), codegen
