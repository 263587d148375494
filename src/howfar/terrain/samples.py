"""From what a file holds to metres: units, voids declared and undeclared, values that no place on Earth has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from howfar.errors import TerrainError
from howfar.terrain.grid import INT16_VOID, void_cells

if TYPE_CHECKING:
    import numpy.typing as npt

    from howfar.terrain.rasters import Raster

HIGHEST_M: Final = 9000.0  # above Everest, 8849 m (China/Nepal survey 2020)
LOWEST_M: Final = -12000.0  # below the Challenger Deep, about -10 935 m (GEBCO)
LOWEST_LAND_M: Final = -600.0  # below the shore of the Dead Sea, about -430 m
SENTINELS: Final = (-32768.0, -32767.0, -9999.0)  # voids that many files use without declaring them


@dataclass
class Remarks:
    """What was met while reading, counted in cells."""

    undeclared: int = 0
    impossible: int = 0
    below_land: int = 0
    deepest_m: float = 0.0

    def add(self, other: Remarks) -> None:
        """Counts of another block on top."""
        self.undeclared += other.undeclared
        self.impossible += other.impossible
        self.below_land += other.below_land
        self.deepest_m = min(self.deepest_m, other.deepest_m)


def read_block(
    dataset: Any, raster: Raster, rows: tuple[int, int], cols: tuple[int, int], *, dtype: npt.DTypeLike
) -> tuple[npt.NDArray[Any], Remarks]:
    """Heights in metres of rows[0]..rows[1], cols[0]..cols[1] of a file, with voids as the dtype writes them.

    dtype: int16 (voids INT16_VOID; the nearest metre) or float32 (voids NaN). Raises TerrainError for broken files.
    """
    raw = _values(dataset, raster, rows, cols, None)
    masked = _values(dataset, raster, rows, cols, None, mask=True) == 0 if raster.has_mask else None
    return heights_from(raw, raster, dtype=dtype, masked=masked if masked is not None and masked.any() else None)


def _values(
    dataset: Any, raster: Raster, rows: tuple[int, int], cols: tuple[int, int], out: npt.NDArray[Any] | None, *,
    mask: bool = False,
) -> npt.NDArray[Any]:  # fmt: skip
    from rasterio.errors import RasterioError, RasterioIOError
    from rasterio.windows import Window

    window = Window(cols[0], rows[0], cols[1] - cols[0], rows[1] - rows[0])
    try:
        read = dataset.read_masks if mask else dataset.read
        return np.asarray(read(raster.band, window=window, out=out))
    except (RasterioIOError, RasterioError) as error:
        raise TerrainError(
            f"{raster.path}: broken or cut short at rows {rows[0]} to {rows[1]} ({error}); fetch or write it again"
        ) from error


def read_into(
    dataset: Any, raster: Raster, rows: tuple[int, int], cols: tuple[int, int], out: npt.NDArray[Any]
) -> Remarks:
    """As `read_block`, into `out` (its dtype and shape, any strides); copied only where that must be."""
    if raster.has_mask or not _holds_heights(raster, out.dtype):
        out[...], remarks = read_block(dataset, raster, rows, cols, dtype=out.dtype)
        return remarks
    _values(dataset, raster, rows, cols, out)
    if _is_clean(out, raster):
        return Remarks()
    out[...], remarks = heights_from(out, raster, dtype=out.dtype)
    return remarks


def _holds_heights(raster: Raster, dtype: np.dtype[Any]) -> bool:
    plain = raster.scale == 1.0 and raster.offset == 0.0 and raster.metres_per_unit == 1.0
    return plain and np.dtype(raster.dtype) == dtype


def heights_from(
    raw: npt.NDArray[Any], raster: Raster, *, dtype: npt.DTypeLike, masked: npt.NDArray[np.bool_] | None = None
) -> tuple[npt.NDArray[Any], Remarks]:
    """Stored values as metres, voids (declared, undeclared and `masked`) marked, with remarks on what was found."""
    remarks = Remarks()
    if masked is None and _is_clean(raw, raster):
        return _metres(raw, raster, dtype), remarks
    void = _declared(raw, raster)
    void = void if masked is None else void | masked
    filled = _without(raw, void)
    if raw.dtype.kind in "if" and filled.min() <= SENTINELS[-1]:
        sentinel = np.isin(raw, SENTINELS) & ~void
        remarks.undeclared = int(sentinel.sum())
        void |= sentinel
        filled = _without(raw, void)
    metres = _metres(filled, raster, np.float32 if raw.dtype.kind == "f" else dtype)
    if not (metres.min() >= LOWEST_LAND_M and metres.max() <= HIGHEST_M):
        metres = _metres(filled, raster, np.float32)  # what int16 cannot hold has to be seen before it is cut
        void = _refuse_impossible(metres, void, remarks)
    found = _stored(metres, dtype)  # made here, never the caller's own array
    np.copyto(found, INT16_VOID if np.dtype(dtype) == np.int16 else np.nan, where=void)
    return found, remarks


def _refuse_impossible(
    metres: npt.NDArray[Any], void: npt.NDArray[np.bool_], remarks: Remarks
) -> npt.NDArray[np.bool_]:
    """Voids with what no place on Earth has added; what lies below all land is counted and stays."""
    impossible = ((metres > HIGHEST_M) | (metres < LOWEST_M)) & ~void
    remarks.impossible = int(impossible.sum())
    void = void | impossible
    land = np.where(void, 0.0, metres)
    remarks.below_land = int((land < LOWEST_LAND_M).sum())
    remarks.deepest_m = min(0.0, float(land.min()))
    metres[impossible] = 0.0
    return void


def _without(raw: npt.NDArray[Any], void: npt.NDArray[np.bool_]) -> npt.NDArray[Any]:
    """The values with 0 in place of voids, so that lowest and highest mean something."""
    filled = raw.copy()
    np.copyto(filled, 0, where=void)
    return filled


def _is_clean(raw: npt.NDArray[Any], raster: Raster) -> bool:
    """True where two passes (lowest and highest) prove that no value needs a closer look."""
    low, high = float(raw.min()), float(raw.max())  # NaN makes every comparison below false
    nodata = raster.nodata
    declared = nodata is not None and low <= nodata <= high
    bottom, top = (v * raster.scale + raster.offset for v in (low, high))
    span = sorted((bottom * raster.metres_per_unit, top * raster.metres_per_unit))
    return span[0] >= LOWEST_LAND_M and span[1] <= HIGHEST_M and not declared and low > SENTINELS[-1]


def _declared(raw: npt.NDArray[Any], raster: Raster) -> npt.NDArray[np.bool_]:
    void: npt.NDArray[np.bool_] = ~np.isfinite(raw) if raw.dtype.kind == "f" else np.zeros(raw.shape, bool)
    nodata = raster.nodata
    if nodata is None or not np.isfinite(nodata):
        return void
    if raw.dtype.kind == "f":
        # a float32 file with nodata -3.4028234663852886e+38 holds the nearest float32, which is what to compare with
        void |= raw == np.float64(nodata).astype(raw.dtype)
        return void
    if nodata == int(nodata):
        np.equal(raw, int(nodata), out=void)  # against a float every value would be made a float first
    return void


def _metres(raw: npt.NDArray[Any], raster: Raster, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    with np.errstate(over="ignore"):  # beyond float32: infinite, and so no height
        if raster.scale == 1.0 and raster.offset == 0.0 and raster.metres_per_unit == 1.0:
            return _stored(raw, dtype)
        return _stored((raw.astype(np.float64) * raster.scale + raster.offset) * raster.metres_per_unit, dtype)


def _stored(metres: npt.NDArray[Any], dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    """In the type asked for; the nearest whole metre where that is int16."""
    if np.dtype(dtype) == np.int16 and metres.dtype.kind == "f":
        return np.asarray(np.rint(metres), dtype=np.int16)
    return metres.astype(dtype, copy=False)


def empty(shape: tuple[int, int], dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    """An array of nothing but voids."""
    return np.full(shape, INT16_VOID if np.dtype(dtype) == np.int16 else np.nan, dtype=dtype)


def fill_holes(target: npt.NDArray[Any], new: npt.NDArray[Any]) -> None:
    """Writes new heights into the voids of target, in place: what came first wins."""
    holes = void_cells(target)
    if holes.all():
        target[...] = new
    elif holes.any():
        np.copyto(target, new, where=holes)
