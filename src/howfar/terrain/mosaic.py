"""Many rasters as one: read any window of one latitude/longitude lattice without holding the whole.

    files on the same lattice      -> one Layer, copied sample by sample, nothing resampled
    files on another lattice       -> another Layer, bilinear between its own samples (across its own tile edges)
    projected or rotated files     -> a Layer each, warped bilinearly

Layers are asked finest first; a later one fills what the earlier ones leave void. Within a layer the file that was
given first wins, which matters only where tiles disagree about a shared edge.
"""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from howfar.errors import TerrainError
from howfar.terrain.samples import Remarks, empty, fill_holes, read_block, read_into

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from howfar.terrain.rasters import Raster

_SAME_STEP: Final = 1e-5  # relative: steps printed with few digits are still the same step
_SAME_PHASE: Final = 0.05  # cells: samples this near to a lattice point are on it (1.5 m at 30 m)
_OPEN_AT_ONCE: Final = 48  # data sets a thread keeps open


@dataclass(frozen=True)
class Lattice:
    """Sample places: row i at north_deg - i * lat_step_deg, column j at west_deg + j * lon_step_deg."""

    north_deg: float
    west_deg: float
    lat_step_deg: float
    lon_step_deg: float

    def lats_deg(self, window: Window) -> npt.NDArray[np.float64]:
        """Latitude of each row of a window."""
        return self.north_deg - self.lat_step_deg * np.arange(window.first_row, window.end_row, dtype=np.float64)

    def lons_deg(self, window: Window) -> npt.NDArray[np.float64]:
        """Longitude of each column of a window."""
        return self.west_deg + self.lon_step_deg * np.arange(window.first_col, window.end_col, dtype=np.float64)


@dataclass(frozen=True)
class Window:
    """Rows first_row … end_row - 1 and columns first_col … end_col - 1 of a lattice; may be negative."""

    first_row: int
    end_row: int
    first_col: int
    end_col: int

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.end_row - self.first_row, self.end_col - self.first_col

    def grown(self, cells: int) -> Window:
        """The window with that many cells more on every side."""
        return Window(self.first_row - cells, self.end_row + cells, self.first_col - cells, self.end_col + cells)

    def overlap(self, other: Window) -> Window | None:
        """The common part, or None."""
        both = Window(
            max(self.first_row, other.first_row), min(self.end_row, other.end_row),
            max(self.first_col, other.first_col), min(self.end_col, other.end_col),
        )  # fmt: skip
        return both if both.shape[0] > 0 and both.shape[1] > 0 else None

    def within(self, outer: Window) -> tuple[slice, slice]:
        """Slices of this window in an array that holds `outer`."""
        return (
            slice(self.first_row - outer.first_row, self.end_row - outer.first_row),
            slice(self.first_col - outer.first_col, self.end_col - outer.first_col),
        )


@dataclass(frozen=True)
class Placed:
    """A raster at its place on a lattice; once for every turn round the Earth that a window can meet."""

    raster: Raster
    window: Window
    turns: int = 0


class OpenFiles(threading.local):
    """Data sets that this thread holds open: GDAL's must not be shared between threads."""

    def __init__(self) -> None:
        self.datasets: dict[str, Any] = {}

    def __call__(self, path: str) -> Any:
        import rasterio
        from rasterio.errors import RasterioIOError

        if path in self.datasets:
            self.datasets[path] = self.datasets.pop(path)  # the last used goes to the end
            return self.datasets[path]
        while len(self.datasets) >= _OPEN_AT_ONCE:
            self.datasets.pop(next(iter(self.datasets))).close()
        try:
            self.datasets[path] = rasterio.open(path)
        except RasterioIOError as error:
            raise TerrainError(f"{path}: cannot be opened any more: {error}") from error
        return self.datasets[path]


