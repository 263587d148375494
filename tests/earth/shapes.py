"""Hand-made regions of the globe for the tests, and a slow but plain measure of everything between two of them.

Rough outlines typed by hand: their names only say what they look like.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import LineString, MultiPolygon, Point, Polygon

from howfar.earth import geodesic

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

EAST = Polygon([(23.5, 51.5), (30.5, 51.3), (32.7, 53.5), (30.9, 56), (26.6, 55.8), (23.5, 54)])
WEST = Polygon(
    [(14.1, 53.9), (18.5, 54.8), (23.0, 54.3), (23.3, 52.5), (23.4, 50.5), (22.6, 49.1), (18.9, 49.5), (15, 51)]
)
CHUKOTKA = MultiPolygon(
    [Polygon([(170, 62), (180, 62), (180, 70), (165, 70)]), Polygon([(-180, 62), (-172, 65), (-180, 69)])]
)
ALASKA = Polygon([(-168, 66), (-141, 70), (-141, 60), (-165, 60)])
ANTARCTICA = shapely.box(-180, -90, 180, -75)
HORSESHOE = Polygon([(0, 40), (20, 40), (20, 42), (2, 42), (2, 52), (20, 52), (20, 54), (0, 54)])
FILLING = Polygon([(4, 44), (25, 44), (25, 50), (4, 50)])
ISLANDS = Polygon([(166, -46), (170, -47), (178, -38), (173, -34)])
ANTIPODES = Polygon([(-9, 37), (-9, 43.5), (3, 42), (0, 38)])
WITH_LAKE = Polygon([(20, 50), (34, 50), (34, 58), (20, 58)], [[(25, 53), (25, 56), (30, 56), (30, 53)]])
WIDE = shapely.box(30, 45, 170, 75)
BORDER = LineString([(10, 50), (20, 52), (15, 55)])
TOWN = Point(27.56, 53.9)


def points_of(
    geometry: BaseGeometry, *, step_deg: float = 0.2, fill: int = 50
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Points along the outline and on a grid over the inside: latitudes and longitudes."""
    points = shapely.get_coordinates(shapely.segmentize(geometry, step_deg))
    if geometry.area > 0:
        west, south, east, north = geometry.bounds
        x, y = np.meshgrid(np.linspace(west, east, fill), np.linspace(south, north, fill))
        held = shapely.contains_xy(geometry, x, y)
        points = np.vstack((points, np.column_stack((x[held], y[held]))))
    return points[:, 1], points[:, 0]


def equal_area_points(geometry: BaseGeometry, count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A Fibonacci lattice on the sphere of about `count` points inside the geometry: latitudes and longitudes."""
    trial = _lattice(geometry, 50_000)[0].size
    return _lattice(geometry, int(50_000 * count / trial))


def _lattice(geometry: BaseGeometry, total: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    index = np.arange(total) + 0.5
    lat = np.degrees(np.arcsin(1 - 2 * index / total))
    lon = (index * 180.0 * (3.0 - 5.0**0.5)) % 360.0 - 180.0
    _, south, _, north = geometry.bounds
    band = (lat >= south) & (lat <= north)
    lat, lon = lat[band], lon[band]
    held = shapely.contains_xy(geometry, lon, lat)
    return lat[held], lon[held]


def distance_table_m(origin: BaseGeometry, target: BaseGeometry, **sampling: float) -> NDArray[np.float64]:
    """Geodesic distances from many points of the origin (rows) to many of the target (columns)."""
    a, b = points_of(origin, **sampling), points_of(target, **sampling)  # type: ignore[arg-type]
    return np.array([geodesic.distance_m(lat, lon, *b) for lat, lon in zip(*a, strict=True)])


def distance_to_m(geometry: BaseGeometry, lat: NDArray[np.float64], lon: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distance from each point to the geometry: 0 inside, else the least to closely spaced points of its outline."""
    edge = shapely.get_coordinates(shapely.segmentize(geometry, 0.1))
    out = np.array([geodesic.distance_m(a, b, edge[:, 1], edge[:, 0]).min() for a, b in zip(lat, lon, strict=True)])
    return np.where(shapely.intersects_xy(geometry, lon, lat), 0.0, out)


def globe_points(count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Evenly spread points of the whole globe: latitudes and longitudes."""
    return equal_area_points(shapely.box(-180, -90, 180, 90), count)
