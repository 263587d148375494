"""Origins: where the system of a claim stands or fires from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from howfar.claims.flags import segment
from howfar.claims.grounds import Grounds
from howfar.claims.hypotheses import is_in_place_before
from howfar.claims.mention import PLATFORM, Mention

if TYPE_CHECKING:
    from howfar.claims.background import Background
    from howfar.claims.drafts import Draft
    from howfar.claims.language import Language
    from howfar.claims.scene import Scene
    from howfar.claims.slots import PlaceReader


_FARTHEST_BEFORE: Final = 7  # items between a preposition and a participle after its place
_TESTED_WITHIN: Final = 4
_BASED_WITHIN: Final = 14  # items between a verb of basing and its preposition


class OriginReader:
    """Reads origins out of scenes. Built once; holds no state of a text."""

    def __init__(self, places: PlaceReader, language: Language) -> None:
        self._places, self.language = places, language
        words = language.words
        self._titles = words["speaker_person"]
        self._grounds = Grounds(places, language)

    def of(self, scene: Scene, draft: Draft, drafts: list[Draft], around: Background) -> str | None:
        """Where the draft's system stands: said of its reach, its owner, in its part of the sentence or the context."""
        reach = frozenset(d.figure for d in drafts if d.figure is not None and "verb" in d.anchor.hit.rule.options)
        avoid = [(d.target.first, d.target.last) for d in drafts if d.target]
        if told := self._origin_of_reach(scene, draft, avoid) or self._owner_place(scene, draft):
            return told
        first, last = segment(scene, draft)
        conceded = self.language.words["concession"]
        last = next((k for k in range(draft.last, last) if scene.key(k) in conceded), last)
        if found := self._in_sentence(scene, avoid, reach=reach, part=(first, last), of=draft):
            return scene.words(*found)
        if around.before and is_in_place_before(scene, around, self.language):
            other = around.before[-1]
            if found := self._in_sentence(other, [], context=True):
                return other.words(*found)
        if found_before := self._said_before(scene, draft, around):
            return found_before
        for other in around.context:
            if found := self._in_sentence(other, [], context=True):
                return other.words(*found)
        return None

    def _said_before(self, scene: Scene, draft: Draft, around: Background) -> str | None:
        """ "The Typhon was sent to Luzon. That would put Taiwan within reach": where the sentence before puts it.

        Only where this one points back, reaches a place, and speaks of a system that the one before names."""
        if draft.target is None or not around.before or not self._points_back(scene, draft):
            return None
        other = around.before[-1]
        named = {m.system_id for m in (item.what for item in other.items) if isinstance(m, Mention) and m.system_id}
        if not named or (draft.subject.system_id not in named and not self._has_own(scene, draft)):
            return None
        found = self._based(other, [], 0, len(other.items), None, lasting=True)
        return other.words(*found) if found else None

    def _points_back(self, scene: Scene, draft: Draft) -> bool:
        """Whether "that", "it" or "its" stands at the sentence's head or for the system."""
        head = scene.key(0) if scene.key(0)[:1].isalpha() else scene.key(1)
        return head in self.language.words["pointing_back"] or self._has_own(scene, draft)

    def _has_own(self, scene: Scene, draft: Draft) -> bool:
        """ "Its Tomahawks", "its monitoring range": a system that the sentence before has named is meant."""
        its, item = self.language.words["its"], draft.subject.item
        if item is not None:
            return scene.tokens[scene.items[item].first].key in its
        return any(key in its for key in scene.marks)

    def _origin_of_reach(self, scene: Scene, draft: Draft, avoid: list[tuple[int, int]]) -> str | None:
        """ "Bringing Tel Aviv within reach of the Gaza Strip": from where it is within reach."""
        for at in (a.hit.last for a in draft.anchors if "origin-after" in a.hit.rule.options):
            if scene.key(at) in self.language.words["np_of"] and (found := self._grounds.phrase(scene, at + 1, avoid)):
                return scene.words(*found)
        return None

    def _owner_place(self, scene: Scene, draft: Draft) -> str | None:
        """ "Kaliningrad's S-400s": a place that is no country, nor a capital that speaks for one, is where they are."""
        mention, item = draft.subject.mention, draft.subject.item
        if item is None or mention is None or mention.owner is not None or scene.items[item].mark != "S":
            return None
        first, last = scene.items[item].first, scene.items[item].last
        mark = next((k for k in range(first + 1, last) if scene.tokens[k].text in {"'s", "’s"}), None)
        if mark is None:
            return None
        name = scene.text[scene.tokens[first].start : scene.tokens[mark - 1].end]
        place = self._places.lexicon.place(name)
        is_body = name.isupper()  # NATO, the EU
        return name if place is not None and place.kind != "country" and not is_body else None

    def _in_sentence(
        self, scene: Scene, avoid: list[tuple[int, int]], *, context: bool = False, reach: frozenset[int] = frozenset(),
        part: tuple[int, int] | None = None, of: Draft | None = None,
    ) -> tuple[int, int] | None:  # fmt: skip
        """Items of the place where the system stands or fires from, outside the spans in `avoid`; None where not
        said.
        """
        words = self.language.words
        begin, end = part or (0, len(scene.items))
        if found := self._based(scene, avoid, begin, end, of) or self._enclosed(scene, avoid, begin, end):
            return found
        for i in range(begin, min(end, len(scene.items) - 1)):
            key = scene.key(i)
            directed = key in words["direction_prep"]
            if key not in words["origin_from"] and key not in words["place_opener"] and not directed:
                continue
            if any(a <= i < b for a, b in avoid) or (i and scene.items[i - 1].mark in {"T", "V"}):
                continue
            if i and scene.items[i - 1].mark == "L" and not self._is_centre(scene, i, reach, of):
                continue
            if of is not None and any(self._is_anothers(scene, v, of) for v in range(max(begin, i - 5), i)):
                continue
            if key in words["origin_from"] and self._is_no_origin(scene, i):
                continue
            zone = key in words["around"] and (scene.items[i - 1].mark == "L" or scene.key(i - 1) in words["zone_noun"])
            if (key in words["origin_from"] or zone) and not context:
                stands = True
            else:
                stands = self._stands_before(scene, i, by_verb=context)
            found = None
            if stands:
                found = (
                    self._grounds.base(scene, i, avoid, near=True)
                    if zone
                    else self._grounds.phrase(scene, i + 1, avoid)
                )
            if found:
                if key in words["origin_from"] and self._grounds.is_span(scene, found[1], avoid):
                    continue
                return (i, found[1]) if directed else found
        return None

    def _is_centre(self, scene: Scene, i: int, reach: frozenset[int], of: Draft | None) -> bool:
        """ "A radius of 450 km from the station": the claim's own figure, not how far apart two places are."""
        if i - 1 in reach:
            return True
        return of is not None and of.figure == i - 1 and not of.target and of.kind == "sees"

    def _based(
        self, scene: Scene, avoid: list[tuple[int, int]], begin: int, end: int, of: Draft | None, *,
        lasting: bool = False,
    ) -> tuple[int, int] | None:  # fmt: skip
        """ "deploy them somewhere to the east of Minsk": a verb of basing, then a place within a few words."""
        words = self.language.words
        near = begin if of is None else of.first if of.subject.item is None else of.subject.item
        verbs = [v for v in range(begin, end) if self._is_basing(scene, v)]
        for v in sorted(verbs, key=lambda v: abs(v - near)):
            if lasting and scene.key(v) in words["launching"]:
                continue
            if of is not None and self._is_anothers(scene, v, of):
                continue
            if "verb-last" in self.language.traits and (found := self._before_basing(scene, v, begin, avoid)):
                return found
            for i in range(v + 1, min(v + _BASED_WITHIN, len(scene.items) - 1)):
                if scene.key(i) in words["basing_break"] or any(a <= i < b for a, b in avoid):
                    break
                if scene.items[i - 1].mark == "L" and scene.key(i) in words["origin_from"]:
                    continue
                directed = scene.key(i) in words["direction"] and scene.key(i + 1) in words["np_of"]
                if directed and (found := self._grounds.phrase(scene, i + 2, avoid)):
                    return i, found[1]
                if scene.key(i) in words["direction_prep"] and (found := self._grounds.phrase(scene, i + 1, avoid)):
                    return i, found[1]
                above = i == v + 1 and scene.key(v) in words["moving_base"] and scene.key(i) in words["overhead"]
                if (above or scene.key(i) in words["basing_opener"]) and (
                    found := self._grounds.base(scene, i, avoid, near=i == v + 1)
                ):
                    return found
        return None

    def _enclosed(self, scene: Scene, avoid: list[tuple[int, int]], begin: int, end: int) -> tuple[int, int] | None:
        """ "Von Königsberg aus": a place between two words that only together say from where."""
        words = self.language.words
        opened = [i for i in range(begin, end - 2) if scene.key(i) in words["origin_open"]]
        places = (self._grounds.phrase(scene, i + 1, avoid) for i in opened)
        return next((p for p in places if p is not None and scene.key(p[1]) in words["origin_close"]), None)

    def _before_basing(
        self, scene: Scene, verb: int, begin: int, avoid: list[tuple[int, int]]
    ) -> tuple[int, int] | None:
        """ "Die in Kaliningrad stationierten Raketen": the place before the participle."""
        for i in range(verb - 2, max(begin, verb - _FARTHEST_BEFORE) - 1, -1):
            if scene.key(i) in self.language.words["basing_opener"]:
                found = self._grounds.phrase(scene, i + 1, [*avoid, (verb, verb + 1)])
                return found if found is not None and found[1] == verb else None
        return None

    def _is_basing(self, scene: Scene, verb: int) -> bool:
        """A verb of basing, "set up"; not "took place", nor "aircraft operating over"."""
        words = self.language.words
        if scene.key(verb) in words["up_word"] and verb:
            return scene.key(verb - 1) in words["set_up"]
        return scene.key(verb) in words["basing"] and not self._is_no_basing(scene, verb)

    def _is_no_basing(self, scene: Scene, verb: int) -> bool:
        words = self.language.words
        if scene.key(verb - 1) in words["took"] or scene.key(verb + 1) in words["place_taken"]:
            return True
        at = verb - 2 if scene.key(verb - 1) == "," else verb - 1  # "the AWACS, flying over Romania, can"
        before = scene.items[at].what if at >= 0 else None
        own = isinstance(before, Mention) or scene.key(verb - 1) in words["on_the_move"]
        return scene.key(verb) in words["moving_base"] and not own

    def _is_anothers(self, scene: Scene, verb: int, draft: Draft) -> bool:
        """ "Its predecessors, which are deployed outside Russia": said after the claim, of another system."""
        words, k = self.language.words, verb - 1
        if scene.key(verb) not in words["basing"]:
            return False
        while k > draft.last and (
            scene.key(k) in words["relative"] or scene.key(k) in words["be"] or scene.key(k) in words["adverb"]
        ):
            k -= 1
        k -= scene.key(k) == ","
        return k >= draft.last and k != draft.subject.item and scene.items[k].mark == "S"

    def _stands_before(self, scene: Scene, i: int, *, by_verb: bool) -> bool:
        """A verb of basing within four items before the preposition, or a system right before it."""
        words = self.language.words
        before = [scene.key(k) for k in range(max(0, i - 5), i)]
        if any(k in words["basing"] for k in before):
            return True
        if by_verb:
            return False
        if i and scene.key(i - 1) in words["base_noun"]:
            i -= 1
        mention = scene.items[i - 1].what if i else None
        return isinstance(mention, Mention) and self._may_stand(scene, i, mention) and not self._tested(scene, i)

    def _may_stand(self, scene: Scene, i: int, mention: Mention) -> bool:
        """Any system; a ship or a plane ("warships off Kaliningrad") where what it can do follows."""
        if mention.system_class != PLATFORM:
            return True
        return any(scene.key(k) in self.language.words["can"] for k in range(i + 2, min(i + 6, len(scene.items))))

    def _is_no_origin(self, scene: Scene, i: int) -> bool:
        """Where a threat, a ware or a speaker comes from, or how far away a place is: no place of standing."""
        words = self.language.words
        told = scene.key(i - 1) in self._titles
        apart = scene.key(i - 1) in words["away"] and i > 2 and scene.items[i - 2].mark == "L"
        lies = apart and any(scene.key(k) in words["be"] for k in range(max(0, i - 6), i - 2))
        return told or lies or self._from_threat(scene, i) or self._is_acquired(scene, i)

    def _is_acquired(self, scene: Scene, i: int) -> bool:
        """ "Bought from China", "deterrence against threats from": where something came from, not where it stands."""
        for k in range(i - 1, max(-1, i - 24), -1):
            if scene.key(k) in self.language.words["acquired"]:
                return True
            if scene.key(k) in self.language.words["tried_out"]:
                return i - k <= _TESTED_WITHIN
            if not scene.key(k)[0].isalnum() and scene.key(k) != "-":
                return False
        return False

    def _from_threat(self, scene: Scene, i: int) -> bool:
        """ "against ballistic missiles from Iran": where the threat comes from, not the system."""
        before = [scene.key(k) for k in range(max(0, i - 6), i)]
        threat = scene.items[i - 2].what if i >= 2 and scene.key(i - 1) in self.language.words["carried_past"] else None
        if isinstance(threat, Mention) and threat.system_id is None and threat.plural and not threat.definite:
            return True  # "early warning of missiles launched from Iran"
        return (
            bool(i)
            and scene.items[i - 1].mark == "S"
            and any(k in self.language.words["threat_before_from"] for k in before)
        )

    def _tested(self, scene: Scene, i: int) -> bool:
        return any(scene.key(k) in self.language.words["test_event"] for k in range(i))
