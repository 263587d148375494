"""Metres on a latitude/longitude lattice as GeoTIFF: cloud-optimised with overviews, or plain and quick.

GDAL alone takes ten times as long as the sweep for a COG with overviews (docs/sweep.md). Here the cells go into a plain
file first, several threads average the overviews, and the copy into the COG compresses at the quickest level, which
costs a third more bytes.
"""

from __future__ import annotations

import contextlib
import math
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np

from howfar.errors import UsageError
from howfar.report.geo import whole_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import numpy.typing as npt

    Progress = Callable[[int, int], None]

    class RowsOfMetres(Protocol):
        """An array, or what gives some rows of one at a time."""

        @property
        def shape(self) -> tuple[int, int]:
            """Rows and columns."""

        @property
        def dtype(self) -> np.dtype[Any]:
            """Of the cells."""

        def __len__(self) -> int:
            """Rows."""

        def __getitem__(self, rows: slice, /) -> npt.NDArray[Any]:
            """Those rows."""


NODATA: Final = -9999.0  # below any place on Earth; NaN is lost by some programs
NODATA_INT16: Final = -32768
_BLOCK: Final = 512
_STRIP_CELLS: Final = 1 << 19  # converted at once: what a processor's own cache holds
_THREADS: Final = 2
_GDAL_CACHE_MB: Final = 64
_TILED: Final = {"driver": "GTiff", "tiled": True, "blockxsize": _BLOCK, "blockysize": _BLOCK, "bigtiff": "IF_SAFER",
                 "num_threads": "ALL_CPUS"}  # fmt: skip
_QUICK: Final = {"compress": "DEFLATE", "bigtiff": "IF_SAFER", "num_threads": "ALL_CPUS"}


def write_cog(
    path: str | Path,
    values_m: npt.NDArray[Any],
    transform: Sequence[float],
    *,
    description: str,
    datum: str,
    whole_metres: bool = False,
    tags: Mapping[str, str] | None = None,
    credit: Sequence[str] = (),
    progress: Progress | None = None,
) -> None:
    """Writes metres [row, col] on WGS84 latitude and longitude as a COG with averaged overviews.

    transform: (a, b, c, d, e, f) of cell corners (`ElevationGrid.transform`). NaN and infinity become nodata.
    whole_metres: int16, rounded up (a target at the written altitude is seen), half the size; above 32 767 m nodata.
    values_m may be int16 already, with -32768 for what is not known. Takes the size of the array on the disk meanwhile.
    progress(rows written, rows in all), of the first of the two copies.
    Raises UsageError for another ending than .tif or .tiff, HowfarError where writing fails.
    """
    import rasterio
    from rasterio.enums import Resampling
    from rasterio.shutil import copy

    target = _named(Path(path))
    with whole_file(target) as part, _gdal_in_words(), rasterio.Env(GDAL_NUM_THREADS="ALL_CPUS"):
        plain = part.with_name(f"{part.stem}.plain.tif")  # whole_file removes it whatever happens
        with _created(plain, values_m, transform, whole_metres, _TILED) as out:
            _describe(out, description, datum, tags, credit)  # before the cells, so that the directory stands in front
            _fill(out, values_m, whole_metres, progress)
        _refuse_torn(plain)
        with rasterio.open(plain, "r+") as out:
            larger = max(values_m.shape) / _BLOCK
            out.build_overviews(
                [2**n for n in range(1, math.ceil(math.log2(max(larger, 1.0))) + 1)], Resampling.average
            )
        copy(plain, part, driver="COG", level="1", predictor="YES", blocksize=str(_BLOCK),
             overviews="FORCE_USE_EXISTING", **_QUICK)  # fmt: skip


def write_geotiff(
    path: str | Path,
    values_m: RowsOfMetres,
    transform: Sequence[float],
    *,
    description: str,
    datum: str,
    whole_metres: bool = False,
    compress: bool = True,
    tags: Mapping[str, str] | None = None,
    credit: Sequence[str] = (),
    progress: Progress | None = None,
) -> None:
    """As `write_cog`, but without overviews, in one go and without a second copy: the quick way for large rasters.

    values_m: an array, or what has its shape and dtype and gives rows by slices.
    progress(rows written, rows in all).
    """
    import rasterio

    target = _named(Path(path))
    if not compress:
        about = _about(datum, tags, credit)
        with whole_file(target) as part:
            _write_plain(
                part, values_m, transform, whole_metres=whole_metres, description=description, about=about,
                progress=progress,
            )  # fmt: skip
        return
    kind = np.dtype(np.int16) if whole_metres else values_m.dtype
    packed = {"compress": "DEFLATE", "zlevel": 1, "predictor": 2 if kind.kind in "iu" else 3}
    # GDAL would else keep a twentieth of the machine's memory in blocks that are written already
    with whole_file(target) as part, _gdal_in_words(), rasterio.Env(GDAL_CACHEMAX=_GDAL_CACHE_MB):
        with _created(part, values_m, transform, whole_metres, _TILED | packed) as out:
            _describe(out, description, datum, tags, credit)  # before the cells, so that the directory stands in front
            _fill(out, values_m, whole_metres, progress)
        _refuse_torn(part)


