"""From degrees to pixels: azimuthal equidistant round one place, so that rings round it are true circles.

Distances and directions from the centre are true on WGS84; elsewhere shapes are stretched the more, the farther out.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

Pixel = tuple[float, float]
METRES_PER_DEGREE: Final = 111_195.0  # one degree of a great circle on the mean sphere, for clipping only
_FARTHEST_M: Final = 17_000_000.0  # beyond, the projection tears the far side of the globe round the rim
_SEGMENT_DEG: Final = 1.0


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels (or in metres of the map plane, y up), by its edges."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def overlaps(self, other: Box, gap: float = 0.0) -> bool:
        """True when the two come nearer than `gap`."""
        return (
            self.left < other.right + gap
            and other.left < self.right + gap
            and self.top < other.bottom + gap
            and other.top < self.bottom + gap
        )

    def holds(self, other: Box, gap: float = 0.0) -> bool:
        """True when `other` lies inside with `gap` to spare."""
        return (
            self.left + gap <= other.left
            and other.right <= self.right - gap
            and self.top + gap <= other.top
            and other.bottom <= self.bottom - gap
        )


@dataclass(frozen=True)
class View:
    """A frame of the map: projection centre (degrees), what lies in its middle (metres), pixels a metre."""

    lat: float
    lon: float
    frame: Box
    middle_m: Pixel
    px_per_m: float

    @cached_property
    def _projection(self) -> Any:
        return plane(self.lat, self.lon)

    def pixels(self, lats: Any, lons: Any) -> np.ndarray[Any, Any]:
        """Pixels, shape (n, 2), of points given in degrees."""
        return self.on_screen(*self._projection.transform(np.asarray(lons, float), np.asarray(lats, float)))

    def pixel(self, lat: float, lon: float) -> Pixel:
        """The pixel of one point given in degrees."""
        x, y = self.pixels([lat], [lon])[0]
        return float(x), float(y)

    def on_screen(self, x_m: Any, y_m: Any) -> np.ndarray[Any, Any]:
        """Pixels, shape (n, 2), from metres of the map plane (x east, y north of the centre)."""
        frame = self.frame
        left = (frame.left + frame.right) / 2 + (np.asarray(x_m) - self.middle_m[0]) * self.px_per_m
        top = (frame.top + frame.bottom) / 2 - (np.asarray(y_m) - self.middle_m[1]) * self.px_per_m
        return np.stack([left, top], axis=-1)

    @property
    def radius_m(self) -> float:
        """How far the corner of the frame that is farthest from the centre is."""
        half = self.frame.width / 2 / self.px_per_m, self.frame.height / 2 / self.px_per_m
        return math.hypot(abs(self.middle_m[0]) + half[0], abs(self.middle_m[1]) + half[1])

    def lines(self, geometry: BaseGeometry) -> Iterator[np.ndarray[Any, Any]]:
        """Rings or lines of a shape in lon, lat degrees as pixel arrays, clipped to a little beyond the frame."""
        yield from rings_of(self.drawn(geometry))

    def drawn(self, geometry: BaseGeometry) -> BaseGeometry:
        """A shape in lon, lat degrees as a shape in pixels, clipped to a little beyond the frame; empty if outside."""
        import shapely

        near = clipped(geometry, self.lat, self.lon, self.radius_m)
        if near.is_empty:
            return shapely.GeometryCollection()
        coarse = shapely.simplify(near, 0.25 / self.px_per_m / METRES_PER_DEGREE, preserve_topology=False)
        fine = shapely.segmentize(coarse, _SEGMENT_DEG)
        drawn = shapely.transform(fine, lambda points: self.on_screen(*self._projection.transform(*points.T)))
        if not np.isfinite(shapely.get_coordinates(drawn)).all():
            return shapely.GeometryCollection()
        return self._trimmed(drawn)

    def _trimmed(self, drawn: BaseGeometry) -> BaseGeometry:
        import shapely

        frame, rim = self.frame, 12.0
        whole = drawn if drawn.is_valid else shapely.make_valid(drawn)
        cut = shapely.clip_by_rect(whole, frame.left - rim, frame.top - rim, frame.right + rim, frame.bottom + rim)
        return shapely.simplify(cut, 0.35)


@lru_cache(maxsize=32)
def plane(lat: float, lon: float) -> Any:
    """Transformer from lon, lat degrees to metres of the azimuthal equidistant plane round a point."""
    from pyproj import Transformer

    definition = f"+proj=aeqd +lat_0={lat!r} +lon_0={lon!r} +ellps=WGS84 +units=m"
    return Transformer.from_crs("EPSG:4326", definition, always_xy=True)


def fitted(lat: float, lon: float, frame: Box, extent_m: Box, *, margin_px: float = 28.0) -> View:
    """The view that shows all of `extent_m` (metres round the centre, y up: top is the greater) inside the frame."""
    wide, high = max(extent_m.right - extent_m.left, 1000.0), max(extent_m.top - extent_m.bottom, 1000.0)
    scale = min((frame.width - 2 * margin_px) / wide, (frame.height - 2 * margin_px) / high)
    middle = (extent_m.left + extent_m.right) / 2, (extent_m.bottom + extent_m.top) / 2
    return View(lat, lon, frame, middle, scale)


def clipped(geometry: BaseGeometry, lat: float, lon: float, radius_m: float) -> BaseGeometry:
    """What of a shape in lon, lat degrees may lie within `radius_m` of a point; cut in boxes, so a little more."""
    import shapely

    west, south, east, north = geometry.bounds if not geometry.is_empty else (0.0, 0.0, 0.0, 0.0)
    parts = [
        shapely.clip_by_rect(geometry, *box)
        for box in _boxes(lat, lon, min(radius_m, _FARTHEST_M))
        if west <= box[2] and box[0] <= east and south <= box[3] and box[1] <= north
    ]
    if not parts:
        return shapely.GeometryCollection()
    found = parts[0] if len(parts) == 1 else shapely.union_all(parts)
    if radius_m < _FARTHEST_M / 2:
        return found
    return found.difference(_far_side(lat, lon))


def _boxes(lat: float, lon: float, radius_m: float) -> list[tuple[float, float, float, float]]:
    reach = radius_m / METRES_PER_DEGREE * 1.02
    south, north = max(-90.0, lat - reach), min(90.0, lat + reach)
    if south <= -89.9 or north >= 89.9 or reach >= 89.0:
        return [(-180.0, south, 180.0, north)]
    half = math.degrees(math.asin(min(1.0, math.sin(math.radians(reach)) / math.cos(math.radians(lat)))))
    west, east = lon - half, lon + half
    boxes = [(max(west, -180.0), south, min(east, 180.0), north)]
    if west < -180.0:
        boxes.append((west + 360.0, south, 180.0, north))
    if east > 180.0:
        boxes.append((-180.0, south, east - 360.0, north))
    return boxes


def _far_side(lat: float, lon: float) -> BaseGeometry:
    """A box round the antipode, which the projection would smear round the rim."""
    import shapely

    size = math.degrees(math.pi) - _FARTHEST_M / METRES_PER_DEGREE
    boxes = _boxes(-lat, (lon + 360.0) % 360.0 - 180.0, size * METRES_PER_DEGREE)
    return shapely.union_all([shapely.box(*box) for box in boxes])


def rings_of(geometry: BaseGeometry) -> Iterator[np.ndarray[Any, Any]]:
    """Every ring and line of a shape as arrays of shape (n, 2)."""
    import shapely

    for part in shapely.get_parts(geometry, return_index=False).ravel():
        if part.geom_type == "Polygon":
            yield from (shapely.get_coordinates(ring) for ring in shapely.get_rings(part))
        elif part.geom_type in ("LineString", "LinearRing"):
            yield shapely.get_coordinates(part)
        elif hasattr(part, "geoms"):
            yield from rings_of(part)
