"""The minimum visible altitude as a cloud-optimised GeoTIFF: overviews, nodata, unit, datum and credits inside."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from howfar.errors import UsageError
from howfar.report.geo import whole_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import numpy.typing as npt

NODATA: Final = -9999.0  # below any place on Earth; NaN is lost by some programs
NODATA_INT16: Final = -32768


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
) -> None:
    """Writes metres [row, col] on WGS84 latitude and longitude as a COG.

    transform: (a, b, c, d, e, f) of cell corners (`ElevationGrid.transform`). NaN and infinity become nodata.
    whole_metres: int16, rounded up (a target at the written altitude is seen), half the size; above 32 767 m nodata.
    Raises UsageError for another ending than .tif or .tiff, HowfarError where writing fails.
    """
    target = Path(path)
    if target.suffix.lower() not in (".tif", ".tiff"):
        raise UsageError(f"{target.name}: a raster of altitudes is written as .tif")
    import rasterio
    from rasterio.transform import Affine

    dtype, nodata = ("int16", NODATA_INT16) if whole_metres else ("float32", NODATA)
    profile = {
        "driver": "COG", "width": values_m.shape[1], "height": values_m.shape[0], "count": 1, "dtype": dtype,
        "crs": "EPSG:4326", "transform": Affine(*transform), "nodata": nodata, "compress": "DEFLATE",
        "predictor": "YES", "blocksize": 512, "overviews": "AUTO", "overview_resampling": "AVERAGE",
        "bigtiff": "IF_SAFER", "num_threads": "ALL_CPUS",
    }  # fmt: skip
    about = {"VERTICAL_DATUM": datum, "SOFTWARE": "howfar", **({"CREDIT": "; ".join(credit)} if credit else {})}
    with whole_file(target) as part, _gdal_in_words(), rasterio.open(part, "w", **profile) as out:
        for first in range(0, values_m.shape[0], 512):
            strip = _stored(values_m[first : first + 512], whole_metres)
            out.write(strip, 1, window=((first, first + len(strip)), (0, values_m.shape[1])))
        out.units = ("m",)
        out.set_band_description(1, description)
        out.update_tags(**about, **(tags or {}))


@contextlib.contextmanager
def _gdal_in_words() -> Iterator[None]:
    try:
        yield
    except Exception as error:  # what GDAL raises when a COG is put together at closing has no public base class
        raise OSError(None, str(error)) from error


def _stored(values_m: npt.NDArray[Any], whole_metres: bool) -> npt.NDArray[Any]:
    known = np.isfinite(values_m)
    if not whole_metres:
        return np.where(known, values_m, NODATA).astype(np.float32)
    up = np.ceil(np.where(known, values_m, 0.0))
    known &= (up <= 32767) & (up > NODATA_INT16)
    return np.where(known, up, NODATA_INT16).astype(np.int16)