@dataclass
class Layer:
    """Rasters on one lattice, or one raster that has to be warped."""

    lattice: Lattice
    placed: list[Placed]
    warped: bool = False
    files: OpenFiles = field(default_factory=OpenFiles)

    def read(self, window: Window, dtype: npt.DTypeLike) -> tuple[npt.NDArray[Any], Remarks]:
        """Heights of a window of this layer's own lattice, void where no file has one."""
        out: npt.NDArray[Any] | None = None
        remarks = Remarks()
        for placed in self.placed:
            part = placed.window.overlap(window)
            if part is None:
                continue
            at = part.within(placed.window)
            block, met = read_block(
                self.files(placed.raster.path), placed.raster,
                (at[0].start, at[0].stop), (at[1].start, at[1].stop), dtype=dtype,
            )  # fmt: skip
            remarks.add(met)
            if out is None and part == window:
                out = block  # the usual case: chunks are cut where files begin
                continue
            out = empty(window.shape, dtype) if out is None else out
            fill_holes(out[part.within(window)], block)
        return (empty(window.shape, dtype) if out is None else out), remarks

    def read_into(self, window: Window, out: npt.NDArray[Any]) -> Remarks:
        """As `read`, into `out`; without a copy where one file has all of the window: chunks begin where files do."""
        met = [(placed, part) for placed in self.placed if (part := placed.window.overlap(window))]
        if len(met) == 1 and met[0][1] == window:
            placed, part = met[0]
            at = part.within(placed.window)
            file = self.files(placed.raster.path)
            return read_into(file, placed.raster, (at[0].start, at[0].stop), (at[1].start, at[1].stop), out)
        out[...], remarks = self.read(window, out.dtype)
        return remarks

    def read_onto(self, lattice: Lattice, window: Window) -> tuple[npt.NDArray[np.float32], Remarks]:
        """Heights of a window of another lattice: bilinear between the samples of this one."""
        if self.warped:
            return _warp(self, lattice, window)
        rows = _whole((self.lattice.north_deg - lattice.lats_deg(window)) / self.lattice.lat_step_deg)
        cols = _whole((lattice.lons_deg(window) - self.lattice.west_deg) / self.lattice.lon_step_deg)
        own = Window(math.floor(rows[0]), math.floor(rows[-1]) + 2, math.floor(cols[0]), math.floor(cols[-1]) + 2)
        if not any(placed.window.overlap(own) for placed in self.placed):
            return empty(window.shape, np.float32), Remarks()
        block, remarks = self.read(own, np.float32)
        return bilinear(block, rows - own.first_row, cols - own.first_col), remarks


def _whole(where: Any) -> Any:
    nearest = np.rint(where)
    return np.where(np.abs(where - nearest) < 1e-6, nearest, where)  # a sample's own place must not blend in another


def bilinear(block: npt.NDArray[np.float32], rows: Any, cols: Any) -> npt.NDArray[np.float32]:
    """The bilinear surface of a block at every pair of fractional rows and columns.

    Where samples are void the others count alone, as long as they carry at least half of the weight.
    """
    i, j = np.floor(rows).astype(np.intp), np.floor(cols).astype(np.intp)
    di, dj = (rows - i)[:, None], (cols - j)[None, :]
    total = np.zeros((len(i), len(j)), dtype=np.float32)
    weights = np.zeros_like(total)
    for row, row_weight in ((i, 1 - di), (i + 1, di)):
        for col, col_weight in ((j, 1 - dj), (j + 1, dj)):
            sample = block[np.minimum(row, block.shape[0] - 1)[:, None], np.minimum(col, block.shape[1] - 1)[None, :]]
            weight = np.where(np.isnan(sample), 0.0, row_weight * col_weight)
            total += np.where(weight > 0, weight * sample, 0.0).astype(np.float32)
            weights += weight.astype(np.float32)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(weights >= 0.4999, total / weights, np.nan).astype(np.float32)