def _write_plain(
    path: Path, values_m: RowsOfMetres, transform: Sequence[float], *, whole_metres: bool, description: str,
    about: Mapping[str, str], progress: Progress | None,
) -> None:  # fmt: skip
    from howfar.report import tiff

    kind = np.dtype(np.int16) if whole_metres else values_m.dtype
    head = tiff.head(
        values_m.shape, kind, transform, nodata=_nodata(kind), about=about, description=description, unit="m"
    )
    with path.open("wb", buffering=0) as out:
        _whole(out, memoryview(head))
        done = 0
        for strip in _strips(values_m, whole_metres):
            _whole(out, memoryview(np.ascontiguousarray(strip).data).cast("B"))
            done += len(strip)
            _tell(progress, done, values_m)


def _whole(out: Any, left: memoryview) -> None:
    while len(left):  # a single call writes 2 GiB at most
        left = left[out.write(left) :]


def _named(target: Path) -> Path:
    if target.suffix.lower() not in (".tif", ".tiff"):
        raise UsageError(f"{target.name}: a raster of altitudes is written as .tif")
    return target


def _created(
    path: Path, values_m: RowsOfMetres, transform: Sequence[float], whole_metres: bool, options: Mapping[str, Any]
) -> Any:
    import rasterio
    from rasterio.transform import Affine

    kind = np.dtype(np.int16) if whole_metres else values_m.dtype
    return rasterio.open(
        path, "w", width=values_m.shape[1], height=values_m.shape[0], count=1, dtype=kind.name,
        crs="EPSG:4326", transform=Affine(*transform), nodata=_nodata(kind), **options,
    )  # fmt: skip


def _describe(out: Any, description: str, datum: str, tags: Mapping[str, str] | None, credit: Sequence[str]) -> None:
    out.units = ("m",)
    out.set_band_description(1, description)
    out.update_tags(**_about(datum, tags, credit))


def _about(datum: str, tags: Mapping[str, str] | None, credit: Sequence[str]) -> dict[str, str]:
    said = {"CREDIT": "; ".join(credit)} if credit else {}
    return {"VERTICAL_DATUM": datum, "SOFTWARE": "howfar", **said, **(tags or {})}


def _nodata(kind: np.dtype[Any]) -> float | None:
    if kind == np.uint8:
        return None
    return float(NODATA_INT16) if kind == np.int16 else NODATA


def _tell(progress: Progress | None, done: int, values_m: RowsOfMetres) -> None:
    if progress is not None:
        progress(done, len(values_m))


def _fill(out: Any, values_m: RowsOfMetres, whole_metres: bool, progress: Progress | None) -> None:
    first = 0
    for strip in _strips(values_m, whole_metres):
        out.write(strip, 1, window=((first, first + len(strip)), (0, values_m.shape[1])))
        first += len(strip)
        _tell(progress, first, values_m)


def _strips(values_m: RowsOfMetres, whole_metres: bool) -> Iterator[npt.NDArray[Any]]:
    """Rows of blocks in order as they are written; the next ones are made ready by threads meanwhile."""
    starts = range(0, len(values_m), _BLOCK)
    if values_m.dtype.kind in "iu":
        yield from (values_m[first : first + _BLOCK] for first in starts)
        return
    with ThreadPoolExecutor(_THREADS) as pool:
        ahead = deque(pool.submit(_stored, values_m[first : first + _BLOCK], whole_metres) for first in starts[:2])
        for first in starts:
            strip = ahead.popleft().result()
            if first + 2 * _BLOCK < len(values_m):
                later = values_m[first + 2 * _BLOCK : first + 3 * _BLOCK]
                ahead.append(pool.submit(_stored, later, whole_metres))
            yield strip


def _refuse_torn(path: Path) -> None:
    """Raise OSError where a block of the file is missing: GDAL says nothing when it closes a file on a full disk."""
    import rasterio

    size = path.stat().st_size
    with rasterio.open(path) as found:
        for (row, col), _ in found.block_windows(1):
            start, length = (
                found.get_tag_item(f"{what}_{col}_{row}", "TIFF", bidx=1) for what in ("BLOCK_OFFSET", "BLOCK_SIZE")
            )
            if not start or not length or int(start) + int(length) > size:
                raise OSError(None, "not all of the file could be written")


@contextlib.contextmanager
def _gdal_in_words() -> Iterator[None]:
    try:
        yield
    except Exception as error:  # what GDAL raises when a COG is put together at closing has no public base class
        raise OSError(None, str(error)) from error


def _stored(values_m: npt.NDArray[Any], whole_metres: bool) -> npt.NDArray[Any]:
    """A strip as it is written, made in pieces that stay in the cache."""
    out = np.empty(values_m.shape, dtype=np.int16 if whole_metres else np.float32)
    step = max(1, _STRIP_CELLS // values_m.shape[1])
    for first in range(0, len(values_m), step):
        piece = values_m[first : first + step]
        if whole_metres:
            up = np.ceil(piece)
            np.copyto(up, NODATA_INT16, where=~(np.abs(up) <= 32767))  # NaN and infinity too
        else:
            up = np.where(np.isfinite(piece), piece, np.float32(NODATA))
        out[first : first + step] = up
    return out
