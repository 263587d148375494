"""Sixteen rays at once: the inner loops of the sweep as vectors, for numba.

LLVM does not vectorise loops that read at computed places and write an array it cannot tell apart from them, and where
it is made to, it emits one load per lane. But rays are ordered: sixteen neighbours touch at most 32 neighbouring samples,
so two loads and a permutation serve all of them. `Lanes` builds such code with the operators of Python; each function
here has its twin in kernels.py, in plain Python, and tests hold the two to each other.

On machines without AVX-512 the permutation becomes a gather; LLVM splits the vectors into what the machine has.
"""

# mypy: disable-error-code="untyped-decorator,no-untyped-def,no-untyped-call,unused-ignore,call-arg,arg-type,operator,assignment,attr-defined,no-any-return,import-untyped"
# ruff: noqa: E501 - an intrinsic takes plain arrays
from __future__ import annotations

from typing import Any, Final

from llvmlite import ir
from numba import types
from numba.core.cgutils import unpack_tuple
from numba.extending import intrinsic

WIDTH: Final = 16
_F: Final = ir.VectorType(ir.FloatType(), WIDTH)
_I: Final = ir.VectorType(ir.IntType(32), WIDTH)
_B: Final = ir.VectorType(ir.IntType(1), WIDTH)
_FLAGS: Final = ("contract", "nsz")


def has_avx512() -> bool:
    """True where the code is made for a machine that permutes sixteen floats in one instruction."""
    import llvmlite.binding as llvm
    from numba.core import config

    if config.CPU_NAME is not None or config.CPU_FEATURES is not None:  # numba compiles for another machine than this
        return "+avx512f" in (config.CPU_FEATURES or "")

    return bool(llvm.get_host_cpu_features().get("avx512f"))


class Lanes:
    """A vector value under construction."""

    def __init__(self, builder: Any, value: Any) -> None:
        self.builder, self.value = builder, value

    def _of(self, other: Any) -> Any:
        if isinstance(other, Lanes):
            return other.value
        return ir.Constant(self.value.type, [other] * WIDTH)

    def _make(self, value: Any) -> Lanes:
        return Lanes(self.builder, value)

    def __add__(self, other: Any) -> Lanes:
        if self.value.type == _I:
            return self._make(self.builder.add(self.value, self._of(other)))
        return self._make(self.builder.fadd(self.value, self._of(other), flags=_FLAGS))

    def __sub__(self, other: Any) -> Lanes:
        if self.value.type == _I:
            return self._make(self.builder.sub(self.value, self._of(other)))
        return self._make(self.builder.fsub(self.value, self._of(other), flags=_FLAGS))

    def __mul__(self, other: Any) -> Lanes:
        return self._make(self.builder.fmul(self.value, self._of(other), flags=_FLAGS))

    def __truediv__(self, other: Any) -> Lanes:
        return self._make(self.builder.fdiv(self.value, self._of(other), flags=_FLAGS))

    def __gt__(self, other: Any) -> Lanes:
        return self._make(self.builder.fcmp_ordered(">", self.value, self._of(other)))

    def differs(self, other: Any) -> Lanes:
        return self._make(self.builder.fcmp_unordered("!=", self.value, self._of(other)))

    def both(self, other: Lanes) -> Lanes:
        return self._make(self.builder.and_(self.value, other.value))

    def either(self, other: Lanes) -> Lanes:
        return self._make(self.builder.or_(self.value, other.value))

    def pick(self, yes: Any, no: Any) -> Lanes:
        """Where this condition holds yes, elsewhere no (one of them a Lanes)."""
        model = yes if isinstance(yes, Lanes) else no
        return self._make(self.builder.select(self.value, model._of(yes), model._of(no)))

    def _call(self, name: str, *others: Lanes) -> Lanes:
        kind = "v16f32" if self.value.type == _F else "v16i32"
        values = [self.value, *(o.value for o in others)]
        made = ir.FunctionType(self.value.type, [v.type for v in values])
        function = self.builder.module.globals.get(f"llvm.{name}.{kind}")
        if function is None:
            function = ir.Function(self.builder.module, made, f"llvm.{name}.{kind}")
        return self._make(self.builder.call(function, values))

    def floor(self) -> Lanes:
        return self._call("floor")

    def sqrt(self) -> Lanes:
        return self._call("sqrt")

    def fabs(self) -> Lanes:
        return self._call("fabs")

    def at_least(self, other: Any) -> Lanes:
        if self.value.type == _I:
            return self._call("smax", self._make(self._of(other)))
        return (self > other).pick(self, other)

    def at_most(self, other: Any) -> Lanes:
        if self.value.type == _I:
            return self._call("smin", self._make(self._of(other)))
        return (self > other).pick(other, self)

    def whole(self) -> Lanes:
        """As 32-bit integers."""
        return self._make(self.builder.fptosi(self.value, _I))

    def real(self) -> Lanes:
        """From 32-bit integers to floats."""
        return self._make(self.builder.sitofp(self.value, _F))

    def ones(self) -> Lanes:
        """A condition as integers 0 and 1."""
        return self._make(self.builder.zext(self.value, _I))

    def reciprocal(self) -> Lanes:
        """1 / self: on AVX-512 an estimate of 14 bits with one Newton step (2^-23 or so), elsewhere the division."""
        if not has_avx512():
            return self._make(ir.Constant(_F, [1.0] * WIDTH)) / self
        name = "llvm.x86.avx512.rcp14.ps.512"
        function = self.builder.module.globals.get(name)
        if function is None:
            function = ir.Function(self.builder.module, ir.FunctionType(_F, [_F, _F, ir.IntType(16)]), name)
        zero = ir.Constant(_F, [0.0] * WIDTH)
        guess = self._make(self.builder.call(function, [self.value, zero, ir.Constant(ir.IntType(16), 0xFFFF)]))
        return guess * (self._make(ir.Constant(_F, [2.0] * WIDTH)) - self * guess)


