"""Who says it: attribution verbs, "according to", quotes over several sentences, transcript turns, pronouns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from howfar.claims.sourcephrases import SourcePhrases
from howfar.claims.voices import Attribution, Voices

if TYPE_CHECKING:
    from howfar.claims.language import Language
    from howfar.claims.lexicon import Lexicon
    from howfar.claims.scene import Scene

_MAX_NP: Final = 16
_CLOSING: Final = frozenset({",", "—", "-", "–", ".", "?", "!"})
_QUOTE_MARKS: Final = frozenset("\"“”«»‘’'„")


class SpeakerReader:
    """Finds the source nearest to a claim. Built once; holds no state of a text."""

    def __init__(self, language: Language, lexicon: Lexicon | None = None) -> None:
        self.language, self._lexicon = language, lexicon
        words = language.words
        self._according_starts = frozenset(p.split()[0] for p in words["according"])
        self._say = words["say"] | words["say_more"]
        self._opened_by = words["clause_opener"] - {","}
        self._starts_as = frozenset(p.split()[0] for p in words["as_saying"])
        self._nouns = words["statement_noun"]
        self._trigger = (
            words["convinced"]
            | self._nouns
            | self._say
            | words["quote_verb"]
            | words["saying"]
            | self._according_starts
            | words["according_behind"]
        )
        self.voices = Voices(language, lexicon)
        self._phrases = SourcePhrases(language, self.voices)

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
            if found := self._source(scene, i, inside, alone=not out):
                out.append(found)
        return out

    def _source(self, scene: Scene, i: int, inside: Callable[[int], bool], *, alone: bool) -> Attribution | None:
        """Whom the word of attribution at item `i` names. alone: nobody else has been named before."""
        if scene.key(i) in self.language.words["according_behind"]:
            return self._phrases.left(scene, i, i)  # "Selenskyj zufolge"
        found = self._according(scene, i) or self._quoted(scene, i) or self._stated(scene, i)
        found = found or self._is_convinced(scene, i) or self._said(scene, i, inside)
        if found is None and scene.key(i) in self.language.words["saying"]:
            found = self._with(scene, i) or (
                self.voices.leading(scene, i) if alone and self._is_saying(scene, i) else None
            )
        return found

    def _stated(self, scene: Scene, i: int) -> Attribution | None:
        """ "A statement by the navy that it reaches Guam": whose the statement is."""
        words = self.language.words
        if scene.key(i) not in self._nouns or scene.key(i + 1) not in words["stated_by"]:
            return None
        last = self._phrases.right_end(scene, i + 2)
        return self._phrases.span(scene, i, i + 2, last) if scene.key(last) in words["conjunction_too"] else None

    def _is_convinced(self, scene: Scene, i: int) -> Attribution | None:
        """ "Berlin is concerned that": who is."""
        words = self.language.words
        if scene.key(i) not in words["convinced"] or scene.key(i + 1) not in words["conjunction_too"]:
            return None
        return self._phrases.left(scene, i, i - 1) if i > 1 and scene.key(i - 1) in words["be"] else None

    def _with(self, scene: Scene, i: int) -> Attribution | None:
        """ "With experts saying that": who stands between the two words."""
        first = self._phrases.left_start(scene, i)
        return self._phrases.left(scene, i, i) if scene.key(first - 1) in self.language.words["with"] else None

    def _is_saying(self, scene: Scene, i: int) -> bool:
        """ "Ankara threatened Greece, saying that": who the sentence is about speaks."""
        if i == 0 or scene.key(i - 1) in self.language.words["np_as"]:
            return False
        return scene.key(i - 1) == "," or scene.key(i + 1) in self._opened_by

    def _is_title_case(self, scene: Scene, i: int) -> bool:
        """A capitalised word inside a sentence is part of a name ("United States"), not a verb."""
        token = self._phrases.token(scene, i)
        return (
            i > 0
            and token.text[0].isupper()
            and scene.key(i - 1) not in _QUOTE_MARKS
            and not token.text.isupper()
            and token.key not in self._according_starts
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

    def _according(self, scene: Scene, i: int) -> Attribution | None:
        for phrase in self.language.phrases["according"]:
            parts = phrase.split()
            if [scene.key(i + n) for n in range(len(parts))] == parts:
                first = i + len(parts)
                return self._phrases.span(scene, i, first, self._phrases.right_end(scene, first))
        return None

    def _quoted(self, scene: Scene, i: int) -> Attribution | None:
        """ "X quoted Y as saying": Y. "X was quoted as saying": X. "citing Y": Y."""
        words = self.language.words
        if scene.key(i) not in words["quote_verb"]:
            return None
        if scene.key(i - 1) in words["be"]:
            return self._phrases.left(scene, i, i - 1)
        saying = next(
            (k for k in range(i + 1, min(i + _MAX_NP, len(scene.items))) if scene.key(k) in self._starts_as), 0
        )
        if saying == i + 1:
            return self._phrases.left(scene, i, i)
        return self._phrases.span(scene, i, i + 1, saying or self._phrases.right_end(scene, i + 1))

    def _said(self, scene: Scene, i: int, inside: Callable[[int], bool]) -> Attribution | None:
        words = self.language.words
        key, before = scene.key(i), scene.key(i - 1) if i else ""
        if key not in self._say or (before in words["say_not_after"] and before not in words["speaker_adverb"]):
            return self._went_to_say(scene, i) if before in words["purpose"] and key in self._say else None
        # "..., said X" is the rule, not the exception
        turned = before in words["say_then_source"] or scene.key(0) in words["fronted"]
        found = self._after(scene, i) if turned else None
        found = found or self._phrases.left(scene, i, i)
        if found is None and before in words["np_and"] and self._takes_clause(scene, i):
            found = self.voices.leading(scene, i)  # "Iran tested a missile and claimed that it"
        if found is not None or key in words["say_that_only"] or key in words["say_to"]:
            return found
        closed = not before or before in _QUOTE_MARKS or before in _CLOSING or inside(scene.start(i) - 2)
        return self._after(scene, i) if closed else None

    def _after(self, scene: Scene, i: int) -> Attribution | None:
        """ "Said the minister": the phrase after the verb."""
        first = i + 1
        while "say_then_source" in self.language.words and scene.key(first) in self.language.words["speaker_adverb"]:
            first += 1
        return self._phrases.span(scene, i, first, self._phrases.inverted_end(scene, first))

    def _takes_clause(self, scene: Scene, i: int) -> bool:
        return scene.key(i + 1) in self.language.words["conjunction_too"] or scene.key(i + 1) in _QUOTE_MARKS

    def _went_to_say(self, scene: Scene, i: int) -> Attribution | None:
        """ "The government went so far as to say": the subject of the sentence."""
        went = any(scene.key(k) in self.language.words["went"] for k in range(max(0, i - 8), i - 1))
        return self.voices.leading(scene, i) if went else None
