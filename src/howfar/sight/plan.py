"""What one sweep is asked for, and its wedges: where their lines begin and how many rays they have."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from howfar.sight import geometry

if TYPE_CHECKING:
    from howfar.sight.tops import Tops

_LEAST_RAYS: Final = 1024  # sixteen neighbours then share their factors to 1 %, which the short cuts need
_RAYS_PER_CHUNK: Final = 384
_LEAST_CHUNKS: Final = 16  # a chunk's polynomials must hold over its share of 90 degrees


@dataclass(frozen=True)
class Window:
    """Rows row0..row1-1 and columns col0..col1-1 of the model; the sensor lies inside."""

    row0: int
    row1: int
    col0: int
    col1: int


@dataclass(frozen=True, eq=False)
class Task:
    """A sweep over `window` of `heights_m` into `out`; see sweep.minimum_visible_heights."""

    heights_m: npt.NDArray[Any]
    window: Window
    lattice: geometry.Lattice
    out: npt.NDArray[Any]
    antenna_amsl_m: float
    max_range_m: float
    above_sea: bool
    see_through_voids: bool
    near_lines: int
    is_high: bool  # the antenna is so high that slopes need double precision
    units_per_metre: float = 1.0
    level_m: float = 0.0
    is_prefilled: bool = False  # out says "unknown" already: the core leaves places beyond the range alone
    tops: Tops | None = None  # out is changed only where a target at level_m is seen: one more (uint16), or 1 (uint8)


@dataclass(frozen=True, eq=False)
class WedgePlan:
    """One wedge of a task: lines `line`, line + step, ... at v0, v0 + 1, ... cells from the sensor; `count` of them."""

    geometry: geometry.Wedge
    by_row: bool
    line: int
    step: int
    v0: float
    count: int
    width: int  # samples along a line of the window
    lateral: float  # the sensor's place along a line of the window
    rays: int  # in a chunk
    borders_t: npt.NDArray[np.float64]  # of the chunks


def wedge_plan(task: Task, wedge: geometry.Wedge, count: int, rays_per_cell: float) -> WedgePlan:
    """Chunks of about 256 rays, rays_per_cell of them a cell at the outermost line."""
    lattice, window, by_row = task.lattice, task.window, wedge.name in "NS"
    line, v0 = first_line(wedge.name, lattice)
    # sixteen rays at once, and neighbouring chunks share the ray on their border
    wanted = max(2.0 * count * max(1.0, wedge.spread) * rays_per_cell, _LEAST_RAYS)
    chunks = 2 * math.ceil(max(_LEAST_CHUNKS, math.ceil(wanted / (_RAYS_PER_CHUNK - 1))) / 2)
    edge = min(1.0 + (2.0 / count if count > 2 else 1.0), wedge.t_max)
    return WedgePlan(
        wedge, by_row, line, 1 if wedge.name in "SE" else -1, v0, count,
        window.col1 - window.col0 if by_row else window.row1 - window.row0,
        lattice.site_col - window.col0 if by_row else lattice.site_row - window.row0,
        16 * math.ceil((math.ceil(wanted / chunks) + 1) / 16), np.linspace(-edge, edge, chunks + 1),
    )  # fmt: skip


def first_line(name: str, lattice: geometry.Lattice) -> tuple[int, float]:
    """Index of the first line strictly beyond the sensor, and its distance in cells (0 to 1]."""
    place = lattice.site_row if name in "NS" else lattice.site_col
    line = math.ceil(place) - 1 if name in "NW" else math.floor(place) + 1
    return line, abs(place - line)
