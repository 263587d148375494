"""Who says it: attribution verbs, "according to", quotes over several sentences, transcript turns, pronouns."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from howfar.claims.language import Language
    from howfar.claims.lexicon import Lexicon
    from howfar.claims.scene import Scene
    from howfar.claims.tokens import Token

_TURN: Final = re.compile(r"[ \t]*(?:\*\*)?([^\W\d_a-z][^\W\d_]*(?:[ .'’-]+[^\W\d_]+\.?){0,4})(?:\*\*)?\s?:\s")
_MAX_NP: Final = 16
_LONGEST_TURN: Final = 6000  # characters of one turn of a transcript: looking further back would make time quadratic
_LONGEST_NAME: Final = 5
_QUOTE_MARKS: Final = frozenset("\"“”«»‘’'„")


@dataclass(frozen=True, slots=True)
class Attribution:
    """A source in a sentence. at: where its verb stands; first, last: the text span of its name."""

    at: int
    first: int
    last: int
    words: str
    verb: str
    is_quoted: bool = False  # "X quoted Y", "citing Y": the source behind the source


class SpeakerReader:
    """Finds the source nearest to a claim. Built once; holds no state of a text."""

    def __init__(self, language: Language, lexicon: Lexicon | None = None) -> None:
        self.language, self._lexicon = language, lexicon
        words = language.words
        self._trigger = words["say"] | words["quote_verb"] | {p.split()[0] for p in words["according"]}

    def may_attribute(self, words: Sequence[str]) -> bool:
        """Whether raw words hold one of attribution: a cheap test before taking a sentence apart."""
        key = self.language.key
        return any(key(word.strip(",.;:!?\"'“”’)(")) in self._trigger for word in words)

    def is_place(self, label: str) -> bool:
        """Whether a label before a colon is a place ("TEHRAN: ..."), so no speaker."""
        return self._lexicon is not None and any(self._lexicon.place(form) for form in (label, label.title()))

    def attributions(self, scene: Scene, inside: Callable[[int], bool]) -> list[Attribution]:
        """All sources named in the sentence outside quotation marks."""
        out: list[Attribution] = []
        for i in range(len(scene.items)):
            key = scene.key(i)
            if key not in self._trigger or inside(scene.start(i)) or self._is_title_case(scene, i):
                continue
            if self._is_act(scene, i) or self._is_owned(scene, i) or self._adds_things(scene, i):
                continue
            found = self._according(scene, i) or self._quoted(scene, i) or self._said(scene, i, inside)
            if found:
                out.append(found)
        return out

    def _is_title_case(self, scene: Scene, i: int) -> bool:
        """A capitalised word inside a sentence is part of a name ("United States"), not a verb."""
        token = self._token(scene, i)
        return (
            i > 0
            and token.text[0].isupper()
            and scene.key(i - 1) not in _QUOTE_MARKS
            and not token.text.isupper()
            and token.key not in {p.split()[0] for p in self.language.words["according"]}
        )

    def _is_act(self, scene: Scene, i: int) -> bool:
        """ "The battery puts Vilnius within range": "put" speaks only with "at" after it ("puts it at 500 km")."""
        words = self.language.words
        if scene.key(i) not in words["put"] or not words["place_at"]:
            return False
        return not any(scene.key(k) in words["place_at"] for k in range(i + 1, min(i + _MAX_NP, len(scene.items))))

    def _adds_things(self, scene: Scene, i: int) -> bool:
        """ "The kit adds wings": some verbs speak only before a clause or a mark, or after a quotation."""
        words = self.language.words
        if scene.key(i) not in words["say_with_clause"] or i == 0 or not scene.key(i - 1)[0].isalnum():
            return False
        return scene.key(i + 1) not in words["clause_opener"] and scene.key(i + 1)[:1].isalnum()

    def _is_owned(self, scene: Scene, i: int) -> bool:
        """ "Vladimir Putin's feared Sarmat": after a possessive a participle is an adjective, and nobody speaks."""
        return scene.key(i - 1) in {"'s", "’s"} if i else False

    def _span(self, scene: Scene, at: int, first: int, last: int) -> Attribution | None:
        if last <= first:
            return None
        if last > first and first > at and (stop := self._holder_after(scene, first, last)):
            first, last = last + 1, stop
        first, last = self._name(scene, first, last)
        if last <= first:
            return None
        quoted = scene.key(at) in self.language.words["quote_verb"]
        return Attribution(
            scene.start(at), scene.start(first), scene.end(last - 1), scene.words(first, last), scene.key(at), quoted
        )

    def _according(self, scene: Scene, i: int) -> Attribution | None:
        for phrase in self.language.phrases["according"]:
            parts = phrase.split()
            if [scene.key(i + n) for n in range(len(parts))] == parts:
                first = i + len(parts)
                return self._span(scene, i, first, self._right_end(scene, first))
        return None

    def _right_end(self, scene: Scene, first: int) -> int:
        words, last = self.language.words, first
        while last < len(scene.items) and last - first < _MAX_NP:
            key = scene.key(last)
            if (
                key in words["np_and"]
                and last > first
                and self._token(scene, last - 1).text[0].isupper()
                and self._is_capital(scene, last + 1)
            ):
                last += 1
                continue
            if key in words["speaker_stop"] - words["speaker_link"] or key in words["say"] - words["speaker_title"]:
                break
            if scene.items[last].mark in {"L", "T"} or (
                not key[0].isalnum() and key not in {"'s", "’s", "'", "’", "-", "."}
            ):
                break
            if key == ".":
                break
            last += 1
        return last

    def _is_capital(self, scene: Scene, k: int) -> bool:
        return k < len(scene.items) and self._token(scene, k).text[0].isupper()

    def _quoted(self, scene: Scene, i: int) -> Attribution | None:
        """ "X quoted Y as saying": Y. "X was quoted as saying": X. "citing Y": Y."""
        words = self.language.words
        if scene.key(i) not in words["quote_verb"]:
            return None
        starts = {p.split()[0] for p in words["as_saying"]}
        for k in range(i + 1, min(i + _MAX_NP, len(scene.items))):
            if scene.key(k) in starts:
                if k == i + 1:
                    return self._left(scene, i, i - 1 if scene.key(i - 1) in words["be"] else i)
                return self._span(scene, i, i + 1, k)
        if scene.key(i - 1) in words["be"]:
            return self._left(scene, i, i - 1)
        return self._span(scene, i, i + 1, self._right_end(scene, i + 1))

    def _said(self, scene: Scene, i: int, inside: Callable[[int], bool]) -> Attribution | None:
        words = self.language.words
        key, before = scene.key(i), scene.key(i - 1) if i else ""
        if key not in words["say"] or (before in words["say_not_after"] and before not in words["speaker_adverb"]):
            return None
        if before in words["say_then_source"]:  # "..., said X" is the rule, not the exception
            first = i + 1
            while scene.key(first) in words["speaker_adverb"]:
                first += 1
            if right := self._span(scene, i, first, self._inverted_end(scene, first)):
                return right
        left = self._left(scene, i, i)
        if left and left.words:
            return left
        if key in words["say_that_only"]:
            return None
        after_quote = (
            not before
            or before in _QUOTE_MARKS
            or before in {",", "—", "-", "–", ".", "?", "!"}
            or inside(scene.start(i) - 2)
        )
        first = i + 1
        return self._span(scene, i, first, self._inverted_end(scene, first)) if after_quote else None

    def _inverted_end(self, scene: Scene, first: int) -> int:
        end = self._right_end(scene, first)
        if first < len(scene.items) and scene.key(first) in self.language.words["pronoun"]:
            return first
        token = scene.tokens[scene.items[first].first] if first < len(scene.items) else None
        words = self.language.words
        named = token is not None and (
            token.text[0].isupper()
            or token.key in words["determiner"]
            or any(scene.key(k) in words["speaker_title"] for k in range(first, end))
        )
        return end if named else first

    def _left(self, scene: Scene, at: int, end: int) -> Attribution | None:
        """The noun phrase that ends before item `end`, past adverbs and past an apposition between commas."""
        words = self.language.words
        while end > 0 and scene.key(end - 1) in words["speaker_adverb"]:
            end -= 1
        if end > 0 and scene.key(end - 1) == ",":
            return self._before_apposition(scene, at, end - 1)
        first = self._left_start(scene, end)
        if first == end or not self._may_speak(scene, first, end):
            return None
        return self._span(scene, at, first, end)

    def _left_start(self, scene: Scene, end: int) -> int:
        words, first = self.language.words, end
        while first > 0 and end - first < _MAX_NP:
            key, item = scene.key(first - 1), scene.items[first - 1]
            if item.mark in {"L", "T", "V", "A"} or key in words["np_stop"] - words["speaker_inner"]:
                break
            if not key[0].isalnum() and key not in {"'s", "’s", "'", "’", "-", "&"}:
                break
            if key in words["speaker_cut"]:
                break
            first -= 1
        while first < end and (
            scene.key(first) in words["np_and"]
            or scene.key(first) in words["speaker_lead"]
            or (scene.key(first) in words["np_link"] and self._token(scene, first).text[0].islower())
        ):
            first += 1
        return first

    def _before_apposition(self, scene: Scene, at: int, comma: int) -> Attribution | None:
        for k in range(comma - 1, max(-1, comma - _MAX_NP), -1):
            if scene.key(k) != ",":
                continue
            first = self._left_start(scene, k)
            if self._is_named_holder(scene, first, k, comma):
                return self._span(scene, at, k + 1, comma)
            if (
                first < k
                and scene.tokens[scene.items[first].first].text[0].isupper()
                and self._may_speak(scene, first, k)
            ):
                return self._span(scene, at, first, k)
            return None
        return None

    def _is_named_holder(self, scene: Scene, first: int, comma: int, end: int) -> bool:
        """ "Poland's defence minister, Mariusz Blaszczak,": an office in small letters, then a name of its holder."""
        titled = any(
            scene.key(k) in self.language.words["speaker_title"] and self._token(scene, k).text[0].islower()
            for k in range(first, comma)
        )
        name = range(comma + 1, end)
        return titled and 2 <= len(name) <= _LONGEST_NAME and all(self._token(scene, k).text[0].isupper() for k in name)

    def _holder_after(self, scene: Scene, first: int, end: int) -> int | None:
        """The end of the name in "said the base commander, Colonel Oleg Petrov": None where no name follows."""
        if scene.key(end) != ",":
            return None
        last = end + 1
        while last < len(scene.items) and scene.key(last)[0].isalpha() and self._token(scene, last).text[0].isupper():
            last += 1
        closed = scene.key(last) in {"", ",", ".", "”", '"', ";"}
        return last if closed and self._is_named_holder(scene, first, end, last) else None

    def _may_speak(self, scene: Scene, first: int, end: int) -> bool:
        """A name, a pronoun or a phrase with a word for people or bodies who speak."""
        words = self.language.words
        if end - first == 1 and scene.key(first) in words["speaker_pronoun"] | words["speaker_it"]:
            return True
        body = end - first == 1 and self._token(scene, first).key in words["speaker_body"]
        if any(scene.items[k].mark == "S" for k in range(first, end)) and not any(
            body or scene.key(k) in words["speaker_title"] for k in range(first, end)
        ):
            return False
        for k in range(first, end):
            token = scene.tokens[scene.items[k].first]
            if scene.key(k) in words["speaker_title"] or (
                token.text[0].isupper() and token.key not in words["sentence_opener"]
            ):
                return True
        return end - first <= 4 and scene.key(first) in words["determiner"] | words["few"]

    def _name(self, scene: Scene, first: int, last: int) -> tuple[int, int]:
        """Cuts "arms expert David Wright of the Union ..." to David Wright; leaves titles in capitals and bodies
        whole.
        """
        words = self.language.words
        if scene.key(last - 1) == ",":
            last -= 1
        if (comma := next((k for k in range(last - 1, first, -1) if scene.key(k) == ","), None)) and all(
            self._token(scene, k).text[0].isupper() for k in range(comma + 1, last)
        ):
            return comma + 1, last  # "a retired colonel, Viktor Sazonov,"
        if "name-last" in self.language.traits:
            return self._name_after_title(scene, first, last), last
        for k in range(last - 2, first - 1, -1):
            token, following = self._token(scene, k), self._token(scene, k + 1)
            if token.key in words["speaker_title"] and token.text[0].islower() and following.text[0].isupper():
                first = k + 1
                break
        if self._token(scene, first).text[0].isupper():
            for k in range(first + 2, last):
                if scene.key(k) in words["name_end"] and self._is_person(scene, first, k):
                    return first, k
        return first, last

    def _name_after_title(self, scene: Scene, first: int, last: int) -> int:
        """Where a person's name starts after small-letter words with a title among them; `first` for no person."""
        start = last
        while start > first and self._token(scene, start - 1).text[0].isupper():
            start -= 1
        titled = any(scene.key(k) in self.language.words["speaker_title"] for k in range(first, start))
        small = start > first and self._token(scene, start - 1).text[0].islower()
        may_be = self.language.key.may_be_person
        person = last > start and all(may_be(self._token(scene, k).text) for k in range(start, last))
        return start if small and titled and person else first

    def _is_person(self, scene: Scene, first: int, last: int) -> bool:
        return all(self._token(scene, k).text[0].isupper() for k in range(first, last)) and not any(
            scene.key(k) in self.language.words["speaker_title"] for k in range(last - 1, last)
        )

    def _token(self, scene: Scene, k: int) -> Token:
        return scene.tokens[scene.items[k].first]


def turn_label(scene: Scene, start: int, language: Language) -> str | None:
    """The name before the colon of the transcript turn that holds offset `start`; None for another label."""
    nearest = max(0, start - _LONGEST_TURN)
    line = scene.text.rfind("\n", nearest, start) + 1
    if line == 0 and nearest > 0:
        return None
    match = _TURN.match(scene.text, line)
    if match is None or match.end() > start + 1:
        return None
    label = match[1].strip()
    if any(scene.start(k) < match.end() for k in scene.systems()):
        return None
    return None if any(language.key(w) in language.words["caption"] for w in label.split()) else label


def pick(found: Sequence[Attribution], start: int, end: int) -> Attribution | None:
    """The source nearest to the claim's span."""
    return min(found, key=lambda a: min(abs(a.at - end), abs(start - a.at)), default=None)
