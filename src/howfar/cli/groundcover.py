"""`howfar cover --terrain`: the lowest visible altitude of every cell, and all that is cut from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from howfar.cli import common
from howfar.cli.common import remark
from howfar.errors import RefusedError, UsageError

if TYPE_CHECKING:
    from howfar.check.question import OpensTerrain
    from howfar.cli.sites import Standing
    from howfar.sight.combined import Combined, Layer
    from howfar.sight.coverage import Coverage
    from howfar.sight.limits import Limits
    from howfar.sight.site import Site
    from howfar.systems.model import System
    from howfar.terrain.grid import ElevationGrid

DEFAULT_RANGE_M: Final = 150_000.0
# of the catalogue: radars of air traffic and weather, receivers of what aircraft tell of themselves
_CIVIL: Final = frozenset({"ads-b-receiver", "arsr-4", "asr-9", "nexrad"})
RangeKind = Literal["given", "published", "default"]


@dataclass(frozen=True)
class Asked:
    """The question: sites, target altitudes above the sea and heights above ground, antenna, k and range; metres."""

    sites: Sequence[Standing]
    altitudes_m: Sequence[float]
    heights_m: Sequence[float]
    antenna_agl_m: float
    k_factor: float
    range_m: float
    range_kind: RangeKind
    range_words: str
    flight_levels: Mapping[float, str] = field(default_factory=dict)  # as typed, by altitude in metres
    quiet: bool = False

    @property
    def names(self) -> list[str]:
        """The sites' names."""
        return [site.place.name for site in self.sites]

    def sensors(self) -> tuple[Site, ...]:
        """The sites as the engine of sight has them. Raises UsageError for a region, which is no place to stand."""
        for site in self.sites:
            if site.place.is_region:
                raise UsageError(
                    f"over terrain a sensor stands at a point, and {site.place.name} is a {site.place.kind}; "
                    'give a town or coordinates: --at "46.5,8.5"'
                )
        return tuple(site.sensor(self.antenna_agl_m) for site in self.sites)


@dataclass(frozen=True, eq=False)
class Answer:
    """What was found. rows: one for every altitude, as JSON has it but with the outline as a shapely geometry."""

    asked: Asked
    found: Combined
    rows: list[dict[str, Any]]
    around: list[Limits] = field(default_factory=list)  # by site
    coverage: Coverage | None = None  # of a single site


def range_asked(limit_m: float | None, system: System | None) -> tuple[float, RangeKind, str]:
    """How far to look: as given, to the longest published detection range where that is nearer, else 150 km."""
    from howfar.check.figures import low_high_km, shown_figures

    if limit_m is not None:
        return limit_m, "given", f"the range given, {limit_m / 1000:g} km"
    figures = [] if system is None else [f for f in shown_figures(system, "sees") if not f.is_outlier]
    published = max((low_high_km(f)[1] for f in figures), default=None)
    if published is not None and published * 1000.0 <= DEFAULT_RANGE_M:
        return published * 1000.0, "published", f"the longest published detection range, {published:g} km"
    hint = "" if published is None or system is None else f"; the {system.name} is said to see {published:g} km"
    remark(f"howfar: no --range given; the answer stops at 150 km{hint}")
    return DEFAULT_RANGE_M, "default", "no range was given: howfar looks 150 km far"


def refuse_beyond_the_line(system: System | None, sites: Sequence[Standing]) -> None:
    """What several sensors see together, and where none does, is told of civil networks alone."""
    if system is not None and system.id not in _CIVIL and len(sites) > 1:
        raise RefusedError(
            f"what several {system.name} see together over terrain, and what they do not, is not computed: howfar "
            "finds no places that military sensors miss. Give one --at, or leave --terrain out for the published "
            "ranges; for civil sensors of your own leave --system out"
        )


