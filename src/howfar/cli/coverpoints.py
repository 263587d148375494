"""`howfar cover --points`: the lowest visible altitude at many places, by the very paths of `howfar sight`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from howfar.cli.common import print_line, remark
from howfar.cli.ground import progress, rows_of

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from howfar.check.question import OpensTerrain
    from howfar.cli.sites import Standing
    from howfar.sight.site import Site
    from howfar.terrain.grid import ElevationGrid

    Floats = npt.NDArray[np.float64]

MOST_PATHS: Final = 20_000  # a path takes some milliseconds; more places are cut from the swept surface


def cover_points(
    table: Path,
    sites: Sequence[Standing],
    opens: OpensTerrain | None,
    *,
    antenna_m: float,
    k_factor: float,
    limit_m: float | None,
    quiet: bool,
) -> None:
    """One line of JSON for every place, in the order of the table: the altitude at which the best site sees it."""
    import numpy as np

    rows = list(rows_of(table))
    if not rows:
        return
    lats, lons = np.array([r["lat"] for r in rows]), np.array([r["lon"] for r in rows])
    heights = [antenna_m if s.antenna_agl_m is None else s.antenna_agl_m for s in sites]
    lowest = np.full(len(rows), np.nan)
    for site, height_m in zip(sites, heights, strict=True):
        if opens is None:
            found = _smooth(site, height_m, lats, lons, k_factor)
        else:
            found = _over_terrain(site, height_m, lats, lons, opens, k_factor=k_factor, limit_m=limit_m, quiet=quiet)
        lowest = np.fmin(lowest, found)
    for row, altitude_m in zip(rows, lowest, strict=True):
        print_line(_point(row, float(altitude_m)))


def _over_terrain(
    site: Standing,
    antenna_m: float,
    lats: Floats,
    lons: Floats,
    opens: OpensTerrain,
    *,
    k_factor: float,
    limit_m: float | None,
    quiet: bool,
) -> Floats:
    import numpy as np

    from howfar.earth.geodesic import distance_m

    place = site.place
    away = np.asarray(distance_m(place.lat, place.lon, lats, lons))
    radius_m = min(limit_m or math.inf, float(away.max()) + 2000.0)
    grid = opens((place.lat, place.lon), radius_m)
    sensor = site.sensor(antenna_m)
    if len(lats) > MOST_PATHS:
        from howfar.sight.coverage import minimum_visible_altitude

        remark(f"howfar: {len(lats):,} places are cut from the swept surface, bilinear between its cells")
        swept = minimum_visible_altitude(grid, sensor, k_factor=k_factor, max_range_m=radius_m)
        return swept.altitude_at(lats, lons)
    found = np.full(len(lats), np.nan)
    with progress("Following paths", quiet=quiet) as told:
        for i in range(len(lats)):
            if away[i] <= radius_m:
                found[i] = _path(grid, sensor, float(lats[i]), float(lons[i]), k_factor)
            if i % 100 == 99:
                told(i + 1, len(lats))
    return found


def _path(grid: ElevationGrid, sensor: Site, lat: float, lon: float, k_factor: float) -> float:
    """NaN where the model does not know: outside it, on a void or behind one."""
    from howfar.earth.geodesic import distance_m
    from howfar.sight.path import sight

    ground_m = float(grid.height_m(lat, lon)) if grid.contains(lat, lon) else math.nan
    if math.isnan(ground_m):
        return math.nan
    if float(distance_m(sensor.lat, sensor.lon, lat, lon)) < 1.0:
        return ground_m
    path = sight(grid, sensor, lat, lon, target_agl_m=0.0, k_factor=k_factor, profile_points=2)
    lowest_m = path.minimum_visible_altitude_amsl_m
    return math.nan if lowest_m is None else lowest_m


def _smooth(site: Standing, antenna_m: float, lats: Floats, lons: Floats, k_factor: float) -> Floats:
    import numpy as np

    from howfar.earth.geodesic import distance_m
    from howfar.earth.refraction import sight_floor_m

    away = np.asarray(distance_m(site.place.lat, site.place.lon, lats, lons))
    return np.array([float(sight_floor_m(float(d), antenna_m, k_factor=k_factor)) for d in away])


def _point(row: dict[str, Any], altitude_m: float) -> dict[str, Any]:
    known = math.isfinite(altitude_m)
    return {
        "lat": row["lat"],
        "lon": row["lon"],
        "minimum_visible_altitude_amsl_m": round(altitude_m, 3) if known else None,
    }
