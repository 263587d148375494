"""One elevation raster: what its file says about place, unit, datum and voids. Nothing is guessed silently.

Places of samples: GDAL's geotransform always speaks of cell corners, whatever the file counts by (a GeoTIFF with
AREA_OR_POINT=Point, an SRTM .hgt and a DTED file are shifted by GDAL itself), so a sample is half a cell further in.
"""

from __future__ import annotations

import math
import re
import warnings
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from howfar.errors import TerrainError
from howfar.units import M_PER_FOOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Looked for in folders; a file of another kind can still be named itself.
SUFFIXES: Final = (".tif", ".tiff", ".vrt", ".hgt", ".hgt.zip", ".dt0", ".dt1", ".dt2", ".asc", ".bil", ".img")
# Rasters that lie beside heights and are none: masks of Copernicus, AW3D30 and ASTER tiles.
_COMPANIONS: Final = re.compile(r"_(EDM|FLM|HEM|WBM|ACM|SCM|MSK|STK|num)\.tiff?$", re.IGNORECASE)
M_PER_US_SURVEY_FOOT: Final = 1200.0 / 3937.0  # NIST SP 811, 2008, appendix B.6
_METRES: Final = {"": 1.0, "m": 1.0, "metre": 1.0, "metres": 1.0, "meter": 1.0, "meters": 1.0, "km": 1000.0,
                  "ft": M_PER_FOOT, "foot": M_PER_FOOT, "feet": M_PER_FOOT, "international foot": M_PER_FOOT,
                  "us survey foot": M_PER_US_SURVEY_FOOT, "ftus": M_PER_US_SURVEY_FOOT, "us-ft": M_PER_US_SURVEY_FOOT,
                  "us_survey_foot": M_PER_US_SURVEY_FOOT, "dm": 0.1, "cm": 0.01, "mm": 0.001}  # fmt: skip
_DTED_DATUM: Final = {"E96": "EGM96", "E08": "EGM2008", "MSL": "msl", "WGS84": "ellipsoid", "WGE": "ellipsoid"}
_DATUM_WORDS: Final = (("egm2008", "EGM2008"), ("egm 2008", "EGM2008"), ("egm08", "EGM2008"), ("egm96", "EGM96"),
                       ("egm 96", "EGM96"), ("navd88", "NAVD88"), ("evrf", "EVRF"), ("ellipsoid", "ellipsoid"),
                       ("mean sea level", "msl"), ("msl height", "msl"))  # fmt: skip
SRTM_CREDIT: Final = "SRTM elevation data: NASA/USGS, public domain"
COPERNICUS_CREDIT: Final = (
    "produced using Copernicus WorldDEM-30 © DLR e.V. 2010-2014 and © Airbus Defence and Space GmbH 2014-2018 "
    "provided under COPERNICUS by the European Union and ESA; all rights reserved"
)  # licence for the Copernicus DEM GLO-30/GLO-90, notice for adapted data


@dataclass(frozen=True)
class Raster:
    """What one file says. transform is (a, b, c, d, e, f) of cell corners in the file's own coordinates.

    lattice: the samples lie on WGS84 latitudes and longitudes, north up, and can be used as they are;
    otherwise they have to be warped. bounds_deg: west, south, east, north of the outermost samples, in degrees.
    """

    path: str
    width: int
    height: int
    transform: tuple[float, float, float, float, float, float]
    crs_wkt: str
    dtype: str
    band: int
    nodata: float | None
    has_mask: bool
    metres_per_unit: float
    scale: float
    offset: float
    vertical_datum: str | None
    lattice: bool
    bounds_deg: tuple[float, float, float, float]
    steps_deg: tuple[float, float]
    credit: str | None
    unit_is_assumed: bool

    @property
    def name(self) -> str:
        """The file's name without its folders."""
        return Path(self.path).name

    @property
    def is_whole_metres(self) -> bool:
        """True where int16 holds every height exactly."""
        plain = self.metres_per_unit == 1.0 and self.scale == 1.0 and self.offset == 0.0
        return plain and self.dtype in ("int16", "uint8", "int8")


