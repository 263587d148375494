"""The horizon rule: the lowest altitude at which a target is above the radar horizon at the distance needed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from howfar.check.distance import Distances
from howfar.check.model import Finding, Question, Span
from howfar.check.rules.range import STATED_TOLERANCE
from howfar.constants import HIGHEST_AEROPLANE_ALTITUDE_M
from howfar.earth.refraction import sight_floor_m
from howfar.systems.model import System, Verb

LOWEST_FLIGHT_M = (
    30.0  # about 100 ft: below the lowest terrain-following flight a floor says nothing about flying targets
)


@dataclass(frozen=True)
class Floor:
    """Lowest visible altitude in metres above mean sea level: nominal, and over the sweep of k, antenna and places."""

    nominal_m: float
    low_m: float
    high_m: float


@lru_cache(maxsize=1024)  # asked at the needed distance, and again at every published range for what would have to be
def sight_floor(ground: Distances, antenna_agl_m: Span, k_factor: Span) -> Floor:
    """The floor of sight at the needed distance, from the best to the worst of the assumptions."""
    floors_m = sight_floor_m(
        np.array([ground.nominal_m, ground.best_m, ground.worst_m]),
        np.array([antenna_agl_m.nominal, antenna_agl_m.high, antenna_agl_m.low]),
        k_factor=np.array([k_factor.nominal, k_factor.high, k_factor.low]),
    )
    return Floor(*(float(floor_m) for floor_m in floors_m))


def applies(system: System | None, verb: Verb) -> bool:
    """Whether line of sight is a test for this system and verb at all."""
    if verb not in ("sees", "engages"):
        return False
    return system is None or system.line_of_sight in ("applies", "airborne", "ballistic-targets")


def horizon_finding(question: Question, floor: Floor, *, verb: Verb) -> Finding:
    """Is the target above the radar horizon: always, never, or only from some altitude up?"""
    return Finding(
        rule="horizon",
        holds=_holds(question, floor),
        sentence="",
        value=floor.nominal_m / 1000.0,
        low=floor.low_m / 1000.0,
        high=floor.high_m / 1000.0,
        formula="lowest visible altitude over a smooth Earth; docs/models/horizon.md and refraction.md",
        inputs={
            "k_factor": [question.k_factor.low, question.k_factor.nominal, question.k_factor.high],
            "antenna_m": [question.antenna_agl_m.low, question.antenna_agl_m.nominal, question.antenna_agl_m.high],
            "target_altitude_km": question.claim.altitude_km,
        },
        verb=verb,
    )


def ceiling_m(system: System | None) -> float | None:
    """The highest altitude that targets of this system can have; None where they may be in space or nobody knows."""
    if system is None or not system.figures:  # known by its name only: it may be made for targets in space
        return None
    if system.line_of_sight == "ballistic-targets" or system.system_class == "missile-defence":
        return None
    if any(f.against == "ballistic" and f.quantity == "surveillance_range_km" for f in system.figures):
        return None
    return HIGHEST_AEROPLANE_ALTITUDE_M


def _holds(question: Question, floor: Floor) -> bool | None:
    claim, cap_m = question.claim, ceiling_m(question.system)
    if math.isnan(floor.low_m):
        return False  # no ray gets that far round the Earth: no altitude is high enough
    if claim.altitude_km is not None:
        stated_m = claim.altitude_km * 1000.0
        if stated_m * (1.0 + STATED_TOLERANCE) < floor.low_m:
            return False
        is_ceiling = claim.is_upper_bound and claim.altitude_as_written is not None
        return True if stated_m >= floor.high_m and not is_ceiling else None
    if floor.high_m <= LOWEST_FLIGHT_M:
        return True
    return False if cap_m is not None and floor.low_m > cap_m else None
