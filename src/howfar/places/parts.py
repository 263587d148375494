"""Parts of shapes that words describe: a half, a sector, a shared border, a coast."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import shapely
from shapely import affinity
from shapely.geometry.base import BaseGeometry

BEARINGS_DEG = {
    "north": 0.0, "northeast": 45.0, "east": 90.0, "southeast": 135.0,
    "south": 180.0, "southwest": 225.0, "west": 270.0, "northwest": 315.0,
}  # fmt: skip
HALF = 1 / 2  # "western Belarus"
THIRD = 1 / 3  # "north-western Belarus"
TENTH = 1 / 10  # "the far west of Belarus"
SECTOR_HALF_WIDTH_DEG = 45.0
TOUCHING_DEG = 0.01  # shapes of neighbours share their vertices; islands of rounding may lie this far apart
COAST_DEG = 0.15
BODY_GAP_DEG = 3.0  # parts farther away than this from the largest one are left out of "western X"
BISECTIONS = 22


@lru_cache(maxsize=1)
def geod() -> Any:
    """Geodesics on WGS84."""
    from pyproj import Geod

    return Geod(ellps="WGS84")


def move(lat: float, lon: float, bearing_deg: float, distance_m: float) -> tuple[float, float]:
    """The point at a bearing and a distance: latitude and longitude in degrees."""
    there_lon, there_lat, _ = geod().fwd(lon, lat, bearing_deg, distance_m)
    return there_lat, there_lon


def main_body(shape: BaseGeometry) -> BaseGeometry:
    """The largest part and what lies near it, longitudes made continuous across the antimeridian."""
    parts = shapely.get_parts(shape).tolist()
    largest = max(parts, key=lambda part: part.area)
    west, south, east, north = largest.bounds
    if east > 179.99 and largest.centroid.x > 0:
        parts = [affinity.translate(part, 360) if part.bounds[0] < -150 else part for part in parts]
    frame = shapely.box(west - BODY_GAP_DEG, south - BODY_GAP_DEG, east + BODY_GAP_DEG, north + BODY_GAP_DEG)
    if east > 179.99 and largest.centroid.x > 0:
        frame = shapely.box(west - BODY_GAP_DEG, south - BODY_GAP_DEG, 200, north + BODY_GAP_DEG)
    return shapely.multipolygons([part for part in parts if part.geom_type == "Polygon" and part.intersects(frame)])


def cut_at_antimeridian(shape: BaseGeometry) -> BaseGeometry:
    """A shape whose longitudes run on past 180 degrees, brought back into [-180, 180]."""
    west, _, east, _ = shape.bounds
    if west >= -180 and east <= 180:
        return shape
    turns = range(math.floor((west + 180) / 360), math.floor((east + 180) / 360) + 1)
    pieces = [
        affinity.translate(shapely.intersection(shape, shapely.box(360 * n - 180, -90, 360 * n + 180, 90)), -360 * n)
        for n in turns
    ]
    return shapely.union_all([piece for piece in pieces if not piece.is_empty])


def _turned(shape: BaseGeometry, bearing_deg: float) -> tuple[BaseGeometry, list[float]]:
    """The shape in a flat frame whose first axis points along the bearing, and the way back."""
    scale = max(0.05, math.cos(math.radians(shape.centroid.y)))
    cos, sin = math.cos(math.radians(bearing_deg)), math.sin(math.radians(bearing_deg))
    there = [sin * scale, cos, -cos * scale, sin, 0.0, 0.0]
    back = [sin / scale, -cos / scale, cos, sin, 0.0, 0.0]
    return affinity.affine_transform(shape, there), back


def part_towards(shape: BaseGeometry, bearing_deg: float, share: float) -> BaseGeometry:
    """The part of a region that lies farthest along a bearing and holds that share of its area."""
    turned, back = _turned(main_body(shape), bearing_deg)
    rough = shapely.simplify(turned, 0.02).buffer(0)
    low, south, high, north = turned.bounds
    near, far, wanted = low, high, rough.area * share
    for _ in range(BISECTIONS):
        middle = (near + far) / 2
        if shapely.clip_by_rect(rough, middle, south - 1, high + 1, north + 1).area > wanted:
            near = middle
        else:
            far = middle
    kept = shapely.intersection(turned, shapely.box(near, south - 1, high + 1, north + 1))
    return cut_at_antimeridian(affinity.affine_transform(kept, back))


def middle_part(shape: BaseGeometry) -> BaseGeometry:
    """What is left of a region when the outer quarter on each of the four sides is taken away."""
    inner = shapely.intersection(part_towards(shape, 0, 3 / 4), part_towards(shape, 180, 3 / 4))
    inner = shapely.intersection(inner, part_towards(shape, 90, 3 / 4))
    return shapely.intersection(inner, part_towards(shape, 270, 3 / 4))


def extent_km(shape: BaseGeometry) -> float:
    """Side of a square as large as the shape, in kilometres (a rough size, on a sphere)."""
    return 111.2 * math.sqrt(max(shape.area, 0.0) * max(0.02, math.cos(math.radians(shape.centroid.y))))


def sector(lat: float, lon: float, bearing_deg: float, inner_m: float, outer_m: float) -> BaseGeometry:
    """The quarter of a ring around a point that lies along a bearing."""
    steps = [bearing_deg + SECTOR_HALF_WIDTH_DEG * turn / 8 for turn in range(-8, 9)]
    far = [move(lat, lon, bearing, outer_m) for bearing in steps]
    near = [move(lat, lon, bearing, max(inner_m, 1.0)) for bearing in reversed(steps)]
    ring = [(lon + (point_lon - lon + 180) % 360 - 180, point_lat) for point_lat, point_lon in [*far, *near]]
    return cut_at_antimeridian(shapely.Polygon(ring))


def shared_border(one: BaseGeometry, other: BaseGeometry) -> BaseGeometry | None:
    """The line along which two regions touch, or None."""
    line = shapely.intersection(one.boundary, other.boundary)
    lines = [part for part in shapely.get_parts(line).tolist() if part.length > 0]
    if not lines:
        close = shapely.intersection(one.boundary, other.buffer(TOUCHING_DEG))
        lines = [part for part in shapely.get_parts(close).tolist() if part.length > 0]
    if not lines:
        return None
    merged = shapely.line_merge(shapely.multilinestrings(lines))
    return shapely.remove_repeated_points(merged)


def coast(country: BaseGeometry, neighbours: Iterable[BaseGeometry]) -> BaseGeometry | None:
    """The outline of a country where no neighbour touches it."""
    land = shapely.union_all([shape.buffer(TOUCHING_DEG) for shape in neighbours])
    line = shapely.difference(country.boundary, land)
    return None if line.is_empty else line


def sea_coast(sea: BaseGeometry, countries: Iterable[BaseGeometry]) -> BaseGeometry | None:
    """The outline of countries along a sea."""
    water = shapely.simplify(sea, 0.02).buffer(COAST_DEG)
    lines = [shapely.intersection(country.boundary, water) for country in countries]
    lines = [line for line in lines if not line.is_empty]
    return shapely.union_all(lines) if lines else None


def middle_of(shape: BaseGeometry) -> tuple[float, float]:
    """A point of the shape near its middle: latitude and longitude in degrees."""
    if shape.geom_type.endswith("LineString"):
        longest = max(shapely.get_parts(shape).tolist(), key=lambda part: part.length)
        point = longest.interpolate(0.5, normalized=True)
    else:
        largest = max(shapely.get_parts(shape).tolist(), key=lambda part: part.area)
        inside = largest.contains(largest.centroid)
        point = largest.centroid if inside else largest.representative_point()
    return point.y, point.x
