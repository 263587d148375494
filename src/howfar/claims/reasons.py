"""Why a claim's slots hold what they hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from howfar.claims.drafts import Draft
from howfar.claims.flags import clause_window, segment
from howfar.claims.model import SlotReason
from howfar.claims.quantities import Quantity

if TYPE_CHECKING:
    from howfar.claims.language import Language
    from howfar.claims.scene import Scene

_BEFORE_NOUN = 2  # items before a rule's words where "up to a", "maximum" stand


def reasons(scene: Scene, draft: Draft, start: int, end: int) -> tuple[SlotReason, ...]:
    out = [
        SlotReason(
            "claim",
            a.hit.rule.name,
            scene.words(a.hit.first, a.hit.last),
            scene.start(a.hit.first),
            scene.end(a.hit.last - 1),
        )
        for a in draft.anchors
    ]
    subject = draft.subject
    if subject.start >= 0 and subject.words:
        out.append(SlotReason("system", subject.rule, subject.words, subject.start, subject.end))
    for name, item in (("distance", draft.figure), ("altitude", draft.altitude)):
        if item is not None:
            out.append(SlotReason(name, "quantity", scene.words(item, item + 1), scene.start(item), scene.end(item)))
    if draft.target:
        target = draft.target
        out.append(
            SlotReason(
                "target",
                "place phrase",
                scene.words(target.first, target.last),
                scene.start(target.first),
                scene.end(target.last - 1),
            )
        )
    return tuple(out)


def flag_reasons(scene: Scene, draft: Draft, flags: Iterable[str], language: Language) -> Iterator[SlotReason]:
    """Reasons for the flags that are set (by the names of their fields): the words that set each."""
    for flag in flags:
        first, last = _words_of_flag(scene, draft, flag, language)
        if last > first:
            yield SlotReason(flag, "flag", scene.words(first, last), scene.start(first), scene.end(last - 1))


def _words_of_flag(scene: Scene, draft: Draft, flag: str, language: Language) -> tuple[int, int]:
    """Items [first, last) of the words that set a flag; those of the rule where it is the rule itself that says it."""
    words, hit = language.words, draft.anchor.hit
    if flag == "target_is_whole_region":
        return (draft.target.first, draft.target.last) if draft.target else (0, 0)
    if flag in {"is_upper_bound", "is_lower_bound"}:
        item = draft.figure if draft.figure is not None else draft.altitude
        what = scene.items[item].what if item is not None else None
        if item is not None and isinstance(what, Quantity) and what.first < what.core:
            return item, item + 1
        return max(0, hit.first - _BEFORE_NOUN), (item if item is not None else hit.last) + 1
    if flag == "negated":
        first, last = clause_window(scene, draft, language)
        keys = words["negation"]
    else:
        first, last = segment(scene, draft)
        keys = words["hypothetical"] | words["if_word"] | words["inverted_if"] | words["future"] | words["would"]
    said = next((k for k in range(first, last) if scene.key(k) in keys), None)
    return (hit.first, hit.last) if said is None else (said, said + 1)


def located(text: str, told: Iterable[tuple[str, str, str | None]], near: int) -> Iterator[SlotReason]:
    """Reasons for slots kept as words: where these stand nearest to the claim; -1 where the context gave them."""
    for slot, rule, words in told:
        if not words:
            continue
        before, after = text.rfind(words, 0, near + len(words)), text.find(words, near)
        places = [place for place in (before, after) if place >= 0]
        start = min(places, key=lambda place: abs(place - near)) if places else -1
        yield SlotReason(slot, rule, words, start, start + len(words) if places else -1)
