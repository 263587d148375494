"""A planned reading: the window of a mosaic that a question needs, read in chunks by several threads."""

from __future__ import annotations

import itertools
import math
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from howfar.errors import TerrainError
from howfar.terrain import area, voids
from howfar.terrain.bands import Bands
from howfar.terrain.cutting import chunks, path_cells
from howfar.terrain.grid import INT16_VOID, ElevationGrid, void_cells
from howfar.terrain.lazy import void_array
from howfar.terrain.mosaic import Lattice, Mosaic, Window
from howfar.terrain.samples import LOWEST_LAND_M, Remarks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy.typing as npt

    from howfar.terrain.voids import VoidPolicy

    Progress = Callable[[int, int], None]  # cells done, cells in all

SeaFloor = Literal["refuse", "surface", "keep"]
MEMORY_LIMIT_BYTES: Final = int(4.5 * 2**30)  # of heights; leaves room for the sweep within 6 GiB
_BEYOND: Final = 1000  # times the memory limit: no path through such a window is looked for
_THREADS: Final = 4
_GDAL_CACHE_MB: Final = 256  # chunks follow the files' blocks: little is asked for twice


@dataclass(frozen=True)
class Terrain:
    """A planned reading: the mosaic, the window that the question needs and what to do with voids.

    `load()` reads all of it; `mosaic.read(window)` reads a part, from any thread.
    """

    mosaic: Mosaic
    window: Window
    site: tuple[float, float] | None
    radius_m: float | None
    voids: VoidPolicy
    sea_floor: SeaFloor
    decimate: int
    vertical_datum: str
    assumptions: tuple[str, ...]
    memory_limit_bytes: int = MEMORY_LIMIT_BYTES
    towards: tuple[float, float] | None = None  # only the chunks along the geodesic from site to here are read

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns that `load` will hold."""
        return self.window.shape[0] // self.decimate, self.window.shape[1] // self.decimate

    def load(self, progress: Progress | None = None) -> ElevationGrid:
        """Reads the window. progress(cells done, cells in all) is called as it goes.

        Raises TerrainError for broken files, too many cells, voids under "refuse" and sea floors under "refuse".
        """
        import rasterio

        self._refuse_too_large()
        with rasterio.Env(GDAL_CACHEMAX=_GDAL_CACHE_MB):
            heights, remarks, missing = self._read(progress)
        notes = [*self.assumptions, *_said(remarks)]
        if missing or remarks.below_land:
            heights = heights.whole() if isinstance(heights, Bands) else heights
            notes += self._mended(heights, remarks)
        else:
            notes.append("every cell of the area has a height")
        lattice = self.mosaic.lattice
        middle = (self.decimate - 1) / 2
        rasters = self.mosaic.rasters
        return ElevationGrid(
            heights_m=heights,
            lat_north_deg=lattice.north_deg - (self.window.first_row + middle) * lattice.lat_step_deg,
            lon_west_deg=_near(lattice.west_deg + (self.window.first_col + middle) * lattice.lon_step_deg),
            lat_step_deg=lattice.lat_step_deg * self.decimate,
            lon_step_deg=lattice.lon_step_deg * self.decimate,
            vertical_datum=self.vertical_datum,
            void_policy=self.voids,
            sources=tuple(raster.name for raster in rasters),
            credits=tuple(dict.fromkeys(raster.credit for raster in rasters if raster.credit)),
            assumptions=tuple(notes),
        )

    @cached_property
    def parts(self) -> list[Window]:
        """The chunks of the result that are read: all of it, those in the disc, or those along the path."""
        return chunks(self)

    def _mended(self, heights: npt.NDArray[Any], remarks: Remarks) -> list[str]:
        """What is done about seams, sea floors and voids, in place, as sentences."""
        notes, gaps = [], self._gaps()
        seams = voids.close_seams(heights, self._whole(), gaps) + self._close_borders(heights)
        if seams:
            notes.append(f"{seams} cells in seams between tiles were closed by interpolation")
        if remarks.below_land and self.sea_floor != "keep":
            notes.append(self._raise_sea_floor(heights, remarks))
        return [*notes, self._treat_voids(heights, gaps)]

    def _whole(self) -> Window:
        """The window in cells of the result (decimated), first row and column 0."""
        return Window(0, self.shape[0], 0, self.shape[1])

    def _gaps(self) -> list[Window]:
        gaps = voids.uncovered(self.window, windows_on(self.mosaic))
        n = self.decimate
        inner = [
            Window(-(-(g.first_row - self.window.first_row) // n), (g.end_row - self.window.first_row) // n,
                   -(-(g.first_col - self.window.first_col) // n), (g.end_col - self.window.first_col) // n)
            for g in gaps
        ]  # fmt: skip
        return [g for g in (gap.overlap(self._whole()) for gap in inner) if g is not None]

    def _close_borders(self, heights: npt.NDArray[Any]) -> int:
        windows = windows_on(self.mosaic, tiles_only=True)
        if self.decimate > 1 or len(windows) < 2:
            return 0
        first_row, first_col = self.window.first_row, self.window.first_col
        moved = [Window(w.first_row - first_row, w.end_row - first_row, w.first_col - first_col, w.end_col - first_col)
                 for w in windows]  # fmt: skip
        return voids.close_borders(heights, moved)

    @property
    def is_too_large(self) -> bool:
        """True where what is read takes more than memory_limit_bytes."""
        return self._bytes() > self.memory_limit_bytes

    def _bytes(self) -> int:
        rows, cols = self.shape
        whole = rows * cols * self.mosaic.dtype.itemsize
        if not self.memory_limit_bytes < whole <= _BEYOND * self.memory_limit_bytes:
            return whole  # a list of the chunks of a file that claims still more would not fit into memory
        # memory is taken for what is read only
        return sum(part.shape[0] * part.shape[1] for part in self.parts) * self.mosaic.dtype.itemsize

    def _refuse_too_large(self) -> None:
        size = self._bytes()
        if size <= self.memory_limit_bytes:
            return
        rows, cols = self.shape
        fitting = next(n for n in itertools.count(2) if size / n**2 <= self.memory_limit_bytes)
        raise TerrainError(
            f"the area holds {rows} x {cols} cells, {size / 2**30:.1f} GiB of heights; the limit is "
            f"{self.memory_limit_bytes / 2**30:.1f} GiB; take a smaller radius, a coarser model or decimate={fitting}"
        )

    def _read(self, progress: Progress | None) -> tuple[Any, Remarks, int]:
        """Heights (an array, or Bands along a path), remarks, and how many of the cells that were read are void."""
        heights = self._memory()
        remarks, missing, done, total = Remarks(), 0, 0, sum(part.shape[0] * part.shape[1] for part in self.parts)
        for part, met, holes in self._blocks(heights):
            remarks.add(met)
            missing += holes
            done += part.shape[0] * part.shape[1]
            if progress is not None:
                progress(done, total)
        return heights, remarks, missing

    def _memory(self) -> npt.NDArray[Any] | Bands:
        dtype = np.dtype(np.float32) if self.decimate > 1 else self.mosaic.dtype
        try:
            if self.towards is not None:
                return Bands(self.shape, dtype, self.parts, INT16_VOID if dtype == np.int16 else np.nan)
            if sum(part.shape[0] * part.shape[1] for part in self.parts) < self.shape[0] * self.shape[1]:
                return void_array(self.shape, dtype)
            return np.empty(self.shape, dtype)  # every cell is written: the first touch of fresh memory is dear
        except MemoryError as error:
            raise TerrainError(f"there is no memory for {self.shape} cells; take a smaller radius") from error

    def _blocks(self, heights: npt.NDArray[Any] | Bands) -> Iterator[tuple[Window, Remarks, int]]:
        """Fills chunks in a fixed order, a few ahead, by threads (GDAL decodes without holding Python's lock)."""
        n, first_row, first_col = self.decimate, self.window.first_row, self.window.first_col

        def block(part: Window) -> tuple[Window, Remarks, int]:
            inside = Window(first_row + part.first_row * n, first_row + part.end_row * n,
                            first_col + part.first_col * n, first_col + part.end_col * n)  # fmt: skip
            target = heights.part(part) if isinstance(heights, Bands) else heights[part.within(self._whole())]
            if n > 1:
                fine, met = self.mosaic.read(inside)
                target[...] = _block_means(fine, n)
            else:
                met = self.mosaic.read_into(inside, target)
            return part, met, voids.count_voids(target)

        with ThreadPoolExecutor(_THREADS) as pool:
            parts = iter(self.parts)
            waiting = deque(pool.submit(block, part) for part in itertools.islice(parts, 2 * _THREADS))
            try:
                while waiting:
                    yield waiting.popleft().result()
                    waiting.extend(pool.submit(block, part) for part in itertools.islice(parts, 1))
            finally:
                pool.shutdown(wait=True, cancel_futures=True)  # Ctrl-C and errors leave nothing running

    def _raise_sea_floor(self, heights: npt.NDArray[Any], remarks: Remarks) -> str:
        if self.sea_floor == "refuse":
            raise TerrainError(
                f"{remarks.below_land} cells lie below {LOWEST_LAND_M:g} m, down to {remarks.deepest_m:g} m, where no "
                f'land is: this is a model of the sea floor; give sea_floor="surface" to put every height below 0 at '
                f'0 m, or sea_floor="keep"'
            )
        for first in range(0, heights.shape[0], 512):
            strip = heights[first : first + 512]
            strip[(strip < 0) & ~void_cells(strip)] = 0
        return "heights below 0 m are sea floor in this model and were put at 0 m"

    def _treat_voids(self, heights: npt.NDArray[Any], gaps: Sequence[Window]) -> str:
        parts = [heights[part.within(self._whole())] for part in self.parts]
        missing, cells = sum(voids.count_voids(part) for part in parts), sum(part.size for part in parts)
        if not missing:
            return "every cell of the area has a height"
        share = f"{missing} cells ({100 * missing / cells:.3g} % of the area that was read)"
        if self.voids == "refuse":
            within = self._voids_within_radius(heights)
            if within:
                where = "along the path" if self.towards else "within the radius"
                raise TerrainError(
                    f"{within} cells {where} have no height; add the missing files or choose what voids are: "
                    f'voids="nan" (no data), "interpolate" or "sea"'
                )
            return f"{share} have no height, none of them where it is needed"
        if self.voids == "sea":
            for part in parts:
                voids.fill_with_sea(part)
            return f"{share} had no height and were taken as sea level"
        if self.voids == "interpolate":
            self._interpolate(heights, gaps)
            left = sum(voids.count_voids(part) for part in parts)
            return f"{missing - left} cells without a height were interpolated from their edges, {left} were left void"
        return f"{share} have no height: no data there and behind them (the other ways are interpolate and sea)"

    def _interpolate(self, heights: npt.NDArray[Any], gaps: Sequence[Window]) -> None:
        unread = voids.uncovered(self._whole(), self.parts)
        if not unread:
            voids.interpolate(heights, self._whole(), gaps)
            return
        for part in self.parts:
            around = part.grown(voids.MAX_VOID_CELLS).overlap(self._whole())
            assert around is not None  # a chunk lies within the whole
            if voids.count_voids(heights[part.within(self._whole())]):
                left = [gap for gap in (g.overlap(around) for g in (*gaps, *unread)) if gap is not None]
                voids.interpolate(heights[around.within(self._whole())], around, left)

    def _voids_within_radius(self, heights: npt.NDArray[Any]) -> int:
        if self.site is None:
            return voids.count_voids(heights)
        if self.towards is not None:
            path = path_cells(self)
            beside = np.unique(
                np.concatenate([path + np.array(off) for off in itertools.product((0, 1), repeat=2)]), axis=0
            )
            beside = beside[(beside >= 0).all(axis=1) & (beside < self.shape).all(axis=1)]
            return int(np.count_nonzero(void_cells(heights[beside[:, 0], beside[:, 1]])))
        assert self.radius_m is not None  # given with the site, see plan_terrain
        lattice, n, found = self.mosaic.lattice, self.decimate, 0
        for first in range(0, heights.shape[0], 256):
            rows, cols = np.nonzero(void_cells(heights[first : first + 256]))
            lats = lattice.north_deg - (self.window.first_row + (rows + first) * n) * lattice.lat_step_deg
            lons = lattice.west_deg + (self.window.first_col + cols * n) * lattice.lon_step_deg
            found += int(np.count_nonzero(area.distances_m(*self.site, lats, lons) <= 0.99 * self.radius_m))
        return found


def windows_on(mosaic: Mosaic, *, tiles_only: bool = False) -> list[Window]:
    """Where the files of a mosaic lie on its own lattice; tiles_only leaves out those that are warped."""
    layers = [layer for layer in mosaic.layers if not (tiles_only and layer.warped)]
    return [_moved(p.window, layer.lattice, mosaic.lattice) for layer in layers for p in layer.placed]


def _moved(window: Window, own: Lattice, other: Lattice) -> Window:
    """A window of one lattice on another one, to the samples of that one within the cells of the first."""
    if own == other:
        return window
    rows = [(other.north_deg - (own.north_deg - r * own.lat_step_deg)) / other.lat_step_deg
            for r in (window.first_row - 0.5, window.end_row - 0.5)]  # fmt: skip
    cols = [(own.west_deg + c * own.lon_step_deg - other.west_deg) / other.lon_step_deg
            for c in (window.first_col - 0.5, window.end_col - 0.5)]  # fmt: skip
    return Window(math.ceil(rows[0] - 1e-6), math.floor(rows[1] + 1e-6) + 1,
                  math.ceil(cols[0] - 1e-6), math.floor(cols[1] + 1e-6) + 1)  # fmt: skip


def _said(remarks: Remarks) -> list[str]:
    notes = []
    if remarks.undeclared:
        notes.append(f"{remarks.undeclared} cells hold -32768, -32767 or -9999 undeclared and were taken as void")
    if remarks.impossible:
        notes.append(f"{remarks.impossible} cells hold heights that no place on Earth has and were taken as void")
    return notes


def _block_means(heights: npt.NDArray[Any], n: int) -> npt.NDArray[np.float32]:
    rows, cols = heights.shape[0] // n, heights.shape[1] // n
    blocks = heights.reshape(rows, n, cols, n)
    known = ~void_cells(blocks)
    count = known.sum(axis=(1, 3))
    total = np.where(known, blocks, 0).sum(axis=(1, 3), dtype=np.float64)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan).astype(np.float32)


def _near(lon_deg: float) -> float:
    """The western edge within -180 … 180 degrees."""
    return (lon_deg + 180.0) % 360.0 - 180.0 if not -180.0 <= lon_deg <= 180.0 else lon_deg
