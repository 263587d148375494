"""From findings to a verdict: the label comes out of the rules, the sentence out of the findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from howfar.check import conditions as solve
from howfar.check import wording
from howfar.check.distance import Distances, distances, geometry_of
from howfar.check.figures import ends_km, figures_of_minimum, low_high_km
from howfar.check.model import Condition, Finding, Label, Question, Rule, Verdict
from howfar.check.rules.altitude import altitude_finding
from howfar.check.rules.arithmetic import area_finding, ratio_finding, reach_finding, restated_finding
from howfar.check.rules.horizon import Floor, applies, horizon_finding, sight_floor
from howfar.check.rules.range import agreed, dead_zone_finding, range_finding, stated_finding
from howfar.check.rules.share import share_finding
from howfar.check.rules.terrain import over_terrain, terrain_finding
from howfar.check.rules.time import time_finding
from howfar.errors import UnknownSystemError
from howfar.places.model import Place
from howfar.systems.model import Figure, Verb

if TYPE_CHECKING:
    from howfar.systems.catalogue import Catalogue

_DECIDING_ORDER: tuple[Rule, ...] = ("range", "arithmetic", "time", "altitude", "terrain", "horizon", "share")


@dataclass(frozen=True)
class Reading:
    """One verb under which the claim is judged, with everything found under it."""

    verb: Verb
    figures: tuple[Figure, ...]
    findings: tuple[Finding, ...]
    floor: Floor | None

    @property
    def holds(self) -> bool | None:
        """True, False, or None where it depends; the share only illustrates the range and does not count."""
        return _combined([f for f in self.findings if f.rule != "share"])

    @property
    def is_known(self) -> bool:
        """Whether there is anything to judge by: a published figure, or a finding that fails without one."""
        return bool(self.figures) or self.holds is False


def judge(question: Question, *, catalogue: Catalogue) -> Verdict:
    """The verdict on a question. Never raises for what a claim says; what is missing makes it `not checkable`."""
    needed = _needed(question)
    aside = _aside(question, needed, catalogue)
    read = [_reading(question, verb, needed) for verb in question.readings]
    known = [r for r in read if r.is_known]
    label = _label(question, known, aside)
    if label == "not checkable":
        return _not_checkable(question, needed, read, aside, catalogue)
    best = _best(known, read)
    return _verdict(question, label, needed=needed, best=best, read=read, aside=aside, catalogue=catalogue)


def _needed(question: Question) -> Distances | None:
    target, whole, stated = question.target, question.claim.target_is_whole_region, question.claim.distance_km
    if target is not None and question.origin is not None:
        return distances(question.origin.place, target.place, whole=whole, assumed_origin=question.assumed_origin)
    if target is not None and whole and target.place.is_region:
        from howfar.earth.region import minimum_enclosing_radius_m

        return Distances(*(float(minimum_enclosing_radius_m(geometry_of(target.place, for_m=1e6))),) * 5)
    return None if stated is None else Distances(*(stated * 1000.0,) * 5)


def _is_placed(question: Question) -> bool:
    """Whether the needed distance is one between places (and not the claim's own figure)."""
    if question.target is None:
        return False
    whole_region = question.claim.target_is_whole_region and question.target.place.is_region
    return question.origin is not None or whole_region


def _reading(question: Question, verb: Verb, needed: Distances | None) -> Reading:
    figures = question.readings[verb]
    if question.system is not None and verb not in question.system.verbs:
        return Reading(verb, (), (), None)
    findings: list[Finding | None] = []
    floor = None
    if needed is not None and figures:
        findings += _range_findings(question, figures, needed, verb)
    if needed is not None and applies(question.system, verb) and (_is_placed(question) or figures):
        floor, finding = _sight(question, needed, verb)
        findings.append(finding)
    findings.append(_altitude(question, verb))
    return Reading(verb, figures, tuple(f for f in findings if f is not None), floor)


def _sight(question: Question, needed: Distances, verb: Verb) -> tuple[Floor, Finding]:
    """The floor over terrain where a model was opened, else over a smooth Earth."""
    smooth = sight_floor(needed, question.antenna_agl_m, question.k_factor)
    found = over_terrain(question, needed, question.grid) if question.grid is not None else None
    if found is None:
        finding = horizon_finding(question, smooth, verb=verb)
        void = "" if question.grid is None else "; the elevation model has a void on the way, so terrain is left out"
        return smooth, replace(finding, sentence=wording.floor_words(smooth, question.claim.altitude_km) + void)
    finding = terrain_finding(question, found, smooth, verb=verb)
    return found.floor, replace(finding, sentence=wording.terrain_words(found.floor, smooth, finding))


def _range_findings(
    question: Question, figures: tuple[Figure, ...], needed: Distances, verb: Verb
) -> list[Finding | None]:
    stated_km = question.claim.distance_km
    found: list[Finding | None] = []
    if stated_km is not None:
        finding = stated_finding(figures, stated_km, verb=verb)
        words = f"the stated {stated_km:,.0f} km is " + wording.against_figures(question, figures, finding, verb)
        found.append(replace(finding, sentence=words))
    if not _is_placed(question):
        return found
    finding = range_finding(figures, needed, verb=verb)
    words = f"{wording.needed_words(question, needed)}, {wording.against_figures(question, figures, finding, verb)}"
    found.append(replace(finding, sentence=words))
    if question.origin is not None:
        found.append(dead_zone_finding(figures_of_minimum(question, verb), needed, verb=verb))
        if question.claim.target_is_whole_region and question.target is not None:
            share = share_finding(question, figures, verb=verb)
            found.append(
                share
                and replace(share, sentence=wording.share_words(share, question.origin.place, question.target.place))
            )
    return found


def _altitude(question: Question, verb: Verb) -> Finding | None:
    finding = altitude_finding(question, verb=verb)
    if finding is None:
        return None
    ceiling = f"{finding.low:g} to {finding.high:g} km" if finding.low != finding.high else f"{finding.high:g} km"
    relation = {True: "within", False: "above", None: "within some of"}[finding.holds]
    return replace(
        finding, sentence=f"the stated altitude, {finding.value:g} km, is {relation} the published ceilings ({ceiling})"
    )


def _aside(question: Question, needed: Distances | None, catalogue: Catalogue) -> list[Finding]:
    """Findings that do not depend on the verb: numbers inside the text, and a stated time."""
    claim = question.claim
    found = [restated_finding(claim), area_finding(claim), _ratio(question, catalogue)]
    if needed is not None and _is_placed(question) and question.origin is not None:
        found.append(reach_finding(claim, needed))
        time = time_finding(question, needed)
        found.append(time and replace(time, sentence=wording.time_words(time, question)))
    return [f for f in found if f is not None]


def _ratio(question: Question, catalogue: Catalogue) -> Finding | None:
    name = question.claim.ratio_to or question.claim.ratio_to_id
    if question.claim.ratio is None or name is None:
        return None
    try:
        other = catalogue.find(name, suggest=False)
    except UnknownSystemError:
        return None
    theirs = {verb: catalogue.figures_for(other.system, verb, other.variant) for verb in question.readings}
    return ratio_finding(question, other.system.name, theirs)


def _combined(findings: Sequence[Finding]) -> bool | None:
    statuses = [f.holds for f in findings]
    if False in statuses:
        return False
    return True if statuses and all(statuses) else None


def _label(question: Question, known: list[Reading], aside: list[Finding]) -> Label:
    statuses: list[bool | None] = [_combined([f for f in r.findings if f.rule != "share"] + aside) for r in known]
    if not known:  # nothing published to agree with; but numbers that contradict each other do so all the same
        return "inconsistent" if _combined(aside) is False else "not checkable"
    if question.claim.negated:
        statuses = [None if s is None else not s for s in statuses]
    holds = agreed(statuses)
    if holds is True and not question.claim.negated and solve.carrier_condition(question) is not None:
        holds = None
    if holds is None and not _has_condition(known, aside):
        return "not checkable"
    if holds is not False and question.target is not None and not _is_placed(question):
        return "not checkable"  # the figure may agree, but whether it reaches the place is what was claimed
    return {True: "consistent", False: "inconsistent", None: "consistent only if"}[holds]  # type: ignore[return-value]


def _has_condition(known: list[Reading], aside: list[Finding]) -> bool:
    return any(r.findings for r in known) or bool(aside)


def _best(known: list[Reading], read: list[Reading]) -> Reading:
    order = {True: 0, None: 1, False: 2}
    return min(known or read, key=lambda r: order[r.holds])


def _conditions(
    question: Question, needed: Distances | None, reading: Reading, aside: list[Finding]
) -> list[Condition]:
    numbers = [solve.arithmetic_condition(f) for f in aside if f.rule == "arithmetic"]
    by_rule = {f.rule: f for f in reading.findings}
    ceiling = solve.ceiling_condition(by_rule.get("altitude"))
    if needed is None:
        return _joined([c for c in (*numbers, ceiling) if c is not None])
    found: list[Condition | None] = []
    if reading.figures:
        found += _ways_to_reach(question, needed, reading, by_rule.get("share"))
    if reading.floor is not None:
        floor = _floor_within(question, reading.floor, needed, _reach_asked_km(found, reading.figures))
        found.append(solve.altitude_condition(question, floor, needed))
        found.append(solve.antenna_condition(question, needed))
    found.append(solve.time_condition(question, needed, next((f for f in aside if f.rule == "time"), None)))
    found += [ceiling, *numbers]
    found.append(solve.carrier_condition(question))
    return _joined([c for c in found if c is not None])


def _reach_asked_km(conditions: Sequence[Condition | None], figures: tuple[Figure, ...]) -> float | None:
    """How far the conditions on where it stands leave it to reach: within so many kilometres, or shared by places."""
    stands = next((c.at_most for c in conditions if c is not None and c.what == "origin"), None)
    shared = any(c is not None and c.what == "places" for c in conditions)
    return max(low_high_km(f)[1] for f in figures) if shared and stands is None else stands


def _floor_within(question: Question, floor: Floor, needed: Distances, reach_km: float | None) -> Floor:
    """The floor where the launch place is as near as the conditions on it ask, not the farthest in the region."""
    worst_m = min(needed.worst_m, (reach_km or 0.0) * 1000.0)
    if worst_m <= needed.nominal_m:
        return floor
    nearer = sight_floor(replace(needed, worst_m=worst_m), question.antenna_agl_m, question.k_factor)
    return replace(floor, high_m=min(floor.high_m, max(nearer.high_m, floor.nominal_m)))


def _ways_to_reach(
    question: Question, needed: Distances, reading: Reading, share: Finding | None
) -> list[Condition | None]:
    """Alternatives: believe a figure, stand elsewhere (it may take that figure too), mean a part, reach farther."""
    figures, placed = reading.figures, _is_placed(question)
    too_near = next((f for f in reading.findings if "published_min_km" in f.inputs), None)
    believe = solve.figure_condition(question, figures, needed.nominal_m / 1000.0)
    least_km = max(ends_km(figures_of_minimum(question, reading.verb)), default=0.0)
    elsewhere = solve.origin_condition(question, needed, figures, least_km=least_km) if placed else None
    if believe is not None and elsewhere is not None and believe.sentence in elsewhere.sentence:
        believe = None
    return [
        believe,
        solve.dead_zone_condition(question, too_near) or elsewhere,
        solve.part_condition(question, share) if placed else None,
        solve.places_condition(question, needed, figures) if placed else None,
        solve.range_condition(needed, figures),
    ]


def _joined(conditions: list[Condition]) -> list[Condition]:
    """Ways to reach first, as alternatives; what else has to be true after them."""
    ways = [c for c in conditions if c.what in (*_WAYS_TO_REACH, "range")]
    has_altitude = any(c.what == "target altitude" for c in conditions)
    rest = [c for c in conditions if c not in ways]
    if len(ways) > 1:
        ways = [replace(way, join="either" if index == 0 else "or") for index, way in enumerate(ways)]
    rest = [replace(c, join="and") if index or ways else c for index, c in enumerate(rest)]
    return [*ways, *(replace(c, join="or") if c.what == "antenna height" and has_altitude else c for c in rest)]


def _verdict(
    question: Question,
    label: Label,
    *,
    needed: Distances | None,
    best: Reading,
    read: list[Reading],
    aside: list[Finding],
    catalogue: Catalogue,
) -> Verdict:
    findings = [f for r in ([best] + [r for r in read if r is not best]) for f in r.findings] + aside
    decided = _decided_by(label, [*best.findings, *aside], question.claim.negated)
    would = _conditions(question, needed, best, aside) if label != "consistent" else []
    if len([r for r in read if r.is_known]) > 1 and label == "consistent only if":
        would.insert(0, Condition("reading", f"“covers” means {wording.READING_NAME[best.verb]}"))
    return Verdict(
        claim=question.claim,
        label=label,
        sentence=_sentence(label, question, best, aside, would),
        decided_by=decided,
        nearest_km=needed.nearest_m / 1000.0 if needed is not None and _is_placed(question) else None,
        farthest_km=needed.farthest_m / 1000.0 if needed is not None and _is_placed(question) else None,
        margin_km=_margin_km(best.figures, needed),
        findings=tuple(findings),
        would_hold_if=tuple(would),
        assumptions=assumptions_of(question, sees=any(r.floor is not None for r in read)),
        unresolved=question.unresolved,
        sources=tuple(catalogue.source(s) for s in dict.fromkeys(s for f in findings for s in f.sources)),
        survives_sweep=label in ("consistent", "inconsistent"),
        origin=question.origin.place if question.origin else None,
        target=question.target.place if question.target else None,
        system=question.system,
        figures=tuple(f for r in read for f in r.figures),
    )


def _decided_by(label: Label, findings: Sequence[Finding], negated: bool) -> Rule | None:
    """The rule that gives the label: the first that fails, else the first that depends, else the range."""
    wanted: bool | None = {"inconsistent": False, "consistent": True, "consistent only if": None}[label]
    if negated and wanted is not None:
        wanted = not wanted
    for rule in _DECIDING_ORDER:
        if any(f.rule == rule and f.holds is wanted for f in findings):
            return rule
    return findings[0].rule if findings else None


def _margin_km(figures: tuple[Figure, ...], needed: Distances | None) -> float | None:
    if not figures or needed is None:
        return None
    return max(low_high_km(f)[1] for f in figures) - needed.nominal_m / 1000.0


def _sentence(label: Label, question: Question, best: Reading, aside: list[Finding], would: list[Condition]) -> str:
    findings = _worth_telling([f for f in [*best.findings, *aside] if f.sentence])
    if label == "consistent only if" and would:
        lead = _lead(would)
        told = [f.sentence for f in findings if f.rule in ("range", "time") or (f.rule == "arithmetic" and not f.holds)]
        start = f"The denial holds unless {lead}" if question.claim.negated else f"Only if {lead}"
        return f"{start}: {'; '.join(told)}." if told else f"{start}."
    told = [f.sentence for f in findings if label == "consistent" or f.holds is not True or f.rule == "range"]
    text = "; ".join(dict.fromkeys(told))
    if question.claim.negated:
        return f"The denial {'holds' if label == 'consistent' else 'does not hold'}: {text}."
    return text[0].upper() + text[1:] + "."


def _worth_telling(findings: list[Finding]) -> list[Finding]:
    """Without the claim's own figure where it agrees and a distance between places says more."""
    is_placed = any(f.rule == "range" and not f.inputs.get("is_stated") for f in findings)
    dull = [f for f in findings if f.holds is True and (f.inputs.get("is_stated") or f.rule == "arithmetic")]
    dull += [f for f in findings if f.rule == "share" and f.holds is True]  # the range has said so
    says_less = dull if is_placed else [f for f in dull if f.rule == "arithmetic"]
    return [f for f in findings if f not in says_less] or findings


_WAYS_TO_REACH = ("published figure", "origin", "part of the region", "places")


def _lead(would: list[Condition]) -> str:
    """The conditions in one clause: ways to reach are alternatives, all else comes on top; a range nobody published
    and a mast nobody built are told only when there is nothing else."""
    named = [c for c in would if c.what not in ("range", "antenna height")] or would
    ways = " or ".join(c.sentence for c in named if c.what in _WAYS_TO_REACH)
    rest = [c.sentence for c in named if c.what not in _WAYS_TO_REACH]
    return " and ".join(filter(None, [ways, *rest]))


def _not_checkable(
    question: Question, needed: Distances | None, read: list[Reading], aside: list[Finding], catalogue: Catalogue
) -> Verdict:
    missing = _missing(question, needed, read)
    findings = [f for r in read for f in r.findings] + aside
    placed = needed is not None and _is_placed(question)
    words = f"Not checkable: {'; '.join(missing)}."
    if placed and needed is not None:
        told = wording.needed_words(question, needed)
        words += f" {told[0].upper()}{told[1:]}."
    return Verdict(
        claim=question.claim,
        label="not checkable",
        sentence=words,
        nearest_km=needed.nearest_m / 1000.0 if needed and placed else None,
        farthest_km=needed.farthest_m / 1000.0 if needed and placed else None,
        findings=tuple(findings),
        assumptions=assumptions_of(question, sees=any(r.floor is not None for r in read)),
        unresolved=tuple(dict.fromkeys([*question.unresolved, *missing])),
        origin=question.origin.place if question.origin else None,
        target=question.target.place if question.target else None,
        system=question.system,
    )


def _missing(question: Question, needed: Distances | None, read: list[Reading]) -> list[str]:
    missing = list(question.unresolved)
    system = question.system
    if system is not None:
        for reading in read:
            if reading.verb not in system.verbs:
                missing.append(f"{wording.READING_NAME[reading.verb]} is not what the {system.name} does")
            elif not any(r.figures for r in read):
                missing.append(
                    f"the catalogue holds no published {wording.RANGE_NAME[reading.verb]} of the {system.name}"
                )
    if needed is None and question.claim.target is None and question.claim.distance_km is None:
        missing.append("the claim names neither a distance nor a place")
    return list(dict.fromkeys(missing)) or ["nothing in the claim can be held against a published figure"]


def assumptions_of(question: Question, *, sees: bool) -> dict[str, Any]:
    """What a verdict was computed with, ready to print. sees: line of sight was tested."""
    k, antenna = question.k_factor, question.antenna_agl_m
    told: dict[str, Any] = {"earth": "WGS84, smooth; no terrain" if sees else "WGS84"}
    if question.grid is not None:
        told["earth"] = "WGS84, with terrain between the two places"
        told["terrain"] = {"vertical_datum": question.grid.vertical_datum, "notes": list(question.grid.assumptions)}
    if sees:
        told["k_factor"] = {"nominal": round(k.nominal, 3), "from": round(k.low, 3), "to": round(k.high, 3)}
        told["antenna_m"] = {"nominal": antenna.nominal, "from": antenna.low, "to": antenna.high}
        told["antenna_is_assumed"] = question.antenna_is_assumed
    for slot, found in (("origin", question.origin), ("target", question.target)):
        if found is None:
            continue
        place = found.place
        told[slot] = {"taken_as": place.name, "kind": place.kind, "vagueness_km": round(place.vagueness_m / 1000.0, 1)}
        if place.caption:
            told[slot]["caption"] = place.caption
        if found.alternatives:
            told[slot]["could_also_be"] = list(dict.fromkeys(p.name + _where(p) for p in found.alternatives[:6]))
    if question.assumed_origin:
        told["origin"]["assumed"] = "the claim names no origin"
    return told


def _where(place: Place) -> str:
    parts = [place.kind if place.is_region else None, place.admin_name, place.country_code]
    return f" ({', '.join(filter(None, parts))})"