def raster_files(paths: Iterable[str | Path] | str | Path) -> tuple[str, ...]:
    """All elevation files among files and folders (searched to the bottom), sorted within a folder.

    Raises TerrainError for a path that does not exist or a folder without any elevation file.
    """
    if isinstance(paths, str | Path):
        paths = (paths,)
    found: list[str] = []
    for path in paths:
        found.extend(_files_of(str(path)))
    if not found:
        raise TerrainError("no elevation model was given; give a file, several files or a folder")
    return tuple(dict.fromkeys(found))


def _files_of(path: str) -> list[str]:
    if path.startswith("/vsi") or "://" in path:
        return [path]  # GDAL's own addresses: archives, object stores
    place = Path(path)
    if not place.exists():
        raise TerrainError(f"{path}: there is no such file or folder")
    if place.is_file():
        return [path]
    files = sorted(str(f) for f in place.rglob("*") if _may_be_heights(f.name) and f.is_file())
    if not files:
        raise TerrainError(f"{path}: the folder holds no elevation file; looked for {', '.join(SUFFIXES)}")
    return files


def _may_be_heights(name: str) -> bool:
    return name.lower().endswith(SUFFIXES) and not name.startswith(".") and not _COMPANIONS.search(name)


def read_header(
    path: str, *, band: int = 1, crs: str | None = None, vertical_unit: str | None = None, datum: str | None = None
) -> Raster:
    """What the file says, with the caller's crs, unit and datum where the file is silent.

    Raises TerrainError for a file that GDAL cannot read, without a CRS or a place, with pictures instead of heights,
    with an unknown unit, or with a datum other than the one given.
    """
    import rasterio
    from rasterio.errors import NotGeoreferencedWarning, RasterioError, RasterioIOError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)  # told as an error of ours below
            with rasterio.open(path) as dataset:
                return _header(dataset, path, band=band, crs=crs, vertical_unit=vertical_unit, datum=datum)
    except (RasterioIOError, RasterioError) as error:
        raise TerrainError(f"{path}: cannot be read as an elevation model: {error}") from error


def _header(
    dataset: Any, path: str, *, band: int, crs: str | None, vertical_unit: str | None, datum: str | None
) -> Raster:
    if not 1 <= band <= dataset.count:
        raise TerrainError(f"{path}: band {band} was asked for, the file has {dataset.count}; give another band")
    if dataset.count >= 3 and dataset.dtypes[band - 1] == "uint8":
        raise TerrainError(f"{path}: {dataset.count} bands of bytes are a picture, not an elevation model")
    dtype = np.dtype(dataset.dtypes[band - 1])
    if dtype.kind not in "iuf":
        raise TerrainError(f"{path}: heights of type {dtype} cannot be used; write them as int16 or float32")
    projection = _crs_of(dataset, path, crs)
    transform = dataset.transform
    if transform.is_identity or transform.determinant == 0:
        raise TerrainError(f"{path}: the file does not say where it lies (no geotransform); georeference it first")
    corners = tuple(transform)[:6]
    lattice, bounds, steps = _place(projection, corners, dataset.width, dataset.height, path)
    unit, assumed = _metres_per_unit(dataset, projection, band, path, vertical_unit)
    return Raster(
        path=path, width=dataset.width, height=dataset.height, transform=corners, crs_wkt=_wkt(projection),
        dtype=dtype.name, band=band, nodata=dataset.nodatavals[band - 1],
        has_mask="per_dataset" in {flag.name for flag in dataset.mask_flag_enums[band - 1]},
        metres_per_unit=unit, scale=dataset.scales[band - 1], offset=dataset.offsets[band - 1],
        vertical_datum=_datum(dataset, projection, path, datum), lattice=lattice, bounds_deg=bounds, steps_deg=steps,
        credit=_credit(dataset, path), unit_is_assumed=assumed,
    )  # fmt: skip