def cover_terrain(
    asked: Asked,
    opens: OpensTerrain,
    *,
    output: Sequence[Path],
    counts: Path | None,
    reasons: Path | None,
    as_json: bool,
) -> None:
    """Answer over terrain."""
    from howfar.cli import coverfiles
    from howfar.cli.ground import progress

    coverfiles.check_kinds(output, counts=counts, reasons=reasons, sites=len(asked.sites))
    say_first_use()
    answer = _answer(asked, opens, with_limits=as_json or reasons is not None or len(asked.sites) == 1)
    with progress("Writing", quiet=asked.quiet):
        for path in output:
            coverfiles.write(path, answer)
        if counts is not None:
            coverfiles.write_counts(counts, answer)
        if reasons is not None:
            coverfiles.write_reasons(reasons, answer)
    if as_json:
        common.print_json(_object(answer))
    else:
        print("\n".join(_text(answer)))


def say_first_use() -> None:
    """Without the compiled core the sweep is made at its first use and kept; say once why this takes seconds."""
    from howfar.sight import site, sweep

    if sweep.engine() == "numba" and not any(Path(site.__file__).parent.glob("__pycache__/kernels*.nbi")):
        remark("howfar: compiling the sweep, once; later starts take it from disk")


def common_grid(sites: Sequence[Site], range_m: float, opens: OpensTerrain) -> ElevationGrid:
    """One model for all sites: around the one that is nearest to the others."""
    import numpy as np

    from howfar.earth.geodesic import distance_m

    lats, lons = np.array([s.lat for s in sites]), np.array([s.lon for s in sites])
    away = [float(np.max(distance_m(s.lat, s.lon, lats, lons))) for s in sites]
    middle = int(np.argmin(away))
    return opens((sites[middle].lat, sites[middle].lon), away[middle] + range_m)


def _answer(asked: Asked, opens: OpensTerrain, *, with_limits: bool) -> Answer:
    from howfar.cli.ground import progress
    from howfar.sight.combined import combined
    from howfar.sight.limits import limits

    sensors = asked.sensors()
    grid = common_grid(sensors, asked.range_m, opens)
    around, kept = [], []
    with progress("Sweeping", quiet=asked.quiet) as told:

        def one_more(coverage: Coverage) -> None:
            if len(sensors) == 1:
                kept.append(coverage)
            if with_limits:
                around.append(limits(grid, coverage.site, max_range_m=asked.range_m, k_factor=asked.k_factor))
            told(len(around) or len(kept), len(sensors))

        found = combined(
            grid, sensors, altitudes_amsl_m=sorted(asked.altitudes_m, reverse=True),
            heights_agl_m=sorted(asked.heights_m, reverse=True), k_factor=asked.k_factor, max_range_m=asked.range_m,
            each=one_more,
        )  # fmt: skip
    rows = [_row(asked, layer, around) for layer in found.layers]
    return Answer(asked, found, rows, around, kept[0] if kept else None)


def _row(asked: Asked, layer: Layer, around: Sequence[Limits]) -> dict[str, Any]:
    from howfar.check.wording import altitude_words
    from howfar.report.limitsview import limits_object

    above_sea, height_m = layer.altitude_amsl_m is not None, layer.altitude_amsl_m or layer.height_agl_m or 0.0
    reached = [f for f in layer.farthest_m if f is not None]
    row: dict[str, Any] = {
        "altitude": (asked.flight_levels if above_sea else {}).get(height_m) or altitude_words(height_m),
        "altitude_m" if above_sea else "height_m": height_m,
        "datum": "above mean sea level" if above_sea else "above ground",
        "area_km2": layer.area_m2() / 1e6,
        "farthest_km": max(reached) / 1000.0 if reached else None,
        "outline": layer.outline(),
    }
    if len(asked.sites) > 1:
        row |= _shares(asked, layer, row["area_km2"])
    if around:
        found = [a.at(layer.altitude_amsl_m, height_agl_m=layer.height_agl_m) for a in around]
        row["limits"] = [one for name, f in zip(asked.names, found, strict=True) for one in limits_object(f, name)]
    return row


