"""What a map is to show, before any pixel: sites, a target, rings, areas, and the land behind them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from howfar.constants import NOMINAL_ANTENNA_AGL_M, STANDARD_K_FACTOR
from howfar.report import words

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from howfar.check.model import Verdict
    from howfar.places.model import Place

_ALTITUDES_M: Final = (10_000.0, 1_000.0)  # an airliner, and low flight
_DASHES: Final = {"sees": None, "engages": "11 5", "strikes": "14 4 3 4", "horizon": "5 4", "outlier": "2 5"}
_COLORS: Final = {  # Okabe and Ito (2008), told apart by colour-blind readers; every style also has its own dashes
    "sees": "#0072b2", "engages": "#d55e00", "strikes": "#d55e00", "horizon": "#5d4a86", "outlier": "#6b6b6b",
}  # fmt: skip
_VERBS: Final = {
    "surveillance_range_km": "sees", "instrumented_range_km": "sees", "engagement_range_km": "engages",
    "missile_range_km": "strikes",
}  # fmt: skip


@dataclass(frozen=True)
class Style:
    """How a ring is drawn: colour, dashes, width in pixels, and how dense it is where it is filled."""

    color: str
    dash: str | None = None
    width: float = 2.2
    opacity: float = 0.09

    @staticmethod
    def of(kind: str) -> Style:
        """The style of a verb, of a horizon ring or of an outlier."""
        return Style(_COLORS[kind], _DASHES[kind], 1.6 if kind in ("outlier", "horizon") else 2.4)


@dataclass(frozen=True)
class Ring:
    """Everything within `radius_m` metres of the sites: one line on the map and one in the key.

    brief: the note in a few words, for a key of many rings. geometry: the shape in lon, lat degrees where it is known
    already; else it is drawn from the sites.
    """

    radius_m: float
    label: str
    note: str
    style: Style
    brief: str = ""
    is_filled: bool = False
    geometry: BaseGeometry | None = None


@dataclass(frozen=True)
class Area:
    """A shape in lon, lat degrees, hatched: from there the claim would hold, or what several sites cover together."""

    geometry: BaseGeometry
    label: str


@dataclass(frozen=True)
class City:
    """A name for readers to find their way by; degrees."""

    name: str
    lat: float
    lon: float
    population: int = 0


@dataclass(frozen=True)
class Backdrop:
    """Behind the map: shapes of countries in lon, lat degrees, and cities, the largest first."""

    countries: Sequence[BaseGeometry] = ()
    cities: Sequence[City] = ()


@dataclass(frozen=True)
class Scene:
    """One map. headline, mark: what the card says above it. sites: where from;
    target: where to. site_role: the word before a site in the key.
    distance_km: printed beside the path. notes: lines under the key.
    """

    headline: str
    alt: str
    sites: tuple[Place, ...]
    mark: str | None = None
    target: Place | None = None
    rings: tuple[Ring, ...] = ()
    areas: tuple[Area, ...] = ()
    distance_km: float | None = None
    notes: tuple[str, ...] = ()
    site_role: str = "From"


def verdict_scene(verdict: Verdict) -> Scene | None:
    """The map of a verdict; None where neither origin nor target is known."""
    sites = tuple(place for place in (verdict.origin,) if place is not None)
    if not sites:
        return None
    between_points = verdict.target is not None and not verdict.target.is_region and not sites[0].is_region
    return Scene(
        headline=words.one_line(verdict.sentence),
        mark=verdict.label,
        alt=_alt(verdict),
        sites=sites,
        target=verdict.target,
        rings=(*figure_rings(verdict), *horizon_rings(verdict)),
        areas=tuple(
            Area(condition.region, words.sentence(f"here it would hold: {condition.sentence}"))
            for condition in verdict.would_hold_if
            if condition.region is not None and not condition.region.is_empty
        ),
        distance_km=verdict.nearest_km if between_points else None,
    )


def figure_rings(verdict: Verdict) -> tuple[Ring, ...]:
    """One ring for every published range that the verdict weighs, the largest first, sources in the note."""
    titles = {index: words.short_source(source) for index, source in enumerate(verdict.sources, start=1)}
    groups = [
        group
        for group in words.figure_groups(verdict.figures, words.source_numbers(verdict), verb=verdict.claim.verb_kind)
        if group.quantity in words.RANGE_QUANTITIES and group.value > 0
    ]
    rings = merged(
        Ring(
            group.value * 1000.0,
            group.value_text,
            _note(group, [titles[index] for index in group.sources]),
            Style.of("outlier" if group.is_outlier else _VERBS[group.quantity]),
            brief=brief_sources([titles[index] for index in group.sources]),
        )
        for group in groups
    )
    return _with_fill(rings, verdict.claim.verb_kind)


def horizon_rings(verdict: Verdict) -> tuple[Ring, ...]:
    """How far targets 10 km and 1 km up are above the radar horizon, where line of sight was tested from a point."""
    view = sight_inputs(verdict)
    if view is None or verdict.origin is None or verdict.origin.is_region:
        return ()
    from howfar.earth.refraction import sight_range_m

    antenna_m, k_factor = view
    ranges = [
        (altitude_m, float(sight_range_m(antenna_m, altitude_m, k_factor=k_factor))) for altitude_m in _ALTITUDES_M
    ]
    return tuple(
        Ring(
            range_m,
            f"{words.height(altitude_m)} up",
            f"radar horizon of a target {words.height(altitude_m)} up: {words.number(range_m / 1000)} km",
            Style.of("horizon"),
            brief=f"seen to {words.number(range_m / 1000)} km",
        )
        for altitude_m, range_m in ranges
        if math.isfinite(range_m)
    )


def sight_inputs(verdict: Verdict) -> tuple[float, float] | None:
    """Antenna height (m) and k factor that the horizon finding of a verdict was made with; None without one."""
    finding = next((finding for finding in verdict.findings if finding.rule == "horizon"), None)
    if finding is None:
        return None
    antenna_m = _nominal(finding.inputs, ("antenna_m", "antenna_agl_m"), NOMINAL_ANTENNA_AGL_M)
    return antenna_m, _nominal(finding.inputs, ("k_factor",), STANDARD_K_FACTOR)


def _nominal(inputs: Mapping[str, object], names: tuple[str, ...], default: float) -> float:
    """The middle of a sweep [low, nominal, high], or the one number given."""
    for name in names:
        value = inputs.get(name)
        if isinstance(value, list | tuple) and len(value) == 3:
            value = value[1]
        value = getattr(value, "nominal", value)
        if isinstance(value, int | float) and math.isfinite(value):
            return float(value)
    return default


def merged(rings: Iterable[Ring]) -> tuple[Ring, ...]:
    """Rings of one radius and style made one, with all their notes; largest first."""
    found: dict[tuple[float, Style], Ring] = {}
    for ring in rings:
        key = ring.radius_m, ring.style
        known = found.get(key)
        found[key] = ring if known is None else replace(known, note=_joined(known.note, ring.note))
    return tuple(sorted(found.values(), key=lambda ring: -ring.radius_m))


def _joined(first: str, second: str) -> str:
    return first if second in first else f"{first}; {second}"


def _with_fill(rings: tuple[Ring, ...], verb: str) -> tuple[Ring, ...]:
    kinds = ("sees", "engages", "strikes") if verb == "covers" else (verb,)
    wanted = {Style.of(kind) for kind in kinds}
    filled = next((ring for ring in rings if ring.style in wanted), None)
    return tuple(replace(ring, is_filled=True) if ring is filled else ring for ring in rings)


def brief_sources(sources: Sequence[str]) -> str:
    """The first source and how many more: "TASS 2022 and 5 more"."""
    distinct = list(dict.fromkeys(sources))
    return f"{distinct[0]} and {len(distinct) - 1} more" if len(distinct) > 1 else "".join(distinct)


def _note(group: words.FigureGroup, sources: Sequence[str]) -> str:
    shown = ", ".join(dict.fromkeys(sources[:3])) + (f" and {len(sources) - 3} more" if len(sources) > 3 else "")
    return f"{group.words}{': ' + shown if shown else ''}"


def _alt(verdict: Verdict) -> str:
    parts = [f"Map for the verdict {verdict.label}: {words.one_line(verdict.sentence)}"]
    rings = figure_rings(verdict)
    if rings and verdict.origin is not None:
        parts.append(f"Rings round {verdict.origin.name}: " + ", ".join(f"{r.label} ({r.note})" for r in rings) + ".")
    return words.one_line(" ".join(parts))
