"""Distance and azimuth of every sample of a grid from a site, quicker than geodesics and right to metres at 1000 km."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from howfar.constants import WGS84_FLATTENING, WGS84_SEMI_MAJOR_M

if TYPE_CHECKING:
    from howfar.sight.site import Site
    from howfar.terrain.grid import ElevationGrid

Floats = npt.NDArray[np.float64]

_E2: Final = WGS84_FLATTENING * (2.0 - WGS84_FLATTENING)


class Cells:
    """Chords in space from the site to the samples, bent onto the Euler radius of curvature at the site."""

    def __init__(self, grid: ElevationGrid, site: Site) -> None:
        self._grid, self._lat, self._lon = grid, math.radians(site.lat), math.radians(site.lon)
        self._own = self._position(np.array(self._lat), np.array(self._lon))

    def polar(self, rows: slice) -> tuple[Floats, Floats]:
        """Metres and degrees from north for the samples of some rows."""
        lat = np.radians(self._grid.lats_deg[rows])[:, None]
        lon = np.radians(self._grid.lons_deg)[None, :]
        x, y, z = (p - own for p, own in zip(self._position(lat, lon), self._own, strict=True))
        sin_lat, cos_lat, sin_lon, cos_lon = (f(v) for v in (self._lat, self._lon) for f in (math.sin, math.cos))
        east = -sin_lon * x + cos_lon * y
        north = -sin_lat * cos_lon * x - sin_lat * sin_lon * y + cos_lat * z
        chord = np.sqrt(x * x + y * y + z * z)
        azimuth = np.arctan2(east, north)
        radius = self._euler_m(azimuth)
        distance = 2.0 * radius * np.arcsin(np.minimum(chord / (2.0 * radius), 1.0))
        return np.asarray(distance), np.degrees(azimuth) % 360.0

    def farthest_m(self) -> float:
        """The distance of the farthest sample on the rim."""
        rows = self._grid.shape[0]
        return max(float(self.polar(part)[0].max()) for part in (slice(0, 1), slice(rows - 1, rows)))

    @staticmethod
    def _position(lat: Any, lon: Any) -> tuple[Any, Any, Any]:
        """Of the ellipsoid's surface, metres from the Earth's centre."""
        n = WGS84_SEMI_MAJOR_M / np.sqrt(1.0 - _E2 * np.sin(lat) ** 2)
        return n * np.cos(lat) * np.cos(lon), n * np.cos(lat) * np.sin(lon), n * (1.0 - _E2) * np.sin(lat) + 0.0 * lon

    def _euler_m(self, azimuth_rad: Any) -> Any:
        """Radius of curvature at the site along the azimuth."""
        w2 = 1.0 - _E2 * math.sin(self._lat) ** 2
        meridian, prime = WGS84_SEMI_MAJOR_M * (1.0 - _E2) / w2**1.5, WGS84_SEMI_MAJOR_M / math.sqrt(w2)
        return 1.0 / (np.cos(azimuth_rad) ** 2 / meridian + np.sin(azimuth_rad) ** 2 / prime)
