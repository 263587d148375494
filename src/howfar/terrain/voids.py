"""What becomes of cells without a height. Never silently zero: the policy is asked for and said.

    refuse       any void within the radius is an error
    nan          voids stay voids; whatever lies behind them is "no data"
    sea          voids, and places that no file covers, lie at 0 m
    interpolate  voids are closed to MAX_VOID_CELLS from their edges; the rest, and what no file covers, stays void

Narrow seams of one or two cells between tiles, or along their edges, are closed linearly under every policy, and said:
published tiles have them (Copernicus tiles north of 50 degrees were seen with a border of NaN).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from howfar.terrain.grid import INT16_VOID, void_cells
from howfar.terrain.mosaic import Window

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt


VoidPolicy = Literal["refuse", "nan", "sea", "interpolate"]
POLICIES: Final = ("refuse", "nan", "sea", "interpolate")
MAX_VOID_CELLS: Final = 100
SEAM_CELLS: Final = 2
_WHOLE_EDGE: Final = 0.9  # share of a tile's edge that is void where the whole edge was lost
_STRIP_ROWS: Final = 512


def uncovered(window: Window, covered: Sequence[Window]) -> list[Window]:
    """Rectangles of the window that no covered rectangle touches; together with those they fill it."""
    parts = [part for part in (c.overlap(window) for c in covered) if part is not None]
    rows = sorted({window.first_row, window.end_row} | {r for p in parts for r in (p.first_row, p.end_row)})
    cols = sorted({window.first_col, window.end_col} | {c for p in parts for c in (p.first_col, p.end_col)})
    taken = np.zeros((len(rows) - 1, len(cols) - 1), dtype=bool)
    for p in parts:
        i, j = np.searchsorted(rows, (p.first_row, p.end_row)), np.searchsorted(cols, (p.first_col, p.end_col))
        taken[i[0] : i[1], j[0] : j[1]] = True
    return [Window(rows[i], rows[i + 1], cols[j], cols[j + 1]) for i, j in zip(*np.nonzero(~taken), strict=True)]


def close_seams(heights_m: npt.NDArray[Any], window: Window, gaps: Sequence[Window]) -> int:
    """Closes gaps at most SEAM_CELLS wide between covered places linearly, in place. Returns the cells closed."""
    closed = 0
    for gap in gaps:
        rows, cols = gap.within(window)
        if gap.shape[0] <= SEAM_CELLS:
            closed += _bridge(heights_m[:, cols], rows)
        if gap.shape[1] <= SEAM_CELLS:
            closed += _bridge(heights_m[rows, :].T, cols)
    return closed


def close_borders(heights_m: npt.NDArray[Any], tiles: Sequence[Window]) -> int:
    """Closes edges of tiles that are void over (nearly) their whole length, in place. Returns the cells closed.

    A single void that happens to lie on an edge is a void like any other and stays.
    """
    whole = Window(0, heights_m.shape[0], 0, heights_m.shape[1])
    closed = 0
    for tile in tiles:
        part = tile.overlap(whole)
        if part is None:
            continue
        for line in {tile.first_row, tile.end_row - 1}:
            closed += _close_line(heights_m[:, part.first_col : part.end_col], line)
        for line in {tile.first_col, tile.end_col - 1}:
            closed += _close_line(heights_m[part.first_row : part.end_row].T, line)
    return closed


def _close_line(heights_m: npt.NDArray[Any], line: int) -> int:
    if not 0 < line < heights_m.shape[0] - 1 or void_cells(heights_m[line]).mean() < _WHOLE_EDGE:
        return 0
    # the neighbour tile may have such an edge too: then both lines are closed together
    options = (slice(line, line + 1), slice(line, line + 2), slice(line - 1, line + 1))
    return sum(_bridge(heights_m, rows) for rows in options if rows.start > 0)


def _bridge(heights_m: npt.NDArray[Any], rows: slice) -> int:
    """Fills rows.start … rows.stop - 1 between the row before and the row after, where both have heights."""
    if rows.start == 0 or rows.stop >= heights_m.shape[0]:
        return 0
    before, after = heights_m[rows.start - 1], heights_m[rows.stop]
    both = ~void_cells(before) & ~void_cells(after)
    both &= void_cells(heights_m[rows]).any(axis=0)
    if not both.any():
        return 0
    count = 0
    for row in range(rows.start, rows.stop):
        share = (row - rows.start + 1) / (rows.stop - rows.start + 1)
        between = before.astype(np.float64) * (1 - share) + after.astype(np.float64) * share
        hole = both & void_cells(heights_m[row])
        fitting = np.rint(between) if heights_m.dtype == np.int16 else between
        heights_m[row, hole] = fitting[hole].astype(heights_m.dtype)
        count += int(hole.sum())
    return count


def count_voids(heights_m: npt.NDArray[Any]) -> int:
    """Cells without a height, counted in strips so that no second array of the size of the first is made."""
    strips = range(0, heights_m.shape[0], _STRIP_ROWS)
    return sum(int(np.count_nonzero(void_cells(heights_m[i : i + _STRIP_ROWS]))) for i in strips)


def fill_with_sea(heights_m: npt.NDArray[Any]) -> None:
    """Sets every void to 0 m, in place."""
    for i in range(0, heights_m.shape[0], _STRIP_ROWS):
        strip = heights_m[i : i + _STRIP_ROWS]
        strip[void_cells(strip)] = 0


def interpolate(heights_m: npt.NDArray[Any], window: Window, gaps: Sequence[Window]) -> None:
    """Closes voids from their edges by inverse distance (GDAL's fillnodata), in place; gaps no file covers stay."""
    from rasterio.fill import fillnodata

    void = INT16_VOID if heights_m.dtype == np.int16 else np.nan
    before = [heights_m[gap.within(window)].copy() for gap in gaps]
    for first in range(0, heights_m.shape[0], 4 * _STRIP_ROWS):
        start, end = max(0, first - MAX_VOID_CELLS), min(heights_m.shape[0], first + 4 * _STRIP_ROWS + MAX_VOID_CELLS)
        strip = heights_m[start:end]
        holes = void_cells(strip)
        if not holes.any() or holes.all():
            continue
        known = np.where(holes, np.nan, strip).astype(np.float32)  # what is not reached stays NaN
        filled = fillnodata(known, mask=~holes, max_search_distance=MAX_VOID_CELLS)
        filled = np.where(np.isnan(filled), void, filled)
        core = slice(first - start, min(first + 4 * _STRIP_ROWS, heights_m.shape[0]) - start)
        hole = holes[core]
        values = np.rint(filled[core]) if heights_m.dtype == np.int16 else filled[core]
        strip[core][hole] = values[hole].astype(heights_m.dtype)
    for gap, old in zip(gaps, before, strict=True):
        heights_m[gap.within(window)] = old
