"""Elevation models from files: anything GDAL reads, one file or many, as one ElevationGrid around a site."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from howfar.errors import OutsideError, TerrainError
from howfar.terrain import area, voids
from howfar.terrain.mosaic import Lattice, Mosaic, Window, layers_of, warped_layers
from howfar.terrain.named import read_near
from howfar.terrain.rasters import Raster, raster_files, read_header
from howfar.terrain.reading import MEMORY_LIMIT_BYTES, Terrain, windows_on

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from howfar.terrain.grid import ElevationGrid
    from howfar.terrain.reading import Progress, SeaFloor
    from howfar.terrain.voids import VoidPolicy


def plan_terrain(
    paths: Iterable[str | Path] | str | Path,
    *,
    site: tuple[float, float] | None = None,
    radius_m: float | None = None,
    towards: tuple[float, float] | None = None,
    voids: VoidPolicy = "nan",
    sea_floor: SeaFloor = "refuse",
    decimate: int = 1,
    vertical_unit: str | None = None,
    datum: str | None = None,
    crs: str | None = None,
    band: int = 1,
    memory_limit_bytes: int = MEMORY_LIMIT_BYTES,
) -> Terrain:
    """Looks at the files and plans what to read; nothing large is read. Arguments as for `open_terrain`."""
    _refuse_unknown(voids, sea_floor, decimate)
    files = raster_files(paths)
    read = partial(read_header, band=band, crs=crs, vertical_unit=vertical_unit, datum=datum)
    bounds = _bounds(site, radius_m, towards)
    pieces = area.path_pieces(site, towards) if site and towards else [bounds] if bounds else []
    found = read_near(files, pieces, read)
    if site is not None and bounds is not None:
        for place in (site, towards) if towards else (site,):
            _refuse_outside(found, place, files, read)
        found = [raster for raster in found if _meets(raster, bounds)]
    else:
        bounds = area.bounds_of(found)
    mosaic = _mosaic(found, (bounds[0] + bounds[2]) / 2)
    window = area.window_of(mosaic.lattice, bounds).overlap(_covered(mosaic))
    if window is None or min(window.shape) < 2 * decimate:
        raise TerrainError("less than two rows or columns of the elevation model lie within the radius; enlarge it")
    vertical_datum, note = _one_datum(found)
    notes = [note] if note else []
    notes += _planned(mosaic, decimate)
    plan = Terrain(
        mosaic, window, site, radius_m, voids, sea_floor, decimate, vertical_datum, tuple(notes), memory_limit_bytes,
        towards,
    )  # fmt: skip
    return _in_whole_metres(plan) if plan.is_too_large and decimate == 1 else plan


def _in_whole_metres(plan: Terrain) -> Terrain:
    """The plan with heights to the nearest metre in 16 bits, where that fits into memory and float32 does not."""
    mosaic = plan.mosaic
    if mosaic.dtype == np.int16 or len(mosaic.layers) > 1 or mosaic.resampled:
        return plan
    note = "heights were rounded to whole metres: with fractions the area would not fit into the memory allowed"
    small = replace(plan, mosaic=replace(mosaic, dtype=np.dtype(np.int16)), assumptions=(*plan.assumptions, note))
    return plan if small.is_too_large else small


def open_terrain(
    paths: Iterable[str | Path] | str | Path,
    *,
    site: tuple[float, float] | None = None,
    radius_m: float | None = None,
    towards: tuple[float, float] | None = None,
    voids: VoidPolicy = "nan",
    sea_floor: SeaFloor = "refuse",
    decimate: int = 1,
    vertical_unit: str | None = None,
    datum: str | None = None,
    crs: str | None = None,
    band: int = 1,
    progress: Progress | None = None,
    memory_limit_bytes: int = MEMORY_LIMIT_BYTES,
) -> ElevationGrid:
    """The elevation model around a site from files and folders that GDAL reads, as one grid.

    site: lat, lon in degrees; radius_m: how far the model is needed; neither: the whole of the files.
    towards: instead of radius_m, where one path from the site ends: only what lies along it is read, the rest is void.
    voids: "nan" (no data, the default), "interpolate", "sea" or "refuse"; see howfar.terrain.voids.
    sea_floor: what to do with a model of the sea floor: "refuse", "surface" (0 m) or "keep".
    decimate: n averages blocks of n x n cells. vertical_unit, datum, crs: what the files do not say themselves.
    progress(cells done, cells in all). int16 is kept where every file is whole metres on one lattice; heights with
    fractions that would not fit into memory_limit_bytes are rounded to whole metres, and that is said.

    Raises TerrainError: no CRS, a site outside, broken files, mixed vertical datums, more than memory_limit_bytes.
    """
    plan = plan_terrain(
        paths, site=site, radius_m=radius_m, towards=towards, voids=voids, sea_floor=sea_floor, decimate=decimate,
        vertical_unit=vertical_unit, datum=datum, crs=crs, band=band, memory_limit_bytes=memory_limit_bytes,
    )  # fmt: skip
    grid = plan.load(progress)
    if site is not None and not grid.contains(*site):
        raise OutsideError(f"the site {_place(site)} lies in the outermost half cell of the model; move it inwards")
    return grid


def _bounds(
    site: tuple[float, float] | None, radius_m: float | None, towards: tuple[float, float] | None
) -> tuple[float, float, float, float] | None:
    if site is None and radius_m is None and towards is None:
        return None
    if site is None or (radius_m is None) == (towards is None):
        raise TerrainError(
            "site belongs together with radius_m or towards: give it with one of them, or none of the three"
        )
    return area.circle_bounds(*site, radius_m) if radius_m is not None else area.path_bounds(site, towards or site)


def _refuse_unknown(policy: str, sea_floor: str, decimate: int) -> None:
    if policy not in voids.POLICIES:
        raise TerrainError(f"voids={policy!r} is unknown; choose one of {', '.join(voids.POLICIES)}")
    if sea_floor not in ("refuse", "surface", "keep"):
        raise TerrainError(f"sea_floor={sea_floor!r} is unknown; choose refuse, surface or keep")
    if not 1 <= decimate <= 1000:
        raise TerrainError(f"decimate={decimate} is not a whole number from 1 to 1000")


def _mosaic(rasters: Sequence[Raster], near_lon_deg: float) -> Mosaic:
    layers = layers_of(rasters, near_lon_deg=near_lon_deg)
    if layers:
        lattice = layers[0].lattice
    else:
        lat_step, lon_step = min(raster.steps_deg for raster in rasters)
        north = max(raster.bounds_deg[3] for raster in rasters)
        lattice = Lattice(min(north, 90.0), rasters[0].bounds_deg[0], lat_step, lon_step)
    layers += warped_layers(rasters, lattice, near_lon_deg=near_lon_deg)
    whole = len(layers) == 1 and not layers[0].warped and all(raster.is_whole_metres for raster in rasters)
    return Mosaic(lattice, tuple(layers), np.dtype(np.int16 if whole else np.float32))


def _covered(mosaic: Mosaic) -> Window:
    windows = windows_on(mosaic)
    return Window(min(w.first_row for w in windows), max(w.end_row for w in windows),
                   min(w.first_col for w in windows), max(w.end_col for w in windows))  # fmt: skip


def _meets(raster: Raster, bounds: tuple[float, float, float, float]) -> bool:
    west, south, east, north = raster.bounds_deg
    lat_margin, lon_margin = raster.steps_deg
    if north < bounds[1] - lat_margin or south > bounds[3] + lat_margin:
        return False
    return any(
        west + turn <= bounds[2] + lon_margin and east + turn >= bounds[0] - lon_margin
        for turn in (-720.0, -360.0, 0.0, 360.0, 720.0)
    )


def _refuse_outside(
    rasters: Sequence[Raster], site: tuple[float, float], files: Sequence[str], read: Callable[[str], Raster]
) -> None:
    at = (site[1], site[0], site[1], site[0])
    if any(_meets(raster, at) for raster in rasters):
        return
    west, south, east, north = area.bounds_of([read(path) for path in files])
    raise OutsideError(
        f"the site {_place(site)} lies outside the elevation model, which covers latitudes {south:.4f} to {north:.4f} "
        f"and longitudes {west:.4f} to {east:.4f}; give files that cover the site"
    )


def _one_datum(rasters: Sequence[Raster]) -> tuple[str, str | None]:
    named: dict[str | None, str] = {}
    for raster in rasters:
        named.setdefault(raster.vertical_datum, raster.name)
    if len(named) > 1:
        listed = "; ".join(f"{name}: {datum or 'not said'}" for datum, name in named.items())
        raise TerrainError(
            f"the files count heights from different vertical datums ({listed}); bring them to one datum first, or "
            f"give the datum of those that do not say theirs"
        )
    datum = next(iter(named))
    if datum is not None:
        return datum, None
    return "unknown", "the files do not say their vertical datum: heights are taken as above mean sea level"


def _planned(mosaic: Mosaic, decimate: int) -> list[str]:
    notes = []
    if decimate > 1:
        notes.append(f"the model was decimated: means of {decimate} x {decimate} cells (asked for)")
    if other := mosaic.resampled:
        names = ", ".join(raster.name for raster in other[:3]) + (" …" if len(other) > 3 else "")
        notes.append(f"{len(other)} file(s) on another grid or projection were resampled bilinearly: {names}")
    if any(raster.unit_is_assumed for raster in mosaic.rasters):
        notes.append("the files do not say their vertical unit: metres are assumed")
    return notes


def _place(site: tuple[float, float]) -> str:
    return f"{site[0]:.4f}, {site[1]:.4f}"