class Maker:
    """What an intrinsic needs: the builder, its arrays as pointers and its numbers as lanes."""

    def __init__(self, context: Any, builder: Any, signature: Any, args: Any) -> None:
        self.context, self.builder, self.signature, self.args = context, builder, signature, args

    def pointer(self, index: int) -> Any:
        kind = self.signature.args[index]
        return self.context.make_array(kind)(self.context, self.builder, self.args[index]).data

    def splat(self, value: Any) -> Lanes:
        kind = ir.VectorType(value.type, WIDTH)
        one = self.builder.insert_element(ir.Constant(kind, ir.Undefined), value, ir.Constant(ir.IntType(32), 0))
        mask = ir.Constant(_I, [0] * WIDTH)
        return Lanes(self.builder, self.builder.shuffle_vector(one, ir.Constant(kind, ir.Undefined), mask))

    def numbers(self, index: int) -> list[Lanes]:
        """A tuple of float32 as lanes."""
        return [self.splat(v) for v in unpack_tuple(self.builder, self.args[index])]

    def number(self, index: int) -> Lanes:
        return self.splat(self.args[index])

    def _place(self, pointer: Any, index: Any) -> Any:
        return self.builder.bitcast(self.builder.gep(pointer, [index]), _F.as_pointer())

    def load(self, pointer: Any, index: Any) -> Lanes:
        return Lanes(self.builder, self.builder.load(self._place(pointer, index), align=4, typ=_F))

    def store(self, pointer: Any, index: Any, value: Lanes) -> None:
        self.builder.store(value.value, self._place(pointer, index), align=4)

    def first(self, value: Lanes) -> Any:
        """Lane 0 as a 64-bit integer."""
        lane = self.builder.extract_element(value.value, ir.Constant(ir.IntType(32), 0))
        return self.builder.sext(lane, ir.IntType(64))

    def table(self, pointer: Any, begin: Any) -> tuple[Any, Any, Any]:
        """The 32 samples from `begin` on, for `look`."""
        if not has_avx512():
            return pointer, None, None
        later = self.builder.add(begin, ir.Constant(ir.IntType(64), WIDTH))
        return pointer, self.load(pointer, begin), self.load(pointer, later)

    def look(self, table: tuple[Any, Any, Any], index: Lanes, begin: Lanes) -> Lanes:
        """Samples at `index`, all of which lie within 32 from `begin`."""
        pointer, low, high = table
        if low is None:
            return self.gather(pointer, index)
        name = "llvm.x86.avx512.vpermi2var.ps.512"
        function = self.builder.module.globals.get(name)
        if function is None:
            function = ir.Function(self.builder.module, ir.FunctionType(_F, [_F, _I, _F]), name)
        return Lanes(self.builder, self.builder.call(function, [low.value, (index - begin).value, high.value]))

    def gather(self, pointer: Any, index: Lanes) -> Lanes:
        """Samples at any indices."""
        wide = self.builder.sext(index.value, ir.VectorType(ir.IntType(64), WIDTH))
        places = self.builder.gep(pointer, [wide], source_etype=ir.FloatType())
        places.type = ir.VectorType(ir.PointerType(), WIDTH)  # llvmlite does not know vectors of pointers
        name = "llvm.masked.gather.v16f32.v16p0"
        function = self.builder.module.globals.get(name)
        if function is None:
            kinds = [places.type, ir.IntType(32), _B, _F]
            function = ir.Function(self.builder.module, ir.FunctionType(_F, kinds), name)
        ones = ir.Constant(_B, [1] * WIDTH)
        nothing = ir.Constant(_F, ir.Undefined)
        return Lanes(self.builder, self.builder.call(function, [places, ir.Constant(ir.IntType(32), 4), ones, nothing]))


