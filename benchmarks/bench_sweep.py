"""Speed of the sweep beside its peers, array in memory to array in memory. Nothing here is asserted.

    python benchmarks/bench_sweep.py [--size 4000 10000 20000] [--repeat 5] [--terrain hills|alps] [--no-peers]

The sensor stands in the middle, the radius is half the grid, the result is the lowest visible height above ground.
Times are minima of several runs; a machine that others use as well makes them noisy, so medians stand beside them.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "sight"))

CELL_M = 30.0
ANTENNA_AGL_M = 20.0


def terrain(kind: str, size: int) -> np.ndarray:
    """Smooth noise at several scales ("hills": 300 m of relief, "alps": 3000 m), or flat sea."""
    from scipy.ndimage import zoom

    generator = np.random.default_rng(1)
    out = np.zeros((size, size), np.float32)
    if kind == "sea":
        return out
    relief_m = 100.0 if kind == "hills" else 800.0
    for step in (256, 64, 16):
        coarse = generator.normal(size=(size // step + 4, size // step + 4)).astype(np.float32)
        out += zoom(coarse, step, order=1)[:size, :size] * (relief_m * (step / 256) ** 0.9)
    return out


def timed(run: Callable[[], object], repeat: int) -> tuple[float, float]:
    """Least and median milliseconds."""
    run()
    times = []
    for _ in range(repeat):
        begin = time.perf_counter()
        run()
        times.append((time.perf_counter() - begin) * 1e3)
    return min(times), float(np.median(times))


def row(name: str, least_ms: float, median_ms: float, cells: float, note: str = "") -> None:
    print(f"  {name:<44} {least_ms:>9.1f} {median_ms:>9.1f} {least_ms * 1e6 / cells:>8.2f}   {note}", flush=True)


def sweep_setup(heights_m: np.ndarray) -> tuple[Callable[..., None], np.ndarray]:
    from howfar.sight import geometry, sweep

    size = heights_m.shape[0]
    lat, step = 0.0, CELL_M / 110_574.0
    wide = CELL_M / 111_319.5
    middle = float(size // 2)
    lattice = geometry.Lattice(step, wide, lat, 8.0, middle, middle)
    out = np.empty_like(heights_m)
    antenna = float(heights_m[size // 2, size // 2]) + ANTENNA_AGL_M

    def run(threads: int | None = None, target: np.ndarray | None = None) -> None:
        sweep.minimum_visible_heights(
            heights_m, sweep.Window(0, size, 0, size), lattice, out if target is None else target,
            antenna_amsl_m=antenna, mean_ground_amsl_m=0.0, k_factor=4 / 3, max_range_m=size / 2 * CELL_M,
            above_sea=False, see_through_voids=False, threads=threads,
        )  # fmt: skip

    return run, out


def against_gdal(heights_m: np.ndarray, ours: np.ndarray, repeat: int, cells: float, least_ms: float) -> None:
    import peers

    library = peers.newest_gdal()
    if library is None:
        print("  no GDAL with a viewshed was found")
        return
    size = heights_m.shape[0]
    viewshed = peers.GdalViewshed(library, heights_m, CELL_M)
    place = ((size // 2 + 0.5) * CELL_M, (size - size // 2 - 0.5) * CELL_M)
    for name, mode in (("ground height", 3), ("binary", 1)):

        def run(mode: int = mode) -> None:
            made = viewshed.run(*place, ANTENNA_AGL_M, size / 2 * CELL_M, curvature=0.75, mode=mode)
            viewshed.close(made)

        best, median = timed(run, max(repeat // 2, 1))
        row(f"GDAL {viewshed.version} {name}", best, median, cells, f"{best / least_ms:.1f} times ours")
    made = viewshed.run(*place, ANTENNA_AGL_M, size / 2 * CELL_M, curvature=0.75, mode=3)
    theirs = viewshed.array(made, heights_m.shape)
    viewshed.close(made)
    accuracy(heights_m, {"ours": ours, "GDAL": theirs})


def accuracy(heights_m: np.ndarray, answers: dict[str, np.ndarray]) -> None:
    """Against the exact path on the same surface, at random cells in range (at the equator cells are nearly square)."""
    from howfar.sight.path import sight
    from howfar.sight.site import Site
    from howfar.terrain.grid import ElevationGrid

    size = heights_m.shape[0]
    step, wide = CELL_M / 110_574.0, CELL_M / 111_319.5
    grid = ElevationGrid(heights_m, step * (size // 2), 8.0 - wide * (size // 2), step, wide, "EGM96")
    generator = np.random.default_rng(0)
    cells = generator.integers(0, size, (600, 2))
    cells = cells[np.hypot(*(cells - size // 2).T) < size / 2 - 2]
    site = Site(0.0, 8.0, antenna_agl_m=ANTENNA_AGL_M)
    exact = np.array(
        [
            sight(
                grid,
                site,
                grid.lat_north_deg - r * step,
                grid.lon_west_deg + c * wide,
                target_agl_m=1.0,
                profile_points=2,
            ).minimum_visible_height_agl_m
            for r, c in cells
        ]
    )
    for name, answer in answers.items():
        found = answer[cells[:, 0], cells[:, 1]]
        error = np.abs(found - exact)
        wrong = np.mean((found <= 100) != (exact <= 100))
        print(
            f"  {name}: error median {np.nanmedian(error):.4f} m, p99 {np.nanpercentile(error, 99):.3f} m, "
            f"wrong at 100 m {wrong:.3%} of {len(cells)} cells"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, nargs="+", default=[4000])
    parser.add_argument("--repeat", type=int, default=7)
    parser.add_argument("--terrain", choices=["hills", "alps", "sea"], default="hills")
    parser.add_argument("--no-peers", action="store_true")
    given = parser.parse_args()
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors; milliseconds: least and median")
    for size in given.size:
        heights_m = terrain(given.terrain, size)
        cells = float(np.pi * size * size / 4)
        print(f"{size} x {size}, {given.terrain}: {cells / 1e6:.1f} million cells in range; ns are per cell in range")
        run, out = sweep_setup(heights_m)
        best, median = timed(run, given.repeat)
        row("howfar, all threads, buffer reused", best, median, cells)
        row("howfar, 1 thread, buffer reused", *timed(lambda run=run: run(1), given.repeat), cells)
        row(
            "howfar, all threads, fresh buffer",
            *timed(lambda run=run, h=heights_m: run(None, np.empty_like(h)), given.repeat),
            cells,
        )
        copy, copy_median = timed(lambda out=out, h=heights_m: np.copyto(out, h), given.repeat)
        row(
            "copy of the array",
            copy,
            copy_median,
            cells,
            f"{2 * heights_m.nbytes / copy / 1e6:.1f} GB/s read and written",
        )
        run()
        if given.no_peers:
            accuracy(heights_m, {"ours": out})
        else:
            against_gdal(heights_m, out, given.repeat, cells, best)


if __name__ == "__main__":
    main()
