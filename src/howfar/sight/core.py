"""The compiled sweep (`core/` at the root of the source tree), called through its C interface.

It is built with the package where there is a C++ compiler; without one `library()` is None and the numba engine sweeps.
"""

# ruff: noqa: E501 - sentences and signatures
from __future__ import annotations

import ctypes
import threading
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from howfar.sight.plan import Task, WedgePlan

VERSION: Final = 5  # of core/sweep.h
LANES: Final = ("plain", "AVX2", "AVX-512")
_INPUTS: Final = {np.dtype(np.float32): 0, np.dtype(np.int16): 1}
_OUTPUTS: Final = {np.dtype(np.float32): 0, np.dtype(np.int16): 1, np.dtype(np.uint8): 2, np.dtype(np.bool_): 2}
_ADDED: Final = {np.dtype(np.uint16): 3, np.dtype(np.uint8): 4}
_LONG_CELLS: Final = 1 << 23  # some 20 milliseconds: fewer are not worth a thread that looks on
_LOOK_S: Final = 0.1
_MOST_WEDGES: Final = 4
_NEAR_LINES: Final = 24  # its steps hold distance and height apart: no more lines than these are needed exactly


class _Wedge(ctypes.Structure):
    """HowfarWedge of core/sweep.h."""

    _fields_ = [
        ("tables", ctypes.c_void_p),
        *(
            (name, ctypes.c_int32)
            for name in ("chunks", "degree", "rays", "count", "by_row", "origin", "step", "width")
        ),
        *((name, ctypes.c_double) for name in ("v0", "v_max", "lateral", "per_radius", "bend")),
    ]


class _Tops(ctypes.Structure):
    """HowfarTops of core/sweep.h."""

    _fields_ = [
        ("ground", ctypes.c_void_p), ("target", ctypes.c_void_p), ("stride", ctypes.c_int64),
        *((name, ctypes.c_int32) for name in ("shift", "row0", "col0")),
    ]  # fmt: skip


class _Sweep(ctypes.Structure):
    """HowfarSweep of core/sweep.h."""

    _fields_ = [
        *((name, ctypes.c_void_p) for name in ("heights", "out", "owned_from", "owned_to")),
        *((name, ctypes.c_int64) for name in ("heights_stride", "out_stride")),
        *((name, ctypes.c_int32) for name in ("heights_kind", "out_kind", "rows", "cols")),
        *((name, ctypes.c_double) for name in ("antenna_m", "range_m", "scale", "level")),
        *((name, ctypes.c_int32) for name in ("above_sea", "see_through", "near_lines", "high_antenna", "prefilled", "wedge_count", "threads")),
        ("wedges", _Wedge * _MOST_WEDGES),
        ("tops", _Tops),
        ("told", ctypes.c_void_p),
    ]  # fmt: skip


@cache
def library() -> Any | None:
    """The compiled sweep, or None where it was not built or is of another version."""
    for path in sorted(Path(__file__).parent.glob("_core.*")):
        try:
            found = ctypes.CDLL(str(path))
            if found.howfar_core_version() == VERSION:
                found.howfar_core_sweep.argtypes = [ctypes.POINTER(_Sweep), ctypes.c_int32]
                return found
        except (OSError, AttributeError):  # built for another machine, or something else of that name
            continue
    return None


def lanes() -> int:
    """The best instructions that the library has for this machine, an index into LANES."""
    found = library()
    return int(found.howfar_core_lanes()) if found is not None else 0


def takes(heights_m: npt.NDArray[Any], out: npt.NDArray[Any], *, is_added: bool = False) -> bool:
    """True for arrays whose types and layout the core reads and writes as they are."""
    return (
        heights_m.dtype in _INPUTS and out.dtype in (_ADDED if is_added else _OUTPUTS)
        and all(a.strides[1] == a.itemsize and a.strides[0] % a.itemsize == 0 for a in (heights_m, out))
    )  # fmt: skip


