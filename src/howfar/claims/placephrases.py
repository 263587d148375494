"""One place phrase: where it ends, which of its words name the place, whether it is a whole region or a part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from howfar.claims.language import by_first_word
from howfar.claims.mention import is_platform

if TYPE_CHECKING:
    from howfar.claims.language import Language
    from howfar.claims.lexicon import PlaceName
    from howfar.claims.placenames import PlaceNames
    from howfar.claims.scene import Scene

QUOTES: Final = frozenset("\"“”«»‘’'")
DASHES: Final = frozenset({"–", "—", "-", "("})
LONGEST: Final = 22
LONGEST_NAME: Final = 3
_INNER: Final = frozenset({"-", "–", "'s", "’s", "'", "’", "/", "%"})


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


class PlacePhrases:
    """Reads one place phrase of a scene. Built once; holds no state of a text."""

    def __init__(self, names: PlaceNames, language: Language) -> None:
        self.names, self.language = names, language
        words = language.words
        self._leads = by_first_word(words["lead_phrase"])
        self._links = by_first_word(words["place_link"])
        self._stops = (
            words["np_stop"]
            | words["sees_verb"]
            | words["engages_verb"]
            | words["hits_verb"]
            | words["protects_verb"]
            | words["say_stop"]
            | words["say"]
        )

    def segment_end(self, scene: Scene, at: int, end: int) -> int:
        words = self.language.words
        stop = at
        while stop < end and stop - at < LONGEST:
            key, item = scene.key(stop), scene.items[stop]
            if item.mark in {"L", "T", "V", "A"} or (item.mark == "S" and not is_platform(item.what)):
                break
            if key in words["between_word"] and stop > at and (after := self._between(scene, stop, end)):
                stop = after
                continue
            if stop > at and self._is_border_with(scene, stop):
                stop += 1  # "the border | with China"
                continue
            if stop > at and self._is_link(scene, stop):
                break  # "southern China | along with the Taiwan Strait"
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
            if stop > at and key in words["np_opens"] and not self._is_led(scene, stop):
                break
            stop += 1
        return stop

    def _is_border_with(self, scene: Scene, at: int) -> bool:
        """ "The border with China": whether the word at item `at` joins a border to the country behind it."""
        words = self.language.words
        if scene.key(at) not in words["border_with"] or scene.key(at - 1) not in words["between_noun"]:
            return False
        return (
            at + 1 < len(scene.items) and self.names.place_at(scene, at + 1, min(at + 4, len(scene.items))) is not None
        )

    def _is_link(self, scene: Scene, at: int) -> bool:
        """Whether words that join places ("along with") begin at item `at`."""
        return any(
            all(scene.key(at + n) == part for n, part in enumerate(parts))
            for parts in self._links.get(scene.key(at), ())
        )

    def _is_led(self, scene: Scene, at: int) -> bool:
        """Whether an article goes with a preposition before it; else it opens a phrase of its own."""
        words, before = self.language.words, scene.key(at - 1)
        return any(before in words[name] for name in ("np_link", "np_of", "np_lead_link", "determiner"))

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

    def _in_share(self, scene: Scene, at: int) -> bool:
        """Whether the word at `at` joins two numbers ("one half to two-thirds of")."""
        numbers, key = self.language.numbers["value"], scene.key(at)
        following, before = scene.key(at + 1).split("-")[0], scene.key(at - 1).split("-")[0]
        return key in self.language.words["span_join"] and following in numbers and before in numbers

    def target_in(self, scene: Scene, first: int, stop: int, *, people: bool) -> Target | None:
        """The place phrase within items [first, stop), without "targets in" before it and time phrases after it."""
        if scene.key(first) in self.language.words["anywhere"] and first + 1 >= stop:  # "targets anywhere"
            return Target(first, first + 1, is_region=True, is_whole=True, has_part_word=False, certain=True)
        return self._place_in(scene, first, stop, people=people)

    def _place_in(self, scene: Scene, first: int, stop: int, *, people: bool) -> Target | None:
        words = self.language.words
        opener = first
        if scene.key(first) in words["both"] and first + 1 < stop:
            first += 1
        first, spread = self._skip_lead(scene, first, stop)
        stop = max(stop, self.segment_end(scene, first, len(scene.items))) if first >= stop else stop
        if first >= stop or scene.key(first) in words["not_target"] or scene.key(first) in words["np_of"]:
            return None
        last = self._trimmed(scene, first, stop)
        place, certain, region = self.names.meaning(scene, first, last)
        one = people and last - first <= LONGEST_NAME and scene.key(last - 1) in words["city_noun"]  # "shield a city"
        keys = [scene.key(k) for k in range(first, last)]
        if not certain and people and (one or self._are_people(scene, first, last)):
            certain = True
        if place is None and scene.key(first) in words["pointing"] | (words["indefinite"] if not one else frozenset()):
            return None
        if any(k in words["sized"] for k in keys[1:]) or self._is_someone(keys):
            return None  # "an area of approximately Texas", "the republic's ambassador"
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

    def _is_someone(self, keys: list[str]) -> bool:
        words = self.language.words
        return keys[-1] in words["speaker_person"] and keys[-1] not in words["place_noun"]

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
        return some or any(k in words["part"] and k not in words["place_adjective"] for k in keys[:3])

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
        if first < k == moved and scene.key(k) in words["direction"] and scene.key(k + 1) in words["np_of"]:
            return k - (scene.key(k - 1) in words["the"]), False  # "targets | north of Tel Aviv"
        if first < k == moved == stop and scene.key(k) in words["inside"]:
            return k + 1, False  # "movements within | Chinese borders"
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
            or scene.key(last - 1) in DASHES
            or scene.key(last - 1) in QUOTES
            or scene.key(last - 1) in words["np_link"]
            or scene.key(last - 1) in words["np_tail"]
        ):
            last -= 1
        return last
