"""One sweep: minimum visible height for every cell of a window of the model, by four wedges around the sensor.

              N N N N N N         N and S walk rows outwards, W and E columns (through transposed blocks).
              W N N N N E         A wedge's rays leave within one lateral step per line (45 degrees in the lattice).
              W W N N E E         Which wedge answers a cell is decided once, by row: `owned`.
              W W W o E E
              W W S S E E
              W S S S S E

This module prepares what kernels.py walks over.
"""

# ruff: noqa: E501, PLR0917 - the job list mirrors the kernel
from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from howfar.sight import geometry
from howfar.terrain.grid import INT16_VOID

NEAR_LINES: Final = 48  # lines before distance and height may be taken as linear in the step when looking for maxima
RAYS_PER_CELL: Final = 1.5  # rays a cell at the outermost line; docs/sweep.md says what fewer cost
_LEAST_RAYS: Final = 1024  # sixteen neighbours then share their factors to 1 %, which the kernel's short cut needs
_HIGH_ANTENNA_M: Final = 20_000.0  # above this float32 slopes lose centimetres: the sweep runs in float64
_RAYS_PER_CHUNK: Final = 256
_LEAST_CHUNKS: Final = 16  # a chunk's cubics must hold over its share of 90 degrees
_BLOCK: Final = 64  # lines taken at once
_MOST_KEPT: Final = 4_000_000  # samples of scratch memory
_SNAP_CELLS: Final = 1e-6


@dataclass(frozen=True)
class Window:
    """Rows row0..row1-1 and columns col0..col1-1 of the model; the sensor lies inside."""

    row0: int
    row1: int
    col0: int
    col1: int


def minimum_visible_heights(
    heights_m: npt.NDArray[Any],
    window: Window,
    lattice: geometry.Lattice,
    out: npt.NDArray[np.float32],
    *,
    antenna_amsl_m: float,
    mean_ground_amsl_m: float,
    k_factor: float,
    max_range_m: float,
    above_sea: bool,
    see_through_voids: bool,
    threads: int | None = None,
    near_lines: int = NEAR_LINES,
    rays_per_cell: float = RAYS_PER_CELL,
) -> None:
    """Fill `out` (the window's shape) with the lowest visible height above ground, or altitude with `above_sea`.

    NaN: void, beyond max_range_m, or (unless see_through_voids) a void on the way.
    """
    row, col = _snapped(lattice.site_row), _snapped(lattice.site_col)
    lattice = geometry.Lattice(lattice.lat_step_deg, lattice.lon_step_deg, lattice.site_lat, lattice.site_lon, row, col)
    counts = {
        "N": math.ceil(row) - window.row0,
        "S": window.row1 - 1 - math.floor(row),
        "W": math.ceil(col) - window.col0,
        "E": window.col1 - 1 - math.floor(col),
    }
    made = {
        name: geometry.wedge(
            name, lattice, v_max=float(count), k_factor=k_factor, antenna_amsl_m=antenna_amsl_m,
            mean_ground_amsl_m=mean_ground_amsl_m,
        )
        for name, count in counts.items() if count > 0
    }  # fmt: skip
    owned = _owned_columns(made, counts, lattice, window)
    kind = np.float64 if antenna_amsl_m > _HIGH_ANTENNA_M else np.float32
    jobs = [
        job
        for name in sorted(made, key=lambda n: (n in "NS", -counts[n]))  # the dearest first
        for job in _jobs(
            heights_m, window, lattice, out, made[name], counts[name], owned, np.zeros(1, kind),
            antenna_amsl_m, max_range_m, above_sea, see_through_voids, near_lines, rays_per_cell,
        )
    ]  # fmt: skip
    _all_done(jobs, threads)
    if row == round(row) and col == round(col):
        at = int(row) - window.row0, int(col) - window.col0
        height = float(heights_m[int(row), int(col)])
        is_void = math.isnan(height) or (heights_m.dtype == np.int16 and height == INT16_VOID)
        out[at] = math.nan if is_void else height if above_sea else 0.0


def _snapped(place: float) -> float:
    return float(round(place)) if abs(place - round(place)) < _SNAP_CELLS else place


def _first_line(name: str, lattice: geometry.Lattice) -> tuple[int, float]:
    """Index of the first line strictly beyond the sensor, and its distance in cells (0 to 1]."""
    place = lattice.site_row if name in "NS" else lattice.site_col
    line = math.ceil(place) - 1 if name in "NW" else math.floor(place) + 1
    return line, abs(place - line)


def _owned_columns(
    made: dict[str, geometry.Wedge], counts: dict[str, int], lattice: geometry.Lattice, window: Window
) -> npt.NDArray[np.int64]:
    """[row, 2]: the window's columns [lo, hi) that wedges N and S answer."""
    rows, cols = window.row1 - window.row0, window.col1 - window.col0
    owned = np.full((rows, 2), math.ceil(lattice.site_col) - window.col0, dtype=np.int64)
    for name in "NS":
        if name not in made:
            continue
        line, v0 = _first_line(name, lattice)
        v = v0 + np.arange(counts[name])
        edge = np.ones(v.shape)
        at = (line - window.row0) + (-1 if name == "N" else 1) * np.arange(counts[name])
        place = lattice.site_col - window.col0
        owned[at, 0] = np.ceil(place + v * made[name].values(0, v, -edge))
        owned[at, 1] = np.floor(place + v * made[name].values(0, v, edge)) + 1
    return np.clip(owned, 0, cols)


