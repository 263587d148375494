"""The elevation model as a value: heights on a latitude/longitude lattice, north row first.

    row 0      o---o---o---o   lat_north_deg: the latitude of the samples of row 0
               |   |   |   |   heights are samples AT the lattice points (centres of a raster's cells),
    row 1      o---o---o---o   the surface between them is bilinear
               col 0           lon_west_deg: the longitude of the samples of column 0

Longitudes run eastwards without a break: a model across the antimeridian has columns at 179, 180, 181 … degrees.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from howfar.errors import TerrainError

INT16_VOID: Final = -32768  # the void of an int16 model; a float32 model has NaN there
_EDGE: Final = 1e-6  # cells: a point this far outside the outermost samples is on them (rounding of degrees)

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ElevationGrid:
    """Heights in metres above `vertical_datum` at the points of a latitude/longitude lattice (WGS84 degrees).

    heights_m: [row, col], row 0 northernmost, float32 with NaN for voids, or int16 with INT16_VOID (-32768) for voids.
    Row i lies at lat_north_deg - i * lat_step_deg, column j at lon_west_deg + j * lon_step_deg (may exceed 180).
    vertical_datum: "EGM96", "EGM2008", "ellipsoid", "msl", another name, or "unknown" (taken as mean sea level, said).
    void_policy: what became of cells without a height. assumptions: sentences that a report has to show.
    """

    heights_m: npt.NDArray[Any]
    lat_north_deg: float
    lon_west_deg: float
    lat_step_deg: float
    lon_step_deg: float
    vertical_datum: str = "unknown"
    void_policy: str = "nan"
    sources: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        if self.heights_m.ndim != 2 or min(self.heights_m.shape) < 2:
            raise TerrainError(f"an elevation model needs at least 2 x 2 samples, this one is {self.heights_m.shape}")
        if self.heights_m.dtype not in (np.dtype(np.float32), np.dtype(np.int16)):
            raise TerrainError(f"heights must be float32 or int16, not {self.heights_m.dtype}")
        if not (self.lat_step_deg > 0 and self.lon_step_deg > 0):
            raise TerrainError(f"steps must be above 0 degrees, not {self.lat_step_deg} and {self.lon_step_deg}")
        if self.lat_north_deg > 90 + _EDGE or self.lat_south_deg < -90 - _EDGE:
            raise TerrainError(f"latitudes {self.lat_south_deg} to {self.lat_north_deg} leave -90 to 90 degrees")

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, cols = self.heights_m.shape
        return int(rows), int(cols)

    @property
    def lat_south_deg(self) -> float:
        """Latitude of the samples of the last row."""
        return self.lat_north_deg - (self.shape[0] - 1) * self.lat_step_deg

    @property
    def lon_east_deg(self) -> float:
        """Longitude of the samples of the last column, at or above lon_west_deg."""
        return self.lon_west_deg + (self.shape[1] - 1) * self.lon_step_deg

    @property
    def lats_deg(self) -> Floats:
        """Latitude of each row."""
        return self.lat_north_deg - self.lat_step_deg * np.arange(self.shape[0], dtype=np.float64)

    @property
    def lons_deg(self) -> Floats:
        """Longitude of each column, without a break at the antimeridian."""
        return self.lon_west_deg + self.lon_step_deg * np.arange(self.shape[1], dtype=np.float64)

    @property
    def goes_round(self) -> bool:
        """True where the columns close a full circle: the last one is followed by the first."""
        return abs(self.shape[1] * self.lon_step_deg - 360.0) < 0.5 * self.lon_step_deg

    @property
    def transform(self) -> tuple[float, float, float, float, float, float]:
        """The affine transform (a, b, c, d, e, f) of raster formats: from cell corners to longitude and latitude."""
        west, north = self.lon_west_deg - self.lon_step_deg / 2, self.lat_north_deg + self.lat_step_deg / 2
        return (self.lon_step_deg, 0.0, west, 0.0, -self.lat_step_deg, north)

    def is_void(self) -> npt.NDArray[np.bool_]:
        """True where there is no height. Allocates one byte a cell."""
        return void_cells(self.heights_m)

    def rows_cols(self, lat_deg: npt.ArrayLike, lon_deg: npt.ArrayLike) -> tuple[Floats, Floats]:
        """Fractional row and column of places; whole numbers are samples. May lie outside the model."""
        rows = (self.lat_north_deg - np.asarray(lat_deg, dtype=np.float64)) / self.lat_step_deg
        east = np.asarray(lon_deg, dtype=np.float64) - self.lon_west_deg
        slack = _EDGE * self.lon_step_deg  # a place on the first column must not wrap round to 360 degrees
        return rows, (np.mod(east + slack, 360.0) - slack) / self.lon_step_deg

    def contains(self, lat_deg: float, lon_deg: float) -> bool:
        """True where the place lies among the samples (whether or not there is a void)."""
        row, col = self.rows_cols(lat_deg, lon_deg)
        last_row, last_col = self.shape[0] - 1 + _EDGE, self.shape[1] - 1 + _EDGE
        return bool(-_EDGE <= row <= last_row and (self.goes_round or -_EDGE <= col <= last_col))

    def height_m(self, lat_deg: npt.ArrayLike, lon_deg: npt.ArrayLike) -> Floats:
        """Height of the bilinear surface at places (any shape), metres above `vertical_datum`.

        NaN outside the model and where a sample that counts is void.
        """
        rows, cols = self.rows_cols(lat_deg, lon_deg)
        n_rows, n_cols = self.shape
        inside = np.isfinite(rows) & np.isfinite(cols) & (rows >= -_EDGE) & (rows <= n_rows - 1 + _EDGE)
        inside &= (cols >= -_EDGE) & ((cols <= n_cols - 1 + _EDGE) | self.goes_round)
        rows = np.clip(np.where(inside, rows, 0.0), 0.0, n_rows - 1.0)
        cols = np.clip(np.where(inside, cols, 0.0), 0.0, n_cols if self.goes_round else n_cols - 1.0)
        i, j = np.floor(rows).astype(np.int64), np.floor(cols).astype(np.int64)
        di, dj = rows - i, cols - j
        total = np.zeros(rows.shape)
        for step_i, step_j in ((0, 0), (0, 1), (1, 0), (1, 1)):
            weight = (di if step_i else 1 - di) * (dj if step_j else 1 - dj)
            col = j + step_j
            col = col % n_cols if self.goes_round else np.minimum(col, n_cols - 1)
            sample = as_float64(self.heights_m[np.minimum(i + step_i, n_rows - 1), col])
            total += np.where(weight > 0, weight * sample, 0.0)  # a void beside the line between samples does not count
        return np.where(inside, total, np.nan)

    def window(self, rows: slice, cols: slice) -> ElevationGrid:
        """The part of the model at those rows and columns (a view: nothing is copied)."""
        first_row, _, row_step = rows.indices(self.shape[0])
        first_col, _, col_step = cols.indices(self.shape[1])
        if row_step != 1 or col_step != 1:
            raise TerrainError("a window takes whole rows and columns: slices with a step are not allowed")
        return replace(
            self,
            heights_m=self.heights_m[rows, cols],
            lat_north_deg=self.lat_north_deg - first_row * self.lat_step_deg,
            lon_west_deg=self.lon_west_deg + first_col * self.lon_step_deg,
        )


def void_cells(heights_m: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """True where a float32 or int16 array of heights is void."""
    heights_m = np.asarray(heights_m)  # a path's samples come as terrain.bands.Bands
    found: npt.NDArray[np.bool_] = heights_m == INT16_VOID if heights_m.dtype == np.int16 else np.isnan(heights_m)
    return found


def as_float64(heights_m: npt.NDArray[Any]) -> Floats:
    """Heights as float64 with NaN for voids, whatever the storage. Copies."""
    heights = np.asarray(heights_m)
    floats = heights.astype(np.float64)
    if heights.dtype == np.int16:
        floats = np.where(heights == INT16_VOID, np.nan, floats)
    return floats


def as_float32(heights_m: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    """Heights as float32 with NaN for voids, whatever the storage. Copies int16 only."""
    if heights_m.dtype != np.int16:
        return np.asarray(heights_m, dtype=np.float32)
    return np.where(heights_m == INT16_VOID, np.float32(np.nan), heights_m.astype(np.float32))
