"""Targets: which words after (or before) a reach verb are the place, and whether it is a whole region."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from howfar.claims.language import by_first_word
from howfar.claims.mention import is_platform
from howfar.claims.placenames import PlaceNames

if TYPE_CHECKING:
    from howfar.claims.language import Language
    from howfar.claims.lexicon import Lexicon, PlaceName
    from howfar.claims.scene import Scene

_INNER: Final = frozenset({"-", "–", "'s", "’s", "'", "’", "/", "%"})
_DASHES: Final = frozenset({"–", "—", "-", "("})
_QUOTES: Final = frozenset('"“”«»‘’')
_LONGEST: Final = 22
_LONGEST_NAME: Final = 3


class Target(NamedTuple):
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
    """Reads targets out of scenes. Built once; holds no state of a text."""

    def __init__(self, lexicon: Lexicon, language: Language) -> None:
        self.lexicon, self.language = lexicon, language
        self.names = PlaceNames(lexicon, language)
        words = language.words
        self._leads = by_first_word(words["lead_phrase"])
        self._links = by_first_word(words["place_link"] | words["place_but"])
        self._verbs = words["hit_verb"] | words["reach_verb"] | words["hitting_verb"]
        self._stops = (
            words["np_stop"]
            | words["sees_verb"]
            | words["engages_verb"]
            | words["hits_verb"]
            | words["protects_verb"]
            | words["say_stop"]
            | words["say"]
        )

    def targets(self, scene: Scene, first: int, *, limit: int | None = None, people: bool = False) -> list[Target]:
        """Coordinated places that start at item `first` ("Guam, Okinawa and all of Japan"); empty where none does."""
        out: list[Target] = []
        words, joined = self.language.words, ""
        first, not_only = self._opening(scene, first)
        at = first
        unsure: list[Target] = []  # names that the gazetteer does not hold: places where one that it holds follows
        end = len(scene.items) if limit is None else limit
        while at < end and at - first < _LONGEST * 3:
            at = self._past_bracket(scene, at, end)
            if out and scene.key(at) in self._verbs:
                break  # "fly over Seoul and reach"
            stop = self.segment_end(scene, at, end)
            target = self.target_in(scene, at, stop, people=people and not out)
            if target is not None and out and not target.certain and self._may_be_place(scene, target, stop):
                unsure.append(target)
                at, joined = self._conjunction(scene, target.last, end, not_only=not_only)
                if not joined:
                    break
                continue
            if (
                target is None
                or (out and not target.certain)
                or (out and self._begins_clause(scene, stop, joined, end))
                or (joined == "," and self._is_apposition(scene, target))
            ):
                break
            capital = joined == "," and out and scene.key(out[-1].last - 1) in words["capital_noun"]
            named = (
                target.place is not None and target.place.kind == "city" and target.last - target.first <= _LONGEST_NAME
            )
            if (capital and named) or (joined == "," and scene.key(target.first) in words["place_suffix"]):
                out[-1] = out[-1]._replace(last=target.last)  # "Washington, D.C.", "China's capital, Beijing"
                at, joined = self._conjunction(scene, target.last, end)
                if not joined:
                    break
                continue
            if joined in words["place_but"]:
                target = target._replace(denied=True)
            out.extend(unsure)
            unsure.clear()
            out.append(target)
            if target.last < stop and not self._goes_on(scene, target.last, stop):
                break
            stop = stop if target.last < stop else target.last
            at, joined = self._conjunction(scene, stop, end, not_only=not_only)
            if not joined:
                break
            at += scene.key(at) == scene.key(first - 1) and scene.key(at) in words["np_link"]  # "over A and over B"
        if len(out) > 1 and self._is_said_twice(scene, out[0], out[1]):
            out[:2] = [out[1]._replace(first=out[0].first)]  # "every corner and every spot in Israel"
        elif len(out) > 1:
            out[0] = self._unwrapped(scene, out[0])
        return [t for t in out if scene.key(t.first) not in words["dated"] | words["state_short"]]

    def _opening(self, scene: Scene, first: int) -> tuple[int, bool]:
        """Past quotation marks, "about" and "not only"; whether it was "not only"."""
        words = self.language.words
        while first < len(scene.items) and scene.key(first) in _QUOTES:
            first += 1
        while first < len(scene.items) and scene.key(first) in words["roughly"]:
            first += 1
        not_only = f"{scene.key(first)} {scene.key(first + 1)}" in words["not_only"]
        return first + 2 * not_only, not_only

    @staticmethod
    def _past_bracket(scene: Scene, at: int, end: int) -> int:
        """ "Reaching [the Saudi capital] Riyadh": past what an editor put before the name."""
        if scene.key(at) != "[":
            return at
        return next((k + 1 for k in range(at + 1, min(at + 8, end - 1)) if scene.key(k) == "]"), at)

    def _may_be_place(self, scene: Scene, target: Target, stop: int) -> bool:
        """A short name of nothing but capitals, all of the words up to `stop`."""
        tokens = [scene.tokens[scene.items[k].first] for k in range(target.first, target.last)]
        short = target.last == stop and len(tokens) <= _LONGEST_NAME
        return short and all(t.kind == "word" and t.text[0].isupper() for t in tokens)

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
                (key in words["np_stop"] and not self._names_two(scene, at - 1))
                or key in words["say"]
                or key in words["put"]
                or item.mark in {"L", "T", "V", "A"}
            ):
                break
            if key in {"(", ")", ";", ":", "“", "”", '"', "—", "*", "|"} or (
                item.mark == "S" and not is_platform(item.what)
            ):
                break
            if key == "," and start < end and not self.names.are_place(scene, at, end):
                break
            article = start == at < end and scene.key(at) in words["determiner"]
            if article and self.names.place_at(scene, at - 1, at) is not None:
                break  # "with the missiles in Kaliningrad | every base in Poland"
            at -= 1
            if key != ",":
                start = at
            elif not self.names.ends_place(scene, at):
                break
        while start < end and scene.key(start) in words["np_and"]:
            start += 1
        return start

    def segment_end(self, scene: Scene, at: int, end: int) -> int:
        words = self.language.words
        stop = at
        while stop < end and stop - at < _LONGEST:
            key, item = scene.key(stop), scene.items[stop]
            if item.mark in {"L", "T", "V", "A"} or (item.mark == "S" and not is_platform(item.what)):
                break
            if key in words["between_word"] and stop > at and (after := self._between(scene, stop, end)):
                stop = after
                continue
            shared = scene.key(stop - 1) in words["part"] and scene.key(stop + 1) in words["part"]
            if key in words["np_and"] and (shared or self.names.is_one_name(scene, at, stop)):
                stop += 1  # "Andaman and Nicobar Islands", "northern and central Israel"
                continue
            if (
                key in words["np_and"]
                or key in words["np_as"]
                or (key in self._stops and not self._in_share(scene, stop))
            ):
                break
            if (not key[0].isalnum() and key not in _INNER) or (stop > at and self.language.key.closes(key)):
                break
            if (
                stop > at
                and key in words["determiner"]
                and scene.key(stop - 1) not in words["adverb"]
                and self.names.is_capital(scene, stop - 1, stop)
            ):
                break  # "from Kaliningrad | the Russians"
            stop += 1
        return stop

    def _between(self, scene: Scene, at: int, end: int) -> int:
        """Where "(the border) between Iraq and Iran" ends, with "between" at item `at`; 0 where it names no two."""
        words = self.language.words
        if scene.key(at - 1) not in words["between_noun"]:
            return 0
        joint = next((k for k in range(at + 2, min(at + 5, end - 1)) if scene.key(k) in words["np_and"]), 0)
        if not joint or not self.names.are_place(scene, at + 1, joint):
            return 0
        last = joint + 1
        while last < min(joint + 4, end) and scene.tokens[scene.items[last].first].text[0].isupper():
            last += 1
        return last if last > joint + 1 else 0

    def _is_said_twice(self, scene: Scene, one: Target, other: Target) -> bool:
        """Two words for the whole of one place, the first without its own."""
        whole = scene.key(one.first) in self.language.words["whole"] and other.is_whole
        return whole and one.place is None and not one.is_region and one.last - one.first == 2

    def _names_two(self, scene: Scene, at: int) -> bool:
        """ "The strait between Taiwan and China": whether the word at `at` joins a border to its two sides."""
        words = self.language.words
        return scene.key(at) in words["between_word"] and scene.key(at - 1) in words["between_noun"]

    def _in_share(self, scene: Scene, at: int) -> bool:
        """Whether the word at `at` joins two numbers ("one half to two-thirds of")."""
        numbers, key = self.language.numbers["value"], scene.key(at)
        following, before = scene.key(at + 1).split("-")[0], scene.key(at - 1).split("-")[0]
        return key in self.language.words["span_join"] and following in numbers and before in numbers

    def _conjunction(self, scene: Scene, at: int, end: int, *, not_only: bool = False) -> tuple[int, str]:
        """The item after "and", "," or "as well as" at `at`, with the joining word; "" where nothing joins."""
        words = self.language.words
        if at < end and scene.key(at) in _DASHES and scene.key(at + 1) in self._links:
            at += 1  # "the sea — including the waters"
        key, joined = scene.key(at) if at < end else "", ""
        if key == ",":
            at, joined = at + 1, ","
            key = scene.key(at) if at < end else ""
        if key in words["np_and"] or (not_only and key in words["but"]):
            at, joined = at + 1, key
        for parts in self._links.get(scene.key(at), ()):
            if [scene.key(at + n) for n in range(len(parts))] == parts:
                return at + len(parts), " ".join(parts)
        if joined and joined != "," and scene.key(at) == ",":
            aside = next((k for k in range(at + 2, min(at + 6, end)) if scene.key(k) == ","), None)
            at = aside + 1 if aside else at  # "and, at a stretch, Darwin"
        while joined and at < end and scene.key(at) in words["adverb"] and scene.key(at) not in words["whole"]:
            at += 1
        if joined and scene.key(at) in words["again_at"] and self._is_same_again(scene, at + 1, end):
            at += 1
        if (
            joined
            and scene.key(at) in words["up_to_place"]
            and self.target_in(scene, at + 1, self.segment_end(scene, at + 1, end), people=False)
        ):
            at += 1
        return at, joined

    def _goes_on(self, scene: Scene, last: int, stop: int) -> bool:
        """ "Wuhan in the centre and Qingdao": words of place that are cut off, then one more place."""
        words = self.language.words
        return scene.key(last) in words["np_link"] and scene.key(stop) in words["np_and"]

    def _is_same_again(self, scene: Scene, at: int, end: int) -> bool:
        """ "Strike at Guam and at bases in Japan": a place at item `at` that ends the phrase, or goes on with "or"."""
        target = self.target_in(scene, at, self.segment_end(scene, at, end), people=False)
        ends = target is not None and (scene.key(target.last) or ".") in self.language.words["phrase_end"]
        return target is not None and target.certain and ends

    def _begins_clause(self, scene: Scene, stop: int, joined: str, end: int) -> bool:
        """Whether the words up to `stop` are the subject of a new clause rather than one more place."""
        words = self.language.words
        if not joined or stop >= len(scene.items):
            return False
        key = scene.key(stop)
        return stop < end and (
            key in words["say"] or key in words["be"] or key in words["can"] or key in words["have_verb"]
        )

    def target_in(self, scene: Scene, first: int, stop: int, *, people: bool) -> Target | None:
        """The place phrase within items [first, stop), without "targets in" before it and time phrases after it."""
        words = self.language.words
        opener = first
        first, spread = self._skip_lead(scene, first, stop)
        stop = max(stop, self.segment_end(scene, first, len(scene.items))) if first >= stop else stop
        if first >= stop or scene.key(first) in words["not_target"] or scene.key(first) in words["np_of"]:
            return None
        last = self._trimmed(scene, first, stop)
        place, certain, region = self.names.meaning(scene, first, last)
        one = people and last - first <= _LONGEST_NAME and scene.key(last - 1) in words["city_noun"]  # "shield a city"
        keys = [scene.key(k) for k in range(first, last)]
        if not certain and people and (one or self._are_people(scene, first, last)):
            certain = True
        if place is None and scene.key(first) in words["pointing"] | (words["indefinite"] if not one else frozenset()):
            return None
        if any(k in words["sized"] for k in keys[1:]):
            return None  # "an area of approximately Texas"
        if place is None and not certain and not self.names.is_capital(scene, first, last):
            return None
        if all(k in words["determiner"] or k in words["no_name"] for k in keys):
            return None
        spread = spread or any(scene.key(k) in words["any_word"] for k in range(opener, first))  # "any target in"
        part = self._is_part(keys)
        if not certain and place is None and keys[0] in words["determiner"] and keys[1:2] and keys[1] in words["whole"]:
            certain = region = True  # "the entire Aegean"
        whole = (spread or any(k in words["whole"] for k in keys[:4])) and not part and region
        return Target(first, last, region, whole, part, certain or place is not None, place)

    def _are_people(self, scene: Scene, first: int, last: int) -> bool:
        """ "Royal Navy ships", "our citizens", "Americans"; not "people" alone, which are anybody's."""
        found = any(scene.word(k) in self.language.words["person_target"] for k in range(first, last))
        named = scene.items[first].mark == "S" or scene.tokens[scene.items[first].first].text[0].isupper()
        return found and (last - first > 1 or named)

    def _is_part(self, keys: list[str]) -> bool:
        """ "Most of", "a vast area of"; not "any part of", "all parts of"."""
        words = self.language.words
        if keys[0] in words["any_word"] or (keys[0] in words["whole"] and keys[1:2] and keys[1] in words["part"]):
            return False
        some = keys[0] in words["indefinite"] and any(k in words["stretch_noun"] for k in keys[1:4])
        return some or any(k in words["part"] for k in keys[:3])

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
            if not self.names.are_place(scene, cut + 1, piece_end):
                last = cut
                break
        while last > first + 1 and (
            scene.key(last - 1) in words["adverb"]
            or scene.key(last - 1) in _DASHES
            or scene.key(last - 1) in words["np_link"]
            or scene.key(last - 1) in words["np_tail"]
        ):
            last -= 1
        return last

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
