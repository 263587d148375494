"""The sweep in fewer bytes: whole metres in 16 bits, seen or not in 8; and how many of many sites see each place.

For rasters of thousands of millions of cells and for hundreds of sites, where a second copy in float32 costs more than
the sweep. `howfar.sight.coverage` is the full answer.
"""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from howfar.constants import STANDARD_K_FACTOR
from howfar.errors import UsageError
from howfar.sight.coverage import swept

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from howfar.sight.site import Site
    from howfar.terrain.grid import ElevationGrid

UNKNOWN: Final = -32768  # void, behind a void, or beyond the range
HIGHEST: Final = 32767  # that or more
_STRIP: Final = 256  # rows converted at once without the compiled sweep


@dataclass(frozen=True, eq=False)
class Surface:
    """An answer for every sample of `grid`, same shape: int16 metres (UNKNOWN, HIGHEST) or uint8 (1 seen, 0 not)."""

    values: npt.NDArray[Any]
    grid: ElevationGrid
    site: Site
    antenna_amsl_m: float


def minimum_visible_metres(
    grid: ElevationGrid,
    site: Site,
    *,
    above_ground: bool = False,
    k_factor: float = STANDARD_K_FACTOR,
    max_range_m: float | None = None,
    out: npt.NDArray[np.int16] | None = None,
    threads: int | None = None,
) -> Surface:
    """The lowest altitude above mean sea level (or height above ground) at which a target is seen, in whole metres.

    int16, rounded up, so that a target at that height is seen; UNKNOWN (-32768) where it is not known, HIGHEST (32767)
    for that or more. Arguments and errors as `howfar.sight.coverage.minimum_visible_altitude`; out: int16.
    """
    kind = np.dtype(np.int16)
    return _surface(
        grid, site, kind, out, above_sea=not above_ground, k_factor=k_factor, max_range_m=max_range_m, threads=threads
    )


def seen_from(
    grid: ElevationGrid,
    site: Site,
    *,
    altitude_amsl_m: float | None = None,
    height_agl_m: float | None = None,
    k_factor: float = STANDARD_K_FACTOR,
    max_range_m: float | None = None,
    out: npt.NDArray[np.uint8] | None = None,
    threads: int | None = None,
) -> Surface:
    """Where a target at that altitude above mean sea level, or height above ground, is seen: uint8, 1 or 0.

    0 also where it is not known. Give exactly one of the two. out: uint8. Otherwise as `minimum_visible_metres`.
    """
    level_m, above_sea = _level(altitude_amsl_m, height_agl_m)
    kind = np.dtype(np.uint8)
    return _surface(
        grid, site, kind, out, above_sea=above_sea, level_m=level_m, k_factor=k_factor, max_range_m=max_range_m,
        threads=threads,
    )  # fmt: skip


def how_many_see(
    grid: ElevationGrid,
    sites: Sequence[Site],
    *,
    altitude_amsl_m: float | None = None,
    height_agl_m: float | None = None,
    k_factor: float = STANDARD_K_FACTOR,
    max_range_m: float | None = None,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> npt.NDArray[np.uint16]:
    """For every sample of `grid`, how many of the sites see a target at that altitude or height above ground.

    Sites are swept side by side, one on each thread. progress(sites done, sites in all). Errors as `seen_from`;
    UsageError without a site or for a model that closes round the globe (`howfar.sight.combined` takes that).
    """
    level_m, above_sea = _level(altitude_amsl_m, height_agl_m)
    if not sites or grid.goes_round:
        raise UsageError("give at least one site" if not sites else "give a part of the globe, or use combined()")
    workers = min(threads or os.cpu_count() or 1, len(sites))
    counts = [np.zeros(grid.shape, dtype=np.uint16) for _ in range(workers)]
    left, lock, done = list(reversed(sites)), threading.Lock(), [0]

    def work(count: npt.NDArray[np.uint16]) -> None:
        buffer: npt.NDArray[Any] | None = None
        while True:
            with lock:
                if not left:
                    return
                site = left.pop()
            if max_range_m is not None:
                buffer = None  # windows differ in shape
            found = _surface(
                grid, site, np.dtype(np.uint8), buffer, above_sea=above_sea, level_m=level_m, k_factor=k_factor,
                max_range_m=max_range_m, threads=1,
            )  # fmt: skip
            buffer = found.values
            row, col = (round(float(x)) for x in grid.rows_cols(found.grid.lat_north_deg, found.grid.lon_west_deg))
            count[row : row + found.grid.shape[0], col : col + found.grid.shape[1]] += found.values
            with lock:
                done[0] += 1
                if progress is not None:
                    progress(done[0], len(sites))

    with ThreadPoolExecutor(workers) as pool:
        try:
            for finished in [pool.submit(work, count) for count in counts]:
                finished.result()
        finally:
            left.clear()  # an error or Ctrl-C ends the others after the site that they are at
    for other in counts[1:]:
        counts[0] += other
    return counts[0]


def _level(altitude_amsl_m: float | None, height_agl_m: float | None) -> tuple[float, bool]:
    if (altitude_amsl_m is None) == (height_agl_m is None):
        raise UsageError("give the target once: altitude_amsl_m or height_agl_m")
    return (altitude_amsl_m, True) if altitude_amsl_m is not None else (float(height_agl_m or 0.0), False)


def _surface(
    grid: ElevationGrid, site: Site, dtype: np.dtype[Any], out: npt.NDArray[Any] | None, *, above_sea: bool,
    level_m: float = 0.0, **options: Any,
) -> Surface:  # fmt: skip
    from howfar.sight import core

    if core.library() is not None and core.takes(grid.heights_m[:1, :1], np.empty((1, 1), dtype)):
        values, answered, antenna_m = swept(grid, site, dtype, out, above_sea=above_sea, level_m=level_m, **options)
        return Surface(values, answered, site, antenna_m)
    fine, answered, antenna_m = swept(grid, site, np.dtype(np.float32), None, above_sea=above_sea, **options)
    if out is not None and (out.shape != fine.shape or out.dtype != dtype):
        raise UsageError(f"out must be a {dtype} array of shape {fine.shape}, not {out.dtype} {out.shape}")
    values = np.empty(fine.shape, dtype) if out is None else out
    for first in range(0, len(fine), _STRIP):
        strip, to = fine[first : first + _STRIP], values[first : first + _STRIP]
        to[...] = _metres(strip) if dtype == np.int16 else strip <= np.float32(level_m)
    return Surface(values, answered, site, antenna_m)


def _metres(strip: npt.NDArray[np.float32]) -> npt.NDArray[np.int16]:
    """Whole metres as the compiled sweep writes them: up, but for a millimetre."""
    whole = np.clip(np.ceil(strip - np.float32(0.001)), -HIGHEST, HIGHEST)
    return np.where(np.isnan(strip), np.float32(UNKNOWN), whole).astype(np.int16)
