"""One sweep: minimum visible height for every cell of a window of the model, by four wedges around the sensor.

              N N N N N N         N and S walk rows outwards, W and E columns (through transposed blocks).
              W N N N N E         A wedge's rays leave within one lateral step per line (45 degrees in the lattice).
              W W N N E E         Which wedge answers a cell is decided once, by row: `owned`.
              W W W o E E
              W W S S E E
              W S S S S E

Two engines walk them: the compiled core (core.py) and, where that was not built, numba (numba_engine.py).
"""

from __future__ import annotations

import math
import os
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import numpy.typing as npt

from howfar.errors import UsageError
from howfar.sight import core, geometry
from howfar.sight.plan import Task, WedgePlan, Window, wedge_plan
from howfar.terrain.grid import INT16_VOID

if TYPE_CHECKING:
    from collections.abc import Callable

    from howfar.sight.tops import Tops

__all__ = ["NEAR_LINES", "RAYS_PER_CELL", "Engine", "Window", "engine", "minimum_visible_heights"]

Engine = Literal["core", "numba"]

NEAR_LINES: Final = 48  # lines before distance and height may be taken as linear in the step when looking for maxima
RAYS_PER_CELL: Final = 1.5  # rays a cell at the outermost line; docs/sweep.md says what fewer cost
_HIGH_ANTENNA_M: Final = 20_000.0  # above this float32 slopes lose centimetres: the sweep runs in float64
_SNAP_CELLS: Final = 1e-6


def engine() -> str:
    """What sweeps on this machine: "core (AVX-512)", "core (AVX2)", "core (plain)" or "numba"."""
    return f"core ({core.LANES[core.lanes()]})" if core.library() is not None else "numba"


def minimum_visible_heights(
    heights_m: npt.NDArray[Any],
    window: Window,
    lattice: geometry.Lattice,
    out: npt.NDArray[Any],
    *,
    antenna_amsl_m: float,
    mean_ground_amsl_m: float,
    k_factor: float,
    max_range_m: float,
    above_sea: bool,
    see_through_voids: bool,
    threads: int | None = None,
    near_lines: int = NEAR_LINES,
    rays_per_cell: float = RAYS_PER_CELL,
    units_per_metre: float = 1.0,
    level_m: float = 0.0,
    is_prefilled: bool = False,
    tops: Tops | None = None,
    progress: Callable[[int, int], None] | None = None,
    using: Engine | None = None,
    most_lanes: int | None = None,
) -> None:
    """Fill `out` (the window's shape) with the lowest visible height above ground, or altitude with `above_sea`.

    NaN: void, beyond max_range_m, or (unless see_through_voids) a void on the way. heights_m: float32 or int16.
    out: float32; with the core also int16 (units of 1 / units_per_metre, rounded up, so that a target at that height
    is seen; -32768 unknown, 32767 that or more), or uint8 and bool (1 where a target at level_m is seen).
    is_prefilled: `out` says unknown (NaN, -32768, 0) everywhere; the core then neither reads nor writes beyond the
    range, but for some dozens of samples at its edge, so that pages never touched stay so. tops, of the core
    alone: `out` is changed only where a target at level_m is seen, to one more (uint16) or to 1 (uint8), and what lies
    below every sight line is not looked at; tops are those of heights_m, with targets at level_m. `using` and
    `most_lanes` (an index into core.LANES) force an engine: both give the same answers, and tests hold them to each
    other.
    progress(chunks done, chunks in all): of the core, for large windows, from the main thread.
    Raises UsageError for arrays that the engine does not take, MemoryError where a megabyte a thread is not to be had.
    """
    row, col = _snapped(lattice.site_row), _snapped(lattice.site_col)
    lattice = geometry.Lattice(lattice.lat_step_deg, lattice.lon_step_deg, lattice.site_lat, lattice.site_lon, row, col)
    task = Task(
        heights_m, window, lattice, out, antenna_amsl_m, max_range_m, above_sea, see_through_voids, near_lines,
        antenna_amsl_m > _HIGH_ANTENNA_M, units_per_metre, level_m, is_prefilled, tops,
    )  # fmt: skip
    wedges = _wedges(task, k_factor, mean_ground_amsl_m, rays_per_cell)
    owned = _owned_columns(wedges, lattice, window)
    workers = threads or os.cpu_count() or 1
    if _chosen(task, using) == "core":
        core.sweep(task, wedges, owned.astype(np.int32), threads=workers, most_lanes=most_lanes, progress=progress)
    else:
        from howfar.sight import numba_engine

        numba_engine.sweep(task, wedges, owned, threads=workers)
    if row == round(row) and col == round(col):
        _answer_the_foot(task)


