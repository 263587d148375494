"""`howfar cover`: what a sensor at a place covers, on a smooth Earth or over terrain."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from howfar.cli import common
from howfar.errors import UsageError
from howfar.units import length_m

if TYPE_CHECKING:
    from howfar.check.coverage import HorizonLayer, RangeLayer
    from howfar.places.model import Place
    from howfar.systems.model import System


def register(app: typer.Typer) -> None:
    """Add the command to the door."""
    app.command("cover")(cover)


def cover(
    at: Annotated[
        list[str], typer.Option("--at", help='A place or "lat,lon"; several times for sites that a claim names.')
    ],
    system: Annotated[str | None, typer.Option("--system", help="Draw every published range of this system.")] = None,
    antenna: common.Antenna = None,
    altitude: Annotated[
        list[str] | None, typer.Option("--altitude", help="Target altitudes above the sea: 100m,1km,FL300.")
    ] = None,
    reach: Annotated[
        str | None, typer.Option("--range", help="A range to stop at, an instrumented limit: 450km.")
    ] = None,
    terrain: common.Terrain = None,
    voids: common.Voids = None,
    datum: common.Datum = None,
    points: Annotated[Path | None, typer.Option("--points", help="A CSV with lat,lon: one JSON line a point.")] = None,
    k_factor: common.KFactor = None,
    systems: common.Systems = None,
    output: common.Output = None,
    as_json: common.Json = False,
) -> None:
    """Draw what a sensor covers: every published range with its source, and the horizon by target altitude.

    Example: howfar cover --system s-400 --at Minsk -o out/minsk.png

    Example: howfar cover --at 46.5,8.5 --antenna 20m --altitude 1km,FL300 --json
    """
    from howfar.check.question import antenna_span, k_span
    from howfar.places.gazetteer import Gazetteer

    given = common.assumptions_of(antenna, k_factor, terrain=common.opens(terrain, voids, datum))
    catalogue = common.catalogue_of(systems)
    found = catalogue.find(system).system if system is not None else None
    sites = [Gazetteer.default().resolve(words).place for words in at]
    limit_m = None if reach is None else length_m(reach, what="--range", at_least_m=1.0)
    heights = altitudes_m(altitude)
    if terrain or points:
        from howfar.cli.groundcover import Asked, cover_terrain

        antenna_m, k = antenna_span(found, given).nominal, k_span(given).nominal
        cover_terrain(Asked(sites, heights, antenna_m, k, limit_m), given.terrain, points, output, as_json)
        return
    spans = antenna_span(found, given), k_span(given)
    from howfar.check.coverage import horizon_layers, range_layers

    horizons: tuple[HorizonLayer, ...] = ()
    if found is None or found.line_of_sight in ("applies", "airborne", "ballistic-targets"):
        horizons = horizon_layers(sites, heights, antenna_m=spans[0], k_factor=spans[1], limit_m=limit_m)
    ranges = range_layers(found, sites) if found is not None else ()
    if output:
        from howfar.cli.outputs import write_coverage

        write_coverage(output, sites, found, ranges, horizons, source_of=catalogue.source)
    if as_json:
        from howfar.report.coverview import coverage_object

        common.print_json(coverage_object(sites, found, ranges, horizons, antenna_m=spans[0], k_factor=spans[1]))
    else:
        print(_text(sites, found, ranges, horizons))


def altitudes_m(words: list[str] | None) -> tuple[float, ...]:
    """Target altitudes in metres from `--altitude 100m,1km --altitude FL300`; the usual four when none is given."""
    from howfar.check.coverage import DEFAULT_ALTITUDES_M

    given = [part for word in words or () for part in word.split(",") if part.strip()]
    if words and not given:
        raise UsageError("--altitude is empty; write for example --altitude 100m,1km,FL300")
    return tuple(length_m(part, what="--altitude") for part in given) or DEFAULT_ALTITUDES_M


def _text(
    sites: list[Place], system: System | None, ranges: tuple[RangeLayer, ...], horizons: tuple[HorizonLayer, ...]
) -> str:
    from howfar.check.wording import RANGE_NAME, altitude_words, distance_words
    from howfar.report.catalogueview import value_words

    names = " and ".join(site.name for site in sites)
    lines = [f"{system.name if system else 'A sensor'} at {names}, on a smooth Earth (rings are geodesic)"]
    if ranges:
        lines += ["", "Published ranges"]
    for layer in ranges:
        doubt = ", outlier" if all(f.is_outlier for f in layer.figures) else ""
        sources = ", ".join(dict.fromkeys(f.source_id for f in layer.figures))
        best = min(f.confidence for f in layer.figures)
        lines.append(
            f"  {value_words(layer.figures[0]):>14}  {RANGE_NAME[layer.verb]}, {len(layer.figures)} figure(s), "
            f"confidence {best}{doubt}"
        )
        lines += common.wrapped(sources, indent=18)
    if horizons:
        lines += ["", "Radar horizon by the target's altitude above the sea (low and high over the assumptions)"]
    for horizon in horizons:
        lines.append(
            f"  {altitude_words(horizon.altitude_m):>14}  seen to {distance_words(horizon.range_m / 1000)} "
            f"({distance_words(horizon.range_low_m / 1000)} to {distance_words(horizon.range_high_m / 1000)}), "
            f"{horizon.area_m2 / 1e6:,.0f} km²"
        )
    if not horizons and system is not None:
        lines += ["", "Line of sight from the ground does not apply to this system: no horizon is drawn."]
    return "\n".join(lines)
