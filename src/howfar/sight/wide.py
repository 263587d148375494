"""One sensor over more cells than there is memory for masks: whole metres in 16 bits, and what is cut from them.

Areas and farthest places are counted cell by cell, strip after strip. Outlines are drawn on blocks of cells, of which
at least half have to be seen: nobody can draw the shadows of a thousand million cells.
"""

from __future__ import annotations

import math
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from howfar.constants import STANDARD_K_FACTOR, WGS84_FLATTENING, WGS84_SEMI_MAJOR_M
from howfar.sight import masks
from howfar.sight.coverage import assumptions_of
from howfar.sight.surfaces import HIGHEST, UNKNOWN, Surface, minimum_visible_metres, seen_from
from howfar.terrain.grid import ElevationGrid

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from howfar.sight.site import Site

    Progress = Callable[[int, int], None]
    Cells = Callable[[tuple[slice, slice]], npt.NDArray[np.bool_]]

LEAST_CELLS: Final = 1 << 27  # 11 600 x 11 600; below this the full answer takes up to 2 GiB
_DRAWN_CELLS: Final = 1 << 24  # blocks of an outline, at most
_STRIP: Final = 128
_LEAST_RADIUS_M: Final = WGS84_SEMI_MAJOR_M * (1.0 - WGS84_FLATTENING) ** 2  # along the meridian at the equator
_HIGHEST_AGL_M: Final = HIGHEST - 10_000.0


@dataclass(frozen=True, eq=False)
class WideLayer:
    """What the sensor sees of a target at one height, as `howfar.sight.combined.Layer` without its cells."""

    grid: ElevationGrid
    altitude_amsl_m: float | None
    height_agl_m: float | None
    seen_m2: float
    farthest_m: list[float | None]
    drawn: BaseGeometry

    def area_m2(self) -> float:
        """Area on the ellipsoid of the cells that are seen, square metres."""
        return self.seen_m2

    def outline(self) -> BaseGeometry:
        """Blocks of which at least half of the cells are seen: valid polygons (lon, lat)."""
        return self.drawn


@dataclass(frozen=True, eq=False)
class Wide:
    """The lowest visible altitude in whole metres, rounded up, and one layer for every height asked for.

    Grids are of places alone: their heights are 0, so that the model's own need not be kept. surface: int16 metres
    above mean sea level. block: cells along each side of the blocks of the outlines.
    """

    surface: Surface
    layers: tuple[WideLayer, ...]
    block: int
    assumptions: Mapping[str, Any]
    disc: Disc

    @property
    def grid(self) -> ElevationGrid:
        """The part of the model that the answer covers."""
        return self.surface.grid


@dataclass(frozen=True, eq=False)
class Disc:
    """The cells of a surface by rows, for a writer; what lies beyond the range is not looked at: that takes memory."""

    values: npt.NDArray[np.int16]
    grid: ElevationGrid
    site: Site
    max_range_m: float | None

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.grid.shape

    @property
    def dtype(self) -> np.dtype[Any]:
        """int16."""
        return self.values.dtype

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, rows: slice) -> npt.NDArray[np.int16]:
        """Those rows whole, UNKNOWN beyond the range. A copy."""
        first, last, _ = rows.indices(len(self))
        whole = np.full((last - first, self.shape[1]), UNKNOWN, dtype=np.int16)
        cols = self.columns(slice(first, last))
        whole[:, cols] = self.values[first:last, cols]
        return whole

    def columns(self, rows: slice, multiple: int = 1) -> slice:
        """The columns that may lie in range in those rows; the first one a multiple of that number."""
        if self.max_range_m is None:
            return slice(0, self.shape[1])
        grid, site = self.grid, self.site
        some = np.linspace(rows.start, rows.stop - 1, 33)
        lat = np.radians(np.clip(grid.lat_north_deg - some * grid.lat_step_deg, -90.0, 90.0))
        # the vertical turns no faster along a path than with the smallest radius of curvature
        lat0, theta = math.radians(site.lat), self.max_range_m / _LEAST_RADIUS_M
        with np.errstate(divide="ignore", invalid="ignore"):
            cosine = (math.cos(min(theta, math.pi)) - math.sin(lat0) * np.sin(lat)) / (math.cos(lat0) * np.cos(lat))
        wide_deg = float(np.degrees(np.max(np.arccos(np.clip(np.nan_to_num(cosine, nan=-1.0), -1.0, 1.0)))))
        col = float(grid.rows_cols(site.lat, site.lon)[1])
        wide = wide_deg / grid.lon_step_deg + 2.0
        first = max(math.floor(col - wide), 0) // multiple * multiple
        return slice(first, max(min(math.ceil(col + wide) + 1, self.shape[1]), first))


