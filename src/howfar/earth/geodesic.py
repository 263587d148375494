"""Geodesics on WGS84: one convention (latitude before longitude, degrees, metres) over GeographicLib as in PROJ.

Source of the algorithms: C. F. F. Karney, Algorithms for geodesics, Journal of Geodesy 87 (2013) 43-55,
doi:10.1007/s00190-012-0578-z; their error on WGS84 is below 15 nanometres.
"""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from howfar.constants import WGS84_FLATTENING, WGS84_SEMI_MAJOR_M

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from pyproj import Geod


@cache
def wgs84() -> Geod:
    """The ellipsoid as pyproj knows it, loaded at the first use (a cold start must stay short)."""
    from pyproj import Geod

    return Geod(a=WGS84_SEMI_MAJOR_M, f=WGS84_FLATTENING)


def inverse(lat1: ArrayLike, lon1: ArrayLike, lat2: ArrayLike, lon2: ArrayLike) -> tuple[Any, Any, Any]:
    """Distance (m), azimuth at point 1 towards 2 and at point 2 back towards 1 (degrees clockwise from north).

    Arguments in degrees, numbers or arrays that broadcast; numbers in give numbers out. Latitudes beyond ±90 and
    values that are not finite give NaN. Azimuths lie in [0, 360).
    """
    if all(type(v) is float for v in (lat1, lon1, lat2, lon2)):
        return _inverse_of_numbers(lat1, lon1, lat2, lon2)  # type: ignore[arg-type] # floats, as just seen
    values, shape = _flat(lat1, lon1, lat2, lon2)
    good = _usable(values[0], values[1]) & _usable(values[2], values[3])
    safe = [np.where(good, v, 0.0) for v in values]
    forward, backward, distance = wgs84().inv(safe[1], safe[0], safe[3], safe[2])
    out = (distance, np.asarray(forward) % 360.0, np.asarray(backward) % 360.0)
    first, second, third = (_shaped(np.where(good, v, np.nan), shape) for v in out)
    return first, second, third


def _inverse_of_numbers(lat1: float, lon1: float, lat2: float, lon2: float) -> tuple[float, float, float]:
    """`inverse` of four floats without arrays, which would take ten times as long."""
    if not (abs(lat1) <= 90.0 and abs(lat2) <= 90.0 and math.isfinite(lon1) and math.isfinite(lon2)):
        return math.nan, math.nan, math.nan
    forward, backward, distance = wgs84().inv(lon1, lat1, lon2, lat2)
    return distance, forward % 360.0, backward % 360.0


def distance_m(lat1: ArrayLike, lon1: ArrayLike, lat2: ArrayLike, lon2: ArrayLike) -> Any:
    """Length in metres of the shortest geodesic between two points (degrees; numbers or arrays that broadcast)."""
    return inverse(lat1, lon1, lat2, lon2)[0]


def destination(lat: ArrayLike, lon: ArrayLike, azimuth_deg: ArrayLike, distance_m: ArrayLike) -> tuple[Any, Any]:
    """Latitude and longitude (degrees) after `distance_m` along the geodesic that leaves at `azimuth_deg`.

    Longitudes come in [-180, 180]. Numbers or arrays that broadcast; a latitude beyond ±90 or a value that is not
    finite gives NaN.
    """
    values, shape = _flat(lat, lon, azimuth_deg, distance_m)
    good = _usable(values[0], values[1]) & np.isfinite(values[2]) & np.isfinite(values[3])
    safe = [np.where(good, v, 0.0) for v in values]
    lons, lats, _ = wgs84().fwd(safe[1], safe[0], safe[2], safe[3])
    return _shaped(np.where(good, lats, np.nan), shape), _shaped(np.where(good, lons, np.nan), shape)


def path(
    lat1: float, lon1: float, lat2: float, lon2: float, *, count: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """`count` points (at least 2) evenly spaced along the geodesic from 1 to 2, both ends included (degrees)."""
    length, azimuth, _ = inverse(lat1, lon1, lat2, lon2)
    lats, lons = destination(lat1, lon1, azimuth, np.linspace(0.0, length, max(count, 2)))
    lats[0], lons[0], lats[-1], lons[-1] = lat1, lon1, lat2, lon2
    return lats, lons


def _flat(*values: ArrayLike) -> tuple[list[NDArray[np.float64]], tuple[int, ...]]:
    arrays = np.broadcast_arrays(*(np.asarray(v, dtype=np.float64) for v in values))
    return [np.ravel(a) for a in arrays], arrays[0].shape


def _usable(lat: NDArray[np.float64], lon: NDArray[np.float64]) -> NDArray[np.bool_]:
    return np.isfinite(lon) & (np.abs(lat) <= 90.0)


def _shaped(values: NDArray[np.float64], shape: tuple[int, ...]) -> Any:
    return values.reshape(shape) if shape else float(values[0])
