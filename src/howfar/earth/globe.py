"""Regions of the globe as shapely geometry: closed curves made into polygons that survive poles and antimeridian.

A region is a Polygon or MultiPolygon in longitude, latitude degrees within [-180, 180] x [-90, 90], cut at the
antimeridian; its edges are straight in longitude and latitude (as in Natural Earth and GeoJSON), not geodesics.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from shapely.affinity import translate

from howfar.constants import WGS84_FLATTENING, WGS84_SEMI_MAJOR_M
from howfar.earth import geodesic
from howfar.errors import UsageError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    Array = NDArray[np.float64]

FARTHEST_M: Final = (
    20003931.4586  # half a meridian of WGS84, the greatest distance there is (Karney 2013, 2 x quadrant)
)
_NEAR_ANTIPODE_M: Final = (
    19_900_000.0  # below it geodesics of WGS84 are still shortest paths (cut locus from 19 970 km on)
)
_POLYGON: Final = int(shapely.GeometryType.POLYGON)
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(4)
_ECCENTRICITY: Final = math.sqrt(WGS84_FLATTENING * (2.0 - WGS84_FLATTENING))


def world() -> BaseGeometry:
    """The whole Earth as one rectangle."""
    return shapely.box(-180.0, -90.0, 180.0, 90.0)


@lru_cache(maxsize=256)  # the same target is asked about from many places; a ring never changes
def range_ring(lat: float, lon: float, radius_m: float, *, vertices: int = 360) -> BaseGeometry:
    """Everything within `radius_m` (metres along geodesics of WGS84) of a point: a valid Polygon or MultiPolygon.

    Its vertices lie on the circle exactly; there are at least `vertices` of them, more where straight edges in
    longitude and latitude would leave it by over 0.02 % of the radius. From 20 003.9 km on it is the whole Earth.
    Raises UsageError for a radius that is not above 0 and for a latitude beyond ±90.
    """
    if not (math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90.0):
        raise UsageError(f"latitude {lat:g}, longitude {lon:g} is no place; latitudes lie between -90 and 90 degrees")
    if not radius_m > 0.0:
        raise UsageError(f"a radius of {radius_m:g} m draws no ring; give a length above 0 m")
    if radius_m >= FARTHEST_M:
        return world()
    if radius_m > _NEAR_ANTIPODE_M:
        return _all_but_the_antipode(lat, lon, radius_m, vertices)
    return _disc(lat, lon, radius_m, vertices, max(2e-4 * radius_m, 0.05))


def _disc(lat: float, lon: float, radius_m: float, vertices: int, tolerance_m: float) -> BaseGeometry:
    """The disc with edges that stay within `tolerance_m` of the circle, where more vertices can bring that about."""
    radius_m = _off_the_poles(lat, lon, radius_m)
    turns = np.linspace(360.0, 0.0, max(vertices, 16) + 1)  # against the clock: the inside lies on the left
    lats, lons = geodesic.destination(lat, lon, turns, radius_m)
    for _ in range(24):
        bad = _strays((lat, lon), radius_m, lats, lons, tolerance_m)
        if not bad.any():
            break
        new = (turns[:-1][bad] + turns[1:][bad]) / 2.0
        new_lats, new_lons = geodesic.destination(lat, lon, new, radius_m)
        at = np.flatnonzero(bad) + 1
        turns, lats, lons = np.insert(turns, at, new), np.insert(lats, at, new_lats), np.insert(lons, at, new_lons)
    return region_left_of(lats, lons)


def _off_the_poles(lat: float, lon: float, radius_m: float) -> float:
    """The radius, 0.01 % more (at most 1 m) where the circle runs through a pole: there longitude has no meaning."""
    step = min(1.0, 1e-4 * radius_m)
    to_poles = geodesic.distance_m(lat, lon, np.array([90.0, -90.0]), lon)
    return radius_m + step if np.any(np.abs(to_poles - radius_m) < step / 2) else radius_m


def _strays(
    centre: tuple[float, float], radius_m: float, lats: Array, lons: Array, tolerance_m: float
) -> NDArray[np.bool_]:
    """Edges whose middle is off the circle by more than the tolerance, or which turn too far about a pole."""
    turn = _shortest_turn(np.diff(lons))
    middle = geodesic.distance_m(*centre, (lats[1:] + lats[:-1]) / 2.0, lons[:-1] + turn / 2.0)
    bad: NDArray[np.bool_] = (np.abs(middle - radius_m) > tolerance_m) | (np.abs(turn) > 60.0)
    return bad


def _all_but_the_antipode(lat: float, lon: float, radius_m: float, vertices: int) -> BaseGeometry:
    """The Earth less the small region about the antipode that is farther off, found by halving along rays."""
    turns = np.linspace(0.0, 360.0, max(vertices, 16) + 1)
    near, far = np.zeros_like(turns), np.full_like(turns, FARTHEST_M - radius_m + 60_000.0)
    for _ in range(32):
        middle = (near + far) / 2.0
        beyond = geodesic.distance_m(lat, lon, *geodesic.destination(-lat, lon + 180.0, turns, middle)) > radius_m
        near, far = np.where(beyond, middle, near), np.where(beyond, far, middle)
    if not np.any(near > 1.0):
        return world()
    lats, lons = geodesic.destination(-lat, lon + 180.0, turns, np.maximum(near, 1.0))
    return region_left_of(lats, lons)


def region_left_of(lats: Array, lons: Array) -> BaseGeometry:
    """The region left of a closed curve (first point = last), which may run round a pole or over the antimeridian."""
    turns = _shortest_turn(np.diff(lons))
    unwrapped = np.concatenate(([lons[0]], lons[0] + np.cumsum(turns)))
    winding = round(float(turns.sum()) / 360.0)
    if winding:  # round a pole: going east has the north on the left, going west the south
        pole = 90.0 if winding > 0 else -90.0
        unwrapped = np.concatenate((unwrapped, [unwrapped[-1], unwrapped[0]]))
        lats = np.concatenate((lats, [pole, pole]))
    else:
        unwrapped[-1], lats = unwrapped[0], np.concatenate((lats[:-1], lats[:1]))  # closed to the last bit
    curve = shapely.Polygon(np.column_stack((unwrapped, lats)))
    outside = not winding and _shoelace(unwrapped, lats) < 0.0
    inside = folded(curve)
    return polygons(shapely.difference(world(), inside)) if outside else inside


def _shoelace(x: Array, y: Array) -> float:
    """Signed area of a closed plane curve, above 0 against the clock (relative to its first point, for tiny rings)."""
    x, y = x - x[0], y - y[0]
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))


def folded(geometry: BaseGeometry) -> BaseGeometry:
    """Polygons with any longitudes brought into [-180, 180], cut at the antimeridian."""
    whole = geometry if geometry.is_valid else shapely.make_valid(geometry)
    west, _, east, _ = whole.bounds
    if west >= -180.0 and east <= 180.0:
        return polygons(whole)
    pieces = []
    for turn in range(math.floor((west + 180.0) / 360.0), math.ceil((east + 180.0) / 360.0)):
        strip = shapely.box(-180.0 + 360.0 * turn, -90.0, 180.0 + 360.0 * turn, 90.0)
        pieces.append(translate(shapely.intersection(whole, strip), xoff=-360.0 * turn))
    return polygons(shapely.union_all(pieces))


def polygons(geometry: BaseGeometry) -> BaseGeometry:
    """The areas of a geometry as a valid Polygon or MultiPolygon: stray lines and points dropped."""
    if geometry.geom_type in {"Polygon", "MultiPolygon"}:
        return geometry if geometry.is_valid else polygons(shapely.make_valid(geometry))
    parts = [p for p in shapely.get_parts(geometry, return_index=False) if p.geom_type in {"Polygon", "MultiPolygon"}]
    return shapely.union_all(parts) if parts else shapely.Polygon()


def area_m2(geometry: BaseGeometry) -> float:
    """Area in square metres on WGS84 of polygons with edges straight in longitude and latitude; 0 for lines and points.

    The integral of the authalic ordinate along every edge (Snyder, Map Projections - A Working Manual, USGS PP 1395,
    equation 3-12): exact on the ellipsoid, and without trouble at the poles and for regions beyond a hemisphere.
    """
    rings, outward = _rings(geometry)
    if not len(rings):
        return 0.0
    lonlat, ring = shapely.get_coordinates(shapely.segmentize(rings, 4.0), return_index=True)
    lat = lonlat[:, 1]
    along = lat[:-1, None] + np.diff(lat)[:, None] * (_NODES + 1.0) / 2.0
    mean = _authalic_ordinate_m2(along) @ _WEIGHTS / 2.0
    under = np.where(np.diff(ring) == 0, mean * np.radians(np.diff(lonlat[:, 0])), 0.0)  # no edge from ring to ring
    return float(np.sum(outward * np.abs(np.bincount(ring[:-1], weights=under, minlength=len(rings)))))


def _rings(geometry: BaseGeometry) -> tuple[Any, Array]:
    """The rings of all polygons, and 1 for those round a polygon, -1 for those round a hole."""
    flat = shapely.get_parts(geometry)
    flat = np.concatenate([flat[:0], *(shapely.get_parts(part, return_index=False) for part in flat)])
    solid = flat[(shapely.get_type_id(flat) == _POLYGON) & ~shapely.is_empty(flat)]
    nested = [_rings(part) for part in flat[shapely.get_type_id(flat) > _POLYGON]]
    rings, of = shapely.get_rings(solid, return_index=True)
    first = np.concatenate(([True], np.diff(of) != 0)) if len(of) else np.zeros(0, bool)
    outward = np.where(first, 1.0, -1.0)
    return np.concatenate([rings, *(n[0] for n in nested)]), np.concatenate([outward, *(n[1] for n in nested)])


def _authalic_ordinate_m2(lat_deg: Array) -> Array:
    """Area between the equator and a latitude per radian of longitude (m²): a² q / 2."""
    e, s = _ECCENTRICITY, np.sin(np.radians(lat_deg))
    q = (1.0 - e * e) * (s / (1.0 - (e * s) ** 2) + np.arctanh(e * s) / e)
    return np.asarray(WGS84_SEMI_MAJOR_M**2 * q / 2.0)


def _shortest_turn(difference: Array) -> Array:
    return (difference + 180.0) % 360.0 - 180.0
