"""`howfar cover --terrain`: the lowest visible altitude of every cell, and all that is cut from it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from howfar.cli import common
from howfar.cli.common import print_line, remark
from howfar.cli.ground import rows_of
from howfar.errors import UsageError

if TYPE_CHECKING:
    from howfar.check.question import OpensTerrain
    from howfar.places.model import Place
    from howfar.sight.coverage import Coverage

DEFAULT_RANGE_M = 150_000.0


@dataclass(frozen=True)
class Asked:
    """The question: sites, target altitudes (metres above the sea), antenna, k and how far to look (metres)."""

    sites: Sequence[Place]
    altitudes_m: Sequence[float]
    antenna_agl_m: float
    k_factor: float
    limit_m: float | None


def cover_terrain(
    asked: Asked, opens: OpensTerrain | None, points: Path | None, output: list[Path] | None, as_json: bool
) -> None:
    """Answer over terrain; without a model only `points` can be asked, over a smooth Earth."""
    if opens is None:
        if points is None or output:
            raise UsageError("give --terrain with an elevation model, or the word copernicus")
        _smooth_points(asked, points)
        return
    if points is not None:
        _points(asked, opens, points)
        return
    _say_first_use()
    found = [_coverage(asked, site, opens, asked.limit_m or DEFAULT_RANGE_M) for site in asked.sites]
    if asked.limit_m is None:
        remark("howfar: no --range given; the answer stops at 150 km")
    layers = [_layer(found, altitude_m) for altitude_m in sorted(asked.altitudes_m, reverse=True)]
    for path in output or ():
        _write(path, asked, found, layers)
    if as_json:
        from shapely.geometry import mapping

        from howfar.report.contract import coverage_result
        from howfar.report.placeview import place_object

        common.print_json(
            coverage_result(
                site=place_object(asked.sites[0]),
                sites=[place_object(site) for site in asked.sites],
                assumptions=dict(found[0].assumptions),
                layers=[{**row, "outline": mapping(row["outline"])} for row in layers],
            )
        )
    else:
        print(_text(asked, layers, found[0]))


def _say_first_use() -> None:
    """The sweep is compiled at its first use and kept on disk; say once why this takes some seconds."""
    from howfar.sight import site

    if not any(Path(site.__file__).parent.glob("__pycache__/kernels*.nbi")):
        remark("howfar: compiling the sweep, once; later starts take it from disk")


def _coverage(asked: Asked, site: Place, opens: OpensTerrain, radius_m: float) -> Coverage:
    from howfar.sight.coverage import minimum_visible_altitude
    from howfar.sight.site import Site

    grid = opens((site.lat, site.lon), radius_m)
    sensor = Site(site.lat, site.lon, antenna_agl_m=asked.antenna_agl_m, name=site.name)
    return minimum_visible_altitude(grid, sensor, k_factor=asked.k_factor, max_range_m=radius_m)


def _layer(found: Sequence[Coverage], altitude_m: float) -> dict[str, Any]:
    from shapely import union_all

    from howfar.check.wording import altitude_words
    from howfar.earth.region import area_m2

    outlines = [c.outline(altitude_amsl_m=altitude_m) for c in found]
    together = outlines[0] if len(outlines) == 1 else union_all(outlines)
    area = found[0].area_m2(altitude_amsl_m=altitude_m) if len(found) == 1 else float(area_m2(together))
    farthest = [c.farthest_m(altitude_amsl_m=altitude_m) for c in found]
    reached = [f for f in farthest if f is not None]
    return {
        "altitude": altitude_words(altitude_m),
        "altitude_m": altitude_m,
        "datum": "above mean sea level",
        "area_km2": area / 1e6,
        "farthest_km": max(reached) / 1000.0 if reached else None,
        "outline": together,
    }


def _points(asked: Asked, opens: OpensTerrain, points: Path) -> None:
    """The lowest visible altitude of every place: cut from the surface, each place by the site that sees it lowest."""
    import numpy as np

    from howfar.earth.geodesic import distance_m

    rows = list(rows_of(points))
    if not rows:
        return
    lats, lons = np.array([r["lat"] for r in rows]), np.array([r["lon"] for r in rows])
    lowest = np.full(len(rows), np.nan)
    for site in asked.sites:
        away = np.asarray(distance_m(site.lat, site.lon, lats, lons))
        radius_m = asked.limit_m or float(away.max()) + 2000.0
        coverage = _coverage(asked, site, opens, radius_m)
        lowest = np.fmin(lowest, coverage.altitude_at(lats, lons))
    for row, altitude_m in zip(rows, lowest, strict=True):
        print_line(_point(row, float(altitude_m)))


def _smooth_points(asked: Asked, points: Path) -> None:
    from howfar.earth.geodesic import distance_m
    from howfar.earth.refraction import sight_floor_m

    for row in rows_of(points):
        floors = [
            float(
                sight_floor_m(
                    float(distance_m(s.lat, s.lon, row["lat"], row["lon"])),
                    asked.antenna_agl_m,
                    k_factor=asked.k_factor,
                )
            )
            for s in asked.sites
        ]
        print_line(_point(row, min(floors)))


def _point(row: dict[str, Any], altitude_m: float) -> dict[str, Any]:
    known = math.isfinite(altitude_m)
    return {
        "lat": row["lat"],
        "lon": row["lon"],
        "minimum_visible_altitude_amsl_m": round(altitude_m, 3) if known else None,
    }


def _write(path: Path, asked: Asked, found: Sequence[Coverage], layers: list[dict[str, Any]]) -> None:
    from howfar.report import geo

    kind = path.suffix.lower()
    if kind in (".tif", ".tiff"):
        if len(found) > 1:
            raise UsageError(f"{path.name}: the raster is of one sensor; give one --at")
        _write_cog(path, found[0])
    elif kind in (".png", ".svg"):
        from howfar.cli.outputs import write_picture
        from howfar.report.coverscene import terrain_scene

        write_picture(path, terrain_scene(asked.sites, layers))
    else:
        named = [geo.Layer(f"seen at {row['altitude']}", row["outline"], _properties(row)) for row in layers]
        site = (asked.sites[0].lat, asked.sites[0].lon)
        geo.write(path, named, site=site, k_factor=asked.k_factor, credit=found[0].grid.credits)


def _write_cog(path: Path, coverage: Coverage) -> None:
    from howfar.report.geotiff import write_cog

    write_cog(
        path,
        coverage.minimum_visible_altitude_amsl_m,
        coverage.grid.transform,
        description="minimum visible altitude above mean sea level",
        datum=coverage.grid.vertical_datum,
        credit=coverage.grid.credits,
    )


def _properties(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key != "outline"}


def _text(asked: Asked, layers: list[dict[str, Any]], coverage: Coverage) -> str:
    from howfar.check.wording import distance_words

    names = " and ".join(site.name for site in asked.sites)
    lines = [f"From {names} over terrain, antenna {asked.antenna_agl_m:g} m above ground, k = {asked.k_factor:.3f}"]
    for row in layers:
        reach = "nowhere" if row["farthest_km"] is None else f"to {distance_words(row['farthest_km'])}"
        lines.append(f"  a target at {row['altitude']:>8} above the sea is seen {reach}, on {row['area_km2']:,.0f} km²")
    lines += [f"  {note}" for note in coverage.grid.assumptions]
    return "\n".join(lines)
