"""Hold a coverage to the brute force over random cells, and count what the promises are about."""

from __future__ import annotations

from dataclasses import dataclass

import bruteforce
import bruteforce_fast
import numpy as np

from howfar.sight.coverage import minimum_visible_altitude
from howfar.sight.site import Site


@dataclass
class Agreement:
    error_m: np.ndarray  # absolute, cells known to both
    gentle: np.ndarray  # of those: the brute force changes by less than 10 m to the four neighbours at half a cell
    wrong_at_100_m: np.ndarray
    unknown_apart: int  # cells that only one of the two knows


def site_at(grid, row, col, agl_m=20.0):
    return Site(
        grid.lat_north_deg - row * grid.lat_step_deg, grid.lon_west_deg + col * grid.lon_step_deg, antenna_agl_m=agl_m
    )


def agreement(grid, site, *, cells, seed=0, k=4 / 3, max_range_m=None, check_gentle=False, fast=False, **options):
    coverage = minimum_visible_altitude(grid, site, k_factor=k, max_range_m=max_range_m, **options)
    ours = coverage.minimum_visible_height_agl_m
    model = bruteforce.Model(
        grid.heights_m, grid.lat_north_deg, grid.lon_west_deg, grid.lat_step_deg, grid.lon_step_deg
    )
    generator = np.random.default_rng(seed)
    rows = generator.integers(1, grid.shape[0] - 1, cells)
    cols = generator.integers(1, grid.shape[1] - 1, cells)

    def brute(row, col):
        if fast:
            return bruteforce_fast.lowest_visible(model, site.lat, site.lon, coverage.antenna_amsl_m, row, col, k=k)[0]
        return bruteforce.lowest_visible_agl(model, site.lat, site.lon, coverage.antenna_amsl_m, row, col, k=k)

    theirs = np.array([brute(r, c) for r, c in zip(rows, cols, strict=True)])
    mine = ours[rows, cols].astype(float)
    both = np.isfinite(theirs) & np.isfinite(mine)
    gentle = np.ones(both.sum(), dtype=bool)
    if check_gentle:
        gentle = np.array(
            [
                max(abs(brute(r + a, c + b) + model.heights[r + a, c + b] - t - model.heights[r, c])
                    for a, b in ((0, 1), (0, -1), (1, 0), (-1, 0))) < 10.0
                for r, c, t in zip(rows[both], cols[both], theirs[both], strict=True)
            ]
        )  # fmt: skip
    return Agreement(
        error_m=np.abs(mine - theirs)[both],
        gentle=gentle,
        wrong_at_100_m=((mine <= 100) != (theirs <= 100))[both],
        unknown_apart=int(np.sum(np.isfinite(theirs) != np.isfinite(mine))),
    )
