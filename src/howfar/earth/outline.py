"""Outlines: the vertices of a region as arrays, with positions in space for quick bounds on distances.

The straight chord through the Earth between two points orders distances as geodesics do, to 0.01 % up to some 2500 km
and to 0.1 % beyond; so chords choose the points, geodesics give the numbers. For farther choices there is the
formula of Andoyer and Lambert, right to some 0.01 % up to 19 000 km.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from howfar.constants import WGS84_FLATTENING, WGS84_SEMI_MAJOR_M

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    Array = NDArray[np.float64]
    Indices = NDArray[np.intp]

_E2: Final = WGS84_FLATTENING * (2.0 - WGS84_FLATTENING)
_ENTRIES: Final = 4_000_000  # of a distance table held at a time


def positions_m(lat: Any, lon: Any) -> Array:
    """Geocentric coordinates (n, 3) in metres of points on the ellipsoid (degrees)."""
    phi, lam = np.radians(np.asarray(lat, dtype=np.float64)), np.radians(np.asarray(lon, dtype=np.float64))
    n = WGS84_SEMI_MAJOR_M / np.sqrt(1.0 - _E2 * np.sin(phi) ** 2)
    parts = (n * np.cos(phi) * np.cos(lam), n * np.cos(phi) * np.sin(lam), n * (1.0 - _E2) * np.sin(phi))
    return np.stack(parts, axis=-1)


@dataclass(frozen=True)
class Outline:
    """Vertices of all rings, lines and points of a geometry (degrees), their positions (m) and their neighbours."""

    lat: Array
    lon: Array
    xyz: Array
    before: Indices
    after: Indices

    def __len__(self) -> int:
        return len(self.lat)


def outline_of(geometry: BaseGeometry, *, step_m: float = 10_000.0, tolerance_m: float = 0.0) -> Outline:
    """The outline with edges cut, straight in longitude and latitude as they are, into pieces of at most `step_m`."""
    lats, lons, before, after, count = [], [], [], [], 0
    for line in _simplified(_lines(geometry), tolerance_m):
        lon, lat = _cut(line, step_m).T
        closed = len(lat) > 2 and lat[0] == lat[-1] and lon[0] == lon[-1]
        if closed:
            lat, lon = lat[:-1], lon[:-1]
        index = np.arange(len(lat))
        ahead, behind = index + 1, index - 1
        ahead[-1], behind[0] = (0, len(lat) - 1) if closed else (len(lat) - 1, 0)
        lats.append(lat)
        lons.append(lon)
        before.append(behind + count)
        after.append(ahead + count)
        count += len(lat)
    lat, lon = np.concatenate(lats), np.concatenate(lons)
    return Outline(lat, lon, positions_m(lat, lon), np.concatenate(before), np.concatenate(after))


def _lines(geometry: BaseGeometry) -> BaseGeometry:
    """Rings of polygons, lines as they are, points as they are: one flat collection."""
    parts: list[BaseGeometry] = []
    for part in shapely.get_parts(geometry):
        if part.geom_type == "Polygon":
            parts += [part.exterior, *part.interiors]
        elif part.geom_type.startswith(("Multi", "Geometry")):
            parts += list(shapely.get_parts(_lines(part)))
        else:
            parts.append(part)
    return shapely.GeometryCollection([p for p in parts if not p.is_empty])


def _simplified(lines: BaseGeometry, tolerance_m: float) -> list[Array]:
    """Coordinates of each line, without the vertices that stray less than the tolerance; islets become points."""
    curves = [shapely.get_coordinates(line) for line in shapely.get_parts(lines)]
    if tolerance_m <= 0.0:
        return curves
    tolerance = tolerance_m / 111_700.0
    long = [c for c in curves if len(c) > 1 and np.ptp(c, axis=0).max() > tolerance]
    out = [shapely.get_coordinates(shapely.LineString(c).simplify(tolerance, preserve_topology=False)) for c in long]
    rest = [c[:1] for c in curves if len(c) == 1 or np.ptp(c, axis=0).max() <= tolerance]
    if rest:
        points = np.concatenate(rest)
        _, chosen = np.unique(np.round(points / tolerance), axis=0, return_index=True)
        out += [points[i : i + 1] for i in chosen]
    return out


def _cut(coordinates: Array, step_m: float) -> Array:
    if len(coordinates) < 2:
        return coordinates
    xyz = positions_m(coordinates[:, 1], coordinates[:, 0])
    length = np.linalg.norm(np.diff(xyz, axis=0), axis=1)
    # chords of very long edges fall short of the arc; degrees of latitude and longitude bound those
    wide = np.abs(np.diff(coordinates, axis=0))
    length = np.maximum(length, 111_000.0 * np.hypot(wide[:, 1], wide[:, 0] * np.cos(np.radians(coordinates[:-1, 1]))))
    pieces = np.maximum(np.ceil(length / step_m), 1).astype(int)
    edge = np.repeat(np.arange(len(pieces)), pieces)
    share = (np.arange(len(edge)) - np.repeat(np.cumsum(pieces) - pieces, pieces)) / pieces[edge]
    points = coordinates[edge] + share[:, None] * np.diff(coordinates, axis=0)[edge]
    return np.vstack((points, coordinates[-1:]))


def nearest_index(points: Array, among: Array) -> Indices:
    """For each position the index of the nearest one of `among` (by chord)."""
    return _choice(points, among, np.argmin)


def farthest_index(points: Array, among: Array) -> Indices:
    """For each position the index of the farthest one of `among` (by chord)."""
    return _choice(points, among, np.argmax)


def lambert_m(one: Array, two: Array) -> Array:
    """Distances in metres by Lambert's formula (J. Wash. Acad. Sci. 32 (1942) 125-130) on the auxiliary sphere.

    Between pairs of `reduced_directions`. s = a (sigma - f / 2 (X + Y)): sigma is the angle between the directions,
    X and
    Y correct for the flattening.
    """
    cosine = np.clip(np.einsum("ij,ij->i", one, two), -1.0 + 1e-9, 1.0 - 1e-12)
    sigma, sine = np.arccos(cosine), np.sqrt(1.0 - cosine**2)
    plus, minus = one[:, 2] + two[:, 2], one[:, 2] - two[:, 2]
    x = (sigma - sine) * plus**2 / (2.0 * (1.0 + cosine))
    y = (sigma + sine) * minus**2 / (2.0 * (1.0 - cosine))
    return np.asarray(WGS84_SEMI_MAJOR_M * (sigma - WGS84_FLATTENING / 2.0 * (x + y)))


def reduced_directions(lat: Any, lon: Any) -> Array:
    """Unit vectors (n, 3) of reduced latitudes and longitudes, from degrees."""
    phi, lam = np.radians(lat), np.radians(lon)
    beta = np.arctan2((1.0 - WGS84_FLATTENING) * np.sin(phi), np.cos(phi))
    return np.stack((np.cos(beta) * np.cos(lam), np.cos(beta) * np.sin(lam), np.sin(beta)), axis=-1)


def squared_chords_m2(points: Array, among: Array) -> Array:
    """Table of squared chords (m²); differences of large squares, so good to about 0.1 m of chord at none."""
    return np.asarray(
        np.maximum((points**2).sum(1)[:, None] + (among**2).sum(1)[None, :] - 2.0 * (points @ among.T), 0.0)
    )


def _choice(points: Array, among: Array, pick: Any) -> Indices:
    out = np.empty(len(points), dtype=np.intp)
    rows = max(_ENTRIES // max(len(among), 1), 1)
    squares = (among**2).sum(1)
    for begin in range(0, len(points), rows):
        part = slice(begin, begin + rows)
        out[part] = pick(squares - 2.0 * (points[part] @ among.T), axis=1)
    return out
