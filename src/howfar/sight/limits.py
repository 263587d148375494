"""What limits a sensor: the reason for every azimuth, and for every cell.

    range     the range that was given, published or instrumented: seen as far as was looked
    no data   seen as far as the elevation model goes, or as far as it has heights
    horizon   the curve of the Earth: hills take less than a tenth of the reach that a smooth Earth would leave
    terrain   a ridge, with its place, distance and height

The smooth Earth of the comparison lies at the ground of the site, or at the median of the ground under the ray where
that is lower: so a plain high above the sea has a horizon of its own, and a mountain top has that of the land below.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from howfar.constants import STANDARD_K_FACTOR
from howfar.earth.geodesic import destination
from howfar.earth.horizon import line_of_sight_range_m, lowest_visible_altitude_m
from howfar.errors import UsageError
from howfar.sight.cells import Cells
from howfar.sight.radial import Floats, Radials, radials

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from howfar.sight.coverage import Coverage
    from howfar.sight.site import Site
    from howfar.terrain.grid import ElevationGrid

Reason = Literal["range", "no data", "horizon", "terrain"]
HORIZON_SHARE: Final = 0.9  # of the smooth reach: from there on the curve of the Earth is named and not the hills
SEEN, TERRAIN, HORIZON, NO_DATA, RANGE = 1, 2, 3, 4, 5
CODES: Final = {SEEN: "seen", TERRAIN: "terrain", HORIZON: "horizon", NO_DATA: "no data", RANGE: "range"}
_AZIMUTHS: Final = 360


@dataclass(frozen=True)
class Ridge:
    """The place that decides: degrees, metres from the site, metres above mean sea level."""

    lat: float
    lon: float
    distance_m: float
    height_amsl_m: float


@dataclass(frozen=True)
class Limit:
    """How far a target is seen along one azimuth, and why no farther.

    reach_m: the farthest place where it is seen, 0 where it is seen nowhere; it may be hidden before. ridge: the place
    that decides beyond reach_m; None for "range" and "no data". smooth_m: the reach over the smooth Earth.
    """

    azimuth_deg: float
    reach_m: float
    reason: Reason
    ridge: Ridge | None
    smooth_m: float


@dataclass(frozen=True, eq=False)
class Limits:
    """The rays around a site; `at` says what limits each for a target at one altitude."""

    site: Site
    rays: Radials
    max_range_m: float
    k_factor: float

    @property
    def smooth_ground_m(self) -> Floats:
        """Height of the smooth Earth of the comparison for each azimuth, metres above mean sea level."""
        known = np.isfinite(self.rays.lowest_m)
        at_site = np.where(known[:, 0], self.rays.ground_m[:, 0], np.nan)
        ground = np.where(known, self.rays.ground_m, np.nan)
        median = np.array(
            [np.nanmedian(row) if keep.any() else np.nan for row, keep in zip(ground, known, strict=True)]
        )
        return np.asarray(np.fmin(at_site, median))

    def at(self, altitude_amsl_m: float | None = None, *, height_agl_m: float | None = None) -> tuple[Limit, ...]:
        """The limit of every azimuth for a target at that altitude above mean sea level, or height above ground.

        Raises UsageError unless exactly one of the two is given.
        """
        if (altitude_amsl_m is None) == (height_agl_m is None):
            raise UsageError("give the target once: altitude_amsl_m or height_agl_m")
        level, rays = self.smooth_ground_m, self.rays
        if altitude_amsl_m is not None:
            seen, above = rays.lowest_m <= altitude_amsl_m, altitude_amsl_m - level
        else:
            height_m = np.float64(height_agl_m or 0.0)
            seen, above = rays.lowest_m - rays.ground_m <= height_m, np.full(level.shape, height_m)
        return tuple(self._limit(i, seen[i], float(level[i]), float(above[i])) for i in range(len(level)))

    def _limit(self, i: int, seen: npt.NDArray[np.bool_], level_m: float, above_m: float) -> Limit:
        """seen: by sample. above_m: the target over the smooth Earth, which lies at level_m."""
        rays, azimuth = self.rays, float(self.rays.azimuths_deg[i])
        known = int(np.count_nonzero(np.isfinite(rays.lowest_m[i])))  # from the site on without a break
        if known == 0:
            return Limit(azimuth, 0.0, "no data", None, 0.0)
        smooth_m = self._smooth_m(above_m, level_m)
        places_seen = np.flatnonzero(seen[:known])
        last = int(places_seen[-1]) if len(places_seen) else -1
        reach_m = float(rays.distance_m[last]) if last >= 0 else 0.0
        if last == len(seen) - 1:
            return Limit(azimuth, reach_m, "range", None, smooth_m)
        if last == known - 1:
            return Limit(azimuth, reach_m, "no data", None, smooth_m)
        reason: Reason = "horizon" if 0.0 < HORIZON_SHARE * smooth_m <= reach_m else "terrain"
        return Limit(azimuth, reach_m, reason, self._ridge(i, int(rays.ridge[i, last + 1])), smooth_m)

    def _smooth_m(self, above_m: float, level_m: float) -> float:
        if not above_m > 0.0:
            return 0.0
        antenna_m = max(self.rays.antenna_amsl_m - level_m, 0.0)
        return min(float(line_of_sight_range_m(antenna_m, above_m, k_factor=self.k_factor)), self.max_range_m)

    def _ridge(self, i: int, sample: int) -> Ridge:
        distance = self.rays.distance_m[sample]
        lat, lon = destination(self.site.lat, self.site.lon, self.rays.azimuths_deg[i], distance)
        return Ridge(float(lat), float(lon), float(distance), float(self.rays.ground_m[i, sample]))


def limits(
    grid: ElevationGrid,
    site: Site,
    *,
    max_range_m: float,
    k_factor: float = STANDARD_K_FACTOR,
    azimuths: int = _AZIMUTHS,
) -> Limits:
    """What limits the view from `site` on evenly spaced azimuths, the first due north.

    Places are right to half a cell of the model. Errors as `howfar.sight.coverage.minimum_visible_altitude`.
    """
    if azimuths < 1:
        raise UsageError(f"{azimuths} azimuths: at least 1 is needed")
    around = np.arange(azimuths) * (360.0 / azimuths)
    found = radials(grid, site, around, max_range_m=max_range_m, k_factor=k_factor)
    return Limits(site, found, max_range_m, k_factor)


def reasons(
    coverage: Coverage, limits: Limits, *, altitude_amsl_m: float | None = None, height_agl_m: float | None = None
) -> npt.NDArray[np.uint8]:
    """For every cell of the coverage why a target at that altitude or height is seen or not: a code of CODES.

    "horizon" where the smooth Earth (see above) alone would hide it, "terrain" where it takes more than that.
    """
    grid, lowest = coverage.grid, coverage.minimum_visible_altitude_amsl_m
    seen = coverage.visible_at(altitude_amsl_m=altitude_amsl_m, height_agl_m=height_agl_m)
    out = np.full(grid.shape, TERRAIN, dtype=np.uint8)
    level = limits.smooth_ground_m
    level = np.where(np.isfinite(level), level, coverage.antenna_amsl_m)
    cells = Cells(grid, limits.site)

    def strip(first: int) -> None:
        rows = slice(first, min(first + 128, grid.shape[0]))
        distance, azimuth = cells.polar(rows)
        ground = level[np.rint(azimuth * (len(level) / 360.0)).astype(np.int64) % len(level)]
        above = np.maximum(limits.rays.antenna_amsl_m - ground, 0.0)
        target = (
            altitude_amsl_m if altitude_amsl_m is not None else grid.heights_m[rows] + np.float64(height_agl_m or 0)
        )
        part = out[rows]
        part[target - ground < _smooth_floor_m(distance, above, limits.k_factor)] = HORIZON
        part[np.isnan(lowest[rows])] = NO_DATA
        part[distance > limits.max_range_m] = RANGE
        part[seen[rows]] = SEEN

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for _ in pool.map(strip, range(0, grid.shape[0], 128)):
            pass
    return out


def _smooth_floor_m(distance_m: Floats, antenna_m: Floats, k_factor: float) -> Floats:
    floor = np.asarray(lowest_visible_altitude_m(distance_m, antenna_m, k_factor=k_factor))
    return np.where(np.isnan(floor), np.inf, floor)


def sectors(found: Sequence[Limit], count: int = 16) -> list[tuple[Limit, ...]]:
    """The limits of evenly spaced azimuths by sector, the first sector about north."""
    by_sector: list[list[Limit]] = [[] for _ in range(count)]
    for limit in found:
        by_sector[round(limit.azimuth_deg * count / 360.0) % count].append(limit)
    return [tuple(part) for part in by_sector]
