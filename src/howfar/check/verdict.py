"""From findings to a verdict: the label comes out of the rules, the sentence out of the findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from howfar.check import conditions as solve
from howfar.check import wording
from howfar.check.alternatives import conditions_of
from howfar.check.distance import Distances
from howfar.check.figures import low_high_km
from howfar.check.model import Condition, Finding, Label, Question, Rule, Verdict
from howfar.check.question import HOW_MANY, NO_ORIGIN, is_several
from howfar.check.readings import Reading, aside_findings, combined, is_placed, needed_distances, reading_of
from howfar.check.rules.range import agreed
from howfar.check.telling import assumptions_of, missing_from, sentence_of
from howfar.systems.model import Figure

if TYPE_CHECKING:
    from howfar.systems.catalogue import Catalogue

_DECIDING_ORDER: tuple[Rule, ...] = ("range", "arithmetic", "time", "altitude", "terrain", "horizon", "share")


def judge(question: Question, *, catalogue: Catalogue) -> Verdict:
    """The verdict on a question. Never raises for what a claim says; what is missing makes it `not checkable`.

    A place that was only assumed, and that the system could leave, may support a claim but not refute it; nor may the
    reach of one refute what several are said to cover together."""
    verdict = _judged(question, catalogue)
    if not question.origin_binds and (_falls_short(verdict) or question.claim.negated):
        question = replace(
            question, origin=None, assumed_origin=False, grid=None, unresolved=(*question.unresolved, NO_ORIGIN)
        )
        verdict = _judged(question, catalogue)
    if question.origin is None and is_several(question.claim) and _falls_short(verdict):
        question = replace(question, unresolved=(*question.unresolved, HOW_MANY))
        verdict = _judged(question, catalogue, may_refute=False)
    return verdict


def _falls_short(verdict: Verdict) -> bool:
    """Whether a place named in the claim is out of reach (and not the figure that it states beyond the published)."""
    short: Label = "consistent" if verdict.claim.negated else "inconsistent"
    stated = [f for f in verdict.findings if f.inputs.get("is_stated")]
    return verdict.label == short and verdict.target is not None and all(f.holds is not False for f in stated)


def _judged(question: Question, catalogue: Catalogue, *, may_refute: bool = True) -> Verdict:
    needed = needed_distances(question)
    aside = aside_findings(question, needed, catalogue)
    read = [reading_of(question, verb, needed) for verb in question.readings]
    known = [r for r in read if r.is_known]
    label = _label(question, known, aside)
    if label == "not checkable" or not may_refute:
        return _not_checkable(question, needed, read, aside, catalogue)
    best = _best(known, read)
    return _verdict(question, label, needed=needed, best=best, read=read, aside=aside, catalogue=catalogue)


def _label(question: Question, known: list[Reading], aside: list[Finding]) -> Label:
    statuses: list[bool | None] = [combined([f for f in r.findings if f.rule != "share"] + aside) for r in known]
    if not known:  # nothing published to agree with; but numbers that contradict each other do so all the same
        return "inconsistent" if combined(aside) is False else "not checkable"
    if question.claim.negated:
        statuses = [None if s is None else not s for s in statuses]
    holds = agreed(statuses)
    if holds is True and not question.claim.negated and solve.carrier_condition(question) is not None:
        holds = None
    if holds is None and not _has_condition(known, aside):
        return "not checkable"
    if holds is not False and question.target is not None and not is_placed(question):
        return "not checkable"  # the figure may agree, but whether it reaches the place is what was claimed
    return {True: "consistent", False: "inconsistent", None: "consistent only if"}[holds]  # type: ignore[return-value]


def _has_condition(known: list[Reading], aside: list[Finding]) -> bool:
    return any(r.findings for r in known) or bool(aside)


def _best(known: list[Reading], read: list[Reading]) -> Reading:
    order = {True: 0, None: 1, False: 2}
    return min(known or read, key=lambda r: order[r.holds])


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
    would = conditions_of(question, needed, best, aside) if label != "consistent" else []
    others = [r for r in read if r.is_known and r is not best]
    if others and all(r.holds is False for r in others) and label == "consistent only if":
        would.insert(0, Condition("reading", f"“covers” means {wording.READING_NAME[best.verb]}"))
    return Verdict(
        claim=question.claim,
        label=label,
        sentence=sentence_of(
            label, question, best, aside, would, others=others if label == "consistent only if" else []
        ),
        decided_by=decided,
        nearest_km=needed.nearest_m / 1000.0 if needed is not None and is_placed(question) else None,
        farthest_km=needed.farthest_m / 1000.0 if needed is not None and is_placed(question) else None,
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


def _not_checkable(
    question: Question, needed: Distances | None, read: list[Reading], aside: list[Finding], catalogue: Catalogue
) -> Verdict:
    missing = missing_from(question, needed, read)
    findings = [f for r in read for f in r.findings] + aside
    placed = needed is not None and is_placed(question)
    stands = solve.stand_condition(question, [f for r in read for f in r.figures])
    words = f"Not checkable: {'; '.join(missing)}."
    if stands is not None and question.target is not None:
        reach = wording.reach_words(stands.at_most or 0.0)
        there = (
            f"{wording.the_system(question)} reaches {wording.name_of(question.target.place)} only from within {reach}"
        )
        words += f" {there[0].upper()}{there[1:]}, its longest published range."
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
        would_hold_if=() if stands is None else (stands,),
        assumptions=assumptions_of(question, sees=any(r.floor is not None for r in read)),
        unresolved=tuple(dict.fromkeys([*question.unresolved, *missing])),
        origin=question.origin.place if question.origin else None,
        target=question.target.place if question.target else None,
        system=question.system,
    )
