"""Several sites at once, the inverse question, and the smooth Earth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from howfar.constants import STANDARD_K_FACTOR
from howfar.errors import UsageError
from howfar.sight import masks
from howfar.sight.coverage import Coverage, minimum_visible_altitude
from howfar.sight.site import Site
from howfar.terrain.grid import ElevationGrid

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True, eq=False)
class Combined:
    """Coverages of several sites over one and the same model (same rows and columns)."""

    parts: tuple[Coverage, ...]

    def __post_init__(self) -> None:
        if not self.parts:
            raise UsageError("give at least one coverage to combine")
        first = self.parts[0].grid
        for other in (part.grid for part in self.parts[1:]):
            if other.shape != first.shape or other.transform != first.transform:
                raise UsageError(
                    "coverages combine only over the same rows and columns: sweep them without max_range_m"
                )

    @property
    def minimum_visible_altitude_amsl_m(self) -> npt.NDArray[np.float32]:
        """Lowest altitude at which any of the sites sees a target; NaN only where none of them knows."""
        lowest = self.parts[0].minimum_visible_altitude_amsl_m
        for part in self.parts[1:]:
            lowest = np.fmin(lowest, part.minimum_visible_altitude_amsl_m)
        return lowest

    def count_at(
        self, *, altitude_amsl_m: float | None = None, height_agl_m: float | None = None
    ) -> npt.NDArray[np.uint16]:
        """How many sites see such a target, for every cell."""
        count = np.zeros(self.parts[0].grid.shape, dtype=np.uint16)
        for part in self.parts:
            count += part.visible_at(altitude_amsl_m=altitude_amsl_m, height_agl_m=height_agl_m)
        return count

    def lost_without(
        self, index: int, *, altitude_amsl_m: float | None = None, height_agl_m: float | None = None
    ) -> npt.NDArray[np.bool_]:
        """True where only site `index` sees such a target."""
        alone = self.count_at(altitude_amsl_m=altitude_amsl_m, height_agl_m=height_agl_m) == 1
        seen = self.parts[index].visible_at(altitude_amsl_m=altitude_amsl_m, height_agl_m=height_agl_m)
        return np.asarray(alone & seen)

    def outline(self, *, altitude_amsl_m: float | None = None, height_agl_m: float | None = None) -> BaseGeometry:
        """Where at least one site sees such a target: valid polygons (lon, lat)."""
        seen = self.count_at(altitude_amsl_m=altitude_amsl_m, height_agl_m=height_agl_m) > 0
        return masks.outline(seen, self.parts[0].grid)


def combined(
    grid: ElevationGrid, sites: Sequence[Site], *, k_factor: float = STANDARD_K_FACTOR, threads: int | None = None
) -> Combined:
    """Sweep the whole model from every site; see minimum_visible_altitude."""
    return Combined(tuple(minimum_visible_altitude(grid, s, k_factor=k_factor, threads=threads) for s in sites))


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
