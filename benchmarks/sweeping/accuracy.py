"""How far answers are from a brute force that shares no code with any of the programs (tests/sight/bruteforce.py)."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field

import numpy as np

from benchmarks.sweeping.measure import ROOT
from benchmarks.sweeping.rasters import ANTENNA_AGL_M, LAT_STEP_DEG, LON_STEP_DEG, corner, site

sys.path.insert(0, str(ROOT / "tests" / "sight"))
SEEN_AT_M = 100.0


@dataclass
class Truth:
    """Lowest visible heights above ground of random cells in range."""

    heights_m: np.ndarray
    count: int = 500
    cells: np.ndarray = field(init=False)
    exact_m: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        import bruteforce
        import bruteforce_fast

        size = len(self.heights_m)
        cells = np.random.default_rng(0).integers(0, size, (2 * self.count, 2))
        self.cells = cells[np.hypot(*(cells - size // 2).T) < size / 2 - 2][: self.count]
        north, west = corner(size)
        model = bruteforce.Model(self.heights_m, north, west, LAT_STEP_DEG, LON_STEP_DEG)
        antenna_m = float(self.heights_m[size // 2, size // 2]) + ANTENNA_AGL_M
        self.exact_m = np.array(
            [bruteforce_fast.lowest_visible(model, *site(size), antenna_m, r, c, k=4 / 3)[0] for r, c in self.cells]
        )

    def of_heights(self, found_m: np.ndarray) -> str:
        """Error of lowest visible heights above ground [row, col], as words."""
        found = found_m[self.cells[:, 0], self.cells[:, 1]]
        error = np.abs(found - self.exact_m)
        return (
            f"error median {np.nanmedian(error):.4f} m, p99 {np.nanpercentile(error, 99):.3f} m, "
            f"{self.of_seen(found_m <= SEEN_AT_M)}"
        )

    def of_seen(self, seen_at_100_m: np.ndarray) -> str:
        """Wrong verdicts for a target 100 m above ground, as words."""
        wrong = np.mean(seen_at_100_m[self.cells[:, 0], self.cells[:, 1]] != (self.exact_m <= SEEN_AT_M))
        return f"wrong at 100 m {wrong:.2%} of {len(self.cells)} cells"
