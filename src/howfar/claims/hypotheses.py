"""Hypothesis: an if-clause, "would", a system or a deployment still to come; not what stands there already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from howfar.claims.flags import clause_window, segment
from howfar.claims.mention import Mention

if TYPE_CHECKING:
    from howfar.claims.background import Background
    from howfar.claims.drafts import Draft
    from howfar.claims.language import Language
    from howfar.claims.scene import Scene

_TO_COME_ITEMS: Final = 12  # between "is developing" and the system
_CLAUSE_ITEMS: Final = 16  # before the claim that may be its clause
_SENTENCES_BACK: Final = 3


def is_hypothetical(scene: Scene, draft: Draft, around: Background, language: Language) -> bool:
    """An if-clause, "would", or a system or deployment still to come."""
    words = language.words
    start, last = clause_window(scene, draft, language, _CLAUSE_ITEMS)
    part_first, part_last = segment(scene, draft)
    part_last = _conceded(scene, draft, part_first, part_last, words)
    if language.says("reach_to_come", scene.marks[start:last]) or _says_would(scene, start, last, words):
        return True
    ifs = not words["if_word"].isdisjoint(scene.places) or not words["inverted_if"].isdisjoint(scene.places)
    if ifs and any(_is_if(scene, draft, k, part_first, words) for k in range(part_first, part_last)):
        return True
    if _will(scene, draft, start, last, words) and not _is_in_place(scene, draft, around, language):
        return True
    if _is_to_come(scene, draft, part_first, part_last, language):
        return True
    if all("attribute" in a.hit.rule.options for a in draft.anchors):
        return False
    would = not words["would"].isdisjoint(scene.places)
    would = would and not words["would"].isdisjoint(_main(scene, draft, part_first, part_last, words))
    return would or language.says("to_come", scene.marks[part_first:part_last])


def _says_would(scene: Scene, start: int, last: int, words: Mapping[str, frozenset[str]]) -> bool:
    """A "would" in the claim's clause."""
    if words["hypothetical"].isdisjoint(scene.places):
        return False
    would = [k for k in range(start, last) if scene.key(k) in words["hypothetical"]]
    return any(scene.key(k) not in words["if_word"] and not _is_apart(scene, k, last, words) for k in would)


def _is_apart(scene: Scene, k: int, last: int, words: Mapping[str, frozenset[str]]) -> bool:
    """ "Would give credence to the claims that it can": the "would" of another verb; or what was deduced."""
    if _is_deduced(scene, k, words):
        return True
    claims = next((n for n in range(k + 1, last) if scene.key(n) in words["statement_noun"]), last)
    return any(scene.key(n) in words["conjunction_too"] for n in range(claims + 1, last))


def _is_if(scene: Scene, draft: Draft, k: int, first: int, words: Mapping[str, frozenset[str]]) -> bool:
    """Whether item `k` opens the claim's condition: "if", or "should they be fired"."""
    key = scene.key(k)
    if key in words["if_word"]:
        return _governs(scene, draft, k, words)
    if key not in words["inverted_if"]:
        return False
    return k == first or (scene.key(k - 1) == "," and scene.key(k + 1) in words["determiner"] | words["owner_pronoun"])


def _is_deduced(scene: Scene, k: int, words: Mapping[str, frozenset[str]]) -> bool:
    """ "The plane would have been flying": what was, not what might be."""
    return scene.key(k + 1) in words["have_base"] and scene.key(k + 2) in words["perfect"]


def _governs(scene: Scene, draft: Draft, at: int, words: Mapping[str, frozenset[str]]) -> bool:
    """Whether the "if" at item `at` is the claim's: not "if earlier ..., now", and no "although" between."""
    if scene.key(at + 1) in words["once_before"]:
        return False
    first = min(a.hit.first for a in draft.anchors)
    between = [*range(at + 1, first), *range(draft.last, at - 1)]
    return not any(scene.key(k) in words["contrast"] for k in between)


def _will(scene: Scene, draft: Draft, start: int, last: int, words: Mapping[str, frozenset[str]]) -> bool:
    """Whether "will" stands in the claim's clause and speaks of the reach, not of what has that reach."""
    if words["future"].isdisjoint(scene.places):
        return False
    first = min(a.hit.first for a in draft.anchors)
    for k in range(start, last):
        if scene.key(k) in words["future"] and not any(scene.key(n) in words["relative"] for n in range(k + 1, first)):
            return True
    return False


def _is_to_come(scene: Scene, draft: Draft, first: int, last: int, language: Language) -> bool:
    """ "Is developing the X, a missile with a range of", "six batteries with a range of 100 km will be deployed"."""
    item, words = draft.subject.item, language.words
    if item is None or scene.items[item].mark != "S":
        return False
    before = max(first, item - _TO_COME_ITEMS)
    for k in range(before, item):
        other = scene.items[k].mark == "S" and scene.key(k + 1) not in words["np_and"] and scene.key(k + 1) != ","
        if scene.key(k) in words["clause_edge"] or scene.key(k) in words["relative"] or other:
            before = k + 1
    if language.says("to_come_system", scene.marks[before:item]):
        return True
    after = next((k for k in range(draft.last, last) if scene.key(k) in words["contrast"]), last)
    return language.says("to_come_after", scene.marks[item + 1 : after])


def _is_in_place(scene: Scene, draft: Draft, around: Background, language: Language) -> bool:
    """ "We have deployed an S-300. It will protect Sukhumi": what stands there does already what it "will" do."""
    words, item = language.words, draft.subject.item
    here = scene.marks[: draft.anchor.hit.first]
    stands = language.says("in_place", here) and words["temporal"].isdisjoint(here)
    stands = stands and not language.says("to_come", here)
    if stands or is_in_place_before(scene, around, language):
        return True
    if item is not None and _is_said_to_be(scene, item, words):
        return True
    named = [*around.before[-_SENTENCES_BACK:], *around.context]
    return any(_names(other, draft.subject.system_id) and _says_in_place(other, language) for other in named)


def _is_said_to_be(scene: Scene, item: int, words: Mapping[str, frozenset[str]]) -> bool:
    """ "HIMARS is a modern launcher that will allow": what is one already."""
    if scene.key(item - 1) in words["be_finite"]:
        return scene.items[item].mark == "S"
    kind = scene.key(item + 2) in words["indefinite"] or scene.key(item + 2) == "S"
    return scene.key(item + 1) in words["be_finite"] and kind


def _says_in_place(scene: Scene, language: Language) -> bool:
    return language.says("in_place", scene.marks) and not language.says("to_come", scene.marks)


def _names(scene: Scene, system_id: str) -> bool:
    found = [item.what for item in scene.items if item.mark == "S"]
    return any(isinstance(what, Mention) and what.system_id == system_id for what in found)


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
    """The words of the part without what follows a "though", an "adding that" or an "and that it" after the claim."""
    ends = words["contrast"] | words["said_more"] | words["saying"]
    stop = next((k for k in range(draft.last, last) if scene.key(k) in ends or _opens_more(scene, k, words)), last)
    begin = min(a.hit.first for a in draft.anchors)
    edge = max((k for k in range(first, begin) if scene.key(k) in ends), default=first)
    return [scene.key(k) for k in range(edge, stop) if not _is_apart(scene, k, draft.last, words)]


def _opens_more(scene: Scene, k: int, words: Mapping[str, frozenset[str]]) -> bool:
    """ "... and that it would defend itself": a clause of its own."""
    return scene.key(k) in words["np_and"] and scene.key(k + 1) in words["conjunction_too"] | words["object_pronoun"]
