"""From anchors to claims: system, verb kind, targets, bounds, flags, origin and speaker put together, with reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from howfar.claims.background import Background
from howfar.claims.drafts import Draft, Drafter
from howfar.claims.extras import extras
from howfar.claims.flags import is_negated
from howfar.claims.hypotheses import is_hypothetical
from howfar.claims.merging import Merger
from howfar.claims.model import Claim
from howfar.claims.origins import OriginReader
from howfar.claims.quantities import Quantity
from howfar.claims.reasons import flag_reasons, located, reasons
from howfar.claims.regions import is_whole
from howfar.claims.resolve import Resolver
from howfar.claims.sources import speaker_of
from howfar.claims.subjects import SubjectReader
from howfar.claims.voiding import is_presupposed

if TYPE_CHECKING:
    from howfar.claims.anchors import Anchor
    from howfar.claims.language import Language
    from howfar.claims.scene import Scene
    from howfar.claims.slots import PlaceReader
    from howfar.claims.speakers import SpeakerReader
    from howfar.claims.tokens import Sentence


class TextView(Protocol):
    """What assembling needs of the document being read."""

    text: str
    sentences: list[Sentence]

    def words(self, index: int) -> list[str]:
        """The raw words of that sentence."""

    def scene(self, index: int) -> Scene:
        """The sentence of that number, taken apart."""


class Assembler:
    """Puts claims together. Built once; holds no state of a text."""

    def __init__(self, places: PlaceReader, resolver: Resolver, speakers: SpeakerReader, language: Language) -> None:
        self.speakers, self.language = speakers, language
        self._drafter = Drafter(SubjectReader(places, resolver, language), language)
        self._merger = Merger(self._drafter, language)
        self._origins = OriginReader(places, language)

    def claims(
        self, scene: Scene, found: list[Anchor], around: Background, quotes: list[tuple[int, int]], view: TextView
    ) -> list[Claim]:
        """The sentence's claims."""
        drafts: list[Draft] = []
        if scene.tokens[-1].text == "?":
            found = [a for a in found if is_presupposed(scene, a, self.language)]
        for anchor in sorted(found, key=lambda a: (a.first, a.last)):
            if anchor.altitude is None:
                drafts.extend(
                    self._drafter.drafts(scene, anchor, around, found) or self._drafter.followers(scene, anchor, drafts)
                )
        drafts = self._merger.merged(scene, drafts)
        drafts = self._merger.with_altitudes(scene, drafts, [a for a in found if a.altitude is not None], around, found)
        return [self._claim(scene, draft, around, quotes, view, drafts) for draft in drafts]

    def _claim(  # noqa: PLR0917  one value per slot of a claim
        self,
        scene: Scene,
        draft: Draft,
        around: Background,
        quotes: list[tuple[int, int]],
        view: TextView,
        drafts: list[Draft],
    ) -> Claim:
        start, end = scene.start(draft.first), scene.end(min(draft.last, len(scene.items)) - 1)
        quantity = scene.items[draft.figure].what if draft.figure is not None else None
        height = scene.items[draft.altitude].what if draft.altitude is not None else None
        quantity = quantity if isinstance(quantity, Quantity) else None
        least = scene.items[draft.least].what if draft.least is not None else None
        if quantity is not None and isinstance(least, Quantity):
            quantity = quantity._replace(value_min=least.value)
        height = height if isinstance(height, Quantity) else None
        bound = quantity or height
        outer = self._outer_bound(scene, draft)
        speaker = speaker_of(scene, start, end, quotes, view, self.speakers, around, self.language)
        origin = self._origins.of(scene, draft, drafts, around)
        target = draft.target
        told = (("origin", "origin words", origin), ("speaker", "attribution", speaker))
        flags = {
            "is_upper_bound": bool(bound and (bound.is_upper or (outer and not bound.is_lower))),
            "is_lower_bound": bool(bound and bound.is_lower),
            "target_is_whole_region": bool(target and is_whole(scene, draft, target, self.language)),
            "negated": is_negated(scene, draft, self.language),
            "hypothetical": is_hypothetical(scene, draft, around, self.language),
        }
        set_flags = [name for name, is_set in flags.items() if is_set]
        why = (
            *reasons(scene, draft, start, end),
            *located(scene.text, told, start),
            *flag_reasons(scene, draft, set_flags, self.language),
        )
        return Claim(
            quote=scene.text[start:end], start=start, end=end, verb_kind=draft.kind, speaker=speaker,
            system=draft.subject.words, system_id=draft.subject.system_id or None,
            distance_km=_km(quantity.value if quantity else None),
            distance_min_km=_km(quantity.value_min if quantity else None),
            distance_restated_km=_km(quantity.restated if quantity else None),
            distance_as_written=_written(scene, quantity) if quantity else None,
            is_upper_bound=flags["is_upper_bound"], is_lower_bound=flags["is_lower_bound"],
            altitude_km=_km(height.value if height else None),
            altitude_min_km=_km(height.value_min if height else None),
            altitude_as_written=_written(scene, height) if height else None,
            origin=origin, target=scene.words(target.first, target.last) if target else None,
            target_is_whole_region=flags["target_is_whole_region"], negated=flags["negated"],
            hypothetical=flags["hypothetical"],
            reasons=why, **extras(scene, draft, self.language),
        )  # fmt: skip

    def _outer_bound(self, scene: Scene, draft: Draft) -> bool:
        """A bound said before the noun: "maximum range of", "up to an altitude of"."""
        words = self.language.words
        if any("upper" in a.hit.rule.options for a in draft.anchors):
            return True
        anchors = [a for a in draft.anchors if a.figure is not None] or [
            a for a in draft.anchors if a.altitude is not None
        ]
        if draft.figure is None and draft.altitude is not None:
            where, item = draft.altitude_anchor, draft.altitude
        elif anchors and draft.figure is not None:
            where, item = anchors[0], draft.figure
        else:
            return False
        if where is None:
            return False
        first = where.hit.first
        if any(scene.key(k) in words["upper_adjective"] for k in range(max(0, first - 2), item)):
            return True
        nouns = [k for k in range(first + 1, item) if scene.key(k) in words["range_noun"] | words["altitude"]]
        return any(self._is_up_to(scene, k) for k in (first, *nouns))

    def _is_up_to(self, scene: Scene, first: int) -> bool:
        """Whether "up to a", "within a" stands right before item `first`."""
        words = self.language.words
        while first > 0 and scene.key(first - 1) in words["article"]:
            first -= 1
        before = [" ".join(scene.key(k) for k in range(max(0, first - n), first)) for n in (1, 2, 3, 4)]
        return any(b in words["up_to"] for b in before)


def _km(metres: float | None) -> float | None:
    return None if metres is None else round(metres / 1000.0, 6)


def _written(scene: Scene, quantity: Quantity) -> str:
    return scene.text[scene.tokens[quantity.first].start : scene.tokens[quantity.last - 1].end]
