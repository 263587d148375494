"""What would have to be true for a claim to hold, solved from the same geometry that judged it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from howfar.check.distance import Distances, geometry_of
from howfar.check.figures import best_supported, ends_km, longest_km, low_high_km
from howfar.check.model import Condition, Finding, Question
from howfar.check.rules.horizon import LOWEST_FLIGHT_M, Floor, ceiling_m, sight_floor
from howfar.check.rules.range import speaking_of
from howfar.check.wording import (
    altitude_words,
    distance_words,
    figure_words,
    name_of,
    percent_words,
    reach_words,
    times_words,
)
from howfar.constants import STANDARD_K_FACTOR
from howfar.earth.horizon import lowest_visible_altitude_m
from howfar.earth.refraction import sight_floor_m
from howfar.systems.model import Figure

KM_PER_MILE = 1.609344
_TALLEST_MAST_M = 1000.0
_ALTITUDES_ALIKE_M = 100.0


def altitude_condition(question: Question, floor: Floor, needed: Distances) -> Condition | None:
    """The target altitude from which it is above the horizon; the 4/3 figure too where the traced ray differs."""
    if math.isnan(floor.nominal_m) or max(floor.nominal_m, floor.high_m) <= LOWEST_FLIGHT_M:
        return None
    needed_m = floor.nominal_m if floor.nominal_m > LOWEST_FLIGHT_M else floor.high_m
    words = f"the target flies above about {altitude_words(needed_m)}"
    antenna_m = question.antenna_agl_m.nominal
    simple_m = float(lowest_visible_altitude_m(needed.nominal_m, antenna_m, k_factor=STANDARD_K_FACTOR))
    differs = abs(simple_m / needed_m - 1.0) > 0.05 and abs(simple_m - needed_m) > _ALTITUDES_ALIKE_M
    if question.grid is None and needed_m == floor.nominal_m and differs:
        words += f" ({altitude_words(simple_m)} by the 4/3-Earth formula, which bends high rays too much)"
    cap_m = ceiling_m(question.system)
    if cap_m is not None and needed_m > cap_m:
        words += f", higher than any jet aeroplane has flown ({altitude_words(cap_m)})"
    return Condition("target altitude", words, at_least=round(needed_m / 1000.0, 3), unit="km")


def altitude_condition_at(question: Question, reach_m: float) -> Condition | None:
    """What sight over that distance asks of the target; None where any, or the stated one, is enough."""
    ends = Distances(*(reach_m,) * 5)
    floor = sight_floor(ends, question.antenna_agl_m, question.k_factor)
    stated_km = question.claim.altitude_km
    if stated_km is not None and stated_km * 1000.0 >= floor.high_m:
        return None
    return altitude_condition(question, floor, ends)


def range_condition(needed: Distances, figures: tuple[Figure, ...]) -> Condition | None:
    """The reach that would be enough, where no published figure is: to get there, or to get there from anywhere."""
    longest = longest_km(figures)
    if longest is not None and longest >= needed.worst_m / 1000.0:
        return None
    is_enough = longest is not None and longest * 1000.0 >= needed.nominal_m  # from the nearest place; but not from all
    needed_km = (needed.worst_m if is_enough else needed.nominal_m) / 1000.0
    words = f"its range is at least {distance_words(needed_km)}"
    if longest is not None and longest > 0:
        words += f", {_beyond(needed_km, longest)}" + (", enough wherever it stands" if is_enough else "")
    return Condition("range", words, at_least=round(needed_km, 1), unit="km")


def _beyond(needed_km: float, longest_km: float) -> str:
    if needed_km < 1.5 * longest_km:
        return f"{distance_words(needed_km - longest_km)} more than the longest published figure"
    return f"{needed_km / longest_km:.1f} times the longest published figure"


def figure_condition(question: Question, figures: tuple[Figure, ...], needed_km: float) -> Condition | None:
    """The figure that has to be believed, where the figures disagree about it."""
    reaching = _reaching(figures, needed_km)
    if not reaching:
        return None
    return Condition(
        "published figure", figure_words(reaching, question.system), at_least=round(needed_km, 1), unit="km"
    )


def _reaching(figures: tuple[Figure, ...], needed_km: float) -> tuple[Figure, ...]:
    """The figures that reach, where others do not; empty where all do or none does."""
    reaching = tuple(f for f in figures if low_high_km(f)[1] >= needed_km)
    return () if all(low_high_km(f)[0] >= needed_km for f in speaking_of(figures, needed_km)) else reaching


def origin_condition(
    question: Question, needed: Distances, figures: tuple[Figure, ...], *, least_km: float = 0.0
) -> Condition | None:
    """From where it would hold: the places within range of the target, and beyond the least range, as a region.

    Where every figure reaches from the nearest place, the shortest draws the region; where only some do, the one that
    has to be believed for it, and that comes on top; else the longest."""
    if question.target is None or question.origin is None or not figures or question.whole:
        return None
    figures = speaking_of(figures, needed.worst_m / 1000.0) or figures
    shortest, longest = min(ends_km(figures)), max(ends_km(figures))
    reaching = _reaching(figures, needed.nominal_m / 1000.0)
    if shortest * 1000.0 >= needed.nominal_m:
        longest = shortest
    elif reaching:
        longest = low_high_km(best_supported(reaching))[1]
    if longest * 1000.0 >= needed.worst_m:
        return None
    from howfar.earth.region import area_m2, region_within

    origin, target = question.origin.place, question.target.place
    allowed = region_within(geometry_of(target, for_m=longest * 1000.0), longest * 1000.0)
    if least_km > 0.0 and not target.is_region:
        allowed = allowed.difference(region_within(geometry_of(target), least_km * 1000.0))
    words = f"it stands within {reach_words(longest)} of {name_of(target)}"
    share = None
    if origin.is_region:
        within = geometry_of(origin, for_m=longest * 1000.0)
        part = allowed.intersection(within)
        share = area_m2(part) / area_m2(within) if not part.is_empty else 0.0
        allowed = part if not part.is_empty else allowed
        inside = f" ({percent_words(100 * share)} of {name_of(origin)})" if share else ""
        words += inside or f", outside {name_of(origin)}"
    elif needed.nominal_m / 1000.0 > longest:
        words += f", {distance_words(needed.nominal_m / 1000.0 - longest)} nearer than {origin.name}"
    if reaching:
        words = f"{figure_words(reaching, question.system)} and {words}"
    return Condition("origin", words, at_most=round(longest, 1), unit="km", region=allowed, share=share)


def stand_condition(question: Question, figures: Sequence[Figure]) -> Condition | None:
    """Where it would have to stand, for a claim that does not say from where: within the longest published range."""
    longest = longest_km(tuple(figures))
    is_asked = question.origin is None and question.target is not None and question.claim.origin is None
    if not is_asked or question.target is None or question.claim.target_is_whole_region or not longest:
        return None
    from howfar.earth.region import region_within

    target = question.target.place
    allowed = region_within(geometry_of(target, for_m=longest * 1000.0), longest * 1000.0)
    words = f"it stands within {reach_words(longest)} of {name_of(target)}"
    return Condition("origin", words, at_most=round(longest, 1), unit="km", region=allowed)


def figure_from_anywhere_condition(
    question: Question, needed: Distances, figures: tuple[Figure, ...]
) -> Condition | None:
    """The figure that is enough from every launch place of the origin, where others are only from some."""
    if question.origin is None or not question.origin.place.is_region:
        return None
    reaching = _reaching(speaking_of(figures, needed.worst_m / 1000.0), needed.worst_m / 1000.0)
    reaching = tuple(f for f in reaching if low_high_km(f)[0] * 1000.0 >= needed.worst_m)
    if not reaching:
        return None
    words = f"{figure_words(reaching, question.system)}, enough wherever it stands"
    return Condition("published figure", words, at_least=round(needed.worst_m / 1000.0, 1), unit="km")


def places_condition(question: Question, needed: Distances, figures: tuple[Figure, ...]) -> Condition | None:
    """How many places at least must share a whole region that none serves alone: its area over that of a circle."""
    longest = longest_km(figures)
    if question.target is None or question.origin is None or not question.whole or not longest:
        return None
    if not needed.nominal_m <= longest * 1000.0 < needed.worst_m:
        return None
    from howfar.earth.region import area_m2

    target = question.target.place
    circle_m2 = math.pi * (longest * 1000.0) ** 2
    least = max(2, math.ceil(area_m2(geometry_of(target, for_m=1e6)) / circle_m2))
    words = f"at least {least:,} places share {name_of(target)}, each with the longest figure, {reach_words(longest)}"
    return Condition("places", words, at_least=float(least))


def dead_zone_condition(question: Question, finding: Finding | None) -> Condition | None:
    """The least distance, where the target lies nearer than the published minimum range."""
    if finding is None or finding.holds is True or question.target is None:
        return None
    least_km = min(end for shown in finding.inputs["published_min_km"] for end in _ends(shown))
    words = f"it stands at least {reach_words(least_km)} from {name_of(question.target.place)}"
    return Condition("origin", words, at_least=round(least_km, 1), unit="km")


def _ends(shown: float | list[float]) -> list[float]:
    return shown if isinstance(shown, list) else [shown]


def part_condition(question: Question, share: Finding | None) -> Condition | None:
    """The part of the region for which the claim holds."""
    if share is None or question.target is None or share.holds is True or not 0.0 < (share.value or 0.0) < 99.95:
        return None
    reach_km, target, percent = share.inputs["figure_km"], question.target.place, share.value or 0.0
    return Condition(
        "part of the region",
        f"only the part within {reach_words(reach_km)} ({percent_words(percent)} of {name_of(target)}) is meant",
        at_most=round(reach_km, 1),
        unit="km",
        share=round(percent / 100.0, 4),
    )


def antenna_condition(question: Question, needed: Distances) -> Condition | None:
    """The antenna height from which a target at the stated altitude would be above the horizon, up to 1 km."""
    claim = question.claim
    if claim.altitude_km is None or (question.system is not None and question.system.line_of_sight == "airborne"):
        return None
    altitude_m, k = claim.altitude_km * 1000.0, question.k_factor.nominal

    def floor_m(antenna_m: float) -> float:
        return float(sight_floor_m(needed.nominal_m, antenna_m, k_factor=k))

    if floor_m(question.antenna_agl_m.nominal) <= altitude_m or floor_m(_TALLEST_MAST_M) > altitude_m:
        return None
    low_m, high_m = question.antenna_agl_m.nominal, _TALLEST_MAST_M
    while high_m - low_m > 0.5:
        middle_m = (low_m + high_m) / 2.0
        low_m, high_m = (low_m, middle_m) if floor_m(middle_m) <= altitude_m else (middle_m, high_m)
    return Condition(
        "antenna height",
        f"the antenna stands at least {high_m:,.0f} m above its surroundings",
        at_least=round(high_m, 0),
        unit="m",
    )


def time_condition(question: Question, needed: Distances, time: Finding | None) -> Condition | None:
    """The flight time that the published average speed gives; the speed that is needed, where none is published."""
    if time is not None and time.holds is None:
        words = f"it averages at least {(time.value or 0.0) / 1000:.1f} km/s over the ground"
        return Condition("average speed", words, at_least=round(time.value or 0.0, 1), unit="m/s")
    if time is None or time.holds is True or not time.inputs["published_m_s"]:
        return None
    minutes = needed.nominal_m / time.inputs["published_m_s"] / 60.0
    return Condition(
        "flight time",
        f"the flight may last at least {minutes:.0f} minutes at the published average speed",
        at_least=round(minutes, 1),
        unit="min",
    )


def ceiling_condition(finding: Finding | None) -> Condition | None:
    """The ceiling that has to be believed, where they disagree about the stated altitude; else the highest of them."""
    if finding is None or finding.holds is True or finding.high is None:
        return None
    if finding.holds is False:
        words = f"the target flies no higher than {finding.high:g} km"
        return Condition("ceiling", words, at_most=round(finding.high, 3), unit="km")
    return Condition(
        "ceiling", f"the ceiling of {finding.high:g} km is taken", at_least=round(finding.value or 0.0, 3), unit="km"
    )


def arithmetic_condition(finding: Finding) -> Condition | None:
    """The number that would agree with the others, where numbers of one text contradict each other."""
    if finding.holds is True or finding.low is None or finding.high is None:
        return None
    if "circle_km2" in finding.inputs:
        words = f"the area is at most {finding.high:,.0f} km²"
    elif "first_km" in finding.inputs:
        first_km = finding.inputs["first_km"]
        words = f"both numbers give one length: {reach_words(first_km)} is {first_km / KM_PER_MILE:,.0f} miles"
    elif finding.unit == "times":
        words = f"it is {times_words(finding.low, finding.high)} the range of the {finding.inputs['other']}"
    else:
        return None
    return Condition(
        "arithmetic", words, at_least=round(finding.low, 2), at_most=round(finding.high, 2), unit=finding.unit
    )


def carrier_condition(question: Question) -> Condition | None:
    """For air-launched weapons: where the range is counted from."""
    if question.system is None or not question.system.range_includes_carrier:
        return None
    return Condition(
        "where the range is counted from",
        "the missile flies the published range by itself, or the aircraft that carries it flies part of the way",
    )
