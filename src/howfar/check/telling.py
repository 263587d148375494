"""The sentence of a verdict, and what it was computed with, ready to print."""

from __future__ import annotations

from typing import Any

from howfar.check import wording
from howfar.check.alternatives import WAYS_TO_REACH
from howfar.check.distance import Distances
from howfar.check.model import Condition, Finding, Label, Question
from howfar.check.readings import Reading
from howfar.places.model import Place


def sentence_of(
    label: Label,
    question: Question,
    best: Reading,
    aside: list[Finding],
    would: list[Condition],
    *,
    others: list[Reading],
) -> str:
    """The verdict in one sentence: the conditions first where it depends on some, then what the rules found."""
    findings = _worth_telling([f for f in [*best.findings, *aside] if f.sentence])
    findings.sort(key=lambda f: f.rule == "share")  # last: "a target there" is one at the distance of the range
    if label == "consistent only if" and would:
        lead = _lead(would)
        told = [f.sentence for f in findings if f.rule in ("range", "time") or (f.rule == "arithmetic" and not f.holds)]
        start = f"The denial holds unless {lead}" if question.claim.negated else f"Only if {lead}"
        end = _read_otherwise(best, others)
        return f"{start}: {'; '.join(told)}{end}." if told else f"{start}{end}."
    told = [f.sentence for f in findings if label == "consistent" or f.holds is not True or f.rule == "range"]
    told = told or [f.sentence for f in findings]  # a denial that nothing but what agrees refutes
    text = "; ".join(dict.fromkeys(told))
    if question.claim.negated:
        return f"The denial {'holds' if label == 'consistent' else 'does not hold'}: {text}."
    return text[0].upper() + text[1:] + "."


def _read_otherwise(best: Reading, others: list[Reading]) -> str:
    """That a claim which does not say how may be meant otherwise, where that depends on something too."""
    open_ones = [wording.READING_NAME[r.verb] for r in others if r.holds is not False]
    if not open_ones:
        return ""
    return f" (“covers” read as {wording.READING_NAME[best.verb]}; as {' or '.join(open_ones)} it depends too)"


def _worth_telling(findings: list[Finding]) -> list[Finding]:
    """Without the claim's own figure where it agrees and a distance between places says more."""
    is_placed = any(f.rule == "range" and not f.inputs.get("is_stated") for f in findings)
    dull = [f for f in findings if f.holds is True and (f.inputs.get("is_stated") or f.rule == "arithmetic")]
    dull += [f for f in findings if f.rule == "share" and f.holds is True]  # the range has said so
    says_less = dull if is_placed else [f for f in dull if f.rule == "arithmetic"]
    return [f for f in findings if f not in says_less] or findings


def _lead(would: list[Condition]) -> str:
    """The conditions in one clause: ways to reach are alternatives, all else comes on top; a range nobody published
    and a mast nobody built are told only when there is nothing else."""
    named = [c for c in would if c.what not in ("range", "antenna height") and c.goes_with != "range"] or would
    ways = [c.sentence for c in named if c.what in WAYS_TO_REACH]
    rest = [c.sentence for c in named if c.what not in WAYS_TO_REACH]
    if len(ways) < 2:
        return " and ".join([*ways, *rest])
    either = "either " + ", or ".join(ways)
    return ", and ".join([either, " and ".join(rest)] if rest else [either])


def missing_from(question: Question, needed: Distances | None, read: list[Reading]) -> list[str]:
    """What is not known, or not a matter of physics, each in a clause."""
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
