"""The range rule: published figures against the distance that the claim needs and the distance that it states."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from howfar.check.distance import Distances
from howfar.check.figures import low_high_km
from howfar.check.model import Finding
from howfar.systems.model import Figure, Verb

STATED_TOLERANCE = 0.02  # figures are printed rounded: 370 km for 200 nmi, 600 km for 373 miles


def range_finding(figures: tuple[Figure, ...], needed: Distances, *, verb: Verb) -> Finding:
    """Does every, no or only some published figure reach as far as the claim needs?"""
    statuses = _statuses(figures, needed.best_m / 1000.0, needed.worst_m / 1000.0)
    return Finding(
        rule="range",
        holds=agreed(statuses),
        sentence="",
        value=needed.nominal_m / 1000.0,
        low=needed.best_m / 1000.0,
        high=needed.worst_m / 1000.0,
        formula="geodesic distance on WGS84 <= published range",
        inputs=_inputs(figures, statuses),
        sources=tuple(dict.fromkeys(f.source_id for f in figures)),
        verb=verb,
    )


def stated_finding(figures: tuple[Figure, ...], stated_km: float, *, verb: Verb) -> Finding:
    """Does the distance that the claim states agree with the published figures (within their rounding)?"""
    least_km = stated_km * (1.0 - STATED_TOLERANCE)
    statuses = _statuses(figures, least_km, least_km)
    return Finding(
        rule="range",
        holds=agreed(statuses),
        sentence="",
        value=stated_km,
        low=stated_km,
        high=stated_km,
        formula="stated distance <= published range (rounding 2 %)",
        inputs={**_inputs(figures, statuses), "is_stated": True},
        sources=tuple(dict.fromkeys(f.source_id for f in figures)),
        verb=verb,
    )


def dead_zone_finding(figures: tuple[Figure, ...], needed: Distances, *, verb: Verb) -> Finding | None:
    """Is the target nearer than the published minimum range (a sky-wave radar's dead zone, a missile's least range)?"""
    farthest_km = (
        max(needed.worst_m, needed.farthest_m) / 1000.0
    )  # of a region, any part beyond the least range will do
    if not figures or farthest_km >= max(low_high_km(f)[0] for f in figures):
        return None
    statuses = [None if farthest_km >= low_high_km(f)[0] else False for f in figures]
    least_km = min(low_high_km(f)[0] for f in figures)
    return Finding(
        rule="range",
        holds=agreed(statuses) if None not in statuses else None,
        sentence=f"but that is nearer than the least published range, {least_km:,g} km",
        value=needed.nominal_m / 1000.0,
        low=needed.best_m / 1000.0,
        high=needed.worst_m / 1000.0,
        formula="geodesic distance on WGS84 >= published minimum range",
        inputs={"published_min_km": [_shown(f) for f in figures]},
        sources=tuple(dict.fromkeys(f.source_id for f in figures)),
        verb=verb,
    )


def agreed(statuses: Sequence[bool | None]) -> bool | None:
    """True when all hold, False when none does, None when it depends."""
    if statuses and all(s is True for s in statuses):
        return True
    return False if statuses and all(s is False for s in statuses) else None


def _inputs(figures: tuple[Figure, ...], statuses: list[bool | None]) -> dict[str, Any]:
    return {
        "published_km": [_shown(f) for f in figures],
        "figures_that_reach": statuses.count(True),
        "figures_that_speak": len(statuses),
    }


def _statuses(figures: tuple[Figure, ...], best_km: float, worst_km: float) -> list[bool | None]:
    return [_reaches(figure, best_km, worst_km) for figure in speaking_of(figures, worst_km)]


def speaking_of(figures: Sequence[Figure], worst_km: float) -> tuple[Figure, ...]:
    """The figures that say something about a distance; "more than 250 km" says nothing about 400 km and is left out."""
    return tuple(f for f in figures if not (f.is_lower_bound and low_high_km(f)[1] < worst_km))


def _reaches(figure: Figure, best_km: float, worst_km: float) -> bool | None:
    low_km, high_km = low_high_km(figure)
    if low_km >= worst_km:
        return True
    return False if high_km < best_km else None


def _shown(figure: Figure) -> float | list[float]:
    low_km, high_km = low_high_km(figure)
    return high_km if low_km == high_km else [low_km, high_km]
