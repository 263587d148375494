"""The share rule: how much of a whole region lies within each published range."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from howfar.check.distance import geometry_of
from howfar.check.figures import low_high_km
from howfar.check.model import Finding, Question
from howfar.systems.model import Figure, Verb

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from howfar.earth.shares import Shares


def share_finding(question: Question, figures: tuple[Figure, ...], *, verb: Verb) -> Finding | None:
    """The share of the target region within the published ranges, in percent; holds only when it is all of it."""
    origin, target = question.origin, question.target
    if origin is None or target is None or not target.place.is_region or not figures:
        return None
    reaches_km = sorted({end for f in figures for end in low_high_km(f)})
    nearest_m = min(reaches_km) * 1000.0
    ends = geometry_of(origin.place, for_m=nearest_m), geometry_of(target.place, for_m=nearest_m)
    shares = {km: _shares(*ends, km * 1000.0) for km in reaches_km}
    percent = {km: 100.0 * s.any_place for km, s in shares.items()}
    usual_km = _most_published_km(figures)
    low, high = min(percent.values()), max(percent.values())
    return Finding(
        rule="share",
        holds=True if low >= 99.95 else (None if high >= 99.95 or high > 0.0 else False),
        sentence="",
        value=percent[usual_km],
        low=low,
        high=high,
        unit="%",
        formula="area of the target region within the range of the origin / area of the target region",
        inputs={
            "figure_km": usual_km,
            "percent_by_range_km": {f"{km:g}": round(p, 1) for km, p in percent.items()},
            "percent_from_best_single_place": round(100.0 * shares[usual_km].best_place, 1),
        },
        sources=tuple(dict.fromkeys(f.source_id for f in figures)),
        verb=verb,
    )


@lru_cache(maxsize=512)
def _shares(origin: BaseGeometry, target: BaseGeometry, range_m: float) -> Shares:
    """Remembered: a slider moved on the page, or a second claim on the same country, asks for the same share again."""
    from howfar.earth.region import shares_within

    return shares_within(origin, target, range_m)


def _most_published_km(figures: tuple[Figure, ...]) -> float:
    """The figure that most sources print; of equals the longer."""
    values = [low_high_km(f)[1] for f in figures]
    return max(values, key=lambda v: (values.count(v), v))