def _crs_of(dataset: Any, path: str, given: str | None) -> Any:
    from pyproj.exceptions import CRSError

    if given is None and not dataset.crs:
        raise TerrainError(
            f"{path}: the file does not say its coordinate reference system; write it into the file "
            f"(gdal_edit.py -a_srs EPSG:4326 FILE) or give crs"
        )
    try:
        projection = _understood(given if given is not None else dataset.crs.to_wkt())
    except CRSError as error:
        said = given or "in the file"
        raise TerrainError(f"{path}: the coordinate reference system {said} is not understood: {error}") from error
    if projection.is_engineering:
        raise TerrainError(f"{path}: a local coordinate system has no place on Earth; give crs, for example EPSG:32632")
    return projection


def _place(
    projection: Any, transform: Sequence[float], width: int, height: int, path: str
) -> tuple[bool, tuple[float, float, float, float], tuple[float, float]]:
    """Whether the samples form a WGS84 lattice, their bounds and their steps, in degrees."""
    a, b, c, d, e, f = transform

    def degrees(cols: Any, rows: Any) -> tuple[Any, Any]:
        cols, rows = np.asarray(cols, float) + 0.5, np.asarray(rows, float) + 0.5
        lon, lat = _to_wgs84(projection).transform(a * cols + b * rows + c, d * cols + e * rows + f)
        return np.asarray(lon), np.asarray(lat)

    if _is_plain_degrees(projection) and b == 0 == d and a > 0 > e:
        west, north = c + a / 2, f + e / 2
        east, south = west + (width - 1) * a, north + (height - 1) * e
        if north > 90 + abs(e) or south < -90 - abs(e) or east - west > 360 + a:
            raise TerrainError(f"{path}: latitudes {south} to {north} and longitudes {west} to {east} are not on Earth")
        if _is_wgs84(projection):
            return True, (west, south, east, north), (-e, a)
        lon, lat = degrees([0, width - 1, (width - 1) / 2], [0, height - 1, (height - 1) / 2])
        shift_cols = _turn(lon - (west + np.array([0, 1, 0.5]) * (east - west))) / a
        shift_rows = (lat - (north + np.array([0, 1, 0.5]) * (south - north))) / e
        if np.all(np.abs(shift_cols) < 0.1) and np.all(np.abs(shift_rows) < 0.1):  # NaN fails on purpose
            return True, (west, south, east, north), (-e, a)
    return False, _warped_bounds(degrees, width, height, path), _warped_steps(degrees, width, height, path)


@lru_cache(maxsize=64)
def _to_wgs84(projection: Any) -> Any:
    from pyproj import Transformer

    return Transformer.from_crs(projection.to_2d(), "EPSG:4326", always_xy=True)


@lru_cache(maxsize=64)
def _understood(words: str) -> Any:
    from pyproj import CRS

    return CRS.from_user_input(words)


@lru_cache(maxsize=64)
def _wkt(projection: Any) -> str:
    return str(projection.to_wkt())


@lru_cache(maxsize=64)
def _is_wgs84(projection: Any) -> bool:
    return bool(projection.to_2d().equals("EPSG:4326", ignore_axis_order=True))


@lru_cache(maxsize=64)
def _is_plain_degrees(projection: Any) -> bool:
    horizontal = projection.to_2d()
    is_degree = all(math.isclose(axis.unit_conversion_factor, math.pi / 180) for axis in horizontal.axis_info)
    return bool(horizontal.is_geographic and not horizontal.is_derived and is_degree)