def _chosen(task: Task, using: Engine | None) -> Engine:
    if using == "numba":
        return using
    if core.library() is not None and core.takes(task.heights_m, task.out, is_added=task.tops is not None):
        return "core"
    if using == "core":
        raise UsageError("the compiled sweep was not built, or does not take these arrays; use using='numba'")
    if task.out.dtype != np.float32:
        raise UsageError(
            f"numba sweeps into float32 arrays, not {task.out.dtype}; smaller types need the compiled sweep"
        )
    return "numba"


def _wedges(task: Task, k_factor: float, mean_ground_amsl_m: float, rays_per_cell: float) -> list[WedgePlan]:
    lattice, window = task.lattice, task.window
    counts = {
        "N": math.ceil(lattice.site_row) - window.row0,
        "S": window.row1 - 1 - math.floor(lattice.site_row),
        "W": math.ceil(lattice.site_col) - window.col0,
        "E": window.col1 - 1 - math.floor(lattice.site_col),
    }
    reach = {name: float(count) for name, count in counts.items() if count > 0}
    solved = geometry.wedges(
        lattice, reach, k_factor=k_factor, antenna_amsl_m=task.antenna_amsl_m, mean_ground_amsl_m=mean_ground_amsl_m
    )
    dearest_first = sorted(solved, key=lambda n: (n in "NS", -counts[n]))
    return [wedge_plan(task, solved[name], counts[name], rays_per_cell) for name in dearest_first]


def _snapped(place: float) -> float:
    return float(round(place)) if abs(place - round(place)) < _SNAP_CELLS else place


def _owned_columns(wedges: list[WedgePlan], lattice: geometry.Lattice, window: Window) -> npt.NDArray[np.int64]:
    """[row, 2]: the window's columns [lo, hi) that wedges N and S answer."""
    rows, cols = window.row1 - window.row0, window.col1 - window.col0
    owned = np.full((rows, 2), math.ceil(lattice.site_col) - window.col0, dtype=np.int64)
    for plan in wedges:
        if not plan.by_row:
            continue
        v = plan.v0 + np.arange(plan.count, dtype=np.float64)
        at = (plan.line - window.row0) + plan.step * np.arange(plan.count)
        owned[at, 0] = np.ceil(plan.lateral + v * plan.geometry.along(0, v, -1.0))
        owned[at, 1] = np.floor(plan.lateral + v * plan.geometry.along(0, v, 1.0)) + 1
    return np.clip(owned, 0, cols)


def _answer_the_foot(task: Task) -> None:
    """The cell under the antenna: its own ground."""
    lattice, window, out = task.lattice, task.window, task.out
    row, col = int(lattice.site_row), int(lattice.site_col)
    ground = float(task.heights_m[row, col])
    is_void = math.isnan(ground) or (task.heights_m.dtype == np.int16 and ground == INT16_VOID)
    height, before = ground if task.above_sea else 0.0, out[row - window.row0, col - window.col0]
    if out.dtype == np.float32:
        answer = math.nan if is_void else height
    elif out.dtype == np.int16:
        answer = -32768 if is_void else min(max(math.ceil((height - 0.001) * task.units_per_metre), -32767), 32767)
    else:
        answer = not is_void and height <= task.level_m
        if task.tops is not None:
            answer = int(before) + answer if out.dtype == np.uint16 else int(before) | answer
    out[row - window.row0, col - window.col0] = answer