def sweep(
    task: Task,
    wedges: Sequence[WedgePlan],
    owned: npt.NDArray[np.int32],
    *,
    threads: int,
    most_lanes: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Fill task.out. progress(chunks done, chunks in all), some ten times a second where it takes that long.

    Ctrl-C stops a long sweep within a tenth of a second. Raises MemoryError where a megabyte a thread was not to be had.
    """
    found = library()
    assert found is not None, "ask library() first"
    from howfar.sight.chunks import core_tables

    window, heights_m, out = task.window, task.heights_m, task.out
    part = heights_m[window.row0 : window.row1, window.col0 : window.col1]
    owned_from, owned_to = (np.ascontiguousarray(owned[:, side], dtype=np.int32) for side in (0, 1))
    tables = [core_tables(w.geometry, w.borders_t) for w in wedges]
    made = _Sweep(
        heights=part.ctypes.data, out=out.ctypes.data, owned_from=owned_from.ctypes.data, owned_to=owned_to.ctypes.data,
        heights_stride=heights_m.strides[0] // heights_m.itemsize, out_stride=out.strides[0] // out.itemsize,
        heights_kind=_INPUTS[heights_m.dtype], out_kind=_OUTPUTS.get(out.dtype, 0), rows=part.shape[0], cols=part.shape[1],
        antenna_m=task.antenna_amsl_m, range_m=task.max_range_m, scale=task.units_per_metre, level=task.level_m,
        above_sea=task.above_sea, see_through=task.see_through_voids, near_lines=min(max(task.near_lines, 1), _NEAR_LINES),
        high_antenna=task.is_high, prefilled=task.is_prefilled, wedge_count=len(wedges), threads=threads,
    )  # fmt: skip
    for n, (plan, table) in enumerate(zip(wedges, tables, strict=True)):
        made.wedges[n] = _wedge(plan, table, task)
    if (tops := task.tops) is not None:
        made.out_kind, made.prefilled = _ADDED[out.dtype], True
        made.tops = _Tops(
            ground=tops.ground.ctypes.data, target=tops.target.ctypes.data, stride=tops.ground.shape[1],
            shift=tops.shift, row0=window.row0, col0=window.col0,
        )  # fmt: skip
    lanes = len(LANES) if most_lanes is None else most_lanes
    if part.size < _LONG_CELLS or threading.current_thread() is not threading.main_thread():
        failed = found.howfar_core_sweep(ctypes.byref(made), lanes)
    else:
        failed = _watched(found, made, lanes, progress)
    if failed:
        raise MemoryError("no memory or no threads for the sweep")


def _watched(found: Any, made: _Sweep, lanes: int, progress: Callable[[int, int], None] | None) -> int:
    """The sweep in a thread beside this one, which alone hears Ctrl-C."""
    told, jobs = np.zeros(2, dtype=np.int32), sum(made.wedges[n].chunks for n in range(made.wedge_count))
    made.told, failed, done = told.ctypes.data, [], threading.Event()

    def run() -> None:
        failed.append(found.howfar_core_sweep(ctypes.byref(made), lanes))
        done.set()

    threading.Thread(target=run, daemon=True).start()
    try:
        while not done.wait(_LOOK_S):
            if progress is not None:
                progress(int(told[0]), jobs)
    finally:
        told[1] = 1
        # not Thread.join: interrupted once, it takes the thread for ended, and this one writes into the caller's array
        done.wait()
    if progress is not None:
        progress(jobs, jobs)
    return int(failed[0])


def _wedge(plan: WedgePlan, table: npt.NDArray[np.float64], task: Task) -> _Wedge:
    by_row, window, made = plan.by_row, task.window, plan.geometry
    return _Wedge(
        tables=table.ctypes.data, chunks=table.shape[0], degree=table.shape[1], rays=plan.rays, count=plan.count,
        by_row=by_row, origin=plan.line - (window.row0 if by_row else window.col0), step=plan.step, width=plan.width,
        v0=plan.v0, v_max=made.v_max, lateral=plan.lateral, per_radius=1.0 / (made.radius_m + task.antenna_amsl_m),
        bend=float(made.step_m(made.t_max)) ** 2 / made.radius_m,
    )  # fmt: skip
