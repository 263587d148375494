"""`howfar sight`: one path from a sensor to a target, over terrain or a smooth Earth."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from howfar.cli import common
from howfar.cli.elevation import Elevation, Grouped, with_elevation
from howfar.constants import NOMINAL_ANTENNA_AGL_M, STANDARD_K_FACTOR
from howfar.errors import UsageError
from howfar.units import length_m

if TYPE_CHECKING:
    from howfar.check.question import OpensTerrain
    from howfar.places.model import Place


def register(app: typer.Typer) -> None:
    """Add the command to the door."""
    app.command("sight", cls=Grouped)(with_elevation(sight))


def sight(
    origin: Annotated[str, typer.Argument(metavar="FROM", help='Where the sensor stands: "Minsk" or "46.5,8.5".')],
    target: Annotated[str | None, typer.Argument(metavar="TO", help="Where the target is.")] = None,
    antenna: common.Antenna = None,
    antenna_altitude: common.AntennaAltitude = None,
    target_height: Annotated[
        str | None, typer.Option("--target-height", help="The target's height above ground: 100m.")
    ] = None,
    target_altitude: Annotated[
        str | None, typer.Option("--target-altitude", help="Or its altitude above the sea: 10km, FL300.")
    ] = None,
    points: Annotated[Path | None, typer.Option("--points", help="A CSV with lat,lon: one JSON line a target.")] = None,
    k_factor: common.KFactor = None,
    as_json: common.Json = False,
    *,
    elevation: Elevation,
) -> None:
    """Is a target seen from a place, how low could it be, and what is in the way?

    Example: howfar sight Minsk Warsaw --antenna 25m --target-altitude 10km
    """
    from howfar.places.gazetteer import Gazetteer

    if (target is None) == (points is None):
        raise UsageError("give TO, or --points FILE.csv for many targets")
    if target_height is not None and target_altitude is not None:
        raise UsageError(
            "give the target's height once: --target-height above ground or --target-altitude above the sea"
        )
    given = common.assumptions_of(antenna, k_factor, terrain=elevation.opens())
    gazetteer = Gazetteer.default()
    site = gazetteer.resolve(origin).place
    asked = {
        "antenna_amsl_m": common.antenna_altitude_m(antenna_altitude, antenna, has_terrain=given.terrain is not None),
        "antenna_m": NOMINAL_ANTENNA_AGL_M if given.antenna_agl_m is None else given.antenna_agl_m,
        "k_factor": STANDARD_K_FACTOR if given.k_factor is None else given.k_factor,
        "agl_m": None if target_height is None else length_m(target_height, what="--target-height"),
        "amsl_m": None if target_altitude is None else length_m(target_altitude, what="--target-altitude"),
    }
    if points is not None:
        _many(site, points, asked, given.terrain)
        return
    end = gazetteer.resolve(target or "").place
    row = path_row(site, end.lat, end.lon, asked, given.terrain)
    if as_json:
        from howfar.report.contract import sight_result

        common.print_json(sight_result(**row))
    else:
        print(_text(site, end.name, row))


def _many(site: Place, points: Path, asked: dict[str, Any], opens: OpensTerrain | None) -> None:
    from howfar.cli.ground import rows_of
    from howfar.earth.geodesic import distance_m
    from howfar.report.contract import sight_result

    rows = list(rows_of(points))
    farthest_m = max((float(distance_m(site.lat, site.lon, r["lat"], r["lon"])) for r in rows), default=0.0)
    for row in rows:
        found = _known_or_not(site, row["lat"], row["lon"], asked, opens, radius_m=farthest_m + 2000.0)
        common.print_line({"lat": row["lat"], "lon": row["lon"], **sight_result(**found)})


def _known_or_not(
    site: Place, lat: float, lon: float, asked: dict[str, Any], opens: OpensTerrain | None, *, radius_m: float
) -> dict[str, Any]:
    """One of many: where the model has no height at the target, "no data" and the others go on."""
    from howfar.earth.geodesic import distance_m

    grid = None if opens is None else opens((site.lat, site.lon), radius_m)
    away_m = float(distance_m(site.lat, site.lon, lat, lon))
    known = grid is None or (grid.contains(lat, lon) and not math.isnan(float(grid.height_m(lat, lon))))
    if known and (grid is None or away_m > 0.1):
        return path_row(site, lat, lon, asked, opens, radius_m=radius_m)
    ground_m = None if not known or grid is None else float(grid.height_m(lat, lon))
    return {
        "is_visible": None if ground_m is None else True,
        "ground_range_km": away_m / 1000.0,
        "clearance_m": None,
        "blocked_at_km": None,
        "minimum_visible_altitude_amsl_m": ground_m,
        "minimum_visible_height_agl_m": None if ground_m is None else 0.0,
        "assumptions": {**_assumed(asked), "earth": "WGS84 with terrain"},
        "reason": "no data" if ground_m is None else "clear",
    }


def path_row(
    site: Place,
    lat: float,
    lon: float,
    asked: dict[str, Any],
    opens: OpensTerrain | None,
    *,
    radius_m: float | None = None,
) -> dict[str, Any]:
    """One path as the contract has it: over terrain where `opens` gives a model, else over a smooth Earth."""
    from howfar.earth.geodesic import distance_m

    ground_m = float(distance_m(site.lat, site.lon, lat, lon))
    if opens is None:
        return _smooth(ground_m, asked)
    from howfar.sight import path
    from howfar.sight.site import Site

    grid = opens((site.lat, site.lon), radius_m if radius_m is not None else (lat, lon))
    above_sea = asked.get("antenna_amsl_m")
    agl_m = None if above_sea is not None else asked["antenna_m"]
    sensor = Site(site.lat, site.lon, antenna_agl_m=agl_m, antenna_amsl_m=above_sea)
    height = (
        {"target_amsl_m": asked["amsl_m"]} if asked["amsl_m"] is not None else {"target_agl_m": asked["agl_m"] or 0.0}
    )
    seen = path.sight(grid, sensor, lat, lon, k_factor=asked["k_factor"], **height)
    return {
        "is_visible": seen.is_visible,
        "ground_range_km": ground_m / 1000.0,
        "clearance_m": seen.clearance_m,
        "blocked_at_km": None if seen.blocked_at_m is None or seen.is_visible else seen.blocked_at_m / 1000.0,
        "minimum_visible_altitude_amsl_m": seen.minimum_visible_altitude_amsl_m,
        "minimum_visible_height_agl_m": seen.minimum_visible_height_agl_m,
        "assumptions": {**_assumed(asked), "earth": "WGS84 with terrain", "vertical_datum": grid.vertical_datum},
        "reason": seen.reason,
        "deciding_point": None
        if seen.ridge_lat is None
        else {
            "lat": seen.ridge_lat,
            "lon": seen.ridge_lon,
            "distance_km": (seen.blocked_at_m or 0.0) / 1000.0,
            "height_amsl_m": seen.ridge_amsl_m,
        },
        "target_ground_amsl_m": seen.target_ground_amsl_m,
    }


def _smooth(ground_m: float, asked: dict[str, Any]) -> dict[str, Any]:
    from howfar.earth.refraction import sight_floor_m, sight_range_m

    floor_m = float(sight_floor_m(ground_m, asked["antenna_m"], k_factor=asked["k_factor"]))
    height_m = asked["amsl_m"] if asked["amsl_m"] is not None else (asked["agl_m"] or 0.0)
    horizon_m = float(sight_range_m(asked["antenna_m"], 0.0, k_factor=asked["k_factor"]))
    return {
        "is_visible": height_m >= floor_m,
        "ground_range_km": ground_m / 1000.0,
        "clearance_m": height_m - floor_m,
        "blocked_at_km": None if height_m >= floor_m else horizon_m / 1000.0,
        "minimum_visible_altitude_amsl_m": floor_m,
        "minimum_visible_height_agl_m": floor_m,
        "assumptions": {**_assumed(asked), "earth": "WGS84, smooth; no terrain"},
        "reason": "clear" if height_m >= floor_m else "horizon",
    }


def _assumed(asked: dict[str, Any]) -> dict[str, Any]:
    above_sea = asked.get("antenna_amsl_m")
    height = {"antenna_agl_m": asked["antenna_m"]} if above_sea is None else {"antenna_amsl_m": above_sea}
    return {**height, "k_factor": asked["k_factor"]}


def _text(site: Place, name: str, row: dict[str, Any]) -> str:
    from howfar.check.wording import distance_words

    said = {True: "is seen", False: "is hidden", None: "cannot be told: the elevation model has a void on the way"}
    lines = [f"{name} {said[row['is_visible']]} from {site.name}, {distance_words(row['ground_range_km'])} away."]
    lowest = row["minimum_visible_altitude_amsl_m"]
    if lowest is not None:
        lines.append(
            f"Lowest visible altitude there: {lowest:,.1f} m above the sea, "
            f"{row['minimum_visible_height_agl_m']:,.1f} m above the ground."
        )
    point = row.get("deciding_point")
    if point and not row["is_visible"]:
        lines.append(
            f"In the way: the ground {distance_words(point['distance_km'])} out, {point['height_amsl_m']:,.0f} m high, "
            f"at {point['lat']:.4f}, {point['lon']:.4f}."
        )
    elif row["reason"] == "horizon":
        lines.append(f"In the way: the curve of the Earth, from {distance_words(row['blocked_at_km'])} out.")
    about = row["assumptions"]
    above_sea = about.get("antenna_amsl_m")
    antenna = f"{about['antenna_agl_m']:g} m" if above_sea is None else f"{above_sea:g} m above the sea"
    lines.append(f"{about['earth']}; antenna {antenna}, k = {about['k_factor']:.3f}.")
    return "\n".join(part for line in lines for part in common.wrapped(line, indent=0))
