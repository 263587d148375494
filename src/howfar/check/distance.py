"""How far a claim asks a system to reach: from where it stands to what it is said to reach.

Readings of one sentence are kept apart. The origin is a place, a region that the claim names (any launch place in it
may be meant: the nearest and the farthest are reported), or an assumed region (its best place counts). The target is a
place, a region that must be touched (its nearest point counts) or a whole region (its worst-served point counts; from
a region several places may serve it, and one place alone needs the radius that encloses it).
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


_LARGE_SHAPE_VERTICES = 4_000
_THINNED_IS_GOOD_M = 2_500_000.0  # from here on thinning by 2 km is below 0.1 %


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
    nearest_m = _nearest_m(origin, target, between)
    if whole:
        needed_m = between.farthest_from_nearest_m
        worst_m = max(needed_m, _from_one_place_m(target)) if origin.is_region else needed_m
    else:
        needed_m = nearest_m
        worst_m = needed_m if assumed_origin or not origin.is_region else _from_worst_place_m(origin, target, between)
    return Distances(needed_m, max(0.0, needed_m - slack_m), worst_m + slack_m, nearest_m, between.farthest_m)


def between_places(origin: Place, target: Place) -> RegionDistances:
    """Nearest, farthest and worst-served distances between two places (a point counts as a point)."""
    return _between(_Shape(origin), _Shape(target))


def geometry_of(place: Place, *, for_m: float = 0.0) -> BaseGeometry:
    """The shape of a place: its own, or the point (longitude, latitude).

    for_m: the distance that it is used for, in metres; a large shape is thinned to 0.1 % of it (islands stay).
    """
    if place.geometry is not None:
        return _thinned(place.geometry, for_m)
    from shapely import Point

    return Point(place.lon, place.lat)


def _from_worst_place_m(origin: Place, target: Place, between: RegionDistances) -> float:
    """From the launch place in `origin` that is worst for touching `target` at its own nearest point."""
    if not target.is_region:
        return between.farthest_m
    return between_places(target, origin).farthest_from_nearest_m


def _from_one_place_m(target: Place) -> float:
    """The least reach with which any one place could serve all of `target`; several places may share it with less."""
    from howfar.earth.region import minimum_enclosing_radius_m

    return float(minimum_enclosing_radius_m(geometry_of(target, for_m=1e6))) if target.is_region else 0.0


def _slack_m(place: Place) -> float:
    return 0.0 if place.is_region else place.vagueness_m


def _thinned(geometry: BaseGeometry, for_m: float) -> BaseGeometry:
    import shapely

    if for_m <= 0.0 or shapely.get_num_coordinates(geometry) < _LARGE_SHAPE_VERTICES:
        return geometry
    tolerance_deg = min(0.001 * for_m / 111_320.0, 0.02)  # 111.32 km: a degree of the equator
    return shapely.make_valid(geometry.simplify(tolerance_deg, preserve_topology=True))


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

    about_m = float(distance_m(origin.place.lat, origin.place.lon, target.place.lat, target.place.lon))
    thinned = region_distances(geometry_of(origin.place, for_m=about_m), geometry_of(target.place, for_m=about_m))
    return thinned


def _nearest_m(origin: Place, target: Place, between: RegionDistances) -> float:
    """The nearest distance, on the full shapes around the places where the thinned shapes come closest."""
    import shapely

    from howfar.earth.region import region_distances

    coarse_m = between.nearest_m
    shapes = geometry_of(origin), geometry_of(target)
    if coarse_m <= 0.0 or coarse_m > _THINNED_IS_GOOD_M:
        return coarse_m
    if max(shapely.get_num_coordinates(shape) for shape in shapes) < _LARGE_SHAPE_VERTICES:
        return coarse_m
    near = [
        shapely.clip_by_rect(shape, lon - 1.0, lat - 1.0, lon + 1.0, lat + 1.0)
        for shape, (lon, lat) in zip(shapes, between.nearest_places, strict=True)
    ]
    return coarse_m if any(part.is_empty for part in near) else region_distances(near[0], near[1]).nearest_m