def _warp(layer: Layer, lattice: Lattice, window: Window) -> tuple[npt.NDArray[np.float32], Remarks]:
    """A projected raster on the lattice. Voids are marked before GDAL interpolates, so none is blended in."""
    from affine import Affine
    from rasterio.warp import Resampling, reproject, transform_bounds

    placed = layer.placed[0]
    raster, turn_deg = placed.raster, 360.0 * placed.turns
    part = placed.window.overlap(window)
    out = empty(window.shape, np.float32)
    if part is None:
        return out, Remarks()
    west = lattice.west_deg + (part.first_col - 0.5) * lattice.lon_step_deg - turn_deg
    north = lattice.north_deg - (part.first_row - 0.5) * lattice.lat_step_deg
    east = west + part.shape[1] * lattice.lon_step_deg
    south = north - part.shape[0] * lattice.lat_step_deg
    bounds = transform_bounds("EPSG:4326", raster.crs_wkt, west, max(south, -90.0), east, min(north, 90.0))
    cut = _source_cut(raster, bounds)
    if cut is None:
        return out, Remarks()
    block, remarks = read_block(layer.files(raster.path), raster, cut[0], cut[1], dtype=np.float32)
    target = empty(part.shape, np.float32)
    reproject(
        block, target, src_transform=Affine(*_moved(raster.transform, cut[0][0], cut[1][0])), src_crs=raster.crs_wkt,
        src_nodata=np.nan, dst_transform=Affine(lattice.lon_step_deg, 0, west, 0, -lattice.lat_step_deg, north),
        dst_crs="EPSG:4326", dst_nodata=np.nan, resampling=Resampling.bilinear, tolerance=0.01,
    )  # fmt: skip
    out[part.within(window)] = target
    return out, remarks


def _moved(transform: Sequence[float], row: int, col: int) -> tuple[float, ...]:
    """The transform of the part of a raster that begins at that row and column."""
    a, b, c, d, e, f = transform
    return a, b, a * col + b * row + c, d, e, d * col + e * row + f


