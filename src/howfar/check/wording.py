"""The sentences of findings, conditions and verdicts, in one place and one voice."""

from __future__ import annotations

import math
from collections.abc import Sequence

from howfar.check.distance import Distances
from howfar.check.figures import best_supported, low_high_km
from howfar.check.model import Finding, Question
from howfar.check.rules.horizon import LOWEST_FLIGHT_M, Floor
from howfar.check.rules.range import speaking_of
from howfar.places.model import Place
from howfar.systems.model import Figure, System, Verb

RANGE_NAME: dict[Verb, str] = {
    "sees": "detection range", "engages": "engagement range", "strikes": "range", "covers": "range",
}  # fmt: skip
READING_NAME: dict[Verb, str] = {
    "sees": "detecting", "engages": "engaging", "strikes": "striking", "covers": "covering",
}  # fmt: skip


_WITH_ARTICLE = {"US", "GB", "AE", "NL", "PH", "CZ", "BS", "GM", "MV", "DO", "CF", "CD", "CG", "KM", "MH", "SB", "SC"}

_LAST_WORDS_WITH_ARTICLE = {
    "states", "countries", "islands", "balkans", "caucasus", "peninsula", "east", "gap", "strait", "region", "coast",
}  # fmt: skip

_SEVERAL = {"states", "countries", "islands", "capitals", "balkans", "urals", "americas"}

_AGAINST = {
    "low": "low-flying targets", "medium-altitude": "targets at medium altitude", "ballistic": "ballistic targets",
    "ground": "targets on the ground",
}  # fmt: skip


def distance_words(km: float) -> str:
    """A distance as it is printed: metres below 1 km, one decimal below 100 km, whole kilometres above."""
    if km < 1.0:
        return f"{km * 1000:.0f} m"
    return f"{km:,.1f} km" if km < 100.0 else f"{km:,.0f} km"


def times_words(low: float, high: float) -> str:
    """How many times one range is another."""
    return f"{low:.2f} times" if f"{low:.2f}" == f"{high:.2f}" else f"{low:.2f} to {high:.2f} times"


def reach_words(km: float) -> str:
    """A published or stated range as it is printed: as precise as it was given."""
    return f"{round(km, 1):,g} km" if km < 1e5 else f"{km:,.0f} km"


def altitude_words(metres: float) -> str:
    """An altitude as it is printed: tens of metres below 1 km, one decimal below 20 km, whole kilometres above."""
    if metres < 995.0:
        return f"{max(10.0, round(metres, -1)):.0f} m"
    return f"{metres / 1000:.1f} km" if metres < 20_000.0 else f"{metres / 1000:,.0f} km"


def altitude_as_given(metres: float) -> str:
    """An altitude that somebody asked about: as `altitude_words`, but below 1 km to the tenth of a metre."""
    return f"{round(metres, 1):g} m" if metres < 995.0 else altitude_words(metres)


def the_system(question: Question) -> str:
    """How the system is called in a sentence: the catalogue's name, or the words of the claim."""
    if question.system is None:
        return f"“{question.claim.system}”" if question.claim.system else "the system"
    if question.variant is not None and question.variant not in question.system.name:
        is_name = question.variant[:1].isupper() and " " not in question.variant
        return f"the {question.variant}" if is_name else f"the {question.system.name} ({question.variant})"
    return f"the {question.system.name}"


def name_of(place: Place) -> str:
    """The name of a place inside a sentence: seas and some countries take the article."""
    takes_article = (
        place.kind in ("sea", "border")
        or (place.kind == "country" and place.country_code in _WITH_ARTICLE)
        or place.name.split()[-1].lower() in _LAST_WORDS_WITH_ARTICLE
    )
    return f"the {place.name}" if takes_article and not place.name.lower().startswith("the ") else place.name


