"""Denial and hypothesis: which words around a claim turn its reach down or into a might-be."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from howfar.claims.assembly import Draft
    from howfar.claims.language import Language
    from howfar.claims.resolve import Background
    from howfar.claims.scene import Scene


def _window(scene: Scene, draft: Draft, language: Language) -> tuple[int, int]:
    """Items from the start of the claim's clause to its last slot."""
    first = min(a.hit.first for a in draft.anchors)
    start = first
    while start > 0 and first - start < 12:
        key = scene.key(start - 1)
        if key in language.words["clause_edge"]:
            break
        start -= 1
    return start, draft.last


def is_negated(scene: Scene, draft: Draft, language: Language) -> bool:
    """Whether the reach is denied: by the rule itself, or by a negation in its clause that nothing undoes."""
    start, last = _window(scene, draft, language)
    words = " ".join(scene.key(k) for k in range(start, last))
    for phrase in language.phrases["negation_undone"]:
        words = words.replace(phrase, "")
    if any(f" {p} " in f" {words} " for p in language.words["negation_phrase"]):
        return True
    count = sum(1 for w in words.split() if w in language.words["negation"])
    denied = any(a.hit.rule.negated for a in draft.anchors)
    return (count > 0) != denied


def is_hypothetical(scene: Scene, draft: Draft, around: Background, language: Language) -> bool:
    """An if-clause, "would", or a system or deployment still to come."""
    words = language.words
    start, last = _window(scene, draft, language)
    clause = [scene.key(k) for k in range(start, last)]
    sentence = [scene.key(k) for k in range(len(scene.items))]
    if any(k in words["hypothetical"] for k in clause) or any(k in words["if_word"] for k in sentence):
        return True
    attribute = all("attribute" in a.hit.rule.options for a in draft.anchors)
    if not attribute and any(k in words["would"] for k in sentence):
        return True
    if any(k in words["future"] for k in clause):
        return True
    joined = " ".join(sentence)
    texts = [joined] if not attribute else []
    texts.extend(
        " ".join(s.string.split())
        for s in around.context
        if draft.anchors and any(scene.key(k) in words["can"] for k in range(start, last))
    )
    return any(f" {phrase} " in f" {text} " for text in texts for phrase in words["to_come"])
