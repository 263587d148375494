"""Nearest and farthest places between two regions, and the best place to serve all of one.

Distances change by at most a metre for each metre that a point moves, so the best place is found by branch and bound
(search.py), exact to the tolerance, whatever the shapes.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from howfar.earth import geodesic
from howfar.earth.globe import folded
from howfar.earth.outline import (
    Outline,
    farthest_index,
    lambert_m,
    nearest_index,
    outline_of,
    positions_m,
    reduced_directions,
    squared_chords_m2,
)
from howfar.earth.search import greatest
from howfar.errors import UsageError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    Array = NDArray[np.float64]

LonLat = tuple[float, float]
Measured = tuple[float, tuple[LonLat, LonLat]]
_STEP_M: Final = 10_000.0  # longest piece of an edge in an outline
_CHORD_IS_GOOD_M: Final = 5_000_000.0  # up to it chords order distances to 0.04 %
_DIAMETER_M: Final = 2.0 * 6_378_137.0  # no chord is longer
_ROUGH_M: Final = 1e8  # as the size of results, gives outlines true to 15 km with vertices every 100 km
_HEMISPHERE_M: Final = 9_900_000.0  # up to it discs are convex, and the farthest points of a region lie on its hull


class RegionDistances:
    """Distances in metres between an origin and a target, each with its places as (longitude, latitude) in degrees.

    nearest_m: the least over origin and target. farthest_m: the greatest over both.
    farthest_from_nearest_m: the target point that is worst served, measured from its own best origin point.
    nearest_to_all_m: from the best single origin place to the target point farthest from it.
    The first place of a pair is in the origin, the second in the target. Each is worked out when it is first asked for.
    """

    def __init__(self, start: Region, end: Region) -> None:
        self._start, self._end = start, end

    @property
    def nearest_m(self) -> float:
        return self._near[0]

    @property
    def nearest_places(self) -> tuple[LonLat, LonLat]:
        return self._near[1]

    @property
    def farthest_m(self) -> float:
        return self._far[0]

    @property
    def farthest_places(self) -> tuple[LonLat, LonLat]:
        return self._far[1]

    @property
    def farthest_from_nearest_m(self) -> float:
        return self._worst[0]

    @property
    def farthest_from_nearest_places(self) -> tuple[LonLat, LonLat]:
        return self._worst[1]

    @property
    def nearest_to_all_m(self) -> float:
        return self._best[0]

    @property
    def nearest_to_all_places(self) -> tuple[LonLat, LonLat]:
        return self._best[1]

    @cached_property
    def _near(self) -> Measured:
        return _nearest(self._start, self._end)

    @cached_property
    def _far(self) -> Measured:
        return _farthest(self._start, self._end)

    @cached_property
    def _worst(self) -> Measured:
        return _worst_served(self._start, self._end)

    @cached_property
    def _best(self) -> Measured:
        return _best_place(self._start, self._end)


def region_distances(origin: BaseGeometry, target: BaseGeometry) -> RegionDistances:
    """The four distances between two geometries (points, lines, polygons; longitude, latitude in degrees), to 0.1 %.

    Where the geometries overlap, nearest_m is 0. Raises UsageError for an empty geometry.
    """
    return RegionDistances(Region(origin), Region(target))


def minimum_enclosing_radius_m(target: BaseGeometry) -> float:
    """Radius (m) of the smallest geodesic circle round the whole target: the least reach from anywhere on Earth."""
    return minimum_enclosing_circle(target)[0]


def minimum_enclosing_circle(target: BaseGeometry) -> tuple[float, LonLat]:
    """Radius (m) and centre (longitude, latitude) of the smallest geodesic circle that holds the whole target."""
    return Region(target).enclosing_circle()


class Region:
    """A geometry with its outline, and the distances from any points to its nearest and its farthest place."""

    def __init__(self, geometry: BaseGeometry, *, size_m: float = 0.0) -> None:
        """size_m: a distance that results are known to exceed; the outline leaves out what is below 0.015 % of it."""
        if geometry.is_empty:
            raise UsageError("an empty geometry has no distances; give a point, a line or a polygon")
        self.geometry = geometry if geometry.is_valid else shapely.make_valid(geometry)
        shapely.prepare(self.geometry)
        self.step_m = min(max(_STEP_M, 0.02 * size_m), 100_000.0)
        self.outline = outline_of(self.geometry, step_m=self.step_m, tolerance_m=1.5e-4 * size_m)
        self.has_area = self.geometry.area > 0.0
        self._hull: Outline | None = None
        self._circle: tuple[float, LonLat] | None = None

    def coarser(self, size_m: float) -> Region:
        """The same region for distances above `size_m`, with fewer vertices where that pays."""
        return Region(self.geometry, size_m=size_m) if size_m > 0.0 and len(self.outline) > 600 else self

    def contains(self, lat: Array, lon: Array) -> NDArray[np.bool_]:
        return np.asarray(shapely.intersects_xy(self.geometry, lon, lat))

    def nearest(self, lat: Array, lon: Array) -> tuple[Array, Array, Array]:
        """Distance (m) to the nearest point of the region, 0 inside, and the latitude and longitude of that point."""
        line, xyz = self.outline, positions_m(lat, lon)
        index = _settled(nearest_index(xyz, line.xyz), lat, lon, line, np.argmin)
        choices = [_foot(line, index, line.after[index], xyz), _foot(line, index, line.before[index], xyz)]
        better = choices[0][2] <= choices[1][2]
        near_lat, near_lon = (np.where(better, a, b) for a, b in zip(choices[0][:2], choices[1][:2], strict=True))
        inside = self.contains(lat, lon) if self.has_area else np.zeros(len(lat), dtype=bool)
        near_lat, near_lon = np.where(inside, lat, near_lat), np.where(inside, lon, near_lon)
        return np.where(inside, 0.0, geodesic.distance_m(lat, lon, near_lat, near_lon)), near_lat, near_lon

    def farthest(self, lat: Array, lon: Array) -> tuple[Array, Array, Array]:
        """Distance (m) to the farthest point of the region, and the latitude and longitude of that point.

        On the outline, unless the region holds the antipode of the point: that is farther than anything.
        """
        among = self.hull()
        index = _settled(farthest_index(positions_m(lat, lon), among.xyz), lat, lon, among, np.argmax)
        far_lat, far_lon = among.lat[index], among.lon[index]
        if self.has_area:
            opposite = (np.asarray(lon) + 360.0) % 360.0 - 180.0
            antipodal = self.contains(-np.asarray(lat), opposite)
            far_lat, far_lon = np.where(antipodal, -lat, far_lat), np.where(antipodal, opposite, far_lon)
        return geodesic.distance_m(lat, lon, far_lat, far_lon), far_lat, far_lon

    def hull(self) -> Outline:
        """The vertices that can be farthest from a point less than a quarter of the globe away, or all of them.

        A disc below a hemisphere is convex, so its farthest points are corners of the convex hull, which the gnomonic
        projection keeps (great circles become straight lines).
        """
        if self._hull is None:
            self._hull = self._corners()
        return self._hull

    def _corners(self) -> Outline:
        line = self.outline
        middle = line.xyz.mean(axis=0)
        directions = line.xyz / np.linalg.norm(line.xyz, axis=1)[:, None]
        if np.linalg.norm(middle) < 1e5 or len(line) < 8:
            return line
        up = middle / np.linalg.norm(middle)
        cosine = directions @ up
        if cosine.min() < 0.25:  # some 75 degrees from the middle: hull arguments no longer hold with room to spare
            return line
        east = np.cross(up, [1.0, 0.0, 0.0] if abs(up[0]) < 0.9 else [0.0, 1.0, 0.0])
        east /= np.linalg.norm(east)
        plane = np.column_stack((directions @ east, directions @ np.cross(up, east))) / cosine[:, None]
        hull = shapely.get_coordinates(shapely.convex_hull(shapely.MultiPoint(plane)))
        keep = np.unique(nearest_index(np.pad(hull, ((0, 0), (0, 1))), np.pad(plane, ((0, 0), (0, 1)))))
        return Outline(line.lat[keep], line.lon[keep], line.xyz[keep], keep, keep)

    def far_bound(self, lat: Array, lon: Array) -> tuple[Array, Array, Array]:
        """`farthest`, from all vertices where the hull alone might miss it (beyond a quarter of the globe)."""
        out = self.farthest(lat, lon)
        if np.max(out[0]) <= _HEMISPHERE_M or len(self.hull()) == len(self.outline):
            return out
        self._hull = self.outline
        return self.farthest(lat, lon)

    def enclosing_circle(self) -> tuple[float, LonLat]:
        """Radius and centre of the smallest circle round the region.

        In the azimuthal equidistant plane about a trial centre, distances from the centre are true: where the smallest
        circle of the plane has its centre there too, the farthest points pull evenly, as they must on the ellipsoid.
        """
        if self._circle is None:
            self._circle = _enclosing(self)
        return self._circle


def _enclosing(region: Region) -> tuple[float, LonLat]:
    hull = region.hull()
    middle = hull.xyz.mean(axis=0)
    lat, lon = (
        float(np.degrees(np.arctan2(middle[2], np.hypot(*middle[:2])))),
        float(np.degrees(np.arctan2(*middle[1::-1]))),
    )
    best = (np.inf, (lon, lat))
    for _ in range(60):
        distance, azimuth, _ = geodesic.inverse(lat, lon, hull.lat, hull.lon)
        reach = float(region.far_bound(np.array([lat]), np.array([lon]))[0][0])
        if reach < best[0]:
            best = (reach, (lon, lat))
        turn = np.radians(azimuth)
        plane = np.column_stack((distance * np.sin(turn), distance * np.cos(turn)))
        circle = shapely.minimum_bounding_circle(shapely.MultiPoint(plane)).centroid
        x, y = (0.0, 0.0) if circle.is_empty else (circle.x, circle.y)
        step = float(np.hypot(x, y))
        if step <= max(1e-6 * reach, 0.01):
            break
        lat, lon = geodesic.destination(lat, lon, float(np.degrees(np.arctan2(x, y))), step)
    return best


def _settled(index: NDArray[np.intp], lat: Array, lon: Array, line: Outline, pick: Any) -> NDArray[np.intp]:
    """The choice that chords made, made anew by Lambert's formula for points farther off than chords are good for.

    Only vertices whose arc over the chord comes within 0.6 % of the chosen one's can take its place.
    """
    xyz = positions_m(lat, lon)
    gap = ((xyz - line.xyz[index]) ** 2).sum(axis=1)
    far = np.flatnonzero(gap > _CHORD_IS_GOOD_M**2)
    rows = max(2_000_000 // len(line), 1)
    here, there = (
        (reduced_directions(lat, lon), reduced_directions(line.lat, line.lon)) if len(far) else (xyz, line.xyz)
    )
    for begin in range(0, len(far), rows):
        part = far[begin : begin + rows]
        half = np.arcsin(np.minimum(np.sqrt(gap[part]) / _DIAMETER_M, 1.0))
        low, high = (_DIAMETER_M * np.sin(np.minimum(half * f, np.pi / 2))[:, None] for f in (0.994, 1.006))
        table = squared_chords_m2(xyz[part], line.xyz)
        table[table > _DIAMETER_M**2] = _DIAMETER_M**2
        row, column = np.nonzero((table >= low**2) & (table <= high**2))
        lengths = lambert_m(here[part][row], there[column])
        order = np.lexsort((lengths if pick is np.argmin else -lengths, row))
        _, first = np.unique(row[order], return_index=True)
        index[part] = column[order][first]
    return index


def _foot(line: Outline, here: NDArray[np.intp], there: NDArray[np.intp], xyz: Array) -> tuple[Array, Array, Array]:
    """The point of each edge nearest to a position: its latitude, longitude and squared chord (m²)."""
    edge = line.xyz[there] - line.xyz[here]
    along = np.einsum("ij,ij->i", xyz - line.xyz[here], edge) / np.maximum((edge**2).sum(1), 1e-9)
    along = np.clip(along, 0.0, 1.0)
    gap = ((xyz - line.xyz[here] - along[:, None] * edge) ** 2).sum(1)
    turn = (line.lon[there] - line.lon[here] + 180.0) % 360.0 - 180.0
    lat = line.lat[here] + along * (line.lat[there] - line.lat[here])
    return lat, line.lon[here] + along * turn, gap


def _nearest(origin: Region, target: Region) -> tuple[float, tuple[LonLat, LonLat]]:
    if origin.geometry.intersects(target.geometry):
        shared = shapely.intersection(origin.geometry, target.geometry)
        place = (shapely.get_parts(shared)[0] if not shared.is_empty else origin.geometry).representative_point()
        return 0.0, ((place.x, place.y), (place.x, place.y))
    if len(origin.outline) * len(target.outline) > 10_000_000:  # a rough answer first tells how much detail matters
        rough = np.min(_chords_m(origin.coarser(_ROUGH_M).outline, target.coarser(_ROUGH_M).outline.xyz))
        size_m = max(float(rough) - 150_000.0, 0.0)
        origin, target = origin.coarser(size_m), target.coarser(size_m)
    few, many = (origin, target) if len(origin.outline) <= len(target.outline) else (target, origin)
    _, lat, lon = greatest(few, lambda lat, lon: -many.nearest(lat, lon)[0], inside=False)
    one = (lon, lat)
    distance, other_lat, other_lon = many.nearest(np.array([lat]), np.array([lon]))
    other = (float(other_lon[0]), float(other_lat[0]))
    return float(distance[0]), ((one, other) if few is origin else (other, one))


def _farthest(origin: Region, target: Region) -> tuple[float, tuple[LonLat, LonLat]]:
    opposite = _antipodal_places(origin, target) if origin.has_area or target.has_area else None
    if opposite:
        (lon1, lat1), (lon2, lat2) = opposite
        return float(geodesic.distance_m(lat1, lon1, lat2, lon2)), opposite
    size_m = float(np.max(_chords_m(origin.outline, _some_vertices(target.outline))))
    origin, target = origin.coarser(size_m), target.coarser(size_m)
    few, many = (origin, target) if len(origin.outline) <= len(target.outline) else (target, origin)
    _, lat, lon = greatest(few, lambda lat, lon: many.far_bound(lat, lon)[0], inside=False)
    distance, other_lat, other_lon = many.far_bound(np.array([lat]), np.array([lon]))
    one, other = (lon, lat), (float(other_lon[0]), float(other_lat[0]))
    return float(distance[0]), ((one, other) if few is origin else (other, one))


def _some_vertices(line: Outline) -> Array:
    """Positions of some thirty vertices: enough for a first bound."""
    return line.xyz[:: max(len(line) // 30, 1)]


def _chords_m(line: Outline, points: Array) -> Array:
    """Table of chords (m), shorter than any geodesic, from points (rows) to all vertices."""
    return np.asarray(np.sqrt(squared_chords_m2(points, line.xyz)))


def _antipodal_places(origin: Region, target: Region) -> tuple[LonLat, LonLat] | None:
    """A place of the origin whose antipode lies in the target: nothing on Earth is farther apart."""
    opposite = folded(shapely.transform(target.geometry, lambda lonlat: lonlat * [1.0, -1.0] + [180.0, 0.0]))
    shared = shapely.intersection(origin.geometry, opposite)
    if shared.is_empty:
        return None
    place = shapely.get_parts(shared)[0].representative_point()
    return (place.x, place.y), (place.x % 360.0 - 180.0, -place.y)


def _worst_served(origin: Region, target: Region) -> tuple[float, tuple[LonLat, LonLat]]:
    if origin.has_area and origin.geometry.covers(target.geometry):
        point = target.geometry.representative_point()
        return 0.0, ((point.x, point.y), (point.x, point.y))
    some = slice(None, None, max(len(target.outline) // 60, 1))
    size_m = float(np.max(origin.nearest(target.outline.lat[some], target.outline.lon[some])[0]))
    origin, target = origin.coarser(size_m), target.coarser(size_m)
    _, lat, lon = greatest(target, lambda lat, lon: origin.nearest(lat, lon)[0], inside=True)
    distance, near_lat, near_lon = origin.nearest(np.array([lat]), np.array([lon]))
    return float(distance[0]), ((float(near_lon[0]), float(near_lat[0])), (lon, lat))


def _best_place(origin: Region, target: Region) -> tuple[float, tuple[LonLat, LonLat]]:
    """The centre of the smallest circle round the target if the origin holds it, else the best place on its outline.

    Below a hemisphere the reach needed grows steadily away from that centre, so no place inside can be better; for
    larger ones the inside is searched too.
    """
    # whatever the place, it must reach across half the target
    size_m = float(np.max(_chords_m(target.outline, target.outline.xyz[:1]))) / 2.0
    origin, target = origin.coarser(size_m), target.coarser(size_m)
    radius, (lon, lat) = target.enclosing_circle()
    if not bool(origin.contains(np.array([lat]), np.array([lon]))[0]) or radius > _HEMISPHERE_M:
        some = slice(None, None, max(len(origin.outline) // 60, 1))
        whole = bool(np.min(target.far_bound(origin.outline.lat[some], origin.outline.lon[some])[0]) > _HEMISPHERE_M)
        _, lat, lon = greatest(origin, lambda lat, lon: -target.far_bound(lat, lon)[0], inside=whole)
    distance, far_lat, far_lon = target.far_bound(np.array([lat]), np.array([lon]))
    return float(distance[0]), ((lon, lat), (float(far_lon[0]), float(far_lat[0])))


__all__ = [
    "LonLat",
    "Region",
    "RegionDistances",
    "minimum_enclosing_circle",
    "minimum_enclosing_radius_m",
    "region_distances",
]
