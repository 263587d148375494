"""How far a claim asks a system to reach: from where it stands to what it is said to reach.

Readings of one sentence are kept apart. The origin is a place, a region that the claim names (any launch place in it
may be meant: the nearest and the farthest are reported), or an assumed region (its best place counts). The target is a
place, a region that must be touched (its nearest point counts) or a whole region (its worst-served point counts).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from howfar.earth.geodesic import distance_m
from howfar.places.model import Place

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from howfar.earth.region import RegionDistances


@dataclass(frozen=True)
class Distances:
    """Metres along the ground. nominal_m decides; best_m and worst_m are the ends over launch places and vagueness.

    nearest_m and farthest_m are what is reported: between the two places, or over the regions.
    """

    nominal_m: float
    best_m: float
    worst_m: float
    nearest_m: float
    farthest_m: float


def distances(origin: Place, target: Place, *, whole: bool, assumed_origin: bool = False) -> Distances:
    """How far `origin` must reach to do what is said of `target` (metres on WGS84)."""
    slack_m = 0.0 if origin.is_region else _slack_m(origin) + _slack_m(target)  # a region's own spread says more
    if not origin.is_region and not target.is_region:
        apart_m = float(distance_m(origin.lat, origin.lon, target.lat, target.lon))
        return Distances(apart_m, max(0.0, apart_m - slack_m), apart_m + slack_m, apart_m, apart_m)
    between = between_places(origin, target)
    if whole:
        needed_m = between.farthest_from_nearest_m
        worst_m = needed_m
    else:
        needed_m = between.nearest_m
        worst_m = needed_m if assumed_origin or not origin.is_region else _from_worst_place_m(origin, target, between)
    return Distances(needed_m, max(0.0, needed_m - slack_m), worst_m + slack_m, between.nearest_m, between.farthest_m)


def between_places(origin: Place, target: Place) -> RegionDistances:
    """Nearest, farthest and worst-served distances between two places (a point counts as a point)."""
    return _between(_Shape(origin), _Shape(target))


def geometry_of(place: Place) -> BaseGeometry:
    """The shape of a place: its own, or the point (longitude, latitude)."""
    if place.geometry is not None:
        return place.geometry
    from shapely import Point

    return Point(place.lon, place.lat)


def _from_worst_place_m(origin: Place, target: Place, between: RegionDistances) -> float:
    """From the launch place in `origin` that is worst for touching `target` at its own nearest point."""
    if not target.is_region:
        return between.farthest_m
    return between_places(target, origin).farthest_from_nearest_m


def _slack_m(place: Place) -> float:
    return 0.0 if place.is_region else place.vagueness_m


class _Shape:
    """A place as a cache key: equal when it is the same place with the same shape."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._key = (place.name, place.kind, place.lat, place.lon, place.is_region and geometry_of(place).wkb)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Shape) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)


@lru_cache(maxsize=256)
def _between(origin: _Shape, target: _Shape) -> RegionDistances:
    from howfar.earth.region import region_distances

    return region_distances(geometry_of(origin.place), geometry_of(target.place))
