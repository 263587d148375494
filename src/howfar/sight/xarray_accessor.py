"""`dem.howfar.minimum_visible_altitude(site)`: the sweep on an xarray.DataArray, also a Dask-backed one.

import howfar.sight.xarray_accessor  # registers the accessor
dem.howfar.minimum_visible_altitude(Site(46.5, 8.5, antenna_agl_m=20))
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from howfar.constants import STANDARD_K_FACTOR
from howfar.errors import TerrainError
from howfar.sight.coverage import coverage_window, minimum_visible_altitude
from howfar.terrain.arrays import Described, describe
from howfar.terrain.grid import ElevationGrid

if TYPE_CHECKING:
    import numpy.typing as npt

    from howfar.sight.site import Site


@xr.register_dataarray_accessor("howfar")  # type: ignore[no-untyped-call]  # xarray types it only from 2026 on
class HowfarAccessor:
    """What howfar does with an elevation model: heights on evenly spaced WGS84 latitudes and longitudes (degrees)."""

    def __init__(self, array: xr.DataArray) -> None:
        self._array = array

    def minimum_visible_altitude(
        self,
        site: Site,
        *,
        k_factor: float = STANDARD_K_FACTOR,
        max_range_m: float | None = None,
        vertical_datum: str | None = None,
    ) -> xr.DataArray:
        """Lowest altitude (metres above mean sea level) at which a target is seen from `site`, on the array's cells.

        With max_range_m only the cells around the site are read and returned. A Dask-backed array gives a Dask-backed
        result of one chunk, computed when asked for: a ray may need any cell, so the window has to fit into memory.
        The unit is the attribute `units` (metres without it), voids are NaN, `_FillValue` or `nodata`.
        Raises TerrainError and UsageError as howfar.sight.coverage.minimum_visible_altitude; lazily where Dask is.
        """
        described = describe(self._array, vertical_datum=vertical_datum)
        if max_range_m is not None:
            described = _around(described, site, max_range_m)
        array = described.array

        def answer(values: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
            return _swept(described, values, site, k_factor, max_range_m)

        found: xr.DataArray = array.copy(data=_applied(answer, array.data))
        found.name = "minimum_visible_altitude_amsl"
        found.attrs = {"units": "m", "long_name": "minimum visible altitude above mean sea level",
                       "vertical_datum": described.vertical_datum, "k_factor": k_factor}  # fmt: skip
        return found


def _applied(answer: Any, data: Any) -> Any:
    """answer(values), now for numpy and later for Dask."""
    if not hasattr(data, "dask"):
        return answer(np.asarray(data))
    import dask.array as da
    from dask.delayed import delayed

    later: Any = da.from_delayed  # Dask has no types
    return later(delayed(answer, pure=True)(data), shape=data.shape, dtype=np.float32)


def _around(described: Described, site: Site, max_range_m: float) -> Described:
    """The cells that the sweep of the whole array would answer; all columns of one that closes round the Earth.

    Exactly these, because the sweep lays its rays by the cells that it is given.
    """
    shape = described.array.shape
    nothing = np.broadcast_to(np.float32(0.0), shape)  # only places are asked of it: it takes no memory
    grid = ElevationGrid(
        nothing, described.lat_north_deg, described.lon_west_deg, described.lat_step_deg, described.lon_step_deg
    )
    if grid.goes_round:
        return described
    if not grid.contains(site.lat, site.lon):
        raise TerrainError(f"the site {site.lat:.4f}, {site.lon:.4f} lies outside the array")
    rows, cols = coverage_window(grid, site, max_range_m)
    return describe(described.array[rows, cols], vertical_datum=described.vertical_datum)


def _swept(
    described: Described, values: npt.NDArray[Any], site: Site, k_factor: float, max_range_m: float | None
) -> npt.NDArray[np.float32]:
    """The answer on all cells of the array; NaN beyond what the sweep answers."""
    grid = described.grid(values)
    coverage = minimum_visible_altitude(grid, site, k_factor=k_factor, max_range_m=max_range_m)
    part = coverage.grid
    first_row = round((grid.lat_north_deg - part.lat_north_deg) / grid.lat_step_deg)
    cols = round((part.lon_west_deg - grid.lon_west_deg) / grid.lon_step_deg) + np.arange(part.shape[1])
    out = np.full(grid.shape, np.nan, dtype=np.float32)
    out[first_row : first_row + part.shape[0], cols % grid.shape[1]] = coverage.minimum_visible_altitude_amsl_m
    return out
