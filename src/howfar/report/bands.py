"""Counts and codes as cloud-optimised GeoTIFFs: one band for every altitude, overviews of the commonest value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from howfar.errors import UsageError
from howfar.report.geo import whole_file

if TYPE_CHECKING:
    import numpy.typing as npt


class Band(NamedTuple):
    """One band of whole numbers [row, col], uint8 or uint16, and what it says."""

    description: str
    values: npt.NDArray[Any]


def write_bands(
    path: str | Path,
    bands: Sequence[Band],
    transform: Sequence[float],
    *,
    names: Mapping[int, str] | None = None,
    tags: Mapping[str, str] | None = None,
    credit: Sequence[str] = (),
) -> None:
    """Writes bands on WGS84 latitude and longitude.

    transform: (a, b, c, d, e, f) of cell corners (`ElevationGrid.transform`). names: what codes stand for, kept in the
    file as CODE_1 and so on; with names 0 is no data. Raises UsageError for another ending than .tif or .tiff,
    HowfarError where writing fails.
    """
    target = Path(path)
    if target.suffix.lower() not in (".tif", ".tiff"):
        raise UsageError(f"{target.name}: a raster is written as .tif")
    import rasterio
    from rasterio.transform import Affine

    first = bands[0].values
    profile = {
        "driver": "COG", "width": first.shape[1], "height": first.shape[0], "count": len(bands),
        "dtype": first.dtype.name, "crs": "EPSG:4326", "transform": Affine(*transform), "compress": "DEFLATE",
        "nodata": 0 if names else None, "blocksize": 512, "overviews": "AUTO", "overview_resampling": "MODE",
        "bigtiff": "IF_SAFER", "num_threads": "ALL_CPUS",
    }  # fmt: skip
    about = {"SOFTWARE": "howfar", **({"CREDIT": "; ".join(credit)} if credit else {}), **(tags or {})}
    about |= {f"CODE_{code}": name for code, name in (names or {}).items()}
    with whole_file(target) as part:
        try:
            with rasterio.open(part, "w", **profile) as out:
                for number, band in enumerate(bands, start=1):
                    out.write(band.values, number)
                    out.set_band_description(number, band.description)
                out.update_tags(**about)
        except Exception as error:  # what GDAL raises when a COG is put together has no public base class
            raise OSError(None, str(error)) from error
