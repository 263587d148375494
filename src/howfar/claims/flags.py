"""Denial: which words around a claim turn its reach down, and where the claim's clause is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from howfar.claims.drafts import Draft
    from howfar.claims.language import Language
    from howfar.claims.scene import Scene

_CLAUSE_ITEMS: Final = 16  # before the claim that may be its clause


def clause_window(scene: Scene, draft: Draft, language: Language, items: int = 12) -> tuple[int, int]:
    """Items from the start of the claim's clause, `items` before the claim at most, to its last slot."""
    words = language.words
    first = min(a.hit.first for a in draft.anchors)
    start = first
    while start > 0 and first - start < items:
        key, before = scene.key(start - 1), scene.key(start - 2) if start > 1 else ""
        if key in words["clause_edge"] or key in words["because"]:
            break
        if key in words["relative"] and before == ",":
            break  # "has no Buk, which can shoot down": the having is denied, not the reach
        if key == "," and _closes_concession(scene, start - 1, words):
            break
        start -= 1
    return start, _denied_after(scene, draft.last, language) if "verb-last" in language.traits else draft.last


def _closes_concession(scene: Scene, comma: int, words: Mapping[str, frozenset[str]]) -> bool:
    """ "While it did not threaten Guam, | it showed": whether a clause of concession ends at the comma."""
    for k in range(comma - 1, max(-1, comma - _CLAUSE_ITEMS), -1):
        if scene.key(k) == ",":
            return False
        if scene.key(k) in words["concession"]:
            return True
    return False


def _denied_after(scene: Scene, last: int, language: Language) -> int:
    """The end of the clause's words with a "not" that stands behind the object ("erreicht Rom nicht")."""
    words, at = language.words, last
    while scene.key(at) in words["adverb"] and scene.key(at) not in words["negation"]:
        at += 1
    return at + 1 if scene.key(at) in words["negation"] else last


def segment(scene: Scene, draft: Draft) -> tuple[int, int]:
    """Items of the part between semicolons that holds the claim: a hypothesis or origin of the next part is not its."""
    first = min(a.hit.first for a in draft.anchors)
    if ";" not in scene.places:
        return 0, len(scene.items)
    edges = [k for k in range(len(scene.items)) if scene.key(k) == ";"]
    start = max((k + 1 for k in edges if k < first), default=0)
    return start, min((k for k in edges if k >= first), default=len(scene.items))


def _is_denied_near(draft: Draft, language: Language) -> bool:
    """ "Will keine Rakete mit 500 km Reichweite liefern": whether a denial before the system means another verb."""
    return "near-denial" in language.traits and all("attribute" in a.hit.rule.options for a in draft.anchors)


def _denying_subject(scene: Scene, draft: Draft, language: Language) -> int:
    """1 where the system's own phrase denies it ("no Houthi drone can ..."), else 0."""
    item = draft.subject.item
    if item is None or scene.items[item].mark != "S":
        return 0
    if _is_denied_near(draft, language):
        return 0
    return int(scene.tokens[scene.items[item].first].key in language.words["negation"])


def is_negated(scene: Scene, draft: Draft, language: Language) -> bool:
    """Whether the reach is denied: by the rule itself, or by a negation in its clause that nothing undoes."""
    start, last = clause_window(scene, draft, language)
    if draft.subject.item is not None and start < draft.subject.item < last and _is_denied_near(draft, language):
        start = draft.subject.item
    last = min([last, *(t.first - 2 for a in draft.anchors for t in a.targets if t.denied)])
    words = " ".join(scene.marks[start:last])
    for phrase in language.phrases["negation_undone"]:
        if phrase in words:
            words = words.replace(phrase, "")
    listed = words.split()
    if language.says("negation_phrase", listed):
        return True
    negation = language.words["negation"]
    count = sum(w in negation for w in listed)
    count += _denying_subject(scene, draft, language)
    denied = any(a.hit.rule.negated for a in draft.anchors)
    return ((count > 0) != denied) != bool(draft.target and draft.target.denied)