def _source_cut(raster: Raster, bounds: Sequence[float]) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Rows and columns of the file that bounds in its own coordinates need, with a margin of two cells."""
    if not all(math.isfinite(b) for b in bounds):
        return (0, raster.height), (0, raster.width)  # over a pole or the edge of a projection: all of it
    a, b, c, d, e, f = raster.transform
    left, bottom, right, top = bounds
    x, y = np.array([left, left, right, right]) - c, np.array([bottom, top, bottom, top]) - f
    cols, rows = (e * x - b * y) / (a * e - b * d), (a * y - d * x) / (a * e - b * d)
    first_col, end_col = max(0, math.floor(min(cols)) - 2), min(raster.width, math.ceil(max(cols)) + 2)
    first_row, end_row = max(0, math.floor(min(rows)) - 2), min(raster.height, math.ceil(max(rows)) + 2)
    if first_col >= end_col or first_row >= end_row:
        return None
    return (first_row, end_row), (first_col, end_col)


@dataclass(frozen=True)
class Mosaic:
    """Layers on the lattice of the first one (the finest). read() gives any window of it."""

    lattice: Lattice
    layers: tuple[Layer, ...]
    dtype: np.dtype[Any]

    @property
    def rasters(self) -> tuple[Raster, ...]:
        """The files, each once, in the order in which they are asked."""
        unique = {placed.raster.path: placed.raster for layer in self.layers for placed in layer.placed}
        return tuple(unique.values())

    @property
    def resampled(self) -> tuple[Raster, ...]:
        """Files whose samples do not lie on the lattice."""
        unique = {p.raster.path: p.raster for layer in self.layers if self._is_other(layer) for p in layer.placed}
        return tuple(unique.values())

    def _is_other(self, layer: Layer) -> bool:
        return layer.warped or layer.lattice != self.lattice

    def read_into(self, window: Window, out: npt.NDArray[Any]) -> Remarks:
        """As `read`, into `out` (dtype of the mosaic, shape of the window, any strides)."""
        if len(self.layers) == 1 and not self._is_other(self.layers[0]):
            return self.layers[0].read_into(window, out)
        out[...], remarks = self.read(window)
        return remarks

    def read(self, window: Window) -> tuple[npt.NDArray[Any], Remarks]:
        """Heights in metres of a window, voids as the dtype writes them. Safe to call from several threads."""
        out: npt.NDArray[Any] | None = None
        remarks = Remarks()
        for layer in self.layers:
            if out is None and not self._is_other(layer):
                out, met = layer.read(window, self.dtype)
                remarks.add(met)
                continue
            out = empty(window.shape, self.dtype) if out is None else out
            if not np.isnan(out).any():
                break
            block, met = layer.read_onto(self.lattice, window)
            fill_holes(out, block)
            remarks.add(met)
        return (empty(window.shape, self.dtype) if out is None else out), remarks


def layers_of(rasters: Sequence[Raster], *, near_lon_deg: float) -> list[Layer]:
    """Rasters gathered by lattice, finest first; places unwrapped to within a turn of near_lon_deg."""
    layers: list[Layer] = []
    for raster in rasters:
        if not raster.lattice:
            continue
        layer = next((layer for layer in layers if _fits(raster, layer.lattice)), None)
        if layer is None:
            west, _, _, north = raster.bounds_deg
            layer = Layer(Lattice(north, west, *raster.steps_deg), [])
            layers.append(layer)
        layer.placed.extend(_placements(raster, layer.lattice, near_lon_deg))
    layers.sort(key=lambda layer: (layer.lattice.lat_step_deg, layer.lattice.lon_step_deg))
    return layers


def warped_layers(rasters: Sequence[Raster], lattice: Lattice, *, near_lon_deg: float) -> list[Layer]:
    """A layer for every raster that is not on a latitude/longitude lattice, finest first."""
    layers = [
        Layer(lattice, [placed], warped=True)
        for raster in sorted((r for r in rasters if not r.lattice), key=lambda r: r.steps_deg)
        for placed in _placements(raster, lattice, near_lon_deg, margin=1)
    ]
    return layers


def _fits(raster: Raster, lattice: Lattice) -> bool:
    lat_step, lon_step = raster.steps_deg
    same_lat = abs(lat_step - lattice.lat_step_deg) <= _SAME_STEP * lat_step
    same_lon = abs(lon_step - lattice.lon_step_deg) <= _SAME_STEP * lon_step
    if not (same_lat and same_lon):
        return False
    rows = (lattice.north_deg - raster.bounds_deg[3]) / lattice.lat_step_deg
    cols = (raster.bounds_deg[0] - lattice.west_deg) / lattice.lon_step_deg
    return abs(rows - round(rows)) < _SAME_PHASE and abs(cols - round(cols)) < _SAME_PHASE


def _placements(raster: Raster, lattice: Lattice, near_lon_deg: float, *, margin: int = 0) -> list[Placed]:
    """The raster at every turn of longitude that comes within half a turn (and a bit) of near_lon_deg."""
    west, south, east, north = raster.bounds_deg
    first_row = (lattice.north_deg - north) / lattice.lat_step_deg
    end_row = (lattice.north_deg - south) / lattice.lat_step_deg
    found = []
    for turns in range(-2, 3):
        shifted_west, shifted_east = west + 360.0 * turns, east + 360.0 * turns
        if shifted_east < near_lon_deg - 181.0 or shifted_west > near_lon_deg + 181.0:
            continue
        first_col = (shifted_west - lattice.west_deg) / lattice.lon_step_deg
        end_col = (shifted_east - lattice.west_deg) / lattice.lon_step_deg
        if margin:
            window = Window(math.floor(first_row) - margin, math.ceil(end_row) + margin + 1,
                            math.floor(first_col) - margin, math.ceil(end_col) + margin + 1)  # fmt: skip
        else:
            window = Window(round(first_row), round(first_row) + raster.height, round(first_col),
                            round(first_col) + raster.width)  # fmt: skip
        found.append(Placed(raster, window, turns))
    return found
