"""The scorer of labelled passages: matching and slot shares as the labelling guide has them.

A found claim matches a labelled one on the same system_id and verb_kind and (distance within 1 % or the same target),
with quotes that overlap by half of the shorter. A sees/covers confusion is a match that counts half.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from howfar.claims.model import Claim, Document

_ARTICLES = "the|a|an|der|die|das|den|dem|le|la|les|l"
SLOTS = ("distance", "target", "origin", "bounds", "flags", "speaker")


def passages(path: Path) -> list[dict[str, Any]]:
    """The labelled passages of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def document(row: Mapping[str, Any]) -> Document:
    """The passage as a document."""
    text = row["text"]
    return Document(
        text=text, sha256=hashlib.sha256(text.encode()).hexdigest(), id=row.get("id"), title=row.get("title"),
        publisher=row.get("publisher"), date=row.get("date"), context=row.get("context"), language=row.get("language"),
    )  # fmt: skip


@dataclass
class Score:
    """Counts over passages; matches may be halves."""

    found: float = 0
    labelled: float = 0
    matched: float = 0
    slots: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    misses: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.matched / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.matched / self.labelled if self.labelled else 1.0

    @property
    def f1(self) -> float:
        p, r = self.precision, self.recall
        return 2 * p * r / (p + r) if p + r else 0.0

    def share(self, slot: str) -> float:
        """The share of matched claims with this slot right."""
        values = self.slots[slot]
        return sum(values) / len(values) if values else 1.0

    def line(self) -> str:
        slots = "  ".join(f"{s} {self.share(s):.2f}" for s in SLOTS)
        return f"F1 {self.f1:.3f}  P {self.precision:.3f}  R {self.recall:.3f}  n {self.labelled:.0f}  {slots}"


def _plain(text: str | None) -> str | None:
    if text is None:
        return None
    return re.sub(rf"^(?:{_ARTICLES}) ", "", re.sub(r"\W+", " ", text).strip().casefold())


def _close(a: float | None, b: float | None) -> bool:
    if a is None or b is None:
        return a is b
    return abs(a - b) <= 0.01 * max(abs(a), abs(b), 1e-9)


def _overlap(text: str, claim: Claim, label: Mapping[str, Any]) -> bool:
    best = 0
    at = text.find(label["quote"])
    while at >= 0:
        best = max(best, min(claim.end, at + len(label["quote"])) - max(claim.start, at))
        at = text.find(label["quote"], at + 1)
    return best >= 0.5 * min(len(claim.quote), len(label["quote"]))


def agreement(text: str, claim: Claim, label: Mapping[str, Any]) -> float:
    """1 for a match, 0.5 for one that confuses sees and covers, 0 for none."""
    if claim.system_id != label["system_id"] or not _overlap(text, claim, label):
        return 0.0
    distance = label.get("distance_km")
    same = (distance is not None and claim.distance_km is not None and _close(claim.distance_km, distance)) or (
        label.get("target") is not None and _plain(claim.target) == _plain(label["target"])
    )
    if distance is None and label.get("target") is None:
        same = claim.distance_km is None and claim.target is None
    if not same:
        return 0.0
    if claim.verb_kind == label["verb_kind"]:
        return 1.0
    return 0.5 if {claim.verb_kind, label["verb_kind"]} == {"sees", "covers"} else 0.0


def _slots(score: Score, claim: Claim, label: Mapping[str, Any]) -> list[str]:
    right = {
        "distance": _close(claim.distance_km, label.get("distance_km"))
        and _close(claim.altitude_km, label.get("altitude_km")),
        "target": _plain(claim.target) == _plain(label.get("target")),
        "origin": _plain(claim.origin) == _plain(label.get("origin")),
        "bounds": (claim.is_upper_bound, claim.is_lower_bound) == (label["is_upper_bound"], label["is_lower_bound"])
        and _close(claim.distance_min_km, label.get("distance_min_km")),
        "flags": (claim.negated, claim.hypothetical, claim.target_is_whole_region)
        == (label["negated"], label["hypothetical"], label["target_is_whole_region"]),
        "speaker": _plain(claim.speaker) == _plain(label.get("speaker")),
    }
    for slot, value in right.items():
        score.slots[slot].append(value)
    return [slot for slot, value in right.items() if not value]


def _likeness(claim: Claim, label: Mapping[str, Any]) -> int:
    """Of two labels that a claim may match, the one with the same distance and target is meant."""
    return _close(claim.distance_km, label.get("distance_km")) + (_plain(claim.target) == _plain(label.get("target")))


def score_passage(score: Score, row: Mapping[str, Any], claims: Iterable[Claim]) -> None:
    """Adds one passage: best agreements first, each claim and each label used once."""
    text, found, labels = row["text"], list(claims), list(row["claims"])
    pairs = [
        (agreement(text, claim, label), _likeness(claim, label), i, j)
        for i, claim in enumerate(found)
        for j, label in enumerate(labels)
    ]
    used_c: set[int] = set()
    used_l: set[int] = set()
    for worth, _, i, j in sorted(pairs, key=lambda p: (-p[0], -p[1], p[2], p[3])):
        if worth and i not in used_c and j not in used_l:
            used_c.add(i)
            used_l.add(j)
            score.matched += worth
            wrong = _slots(score, found[i], labels[j])
            for slot in wrong:
                said = f"found {_show(found[i])} | labelled {_show_label(labels[j])}"
                score.misses.append(f"{row['id']} SLOT {slot}: {said}")
    score.found += len(found)
    score.labelled += len(labels)
    score.misses.extend(f"{row['id']} EXTRA {_show(c)}" for i, c in enumerate(found) if i not in used_c)
    score.misses.extend(f"{row['id']} MISSED {_show_label(label)}" for j, label in enumerate(labels) if j not in used_l)


def _show(c: Claim) -> str:
    fields = {k: v for k, v in vars(c).items() if v not in (None, False, ()) and k not in {"start", "end", "reasons"}}
    rules = [r.rule for r in c.reasons if r.slot == "claim"]
    return f"{fields} {rules}"


def _show_label(label: Mapping[str, Any]) -> str:
    return str({k: v for k, v in label.items() if v not in (None, False)})


def score_rows(
    rows: Iterable[Mapping[str, Any]], read: Callable[[Document], Iterable[Claim]]
) -> tuple[Score, dict[str, Score]]:
    """The score over all rows and per phenomenon."""
    total, parts = Score(), defaultdict(Score)
    for row in rows:
        claims = list(read(document(row)))
        for score in (total, parts[row.get("phenomenon", "all")]):
            score_passage(score, row, claims)
    return total, dict(parts)
