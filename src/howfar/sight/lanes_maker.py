"""Vectors of sixteen lanes for numba: their type, with Python's operators, and the loads, looks and stores they need.

LLVM does not vectorise loops that read at computed places and write an array it cannot tell apart from them, and where
it is made to, it emits one load per lane. But rays are ordered: sixteen neighbours touch at most 32 neighbouring samples,
so two loads and a permutation serve all of them. On machines without AVX-512 the permutation becomes a gather; LLVM splits
the vectors into what the machine has.
"""

# mypy: disable-error-code="untyped-decorator,no-untyped-def,no-untyped-call,unused-ignore,call-arg,arg-type,operator,assignment,attr-defined,no-any-return,import-untyped"
# ruff: noqa: E501 - an intrinsic takes plain arrays
from __future__ import annotations

from typing import Any, Final

from llvmlite import ir
from numba.core.cgutils import unpack_tuple

WIDTH: Final = 16
FLOATS: Final = ir.VectorType(ir.FloatType(), WIDTH)
INTS: Final = ir.VectorType(ir.IntType(32), WIDTH)
BITS: Final = ir.VectorType(ir.IntType(1), WIDTH)
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
        if self.value.type == INTS:
            return self._make(self.builder.add(self.value, self._of(other)))
        return self._make(self.builder.fadd(self.value, self._of(other), flags=_FLAGS))

    def __sub__(self, other: Any) -> Lanes:
        if self.value.type == INTS:
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
        kind = "v16f32" if self.value.type == FLOATS else "v16i32"
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
        if self.value.type == INTS:
            return self._call("smax", self._make(self._of(other)))
        return (self > other).pick(self, other)

    def at_most(self, other: Any) -> Lanes:
        if self.value.type == INTS:
            return self._call("smin", self._make(self._of(other)))
        return (self > other).pick(other, self)

    def whole(self) -> Lanes:
        """As 32-bit integers."""
        return self._make(self.builder.fptosi(self.value, INTS))

    def real(self) -> Lanes:
        """From 32-bit integers to floats."""
        return self._make(self.builder.sitofp(self.value, FLOATS))

    def ones(self) -> Lanes:
        """A condition as integers 0 and 1."""
        return self._make(self.builder.zext(self.value, INTS))

    def reciprocal(self) -> Lanes:
        """1 / self: on AVX-512 an estimate of 14 bits with one Newton step (2^-23 or so), elsewhere the division."""
        if not has_avx512():
            return self._make(ir.Constant(FLOATS, [1.0] * WIDTH)) / self
        name = "llvm.x86.avx512.rcp14.ps.512"
        function = self.builder.module.globals.get(name)
        if function is None:
            function = ir.Function(self.builder.module, ir.FunctionType(FLOATS, [FLOATS, FLOATS, ir.IntType(16)]), name)
        zero = ir.Constant(FLOATS, [0.0] * WIDTH)
        guess = self._make(self.builder.call(function, [self.value, zero, ir.Constant(ir.IntType(16), 0xFFFF)]))
        return guess * (self._make(ir.Constant(FLOATS, [2.0] * WIDTH)) - self * guess)


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
        mask = ir.Constant(INTS, [0] * WIDTH)
        return Lanes(self.builder, self.builder.shuffle_vector(one, ir.Constant(kind, ir.Undefined), mask))

    def numbers(self, index: int) -> list[Lanes]:
        """A tuple of float32 as lanes."""
        return [self.splat(v) for v in unpack_tuple(self.builder, self.args[index])]

    def number(self, index: int) -> Lanes:
        return self.splat(self.args[index])

    def _place(self, pointer: Any, index: Any) -> Any:
        return self.builder.bitcast(self.builder.gep(pointer, [index]), FLOATS.as_pointer())

    def load(self, pointer: Any, index: Any) -> Lanes:
        return Lanes(self.builder, self.builder.load(self._place(pointer, index), align=4, typ=FLOATS))

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
            function = ir.Function(self.builder.module, ir.FunctionType(FLOATS, [FLOATS, INTS, FLOATS]), name)
        return Lanes(self.builder, self.builder.call(function, [low.value, (index - begin).value, high.value]))

    def gather(self, pointer: Any, index: Lanes) -> Lanes:
        """Samples at any indices."""
        wide = self.builder.sext(index.value, ir.VectorType(ir.IntType(64), WIDTH))
        places = self.builder.gep(pointer, [wide], source_etype=ir.FloatType())
        places.type = ir.VectorType(ir.PointerType(), WIDTH)  # llvmlite does not know vectors of pointers
        name = "llvm.masked.gather.v16f32.v16p0"
        function = self.builder.module.globals.get(name)
        if function is None:
            kinds = [places.type, ir.IntType(32), BITS, FLOATS]
            function = ir.Function(self.builder.module, ir.FunctionType(FLOATS, kinds), name)
        ones = ir.Constant(BITS, [1] * WIDTH)
        nothing = ir.Constant(FLOATS, ir.Undefined)
        return Lanes(self.builder, self.builder.call(function, [places, ir.Constant(ir.IntType(32), 4), ones, nothing]))


def cubic(c: list[Lanes], u: Lanes) -> Lanes:
    """c0 + c1 u + c2 u^2 + c3 u^3."""
    return c[0] + u * (c[1] + u * (c[2] + u * c[3]))