def _warped_bounds(degrees: Any, width: int, height: int, path: str) -> tuple[float, float, float, float]:
    along = np.linspace(0, 1, 41)
    cols = np.concatenate([along, along, 0 * along, 0 * along + 1, along]) * (width - 1)
    rows = np.concatenate([0 * along, 0 * along + 1, along, along, along]) * (height - 1)
    lon, lat = degrees(cols, rows)
    fine = np.isfinite(lon) & np.isfinite(lat)
    if not fine.any():
        raise TerrainError(f"{path}: its coordinates cannot be turned into latitude and longitude; check its CRS")
    middle = float(degrees((width - 1) / 2, (height - 1) / 2)[0])
    lon = middle + _turn(lon[fine] - middle) if math.isfinite(middle) else lon[fine]
    return float(lon.min()), float(lat[fine].min()), float(lon.max()), float(lat[fine].max())


def _warped_steps(degrees: Any, width: int, height: int, path: str) -> tuple[float, float]:
    col, row = (width - 1) / 2, (height - 1) / 2
    lon, lat = degrees([col, col + 1, col], [row, row, row + 1])
    lon_step, lat_step = math.hypot(*_turn(lon[1:] - lon[0])), math.hypot(*(lat[1:] - lat[0]))
    if not (lon_step > 0 and lat_step > 0 and math.isfinite(lon_step) and math.isfinite(lat_step)):
        raise TerrainError(f"{path}: the cell size at its middle is not a size on Earth; check its CRS")
    return lat_step, lon_step


def _turn(lon_deg: Any) -> Any:
    """Differences of longitude brought to -180 … 180 degrees."""
    return np.mod(np.asarray(lon_deg, dtype=float) + 180.0, 360.0) - 180.0


def _metres_per_unit(dataset: Any, projection: Any, band: int, path: str, given: str | None) -> tuple[float, bool]:
    vertical = [axis.unit_name for axis in projection.axis_info if axis.direction == "up"]
    said = given if given is not None else (dataset.units[band - 1] or (vertical[0] if vertical else ""))
    return metres_of(str(said), what=path), given is None and not said


def metres_of(unit: str, *, what: str) -> float:
    """Metres in a vertical unit as files write it. Raises TerrainError for an unknown one."""
    metres = _METRES.get(unit.strip().lower())
    if metres is None:
        raise TerrainError(
            f"{what}: the vertical unit {unit!r} is unknown; give vertical_unit: m, ft or us survey foot"
        )
    return metres


def _datum(dataset: Any, projection: Any, path: str, given: str | None) -> str | None:
    said = _datum_of_file(dataset, projection, path)
    if given is None:
        return said
    wanted = datum_name(given)
    if said is not None and said != wanted:
        raise TerrainError(
            f"{path}: the file says its heights are above {said}, you said {wanted}; leave the datum out"
        )
    return wanted


def datum_name(text: str) -> str:
    """The name of a vertical datum as howfar writes it: EGM96, EGM2008, NAVD88, EVRF, msl, ellipsoid, or as given."""
    low = text.strip().lower()
    if low in ("hae", "wgs84", "wgs 84"):
        return "ellipsoid"
    return next((name for word, name in _DATUM_WORDS if word in low), "msl" if low == "msl" else text.strip())


def _datum_of_file(dataset: Any, projection: Any, path: str) -> str | None:
    vertical = [part for part in projection.sub_crs_list if part.is_vertical]
    if vertical:
        return datum_name(vertical[0].name)
    if len(projection.axis_info) == 3:
        return "ellipsoid"  # a three-dimensional geographic CRS counts heights from the ellipsoid
    if dted := dataset.tags().get("DTED_VerticalDatum"):
        return _DTED_DATUM.get(str(dted).strip(), str(dted).strip())
    if dataset.driver == "SRTMHGT":
        return "EGM96"
    return "EGM2008" if Path(path).name.startswith("Copernicus_DSM_") else None


def _credit(dataset: Any, path: str) -> str | None:
    if Path(path).name.startswith("Copernicus_DSM_"):
        return COPERNICUS_CREDIT
    made = dataset.tags().get("DTED_DigitizingSystem", "")
    return SRTM_CREDIT if dataset.driver == "SRTMHGT" or "SRTM" in made else None
