"""Origins: where the system of a claim stands or fires from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from howfar.claims.flags import is_in_place_before, segment
from howfar.claims.mention import PLATFORM, Mention, is_platform

if TYPE_CHECKING:
    from howfar.claims.background import Background
    from howfar.claims.drafts import Draft
    from howfar.claims.language import Language
    from howfar.claims.scene import Scene
    from howfar.claims.slots import PlaceReader


_FARTHEST_BEFORE = 7  # items between a preposition and a participle after its place


class OriginReader:
    """Reads origins out of scenes. Built once; holds no state of a text."""

    def __init__(self, places: PlaceReader, language: Language) -> None:
        self._places, self.language = places, language
        words = language.words
        acts = ("protect_verb", "plural_verb", "hit_verb", "reach_verb", "put", "have")
        self._acts = frozenset[str]().union(*(words[name] for name in acts))
        self._ends = (
            words["far_break"] | words["origin_stop"] | self._acts | words["be"] | words["reaches_verb"] | words["have"]
        )

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
        for other in around.context:
            if found := self._in_sentence(other, [], context=True):
                return other.words(*found)
        return None

    def _origin_of_reach(self, scene: Scene, draft: Draft, avoid: list[tuple[int, int]]) -> str | None:
        """ "Bringing Tel Aviv within reach of the Gaza Strip": from where it is within reach."""
        for at in (a.hit.last for a in draft.anchors if "origin-after" in a.hit.rule.options):
            if scene.key(at) in self.language.words["np_of"] and (found := self._phrase(scene, at + 1, avoid)):
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
        return name if place is not None and place.kind != "country" else None

    def _in_sentence(
        self, scene: Scene, avoid: list[tuple[int, int]], *, context: bool = False, reach: frozenset[int] = frozenset(),
        part: tuple[int, int] | None = None, of: Draft | None = None,
    ) -> tuple[int, int] | None:  # fmt: skip
        """Items of the place where the system stands or fires from, outside the spans in `avoid`; None where not
        said.
        """
        words = self.language.words
        begin, end = part or (0, len(scene.items))
        if found := self._based(scene, avoid, begin, end, of):
            return found
        for i in range(begin, min(end, len(scene.items) - 1)):
            key = scene.key(i)
            directed = key in words["direction_prep"]
            if key not in words["origin_from"] and key not in words["place_opener"] and not directed:
                continue
            if any(a <= i < b for a, b in avoid) or (i and scene.items[i - 1].mark in {"T", "V"}):
                continue
            if i and scene.items[i - 1].mark == "L" and i - 1 not in reach:
                continue
            if of is not None and any(self._is_anothers(scene, v, of) for v in range(max(begin, i - 5), i)):
                continue
            if key in words["origin_from"] and (self._from_threat(scene, i) or self._is_acquired(scene, i)):
                continue
            if key in words["origin_from"] and not context:
                stands = True
            else:
                stands = self._stands_before(scene, i, by_verb=context)
            if stands and (found := self._phrase(scene, i + 1, avoid)):
                if key in words["origin_from"] and self._is_span(scene, found[1], avoid):
                    continue
                return (i, found[1]) if directed else found
        return None

    def _based(
        self, scene: Scene, avoid: list[tuple[int, int]], begin: int, end: int, of: Draft | None
    ) -> tuple[int, int] | None:
        """ "deploy them somewhere to the east of Minsk": a verb of basing, then a place within a few words."""
        words = self.language.words
        for v in range(begin, end):
            if scene.key(v) not in words["basing"] or (of is not None and self._is_anothers(scene, v, of)):
                continue
            if "verb-last" in self.language.traits and (found := self._before_basing(scene, v, begin, avoid)):
                return found
            for i in range(v + 1, min(v + 9, len(scene.items) - 1)):
                if scene.key(i) in words["basing_break"] or any(a <= i < b for a, b in avoid):
                    break
                directed = scene.key(i) in words["direction"] and scene.key(i + 1) in words["np_of"]
                if directed and (found := self._phrase(scene, i + 2, avoid)):
                    return i, found[1]
                if scene.key(i) in words["direction_prep"] and (found := self._phrase(scene, i + 1, avoid)):
                    return i, found[1]
                named = (
                    scene.key(i + 1) in words["determiner"] or scene.tokens[scene.items[i + 1].first].text[0].isupper()
                )
                if scene.key(i) in words["basing_opener"] and named and (found := self._phrase(scene, i + 1, avoid)):
                    return found
        return None

    def _before_basing(
        self, scene: Scene, verb: int, begin: int, avoid: list[tuple[int, int]]
    ) -> tuple[int, int] | None:
        """ "Die in Kaliningrad stationierten Raketen": the place before the participle."""
        for i in range(verb - 2, max(begin, verb - _FARTHEST_BEFORE) - 1, -1):
            if scene.key(i) in self.language.words["basing_opener"]:
                found = self._phrase(scene, i + 1, [*avoid, (verb, verb + 1)])
                return found if found is not None and found[1] == verb else None
        return None

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
        return isinstance(mention, Mention) and mention.system_class != PLATFORM and not self._tested(scene, i)

    def _is_acquired(self, scene: Scene, i: int) -> bool:
        """ "Bought from China", "deterrence against threats from": where something came from, not where it stands."""
        for k in range(i - 1, max(-1, i - 16), -1):
            if scene.key(k) in self.language.words["acquired"]:
                return True
            if not scene.key(k)[0].isalnum() and scene.key(k) != "-":
                return False
        return False

    def _is_span(self, scene: Scene, end: int, avoid: list[tuple[int, int]]) -> bool:
        """ "An arc from Geraldton to Cairns": two ends of what is seen."""
        words = self.language.words
        if scene.key(end) not in words["up_to_place"] or any(a <= end + 1 < b for a, b in avoid):
            return False
        stop = self._places.phrases.segment_end(scene, end + 1, len(scene.items))
        return self._places.phrases.target_in(scene, end + 1, stop, people=False) is not None

    def _is_nowhere(self, scene: Scene, first: int, last: int) -> bool:
        """ "In the world", "the Fars news agency": no place to stand."""
        words, head = self.language.words, scene.key(last - 1)
        bare = last - first == 2 and scene.key(first) in words["determiner"]
        return head in words["press"] or (bare and head in words["everywhere"])

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

    def _phrase(self, scene: Scene, first: int, avoid: list[tuple[int, int]]) -> tuple[int, int] | None:
        """Items of a place of standing that starts at item `first`; None where no place does."""
        words = self.language.words
        end = next((a for a, _ in sorted(avoid) if a >= first), len(scene.items))
        if end <= first:
            return None
        stop = self._places.phrases.segment_end(scene, first, end)
        for k in range(first, stop):
            if scene.key(k) in self._ends:
                stop = k
                break
        if any(
            scene.items[k].mark == "S"
            and not is_platform(scene.items[k].what)
            and not (k == stop > first and self._opens_anew(scene, k))
            for k in range(first, min(stop + ("small-adjectives" not in self.language.traits), len(scene.items)))
        ):
            return None  # "from Iran's missiles"; where adjectives tell owners, a system may follow the place
        target = self._places.phrases.target_in(scene, first, stop, people=False)
        if target is None or scene.key(target.first) in words["dated"]:
            return None
        if self._is_nowhere(scene, target.first, target.last):
            return None
        if target.place is None and not any(
            scene.key(k) in words["place_noun"] or scene.key(k) in words["origin_noun"]
            for k in range(target.first, target.last)
        ):
            return None
        return target.first, target.last

    def _opens_anew(self, scene: Scene, at: int) -> bool:
        """ "From Minsk the S-400 ...": an article begins a phrase of its own."""
        return scene.tokens[scene.items[at].first].text.casefold() in self.language.words["determiner"]
