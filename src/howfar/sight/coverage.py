"""The lowest visible altitude around one sensor, and everything that is cut from that one surface."""

# ruff: noqa: E501 - sentences for people
from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from howfar.constants import STANDARD_K_FACTOR
from howfar.earth.geodesic import destination
from howfar.errors import OutsideError, PolarError, TerrainError, UsageError
from howfar.sight import geometry, masks
from howfar.terrain.grid import INT16_VOID, ElevationGrid

if TYPE_CHECKING:
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from howfar.sight.site import Site
    from howfar.sight.tops import Tops

    Progress = Callable[[int, int], None]

_LEAST_K, _MOST_K = 0.3, 10.0


@dataclass(frozen=True, eq=False)
class Coverage:
    """Lowest altitude at which a target is seen from `site`, for every sample of `grid`.

    minimum_visible_altitude_amsl_m: float32 [row, col], metres in the vertical datum of the model; never under the ground;
    inf where no altitude is high enough; NaN where it is not known (void, a void on the way, or beyond max_range_m).
    grid: the part of the model that the answer covers, same shape. antenna_amsl_m: height of the antenna.
    """

    minimum_visible_altitude_amsl_m: npt.NDArray[np.float32]
    grid: ElevationGrid
    site: Site
    antenna_amsl_m: float
    k_factor: float
    max_range_m: float | None
    assumptions: Mapping[str, Any]

    @cached_property
    def minimum_visible_height_agl_m(self) -> npt.NDArray[np.float32]:
        """The same above ground: 0 where the ground itself is seen. Allocates once."""
        return np.asarray(self.minimum_visible_altitude_amsl_m - self.grid.heights_m, dtype=np.float32)

    def visible_at(
        self, *, altitude_amsl_m: float | None = None, height_agl_m: float | None = None
    ) -> npt.NDArray[np.bool_]:
        """True where a target at that altitude above mean sea level, or height above ground, is seen.

        False where it is hidden, under the ground or not known. Give exactly one of the two.
        """
        if (altitude_amsl_m is None) == (height_agl_m is None):
            raise UsageError("give the target once: altitude_amsl_m or height_agl_m")
        if altitude_amsl_m is not None:
            return np.asarray(self.minimum_visible_altitude_amsl_m <= np.float32(altitude_amsl_m))
        assert height_agl_m is not None
        return np.asarray(self.minimum_visible_height_agl_m <= np.float32(height_agl_m))

    def outline(
        self, *, altitude_amsl_m: float | None = None, height_agl_m: float | None = None, simplify_cells: float = 0.0
    ) -> BaseGeometry:
        """Where such a target is seen: valid polygons with holes (lon, lat), cut at the antimeridian."""
        seen = self.visible_at(altitude_amsl_m=altitude_amsl_m, height_agl_m=height_agl_m)
        return masks.outline(seen, self.grid, simplify_cells=simplify_cells)

    def area_m2(self, *, altitude_amsl_m: float | None = None, height_agl_m: float | None = None) -> float:
        """Area on the ellipsoid of the cells where such a target is seen, square metres."""
        return masks.area_m2(self.visible_at(altitude_amsl_m=altitude_amsl_m, height_agl_m=height_agl_m), self.grid)

    def farthest_m(self, *, altitude_amsl_m: float | None = None, height_agl_m: float | None = None) -> float | None:
        """Distance in metres of the farthest cell where such a target is seen; None where there is none."""
        seen = self.visible_at(altitude_amsl_m=altitude_amsl_m, height_agl_m=height_agl_m)
        return masks.farthest_m(seen, self.grid, self.site.lat, self.site.lon)

    def altitude_at(self, lat: npt.ArrayLike, lon: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Lowest visible altitude above mean sea level at places, bilinear between cells; NaN where not known.

        `howfar.sight.path.sight` answers a single place exactly.
        """
        return masks.surface_at(self.minimum_visible_altitude_amsl_m, self.grid, lat, lon)


def minimum_visible_altitude(
    grid: ElevationGrid,
    site: Site,
    *,
    k_factor: float = STANDARD_K_FACTOR,
    max_range_m: float | None = None,
    out: npt.NDArray[np.float32] | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Coverage:
    """The lowest altitude at which a target is seen from `site`, for every cell of `grid` within max_range_m.

    grid: heights over mean sea level (any datum but "ellipsoid"). Refraction is the effective Earth radius k_factor times
    the ellipsoid's own radius along each path (k_factor 0.3 to 10). The answer covers the rows and columns that
    max_range_m touches; `out`, a float32 array of that shape (`coverage_shape`), is filled and reused when given.
    Near a pole, where the sweep does not go, rays are followed one by one (`howfar.sight.polar`), out to 1,000 km.
    progress(done, in all) is called during a long sweep.
    Errors: TerrainError for a site outside the model or on a void, or heights over the ellipsoid, or too far near a
    pole; UsageError for an impossible antenna, k or range. Method: docs/sweep.md.
    """
    try:
        out, answered, antenna_amsl_m = swept(
            grid,
            site,
            np.dtype(np.float32),
            out,
            above_sea=True,
            k_factor=k_factor,
            max_range_m=max_range_m,
            threads=threads,
            progress=progress,
        )
    except PolarError:
        from howfar.sight.polar import lowest_near_pole

        part, window = _within(grid, site, max_range_m)
        answered = part.window(slice(window.row0, window.row1), slice(window.col0, window.col1))
        antenna_amsl_m = antenna_height_m(grid, site)
        out = _buffer(out, answered.shape, np.dtype(np.float32))
        lowest_near_pole(answered, site, out, antenna_amsl_m=antenna_amsl_m, k_factor=k_factor, max_range_m=max_range_m)
    return Coverage(
        out,
        answered,
        site,
        antenna_amsl_m,
        k_factor,
        max_range_m,
        assumptions_of(grid, k_factor, antenna_amsl_m, max_range_m),
    )


def swept(
    grid: ElevationGrid,
    site: Site,
    dtype: np.dtype[Any],
    out: npt.NDArray[Any] | None,
    *,
    above_sea: bool,
    k_factor: float,
    max_range_m: float | None,
    threads: int | None,
    level_m: float = 0.0,
    is_prefilled: bool = False,
    progress: Progress | None = None,
    tops: Tops | None = None,
) -> tuple[npt.NDArray[Any], ElevationGrid, float]:
    """The sweep into an array of that type (see `howfar.sight.sweep`), the grid that it covers, the antenna's height.

    With tops `out` has the shape of the whole model, and is added to.
    """
    from howfar.sight import sweep

    antenna_amsl_m = antenna_height_m(grid, site)
    check_atmosphere(k_factor, max_range_m)
    part, window = _within(grid, site, max_range_m)
    if tops is not None and out is not None:
        out = out[window.row0 : window.row1, window.col0 : window.col1]
    else:
        out = _buffer(out, (window.row1 - window.row0, window.col1 - window.col0), dtype)
    row, col = (float(x) for x in part.rows_cols(site.lat, site.lon))
    lattice = geometry.Lattice(part.lat_step_deg, part.lon_step_deg, site.lat, site.lon, row, col)
    sweep.minimum_visible_heights(
        part.heights_m, window, lattice, out,
        antenna_amsl_m=antenna_amsl_m, mean_ground_amsl_m=_mean_ground_m(part), k_factor=k_factor,
        max_range_m=max_range_m if max_range_m is not None else math.inf, above_sea=above_sea,
        see_through_voids=False, threads=threads, level_m=level_m, tops=tops, is_prefilled=is_prefilled,
        progress=progress,
    )  # fmt: skip
    return out, part.window(slice(window.row0, window.row1), slice(window.col0, window.col1)), antenna_amsl_m


def coverage_window(grid: ElevationGrid, site: Site, max_range_m: float | None) -> tuple[slice, slice]:
    """Rows and columns that the answer covers, of a grid that does not close round the globe.

    Rays are laid out for this window; a sweep of a cut that holds just these cells gives the same answer.
    """
    window = _within(grid, site, max_range_m)[1]
    return slice(window.row0, window.row1), slice(window.col0, window.col1)


def coverage_shape(grid: ElevationGrid, site: Site, max_range_m: float | None) -> tuple[int, int]:
    """Rows and columns of the answer, for `out`."""
    window = _within(grid, site, max_range_m)[1]
    return window.row1 - window.row0, window.col1 - window.col0


def antenna_height_m(grid: ElevationGrid, site: Site) -> float:
    """Height of the antenna above mean sea level. Raises TerrainError where the model does not say, UsageError under ground."""
    if grid.vertical_datum.lower() == "ellipsoid":
        raise TerrainError(
            "the heights of this model are above the ellipsoid, and altitudes above mean sea level are asked for; "
            "convert the model to EGM2008 or EGM96 first (the two differ by up to 100 m)"
        )
    if not grid.contains(site.lat, site.lon):
        raise OutsideError(
            f"the site {site.lat:.4f}, {site.lon:.4f} is outside the elevation model, which spans latitudes "
            f"{grid.lat_south_deg:.4f} to {grid.lat_north_deg:.4f} and longitudes {grid.lon_west_deg:.4f} to {grid.lon_east_deg:.4f}"
        )
    ground = float(grid.height_m(site.lat, site.lon))
    if math.isnan(ground):
        raise OutsideError(
            f"the elevation model has no height at the site {site.lat:.4f}, {site.lon:.4f}; move it or fill the voids"
        )
    return site.height_amsl_m(ground)


def check_atmosphere(k_factor: float, max_range_m: float | None) -> None:
    """Raise UsageError for a k factor or range that no atmosphere or model has."""
    if not _LEAST_K <= k_factor <= _MOST_K:
        raise UsageError(f"k_factor {k_factor}: {_LEAST_K} to {_MOST_K} are allowed; 4/3 is the standard atmosphere")
    if max_range_m is not None and not 0.0 < max_range_m < math.inf:
        raise UsageError(f"max_range_m {max_range_m}: give a range above 0 metres, or None for the whole model")


def _within(grid: ElevationGrid, site: Site, max_range_m: float | None) -> tuple[ElevationGrid, Any]:
    """The model (rolled where it closes round the globe) and the rows and columns that the range touches."""
    from howfar.sight.sweep import Window

    rows, cols = grid.shape
    if grid.goes_round:
        grid = _rolled(grid, site.lon)
    if max_range_m is None:
        return grid, Window(0, rows, 0, cols)
    row, col = (float(x) for x in grid.rows_cols(site.lat, site.lon))
    north, south = (float(destination(site.lat, site.lon, az, max_range_m)[0]) for az in (0.0, 180.0))
    reach_deg = math.degrees(max_range_m / 6_335_000.0)
    if abs(site.lat) + reach_deg >= 90.0:  # the pole lies within
        north, south = (90.0, min(north, south)) if site.lat > 0 else (max(north, south), -90.0)
    if abs(site.lat) + reach_deg >= 89.9:
        wide = float(cols)
    else:
        lean = math.sin(max_range_m / 6_335_000.0) / math.cos(math.radians(site.lat))
        wide = math.degrees(math.asin(min(lean * 1.01, 1.0))) / grid.lon_step_deg + 1.0
    top, bottom = (grid.lat_north_deg - north) / grid.lat_step_deg, (grid.lat_north_deg - south) / grid.lat_step_deg
    row0, row1 = max(math.floor(min(top, row)), 0), min(math.ceil(max(bottom, row)) + 1, rows)
    col0, col1 = max(math.floor(col - wide), 0), min(math.ceil(col + wide) + 1, cols)
    # the bilinear surface needs two lines, also where the range is less than a cell
    row0, col0 = min(row0, rows - 2), min(col0, cols - 2)
    return grid, Window(row0, max(row1, row0 + 2), col0, max(col1, col0 + 2))


def _rolled(grid: ElevationGrid, lon: float) -> ElevationGrid:
    """A model that closes round the globe, with its seam opposite the site."""
    from dataclasses import replace

    cols = grid.shape[1]
    col = int(grid.rows_cols(0.0, lon)[1])
    shift = (col - cols // 2) % cols
    return replace(
        grid,
        heights_m=np.roll(grid.heights_m, -shift, axis=1),
        lon_west_deg=grid.lon_west_deg + shift * grid.lon_step_deg,
    )


def _buffer(out: npt.NDArray[Any] | None, shape: tuple[int, int], dtype: np.dtype[Any]) -> npt.NDArray[Any]:
    if out is None:
        return np.empty(shape, dtype=dtype)
    if out.shape != shape or out.dtype != dtype or not out.flags.c_contiguous:
        raise UsageError(f"out must be a contiguous {dtype} array of shape {shape}, not {out.dtype} {out.shape}")
    return out


def _mean_ground_m(grid: ElevationGrid) -> float:
    rows, cols = grid.shape
    some = grid.heights_m[:: max(rows // 64, 1), :: max(cols // 64, 1)].astype(np.float64)
    known = some[np.isfinite(some) & (some != INT16_VOID)]
    return float(known.mean()) if known.size else 0.0


def assumptions_of(
    grid: ElevationGrid, k_factor: float, antenna_amsl_m: float, max_range_m: float | None
) -> dict[str, Any]:
    return {
        "k_factor": k_factor,
        "antenna_amsl_m": antenna_amsl_m,
        "max_range_m": max_range_m,
        "earth": "WGS84, radius of curvature along each path",
        "surface": "bilinear between the samples of the elevation model; no trees or buildings beyond those it contains",
        "vertical_datum": grid.vertical_datum,
        "voids": grid.void_policy,
        "sources": list(grid.sources),
        "notes": list(grid.assumptions),
    }
