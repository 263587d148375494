"""Which parts of a planned window are read: chunks that begin where files begin, in a disc or around a path."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

import numpy as np

from howfar.terrain import area
from howfar.terrain.mosaic import Window

if TYPE_CHECKING:
    import numpy.typing as npt

    from howfar.terrain.reading import Terrain

_CHUNK: Final = (1024, 2048)  # rows and columns; 1024 is the block size of most COGs
_PATH_CHUNK: Final = (512, 512)  # along a path: the block size of many files
_LEAST_SPARED: Final = 1 << 25  # cells: the corners around a smaller disc are read too


def chunks(plan: Terrain) -> list[Window]:
    """The result in chunks that begin where files begin, so that no block of a file is decoded twice.

    With a path only those within two cells of it; of a large disc only those that it touches.
    """
    (rows, cols), n, first = plan.shape, plan.decimate, plan.window
    size = _CHUNK if plan.towards is None else _PATH_CHUNK
    placed = plan.mosaic.layers[0].placed
    row_cuts = _cuts(rows, {(p.window.first_row - first.first_row) // n for p in placed}, size[0] // n)
    col_cuts = _cuts(cols, {(p.window.first_col - first.first_col) // n for p in placed}, size[1] // n)
    if plan.towards is not None:
        wanted = _along_path(plan, row_cuts, col_cuts)
    elif plan.site is not None and rows * cols * n * n > _LEAST_SPARED:
        wanted = _in_disc(plan, row_cuts, col_cuts)
    else:
        wanted = np.ones((len(row_cuts) - 1, len(col_cuts) - 1), dtype=bool)
    return [
        Window(row_cuts[i], row_cuts[i + 1], col_cuts[j], col_cuts[j + 1])
        for i, j in zip(*(at.tolist() for at in np.nonzero(wanted)), strict=True)
    ]


def path_cells(plan: Terrain) -> npt.NDArray[np.int64]:
    """[cell, 2]: row and column in the result of every cell that the path passes (its north-western sample)."""
    assert plan.site is not None  # plan_terrain: a path has a beginning
    assert plan.towards is not None
    lattice, n = plan.mosaic.lattice, plan.decimate
    step_m = 30_000.0 * min(lattice.lat_step_deg * n, lattice.lon_step_deg * n)  # about a quarter of a cell
    # the geodesic leaves its chords of 1 km by 2 cm: solved there, straight in between
    lats, lons = area.path_places(plan.site, plan.towards, 1000.0)
    fine = np.linspace(0.0, len(lats) - 1.0, max(int(1000.0 / max(step_m, 1.0)) * (len(lats) - 1), 1) + 1)
    lats, lons = (np.interp(fine, np.arange(len(lats)), places) for places in (lats, lons))
    rows = ((lattice.north_deg - lats) / lattice.lat_step_deg - plan.window.first_row) / n
    east = np.mod(lons - lattice.west_deg - plan.window.first_col * lattice.lon_step_deg + 1e-9, 360.0)
    cells = np.floor(np.stack((rows, east / lattice.lon_step_deg / n), axis=1)).astype(np.int64)
    changes = np.any(cells[1:] != cells[:-1], axis=1)
    return cells[np.concatenate(([True], changes))]


def _along_path(plan: Terrain, row_cuts: list[int], col_cuts: list[int]) -> npt.NDArray[np.bool_]:
    wanted = np.zeros((len(row_cuts) - 1, len(col_cuts) - 1), dtype=bool)
    cells = path_cells(plan)
    for row_off, col_off in itertools.product((-2, 0, 3), repeat=2):
        i = np.searchsorted(row_cuts, np.clip(cells[:, 0] + row_off, 0, row_cuts[-1] - 1), side="right") - 1
        j = np.searchsorted(col_cuts, np.clip(cells[:, 1] + col_off, 0, col_cuts[-1] - 1), side="right") - 1
        wanted[i, j] = True
    return wanted


def _in_disc(plan: Terrain, row_cuts: list[int], col_cuts: list[int]) -> npt.NDArray[np.bool_]:
    """Chunks whose nearest point is within the radius: the site's own place clipped to the chunk, or one of its edges.

    Away from the site's row and column a parallel is nearest at the meridian nearest to the site, and a meridian at the
    parallel where the way from the site meets it at a right angle, which is looked for by samples.
    """
    assert plan.site is not None  # given with the radius, see plan_terrain
    assert plan.radius_m is not None
    lattice, n, (lat, lon) = plan.mosaic.lattice, plan.decimate, plan.site
    lats = lattice.north_deg - (plan.window.first_row + n * np.array(row_cuts)) * lattice.lat_step_deg
    west = lattice.west_deg + plan.window.first_col * lattice.lon_step_deg
    lons = west + n * np.array(col_cuts) * lattice.lon_step_deg
    middle = (lons[0] + lons[-1]) / 2
    lon = middle + np.mod(lon - middle + 180.0, 360.0) - 180.0
    nearest_lon = np.clip(lon, lons[:-1], lons[1:])
    share = np.linspace(0.0, 1.0, 17)[:, None]
    within = lats[:-1] + share * (lats[1:] - lats[:-1])  # [sample, row of chunks]
    away = area.distances_m(lat, float(lon), within[:, :, None], nearest_lon[None, None, :]).min(axis=0)
    # 0.6 % between sphere and ellipsoid, and what lies between two samples
    spacing_m = 111_700.0 * float(np.max(lats[:-1] - lats[1:])) / 16
    return np.asarray(away <= plan.radius_m * 1.007 + spacing_m + 4 * n * lattice.lat_step_deg * 111_700.0)


def _cuts(size: int, starts: set[int], step: int) -> list[int]:
    """0 … size cut at the starts of files, and every `step` from there."""
    step = max(1, step)
    edges = sorted({0, size} | {s for s in starts if 0 < s < size})
    if len(edges) > 2 + size // step:
        edges = [0, size]  # files strewn at random: regular chunks are better than slivers
    # counted from the start of the file even where that lies before the window
    before = max((s for s in starts if s <= 0), default=0)
    cuts = {c for c in range(before, edges[1], step) if c > 0}
    cuts |= {c for low, high in itertools.pairwise(edges[1:]) for c in range(low, high, step)}
    return sorted(cuts | {0, size})