def cubic(c: list[Lanes], u: Lanes) -> Lanes:
    """c0 + c1 u + c2 u^2 + c3 u^3."""
    return c[0] + u * (c[1] + u * (c[2] + u * c[3]))


@intrinsic
def far_lanes(typing, a_line, b_line, slopes, u_of, numbers, offset, last, r):  # type: ignore[no-untyped-def]
    """Sixteen rays from r on of kernels.far_rays. Returns the least of their slopes."""

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
            zero = Lanes(builder, ir.Constant(_F, [0.0] * WIDTH))
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
        mask = ir.Constant(_I, [(k + half) % WIDTH for k in range(WIDTH)])
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
        there = sees.pick(slope(c0, c1, c2, Lanes(builder, ir.Constant(_F, [1.0] * WIDTH)), s0 + 1.0), hidden)
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
        steps = Lanes(builder, ir.Constant(_F, [float(k) for k in range(WIDTH)]))
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
        one = Lanes(builder, ir.Constant(_F, [1.0] * WIDTH))
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
            kinds = [_F, target.type, ir.IntType(32), _B]
            function = ir.Function(builder.module, ir.FunctionType(ir.VoidType(), kinds), name)
        lanes = ir.Constant(_I, list(range(WIDTH)))
        wanted = builder.icmp_signed("<", lanes, m.splat(args[9]).value)
        builder.call(function, [height.value, target, ir.Constant(ir.IntType(32), 4), wanted])
        return context.get_dummy_value()

    return (
        types.void(ground, slopes, out, numbers, last, is_dense, cell, place_in, place_out, count),
        codegen,
    )


def _joined(builder: Any, values: list[Any], k: int) -> Any:
    phi = builder.phi(_F)
    for value in values:
        phi.add_incoming(value[k], value[2])
    return phi


def _exchanged(m: Maker, pointer: Any, start: Any, stride: Any) -> list[Any]:
    """Sixteen rows of sixteen samples from `start`, `stride` samples apart, with rows and columns exchanged."""
    builder, rows = m.builder, []
    for k in range(WIDTH):
        at = builder.add(start, builder.mul(stride, ir.Constant(stride.type, k)))
        rows.append(m.load(pointer, at).value)
    low = ir.Constant(_I, [k // 2 + (WIDTH if k % 2 else 0) for k in range(WIDTH)])
    high = ir.Constant(_I, [WIDTH // 2 + k // 2 + (WIDTH if k % 2 else 0) for k in range(WIDTH)])
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
            one = Lanes(builder, ir.Constant(_F, [1.0] * WIDTH))
            rows.append(h.differs(h).pick(bad, g * (one - z * (one - z * (one - z)))))
        _store_rows(m, m.pointer(3), args[4], args[5], rows)
        return context.get_dummy_value()

    return types.void(source, source_at, source_stride, target, target_at, target_stride, numbers), codegen