def _shares(asked: Asked, layer: Layer, area_km2: float) -> dict[str, Any]:
    """How many sites see how much, and what is lost without each."""
    lost = [layer.area_m2(layer.lost_without(i)) / 1e6 for i in range(len(asked.sites))]
    return {
        "seen_by": [{"sites": n, "area_km2": area / 1e6} for n, area in layer.areas_by_count_m2().items()],
        "lost_without": [
            {"site": name, "area_km2": one, "share": one / area_km2 if area_km2 else 0.0}
            for name, one in zip(asked.names, lost, strict=True)
        ],
    }


def _object(answer: Answer) -> dict[str, Any]:
    from howfar.report.contract import coverage_result
    from howfar.report.placeview import place_object

    asked = answer.asked
    sites = [
        {
            **place_object(site.place),
            "antenna_agl_m": sensor.antenna_agl_m,
            "antenna_amsl_m": sensor.antenna_amsl_m,
        }
        for site, sensor in zip(asked.sites, asked.sensors(), strict=True)
    ]
    return coverage_result(
        site=sites[0],
        sites=sites,
        assumptions={
            **answer.found.assumptions,
            "antenna_agl_m": sites[0]["antenna_agl_m"],
            "range": {"kind": asked.range_kind, "km": asked.range_m / 1000.0},
        },
        layers=answer.rows,
    )


def _text(answer: Answer) -> list[str]:
    asked, sensors = answer.asked, answer.asked.sensors()
    above_sea = {s.antenna_amsl_m for s in sensors if s.antenna_amsl_m is not None}
    heights = sorted({s.antenna_agl_m for s in sensors if s.antenna_agl_m is not None})
    low_high = f"{heights[0]:g} m" if len(heights) == 1 else f"{heights[0]:g} to {heights[-1]:g} m" if heights else ""
    told = ([f"{low_high} above ground"] if heights else []) + [f"{amsl:g} m above the sea" for amsl in above_sea]
    names = asked.names if len(asked.names) <= 6 else [*asked.names[:5], f"{len(asked.names) - 5} more"]
    head = f"From {_and(names)} over terrain, antenna {' and '.join(told)}, k = {asked.k_factor:.3f}"
    lines = common.wrapped(head, indent=0)
    for row in answer.rows:
        lines += _row_text(row)
    if len(asked.sites) == 1:
        lines += _limits_text(answer)
    for note in answer.found.grid.assumptions:
        lines += common.wrapped(note, indent=2)
    return lines


def _row_text(row: dict[str, Any]) -> list[str]:
    from howfar.check.wording import distance_words

    reach = "nowhere" if row["farthest_km"] is None else f"to {distance_words(row['farthest_km'])}"
    above = "the sea" if "altitude_m" in row else "the ground"
    lines = [f"  a target {row['altitude']:>8} above {above} is seen {reach}, on {row['area_km2']:,.0f} km²"]
    if seen_by := row.get("seen_by"):
        words = ", ".join(f"{_sites(one['sites'])} {one['area_km2']:,.0f} km²" for one in seen_by)
        lines += common.wrapped(f"by {words}", indent=6)
        lost = sorted(row["lost_without"], key=lambda one: -one["area_km2"])
        told = [f"{one['site']} {one['area_km2']:,.0f} km² ({100 * one['share']:.0f} %)" for one in lost[:6]]
        lines += common.wrapped(f"lost without {', '.join(told)}" + (" …" if len(lost) > 6 else ""), indent=6)
    return lines


def _sites(number: int) -> str:
    return "one site" if number == 1 else f"{number} sites"


def _limits_text(answer: Answer) -> list[str]:
    from howfar.report.limitsview import limits_text

    around, layers = answer.around[0], answer.found.layers
    found = [
        (row["altitude"], around.at(layer.altitude_amsl_m, height_agl_m=layer.height_agl_m))
        for row, layer in zip(answer.rows, layers, strict=True)
    ]
    lines = ["", "  What ends the view, by direction (nearest and farthest reach of each sector)"]
    for first in range(0, len(found), 4):
        lines += limits_text(found[first : first + 4])
    return [*lines, *common.wrapped(f"range: {answer.asked.range_words}", indent=2)]


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
