"""Regions of the Earth: one door to rings, surroundings, areas, distances and shares.

Geometries are shapely values in longitude, latitude degrees, longitudes within [-180, 180], the globe cut at the
antimeridian; edges are straight in longitude and latitude. Distances are geodesics of WGS84 in metres.
"""

from __future__ import annotations

from howfar.earth.extremes import (
    RegionDistances,
    minimum_enclosing_circle,
    minimum_enclosing_radius_m,
    region_distances,
)
from howfar.earth.globe import area_m2, range_ring, world
from howfar.earth.reach import region_within
from howfar.earth.shares import Shares, shares_within

__all__ = [
    "RegionDistances",
    "Shares",
    "area_m2",
    "minimum_enclosing_circle",
    "minimum_enclosing_radius_m",
    "range_ring",
    "region_distances",
    "region_within",
    "shares_within",
    "world",
]
