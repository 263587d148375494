"""The sweep in fewer bytes: whole metres in 16 bits, seen or not in 8.

For rasters of thousands of millions of cells, where a second copy in float32 costs more than the sweep.
`howfar.sight.coverage` is the full answer, `howfar.sight.many` is about many sites on one raster.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from howfar.constants import STANDARD_K_FACTOR
from howfar.errors import PolarError, UsageError
from howfar.sight.coverage import coverage_shape, minimum_visible_altitude, swept
from howfar.terrain.grid import as_float32
from howfar.terrain.lazy import void_array

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from howfar.sight.site import Site
    from howfar.terrain.grid import ElevationGrid

    Progress = Callable[[int, int], None]

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
    progress: Progress | None = None,
) -> Surface:
    """The lowest altitude above mean sea level (or height above ground) at which a target is seen, in whole metres.

    int16, rounded up, so that a target at that height is seen; UNKNOWN (-32768) where it is not known, HIGHEST (32767)
    for that or more. Arguments and errors as `howfar.sight.coverage.minimum_visible_altitude`; out: int16.
    """
    kind = np.dtype(np.int16)
    return _surface(
        grid, site, kind, out, above_sea=not above_ground, k_factor=k_factor, max_range_m=max_range_m, threads=threads,
        progress=progress,
    )  # fmt: skip


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
    progress: Progress | None = None,
) -> Surface:
    """Where a target at that altitude above mean sea level, or height above ground, is seen: uint8, 1 or 0.

    0 also where it is not known. Give exactly one of the two. out: uint8. Otherwise as `minimum_visible_metres`.
    """
    level_m, above_sea = level_of(altitude_amsl_m, height_agl_m)
    kind = np.dtype(np.uint8)
    return _surface(
        grid, site, kind, out, above_sea=above_sea, level_m=level_m, k_factor=k_factor, max_range_m=max_range_m,
        threads=threads, progress=progress,
    )  # fmt: skip


def level_of(altitude_amsl_m: float | None, height_agl_m: float | None) -> tuple[float, bool]:
    """The target's level in metres, and whether it is above mean sea level. Raises UsageError unless one is given."""
    if (altitude_amsl_m is None) == (height_agl_m is None):
        raise UsageError("give the target once: altitude_amsl_m or height_agl_m")
    return (altitude_amsl_m, True) if altitude_amsl_m is not None else (float(height_agl_m or 0.0), False)


def _surface(
    grid: ElevationGrid, site: Site, dtype: np.dtype[Any], out: npt.NDArray[Any] | None, *, above_sea: bool,
    level_m: float = 0.0, **options: Any,
) -> Surface:  # fmt: skip
    from howfar.sight import core

    if core.library() is not None and core.takes(grid.heights_m[:1, :1], np.empty((1, 1), dtype)):
        within = options.get("max_range_m")
        fresh = _unknown(coverage_shape(grid, site, within), dtype) if out is None and within is not None else None
        try:
            values, answered, antenna_m = swept(
                grid, site, dtype, out if fresh is None else fresh, above_sea=above_sea, level_m=level_m,
                is_prefilled=fresh is not None, **options,
            )  # fmt: skip
            return Surface(values, answered, site, antenna_m)
        except PolarError:
            pass  # the full answer follows rays there, one by one
    full = minimum_visible_altitude(grid, site, **options)
    if out is not None and (out.shape != full.grid.shape or out.dtype != dtype):
        raise UsageError(f"out must be a {dtype} array of shape {full.grid.shape}, not {out.dtype} {out.shape}")
    values = np.empty(full.grid.shape, dtype) if out is None else out
    for first in range(0, len(values), _STRIP):
        rows = slice(first, first + _STRIP)
        strip = full.minimum_visible_altitude_amsl_m[rows]
        if not above_sea:
            strip = strip - as_float32(full.grid.heights_m[rows])
        values[rows] = _metres(strip) if dtype == np.int16 else strip <= np.float32(level_m)
    return Surface(values, full.grid, site, full.antenna_amsl_m)


def _unknown(shape: tuple[int, int], dtype: np.dtype[Any]) -> npt.NDArray[Any]:
    """An answer that knows nothing, which takes memory only where it is written: beyond the range it stays so."""
    return void_array(shape, dtype) if dtype == np.int16 else np.zeros(shape, dtype)


def _metres(strip: npt.NDArray[np.float32]) -> npt.NDArray[np.int16]:
    """Whole metres as the compiled sweep writes them: up, but for a millimetre."""
    whole = np.clip(np.ceil(strip - np.float32(0.001)), -HIGHEST, HIGHEST)
    return np.where(np.isnan(strip), np.float32(UNKNOWN), whole).astype(np.int16)
