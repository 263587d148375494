"""The arithmetic rules: numbers that a text gives together must agree with each other."""

from __future__ import annotations

import math
from collections.abc import Mapping

from howfar.check.distance import Distances
from howfar.check.figures import ends_km
from howfar.check.model import Finding, Question
from howfar.check.wording import times_words
from howfar.claims.model import Claim
from howfar.systems.model import Figure, Verb

RESTATED_TOLERANCE = 0.05  # two roundings of one length: 300 miles for 500 km is within it
AREA_TOLERANCE = 0.05
NARROWEST_SECTOR = 0.25  # 90 degrees: the narrowest sector that one face of an air-surveillance radar covers


def restated_finding(claim: Claim) -> Finding | None:
    """Do the two lengths of a unit pair ("600 km (373 miles)") agree?"""
    first_km, second_km = claim.distance_km, claim.distance_restated_km
    if first_km is None or second_km is None or first_km <= 0:
        return None
    return Finding(
        rule="arithmetic",
        holds=abs(second_km / first_km - 1.0) <= RESTATED_TOLERANCE,
        sentence=f"the claim gives one length as {_length(first_km)} and as {_length(second_km)}",
        value=second_km,
        low=first_km * (1 - RESTATED_TOLERANCE),
        high=first_km * (1 + RESTATED_TOLERANCE),
        formula="|second / first - 1| <= 5 %",
        inputs={"first_km": first_km, "second_km": second_km},
    )


def _length(km: float) -> str:
    """Kilometres to a tenth where that is what tells two roundings apart ("60 km", "59.5 km")."""
    return f"{km:,.0f} km" if km >= 1000 or km == round(km) else f"{km:,.1f} km"


def area_finding(claim: Claim) -> Finding | None:
    """Does a stated area agree with the circle of the stated radius? A part of the circle may be a sector."""
    if not claim.area_km2 or not claim.distance_km:  # a radius of 0 km encloses nothing to compare with
        return None
    circle_km2 = math.pi * claim.distance_km**2
    share = claim.area_km2 / circle_km2
    holds: bool | None = None
    if abs(share - 1.0) <= AREA_TOLERANCE:
        holds = True
    elif share > 1.0 or share < NARROWEST_SECTOR:
        holds = False
    radius_km = math.sqrt(claim.area_km2 / math.pi)
    return Finding(
        rule="arithmetic",
        holds=holds,
        sentence=(
            f"{claim.area_km2:,.0f} km² is a circle of {radius_km:,.3g} km radius; "
            f"a radius of {claim.distance_km:,.4g} km gives {circle_km2:,.0f} km²"
        ),
        value=claim.area_km2,
        low=circle_km2 * NARROWEST_SECTOR,
        high=circle_km2,
        unit="km2",
        formula="area = pi r^2",
        inputs={"radius_km": claim.distance_km, "circle_km2": circle_km2, "share_of_circle": share},
    )


def ratio_finding(question: Question, other_name: str, other: Mapping[Verb, tuple[Figure, ...]]) -> Finding | None:
    """Does "so many times the range of another system" agree with the published ranges of both?"""
    claim = question.claim
    verb = next((v for v in question.readings if other.get(v)), None)
    if claim.ratio is None or verb is None:
        return None
    own = ends_km(question.readings[verb]) if claim.distance_km is None else [claim.distance_km]
    theirs = ends_km(other[verb])
    if not own:
        return None
    low, high = min(own) / max(theirs), max(own) / min(theirs)
    half_step = (
        0.05 if claim.ratio != round(claim.ratio) else 0.15
    )  # as far as the rounding of "2.5" and of "twice" goes
    return Finding(
        rule="arithmetic",
        holds=None if low - half_step <= claim.ratio <= high + half_step else False,
        sentence=(
            f"published figures make it {times_words(low, high)} the range of the {other_name}; "
            f"the claim says {claim.ratio:g} times"
        ),
        value=claim.ratio,
        low=low,
        high=high,
        unit="times",
        formula="published range / published range of the other",
        inputs={"own_km": sorted(set(own)), "other_km": sorted(set(theirs)), "other": other_name},
        sources=tuple(dict.fromkeys(f.source_id for f in other[verb])),
        verb=verb,
    )


def reach_finding(claim: Claim, needed: Distances) -> Finding | None:
    """Is the distance that the claim states enough for the place that it names?"""
    if claim.distance_km is None:
        return None
    stated_m, needed_km = claim.distance_km * 1000.0, needed.nominal_m / 1000.0
    return Finding(
        rule="arithmetic",
        holds=True if stated_m >= needed.worst_m else (None if stated_m >= needed.best_m else False),
        sentence=(
            f"the claim's own figure, {claim.distance_km:,.0f} km, against {needed_km:,.0f} km to the place it names"
        ),
        value=claim.distance_km,
        low=needed.best_m / 1000.0,
        high=needed.worst_m / 1000.0,
        formula="stated distance >= geodesic distance on WGS84",
        inputs={"stated_km": claim.distance_km, "needed_km": needed_km},
    )
