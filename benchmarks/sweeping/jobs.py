"""What the benchmark runs as processes of its own, so that time and peak memory are theirs alone.

python -m benchmarks.sweeping.jobs NAME '{"option": ...}'     prints a dictionary as JSON
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from benchmarks.sweeping.rasters import ANTENNA_AGL_M, CELL_M, place_m, site


def ours_file(*, source: str, target: str, size: int, binary: bool, compress: bool) -> dict[str, Any]:
    """Read, sweep, write with the public calls: int16 in; int16 metres, or bytes, out."""
    import pyproj  # noqa: F401 - imported here, so that its start is not counted: nor is that of GDAL's library
    import rasterio  # noqa: F401

    from howfar.report.geotiff import write_geotiff
    from howfar.sight import sweep
    from howfar.sight.site import Site
    from howfar.sight.surfaces import minimum_visible_metres, seen_from
    from howfar.terrain.open import open_terrain

    sweep.engine()
    begin = time.perf_counter()
    grid = open_terrain(source)
    read = time.perf_counter()
    sensor = Site(*site(size), antenna_agl_m=ANTENNA_AGL_M)
    reach_m = size / 2 * CELL_M
    found = (
        seen_from(grid, sensor, height_agl_m=0.0, max_range_m=reach_m)
        if binary
        else minimum_visible_metres(grid, sensor, above_ground=True, max_range_m=reach_m)
    )
    swept = time.perf_counter()
    write_geotiff(target, found.values, found.grid.transform, description="seen", datum="EGM96", compress=compress)
    end = time.perf_counter()
    return {"seconds": end - begin, "read": read - begin, "sweep": swept - read, "write": end - swept}


def gdal_file(*, source: str, target: str, size: int, binary: bool) -> dict[str, Any]:
    """The newest GDAL, file to file."""
    from benchmarks.sweeping import peers

    library = peers.newest_gdal()
    if library is None:
        return {"missing": "pyogrio is not installed"}
    begin = time.perf_counter()
    mode = peers.BINARY if binary else peers.GROUND
    peers.gdal_file(
        library, source, target, place_m(size), antenna_m=ANTENNA_AGL_M, range_m=size / 2 * CELL_M, mode=mode
    )
    return {"seconds": time.perf_counter() - begin, "version": peers.version(library)}


def xarray_spatial(*, size: int, relief: str) -> dict[str, Any]:
    """xarray-spatial's viewshed on an array in memory: flat Earth, angles; the second run, as the first compiles."""
    import warnings

    import numpy as np
    import xarray

    from benchmarks.sweeping.rasters import terrain

    warnings.simplefilter("ignore")
    try:
        from xrspatial import viewshed
    except ImportError:
        return {"missing": "xarray-spatial is not installed"}

    def run(cells: int) -> tuple[float, np.ndarray]:
        heights = terrain(relief, size)[:cells, :cells].astype(np.float64)
        along = CELL_M * np.arange(cells)
        array = xarray.DataArray(heights, dims=("y", "x"), coords={"y": along, "x": along})
        middle = along[cells // 2]
        begin = time.perf_counter()
        seen = viewshed(array, x=middle, y=middle, observer_elev=ANTENNA_AGL_M, target_elev=100.0)
        return time.perf_counter() - begin, np.asarray(seen) >= 0

    run(100)
    seconds, seen = run(size)
    return {"seconds": seconds, "seen": np.packbits(seen).tobytes().hex() if size <= 2000 else ""}


def gdal_many(*, source: str, target: str, spacing: int, threads: int) -> dict[str, Any]:
    """The newest GDAL's cumulative mode."""
    from benchmarks.sweeping import peers

    library = peers.newest_gdal()
    if library is None:
        return {"missing": "pyogrio is not installed"}
    begin = time.perf_counter()
    peers.gdal_cumulative(library, source, target, spacing, threads, height=ANTENNA_AGL_M, target_height=0.0)
    return {"seconds": time.perf_counter() - begin, "version": peers.version(library)}


def ours_many(*, source: str, spacing: int, union: bool, threads: int) -> dict[str, Any]:
    """How many of the sites see the ground of every cell, or whether any does; the sites of `gdal_many`."""
    from howfar.sight.many import how_many_see, seen_by_any
    from howfar.sight.site import Site
    from howfar.terrain.open import open_terrain

    grid = open_terrain(source)
    places = [
        Site(lat, lon, antenna_agl_m=ANTENNA_AGL_M)
        for lat in grid.lats_deg[::spacing].tolist()
        for lon in grid.lons_deg[::spacing].tolist()
    ]
    ask = seen_by_any if union else how_many_see
    ask(grid, places[:2], height_agl_m=0.0, threads=threads)
    begin = time.perf_counter()
    found = ask(grid, places, height_agl_m=0.0, threads=threads)
    seconds = time.perf_counter() - begin
    return {"seconds": seconds, "sites": len(places), "seen": float((found > 0).mean())}


def wide(*, folder: str, lat: float, lon: float, radius_m: float) -> dict[str, Any]:
    """A sweep of 600 km straight from a mosaic of latitude/longitude tiles."""
    from howfar.sight.site import Site
    from howfar.sight.surfaces import minimum_visible_metres
    from howfar.terrain.open import plan_terrain

    calls: list[int] = []
    begin = time.perf_counter()
    plan = plan_terrain(folder, site=(lat, lon), radius_m=radius_m)
    planned = time.perf_counter()
    grid = plan.load(lambda done, total: calls.append(done))
    read = time.perf_counter()
    found = minimum_visible_metres(grid, Site(lat, lon, antenna_agl_m=20.0), max_range_m=radius_m)
    end = time.perf_counter()
    return {
        "seconds": end - begin, "plan": planned - begin, "read": read - planned, "sweep": end - read,
        "rows": grid.shape[0], "cols": grid.shape[1], "dtype": str(grid.heights_m.dtype), "told": len(calls),
        "out": str(found.values.dtype),
    }  # fmt: skip


def path(*, folder: str, site: list[float], end: list[float]) -> dict[str, Any]:
    """One path: opening and the first answer, then an answer on what is open."""
    from howfar.sight.path import sight
    from howfar.sight.site import Site
    from howfar.terrain.open import open_terrain

    times = []
    for _ in range(3):
        begin = time.perf_counter()
        grid = open_terrain(folder, site=(site[0], site[1]), towards=(end[0], end[1]))
        opened = time.perf_counter()
        found = sight(grid, Site(*site, antenna_agl_m=20.0), *end, target_agl_m=1000.0)
        times.append((opened - begin, time.perf_counter() - opened))
    return {"first": times[0], "again": times[-1], "km": found.ground_range_m / 1e3}


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](**json.loads(sys.argv[2]))))