def _all_done(jobs: list[Callable[[], None]], threads: int | None) -> None:
    """Run the jobs on threads; the kernels let go of Python's lock, and no thread waits for another inside a sweep."""
    count = min(threads or os.cpu_count() or 1, len(jobs))
    if count == 1 or os.environ.get("NUMBA_DISABLE_JIT") == "1":
        for job in jobs:
            job()
        return
    with ThreadPoolExecutor(count) as pool:
        for done in [pool.submit(job) for job in jobs]:
            done.result()


def _jobs(
    heights_m: npt.NDArray[Any], window: Window, lattice: geometry.Lattice, out: npt.NDArray[np.float32],
    wedge: geometry.Wedge, count: int, owned: npt.NDArray[np.int64], zero: npt.NDArray[Any], antenna_m: float,
    range_m: float, above_sea: bool, see_through: bool, near: int, rays_per_cell: float,
) -> Iterator[Callable[[], None]]:  # fmt: skip
    """The wedge in two halves: calls that fill their own cells of `out`."""
    from howfar.sight import kernels

    by_row = wedge.name in "NS"
    line, v0 = _first_line(wedge.name, lattice)
    width = window.col1 - window.col0 if by_row else window.row1 - window.row0
    lateral = lattice.site_col - window.col0 if by_row else lattice.site_row - window.row0
    base = math.floor(lateral)
    # sixteen rays at once, and neighbouring chunks share the ray on their border
    wanted = max(2.0 * count * max(1.0, wedge.spread) * rays_per_cell, _LEAST_RAYS)
    chunks = 2 * math.ceil(max(_LEAST_CHUNKS, math.ceil(wanted / (_RAYS_PER_CHUNK - 1))) / 2)
    rays = 16 * math.ceil((math.ceil(wanted / chunks) + 1) / 16)
    edge = min(1.0 + (2.0 / count if count > 2 else 1.0), wedge.t_max)
    borders = np.linspace(-edge, edge, chunks + 1)
    v = v0 + np.arange(count, dtype=np.float64)
    tables, basis = geometry.chunk_tables(wedge, borders), geometry.line_basis(wedge, v)
    u_of = np.linspace(-1.0, 1.0, rays).astype(zero.dtype)
    memory = (width + 2 * kernels.PAD + kernels.SPARE) * (_BLOCK + 1)
    for half in (slice(0, chunks // 2), slice(chunks // 2, chunks)):
        fan = _fan(wedge, v, (borders[half.start], borders[half.stop]), lateral, width)
        yield partial(
            _with_scratch, out, zero.dtype, memory,
            heights_m, by_row, line, 1 if wedge.name in "SE" else -1, window.col0 if by_row else window.row0, width,
            INT16_VOID if heights_m.dtype == np.int16 else 2**31 - 1, antenna_m, 1.0 / (wedge.radius_m + antenna_m),
            -kernels.BIG if see_through else kernels.BIG, tables[half], basis, v, u_of, base, lateral - base, near, 1.0 - v0,
            range_m, math.nan, owned, fan, window.row0 if by_row else window.col0, above_sea, _BLOCK,
        )  # fmt: skip


_SCRATCH: Final[list[npt.NDArray[Any]]] = []  # a few megabytes a thread, kept between sweeps


def _with_scratch(out: npt.NDArray[np.float32], kind: np.dtype[Any], memory: int, *args: Any) -> None:
    """Run the kernel with memory from the last run: fresh pages would cost a tenth of the sweep."""
    from howfar.sight import kernels

    taken = []
    for dtype in (kind, np.dtype(np.float32)):
        try:
            piece = _SCRATCH.pop()
        except IndexError:
            piece = np.zeros(0, np.float32)
        whole = piece if piece.dtype == dtype and piece.size >= memory else np.zeros(memory, dtype)
        taken.append(whole)
    kernels.sweep_wedge(*args, *taken, out)
    if memory <= _MOST_KEPT and len(_SCRATCH) < 2 * (os.cpu_count() or 1):
        _SCRATCH.extend(taken)


def _fan(
    wedge: geometry.Wedge, v: npt.NDArray[np.float64], borders: tuple[float, float], lateral: float, width: int
) -> npt.NDArray[np.int64]:
    """[line, 2]: the laterals that rays touch at each line or on the way from the line before."""
    sides = [lateral + v * wedge.values(0, v, np.full(v.shape, t)) for t in borders]
    fan = np.stack((np.floor(sides[0]) - 4, np.ceil(sides[1]) + 5), axis=1)
    fan[0] = math.floor(lateral) - 4, math.ceil(lateral) + 5
    return np.asarray(np.clip(fan, 0, width), dtype=np.int64)
