"""The greatest value over a region of a function that changes by at most a metre a metre: branch and bound.

A cell (a piece of outline, a square of the inside) is thrown away when its middle is worse than the best known place
by more than the cell is wide; what is left is split. Exact to the tolerance, whatever the shape.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from howfar.earth.extremes import Region
    from howfar.earth.outline import Outline

    Array = NDArray[np.float64]
    Value = Callable[[Array, Array], Array]  # of latitudes and longitudes (degrees): metres

_TOLERANCE: Final = 2e-4  # of the distance at which the search stops
_LEAST_M: Final = 2.0  # and never finer than this
_BLOCK: Final = 24  # pieces of an outline bounded together at first


@dataclass(frozen=True)
class _Cells:
    """Cells of a search: middles and half-sizes (degrees). Cells of the outline are edges, the others rectangles."""

    lat: Array
    lon: Array
    half_lat: Array
    half_lon: Array
    is_edge: NDArray[np.bool_]

    @property
    def radius_m(self) -> Array:
        widest = np.radians(np.maximum(np.abs(self.lat) - np.abs(self.half_lat), 0.0))
        reach = np.hypot(self.half_lat, self.half_lon * np.cos(widest))
        return np.asarray(111_800.0 * reach)  # the longest degree of WGS84 is 111.694 km

    def kept(self, which: Any) -> _Cells:
        return _Cells(self.lat[which], self.lon[which], self.half_lat[which], self.half_lon[which], self.is_edge[which])

    def split(self) -> _Cells:
        """Edges into halves, rectangles into quarters."""
        edges, squares = self.kept(self.is_edge), self.kept(~self.is_edge)
        pieces = [(edges, s, s) for s in (-0.5, 0.5)] + [(squares, s, t) for s in (-0.5, 0.5) for t in (-0.5, 0.5)]
        return _Cells(
            np.concatenate([c.lat + s * c.half_lat for c, s, _ in pieces]),
            np.concatenate([c.lon + t * c.half_lon for c, _, t in pieces]),
            np.concatenate([c.half_lat / 2 for c, _, _ in pieces]),
            np.concatenate([c.half_lon / 2 for c, _, _ in pieces]),
            np.concatenate([c.is_edge for c, _, _ in pieces]),
        )


def _edge_cells(line: Outline, which: NDArray[np.intp]) -> _Cells:
    there = line.after[which]
    turn = (line.lon[there] - line.lon[which] + 180.0) % 360.0 - 180.0
    half_lat, half_lon = (line.lat[there] - line.lat[which]) / 2, turn / 2
    return _Cells(line.lat[which] + half_lat, line.lon[which] + half_lon, half_lat, half_lon, np.ones(len(which), bool))


def _inner_cells(region: Region) -> _Cells:
    """A grid of some hundred rectangles over the parts of the region."""
    boxes = []
    parts = [p for p in shapely.get_parts(region.geometry) if p.area > 1e-3 * region.geometry.area]
    for part in parts:
        west, south, east, north = part.bounds
        count = max(int(12 / np.sqrt(len(parts))), 2)
        lat, lon = (np.linspace(a, b, 2 * count + 1)[1::2] for a, b in ((south, north), (west, east)))
        grid = np.array(np.meshgrid(lat, lon, indexing="ij")).reshape(2, -1)
        boxes.append((grid, (north - south) / count / 2, (east - west) / count / 2))
    middles = np.concatenate([b[0] for b in boxes], axis=1)
    half_lat, half_lon = (np.concatenate([np.full(b[0].shape[1], b[i]) for b in boxes]) for i in (1, 2))
    return _Cells(middles[0], middles[1], half_lat, half_lon, np.zeros(len(half_lat), bool))


def _joined(a: _Cells, b: _Cells) -> _Cells:
    return _Cells(
        *(np.concatenate((getattr(a, n), getattr(b, n))) for n in ("lat", "lon", "half_lat", "half_lon", "is_edge"))
    )


def greatest(region: Region, value: Value, *, inside: bool) -> tuple[float, float, float]:
    """The greatest value over a region of a function that changes by at most 1 m a metre: value, latitude, longitude.

    First blocks of the outline, then its edges, then halves of edges and, if asked, quarters of squares of the inside.
    """
    line = region.outline
    best, which = _promising_vertices(line, value, region.step_m)
    cells = _edge_cells(line, np.unique(np.concatenate((which, line.before[which]))))
    if inside and region.has_area:
        cells = _joined(cells, _inner_cells(region))
    for _ in range(60):
        cells = cells.kept(_overlaps(region, cells))
        if not len(cells.lat):
            break
        values = value(cells.lat, cells.lon)
        feasible = cells.is_edge | region.contains(cells.lat, cells.lon)
        if feasible.any():
            top = int(np.argmax(np.where(feasible, values, -np.inf)))
            if values[top] > best[0]:
                best = (float(values[top]), float(cells.lat[top]), float(cells.lon[top]))
        cells = cells.kept(values + cells.radius_m > best[0] + max(_TOLERANCE * abs(best[0]), _LEAST_M)).split()
    return best


def _overlaps(region: Region, cells: _Cells) -> NDArray[np.bool_]:
    """Edges always; rectangles where they touch the region."""
    keep = cells.is_edge.copy()
    squares = np.flatnonzero(~keep)
    if len(squares):
        c = cells.kept(squares)
        boxes = shapely.box(c.lon - c.half_lon, c.lat - c.half_lat, c.lon + c.half_lon, c.lat + c.half_lat)
        keep[squares] = shapely.intersects(region.geometry, boxes)
    return keep


def _promising_vertices(
    line: Outline, value: Value, step_m: float
) -> tuple[tuple[float, float, float], NDArray[np.intp]]:
    """The best vertex, and all whose edges may hold a better point: blocks first, then vertices."""
    starts = np.arange(0, len(line), _BLOCK)
    middles = np.minimum(starts + _BLOCK // 2, len(line) - 1)
    values = value(line.lat[middles], line.lon[middles])
    spread = np.linalg.norm(line.xyz - np.repeat(line.xyz[middles], _BLOCK, axis=0)[: len(line)], axis=1)
    radius = np.maximum.reduceat(spread, starts) * 1.05 + step_m
    blocks = np.flatnonzero(values + radius >= values.max())
    which = (starts[blocks][:, None] + np.arange(_BLOCK)).ravel()
    which = which[which < len(line)]
    found = value(line.lat[which], line.lon[which])
    top = int(np.argmax(found))
    best = (float(found[top]), float(line.lat[which[top]]), float(line.lon[which[top]]))
    return best, which[found + step_m >= found[top]]
