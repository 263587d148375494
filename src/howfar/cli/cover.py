"""`howfar cover`: what a sensor at a place covers, on a smooth Earth or over terrain."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from howfar.cli import common
from howfar.cli.elevation import Elevation, Grouped, with_elevation
from howfar.errors import UsageError
from howfar.units import length_m

if TYPE_CHECKING:
    from howfar.check.coverage import HorizonLayer, RangeLayer
    from howfar.check.model import Span
    from howfar.check.question import OpensTerrain
    from howfar.cli.groundanswer import Asked
    from howfar.cli.sites import Standing
    from howfar.places.model import Place
    from howfar.systems.catalogue import Catalogue
    from howfar.systems.model import System


def register(app: typer.Typer) -> None:
    """Add the command to the door."""
    app.command("cover", cls=Grouped)(with_elevation(cover))


def cover(
    at: Annotated[
        list[str] | None,
        typer.Option("--at", help='A place or "lat,lon"; several times for several sites.', show_default=False),
    ] = None,
    sites: Annotated[
        Path | None, typer.Option("--sites", help="More sites: a CSV with name,lat,lon and, if they differ, antenna.")
    ] = None,
    system: Annotated[str | None, typer.Option("--system", help="Draw every published range of this system.")] = None,
    antenna: common.Antenna = None,
    antenna_altitude: common.AntennaAltitude = None,
    altitude: Annotated[
        list[str] | None, typer.Option("--altitude", help="Target altitudes above the sea: 100m,1km,FL300.")
    ] = None,
    height: Annotated[
        list[str] | None, typer.Option("--height", help="With --terrain: target heights above the ground: 100m,300m.")
    ] = None,
    reach: Annotated[
        str | None, typer.Option("--range", help="A range to stop at, an instrumented limit: 450km.")
    ] = None,
    points: Annotated[Path | None, typer.Option("--points", help="A CSV with lat,lon: one JSON line a point.")] = None,
    counts: Annotated[
        Path | None, typer.Option("--counts", help="With --terrain, several sites: how many see each cell, a .tif.")
    ] = None,
    reasons: Annotated[
        Path | None, typer.Option("--reasons", help="With --terrain, one site: why each cell is seen or not, a .tif.")
    ] = None,
    k_factor: common.KFactor = None,
    systems: common.Systems = None,
    output: common.Output = None,
    as_json: common.Json = False,
    *,
    elevation: Elevation,
) -> None:
    """Draw what a sensor covers: every published range with its source, and the horizon by target altitude.

    With --terrain: what is really seen, what ends the view in every direction, and with several civil sites how many
    see each place and what is lost without one.

    Example: howfar cover --system s-400 --at Minsk -o out/minsk.png

    Example: howfar cover --at 46.5,8.5 --antenna 20m --altitude 1km,FL300 --json
    """
    from howfar.check.question import antenna_span, k_span

    given = common.assumptions_of(antenna, k_factor, terrain=elevation.opens())
    catalogue = common.catalogue_of(systems)
    found = catalogue.find(system).system if system is not None else None
    _refuse_without_terrain(elevation, height=height, counts=counts, reasons=reasons)
    asked = _Cover(
        found, _standing(at, sites, antenna, antenna_altitude, has_terrain=given.terrain is not None),
        altitudes_m(altitude, default=not height), _lengths(height, "--height"),
        (antenna_span(found, given), k_span(given)),
        None if reach is None else length_m(reach, what="--range", at_least_m=1.0), _flight_levels(altitude),
    )  # fmt: skip
    if points is not None:
        if output or counts or reasons:
            raise UsageError("--points prints one line a point; leave -o, --counts and --reasons out")
        asked.points(points, given.terrain, quiet=elevation.quiet)
    elif given.terrain is not None:
        from howfar.cli.groundcover import cover_terrain

        over = asked.over_terrain(quiet=elevation.quiet)
        cover_terrain(over, given.terrain, output=output or (), counts=counts, reasons=reasons, as_json=as_json)
    else:
        asked.smooth(catalogue, output, as_json=as_json)


@dataclass(frozen=True)
class _Cover:
    """What was asked: spans of antenna height and k; heights and limit_m in metres; flight levels by altitude."""

    system: System | None
    sites: tuple[Standing, ...]
    above_sea_m: tuple[float, ...]
    above_ground_m: tuple[float, ...]
    spans: tuple[Span, Span]
    limit_m: float | None
    flight_levels: dict[float, str]

    def points(self, points: Path, terrain: OpensTerrain | None, *, quiet: bool) -> None:
        """One line for every point of a CSV."""
        from howfar.cli.coverpoints import cover_points

        antenna, k = self.spans
        cover_points(points, self.sites, terrain, antenna_m=antenna.nominal, k_factor=k.nominal, limit_m=self.limit_m,
                     quiet=quiet)  # fmt: skip

    def over_terrain(self, *, quiet: bool) -> Asked:
        """The same question to an elevation model. Raises RefusedError for several military sites."""
        from howfar.cli.groundanswer import Asked
        from howfar.cli.groundcover import range_asked, refuse_beyond_the_line

        refuse_beyond_the_line(self.system, self.sites)
        antenna, k = self.spans
        return Asked(self.sites, self.above_sea_m, self.above_ground_m, antenna.nominal, k.nominal,
                     *range_asked(self.limit_m, self.system), self.flight_levels, quiet)  # fmt: skip

    def smooth(self, catalogue: Catalogue, output: list[Path] | None, *, as_json: bool) -> None:
        """Published ranges and horizons on a smooth Earth."""
        places = [site.place for site in self.sites]
        _smooth(self.system, places, self.above_sea_m, self.spans, self.limit_m, catalogue, output, as_json=as_json)


def _standing(
    at: list[str] | None, sites: Path | None, antenna: str | None, antenna_altitude: str | None, *, has_terrain: bool
) -> tuple[Standing, ...]:
    """Where sensors stand, and how high where that was told above the sea."""
    from howfar.cli.sites import standing

    stand = standing(at or [], sites)
    amsl_m = common.antenna_altitude_m(antenna_altitude, antenna, has_terrain=has_terrain)
    if amsl_m is None:
        return stand
    return tuple(s if s.antenna_agl_m is not None else replace(s, antenna_amsl_m=amsl_m) for s in stand)


def _refuse_without_terrain(elevation: Elevation, **given: object) -> None:
    for name, value in given.items():
        if value and not elevation.terrain:
            raise UsageError(f"--{name} speaks of an elevation model; give --terrain too")


def _smooth(
    system: System | None,
    places: list[Place],
    heights_m: tuple[float, ...],
    spans: tuple[Span, Span],
    limit_m: float | None,
    catalogue: Catalogue,
    output: list[Path] | None,
    *,
    as_json: bool,
) -> None:
    """Published ranges and horizons on a smooth Earth."""
    from howfar.check.coverage import horizon_layers, range_layers

    horizons: tuple[HorizonLayer, ...] = ()
    if system is None or system.line_of_sight in ("applies", "airborne", "ballistic-targets"):
        horizons = horizon_layers(places, heights_m, antenna_m=spans[0], k_factor=spans[1], limit_m=limit_m)
    ranges = range_layers(system, places) if system is not None else ()
    if output:
        from howfar.cli.outputs import write_coverage

        write_coverage(output, places, system, ranges, horizons, source_of=catalogue.source)
    if as_json:
        from howfar.report.coverview import coverage_object

        common.print_json(coverage_object(places, system, ranges, horizons, antenna_m=spans[0], k_factor=spans[1]))
    else:
        print(_text(places, system, ranges, horizons))


def altitudes_m(words: list[str] | None, *, default: bool = True) -> tuple[float, ...]:
    """Target altitudes in metres from `--altitude 100m,1km --altitude FL300`; the usual four when none is given."""
    from howfar.check.coverage import DEFAULT_ALTITUDES_M

    return _lengths(words, "--altitude") or (DEFAULT_ALTITUDES_M if default else ())


def _flight_levels(words: list[str] | None) -> dict[float, str]:
    """Altitudes that were typed as flight levels, by their metres: they are printed as they were typed."""
    typed = (part.strip().upper() for word in words or () for part in word.split(","))
    return {length_m(part): part for part in typed if part.startswith("FL")}


def _lengths(words: list[str] | None, option: str) -> tuple[float, ...]:
    given = [part for word in words or () for part in word.split(",") if part.strip()]
    if words and not given:
        raise UsageError(f"{option} is empty; write for example {option} 100m,1km,FL300")
    return tuple(dict.fromkeys(length_m(part, what=option) for part in given))


def _text(
    sites: list[Place], system: System | None, ranges: tuple[RangeLayer, ...], horizons: tuple[HorizonLayer, ...]
) -> str:
    from howfar.check.wording import RANGE_NAME, altitude_as_given, distance_words
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
            f"  {altitude_as_given(horizon.altitude_m):>14}  seen to {distance_words(horizon.range_m / 1000)} "
            f"({distance_words(horizon.range_low_m / 1000)} to {distance_words(horizon.range_high_m / 1000)}), "
            f"{horizon.area_m2 / 1e6:,.0f} km²"
        )
    if not horizons and system is not None:
        lines += ["", "Line of sight from the ground does not apply to this system: no horizon is drawn."]
    return "\n".join(lines)
