"""Shares of a target's area within a distance: of any place of an origin, of its best single place, of every place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from howfar.earth import geodesic, globe
from howfar.earth.extremes import Region
from howfar.earth.outline import outline_of, positions_m, squared_chords_m2
from howfar.earth.reach import region_within
from howfar.errors import UsageError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from howfar.earth.extremes import LonLat

    Array = NDArray[np.float64]

_SAMPLES: Final = 2500  # points over the target that rank launch places; the share of the chosen one is then exact
_PLACES: Final = 300  # launch places ranked in a round
_FINALISTS: Final = 4  # places whose share is measured exactly


class Shares:
    """Shares (0 to 1) of the target's area within a radius of the origin.

    any_place: within reach of at least one origin point. best_place: of the best single origin point, which is
    best_place_at (longitude, latitude). every_place: of all origin points. within and outside: the parts of the target
    that any_place counts and leaves out (longitude, latitude degrees; may be empty). Each is worked out when it is
    first asked for.
    """

    def __init__(self, origin: Region, target: Region, radius_m: float) -> None:
        self._origin, self._target, self._radius_m = origin, target, radius_m

    @cached_property
    def within(self) -> BaseGeometry:
        target = self._target.geometry
        if self._origin.has_area and shapely.covers(self._origin.geometry, target):
            return target  # each place of it is one of the origin's own
        return globe.polygons(shapely.intersection(target, region_within(self._origin.geometry, self._radius_m)))

    @cached_property
    def outside(self) -> BaseGeometry:
        return globe.polygons(shapely.difference(self._target.geometry, self.within))

    @cached_property
    def any_place(self) -> float:
        return _part(globe.area_m2(self.within), self._whole_m2)

    @property
    def best_place(self) -> float:
        return min(self._best[1], self.any_place)

    @property
    def best_place_at(self) -> LonLat:
        return self._best[0]

    @cached_property
    def every_place(self) -> float:
        common_m2 = globe.area_m2(_common(self._origin, self._target.geometry, self._radius_m))
        return min(_part(common_m2, self._whole_m2), self.best_place, self.any_place)

    @cached_property
    def _whole_m2(self) -> float:
        return globe.area_m2(self._target.geometry)

    @cached_property
    def _best(self) -> tuple[LonLat, float]:
        if not self.any_place > 0.0:
            return _somewhere(self._origin), 0.0
        return _best(self._origin, self._target, self.within, self._radius_m, self._whole_m2)


@dataclass(frozen=True)
class _OfPoints:
    any_place: float
    best_place: float
    best_place_at: LonLat
    every_place: float
    within: BaseGeometry
    outside: BaseGeometry


class SharesOfPoints(Shares):
    """The same for a target without area (a point, a line), held as its points about every 10 km."""

    def __init__(self, origin: Region, target: Region, radius_m: float) -> None:
        super().__init__(origin, target, radius_m)
        self._found = _of_points(origin, target, radius_m)

    @cached_property
    def within(self) -> BaseGeometry:
        return self._found.within

    @cached_property
    def outside(self) -> BaseGeometry:
        return self._found.outside

    @cached_property
    def any_place(self) -> float:
        return self._found.any_place

    @cached_property
    def every_place(self) -> float:
        return self._found.every_place

    @cached_property
    def _best(self) -> tuple[LonLat, float]:
        return self._found.best_place_at, self._found.best_place


def shares_within(origin: BaseGeometry, target: BaseGeometry, radius_m: float) -> Shares:
    """Shares of the target within `radius_m` metres of the origin (points, lines or polygons; longitude, latitude).

    A target without area (a point, a line) is held as its points, about every 10 km: the share of them. Right to some
    0.2 percentage points. Raises UsageError for an empty geometry or a radius that is not above 0.
    """
    if not radius_m > 0.0:
        raise UsageError(f"a radius of {radius_m:g} m holds nothing; give a length above 0 m")
    start, end = Region(origin), Region(target)
    return Shares(start, end, radius_m) if end.has_area else SharesOfPoints(start, end, radius_m)


def _part(area_m2: float, whole_m2: float) -> float:
    share = area_m2 / whole_m2
    return 0.0 if share < 1e-9 else 1.0 if share > 1.0 - 1e-6 else share


def _somewhere(region: Region) -> LonLat:
    point = region.geometry.representative_point()
    return float(point.x), float(point.y)


def _best(
    origin: Region, target: Region, within: BaseGeometry, radius_m: float, whole_m2: float
) -> tuple[LonLat, float]:
    """Places are ranked by sample points, ever closer about the leaders; the leaders are measured by area."""
    if origin.geometry.geom_type == "Point":
        return _somewhere(origin), _part(globe.area_m2(within), whole_m2)
    samples = positions_m(*_samples(within))
    lat, lon, spacing = _places(origin)
    for _ in range(5):
        count = _covered(lat, lon, samples, radius_m)
        lead = np.argsort(-count, kind="stable")[: _FINALISTS * 3]
        lat, lon = lat[lead], lon[lead]
        spacing /= 2.0
        lat, lon = _around(origin, lat, lon, spacing)
    lead = np.argsort(-_covered(lat, lon, samples, radius_m), kind="stable")[:_FINALISTS]
    shares = [_share_from(float(lat[i]), float(lon[i]), target, radius_m, whole_m2) for i in lead]
    top = int(np.argmax(shares))
    return (float(lon[lead[top]]), float(lat[lead[top]])), shares[top]


def _share_from(lat: float, lon: float, target: Region, radius_m: float, whole_m2: float) -> float:
    ring = globe.range_ring(lat, lon, radius_m, vertices=180)
    return _part(globe.area_m2(globe.polygons(shapely.intersection(target.geometry, ring))), whole_m2)


def _covered(lat: Array, lon: Array, samples: Array, radius_m: float) -> NDArray[np.intp]:
    chord = 2.0 * 6371008.8 * np.sin(min(radius_m / (2.0 * 6371008.8), np.pi / 2))
    return np.asarray((squared_chords_m2(positions_m(lat, lon), samples) <= chord**2).sum(axis=1))


def _places(origin: Region) -> tuple[Array, Array, float]:
    """Candidate places over the origin and on its outline, and their spacing in metres."""
    lat, lon = _grid(origin.geometry, _PLACES) if origin.has_area else (np.empty(0), np.empty(0))
    line = origin.outline
    every = max(len(line) // _PLACES, 1)
    lat, lon = np.concatenate((lat, line.lat[::every])), np.concatenate((lon, line.lon[::every]))
    area = globe.area_m2(origin.geometry) if origin.has_area else 0.0
    return lat, lon, max(float(np.sqrt(area / _PLACES)), 10_000.0 * every if not origin.has_area else 0.0)


def _around(origin: Region, lat: Array, lon: Array, spacing_m: float) -> tuple[Array, Array]:
    """The places and eight more about each, where those lie in the origin."""
    turns = np.arange(0.0, 360.0, 45.0)
    more_lat, more_lon = geodesic.destination(lat[:, None], lon[:, None], turns, spacing_m)
    more_lat, more_lon = more_lat.ravel(), more_lon.ravel()
    held = origin.contains(more_lat, more_lon)
    if not held.all():  # the best place is often on the outline: step to its nearest point
        _, near_lat, near_lon = origin.nearest(more_lat[~held], more_lon[~held])
        more_lat[~held], more_lon[~held] = near_lat, near_lon
    return np.concatenate((lat, more_lat)), np.concatenate((lon, more_lon))


def _samples(region: BaseGeometry) -> tuple[Array, Array]:
    return _grid(region, _SAMPLES)


def _grid(region: BaseGeometry, count: int) -> tuple[Array, Array]:
    """About `count` points of equal area inside a region (degrees): rows even in the sine of latitude, staggered."""
    shapely.prepare(region)
    area = globe.area_m2(region) / 6371007.18**2  # steradians: the authalic sphere
    parts: list[tuple[Array, Array]] = []
    for part in shapely.get_parts(region):
        west, south, east, north = part.bounds
        low, high = np.sin(np.radians([south, north]))
        step = np.sqrt(area / count)
        stretch = max(np.cos(np.radians((south + north) / 2.0)), 0.05)
        rows, columns = (
            max(int((high - low) / (step * stretch)), 1),
            max(int(np.radians(east - west) * stretch / step), 1),
        )
        sine = low + (high - low) * (np.arange(rows) + 0.5) / rows
        lat = np.repeat(np.degrees(np.arcsin(np.clip(sine, -1.0, 1.0))), columns)
        shift = np.tile(np.arange(columns), rows) + np.repeat(np.arange(rows) * 0.6180339887 % 1.0, columns)
        lon = west + (east - west) * shift / columns
        held = shapely.contains_xy(part, lon, lat)
        parts.append((lat[held], lon[held]))
    lat, lon = (np.concatenate([p[i] for p in parts]) for i in (0, 1))
    if not len(lat):
        point = region.representative_point()
        return np.array([point.y]), np.array([point.x])
    return lat, lon


def _common(origin: Region, target: BaseGeometry, radius_m: float) -> BaseGeometry:
    """The part of the target within reach of every origin point: discs about the origin's corners, one after another.

    The farthest origin point is a corner of its hull while the radius is below a quarter of the globe; beyond, all
    corners of the outline are used.
    """
    radius, _ = origin.enclosing_circle()
    if radius > radius_m * 1.002:
        return shapely.Polygon()
    simple = origin.geometry.simplify(3e-4 * radius_m / 111_000.0)
    region = Region(simple if not simple.is_empty else origin.geometry)
    corners: Any = region.hull() if radius_m < 9_900_000.0 else outline_of(region.geometry, step_m=0.05 * radius_m)
    left = target
    order = np.argsort(-geodesic.distance_m(corners.lat, corners.lon, target.centroid.y, target.centroid.x))
    for i in order:
        if left.is_empty:
            break
        ring = globe.range_ring(float(corners.lat[i]), float(corners.lon[i]), radius_m, vertices=180)
        left = globe.polygons(shapely.intersection(left, ring))
    return left


def _of_points(origin: Region, target: Region, radius_m: float) -> _OfPoints:
    lat, lon = target.outline.lat, target.outline.lon
    near, far = origin.nearest(lat, lon)[0] <= radius_m, origin.far_bound(lat, lon)[0] <= radius_m
    place_lat, place_lon, spacing = _places(origin)
    for _ in range(6):
        count = _covered(place_lat, place_lon, target.outline.xyz, radius_m)
        lead = np.argsort(-count, kind="stable")[:_FINALISTS]
        spacing /= 2.0
        place_lat, place_lon = _around(origin, place_lat[lead], place_lon[lead], spacing)
    reach = geodesic.distance_m(place_lat[:, None], place_lon[:, None], lat, lon) <= radius_m
    if len(lat) == 1:  # one point: its nearest launch place serves it best
        _, place_lat, place_lon = origin.nearest(lat, lon)
        reach = near[:, None]
    top = int(np.argmax(reach.mean(axis=1)))
    place = (float(place_lon[top]), float(place_lat[top]))
    both = shapely.points(lon, lat)
    within, outside = shapely.MultiPoint(list(both[near])), shapely.MultiPoint(list(both[~near]))
    best = max(float(reach[top].mean()), float(far.mean()))
    return _OfPoints(float(near.mean()), min(best, float(near.mean())), place, float(far.mean()), within, outside)
