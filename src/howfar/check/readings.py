"""What the rules find: every verb under which a claim is judged, and what does not depend on the verb."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from howfar.check import wording
from howfar.check.distance import Distances, distances, geometry_of
from howfar.check.figures import figures_of, figures_of_minimum
from howfar.check.model import Finding, Question
from howfar.check.rules.altitude import altitude_finding
from howfar.check.rules.arithmetic import area_finding, ratio_finding, reach_finding, restated_finding
from howfar.check.rules.horizon import Floor, applies, horizon_finding, sight_floor
from howfar.check.rules.range import dead_zone_finding, range_finding, stated_finding
from howfar.check.rules.share import share_finding
from howfar.check.rules.terrain import over_terrain, terrain_finding
from howfar.check.rules.time import time_finding
from howfar.errors import UnknownSystemError
from howfar.systems.model import Figure, Verb

if TYPE_CHECKING:
    from howfar.systems.catalogue import Catalogue


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
        return combined([f for f in self.findings if f.rule != "share"])

    @property
    def is_known(self) -> bool:
        """Whether there is anything to judge by: a published figure, or a finding that fails without one."""
        return bool(self.figures) or self.holds is False


def needed_distances(question: Question) -> Distances | None:
    """How far the claim asks the system to reach: between its places, around a region, or as it states itself."""
    target, whole, stated = question.target, question.whole, question.claim.distance_km
    if target is not None and question.origin is not None:
        return distances(question.origin.place, target.place, whole=whole, assumed_origin=question.assumed_origin)
    if target is not None and whole and target.place.is_region:
        from howfar.earth.region import minimum_enclosing_radius_m

        return Distances(*(float(minimum_enclosing_radius_m(geometry_of(target.place, for_m=1e6))),) * 5)
    return None if stated is None else Distances(*(stated * 1000.0,) * 5)


def is_placed(question: Question) -> bool:
    """Whether the needed distance is one between places (and not the claim's own figure)."""
    if question.target is None:
        return False
    whole_region = question.whole and question.target.place.is_region
    return question.origin is not None or whole_region


def reading_of(question: Question, verb: Verb, needed: Distances | None) -> Reading:
    """Everything that the rules find under one verb."""
    figures = question.readings[verb]
    if question.system is not None and verb not in question.system.verbs:
        return Reading(verb, (), (), None)
    findings: list[Finding | None] = []
    floor = None
    if needed is not None and figures:
        findings += _range_findings(question, figures, needed, verb)
    says_altitude = question.system is not None and question.claim.altitude_km is not None
    asks_sight = is_placed(question) or figures or says_altitude
    if needed is not None and applies(question.system, verb) and asks_sight and _height_is_known(question):
        floor, finding = _sight(question, needed, verb)
        findings.append(finding if figures else _whatever_its_range(question, needed, finding))
    findings.append(_altitude(question, verb))
    return Reading(verb, figures, tuple(f for f in findings if f is not None), floor)


def _height_is_known(question: Question) -> bool:
    """An airborne sensor whose altitude nobody gives has no horizon to hold against; one on the ground is swept."""
    system = question.system
    if system is None or system.line_of_sight != "airborne" or not question.antenna_is_assumed:
        return True
    return bool(figures_of(system, "antenna_height_m"))


def _whatever_its_range(question: Question, needed: Distances, finding: Finding) -> Finding:
    """The horizon's sentence where no range is published: it stands alone, so it says over what distance."""
    over = wording.needed_words(question, needed) if is_placed(question) else None
    at = "there" if over is not None else f"{wording.reach_words(needed.nominal_m / 1000.0)} away"
    words = finding.sentence.replace("a target there", f"a target {at}", 1)
    words = f"whatever the range of {wording.the_system(question)}, {words}"
    return replace(finding, sentence=f"{over}; {words}" if over is not None else words)


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
    if not is_placed(question):
        return found
    finding = range_finding(figures, needed, verb=verb)
    words = f"{wording.needed_words(question, needed)}, {wording.against_figures(question, figures, finding, verb)}"
    found.append(replace(finding, sentence=words))
    if question.origin is not None:
        found.append(dead_zone_finding(figures_of_minimum(question, verb), needed, verb=verb))
        if question.whole and question.target is not None:
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


def aside_findings(question: Question, needed: Distances | None, catalogue: Catalogue) -> list[Finding]:
    """Findings that do not depend on the verb: numbers inside the text, and a stated time."""
    claim = question.claim
    found = [restated_finding(claim), area_finding(claim), _ratio(question, catalogue)]
    if needed is not None and is_placed(question) and question.origin is not None:
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


def combined(findings: Sequence[Finding]) -> bool | None:
    """False where one fails, True where all hold, None where it depends."""
    statuses = [f.holds for f in findings]
    if False in statuses:
        return False
    return True if statuses and all(statuses) else None
