"""What is cut from a coverage: outlines, areas, farthest places and values at points."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from howfar.constants import WGS84_FLATTENING, WGS84_SEMI_MAJOR_M
from howfar.earth.geodesic import distance_m

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from howfar.terrain.grid import ElevationGrid


def outline(seen: npt.NDArray[np.bool_], grid: ElevationGrid, *, simplify_cells: float = 0.0) -> BaseGeometry:
    """The cells that are True as valid polygons (lon, lat; cell borders), cut at the antimeridian.

    simplify_cells: corners may move by that many cells; 0 keeps every corner.
    """
    import shapely
    from rasterio.features import shapes
    from rasterio.transform import Affine
    from shapely.geometry import shape

    found = [
        shape(part)
        for part, value in shapes(seen.astype(np.uint8), mask=seen, transform=Affine(*grid.transform))
        if value
    ]
    if not found:
        return shapely.MultiPolygon()
    whole = _together(found)
    if simplify_cells > 0.0:
        whole = shapely.simplify(whole, simplify_cells * min(grid.lat_step_deg, grid.lon_step_deg))
        whole = shapely.make_valid(whole)
    return _on_the_map(whole)


def _together(polygons: list[BaseGeometry]) -> BaseGeometry:
    """Polygons of cells that share no border, as one valid geometry.

    They meet in corners at most, which a valid geometry may; uniting 40 000 of them takes a minute.
    """
    import shapely

    parts = np.array(polygons, dtype=object)
    torn = ~shapely.is_valid(parts)  # a ring that meets itself in a corner
    parts[torn] = shapely.make_valid(parts[torn])
    pieces = shapely.get_parts(shapely.get_parts(parts))  # what was mended may be a collection of several
    whole = shapely.multipolygons([p for p in pieces if p.geom_type == "Polygon"])
    return whole if shapely.is_valid(whole) else shapely.make_valid(shapely.union_all(polygons))


def cells_within(region: BaseGeometry, grid: ElevationGrid) -> npt.NDArray[np.bool_]:
    """Cells whose middle lies within a region of polygons (lon, lat in -180 to 180), over the antimeridian too."""
    from rasterio.features import geometry_mask
    from rasterio.transform import Affine
    from shapely.affinity import translate

    first = math.floor((grid.lon_west_deg + 180.0) / 360.0)
    last = math.floor((grid.lon_east_deg + 180.0) / 360.0)
    turned = [translate(region, xoff=360.0 * turn) for turn in range(first, last + 1)]
    inside: npt.NDArray[np.bool_] = geometry_mask(turned, grid.shape, Affine(*grid.transform), invert=True)
    return inside


def _on_the_map(geometry: BaseGeometry) -> BaseGeometry:
    """Longitudes beyond 180 degrees wrapped round, polygons cut there; latitudes held to the poles."""
    import shapely
    from shapely.affinity import translate

    west, south, east, north = geometry.bounds
    if west >= -180.0 and east <= 180.0 and south >= -90.0 and north <= 90.0 and geometry.geom_type == "MultiPolygon":
        return geometry
    parts = []
    for turn in range(math.floor((west + 180.0) / 360.0), math.floor((east + 180.0) / 360.0) + 1):
        strip = shapely.box(360.0 * turn - 180.0, -90.0, 360.0 * turn + 180.0, 90.0)
        parts.append(translate(shapely.intersection(geometry, strip), xoff=-360.0 * turn))
    polygons = [
        p for part in parts for p in shapely.get_parts(part) if p.geom_type.endswith("Polygon") and not p.is_empty
    ]
    joined = shapely.union_all(polygons)
    return (
        joined if joined.geom_type == "MultiPolygon" else shapely.MultiPolygon([joined] if not joined.is_empty else [])
    )


def zone_area_m2(lat_south_deg: npt.ArrayLike, lat_north_deg: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Area in square metres of one degree of longitude between two parallels of WGS84 (Snyder 1987, equation 3-12)."""
    e = math.sqrt(WGS84_FLATTENING * (2.0 - WGS84_FLATTENING))

    def q(lat_deg: npt.ArrayLike) -> Any:
        s = np.sin(np.radians(np.clip(np.asarray(lat_deg, dtype=np.float64), -90.0, 90.0)))
        return (1.0 - e * e) * (s / (1.0 - e * e * s * s) + np.arctanh(e * s) / e)

    return np.asarray(np.radians(1.0) * WGS84_SEMI_MAJOR_M**2 / 2.0 * (q(lat_north_deg) - q(lat_south_deg)))


def area_m2(seen: npt.NDArray[np.bool_], grid: ElevationGrid) -> float:
    """Area on the ellipsoid of the cells that are True, square metres."""
    half = grid.lat_step_deg / 2.0
    per_cell = zone_area_m2(grid.lats_deg - half, grid.lats_deg + half) * grid.lon_step_deg
    return float(np.sum(np.count_nonzero(seen, axis=1) * per_cell))


def farthest_m(seen: npt.NDArray[np.bool_], grid: ElevationGrid, lat: float, lon: float) -> float | None:
    """Distance in metres from a place to the farthest True cell; None without any.

    In a row the farthest cell is its first or its last one: along a parallel the distance grows with the longitude.
    """
    rows = np.flatnonzero(seen.any(axis=1))
    if not len(rows):
        return None
    first = seen[rows].argmax(axis=1)
    last = seen.shape[1] - 1 - seen[rows, ::-1].argmax(axis=1)
    lats = np.tile(grid.lats_deg[rows], 2)
    lons = grid.lons_deg[np.concatenate((first, last))]
    return float(np.max(distance_m(np.full(lats.shape, lat), np.full(lats.shape, lon), lats, lons)))


def surface_at(
    values: npt.NDArray[Any], grid: ElevationGrid, lat: npt.ArrayLike, lon: npt.ArrayLike
) -> npt.NDArray[np.float64]:
    """Values of cells at places, bilinear; NaN outside or where a cell that counts is NaN. Raises nothing."""
    from dataclasses import replace

    return replace(grid, heights_m=np.asarray(values, dtype=np.float32)).height_m(lat, lon)


def places_in(frame: ElevationGrid, part: ElevationGrid) -> Iterator[tuple[Any, Any]]:
    """Pairs of slices: where cells of the part lie in the frame; two where the frame closes round the globe."""
    row = round((frame.lat_north_deg - part.lat_north_deg) / frame.lat_step_deg)
    col = round((part.lon_west_deg - frame.lon_west_deg) / frame.lon_step_deg)
    rows, (height, width), whole = slice(row, row + part.shape[0]), part.shape, frame.shape[1]
    if frame.goes_round:
        col %= whole
    fits = min(width, whole - col)
    yield (rows, slice(col, col + fits)), (slice(0, height), slice(0, fits))
    if fits < width:
        yield (rows, slice(0, width - fits)), (slice(0, height), slice(fits, width))
