"""One gazetteer for all tests of this room, and distances by an independent route."""

from __future__ import annotations

import math

import pytest
import shapely
from pyproj import Geod

from howfar.places.gazetteer import Gazetteer

GEOD = Geod(ellps="WGS84")


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer.default()


def km_between(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    return GEOD.inv(lon_a, lat_a, lon_b, lat_b)[2] / 1000


def nearest_km(lat: float, lon: float, shape: shapely.Geometry) -> float:
    """Nearest distance from a point to a shape: every edge cut into steps of 0.02 degrees, geodesics to all of them."""
    coords = shapely.get_coordinates(shapely.segmentize(shape, 0.02))
    return float(min(GEOD.inv([lon] * len(coords), [lat] * len(coords), coords[:, 0], coords[:, 1])[2])) / 1000


def is_close(value: float, expected: float, share: float = 0.002, slack_km: float = 1.0) -> bool:
    return math.isclose(value, expected, rel_tol=share, abs_tol=slack_km)
