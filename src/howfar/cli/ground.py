"""Elevation models for the commands: files and folders, or the Copernicus store, opened where a question needs them."""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from howfar.cli.common import remark
from howfar.errors import UsageError

if TYPE_CHECKING:
    from howfar.check.question import OpensTerrain, Reach
    from howfar.terrain.grid import ElevationGrid
    from howfar.terrain.tilestore import Store, TileCache

COPERNICUS = "copernicus"
DEFAULT_VOIDS = "interpolate"


def opener(terrain: Sequence[str], *, voids: str | None = None, datum: str | None = None) -> OpensTerrain:
    """A function that opens `--terrain` around a place, out to a radius in metres or along the way to another place.

    The model of one question is kept for the next. Cells without a height are interpolated unless `voids` says
    otherwise, and their number is told: what lies behind a hole would else not be known at all.
    """
    if COPERNICUS in terrain and len(terrain) > 1:
        raise UsageError("--terrain copernicus stands alone; give files without it")
    kept: dict[tuple[tuple[float, float], Reach], ElevationGrid] = {}

    def opened(site: tuple[float, float], reach: Reach) -> ElevationGrid:
        key = (site, reach)
        if key not in kept:
            kept.clear()
            kept[key] = (
                _copernicus(site, reach) if COPERNICUS in terrain else _files(terrain, site, reach, voids, datum)
            )
        return kept[key]

    return opened


def tile_cache() -> TileCache:
    """The cache folder: HOWFAR_CACHE, else this system's own."""
    from howfar.terrain.tilestore import TileCache

    folder = os.environ.get("HOWFAR_CACHE")
    return TileCache(Path(folder) / "copernicus" if folder else TileCache.default_folder())


def tile_store() -> Store | None:
    """A mirror of the tile store: HOWFAR_COPERNICUS, else the public one."""
    from howfar.terrain.tilestore import Store

    base = os.environ.get("HOWFAR_COPERNICUS")
    return Store.mirror(base) if base else None


@contextmanager
def progress(title: str) -> Iterator[Callable[..., None]]:
    """A bar on stderr where a person is watching; nothing else otherwise."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
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


def _files(
    terrain: Sequence[str], site: tuple[float, float], reach: Reach, voids: str | None, datum: str | None
) -> ElevationGrid:
    from howfar.terrain.open import open_terrain

    policy: Any = voids or DEFAULT_VOIDS
    area: dict[str, Any] = {"radius_m": reach} if isinstance(reach, float) else {"towards": reach}
    with progress("Reading the elevation model") as told:
        return open_terrain(terrain, site=site, datum=datum, voids=policy, progress=told, **area)


def _copernicus(site: tuple[float, float], reach: Reach) -> ElevationGrid:
    from howfar.terrain.copernicus import open_copernicus
    from howfar.terrain.rasters import COPERNICUS_CREDIT

    remark(f"howfar: {COPERNICUS_CREDIT}")
    with progress("Fetching tiles") as told:
        area: dict[str, Any] = {"radius_m": reach} if isinstance(reach, float) else {"towards": reach}
        return open_copernicus(site, cache=tile_cache(), store=tile_store(), fetch_progress=told, **area)
