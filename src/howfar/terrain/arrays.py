"""Elevation models that are already in memory or lazily opened: an xarray.DataArray as an ElevationGrid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from howfar.errors import TerrainError
from howfar.terrain.grid import ElevationGrid
from howfar.terrain.rasters import datum_name, metres_of

if TYPE_CHECKING:
    import numpy.typing as npt

_LAT_NAMES: Final = ("lat", "latitude", "y")
_LON_NAMES: Final = ("lon", "longitude", "x")
_EVEN: Final = 1e-3  # of a step: coordinates in float32 are still even


@dataclass(frozen=True)
class Described:
    """A DataArray in the order of a grid: rows from the north, columns from the west, with what it says of itself."""

    array: Any  # xarray.DataArray, two dimensions, north up
    lat_name: str
    lon_name: str
    lat_north_deg: float
    lon_west_deg: float
    lat_step_deg: float
    lon_step_deg: float
    metres_per_unit: float
    nodata: float | None
    vertical_datum: str

    def grid(self, values: npt.NDArray[Any]) -> ElevationGrid:
        """The values of the array (shape as it, computed) as a grid in metres with NaN for voids."""
        heights = np.asarray(values, dtype=np.float64)
        void = ~np.isfinite(heights)
        if self.nodata is not None:
            void |= heights == self.nodata
        metres = np.where(void, np.nan, heights * self.metres_per_unit).astype(np.float32)
        return ElevationGrid(
            metres, self.lat_north_deg, self.lon_west_deg, self.lat_step_deg, self.lon_step_deg,
            vertical_datum=self.vertical_datum, sources=(str(self.array.name or "array"),),
        )  # fmt: skip


def describe(array: Any, *, vertical_datum: str | None = None) -> Described:
    """What a DataArray of heights says: evenly spaced WGS84 latitudes and longitudes in degrees, unit, nodata, datum.

    Latitudes may run either way; a band of one is dropped. Raises TerrainError for projected or uneven coordinates.
    """
    array = array.squeeze(drop=True)
    if array.ndim != 2:
        raise TerrainError(f"an elevation model has two dimensions, this array has {array.dims}; select one band")
    lat_name, lon_name = _named(array, _LAT_NAMES), _named(array, _LON_NAMES)
    _refuse_projected(array)
    array = array.transpose(lat_name, lon_name)
    array = (
        array
        if float(array[lat_name][0]) > float(array[lat_name][-1])
        else array.isel({lat_name: slice(None, None, -1)})
    )
    lats, lons = (np.asarray(array[name], dtype=np.float64) for name in (lat_name, lon_name))
    lat_step, lon_step = _even(lats, lat_name, -1.0), _even(lons, lon_name, 1.0)
    if np.abs(lats).max() > 90.0 + lat_step:
        raise TerrainError(f"{lat_name} runs from {lats[-1]} to {lats[0]}, which are no latitudes in degrees")
    said = str(array.attrs.get("units", array.attrs.get("unit", "m")))
    datum = vertical_datum or array.attrs.get("vertical_datum")
    nodata = array.attrs.get("_FillValue", array.attrs.get("nodata"))
    return Described(
        array, lat_name, lon_name, float(lats[0]), float(lons[0]), lat_step, lon_step,
        metres_of(said, what=str(array.name or "the array")), None if nodata is None else float(nodata),
        datum_name(str(datum)) if datum else "unknown",
    )  # fmt: skip


def _named(array: Any, names: tuple[str, ...]) -> str:
    for name in array.dims:
        if str(name).lower() in names and name in array.coords:
            return str(name)
    raise TerrainError(f"the array has the dimensions {array.dims}; one with coordinates has to be called {names[0]}")


def _refuse_projected(array: Any) -> None:
    reference = array.coords.get("spatial_ref")
    words = None if reference is None else reference.attrs.get("crs_wkt") or reference.attrs.get("spatial_ref")
    if words is None:
        return
    from pyproj import CRS

    if not CRS.from_user_input(words).is_geographic:
        raise TerrainError("the array has projected coordinates; reproject it to EPSG:4326, or open the file by howfar")


def _even(values: npt.NDArray[np.float64], name: str, direction: float) -> float:
    if len(values) < 2:
        raise TerrainError(f"{name} has {len(values)} value; at least 2 are needed")
    step = (values[-1] - values[0]) / (len(values) - 1)
    if not step * direction > 0 or np.abs(np.diff(values) - step).max() > max(
        _EVEN * abs(step), 1e-5 * abs(step) + 2e-5
    ):
        raise TerrainError(f"{name} is not evenly spaced; an elevation model has rows and columns of one step")
    return float(abs(step))
