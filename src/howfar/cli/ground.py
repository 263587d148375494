"""Elevation models for the commands: files and folders, or the Copernicus store, opened where a question needs them."""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from howfar.cli.common import remark
from howfar.errors import TerrainError, UsageError

if TYPE_CHECKING:
    from howfar.check.question import OpensTerrain, Reach
    from howfar.cli.elevation import Elevation
    from howfar.terrain.grid import ElevationGrid
    from howfar.terrain.tilestore import Store, TileCache

_MOST_KEPT_BYTES: Final = 1 << 30
DEFAULT_VOIDS: Final = "interpolate"
# the library speaks of its arguments, people type options
_ARGUMENTS: Final = {
    'sea_floor="surface"': "--sea-floor surface", 'sea_floor="keep"': "--sea-floor keep", 'voids="nan"': "--voids nan",
    "or give crs": "or give --crs", "give vertical_unit:": "give --vertical-unit:", "leave the datum out":
    "leave --datum out", "decimate=": "--decimate ", "give the datum of": "give with --datum that of",
    "raise the limit": "raise --cache-limit", "or glo-90": "or --product glo-90",
}  # fmt: skip


def opener(elevation: Elevation) -> OpensTerrain:
    """A function that opens the model around a place, out to a radius in metres or along the way to another place.

    The model of one question is kept for the next. Cells without a height are interpolated unless --voids says
    otherwise, and their number is told: what lies behind a hole would else not be known at all.
    """
    kept: dict[tuple[tuple[float, float], Reach], ElevationGrid] = {}
    reads = _copernicus if elevation.is_copernicus else _files

    def opened(site: tuple[float, float], reach: Reach) -> ElevationGrid:
        key = (site, reach)
        if key not in kept:
            kept.clear()
            with in_options():
                found = reads(elevation, site, reach)
            if isinstance(reach, float) and found.heights_m.nbytes > _MOST_KEPT_BYTES:
                return found  # whoever asked is done with it before long, and needs the memory then
            kept[key] = found
        return kept[key]

    return opened


@contextmanager
def in_options() -> Iterator[None]:
    """Errors of the elevation model with the names of options for those of arguments."""
    try:
        yield
    except TerrainError as error:
        said = str(error)
        for argument, option in _ARGUMENTS.items():
            said = said.replace(argument, option)
        raise type(error)(said) from error


def tile_cache(limit_bytes: int | None = None) -> TileCache:
    """The cache folder: HOWFAR_CACHE, else this system's own."""
    from howfar.terrain.tilestore import TileCache

    folder = os.environ.get("HOWFAR_CACHE")
    place = Path(folder) / "copernicus" if folder else TileCache.default_folder()
    return TileCache(place) if limit_bytes is None else TileCache(place, limit_bytes)


def tile_store() -> Store | None:
    """A mirror of the tile store: HOWFAR_COPERNICUS, else the public one."""
    from howfar.terrain.tilestore import Store

    base = os.environ.get("HOWFAR_COPERNICUS")
    return Store.mirror(base) if base else None


@contextmanager
def progress(title: str, *, quiet: bool = False) -> Iterator[Callable[..., None]]:
    """A bar on stderr where a person is watching; nothing else otherwise. Called with (done, in all)."""
    if quiet or not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total, *_: bar.update(task, completed=done, total=total)


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a CSV with columns lat, lon. Raises UsageError with the line where one is not a place on Earth."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file)
            if not {"lat", "lon"} <= set(reader.fieldnames or ()):
                raise UsageError(f"{path} has no columns lat and lon; its first line must name them")
            for row in reader:
                yield {**row, **_place(row, path, reader.line_num)}
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8; save it as UTF-8") from error
    except csv.Error as error:
        raise UsageError(f"{path} is not a table of comma-separated values ({error})") from error


def _place(row: dict[str, Any], path: Path, line: int) -> dict[str, float]:
    try:
        lat, lon = float(row["lat"]), float(row["lon"])
    except (TypeError, ValueError):
        raise UsageError(
            f"{path}, line {line}: lat {row['lat']!r}, lon {row['lon']!r} are not numbers in degrees"
        ) from None
    if not (-90 <= lat <= 90 and -180 <= lon <= 360):
        raise UsageError(f"{path}, line {line}: latitude {lat:g}, longitude {lon:g} is not a place on Earth")
    return {"lat": lat, "lon": lon}


def _area(reach: Reach) -> dict[str, Any]:
    return {"radius_m": reach} if isinstance(reach, float) else {"towards": reach}


def _files(asked: Elevation, site: tuple[float, float], reach: Reach) -> ElevationGrid:
    from howfar.terrain.open import open_terrain

    given: dict[str, Any] = {"datum": asked.datum, "vertical_unit": asked.vertical_unit, "crs": asked.crs}
    given |= {"voids": asked.voids or DEFAULT_VOIDS, "sea_floor": asked.sea_floor or "refuse"}
    with progress("Reading the elevation model", quiet=asked.quiet) as told:
        return open_terrain(
            asked.terrain, site=site, progress=told, decimate=asked.decimate or 1, **given, **_area(reach)
        )


def _copernicus(asked: Elevation, site: tuple[float, float], reach: Reach) -> ElevationGrid:
    from howfar.terrain.copernicus import fetch_area, open_copernicus
    from howfar.terrain.rasters import COPERNICUS_CREDIT

    remark(f"howfar: {COPERNICUS_CREDIT}")
    given: dict[str, Any] = {"cache": tile_cache(asked.cache_limit_bytes), "store": tile_store()}
    given |= {"product": asked.product or "auto", **_area(reach)}
    with progress("Fetching tiles", quiet=asked.quiet) as told:
        fetch_area(site, progress=told, offline=asked.offline, refresh=asked.refresh, **given)
    with progress("Reading the elevation model", quiet=asked.quiet) as told:
        # all tiles are in the cache now: nothing is fetched again
        return open_copernicus(site, progress=told, offline=True, decimate=asked.decimate or 1, **given)
