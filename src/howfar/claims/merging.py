"""Figures, places and heights of one statement put into one draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from howfar.claims.background import Background
from howfar.claims.drafts import Draft, Drafter
from howfar.claims.flags import segment
from howfar.claims.mention import DEFENCES, SENSORS, UNKNOWN

if TYPE_CHECKING:
    from howfar.claims.anchors import Anchor
    from howfar.claims.language import Language
    from howfar.claims.scene import Scene


_NEAR = 6  # words between the least range and the greatest


class Merger:
    """Joins drafts. Built once; holds no state of a text."""

    def __init__(self, drafter: Drafter, language: Language) -> None:
        self._drafter, self.language = drafter, language

    def merged(self, scene: Scene, drafts: list[Draft]) -> list[Draft]:
        """A number and a place said of one system in one statement are one claim per place."""
        drafts = self._without_least(scene, drafts)
        figures = [d for d in drafts if d.figure is not None]
        used: set[int] = set()
        out: list[Draft] = []
        for draft in drafts:
            if draft.target is None or draft.figure is not None:
                continue
            mates = [f for f in figures if self._is_of_one(scene, f, draft) and self._one_statement(scene, f, draft)]
            if mates:
                mate = min(mates, key=lambda f: (f.first > draft.first, abs(f.first - draft.first)))
                used.add(id(mate))
                draft.figure = mate.figure
                draft.kind = (
                    draft.kind if draft.kind == mate.kind or draft.anchor.hit.rule.kind != "class" else mate.kind
                )
                draft.first, draft.last = min(draft.first, mate.first), max(draft.last, mate.last)
                draft.anchors.append(mate.anchor)
            out.append(draft)
        out.extend(f for f in figures if id(f) not in used and f.target is None)
        for draft in drafts:
            if draft.anchor.bare and not any(o.subject.system_id == draft.subject.system_id for o in out):
                out.append(draft)
        return sorted(out, key=lambda d: (d.first, d.figure or 0, d.target.first if d.target else 0))

    def _without_least(self, scene: Scene, drafts: list[Draft]) -> list[Draft]:
        """ "A minimum range of 80 km and a maximum range of 280 km": one claim, with the smaller as its least."""
        out: list[Draft] = []
        for draft in drafts:
            least = next((d for d in out if self._is_least_of(scene, d, draft)), None)
            if least is not None:
                draft.least, draft.first = least.figure, min(least.first, draft.first)
                out.remove(least)
            out.append(draft)
        return out

    def _is_least_of(self, scene: Scene, least: Draft, draft: Draft) -> bool:
        if least.figure is None or draft.figure is None or least.subject.system_id != draft.subject.system_id:
            return False
        names, first = self.language.words["least_adjective"], least.anchor.hit.first
        near = draft.anchor.hit.first - least.anchor.hit.last < _NEAR and least.target is None
        return near and any(scene.key(k) in names for k in range(max(0, first - 2), first + 1))

    def _is_of_one(self, scene: Scene, figure: Draft, place: Draft) -> bool:
        """The same system, or a pronoun after a figure's: "these rockets have a range of 120 km, so they could"."""
        if figure.subject.system_id == place.subject.system_id:
            return True
        words, first = self.language.words, place.anchor.hit.first
        if place.subject.mention is not None and place.subject.item is not None and place.subject.rule != "pronoun":
            return False
        between = range(figure.anchor.hit.last, first + 1)
        follows = figure.subject.item is not None and any(scene.key(k) in words["pronoun"] for k in between[-4:])
        if not follows or any(scene.items[k].mark == "S" for k in between):
            return False
        if not any(scene.key(k) in words["consequence"] for k in between):
            return False
        place.subject = figure.subject
        return True

    def _one_statement(self, scene: Scene, figure: Draft, place: Draft) -> bool:
        """Same verb kind, and no other system named as the subject of the later of the two."""
        if figure.kind != place.kind or segment(scene, figure) != segment(scene, place):
            return False
        a, b = sorted((figure, place), key=lambda d: d.anchor.hit.first)
        if b.subject.item is None or b.subject.item <= a.anchor.hit.first or b.subject.item == a.subject.item:
            return True
        between = range(min(a.anchor.hit.last, b.anchor.hit.first) - 1, b.anchor.hit.last)
        return any(scene.key(k) in self.language.words["consequence"] for k in between)

    def with_altitudes(
        self, scene: Scene, drafts: list[Draft], heights: list[Anchor], around: Background, found: list[Anchor]
    ) -> list[Draft]:
        """Gives an altitude to the claim beside it, or makes a claim of it where something engages or sees up to it."""
        for anchor in heights:
            mates = [d for d in drafts if self._has_height(d) and not self._is_anothers(scene, d, anchor)]
            if any(self._stands_at(scene, anchor, d) for d in mates):
                continue
            if mates:
                mate = min(mates, key=lambda d: abs(d.anchor.hit.first - anchor.hit.first))
                mate.altitude, mate.altitude_anchor = anchor.altitude, anchor
                mate.last, mate.first = max(mate.last, anchor.last), min(mate.first, anchor.first)
                for other in mates:
                    if other is not mate and other.anchor is mate.anchor:
                        other.altitude, other.altitude_anchor = anchor.altitude, anchor
                continue
            if self._reaches_up(scene, anchor):
                for draft in self._drafter.drafts(scene, anchor, around, found):
                    if draft.kind in {"engages", "sees"} or draft.subject.system_class in DEFENCES | {
                        UNKNOWN,
                        "missile",
                    }:
                        draft.kind = "sees" if draft.subject.system_class in SENSORS else "engages"
                        draft.altitude, draft.altitude_anchor, draft.figure = anchor.altitude, anchor, None
                        drafts.append(draft)
        return drafts

    def _is_anothers(self, scene: Scene, draft: Draft, height: Anchor) -> bool:
        """ "Its radar sees 1,000 km and its interceptors can hit missiles at 150 km": a subject of its own between."""
        words, between = self.language.words, range(draft.anchor.hit.last, height.hit.first - 1)
        turn = next((k for k in between if scene.key(k) in words["contrast"]), None)
        if turn is not None and any(scene.key(k) in words["be"] for k in range(turn, height.hit.first + 1)):
            return True  # "sees storms 250 km away, but there its beam is 5 km above the ground"
        return any(scene.items[k].mark == "S" and scene.key(k + 1) in self.language.words["modal"] for k in between)

    @staticmethod
    def _has_height(draft: Draft) -> bool:
        """Whether a height beside the claim can be its: of what engages, sees, or as air defence covers so far."""
        covers = draft.kind == "covers" and draft.figure is not None and draft.subject.system_class in DEFENCES
        return draft.altitude is None and (covers or draft.kind in {"engages", "sees"})

    def _stands_at(self, scene: Scene, anchor: Anchor, draft: Draft) -> bool:
        """ "Mounted 25 m above the waves, the radar sees", "sees a man from a height of 18 km": the sensor's own."""
        opener = anchor.hit.first - 1
        while opener > 0 and scene.key(opener) in self.language.words["article"]:
            opener -= 1
        if draft.kind == "sees" and scene.key(opener) in self.language.words["origin_from"]:
            return True
        item = draft.subject.item
        before = range(max(0, anchor.hit.first - 4), anchor.hit.first + 1)
        own = any(scene.key(k) in self.language.words["own_height"] for k in before)
        if item is None or not own:
            return False
        is_its = item < anchor.hit.first <= item + 2 and draft.kind == "sees"  # "an E-3 flying at 9 km can see"
        return anchor.hit.last <= item or is_its

    def _reaches_up(self, scene: Scene, anchor: Anchor) -> bool:
        """Whether a verb of engaging, seeing or reaching stands before the height (not "flew at a height of")."""
        words = self.language.words
        if "a" in anchor.hit.slots and anchor.hit.rule.kind != "altitude":
            return True  # the rule has a verb of its own
        last = len(scene.items) if "verb-last" in self.language.traits else anchor.hit.last
        before = {scene.key(k) for k in range(last)}
        verbs = words["up_verb"] | words["engage_verb"] | words["engages_verb"] | words["engaging_verb"]
        if before & words["event"] and not before & words["capability"]:
            return False
        if "owner-after" in self.language.traits and self.language.says("event_phrase", scene.marks[:last]):
            return False  # "a atteint une altitude de": the same word is a present and a participle
        return bool(before & verbs) or any(
            scene.key(k) in words["ceiling"] for k in range(anchor.hit.first, anchor.hit.last)
        )
