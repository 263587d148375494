"""Many sites on one raster: who sees a target at one height. Of a site only its part of the answer is kept.

Most of a raster is hidden from each of many sites. The compiled sweep is told the highest ground and the highest target
of squares of cells (`howfar.sight.tops`), and passes over what lies below every sight line, with the same answer. A
union asks less still: what one site sees is no target for the next ones.
"""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from howfar.constants import STANDARD_K_FACTOR
from howfar.errors import PolarError, UsageError
from howfar.sight.coverage import swept
from howfar.sight.masks import places_in
from howfar.sight.surfaces import level_of, seen_from
from howfar.sight.tops import Tops, left_over, tops_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from howfar.sight.site import Site
    from howfar.terrain.grid import ElevationGrid

_FIRST_LOOK: Final = 8  # sites, and half as many again after each: then what is left to see is looked up


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

    Sites are swept side by side, one on each thread. progress(sites done, sites in all). Errors as
    `howfar.sight.surfaces.seen_from`; UsageError without a site.
    """
    asked = _Asked(grid, sites, level_of(altitude_amsl_m, height_agl_m), k_factor=k_factor, max_range_m=max_range_m)
    workers = min(threads or os.cpu_count() or 1, len(asked.sites))
    counts = [np.zeros(grid.shape, dtype=np.uint16) for _ in range(workers)]
    asked.run(counts, progress)
    for other in counts[1:]:
        counts[0] += other
    return counts[0]


def seen_by_any(
    grid: ElevationGrid,
    sites: Sequence[Site],
    *,
    altitude_amsl_m: float | None = None,
    height_agl_m: float | None = None,
    k_factor: float = STANDARD_K_FACTOR,
    max_range_m: float | None = None,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> npt.NDArray[np.uint8]:
    """1 for every sample of `grid` where at least one of the sites sees such a target, else 0; see `how_many_see`."""
    asked = _Asked(grid, sites, level_of(altitude_amsl_m, height_agl_m), k_factor=k_factor, max_range_m=max_range_m)
    seen = np.zeros(grid.shape, dtype=np.uint8)
    # one array for all threads: they write nothing but 1
    asked.run([seen] * min(threads or os.cpu_count() or 1, len(asked.sites)), progress, union=seen)
    return seen


class _Asked:
    """The question to all sites, and what is left to see."""

    def __init__(self, grid: ElevationGrid, sites: Sequence[Site], level: tuple[float, bool], **options: Any) -> None:
        if not sites:
            raise UsageError("give at least one site")
        self.grid, self.sites, (self.level_m, self.above_sea) = grid, sites, level
        self.options: dict[str, Any] = {**options, "threads": 1}
        self.tops: Tops | None = None
        self.lock, self.left, self.done = threading.Lock(), list(reversed(sites)), 0

    def run(
        self, into: Sequence[npt.NDArray[Any]], progress: Callable[[int, int], None] | None,
        union: npt.NDArray[np.uint8] | None = None,
    ) -> None:  # fmt: skip
        """Sites are added to `into`, one array for each thread."""
        grid, looks = self.grid, [_FIRST_LOOK]
        if self._core_takes(into[0]):
            self.tops = tops_of(grid.heights_m, self.level_m, above_sea=self.above_sea)

        def work(out: npt.NDArray[Any]) -> None:
            while (site := self._next()) is not None:
                self._add(site, out)
                with self.lock:
                    self.done += 1
                    if progress is not None:
                        progress(self.done, len(self.sites))
                    if union is not None and self.tops is not None and self.done >= looks[0]:
                        looks[0] = self.done * 3 // 2
                        self.tops = left_over(self.tops, grid.heights_m, self.level_m, union, above_sea=self.above_sea)

        with ThreadPoolExecutor(len(into)) as pool:
            try:
                for finished in [pool.submit(work, out) for out in into]:
                    finished.result()
            finally:
                self.left.clear()  # an error or Ctrl-C ends the others after the site that they are at

    def _core_takes(self, out: npt.NDArray[Any]) -> bool:
        from howfar.sight import core

        if core.library() is None or self.grid.goes_round:
            return False
        return core.takes(self.grid.heights_m[:1, :1], out[:1, :1], is_added=True)

    def _next(self) -> Site | None:
        with self.lock:
            return self.left.pop() if self.left else None

    def _add(self, site: Site, out: npt.NDArray[Any]) -> None:
        if self.tops is not None:
            asked = {"above_sea": self.above_sea, "level_m": self.level_m, "tops": self.tops, **self.options}
            try:
                swept(self.grid, site, out.dtype, out, **asked)
                return
            except PolarError:
                pass  # the single answer follows rays there, one by one
        altitude, height = (self.level_m, None) if self.above_sea else (None, self.level_m)
        found = seen_from(self.grid, site, altitude_amsl_m=altitude, height_agl_m=height, **self.options)
        for frame, part in places_in(self.grid, found.grid):
            if out.dtype == np.uint16:
                out[frame] += found.values[part]
            else:
                out[frame][found.values[part] != 0] = 1  # nothing is read that another thread may be writing
