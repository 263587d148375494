"""The lowest visible altitude near a pole, where rows and columns of a lattice no longer cross rays in order.

Rays leave the site at even azimuths (radial.py); each cell takes the steepest slope before it from the two rays beside
it, at its own exact distance and azimuth. That needs no lattice and so works over the pole and the antimeridian, but it
is slower than the sweep and, as all tables of rays with a lookup, right to about what the ground changes over half a
cell.
"""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from howfar.errors import PolarError
from howfar.sight.cells import Cells
from howfar.sight.radial import Floats, bent_m, places

if TYPE_CHECKING:
    from howfar.sight.site import Site
    from howfar.terrain.grid import ElevationGrid

FARTHEST_M: Final = 1_000_000.0
_MOST_SAMPLES: Final = 64_000_000  # of slopes kept: 256 MB
_STEP_CELLS: Final = 0.5  # along a ray, and between rays at the far end where the memory allows
_NEAR: Final = 0.05  # cells: nothing nearer to the antenna hides
_AT_ONCE: Final = 2_000_000
_AZIMUTHS: Final = 180  # of the radius of the effective Earth


def lowest_near_pole(
    grid: ElevationGrid,
    site: Site,
    out: npt.NDArray[np.float32],
    *,
    antenna_amsl_m: float,
    k_factor: float,
    max_range_m: float | None,
    threads: int = 2,
) -> None:
    """Fill `out` (the grid's shape) with altitudes above mean sea level; NaN as in the sweep.

    Raises PolarError for a reach of more than FARTHEST_M (without max_range_m: the farthest corner of the grid).
    """
    cells = Cells(grid, site)
    reach_m = cells.farthest_m() if max_range_m is None else max_range_m
    if reach_m > FARTHEST_M:
        raise PolarError(
            f"the site {site.lat:.3f}, {site.lon:.3f} lies near a pole, where howfar looks at most "
            f"{FARTHEST_M / 1000:,.0f} km far, and {reach_m / 1000:,.0f} km were asked for; give a shorter range"
        )
    fan = _Fan(grid, site, antenna_m=antenna_amsl_m, k_factor=k_factor, reach_m=reach_m, threads=threads)
    rows = max(_AT_ONCE // (8 * grid.shape[1]), 1)

    def strip(first: int) -> None:
        part = slice(first, min(first + rows, grid.shape[0]))
        distance, azimuth = cells.polar(part)
        ground = np.asarray(grid.heights_m[part], dtype=np.float64)
        if grid.heights_m.dtype == np.int16:
            ground[grid.heights_m[part] == -32768] = np.nan
        lowest = np.maximum(fan.lowest_m(distance, azimuth), ground)
        out[part] = np.where(distance <= reach_m * (1.0 + 1e-9), lowest, np.nan)

    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(strip, range(0, grid.shape[0], rows)):
            pass


class _Fan:
    """Steepest slopes so far, [azimuth, distance], and what turns them into altitudes."""

    def __init__(
        self, grid: ElevationGrid, site: Site, *, antenna_m: float, k_factor: float, reach_m: float, threads: int
    ) -> None:
        cell_m = 111_000.0 * grid.lat_step_deg
        step_m = max(_STEP_CELLS * cell_m, reach_m / 50_000.0)
        near = np.arange(_NEAR * cell_m, min(8.0 * cell_m, reach_m), 0.1 * cell_m)
        far = np.arange(8.0 * cell_m, reach_m, step_m)
        self.distance_m: Floats = np.array([*near, *far, reach_m], dtype=np.float64)
        wanted = 2.0 * math.pi * reach_m / step_m
        self.rays = int(min(max(wanted, 720), max(_MOST_SAMPLES // len(self.distance_m), 720)))
        self.antenna_m = antenna_m
        around: Floats = np.arange(_AZIMUTHS, dtype=np.float64) * (360.0 / _AZIMUTHS)
        self._radius_m = bent_m(site, around, self.distance_m[[-1]], k_factor)[:, 0]
        self._slopes = np.empty((self.rays, len(self.distance_m)), dtype=np.float32)
        every: Floats = np.arange(self.rays, dtype=np.float64) * (360.0 / self.rays)
        count = max(_AT_ONCE // (4 * len(self.distance_m)), 1)

        def part(first: int) -> None:
            azimuths = every[first : first + count]
            lat, lon = places(site, azimuths, self.distance_m)
            ground = grid.height_m(lat, lon)
            radius = self._radius(azimuths)[:, None]
            theta = self.distance_m / radius
            slope = (ground - antenna_m) / (radius + ground) / np.sin(theta) - np.tan(theta / 2.0)
            self._slopes[first : first + count] = np.maximum.accumulate(slope, axis=1)

        with ThreadPoolExecutor(threads) as pool:
            for _ in pool.map(part, range(0, self.rays, count)):
                pass
        self._cell_m = cell_m

    def _radius(self, azimuth_deg: Floats) -> Floats:
        return self._radius_m[np.rint(azimuth_deg * (_AZIMUTHS / 360.0)).astype(np.int64) % _AZIMUTHS]

    def lowest_m(self, distance_m: Floats, azimuth_deg: Floats) -> Floats:
        """Altitude over places that the slopes before them leave visible."""
        before = np.searchsorted(self.distance_m, distance_m - 0.25 * self._cell_m) - 1
        at = np.clip(before, 0, len(self.distance_m) - 1)
        turn = azimuth_deg * (self.rays / 360.0)
        low = np.floor(turn).astype(np.int64)
        share = turn - low
        steepest = (1.0 - share) * self._slopes[low % self.rays, at] + share * self._slopes[(low + 1) % self.rays, at]
        radius = self._radius(azimuth_deg)
        theta = distance_m / radius
        q = (steepest + np.tan(theta / 2.0)) * np.sin(theta)
        with np.errstate(divide="ignore", invalid="ignore"):
            height = np.where(q < 1.0, (self.antenna_m + q * radius) / (1.0 - q), np.where(np.isnan(q), np.nan, np.inf))
        return np.where(before < 0, -np.inf, height)  # nothing lies before the nearest places
