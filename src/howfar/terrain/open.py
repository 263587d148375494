"""Elevation models from files: anything GDAL reads, one file or many, as one ElevationGrid around a site."""

from __future__ import annotations

import itertools
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from howfar.errors import TerrainError
from howfar.terrain import area, voids
from howfar.terrain.grid import ElevationGrid, void_cells
from howfar.terrain.mosaic import Lattice, Layer, Mosaic, Window, layers_of, warped_layers
from howfar.terrain.rasters import Raster, raster_files, read_header
from howfar.terrain.samples import LOWEST_LAND_M, Remarks, empty

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from howfar.terrain.voids import VoidPolicy

    Progress = Callable[[int, int], None]  # cells done, cells in all

SeaFloor = Literal["refuse", "surface", "keep"]
MEMORY_LIMIT_BYTES: Final = int(4.5 * 2**30)  # of heights; leaves room for the sweep within 6 GiB
_CHUNK_ROWS: Final = 1024  # the block size of most COGs
_CHUNK_COLS: Final = 4096
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
            heights, remarks = self._read(progress)
        gaps = self._gaps()
        notes = list(self.assumptions)
        seams = voids.close_seams(heights, self._whole(), gaps) + self._close_borders(heights)
        if seams:
            notes.append(f"{seams} cells in seams between tiles were closed by interpolation")
        notes += _said(remarks)
        if remarks.below_land and self.sea_floor != "keep":
            notes.append(self._raise_sea_floor(heights, remarks))
        notes.append(self._treat_voids(heights, gaps))
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

    def _whole(self) -> Window:
        """The window in cells of the result (decimated), first row and column 0."""
        return Window(0, self.shape[0], 0, self.shape[1])

    def _gaps(self) -> list[Window]:
        covered = [placed.window for layer in self.mosaic.layers for placed in _on(layer, self.mosaic.lattice)]
        gaps = voids.uncovered(self.window, covered)
        n = self.decimate
        inner = [
            Window(-(-(g.first_row - self.window.first_row) // n), (g.end_row - self.window.first_row) // n,
                   -(-(g.first_col - self.window.first_col) // n), (g.end_col - self.window.first_col) // n)
            for g in gaps
        ]  # fmt: skip
        return [g for g in (gap.overlap(self._whole()) for gap in inner) if g is not None]

    def _close_borders(self, heights: npt.NDArray[Any]) -> int:
        tiles = [layer for layer in self.mosaic.layers if not layer.warped]
        windows = [placed.window for layer in tiles for placed in _on(layer, self.mosaic.lattice)]
        if self.decimate > 1 or len(windows) < 2:
            return 0
        first_row, first_col = self.window.first_row, self.window.first_col
        moved = [Window(w.first_row - first_row, w.end_row - first_row, w.first_col - first_col, w.end_col - first_col)
                 for w in windows]  # fmt: skip
        return voids.close_borders(heights, moved)

    def _refuse_too_large(self) -> None:
        rows, cols = self.shape
        size = rows * cols * self.mosaic.dtype.itemsize
        if size <= self.memory_limit_bytes:
            return
        fitting = next(n for n in itertools.count(2) if size / n**2 <= self.memory_limit_bytes)
        raise TerrainError(
            f"the area holds {rows} x {cols} cells, {size / 2**30:.1f} GiB of heights; the limit is "
            f"{self.memory_limit_bytes / 2**30:.1f} GiB; take a smaller radius, a coarser model or decimate={fitting}"
        )

    def _read(self, progress: Progress | None) -> tuple[npt.NDArray[Any], Remarks]:
        dtype = np.dtype(np.float32) if self.decimate > 1 else self.mosaic.dtype
        try:
            heights = empty(self.shape, dtype)
        except MemoryError as error:
            raise TerrainError(f"there is no memory for {self.shape} cells; take a smaller radius") from error
        remarks, done, total = Remarks(), 0, heights.size
        for at, block, met in self._blocks():
            heights[at] = block
            remarks.add(met)
            done += block.size
            if progress is not None:
                progress(done, total)
        return heights, remarks

    def _blocks(self) -> Iterator[tuple[tuple[slice, slice], npt.NDArray[Any], Remarks]]:
        """Chunks in a fixed order, read a few ahead by threads (GDAL decodes without holding Python's lock)."""
        n = self.decimate

        def block(part: Window) -> tuple[tuple[slice, slice], npt.NDArray[Any], Remarks]:
            first_row, first_col = self.window.first_row, self.window.first_col
            inside = Window(first_row + part.first_row * n, first_row + part.end_row * n,
                            first_col + part.first_col * n, first_col + part.end_col * n)  # fmt: skip
            heights, met = self.mosaic.read(inside)
            return part.within(self._whole()), (_block_means(heights, n) if n > 1 else heights), met

        with ThreadPoolExecutor(_THREADS) as pool:
            parts = iter(_chunks(self))
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
        missing = voids.count_voids(heights)
        if not missing:
            return "every cell of the area has a height"
        share = f"{missing} cells ({100 * missing / heights.size:.3g} % of the area's rectangle)"
        if self.voids == "refuse":
            within = self._voids_within_radius(heights)
            if within:
                raise TerrainError(
                    f"{within} cells within the radius have no height; add the missing files or choose what voids "
                    f'are: voids="nan" (no data), "interpolate" or "sea"'
                )
            return f"{share} have no height, all of them beyond the radius"
        if self.voids == "sea":
            voids.fill_with_sea(heights)
            return f"{share} had no height and were taken as sea level"
        if self.voids == "interpolate":
            voids.interpolate(heights, self._whole(), gaps)
            left = voids.count_voids(heights)
            return f"{missing - left} cells without a height were interpolated from their edges, {left} were left void"
        return f"{share} have no height: no data there and behind them (the other ways are interpolate and sea)"

    def _voids_within_radius(self, heights: npt.NDArray[Any]) -> int:
        if self.site is None or self.radius_m is None:
            return voids.count_voids(heights)
        lattice, n, found = self.mosaic.lattice, self.decimate, 0
        for first in range(0, heights.shape[0], 256):
            rows, cols = np.nonzero(void_cells(heights[first : first + 256]))
            lats = lattice.north_deg - (self.window.first_row + (rows + first) * n) * lattice.lat_step_deg
            lons = lattice.west_deg + (self.window.first_col + cols * n) * lattice.lon_step_deg
            found += int(np.count_nonzero(area.distances_m(*self.site, lats, lons) <= 0.99 * self.radius_m))
        return found


def plan_terrain(
    paths: Iterable[str | Path] | str | Path,
    *,
    site: tuple[float, float] | None = None,
    radius_m: float | None = None,
    voids: VoidPolicy = "nan",
    sea_floor: SeaFloor = "refuse",
    decimate: int = 1,
    vertical_unit: str | None = None,
    datum: str | None = None,
    crs: str | None = None,
    band: int = 1,
    memory_limit_bytes: int = MEMORY_LIMIT_BYTES,
) -> Terrain:
    """Looks at the files and plans what to read; nothing large is read. Arguments as for `open_terrain`."""
    _refuse_unknown(voids, sea_floor, decimate)
    found = [
        read_header(path, band=band, crs=crs, vertical_unit=vertical_unit, datum=datum) for path in raster_files(paths)
    ]
    if (site is None) != (radius_m is None):
        raise TerrainError("site and radius_m belong together: give both, or neither for the whole model")
    if site is not None and radius_m is not None:
        bounds = area.circle_bounds(*site, radius_m)
        _refuse_outside(found, site)
        found = [raster for raster in found if _meets(raster, bounds)]
    else:
        bounds = area.bounds_of(found)
    mosaic = _mosaic(found, (bounds[0] + bounds[2]) / 2)
    window = area.window_of(mosaic.lattice, bounds).overlap(_covered(mosaic))
    if window is None or min(window.shape) < 2 * decimate:
        raise TerrainError("less than two rows or columns of the elevation model lie within the radius; enlarge it")
    vertical_datum, note = _one_datum(found)
    notes = [note] if note else []
    notes += _planned(mosaic, decimate)
    return Terrain(
        mosaic, window, site, radius_m, voids, sea_floor, decimate, vertical_datum, tuple(notes), memory_limit_bytes
    )


def open_terrain(
    paths: Iterable[str | Path] | str | Path,
    *,
    site: tuple[float, float] | None = None,
    radius_m: float | None = None,
    voids: VoidPolicy = "nan",
    sea_floor: SeaFloor = "refuse",
    decimate: int = 1,
    vertical_unit: str | None = None,
    datum: str | None = None,
    crs: str | None = None,
    band: int = 1,
    progress: Progress | None = None,
    memory_limit_bytes: int = MEMORY_LIMIT_BYTES,
) -> ElevationGrid:
    """The elevation model around a site from files and folders that GDAL reads, as one grid.

    site: lat, lon in degrees; radius_m: how far the model is needed; neither: the whole of the files.
    voids: "nan" (no data, the default), "interpolate", "sea" or "refuse"; see howfar.terrain.voids.
    sea_floor: what to do with a model of the sea floor: "refuse", "surface" (0 m) or "keep".
    decimate: n averages blocks of n x n cells. vertical_unit, datum, crs: what the files do not say themselves.
    progress(cells done, cells in all). int16 is kept where every file is whole metres on one lattice.

    Raises TerrainError: no CRS, a site outside, broken files, mixed vertical datums, more than memory_limit_bytes.
    """
    plan = plan_terrain(
        paths, site=site, radius_m=radius_m, voids=voids, sea_floor=sea_floor, decimate=decimate,
        vertical_unit=vertical_unit, datum=datum, crs=crs, band=band, memory_limit_bytes=memory_limit_bytes,
    )  # fmt: skip
    grid = plan.load(progress)
    if site is not None and not grid.contains(*site):
        raise TerrainError(f"the site {_place(site)} lies in the outermost half cell of the model; move it inwards")
    return grid


def with_credit(grid: ElevationGrid, *lines: str) -> ElevationGrid:
    """The same grid with further credit lines."""
    return replace(grid, credits=tuple(dict.fromkeys(grid.credits + lines)))


def _refuse_unknown(policy: str, sea_floor: str, decimate: int) -> None:
    if policy not in voids.POLICIES:
        raise TerrainError(f"voids={policy!r} is unknown; choose one of {', '.join(voids.POLICIES)}")
    if sea_floor not in ("refuse", "surface", "keep"):
        raise TerrainError(f"sea_floor={sea_floor!r} is unknown; choose refuse, surface or keep")
    if not 1 <= decimate <= 1000:
        raise TerrainError(f"decimate={decimate} is not a whole number from 1 to 1000")


def _mosaic(rasters: Sequence[Raster], near_lon_deg: float) -> Mosaic:
    layers = layers_of(rasters, near_lon_deg=near_lon_deg)
    if layers:
        lattice = layers[0].lattice
    else:
        lat_step, lon_step = min(raster.steps_deg for raster in rasters)
        north = max(raster.bounds_deg[3] for raster in rasters)
        lattice = Lattice(min(north, 90.0), rasters[0].bounds_deg[0], lat_step, lon_step)
    layers += warped_layers(rasters, lattice, near_lon_deg=near_lon_deg)
    whole = len(layers) == 1 and not layers[0].warped and all(raster.is_whole_metres for raster in rasters)
    return Mosaic(lattice, tuple(layers), np.dtype(np.int16 if whole else np.float32))


def _on(layer: Layer, lattice: Lattice) -> list[Any]:
    """The layer's rasters with their windows expressed on another lattice (rounded inwards)."""
    own = layer.lattice
    if own == lattice:
        return list(layer.placed)
    moved = []
    for placed in layer.placed:
        w = placed.window
        rows = [(lattice.north_deg - (own.north_deg - r * own.lat_step_deg)) / lattice.lat_step_deg
                for r in (w.first_row - 0.5, w.end_row - 0.5)]  # fmt: skip
        cols = [(own.west_deg + c * own.lon_step_deg - lattice.west_deg) / lattice.lon_step_deg
                for c in (w.first_col - 0.5, w.end_col - 0.5)]  # fmt: skip
        first_row, end_row = int(np.ceil(rows[0] - 1e-6)), int(np.floor(rows[1] + 1e-6)) + 1
        first_col, end_col = int(np.ceil(cols[0] - 1e-6)), int(np.floor(cols[1] + 1e-6)) + 1
        moved.append(replace(placed, window=Window(first_row, end_row, first_col, end_col)))
    return moved


def _covered(mosaic: Mosaic) -> Window:
    windows = [placed.window for layer in mosaic.layers for placed in _on(layer, mosaic.lattice)]
    whole = Window(min(w.first_row for w in windows), max(w.end_row for w in windows),
                   min(w.first_col for w in windows), max(w.end_col for w in windows))  # fmt: skip
    return whole


def _meets(raster: Raster, bounds: tuple[float, float, float, float]) -> bool:
    west, south, east, north = raster.bounds_deg
    lat_margin, lon_margin = raster.steps_deg
    if north < bounds[1] - lat_margin or south > bounds[3] + lat_margin:
        return False
    return any(
        west + turn <= bounds[2] + lon_margin and east + turn >= bounds[0] - lon_margin
        for turn in (-720.0, -360.0, 0.0, 360.0, 720.0)
    )


def _refuse_outside(rasters: Sequence[Raster], site: tuple[float, float]) -> None:
    at = (site[1], site[0], site[1], site[0])
    if any(_meets(raster, at) for raster in rasters):
        return
    west, south, east, north = area.bounds_of(rasters)
    raise TerrainError(
        f"the site {_place(site)} lies outside the elevation model, which covers latitudes {south:.4f} to {north:.4f} "
        f"and longitudes {west:.4f} to {east:.4f}; give files that cover the site"
    )


def _one_datum(rasters: Sequence[Raster]) -> tuple[str, str | None]:
    named: dict[str | None, str] = {}
    for raster in rasters:
        named.setdefault(raster.vertical_datum, raster.name)
    if len(named) > 1:
        listed = "; ".join(f"{name}: {datum or 'not said'}" for datum, name in named.items())
        raise TerrainError(
            f"the files count heights from different vertical datums ({listed}); bring them to one datum first, or "
            f"give the datum of those that do not say theirs"
        )
    datum = next(iter(named))
    if datum is not None:
        return datum, None
    return "unknown", "the files do not say their vertical datum: heights are taken as above mean sea level"


def _planned(mosaic: Mosaic, decimate: int) -> list[str]:
    notes = []
    if decimate > 1:
        notes.append(f"the model was decimated: means of {decimate} x {decimate} cells (asked for)")
    if other := mosaic.resampled:
        names = ", ".join(raster.name for raster in other[:3]) + (" …" if len(other) > 3 else "")
        notes.append(f"{len(other)} file(s) on another grid or projection were resampled bilinearly: {names}")
    if any(raster.unit_is_assumed for raster in mosaic.rasters):
        notes.append("the files do not say their vertical unit: metres are assumed")
    return notes


def _said(remarks: Remarks) -> list[str]:
    notes = []
    if remarks.undeclared:
        notes.append(f"{remarks.undeclared} cells hold -32768, -32767 or -9999 undeclared and were taken as void")
    if remarks.impossible:
        notes.append(f"{remarks.impossible} cells hold heights that no place on Earth has and were taken as void")
    return notes


def _chunks(plan: Terrain) -> Iterator[Window]:
    """The result in chunks that begin where files begin, so that no block of a file is decoded twice."""
    (rows, cols), n, first = plan.shape, plan.decimate, plan.window
    placed = plan.mosaic.layers[0].placed
    row_cuts = _cuts(rows, {(p.window.first_row - first.first_row) // n for p in placed}, _CHUNK_ROWS // n)
    col_cuts = _cuts(cols, {(p.window.first_col - first.first_col) // n for p in placed}, _CHUNK_COLS // n)
    for top, bottom in itertools.pairwise(row_cuts):
        for left, right in itertools.pairwise(col_cuts):
            yield Window(top, bottom, left, right)


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


def _place(site: tuple[float, float]) -> str:
    return f"{site[0]:.4f}, {site[1]:.4f}"
