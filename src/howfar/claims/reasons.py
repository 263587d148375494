"""Why a claim's slots hold what they hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from howfar.claims.drafts import Draft
from howfar.claims.model import SlotReason

if TYPE_CHECKING:
    from howfar.claims.scene import Scene


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


def located(text: str, told: Iterable[tuple[str, str, str | None]], near: int) -> Iterator[SlotReason]:
    """Reasons for slots kept as words: where these stand nearest to the claim; -1 where the context gave them."""
    for slot, rule, words in told:
        if not words:
            continue
        before, after = text.rfind(words, 0, near + len(words)), text.find(words, near)
        places = [place for place in (before, after) if place >= 0]
        start = min(places, key=lambda place: abs(place - near)) if places else -1
        yield SlotReason(slot, rule, words, start, start + len(words) if places else -1)
