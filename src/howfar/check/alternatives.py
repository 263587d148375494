"""What would have to be true, put together: ways to reach as alternatives, each complete in itself."""

from __future__ import annotations

from dataclasses import replace

from howfar.check import conditions as solve
from howfar.check.distance import Distances
from howfar.check.figures import ends_km, figures_of_minimum, longest_km
from howfar.check.model import Condition, Finding, Question
from howfar.check.readings import Reading, is_placed
from howfar.check.vantage import mast_condition, vantage_condition
from howfar.check.wording import distance_words

WAYS_TO_REACH = ("published figure", "origin", "part of the region", "places")


def conditions_of(
    question: Question, needed: Distances | None, reading: Reading, aside: list[Finding]
) -> list[Condition]:
    """The conditions on which the claim would hold, ways to reach first, each with the word that joins it."""
    by_rule = {f.rule: f for f in reading.findings}
    numbers = [solve.arithmetic_condition(f) for f in aside if f.rule == "arithmetic"]
    rest = [solve.ceiling_condition(by_rule.get("altitude")), *numbers]
    if needed is None:
        return _joined([], [], [c for c in (*numbers, rest[0]) if c is not None])
    ways = _ways_to_reach(question, needed, reading, by_rule.get("share")) if reading.figures else []
    ways, sight = _with_altitudes(question, needed, reading, ways)
    time = solve.time_condition(question, needed, next((f for f in aside if f.rule == "time"), None))
    rest = [time, *rest, solve.carrier_condition(question)]
    return _joined(ways, sight, [c for c in rest if c is not None])


def _ways_to_reach(question: Question, needed: Distances, reading: Reading, share: Finding | None) -> list[Condition]:
    """Alternatives: believe a figure, stand elsewhere (it may take that figure too), mean a part, reach farther."""
    figures, placed = reading.figures, is_placed(question)
    too_near = next((f for f in reading.findings if "published_min_km" in f.inputs), None)
    believe = solve.figure_condition(question, figures, needed.nominal_m / 1000.0)
    least_km = max(ends_km(figures_of_minimum(question, reading.verb)), default=0.0)
    elsewhere = solve.origin_condition(question, needed, figures, least_km=least_km) if placed else None
    if believe is not None and elsewhere is not None and believe.sentence in elsewhere.sentence:
        believe = None
    found = [
        believe,
        solve.dead_zone_condition(question, too_near) or elsewhere,
        solve.figure_from_anywhere_condition(question, needed, figures) if elsewhere is not None else None,
        solve.part_condition(question, share) if placed else None,
        solve.places_condition(question, needed, figures) if placed else None,
        solve.range_condition(needed, figures),
    ]
    return [c for c in found if c is not None]


def _with_altitudes(
    question: Question, needed: Distances, reading: Reading, ways: list[Condition]
) -> tuple[list[Condition], list[Condition]]:
    """The ways, and what sight asks on top of them: one altitude where it is the same for all, else each its own.

    A target is lower above the horizon of a place that is nearer; so where the ways differ, each says how high it has
    to fly there. The altitude over the claim's own distance stays apart, behind the way that it belongs to."""
    sees = next((f for f in reading.findings if f.rule in ("horizon", "terrain")), None)
    if reading.floor is None or sees is None or sees.holds is True:
        return ways, []
    own = [solve.altitude_condition_at(question, _reach_m(way, needed, reading)) for way in ways]
    antenna = solve.antenna_condition(question, needed)
    if question.grid is not None or len({_short(c) for c in own}) <= 1:
        whole = solve.altitude_condition(question, reading.floor, needed)
        over_terrain = sees.rule == "terrain"
        instead = [mast_condition(question), vantage_condition(question, needed)] if over_terrain else [antenna]
        return ways, [c for c in (whole, *instead) if c is not None]
    folded = [
        way if altitude is None else replace(way, sentence=f"{way.sentence}, and {_short(altitude)}")
        for way, altitude in zip(ways, own, strict=True)
    ]
    last, altitude = ways[-1], own[-1]
    if last.what != "range" or altitude is None:
        return folded, []
    if last.at_least == round(needed.nominal_m / 1000.0, 1):
        over = f"over those {distance_words(last.at_least)} {altitude.sentence}"
        return [*folded[:-1], last], [
            c for c in (replace(altitude, sentence=over, goes_with="range"), antenna) if c is not None
        ]
    if own[0] is not None and len({_short(c) for c in own[:-1]}) == 1:
        return [*ways[:-1], replace(own[0], join="and"), folded[-1]], []
    return folded, []


def _short(altitude: Condition | None) -> str | None:
    """The altitude in words that stand within a sentence."""
    return None if altitude is None else altitude.sentence.partition(" (")[0]


def _reach_m(way: Condition, needed: Distances, reading: Reading) -> float:
    """How far sight has to go on one of the ways, in metres."""
    if way.what in ("origin", "part of the region") and way.at_most is not None:
        return min(way.at_most * 1000.0, needed.worst_m)
    if way.what == "places":
        return (longest_km(reading.figures) or 0.0) * 1000.0
    if way.what == "range":
        return (way.at_least or 0.0) * 1000.0
    return needed.nominal_m


def _joined(ways: list[Condition], sight: list[Condition], rest: list[Condition]) -> list[Condition]:
    """Ways to reach first, as alternatives; what else has to be true after them."""
    if len(ways) > 1:
        ways = [replace(way, join=way.join or ("either" if index == 0 else "or")) for index, way in enumerate(ways)]
    on_top = [replace(c, join="and") if index or ways else c for index, c in enumerate([*sight, *rest])]
    has_altitude = any(c.what == "target altitude" for c in sight)
    instead = ("antenna height", "vantage")  # of flying higher
    return [*ways, *(replace(c, join="or") if c.what in instead and has_altitude else c for c in on_top)]
