"""From where a target is seen: the inverse viewshed, within a region and a range, and the place nearest to another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from howfar.constants import STANDARD_K_FACTOR
from howfar.sight import masks
from howfar.sight.combined import places_that_see

if TYPE_CHECKING:
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from howfar.sight.coverage import Coverage
    from howfar.terrain.grid import ElevationGrid


@dataclass(frozen=True, eq=False)
class Vantage:
    """The cells from which a target is seen by an antenna of one height above ground.

    seen: bool [row, col] over `coverage.grid`, held to the region. known: cells of the region within the range that the
    model tells about. coverage: the sweep from the target.
    """

    seen: npt.NDArray[np.bool_]
    known: npt.NDArray[np.bool_]
    coverage: Coverage
    target_lat: float
    target_lon: float

    @property
    def grid(self) -> ElevationGrid:
        """The part of the model that was swept."""
        return self.coverage.grid

    def area_m2(self) -> float:
        """Area of the places that see the target, square metres."""
        return masks.area_m2(self.seen, self.grid)

    def known_area_m2(self) -> float:
        """Area of the places that the model tells about, square metres."""
        return masks.area_m2(self.known, self.grid)

    def share(self) -> float | None:
        """Part of what is known of the region from which the target is seen; None where nothing is known."""
        known_m2 = self.known_area_m2()
        return self.area_m2() / known_m2 if known_m2 else None

    def outline(self) -> BaseGeometry:
        """Where the target is seen from: valid polygons (lon, lat)."""
        return masks.outline(self.seen, self.grid)

    def farthest_m(self) -> float | None:
        """Distance from the target of the farthest place that sees it, metres; None where there is none."""
        return masks.farthest_m(self.seen, self.grid, self.target_lat, self.target_lon)

    def nearest_to(self, lat: float, lon: float) -> tuple[float, float, float] | None:
        """Latitude, longitude and distance (metres) of the place that sees the target and lies nearest to another."""
        rows, cols = np.nonzero(self.seen)
        if not len(rows):
            return None
        from howfar.earth.geodesic import distance_m
        from howfar.terrain.area import distances_m

        lats, lons = self.grid.lats_deg[rows], self.grid.lons_deg[cols]
        # on the sphere first, which is right to 0.6 %; then the best of those on the ellipsoid
        rough = distances_m(lat, lon, lats, lons)
        close = np.flatnonzero(rough <= 1.013 * rough.min() + 1.0)
        exact = np.asarray(distance_m(np.full(len(close), lat), np.full(len(close), lon), lats[close], lons[close]))
        best = int(np.argmin(exact))
        return float(lats[close[best]]), float((lons[close[best]] + 180.0) % 360.0 - 180.0), float(exact[best])


def vantage(
    grid: ElevationGrid,
    target_lat: float,
    target_lon: float,
    *,
    target_amsl_m: float,
    antenna_agl_m: float,
    region: BaseGeometry | None = None,
    k_factor: float = STANDARD_K_FACTOR,
    max_range_m: float,
) -> Vantage:
    """Places within max_range_m, and within `region` (lon, lat) where one is given, whose antenna sees the target.

    Errors as `howfar.sight.coverage.minimum_visible_altitude`; the target has to stand over the model.
    """
    seen, coverage = places_that_see(
        grid, target_lat, target_lon, target_amsl_m=target_amsl_m, antenna_agl_m=antenna_agl_m, k_factor=k_factor,
        max_range_m=max_range_m,
    )  # fmt: skip
    known = ~np.isnan(coverage.minimum_visible_altitude_amsl_m)
    if region is not None:
        known &= masks.cells_within(region, coverage.grid)
    return Vantage(seen & known, known, coverage, target_lat, target_lon)
