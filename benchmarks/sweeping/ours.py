"""Our calls, as the peers' are: ground height (lowest visible height above ground) and binary, in memory."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from benchmarks.sweeping.rasters import ANTENNA_AGL_M, CELL_M, LAT_STEP_DEG, LON_STEP_DEG, SITE_LON_DEG


def sweep_of(heights_m: np.ndarray) -> Callable[..., None]:
    """run(out, threads): one sweep from the middle with half the grid as radius, ground height."""
    from howfar.sight import geometry, sweep

    size = len(heights_m)
    middle = float(size // 2)
    lattice = geometry.Lattice(LAT_STEP_DEG, LON_STEP_DEG, 0.0, SITE_LON_DEG, middle, middle)
    antenna_m = float(heights_m[size // 2, size // 2]) + ANTENNA_AGL_M

    def run(out: np.ndarray, threads: int | None = None) -> None:
        sweep.minimum_visible_heights(
            heights_m, sweep.Window(0, size, 0, size), lattice, out, antenna_amsl_m=antenna_m, mean_ground_amsl_m=0.0,
            k_factor=4 / 3, max_range_m=size / 2 * CELL_M, above_sea=False, see_through_voids=False, threads=threads,
        )  # fmt: skip

    return run
