"""The arithmetic rules: numbers that a text gives together must agree with each other."""

from __future__ import annotations

import math

from howfar.check.figures import deciding_figures, low_high_km
from howfar.check.model import Finding, Question
from howfar.claims.model import Claim
from howfar.systems.model import System, Verb

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
        sentence=f"{claim.distance_as_written} states {first_km:,.0f} km and {second_km:,.0f} km for one length",
        value=second_km,
        low=first_km * (1 - RESTATED_TOLERANCE),
        high=first_km * (1 + RESTATED_TOLERANCE),
        formula="|second / first - 1| <= 5 %",
        inputs={"first_km": first_km, "second_km": second_km},
    )


def area_finding(claim: Claim) -> Finding | None:
    """Does a stated area agree with the circle of the stated radius? A part of the circle may be a sector."""
    if claim.area_km2 is None or claim.distance_km is None:
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


def ratio_finding(question: Question, other: System | None, other_variant: str | None, *, verb: Verb) -> Finding | None:
    """Does "so many times the range of another system" agree with the published ranges of both?"""
    claim, system = question.claim, question.system
    if claim.ratio is None or other is None:
        return None
    own = _ends_km(system, verb, question.variant) if claim.distance_km is None else [claim.distance_km]
    theirs = _ends_km(other, verb, other_variant)
    if not own or not theirs:
        return None
    low, high = min(own) / max(theirs), max(own) / min(theirs)
    half_step = 0.05 if claim.ratio != round(claim.ratio) else 0.15
    return Finding(
        rule="arithmetic",
        holds=None if low - half_step <= claim.ratio <= high + half_step else False,
        sentence=f"published figures make it {low:.2g} to {high:.2g} times the range of the {other.name}",
        value=claim.ratio,
        low=low,
        high=high,
        unit="times",
        formula="published range / published range of the other",
        inputs={"own_km": sorted(set(own)), "other_km": sorted(set(theirs)), "other": other.id},
        verb=verb,
    )


def reach_finding(claim: Claim, needed_km: float) -> Finding | None:
    """Is the distance that the claim states enough for the place that it names?"""
    if claim.distance_km is None:
        return None
    return Finding(
        rule="arithmetic",
        holds=claim.distance_km >= needed_km,
        sentence=f"the claim's own figure, {claim.distance_km:,.0f} km, against {needed_km:,.0f} km to the place it names",
        value=claim.distance_km,
        low=needed_km,
        high=needed_km,
        formula="stated distance >= geodesic distance on WGS84",
        inputs={"stated_km": claim.distance_km, "needed_km": needed_km},
    )


def _ends_km(system: System | None, verb: Verb, variant: str | None) -> list[float]:
    if system is None:
        return []
    return [end for f in deciding_figures(system, verb, variant) for end in low_high_km(f)]
