"""Which part of a lattice a question needs: the circle around a site, poles and the antimeridian included."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from howfar.errors import TerrainError
from howfar.terrain.mosaic import Lattice, Window

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from howfar.terrain.rasters import Raster

    Degrees = npt.NDArray[np.float64]


def circle_bounds(lat_deg: float, lon_deg: float, radius_m: float) -> tuple[float, float, float, float]:
    """West, south, east, north (degrees) of the geodesic circle; longitudes unwrapped around lon_deg.

    A circle that holds a pole spans lon_deg - 180 … lon_deg + 180. Raises TerrainError for a site not on Earth.
    """
    from pyproj import Geod

    if not (-90 <= lat_deg <= 90 and -540 <= lon_deg <= 540):
        raise TerrainError(f"the site {lat_deg}, {lon_deg} is not a latitude and longitude in degrees")
    if not 0 < radius_m < 10_000_000:
        raise TerrainError(f"the radius {radius_m} m has to lie between 0 and 10 000 km")
    geod = Geod(ellps="WGS84")
    azimuths = np.linspace(0, 360, 721)
    lon, lat, _ = geod.fwd(np.full(721, lon_deg), np.full(721, lat_deg), azimuths, np.full(721, radius_m))
    north, south = float(np.max(lat)), float(np.min(lat))
    for pole in (90.0, -90.0):
        if geod.inv(lon_deg, lat_deg, lon_deg, pole)[2] <= radius_m:
            north, south = (pole, south) if pole > 0 else (north, pole)
            return lon_deg - 180.0, south, lon_deg + 180.0, north
    half = float(np.max(np.abs(np.mod(np.asarray(lon) - lon_deg + 180.0, 360.0) - 180.0)))
    return lon_deg - half, south, lon_deg + half, north


def path_places(start: tuple[float, float], end: tuple[float, float], step_m: float) -> tuple[Degrees, Degrees]:
    """Latitudes and longitudes (unwrapped from start on) along the geodesic, both ends too, at most step_m apart."""
    from pyproj import Geod

    geod = Geod(ellps="WGS84")
    azimuth, _, length_m = geod.inv(start[1], start[0], end[1], end[0])
    along = np.linspace(0.0, length_m, max(2, math.ceil(length_m / step_m) + 1))
    n = len(along)
    lon, lat, _ = geod.fwd(np.full(n, start[1]), np.full(n, start[0]), np.full(n, azimuth), along)
    lon = start[1] + np.cumsum(np.concatenate([[0.0], np.mod(np.diff(np.asarray(lon)) + 180.0, 360.0) - 180.0]))
    return np.asarray(lat), lon


def path_bounds(start: tuple[float, float], end: tuple[float, float]) -> tuple[float, float, float, float]:
    """West, south, east, north of the geodesic with a margin of 0.01 degrees. Raises TerrainError off the Earth."""
    for lat_deg, lon_deg in (start, end):
        circle_bounds(lat_deg, lon_deg, 1.0)
    lat, lon = path_places(start, end, 1000.0)
    margin = 0.01
    return (float(lon.min()) - margin, max(float(lat.min()) - margin, -90.0),
            float(lon.max()) + margin, min(float(lat.max()) + margin, 90.0))  # fmt: skip


def path_pieces(start: tuple[float, float], end: tuple[float, float]) -> list[tuple[float, float, float, float]]:
    """West, south, east, north of the geodesic in pieces of 20 km."""
    lat, lon = path_places(start, end, 20_000.0)
    ends = ((lon[:-1], lon[1:]), (lat[:-1], lat[1:]))
    west, south, east, north = (f(*e).tolist() for f in (np.minimum, np.maximum) for e in ends)
    return list(zip(west, south, east, north, strict=True))


def window_of(lattice: Lattice, bounds: tuple[float, float, float, float]) -> Window:
    """The smallest window whose samples enclose the bounds; a full circle has each column once."""
    west, south, east, north = bounds
    slack = 1e-9  # degrees, of rounding
    first_row = math.floor((lattice.north_deg - north) / lattice.lat_step_deg + slack)
    end_row = math.ceil((lattice.north_deg - south) / lattice.lat_step_deg - slack) + 1
    while lattice.north_deg - first_row * lattice.lat_step_deg > 90.0 + slack:
        first_row += 1
    while lattice.north_deg - (end_row - 1) * lattice.lat_step_deg < -90.0 - slack:
        end_row -= 1
    first_col = math.floor((west - lattice.west_deg) / lattice.lon_step_deg + slack)
    end_col = math.ceil((east - lattice.west_deg) / lattice.lon_step_deg - slack) + 1
    whole_turn = round(360.0 / lattice.lon_step_deg)
    return Window(first_row, end_row, first_col, min(end_col, first_col + whole_turn))


def bounds_of(rasters: Sequence[Raster]) -> tuple[float, float, float, float]:
    """West, south, east, north of all rasters; across the antimeridian where that is the shorter way round."""
    south, north = min(r.bounds_deg[1] for r in rasters), max(r.bounds_deg[3] for r in rasters)
    spans = sorted((r.bounds_deg[0], r.bounds_deg[2]) for r in rasters)
    west, east = spans[0][0], max(span[1] for span in spans)
    if east - west < 180.0:
        return west, south, east, north
    reach, best = spans[0][1], (west + 360.0 - east, west, east)
    for start, end in spans[1:]:
        best = max(best, (start - reach, start, reach + 360.0))
        reach = max(reach, end)
    return best[1], south, best[2], north


def distances_m(lat_deg: float, lon_deg: float, lats_deg: np.ndarray, lons_deg: np.ndarray) -> np.ndarray:
    """Great-circle distances on the sphere of the WGS84 semi-major axis: within 0.6 % of the geodesic, for sieving."""
    lat1, lat2 = math.radians(lat_deg), np.radians(lats_deg)
    half_lat, half_lon = (lat2 - lat1) / 2, np.radians(lons_deg - lon_deg) / 2
    square = np.sin(half_lat) ** 2 + math.cos(lat1) * np.cos(lat2) * np.sin(half_lon) ** 2
    return np.asarray(2 * 6378137.0 * np.arcsin(np.sqrt(np.clip(square, 0.0, 1.0))))
