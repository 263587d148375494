"""Targets and origins: which words after (or before) a reach verb are the place, and whether it is a whole region."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from howfar.claims.language import by_first_word
from howfar.claims.names import PLATFORM, Mention

if TYPE_CHECKING:
    from howfar.claims.language import Language
    from howfar.claims.lexicon import Lexicon, PlaceName
    from howfar.claims.scene import Scene

_INNER: Final = frozenset({"-", "–", "'s", "’s", "'", "’", "/", "%"})
_QUOTES: Final = frozenset('"“”«»‘’')
_LONGEST: Final = 22
_REGIONS: Final = frozenset({"country", "region", "sea", "continent", "planet"})


@dataclass(frozen=True, slots=True)
class Target:
    """Items [first, last) that name a place. certain: a known place, demonym or place noun, not just a capital."""

    first: int
    last: int
    is_region: bool
    is_whole: bool
    has_part_word: bool
    certain: bool
    place: PlaceName | None = None
    denied: bool = False  # "Prague but not Vienna": the second


class PlaceReader:
    """Reads places out of scenes. Built once; holds no state of a text."""

    def __init__(self, lexicon: Lexicon, language: Language) -> None:
        self.lexicon, self.language = lexicon, language
        words = language.words
        self._leads = by_first_word(words["lead_phrase"])
        self._links = by_first_word(words["place_link"] | words["place_but"])
        acts = ("protect_verb", "plural_verb", "hit_verb", "reach_verb", "put", "have")
        self._acts = frozenset[str]().union(*(words[name] for name in acts))
        self._stops = (
            words["np_stop"]
            | words["sees_verb"]
            | words["engages_verb"]
            | words["hits_verb"]
            | words["protects_verb"]
            | words["say_stop"]
            | words["say"]
        )
        self._ends = (
            words["far_break"] | words["origin_stop"] | self._acts | words["be"] | words["reaches_verb"] | words["have"]
        )

    def targets(self, scene: Scene, first: int, *, limit: int | None = None, people: bool = False) -> list[Target]:
        """Coordinated places that start at item `first` ("Guam, Okinawa and all of Japan"); empty where none does."""
        out: list[Target] = []
        words, joined = self.language.words, ""
        while first < len(scene.items) and scene.key(first) in _QUOTES:
            first += 1
        while first < len(scene.items) and scene.key(first) in words["roughly"]:
            first += 1
        at = first
        end = len(scene.items) if limit is None else limit
        while at < end and at - first < _LONGEST * 3:
            stop = self._segment_end(scene, at, end)
            target = self._target(scene, at, stop, people=people and not out)
            if (
                target is None
                or (out and not target.certain)
                or (out and self._begins_clause(scene, stop, joined, end))
                or (joined == "," and self._is_apposition(scene, target))
            ):
                break
            if joined in words["place_but"]:
                target = replace(target, denied=True)
            out.append(target)
            if target.last < stop:
                break
            stop = target.last
            at, joined = self._conjunction(scene, stop, end)
            if not joined:
                break
        if len(out) > 1:
            out[0] = self._unwrapped(scene, out[0])
        return [t for t in out if scene.key(t.first) not in words["dated"]]

    def _is_apposition(self, scene: Scene, target: Target) -> bool:
        """ "Guam, the home of the bombers": what the place before is, no further place."""
        words, k = self.language.words, target.first
        if scene.key(k) not in words["determiner"] or target.is_whole or target.has_part_word:
            return False
        if scene.key(k) in words["indefinite"]:
            return scene.key(target.last) not in words["np_and"]
        small = scene.tokens[scene.items[k + 1].first].text[0].islower() if k + 1 < target.last else False
        return small and scene.key(target.last) not in words["np_and"]

    def fragment(self, scene: Scene) -> int | None:
        """Where the places start in a sentence that is nothing but an opener and places; None for any other."""
        words, first, last = self.language.words, 0, len(scene.items)
        while first < last and (scene.key(first) in words["fragment_opener"] or scene.key(first) in _QUOTES):
            first += 1
        while last > first and not scene.key(last - 1)[0].isalnum():
            last -= 1
        if not first or first == last or last - first > _LONGEST:
            return None
        targets = self.targets(scene, first, limit=last)
        return first if targets and targets[-1].last == last and all(t.certain for t in targets) else None

    def left_start(self, scene: Scene, end: int) -> int:
        """Where the coordinated places that end before item `end` begin ("Tokyo, Osaka and Seoul | are within
        range").
        """
        words, at = self.language.words, end
        start = end
        while at > 0 and end - at < _LONGEST:
            key, item = scene.key(at - 1), scene.items[at - 1]
            if (
                key in words["np_stop"]
                or key in words["say"]
                or key in words["put"]
                or item.mark in {"L", "T", "V", "A"}
            ):
                break
            if key in {"(", ")", ";", ":", "“", "”", '"', "—", "*", "|"} or (
                item.mark == "S" and not _is_platform(item.what)
            ):
                break
            if key == "," and start < end and not self._placelike(scene, at, end):
                break
            at -= 1
            if key != ",":
                start = at
            elif not self._placelike_left(scene, at):
                break
        return start

    def _placelike(self, scene: Scene, first: int, last: int) -> bool:
        return any(self._names_place(scene, i, last) for i in range(first, last))

    def _placelike_left(self, scene: Scene, at: int) -> bool:
        """Whether the word just before item `at` ends a place name."""
        return any(self._place_at(scene, k, at) is not None for k in range(max(0, at - 3), at))

    def origin(
        self, scene: Scene, avoid: list[tuple[int, int]], *, context: bool = False, reach: frozenset[int] = frozenset(),
        part: tuple[int, int] | None = None,
    ) -> tuple[int, int] | None:  # fmt: skip
        """Items of the place where the system stands or fires from, outside the spans in `avoid`; None where not
        said.
        """
        words = self.language.words
        begin, end = part or (0, len(scene.items))
        if found := self._based(scene, avoid, begin, end):
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
            if key in words["origin_from"] and self._from_threat(scene, i):
                continue
            if key in words["origin_from"] and not context:
                stands = True
            else:
                stands = self._stands_before(scene, i, by_verb=context)
            if stands and (found := self.origin_phrase(scene, i + 1, avoid)):
                return (i, found[1]) if directed else found
        return None

    def _based(self, scene: Scene, avoid: list[tuple[int, int]], begin: int, end: int) -> tuple[int, int] | None:
        """ "deploy them somewhere to the east of Minsk": a verb of basing, then a place within a few words."""
        words = self.language.words
        for v in range(begin, end):
            if scene.key(v) not in words["basing"]:
                continue
            for i in range(v + 1, min(v + 9, len(scene.items) - 1)):
                if scene.key(i) in words["basing_break"] or any(a <= i < b for a, b in avoid):
                    break
                directed = scene.key(i) in words["direction"] and scene.key(i + 1) in words["np_of"]
                if directed and (found := self.origin_phrase(scene, i + 2, avoid)):
                    return i, found[1]
                if scene.key(i) in words["direction_prep"] and (found := self.origin_phrase(scene, i + 1, avoid)):
                    return i, found[1]
                named = (
                    scene.key(i + 1) in words["determiner"] or scene.tokens[scene.items[i + 1].first].text[0].isupper()
                )
                if (
                    scene.key(i) in words["basing_opener"]
                    and named
                    and (found := self.origin_phrase(scene, i + 1, avoid))
                ):
                    return found
        return None

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

    def _from_threat(self, scene: Scene, i: int) -> bool:
        """ "against ballistic missiles from Iran": where the threat comes from, not the system."""
        before = [scene.key(k) for k in range(max(0, i - 6), i)]
        return (
            bool(i)
            and scene.items[i - 1].mark == "S"
            and any(k in self.language.words["threat_before_from"] for k in before)
        )

    def _tested(self, scene: Scene, i: int) -> bool:
        return any(scene.key(k) in self.language.words["test_event"] for k in range(i))

    def origin_phrase(self, scene: Scene, first: int, avoid: list[tuple[int, int]]) -> tuple[int, int] | None:
        """Items of a place of standing that starts at item `first`; None where no place does."""
        words = self.language.words
        end = next((a for a, _ in sorted(avoid) if a >= first), len(scene.items))
        stop = self._segment_end(scene, first, end)
        for k in range(first, stop):
            if scene.key(k) in self._ends:
                stop = k
                break
        if any(
            scene.items[k].mark == "S"
            and not _is_platform(scene.items[k].what)
            and not (k == stop > first and self._opens_anew(scene, k))
            for k in range(first, min(stop + ("small-adjectives" not in self.language.traits), len(scene.items)))
        ):
            return None  # "from Iran's missiles"; where adjectives tell owners, a system may follow the place
        target = self._target(scene, first, stop, people=False)
        if target is None or scene.key(target.first) in words["dated"]:
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

    def _segment_end(self, scene: Scene, at: int, end: int) -> int:
        words = self.language.words
        stop = at
        while stop < end and stop - at < _LONGEST:
            key, item = scene.key(stop), scene.items[stop]
            if item.mark in {"L", "T", "V", "A"} or (item.mark == "S" and not _is_platform(item.what)):
                break
            if key in words["np_and"] and self._one_name(scene, at, stop):
                stop += 1
                continue
            if (
                key in words["np_and"]
                or key in words["np_as"]
                or (key in self._stops and not self._in_share(scene, stop))
            ):
                break
            if (not key[0].isalnum() and key not in _INNER) or (stop > at and self.language.key.closes(key)):
                break
            if stop > at and key in words["determiner"] and self._capital(scene, stop - 1, stop):
                break  # "from Kaliningrad | the Russians"
            stop += 1
        return stop

    def _one_name(self, scene: Scene, first: int, at: int) -> bool:
        """Whether "and" at item `at` stands inside a name that the gazetteer holds ("Andaman and Nicobar Islands")."""
        while first < at and not scene.tokens[scene.items[first].first].text[0].isupper():
            first += 1
        last = at + 1
        while last < min(at + 4, len(scene.items)) and scene.tokens[scene.items[last].first].text[0].isupper():
            last += 1
        if first == at or last == at + 1 or any(scene.items[k].mark in {"S", "L"} for k in range(first, last)):
            return False
        return any(self.lexicon.place(scene.words(first, end)) is not None for end in range(last, at + 1, -1))

    def _in_share(self, scene: Scene, at: int) -> bool:
        """Whether the word at `at` joins two numbers ("one half to two-thirds of")."""
        numbers, key = self.language.numbers["value"], scene.key(at)
        following, before = scene.key(at + 1).split("-")[0], scene.key(at - 1).split("-")[0]
        return key in self.language.words["span_join"] and following in numbers and before in numbers

    def _conjunction(self, scene: Scene, at: int, end: int) -> tuple[int, str]:
        """The item after "and", "," or "as well as" at `at`, with the joining word; "" where nothing joins."""
        words = self.language.words
        key, joined = scene.key(at) if at < end else "", ""
        if key == ",":
            at, joined = at + 1, ","
            key = scene.key(at) if at < end else ""
        if key in words["np_and"]:
            at, joined = at + 1, key
        for parts in self._links.get(scene.key(at), ()):
            if [scene.key(at + n) for n in range(len(parts))] == parts:
                return at + len(parts), " ".join(parts)
        if joined and joined != "," and scene.key(at) == ",":
            aside = next((k for k in range(at + 2, min(at + 6, end)) if scene.key(k) == ","), None)
            at = aside + 1 if aside else at  # "and, at a stretch, Darwin"
        while joined and at < end and scene.key(at) in words["adverb"] and scene.key(at) not in words["whole"]:
            at += 1
        if (
            joined
            and scene.key(at) in words["up_to_place"]
            and self._target(scene, at + 1, self._segment_end(scene, at + 1, end), people=False)
        ):
            at += 1
        return at, joined

    def _begins_clause(self, scene: Scene, stop: int, joined: str, end: int) -> bool:
        """Whether the words up to `stop` are the subject of a new clause rather than one more place."""
        words = self.language.words
        if not joined or stop >= len(scene.items):
            return False
        key = scene.key(stop)
        return stop < end and (
            key in words["say"] or key in words["be"] or key in words["can"] or key in words["have_verb"]
        )

    def _target(self, scene: Scene, first: int, stop: int, *, people: bool) -> Target | None:
        """The place phrase within items [first, stop), without "targets in" before it and time phrases after it."""
        words = self.language.words
        first, spread = self._skip_lead(scene, first, stop)
        stop = max(stop, self._segment_end(scene, first, len(scene.items))) if first >= stop else stop
        if first >= stop or scene.key(first) in words["not_target"] or scene.key(first) in words["np_of"]:
            return None
        last = self._trimmed(scene, first, stop)
        place, certain, region = self._meaning(scene, first, last)
        keys = [scene.key(k) for k in range(first, last)]
        if not certain and people and any(k in words["person_target"] for k in keys):
            certain = True
        if place is None and scene.key(first) in words["pointing"] | words["indefinite"]:
            return None
        if place is None and not certain and not self._capital(scene, first, last):
            return None
        if all(k in words["determiner"] or k in words["no_name"] for k in keys):
            return None
        part = any(k in words["part"] for k in keys[:3]) and not (keys and keys[0] in words["any_word"])
        if not certain and place is None and keys[0] in words["determiner"] and keys[1:2] and keys[1] in words["whole"]:
            certain = region = True  # "the entire Aegean"
        whole = (spread or any(k in words["whole"] for k in keys[:4])) and not part and region
        return Target(first, last, region, whole, part, certain or place is not None, place)

    def _skip_lead(self, scene: Scene, first: int, stop: int) -> tuple[int, bool]:
        """Past "targets deep inside"; True when the words skipped say "across" or "throughout"."""
        words = self.language.words
        k = first
        for parts in self._leads.get(scene.key(k), ()):
            if [scene.key(k + n) for n in range(len(parts))] == parts:
                return k + len(parts), False
        while k < stop and scene.word(k) in words["np_lead"]:
            if scene.key(k) in words["whole"] and scene.key(k + 1) in words["np_link"]:
                return first if k == first else k, False
            k += 1
        while first < k < stop and scene.key(k) in words["np_lead_participle"]:
            k += 1  # "bombers forming up over"
        spread = False
        moved = k
        while moved < stop and scene.key(moved) in words["np_lead_link"]:
            if scene.key(moved) in words["whole"] and scene.key(moved + 1) in words["np_link"]:
                return moved, False
            spread = spread or scene.key(moved) in words["spread"]
            moved += 1
            while moved < stop and scene.key(moved) in words["np_lead"] and scene.key(moved) in words["deep"]:
                moved += 1
        return (moved, spread) if moved > k else (first, False)

    def _trimmed(self, scene: Scene, first: int, stop: int) -> int:
        """Drops prepositional ends that name no place ("in a matter of minutes") and dangling adverbs."""
        words = self.language.words
        cuts = [k for k in range(first + 1, stop) if scene.key(k) in words["np_link"]]
        last = stop
        for n, cut in enumerate(cuts):
            piece_end = cuts[n + 1] if n + 1 < len(cuts) else stop
            if scene.key(cut) in words["np_of"] or scene.key(cut) in words["deep"]:
                continue
            if not self._placelike(scene, cut + 1, piece_end):
                last = cut
                break
        while last > first + 1 and (
            scene.key(last - 1) in words["adverb"]
            or scene.key(last - 1) in words["np_link"]
            or scene.key(last - 1) in words["np_tail"]
        ):
            last -= 1
        return last

    def _meaning(self, scene: Scene, first: int, last: int) -> tuple[PlaceName | None, bool, bool]:
        """The known place, whether something says surely that it is a place, and whether that is a region."""
        words = self.language.words
        found: PlaceName | None = None
        for k in range(first, last):
            if place := self._place_at(scene, k, last):
                found = place
                break
        keys = [scene.key(k) for k in range(first, last)]
        noun = any(k in words["place_noun"] for k in keys)
        adjective = any(self._demonym(scene, k) for k in range(first, last))
        city_like = any(k in words["site_noun"] for k in keys)
        region = (
            found is None or found.kind in _REGIONS or any(k in words["region_noun"] for k in keys)
        ) and not city_like
        if found is None and not noun:
            region = False
        return found, noun or (adjective and found is None and noun) or found is not None, region

    def _demonym(self, scene: Scene, k: int) -> bool:
        item = scene.items[k]
        token = scene.tokens[item.first]
        capital = token.text[0].isupper() or "small-adjectives" in self.language.traits
        return capital and token.kind == "word" and self.lexicon.demonym(token.text) is not None

    def _place_at(self, scene: Scene, k: int, last: int) -> PlaceName | None:
        first = scene.tokens[scene.items[k].first]
        if not first.text[0].isupper() or scene.items[k].mark == "S":
            return None
        for width in range(min(4, last - k), 0, -1):
            if any(scene.items[n].mark in {"S", "L"} for n in range(k, k + width)):
                continue
            name = scene.words(k, k + width)
            if place := self.lexicon.place(name):
                if width == 1 and scene.key(k) in self.language.words["not_a_place"]:
                    continue
                return place
        return None

    def _names_place(self, scene: Scene, k: int, last: int) -> bool:
        return scene.key(k) in self.language.words["place_noun"] or self._place_at(scene, k, last) is not None

    def _capital(self, scene: Scene, first: int, last: int) -> bool:
        """A capitalised name that the gazetteer does not hold."""
        words = self.language.words
        for k in range(first, last):
            item = scene.items[k]
            token = scene.tokens[item.first]
            if (
                item.mark != "S"
                and token.kind == "word"
                and token.text[0].isupper()
                and token.key not in words["sentence_opener"]
            ):
                return token.key not in words["dated"]
        return False

    def _unwrapped(self, scene: Scene, target: Target) -> Target:
        """ "the US states of Alaska" in "the US states of Alaska and Hawaii" is Alaska."""
        words = self.language.words
        for k in range(target.first, target.last - 1):
            if scene.key(k) in words["place_plural"] and scene.key(k + 1) in words["np_of"] and not target.is_whole:
                return Target(
                    k + 2,
                    target.last,
                    target.is_region,
                    target.is_whole,
                    target.has_part_word,
                    target.certain,
                    target.place,
                )
        return target


def _is_platform(what: object) -> bool:
    return isinstance(what, Mention) and what.system_class == PLATFORM
