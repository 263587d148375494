"""The altitude rule: a stated altitude against the published ceilings and floors of the system."""

from __future__ import annotations

from howfar.check.figures import figures_of, low_high_km
from howfar.check.model import Finding, Question
from howfar.check.rules.range import STATED_TOLERANCE, agreed
from howfar.systems.model import Quantity, Verb

_CEILINGS: dict[Verb, Quantity] = {"sees": "detection_max_altitude_km", "engages": "engagement_max_altitude_km"}


def altitude_finding(question: Question, *, verb: Verb) -> Finding | None:
    """Does the stated altitude stay within the published ceilings? None where nothing is stated or known."""
    stated_km = question.claim.altitude_km
    if stated_km is None or question.system is None or verb not in _CEILINGS:
        return None
    figures = figures_of(question.system, _CEILINGS[verb], variant=question.variant)
    figures = tuple(f for f in figures if f.against != "ballistic") or figures
    if not figures:
        return None
    least_km = stated_km * (1.0 - STATED_TOLERANCE)
    ends = [low_high_km(f) for f in figures]
    return Finding(
        rule="altitude",
        holds=agreed([True if low >= least_km else (False if high < least_km else None) for low, high in ends]),
        sentence="",
        value=stated_km,
        low=min(low for low, _ in ends),
        high=max(high for _, high in ends),
        formula="stated altitude <= published ceiling (rounding 2 %)",
        inputs={"published_ceilings_km": [high for _, high in ends]},
        sources=tuple(dict.fromkeys(f.source_id for f in figures)),
        verb=verb,
    )
