"""Everything within a distance of a region: discs about the vertices that matter, or plane buffers in small pieces."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from howfar.earth import geodesic, globe
from howfar.earth.outline import Outline, outline_of, positions_m, squared_chords_m2
from howfar.errors import UsageError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    Array = NDArray[np.float64]

_SIMPLER_BY: Final = 3e-4  # of the radius: what leaving out vertices may cost
_SPACING: Final = 0.08  # of the radius: discs this far apart leave notches of 0.08 % of it
_LARGER_BY: Final = 5e-4  # of the radius: halves what notches and straight edges of the discs leave out
_MOST_VERTICES: Final = 150  # of an outline for discs; longer ones are buffered piece by piece in the plane if they may
_PLANE_RADIUS_M: Final = 300_000.0  # a plane tangent within this and half a piece is true to 0.1 %
_LONG_OUTLINE: Final = 1200  # vertices from which a first step in the plane pays
_FIRST_STEP_M: Final = 250_000.0
_PIECE_DEG: Final = 4.0
_QUARTER_M: Final = 9_000_000.0  # near a quarter of the globe, from where discs bend the other way
_M_PER_DEG: Final = 111_000.0


def region_within(geometry: BaseGeometry, radius_m: float) -> BaseGeometry:
    """Everything within `radius_m` (metres) of a point, line or region: a valid Polygon or MultiPolygon.

    Right at the poles, over the antimeridian and for any radius up to the whole Earth; off by less than 0.1 % of it.
    A radius of 0 gives the areas of the geometry itself. Raises UsageError for a negative radius or an empty geometry.
    """
    if geometry.is_empty:
        raise UsageError("an empty geometry has no surroundings; give a point, a line or a polygon")
    if not radius_m >= 0.0:
        raise UsageError(f"a radius of {radius_m:g} m reaches nowhere; give a length of 0 m or more")
    if radius_m == 0.0:
        return globe.polygons(geometry)
    if geometry.geom_type == "Point":
        return globe.range_ring(geometry.y, geometry.x, radius_m)
    if radius_m >= globe.FARTHEST_M:
        return globe.world()
    if not geometry.is_valid:
        geometry = shapely.make_valid(geometry)
    size_m = _size_m(radius_m)
    simple = geometry.simplify(_SIMPLER_BY * size_m / _M_PER_DEG, preserve_topology=True)
    outline = outline_of(shapely.orient_polygons(simple), step_m=_SPACING * size_m)
    if len(outline) > _MOST_VERTICES and radius_m <= _PLANE_RADIUS_M:
        return _by_pieces(geometry, radius_m)
    if len(outline) > _LONG_OUTLINE:  # within 250 km first: that outline is smooth, and surroundings add up exactly
        return region_within(_by_pieces(simple, _FIRST_STEP_M), radius_m - _FIRST_STEP_M)
    discs = [
        _disc(outline, i, radius_m + _LARGER_BY * size_m)
        for i in _exposed(outline, radius_m, has_area=geometry.area > 0.0)
    ]
    return globe.polygons(shapely.union_all([geometry, *discs]))


def _size_m(radius_m: float) -> float:
    """What errors are measured by: the radius, or beyond a quarter of the globe the distance left to the antipode."""
    return max(min(radius_m, globe.FARTHEST_M - radius_m), min(radius_m, 50_000.0))


def _disc(outline: Outline, index: int, radius_m: float) -> BaseGeometry:
    return globe.range_ring(float(outline.lat[index]), float(outline.lon[index]), radius_m, vertices=120)


def _exposed(outline: Outline, radius_m: float, *, has_area: bool) -> NDArray[np.intp]:
    """Vertices whose disc has something to add: a point of its rim, straight off the outline, that no other covers.

    The nearest point of a region is met at a right angle, so only directions between the outward normals of the two
    edges at a vertex matter; vertices that fold inward have none.
    """
    index, azimuth = _normals(outline, has_area=has_area)
    lat, lon = geodesic.destination(outline.lat[index], outline.lon[index], azimuth, radius_m)
    rim, own = positions_m(lat, lon), outline.xyz[index]
    # chords mistake geodesics by less than this where discs overlap; far round the globe they tell little
    margin = 2e-4 if radius_m < _QUARTER_M else 0.02
    reach = ((rim - own) ** 2).sum(1) * (1.0 - margin)
    keep = np.zeros(len(index), dtype=bool)
    rows = max(4_000_000 // len(outline), 1)
    for begin in range(0, len(index), rows):
        part = slice(begin, begin + rows)
        keep[part] = squared_chords_m2(rim[part], outline.xyz).min(axis=1) >= reach[part]
    return np.unique(index[keep])


def _normals(outline: Outline, *, has_area: bool) -> tuple[NDArray[np.intp], Array]:
    """Outward directions at the vertices, about every 4 degrees: pairs of vertex index and azimuth (degrees)."""
    forward = _fans(outline, outline.before, outline.after)
    if has_area:
        return forward
    backward = _fans(outline, outline.after, outline.before)  # a line is a region without width: both sides are outside
    return np.concatenate((forward[0], backward[0])), np.concatenate((forward[1], backward[1]))


def _fans(outline: Outline, before: NDArray[np.intp], after: NDArray[np.intp]) -> tuple[NDArray[np.intp], Array]:
    here = np.arange(len(outline))
    came, goes = _bearing(outline, before, here), _bearing(outline, here, after)
    lone = (before == here) & (after == here)
    came, goes = np.where(before == here, goes + 180.0, came), np.where(after == here, came + 180.0, goes)
    left_turn = (came - goes + 180.0) % 360.0 - 180.0  # the inside is on the left: turning left is bulging out
    left_turn = np.where((before == here) | (after == here), 180.0, left_turn)
    left_turn = np.where(lone, 360.0, left_turn)
    start = np.where(lone, 0.0, goes + 90.0) - 3.0
    width = left_turn + 6.0
    count = np.where(left_turn > -3.0, np.ceil(np.maximum(width, 0.0) / 4.0).astype(int) + 1, 0)
    index = np.repeat(here, count)
    place = np.arange(len(index)) - np.repeat(np.cumsum(count) - count, count)
    return index, start[index] + width[index] * place / np.maximum(count[index] - 1, 1)


def _bearing(outline: Outline, start: NDArray[np.intp], end: NDArray[np.intp]) -> Array:
    lat, lon = outline.lat, outline.lon
    middle = np.radians((lat[start] + lat[end]) / 2.0)
    turn = (lon[end] - lon[start] + 180.0) % 360.0 - 180.0
    return np.asarray(np.degrees(np.arctan2(turn * np.cos(middle), lat[end] - lat[start])))


def _by_pieces(geometry: BaseGeometry, radius_m: float) -> BaseGeometry:
    """Plane buffers of pieces a few degrees wide, each in the azimuthal equidistant projection about its own middle."""
    buffers = [_plane_buffer(piece, radius_m) for piece in _pieces(geometry)]
    return globe.polygons(shapely.union_all([geometry, *buffers]))


def _pieces(geometry: BaseGeometry) -> list[BaseGeometry]:
    west, south, east, north = geometry.bounds
    tiles = []
    for low in np.arange(math.floor(south / _PIECE_DEG) * _PIECE_DEG, north, _PIECE_DEG):
        width = min(_PIECE_DEG / max(math.cos(math.radians(max(abs(low), abs(low + _PIECE_DEG)) - 1.0)), 0.02), 360.0)
        count = max(math.ceil((east - west) / width), 1)
        edges = np.linspace(west, east, count + 1)
        tiles += [shapely.box(a, low, b, low + _PIECE_DEG) for a, b in pairwise(edges)]
    shapely.prepare(geometry)
    outer = [t for t in tiles if geometry.intersects(t) and not geometry.contains_properly(t)]
    return [p for p in shapely.intersection(geometry, outer) if not p.is_empty]


def _plane_buffer(piece: BaseGeometry, radius_m: float) -> BaseGeometry:
    """Buffered about the middle of the piece; the outline goes there and back by geodesics."""
    west, south, east, north = piece.bounds
    lat, lon = (south + north) / 2.0, (west + east) / 2.0

    def to_plane(lonlat: Array) -> Array:
        distance, azimuth, _ = geodesic.inverse(lat, lon, lonlat[:, 1], lonlat[:, 0])
        return np.column_stack((distance * np.sin(np.radians(azimuth)), distance * np.cos(np.radians(azimuth))))

    plane = shapely.transform(piece.segmentize(0.1), to_plane)
    wide = plane.simplify(_SIMPLER_BY * radius_m).buffer(radius_m, quad_segs=32)
    regions = []
    for polygon in shapely.get_parts(shapely.orient_polygons(wide.segmentize(20_000.0))):
        region = _from_plane(lat, lon, polygon.exterior)
        holes = [_from_plane(lat, lon, hole.reverse()) for hole in polygon.interiors]
        regions.append(shapely.difference(region, shapely.union_all(holes)) if holes else region)
    return shapely.union_all(regions)


def _from_plane(lat: float, lon: float, ring: BaseGeometry) -> BaseGeometry:
    x, y = shapely.get_coordinates(ring).T
    lats, lons = geodesic.destination(lat, lon, np.degrees(np.arctan2(x, y)), np.hypot(x, y))
    return globe.region_left_of(np.asarray(lats), np.asarray(lons))
