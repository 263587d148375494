"""Voices: phrases that name who may speak, the subject that opens a sentence, and whom "he said" means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from howfar.claims.language import Language
    from howfar.claims.lexicon import Lexicon
    from howfar.claims.scene import Scene
    from howfar.claims.tokens import Token

_LONGEST_OPENER: Final = 16  # items before the comma after which the subject may stand ("Speaking in Minsk, ...")
_LONGEST_SUBJECT: Final = 14
_LONGEST_NAME: Final = 4
_INNER: Final = frozenset({"'s", "’s", "'", "’", "-", ".", "&"})


@dataclass(frozen=True, slots=True)
class Attribution:
    """A source in a sentence. at: where its verb stands; first, last: the text span of its name."""

    at: int
    first: int
    last: int
    words: str
    verb: str
    is_quoted: bool = False  # "X quoted Y", "citing Y": the source behind the source


class Voices:
    """Tells people from bodies, and finds them. Built once; holds no state of a text."""

    def __init__(self, language: Language, lexicon: Lexicon | None) -> None:
        self.language, self._lexicon = language, lexicon
        words = language.words
        self._say = words["say"] | words["say_more"]
        self._titles = words["speaker_title"] | words["speaker_title_more"]
        self._openers = words["speaker_lead"] | words["adverb"] | words["sentence_adverb"] | words["np_and"]
        self._owners = language.class_rules.get("owners", {})

    def leading(self, scene: Scene, stop: int) -> Attribution | None:
        """The subject that opens the sentence before item `stop`, where it can speak ("Iran tested ...")."""
        first = 0
        while first < stop and (not scene.key(first)[0].isalnum() or scene.key(first) in self._openers):
            first += 1
        commas = [k for k in range(first + 1, min(stop, first + _LONGEST_OPENER)) if scene.key(k) == ","]
        for start in [first, *(k + 1 for k in commas[:1])]:
            last = self._subject_end(scene, start, stop)
            if last > start and self._names_voice(scene, start, last):
                words = scene.words(start, last)
                return Attribution(scene.start(stop), scene.start(start), scene.end(last - 1), words, scene.key(stop))
        return None

    def _subject_end(self, scene: Scene, first: int, stop: int) -> int:
        """Where the noun phrase of capitals, titles and what joins them ends that starts at item `first`."""
        words, last = self.language.words, first
        while last < min(stop, first + _LONGEST_SUBJECT):
            key, capital = scene.key(last), self._token(scene, last).text[0].isupper()
            never = last == first and key in words["subject_never"]
            office = never and key in words["possessive"] and self._titled_soon(scene, last + 1)
            if scene.items[last].mark == "S" or (never and not office):
                return first
            joins = last > first and key in words["name_end"] and self._goes_on(scene, last + 1)
            leads = key in words["determiner"] or (last > first and self._titled_soon(scene, last))
            if not (capital or joins or leads or key in self._titles or key in _INNER):
                break
            last += 1
        while last > first and scene.key(last - 1) in words["name_end"] | words["determiner"]:
            last -= 1
        return last

    def _goes_on(self, scene: Scene, k: int) -> bool:
        k += scene.key(k) in self.language.words["determiner"]
        return k < len(scene.items) and self._token(scene, k).text[0].isupper() and scene.items[k].mark != "S"

    def _titled_soon(self, scene: Scene, k: int) -> bool:
        """ "A senior government official": whether a title follows within four small words."""
        words = self.language.words
        for n in range(k, min(k + 4, len(scene.items))):
            key = scene.key(n)
            if key in self._titles:
                return True
            if key in words["np_stop"] or key in self._say or key in words["possess_verb"] or not key[0].isalnum():
                return False
        return False

    def _names_voice(self, scene: Scene, first: int, last: int) -> bool:
        words = self.language.words
        tokens = [self._token(scene, k) for k in range(first, last)]
        if any(scene.key(k) in self._titles for k in range(first, last)):
            return True
        capitals = [t for t in tokens if t.text[0].isupper() and t.key not in words["sentence_opener"]]
        return bool(capitals) and not any(t.key in words["dated"] for t in tokens)

    def person_in(self, scene: Scene) -> str | None:
        """The last full name of a person in the sentence: two capitals or more that name no place or body."""
        last = len(scene.items)
        while last > 1:
            first = last
            while first > 0 and self._may_be_name(scene, first - 1):
                first -= 1
            bare = scene.key(first - 1) not in self.language.words["determiner"]
            if bare and 2 <= last - first <= _LONGEST_NAME and self.is_person(scene.words(first, last)):
                return scene.words(first, last)
            last = first - 1 if first == last else first
        return None

    def _may_be_name(self, scene: Scene, k: int) -> bool:
        token, words = self._token(scene, k), self.language.words
        capital = token.kind == "word" and token.text[0].isupper() and not token.text.isupper()
        return capital and scene.items[k].mark != "S" and token.key not in words["sentence_opener"] | words["dated"]

    def is_person(self, name: str) -> bool:
        """Whether the words can be one person: no place, no group, no ministry, paper or agency."""
        words, parts = self.language.words, name.split()
        keys = [self.language.key(part) for part in parts]
        if keys[0] in words["determiner"] and len(parts) > 1:
            parts, keys = parts[1:], keys[1:]
        if keys[-1] in words["speaker_group"] or keys[-1] in self._owners or parts[-1].isupper():
            return False
        return not self._is_place(" ".join(parts)) and not self._is_place(parts[-1], "country")

    def _is_place(self, name: str, kind: str = "") -> bool:
        place = self._lexicon.place(name) if self._lexicon is not None else None
        return place is not None and kind in {"", place.kind}

    def means(self, pronoun: str, name: str) -> bool:
        """Whether "he", "they" or "it" can stand for that source."""
        words = self.language.words
        if pronoun in words["speaker_he"]:
            return self.is_person(name)
        return not (pronoun in words["speaker_it"] and self.is_person(name))

    def _token(self, scene: Scene, k: int) -> Token:
        return scene.tokens[scene.items[k].first]
