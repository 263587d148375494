"""Several sites at once, the inverse question, and the smooth Earth."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from howfar.constants import STANDARD_K_FACTOR
from howfar.errors import UsageError
from howfar.sight import masks
from howfar.sight.coverage import Coverage, minimum_visible_altitude
from howfar.sight.site import Site
from howfar.terrain.grid import ElevationGrid

if TYPE_CHECKING:
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True, eq=False)
class Layer:
    """What the sites see of a target at one height: above mean sea level or above ground, in metres.

    count: how many sites see it, uint16 (of a single site uint8) [row, col] over `grid`. number: the sum of the sites'
    numbers (from 1), which is the number of the only one where count is 1. farthest_m: the farthest place that each
    site sees, None for nowhere.
    """

    grid: ElevationGrid
    altitude_amsl_m: float | None
    height_agl_m: float | None
    count: npt.NDArray[np.unsignedinteger]
    number: npt.NDArray[np.unsignedinteger]
    farthest_m: list[float | None] = field(default_factory=list)

    @property
    def seen(self) -> npt.NDArray[np.bool_]:
        """True where at least one site sees the target."""
        return np.asarray(self.count > 0)

    def lost_without(self, index: int) -> npt.NDArray[np.bool_]:
        """True where only site `index` (from 0) sees the target."""
        return np.asarray((self.count == 1) & (self.number == index + 1))

    def outline(self, cells: npt.NDArray[np.bool_] | None = None) -> BaseGeometry:
        """Where at least one site sees the target, or the given cells: valid polygons (lon, lat)."""
        return masks.outline(self.seen if cells is None else cells, self.grid)

    def area_m2(self, cells: npt.NDArray[np.bool_] | None = None) -> float:
        """Area on the ellipsoid of the same, square metres."""
        return masks.area_m2(self.seen if cells is None else cells, self.grid)

    def areas_by_count_m2(self) -> dict[int, float]:
        """Area that exactly so many sites see, for every number of sites that occurs but 0."""
        found = (int(n) for n in np.unique(self.count) if n > 0)
        return {n: masks.area_m2(np.asarray(self.count == n), self.grid) for n in found}


@dataclass(frozen=True, eq=False)
class Combined:
    """The lowest altitude at which any of the sites sees a target, and one layer for every height asked for.

    minimum_visible_altitude_amsl_m: float32 [row, col] over `grid`; NaN only where none of the sites knows.
    """

    grid: ElevationGrid
    sites: tuple[Site, ...]
    minimum_visible_altitude_amsl_m: npt.NDArray[np.float32]
    layers: tuple[Layer, ...]
    assumptions: Mapping[str, Any]


def combined(
    grid: ElevationGrid,
    sites: Sequence[Site],
    *,
    altitudes_amsl_m: Sequence[float] = (),
    heights_agl_m: Sequence[float] = (),
    k_factor: float = STANDARD_K_FACTOR,
    max_range_m: float | None = None,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    each: Callable[[Coverage], None] | None = None,
) -> Combined:
    """Sweep the model from every site, one after the other, and count: memory does not grow with the sites.

    Layers stand in the order of altitudes_amsl_m, then heights_agl_m. each: called with every site's own coverage,
    which is not kept. progress(done, in all): sites, or the chunks of a single one. Errors as
    `howfar.sight.coverage.minimum_visible_altitude`; UsageError without a site.
    """
    if not sites:
        raise UsageError("give at least one site")
    made: Combined | None = None
    for number, site in enumerate(sites, start=1):
        found = minimum_visible_altitude(
            grid, site, k_factor=k_factor, max_range_m=max_range_m, threads=threads,
            progress=progress if len(sites) == 1 else None,
        )  # fmt: skip
        if len(sites) == 1:
            made = _alone(found, altitudes_amsl_m, heights_agl_m)
        else:
            made = made or _begun(found, tuple(sites), grid, altitudes_amsl_m, heights_agl_m)
            _add(made, found, number)
            if progress is not None:
                progress(number, len(sites))
        if each is not None:
            each(found)
    assert made is not None  # there is a site
    return made


def _begun(
    first: Coverage,
    sites: tuple[Site, ...],
    frame: ElevationGrid,
    altitudes_m: Sequence[float],
    heights_m: Sequence[float],
) -> Combined:
    layers = tuple(
        Layer(frame, amsl, agl, np.zeros(frame.shape, dtype=np.uint16), np.zeros(frame.shape, dtype=np.uint16))
        for amsl, agl in _asked(altitudes_m, heights_m)
    )
    lowest = np.full(frame.shape, np.nan, dtype=np.float32)
    return Combined(frame, sites, lowest, layers, first.assumptions)


def _asked(altitudes_m: Sequence[float], heights_m: Sequence[float]) -> list[tuple[float | None, float | None]]:
    return [(float(a), None) for a in altitudes_m] + [(None, float(h)) for h in heights_m]


def _alone(found: Coverage, altitudes_m: Sequence[float], heights_m: Sequence[float]) -> Combined:
    """A single answer: nothing is copied, and who sees a cell is who is counted."""
    layers = []
    for amsl, agl in _asked(altitudes_m, heights_m):
        seen = found.visible_at(altitude_amsl_m=amsl, height_agl_m=agl)
        far = masks.farthest_m(seen, found.grid, found.site.lat, found.site.lon)
        layers.append(Layer(found.grid, amsl, agl, seen.view(np.uint8), seen.view(np.uint8), [far]))
    return Combined(found.grid, (found.site,), found.minimum_visible_altitude_amsl_m, tuple(layers), found.assumptions)


def _add(made: Combined, found: Coverage, number: int) -> None:
    """Count one site's coverage, where it lies in the frame."""
    places = list(masks.places_in(made.grid, found.grid))
    for frame, part in places:
        lowest = made.minimum_visible_altitude_amsl_m[frame]
        np.fmin(lowest, found.minimum_visible_altitude_amsl_m[part], out=lowest)
    for layer in made.layers:
        seen = found.visible_at(altitude_amsl_m=layer.altitude_amsl_m, height_agl_m=layer.height_agl_m)
        layer.farthest_m.append(masks.farthest_m(seen, found.grid, found.site.lat, found.site.lon))
        for frame, part in places:
            layer.count[frame] += seen[part]
            layer.number[frame] += seen[part] * np.uint16(number)