def wide(
    grid: ElevationGrid,
    site: Site,
    *,
    altitudes_amsl_m: Sequence[float] = (),
    heights_agl_m: Sequence[float] = (),
    k_factor: float = STANDARD_K_FACTOR,
    max_range_m: float | None = None,
    progress: Progress | None = None,
) -> Wide:
    """One sweep into 16 bits, and another one for every target that 16 bits do not tell; layers as in the arguments.

    A target is seen from the next whole metre on that the answer holds. Errors as
    `howfar.sight.coverage.minimum_visible_altitude`.
    """
    options: dict[str, Any] = {"k_factor": k_factor, "max_range_m": max_range_m, "progress": progress}
    found = minimum_visible_metres(grid, site, **options)
    disc = Disc(found.values, found.grid, site, max_range_m)
    block = max(1, math.ceil(math.sqrt(found.values.size / _DRAWN_CELLS)))
    places = replace(found.grid, heights_m=np.broadcast_to(np.float32(0.0), found.grid.shape))

    def layer(altitude_m: float | None, height_m: float | None) -> WideLayer:
        return WideLayer(
            places, altitude_m, height_m,
            *_measured(_cells_seen(grid, found, altitude_m, height_m, options), disc, block),
        )  # fmt: skip

    layers = [layer(altitude, None) for altitude in altitudes_amsl_m] + [layer(None, h) for h in heights_agl_m]
    assumptions = assumptions_of(grid, k_factor, found.antenna_amsl_m, max_range_m)
    return Wide(replace(found, grid=places), tuple(layers), block, assumptions, replace(disc, grid=places))


def _cells_seen(
    grid: ElevationGrid, found: Surface, altitude_m: float | None, height_m: float | None, options: dict[str, Any]
) -> Cells:
    """Which cells see the target; called with rows and columns."""
    values, ground = found.values, found.grid.heights_m
    if height_m is not None and not (height_m < _HIGHEST_AGL_M and ground.dtype == np.int16):
        height = seen_from(grid, found.site, height_agl_m=height_m, **options).values
        return lambda at: height[at] != 0
    if altitude_m is not None and altitude_m >= HIGHEST:
        altitude = seen_from(grid, found.site, altitude_amsl_m=altitude_m, **options).values
        return lambda at: altitude[at] != 0
    if height_m is None:
        level = np.int16(max(math.floor(altitude_m or 0.0), UNKNOWN))
        return lambda at: (values[at] <= level) & (values[at] != UNKNOWN)
    level = np.int16(math.floor(height_m))
    # ground that is seen is never void, and lies below 10 km: no sum overflows
    return lambda at: (values[at] != UNKNOWN) & (values[at] <= ground[at] + level)


def _measured(cells_seen: Cells, disc: Disc, block: int) -> tuple[float, list[float | None], BaseGeometry]:
    """Area, farthest place and outline, in one pass over strips of whole blocks."""
    grid, site, size = disc.grid, disc.site, -(-_STRIP // block) * block
    strips = [slice(first, min(first + size, len(disc))) for first in range(0, len(disc), size)]

    def measured(rows: slice) -> tuple[float, float | None, npt.NDArray[np.bool_]]:
        cols = disc.columns(rows, block)
        drawn = np.zeros((-(-(rows.stop - rows.start) // block), -(-disc.shape[1] // block)), dtype=np.bool_)
        if cols.stop - cols.start < 2 or rows.stop - rows.start < 2:
            return 0.0, None, drawn
        seen, part = cells_seen((rows, cols)), grid.window(rows, cols)
        found = _blocks(seen, block)
        drawn[:, cols.start // block : cols.start // block + found.shape[1]] = found
        return masks.area_m2(seen, part), masks.farthest_m(seen, part, site.lat, site.lon), drawn

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        try:
            found = list(pool.map(measured, strips))
        finally:
            pool.shutdown(wait=True, cancel_futures=True)  # Ctrl-C leaves nothing running
    far = max((f for _, f, _ in found if f is not None), default=None)
    outline = masks.outline(np.concatenate([b for _, _, b in found]), _coarse(grid, block))
    return sum(area for area, _, _ in found), [far], outline


def _blocks(seen: npt.NDArray[np.bool_], block: int) -> npt.NDArray[np.bool_]:
    """Blocks of which at least half of the cells are seen; the last ones may be smaller."""
    if block == 1:
        return seen
    rows, cols = (-(-size // block) for size in seen.shape)
    by_row = np.zeros((rows, seen.shape[1]), dtype=np.uint16)
    for k in range(block):
        line = seen[k::block]
        by_row[: len(line)] += line
    counts = np.add.reduceat(by_row, np.arange(0, seen.shape[1], block), axis=1, dtype=np.uint32)
    sizes = [np.minimum(np.arange(n) * block + block, size) - np.arange(n) * block
             for n, size in zip((rows, cols), seen.shape, strict=True)]  # fmt: skip
    return np.asarray(2 * counts >= sizes[0][:, None] * sizes[1])


def _coarse(grid: ElevationGrid, block: int) -> ElevationGrid:
    """The lattice of the blocks: only its places are asked for."""
    shape = tuple(-(-size // block) for size in grid.shape)
    middle = (block - 1) / 2
    return ElevationGrid(
        np.broadcast_to(np.float32(0.0), (max(shape[0], 2), max(shape[1], 2))),
        grid.lat_north_deg - middle * grid.lat_step_deg, grid.lon_west_deg + middle * grid.lon_step_deg,
        grid.lat_step_deg * block, grid.lon_step_deg * block,
    )  # fmt: skip