def needed_words(question: Question, needed: Distances) -> str:
    """What the claim asks for, as a distance between named places."""
    assert question.target is not None
    target = question.target.place
    if question.origin is None:
        reach = distance_words(needed.nominal_m / 1000)
        return f"to cover all of {name_of(target)} from one place, even the best on Earth, a reach of {reach} is needed"
    words = _between_words(question.origin.place, target, needed, whole=question.whole)
    return (
        f"{words} (the claim names no origin; {name_of(question.origin.place)} is assumed)"
        if question.assumed_origin
        else words
    )


def _no_distance_words(origin: Place, target: Place) -> str:
    if origin.name == target.name:
        return f"{name_of(target)} is where it stands"
    if origin.is_region == target.is_region:
        return f"{name_of(origin)} and {name_of(target)} touch"
    inner, outer = (target, origin) if origin.is_region else (origin, target)
    return f"{name_of(inner)} lies in {name_of(outer)}"


def _verb(place: Place) -> str:
    """ "Are" for groups and islands of several, by their name; the United States are one country."""
    is_several = place.kind in ("group", "region") and place.name.split()[-1].lower() in _SEVERAL
    return "are" if is_several else "is"


def _between_words(origin: Place, target: Place, needed: Distances, *, whole: bool) -> str:
    apart, here, there = distance_words(needed.nominal_m / 1000), name_of(origin), name_of(target)
    if whole and target.is_region and origin.is_region and needed.worst_m > needed.nominal_m:
        reach = distance_words(needed.worst_m / 1000)
        return f"to cover all of {there} from one place in {here}, a reach of at least {reach} is needed"
    if whole and target.is_region:
        return f"the part of {there} farthest from {here} is {apart} away"
    if needed.nominal_m < 1.0:
        return _no_distance_words(origin, target)
    if target.is_region:
        return f"{there} {_verb(target)} {apart} from {here} at the nearest"
    if origin.is_region:
        return f"the nearest point of {here} is {apart} from {there}"
    return f"{here} to {there} is {apart}"


def against_figures(question: Question, figures: Sequence[Figure], finding: Finding, verb: Verb) -> str:
    """How the needed distance compares with the published figures."""
    ranges = f"{RANGE_NAME[verb]} of {the_system(question)}"
    figures = speaking_of(figures, (finding.high or 0.0)) or tuple(figures)
    longest, shortest = _longest_words(figures), reach_words(min(low_high_km(f)[0] for f in figures))
    spread = longest if shortest == longest else f"{shortest} to {longest}"
    if finding.holds is False:
        return f"beyond every published {ranges} (at most {longest})"
    if finding.holds is None:
        return _against_some(question, figures, finding, ranges, spread)
    if len({low_high_km(f) for f in figures}) == 1:
        return f"inside the published {ranges}, {longest}"
    return f"inside every published {ranges} ({spread})"


def _against_some(question: Question, figures: Sequence[Figure], finding: Finding, ranges: str, spread: str) -> str:
    """Where it depends: on the figure, on the launch place, or on where exactly the places are."""
    speaking, reach = finding.inputs["figures_that_speak"], finding.inputs["figures_that_reach"]
    if speaking == 0:
        return f"more than the published {ranges} says, {spread}"
    if reach == 0:
        return _at_the_edge(question, f"the published {ranges} ({spread})")
    inside = f"of {speaking} published figures for the {ranges} ({spread})"
    from_nearest = sum(low_high_km(f)[0] >= (finding.value or 0.0) for f in figures)
    if question.origin is not None and question.origin.place.is_region and from_nearest > reach:
        everywhere = f"inside {reach} from all of {name_of(question.origin.place)}"
        return f"inside {from_nearest} {inside} from there, and {everywhere}"
    return f"inside {reach} {inside}"


def _at_the_edge(question: Question, ranges: str) -> str:
    if question.origin is not None and question.whole:
        return f"beyond {ranges} unless several places share it"
    if question.origin is None or not question.origin.place.is_region:
        return f"at the edge of {ranges}, so that it matters where exactly the places are"
    return f"within {ranges} only from part of {name_of(question.origin.place)}"