def places_that_see(
    grid: ElevationGrid,
    target_lat: float,
    target_lon: float,
    *,
    target_amsl_m: float,
    antenna_agl_m: float,
    k_factor: float = STANDARD_K_FACTOR,
    max_range_m: float | None = None,
) -> tuple[npt.NDArray[np.bool_], Coverage]:
    """Cells from which an antenna of that height above ground sees the target, and the sweep that says so.

    A sight line is the same both ways, so one sweep from the target answers for every place.
    """
    found = minimum_visible_altitude(
        grid,
        Site(target_lat, target_lon, antenna_amsl_m=target_amsl_m),
        k_factor=k_factor,
        max_range_m=max_range_m,
    )
    return found.visible_at(height_agl_m=antenna_agl_m), found


def smooth_rings(
    lat: float,
    lon: float,
    *,
    antenna_amsl_m: float,
    altitudes_amsl_m: Sequence[float],
    k_factor: float = STANDARD_K_FACTOR,
) -> list[tuple[float, float, BaseGeometry]]:
    """(altitude, range in metres, ring) without terrain: where a target at each altitude is above the horizon."""
    from howfar.earth.horizon import line_of_sight_range_m
    from howfar.earth.region import range_ring

    rings = []
    for altitude_m in altitudes_amsl_m:
        range_m = float(line_of_sight_range_m(antenna_amsl_m, altitude_m, k_factor=k_factor))
        rings.append((altitude_m, range_m, range_ring(lat, lon, range_m)))
    return rings
