"""Targets: which coordinated places ("Guam, Okinawa and all of Japan") stand after, or before, a reach verb."""

from __future__ import annotations

from typing import TYPE_CHECKING

from howfar.claims.language import by_first_word
from howfar.claims.mention import is_platform
from howfar.claims.placenames import PlaceNames
from howfar.claims.placephrases import DASHES, LONGEST, LONGEST_NAME, QUOTES, PlacePhrases, Target

if TYPE_CHECKING:
    from howfar.claims.language import Language
    from howfar.claims.lexicon import Lexicon
    from howfar.claims.scene import Scene


class PlaceReader:
    """Reads targets out of scenes. Built once; holds no state of a text."""

    def __init__(self, lexicon: Lexicon, language: Language) -> None:
        self.lexicon, self.language = lexicon, language
        self.names = PlaceNames(lexicon, language)
        self.phrases = PlacePhrases(self.names, language)
        words = language.words
        self._links = by_first_word(words["place_link"] | words["place_but"])
        self._participles = tuple(language.class_rules.get("opening_endings", ("\0",)))
        self._verbs = words["hit_verb"] | words["reach_verb"] | words["hitting_verb"]

    def targets(self, scene: Scene, first: int, *, limit: int | None = None, people: bool = False) -> list[Target]:
        """Coordinated places that start at item `first` ("Guam, Okinawa and all of Japan"); empty where none does."""
        out: list[Target] = []
        words, joined = self.language.words, ""
        first, not_only = self._opening(scene, first)
        at = first
        unsure: list[Target] = []  # names that the gazetteer does not hold: places where one that it holds follows
        end = len(scene.items) if limit is None else limit
        while at < end and at - first < LONGEST * 3:
            at = self._past_bracket(scene, at, end)
            if out and scene.key(at) in self._verbs:
                break  # "fly over Seoul and reach"
            stop = self.phrases.segment_end(scene, at, end)
            target = self.phrases.target_in(scene, at, stop, people=people and not out)
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
                or (joined == "," and out and self._is_participle(scene, target.first))
            ):
                break
            capital = joined == "," and out and scene.key(out[-1].last - 1) in words["capital_noun"]
            named = (
                target.place is not None and target.place.kind == "city" and target.last - target.first <= LONGEST_NAME
            )
            lies = bool(out) and self._lies_in(scene, out[-1], target)
            suffix = joined == "," and (lies or scene.key(target.first) in words["place_suffix"])
            if (capital and named) or suffix:
                out[-1] = out[-1]._replace(last=target.last)  # "Washington, D.C.", "China's capital, Beijing"
                stopped = suffix and scene.key(target.last) == "." and scene.key(target.last + 1) == ","  # "Tex.,"
                at, joined = self._conjunction(scene, target.last + stopped, end)
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
        none = words["dated"] if len(out) == 1 and out[0].place else words["dated"] | words["place_suffix"]
        return [t for t in out if scene.key(t.first) not in none]  # "puts D.C. in range"

    def _opening(self, scene: Scene, first: int) -> tuple[int, bool]:
        """Past quotation marks, ", for example,", "about" and "not only"; whether it was "not only"."""
        words = self.language.words
        first = self._past_aside(scene, first)
        while first < len(scene.items) and scene.key(first) in QUOTES:
            first += 1
        while first < len(scene.items) and scene.key(first) in words["roughly"]:
            first += 1
        if f"{scene.key(first)} {scene.key(first + 1)}" in words["up_to"] and self._is_share(scene, first + 2):
            first += 2  # "protect up to two-thirds of"
        not_only = f"{scene.key(first)} {scene.key(first + 1)}" in words["not_only"]
        return first + 2 * not_only, not_only

    def _past_aside(self, scene: Scene, first: int) -> int:
        """ "To reach, for example, Washington": past a few small words between commas."""
        words = self.language.words
        if scene.key(first) != ",":
            return first
        end = next((k for k in range(first + 2, min(first + 7, len(scene.items))) if scene.key(k) == ","), 0)
        inner = [scene.key(k) for k in range(first + 1, end)]
        if not end or not all(k.isalpha() and k.islower() for k in inner):
            return first
        return first if any(k in self._verbs or k in words["relative"] for k in inner) else end + 1

    @staticmethod
    def _past_bracket(scene: Scene, at: int, end: int) -> int:
        """ "Reaching [the Saudi capital] Riyadh": past what an editor put before the name."""
        if scene.key(at) != "[":
            return at
        return next((k + 1 for k in range(at + 1, min(at + 8, end - 1)) if scene.key(k) == "]"), at)

    def _may_be_place(self, scene: Scene, target: Target, stop: int) -> bool:
        """A short name of nothing but capitals, all of the words up to `stop`."""
        tokens = [scene.tokens[scene.items[k].first] for k in range(target.first, target.last)]
        short = target.last == stop and len(tokens) <= LONGEST_NAME
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

    def may_open(self, scene: Scene, at: int, limit: int) -> bool:
        """Whether a place phrase may begin at item `at`: not with a noun that is no place ("nach Einschätzung von")."""
        words, key = self.language.words, scene.key(at)
        if not scene.tokens[scene.items[at].first].text[0].isupper():
            return True
        known = any(key in words[name] for name in ("np_lead", "part", "whole", "determiner", "person_target"))
        return known or self.names.names_place(scene, at, limit)

    def past_subject(self, scene: Scene, first: int, limit: int) -> int:
        """ "Kann die Ukraine Moskau treffen": where the second of two places begins that stand side by side."""
        words = self.language.words
        at = first + (scene.key(first) in words["determiner"])
        if at >= limit or not scene.tokens[scene.items[at].first].text[0].isupper():
            return first
        widest = next((k for k in range(at, limit) if not scene.key(k)[0].isalpha()), limit - 1)
        ends = range(min(at + LONGEST_NAME, widest), at, -1)
        end = next((k for k in ends if self.lexicon.place(scene.words(at, k)) is not None), None)
        if end is None:
            return first
        follows = scene.key(end) in words["determiner"] | words["whole"] or self.names.place_at(scene, end, limit)
        return end if follows and self.names.are_place(scene, end, limit) else first

    def fragment(self, scene: Scene) -> int | None:
        """Where the places start in a sentence that is nothing but an opener and places; None for any other."""
        words, first, last = self.language.words, 0, len(scene.items)
        while first < last and (scene.key(first) in words["fragment_opener"] or scene.key(first) in QUOTES):
            first += 1
        while last > first and not scene.key(last - 1)[0].isalnum():
            last -= 1
        if not first or first == last or last - first > LONGEST:
            return None
        targets = self.targets(scene, first, limit=last)
        return first if targets and targets[-1].last == last and all(t.certain for t in targets) else None

    def left_start(self, scene: Scene, end: int) -> int:
        """Where the coordinated places that end before item `end` begin ("Tokyo, Osaka and Seoul | are within
        range").
        """
        words, at = self.language.words, end
        start = end
        while at > 0 and end - at < LONGEST:
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
        return self._past_stand(scene, start, end)

    def _past_stand(self, scene: Scene, start: int, end: int) -> int:
        """ "With missiles in Kaliningrad, | Berlin and Warsaw are within reach": past where they stand."""
        if scene.key(start) not in self.language.words["place_opener"]:
            return start
        comma = next((k for k in range(start + 1, end) if scene.key(k) == ","), 0)
        return comma + 1 if comma and self.names.are_place(scene, comma + 1, end) else start

    def _lies_in(self, scene: Scene, one: Target, other: Target) -> bool:
        """ "Anchorage, Alaska": a city, and at the end of the list where it lies."""
        if (
            one.place is None
            or other.place is None
            or one.place.kind != "city"
            or other.has_part_word
            or other.is_whole
        ):
            return False
        goes_on = scene.key(other.last) == "," or scene.key(other.last) in self.language.words["np_and"]
        return other.place.kind in {"region", "country"} and not goes_on and other.last - other.first <= LONGEST_NAME

    def _is_share(self, scene: Scene, at: int) -> bool:
        """ "Two-thirds of", "half of": a part told by a number."""
        words = self.language.words
        return scene.key(at) in words["part"] and scene.key(at + 1) in words["np_of"]

    def _is_said_twice(self, scene: Scene, one: Target, other: Target) -> bool:
        """Two words for the whole of one place, the first without its own."""
        whole = scene.key(one.first) in self.language.words["whole"] and other.is_whole
        return whole and one.place is None and not one.is_region and one.last - one.first == 2

    def _names_two(self, scene: Scene, at: int) -> bool:
        """ "The strait between Taiwan and China": whether the word at `at` joins a border to its two sides."""
        words = self.language.words
        return scene.key(at) in words["between_word"] and scene.key(at - 1) in words["between_noun"]

    def _conjunction(self, scene: Scene, at: int, end: int, *, not_only: bool = False) -> tuple[int, str]:
        """The item after "and", "," or "as well as" at `at`, with the joining word; "" where nothing joins."""
        words = self.language.words
        if at < end and scene.key(at) in DASHES and scene.key(at + 1) in self._links:
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
            and self.phrases.target_in(scene, at + 1, self.phrases.segment_end(scene, at + 1, end), people=False)
        ):
            at += 1
        return at, joined

    def _goes_on(self, scene: Scene, last: int, stop: int) -> bool:
        """ "Wuhan in the centre and Qingdao": words of place that are cut off, then one more place."""
        words = self.language.words
        return scene.key(last) in words["np_link"] and scene.key(stop) in words["np_and"]

    def _is_same_again(self, scene: Scene, at: int, end: int) -> bool:
        """ "Strike at Guam and at bases in Japan": a place at item `at` that ends the phrase, or goes on with "or"."""
        target = self.phrases.target_in(scene, at, self.phrases.segment_end(scene, at, end), people=False)
        ends = target is not None and (scene.key(target.last) or ".") in self.language.words["phrase_end"]
        return target is not None and target.certain and ends

    def _is_participle(self, scene: Scene, at: int) -> bool:
        """ "As far as the Finnish coast, closing the Gulf": what the reach brings about, no further place."""
        word = scene.tokens[scene.items[at].first]
        is_one = word.text.islower() and word.key.endswith(self._participles)
        return is_one and word.key not in self.language.words["place_participle"]

    def _begins_clause(self, scene: Scene, stop: int, joined: str, end: int) -> bool:
        """Whether the words up to `stop` are the subject of a new clause rather than one more place."""
        words = self.language.words
        if not joined or stop >= len(scene.items):
            return False
        key = scene.key(stop)
        return stop < end and (
            key in words["say"] or key in words["be"] or key in words["can"] or key in words["have_verb"]
        )

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
