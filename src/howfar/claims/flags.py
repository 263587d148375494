"""Denial and hypothesis: which words around a claim turn its reach down or into a might-be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from howfar.claims.background import Background
    from howfar.claims.drafts import Draft
    from howfar.claims.language import Language
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
    return start, _denied_after(scene, draft.last, language) if "verb-last" in language.traits else draft.last


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


def _denying_subject(scene: Scene, draft: Draft, language: Language) -> int:
    """1 where the system's own phrase denies it ("no Houthi drone can ..."), else 0."""
    item = draft.subject.item
    if item is None or scene.items[item].mark != "S":
        return 0
    if "verb-last" in language.traits and all("attribute" in a.hit.rule.options for a in draft.anchors):
        return 0  # "will keine Rakete mit 500 km Reichweite liefern": the verb that is denied comes last
    return int(scene.tokens[scene.items[item].first].key in language.words["negation"])


def is_negated(scene: Scene, draft: Draft, language: Language) -> bool:
    """Whether the reach is denied: by the rule itself, or by a negation in its clause that nothing undoes."""
    start, last = _window(scene, draft, language)
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


def is_hypothetical(scene: Scene, draft: Draft, around: Background, language: Language) -> bool:
    """An if-clause, "would", or a system or deployment still to come."""
    words = language.words
    start, last = _window(scene, draft, language)
    clause = scene.marks[start:last]
    part_first, part_last = segment(scene, draft)
    part_last = _conceded(scene, draft, part_first, part_last, words)
    sentence = scene.marks[part_first:part_last]
    if _is_supposed(clause, sentence, words) or language.says("reach_to_come", clause):
        return True
    if not words["future"].isdisjoint(clause) and not _is_in_place(scene, draft, around, language):
        return True
    attribute = all("attribute" in a.hit.rule.options for a in draft.anchors)
    would = not attribute and not words["would"].isdisjoint(_main(scene, draft, part_first, part_last, words))
    if would or _is_developed(scene, draft, words):
        return True
    if not attribute and language.says("to_come", sentence):
        return True
    if not around.context or not draft.anchors or words["can"].isdisjoint(clause):
        return False
    return any(language.says("to_come", context.marks) for context in around.context)


def _is_supposed(clause: list[str], sentence: list[str], words: Mapping[str, frozenset[str]]) -> bool:
    """A "would" in the claim's clause, an "if" in its sentence, or an opening "should the missile be fired"."""
    if not words["hypothetical"].isdisjoint(clause) or not words["if_word"].isdisjoint(sentence):
        return True
    return bool(sentence) and sentence[0] in words["inverted_if"]


def _is_developed(scene: Scene, draft: Draft, words: Mapping[str, frozenset[str]]) -> bool:
    """ "Is developing the X, a missile with a range of": a system still to come."""
    if draft.subject.item is None or draft.subject.item <= 1:
        return False
    before = " ".join(scene.key(k) for k in range(max(0, draft.subject.item - 4), draft.subject.item))
    return any(before.endswith(phrase) for phrase in words["to_come_system"])


def _is_in_place(scene: Scene, draft: Draft, around: Background, language: Language) -> bool:
    """ "We have deployed an S-300. It will protect Sukhumi": what stands there does already what it "will" do."""
    if language.says("in_place", scene.marks[: draft.anchor.hit.first]):
        return True
    return is_in_place_before(scene, around, language)


def is_in_place_before(scene: Scene, around: Background, language: Language) -> bool:
    """Whether a pronoun opens the sentence and the one before says where something has been put."""
    opener = scene.key(0) if scene.key(0)[0:1].isalpha() else scene.key(1)
    before = around.before[-1:] if opener in language.words["object_pronoun"] else ()
    return any(language.says("in_place", other.marks) for other in before)


def _conceded(scene: Scene, draft: Draft, first: int, last: int, words: Mapping[str, frozenset[str]]) -> int:
    """Where a conceded claim ends ("While it has a range of 500 km, experts doubt that it would"), else last."""
    if scene.key(first) not in words["concession"]:
        return last
    return next((k for k in range(draft.last, last) if scene.key(k) in words["aside_mark"]), last)


def _main(scene: Scene, draft: Draft, first: int, last: int, words: Mapping[str, frozenset[str]]) -> list[str]:
    """The words of the part without what follows a "though", a "while" or an "adding that" after the claim."""
    ends = words["contrast"] | words["said_more"]
    stop = next((k for k in range(draft.last, last) if scene.key(k) in ends), last)
    return scene.marks[first:stop]