def floor_words(floor: Floor, stated_km: float | None = None) -> str:
    """What the horizon asks of the target, beside the altitude that the claim states."""
    if math.isnan(floor.nominal_m):
        return "nothing there is above the radar horizon, however high it is"
    if floor.high_m <= LOWEST_FLIGHT_M:
        return "a target there is above the radar horizon however low it flies"
    low, high = altitude_words(floor.low_m), altitude_words(floor.high_m)
    spread = "" if low == high else f" ({low} to {high} over the assumptions)"
    stated = "" if stated_km is None else f", and the claim says {_stated_altitude_words(stated_km)}"
    about = altitude_words(floor.nominal_m)
    return f"a target there is above the radar horizon only from about {about} up{spread}{stated}"


def _stated_altitude_words(km: float) -> str:
    return f"{km:g} km" if km >= 1.0 else altitude_words(km * 1000.0)


def terrain_words(floor: Floor, smooth: Floor, finding: Finding) -> str:
    """What the terrain asks of the target, what decides it and what a smooth Earth would have said."""
    words = "over the terrain " + floor_words(floor).replace("the radar horizon", "the line of sight")
    ridge = finding.inputs["ridge"]
    if ridge is not None:
        where = f"{ridge['height_amsl_m']:,.0f} m, at {ridge['lat']:.3f}, {ridge['lon']:.3f}"
        words += f"; the ground {distance_words(ridge['distance_km'])} from the antenna ({where}) decides"
    return f"{words}; over a smooth Earth it would be {altitude_words(smooth.nominal_m)}"


def share_words(finding: Finding, origin: Place, target: Place) -> str:
    """How much of the region lies within the usual and within the longest figure of where it stands."""
    usual_km, longest_km = finding.inputs["figure_km"], max(map(float, finding.inputs["percent_by_range_km"]))
    share = percent_words(finding.value or 0.0)
    words = f"within {reach_words(usual_km)} of {name_of(origin)} lies {share} of {name_of(target)}"
    if longest_km > usual_km:
        words += f", within {reach_words(longest_km)} {percent_words(finding.high or 0.0)}"
    return words


def percent_words(percent: float) -> str:
    """A share as it is printed; never 100 % for less than all and never 0 % for more than nothing."""
    if 0.0 < percent < 0.5:
        return "under 1 %"
    if 99.5 <= percent < 99.95:
        return "over 99 %"
    return f"{percent:.0f} %"


def time_words(finding: Finding, question: Question) -> str:
    """What average speed the stated time asks for."""
    speed = f"{(finding.value or 0.0) / 1000:.1f} km/s"
    published = finding.inputs["published_m_s"]
    stated = question.claim.duration_as_written or "the stated time"
    if published is None:
        return (
            f"{stated} needs an average of {speed} over the ground, and the catalogue holds no average speed to compare"
        )
    relation = "within" if finding.holds else "against"
    return f"{stated} needs an average of {speed} over the ground, {relation} a published {published / 1000:.1f} km/s"


def figure_words(figures: Sequence[Figure], system: System | None) -> str:
    """The figures that a condition rests on: value, variant and confidence."""
    best = best_supported(figures)
    variant = f" of the {best.variant}" if best.variant else ""
    against = f" against {_AGAINST.get(best.against, best.against)}" if best.against else ""
    value = reach_words(low_high_km(best)[1])
    return f"the figure of {value}{variant}{against} is taken (confidence {best.confidence})"


def _longest_words(figures: Sequence[Figure]) -> str:
    best = max(figures, key=lambda f: low_high_km(f)[1])
    sure = [f for f in figures if not f.is_lower_bound and low_high_km(f)[1] == low_high_km(best)[1]]
    return ("" if sure else "more than ") + reach_words(low_high_km(best)[1])
