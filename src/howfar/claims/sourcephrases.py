"""The noun phrase that names a source: before its verb, after it, past appositions and relative clauses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from howfar.claims.voices import Attribution, Voices

if TYPE_CHECKING:
    from howfar.claims.language import Language
    from howfar.claims.scene import Scene
    from howfar.claims.tokens import Token

_MAX_NP: Final = 16
_MAX_APPOSITION: Final = 36
_LONGEST_NAME: Final = 5


class SourcePhrases:
    """Reads phrases that name who speaks. Built once; holds no state of a text."""

    def __init__(self, language: Language, voices: Voices) -> None:
        self.language, self.voices = language, voices
        words = language.words
        self._say = words["say"] | words["say_more"]
        self._titles = words["speaker_title"] | words["speaker_title_more"]
        self._stops = (words["speaker_stop"] - words["speaker_link"]) | (self._say - self._titles)
        self._left_stops = words["np_stop"] - words["speaker_inner"]

    def span(self, scene: Scene, at: int, first: int, last: int) -> Attribution | None:
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

    def right_end(self, scene: Scene, first: int) -> int:
        words, last = self.language.words, first
        while last < len(scene.items) and last - first < _MAX_NP:
            key = scene.key(last)
            if (
                key in words["np_and"]
                and last > first
                and self.token(scene, last - 1).text[0].isupper()
                and (self._is_capital(scene, last + 1) or scene.key(last + 2) in self._titles)
            ):
                last += 1
                continue
            if key in self._stops and not (last > first and scene.key(last - 1) in words["determiner"]):
                break
            if last > first and (key in words["np_opens"] or self._is_verb_after(scene, last)):
                break
            if scene.items[last].mark in {"L", "T"} or (
                not key[0].isalnum() and key not in {"'s", "’s", "'", "’", "-", "."}
            ):
                break
            if key == ".":
                break
            last += 1
        return last

    def _is_verb_after(self, scene: Scene, at: int) -> bool:
        """ "Laut General Weber durchbrach ...": where nouns have capitals, a small word behind one ends the name."""
        if "capital-nouns" not in self.language.traits or not self.token(scene, at).text.islower():
            return False
        words, key = self.language.words, scene.key(at)
        inner = any(key in words[name] for name in ("speaker_inner", "np_link", "np_of", "np_and", "article"))
        return not inner and self._is_capital(scene, at - 1)

    def _is_capital(self, scene: Scene, k: int) -> bool:
        return k < len(scene.items) and self.token(scene, k).text[0].isupper()

    def inverted_end(self, scene: Scene, first: int) -> int:
        end = self.right_end(scene, first)
        if first < len(scene.items) and scene.key(first) in self.language.words["pronoun"]:
            return first
        token = scene.tokens[scene.items[first].first] if first < len(scene.items) else None
        words = self.language.words
        named = token is not None and (
            token.text[0].isupper()
            or token.key in words["determiner"]
            or any(scene.key(k) in self._titles for k in range(first, end))
        )
        return end if named else first

    def left(self, scene: Scene, at: int, end: int) -> Attribution | None:
        """The noun phrase that ends before item `end`, past adverbs, an apposition or a relative clause."""
        words = self.language.words
        while end > 0 and scene.key(end - 1) in words["speaker_adverb"]:
            end -= 1
        if end > 2 and scene.key(end - 1) in words["dated"] and scene.key(end - 2) in words["last"]:
            end -= 2  # "the White House last October said"
        if end > 0 and scene.key(end - 1) == ")":
            end = next((k for k in range(end - 2, max(-1, end - _MAX_NP), -1) if scene.key(k) == "("), end)
        if end > 0 and scene.key(end - 1) == ",":
            return self._before_apposition(scene, at, end - 1)
        first = self.left_start(scene, end)
        if (told := self._knowing(scene, first)) >= 0:
            return self.span(scene, at, told, end)
        first, end = self._past_relative(scene, first, end)
        if first == end or not self._may_speak(scene, first, end) or scene.key(end - 1) in words["not_speaker"]:
            return None
        if scene.key(first - 1) in words["source_never_after"]:
            return None  # "not backed by intelligence | reports"
        name = self._name_before(scene, first)
        return self.span(scene, at, *(name or (first, end)))

    @staticmethod
    def _bracket(scene: Scene, closing: int) -> int:
        """Where the short bracket opens that closes at that item ("the centre (BC) in Riga"); 0 for none."""
        return next((k for k in range(closing - 1, max(0, closing - 4), -1) if scene.key(k) == "("), 0)

    def _knowing(self, scene: Scene, first: int) -> int:
        """ "A source familiar with | the event": where the whole phrase starts; -1 for another."""
        words = self.language.words
        if first < 2 or scene.key(first - 2) not in words["knowing"]:
            return -1
        start = self.left_start(scene, first - 2)
        return start if any(scene.key(k) in self._titles for k in range(start, first - 2)) else -1

    def _name_before(self, scene: Scene, first: int) -> tuple[int, int] | None:
        """ "Gary Dean, | director of the centre in Mons said", without a second comma: the name."""
        office = scene.key(first) in self._titles or scene.key(first) in self.language.words["determiner"]
        if not office or scene.key(first - 1) != "," or first < 3:
            return None
        start = self.left_start(scene, first - 1)
        name = range(start, first - 1)
        capitals = [k for k in name if self.token(scene, k).text[0].isupper()]
        if (
            not 2 <= len(name) <= _LONGEST_NAME
            or len(capitals) < len(name)
            or any(self._is_known(scene, k) for k in name)
        ):
            return None
        return (start, first - 1) if self.voices.is_person(scene.words(start, first - 1)) else None

    def _is_known(self, scene: Scene, k: int) -> bool:
        """A word that opens sentences or names a day: no part of a name."""
        words = self.language.words
        return scene.key(k) in words["subject_never"] or scene.key(k) in words["dated"]

    def _past_relative(self, scene: Scene, first: int, end: int) -> tuple[int, int]:
        """ "Experts who met in New York | said": the phrase before a relative clause that ends at the verb."""
        words = self.language.words
        if first == end or self._opens_phrase(scene, first) or self._ends_voice(scene, end - 1):
            return first, end
        for k in range(first - 1, max(-1, first - _MAX_NP), -1):
            if scene.key(k) in words["relative"]:
                head = k - 1 if scene.key(k - 1) == "," else k
                start = self.left_start(scene, head)
                return (start, head) if start < head and self._may_speak(scene, start, head) else (first, end)
            if not scene.key(k)[0].isalnum() and scene.key(k) not in {"-", "'s", "’s"}:
                break
        return first, end

    def _opens_phrase(self, scene: Scene, first: int) -> bool:
        """Whether the words begin as those who speak do: with a capital, a title, a pronoun."""
        words, key = self.language.words, scene.key(first)
        known = key in self._titles or key in words["speaker_pronoun"] or key in words["speaker_it"]
        return known or key in words["few"] or self.token(scene, first).text[0].isupper()

    def _ends_voice(self, scene: Scene, last: int) -> bool:
        key = scene.key(last)
        capital = self.token(scene, last).text[0].isupper() and key not in self.language.words["dated"]
        return capital or key in self._titles

    def left_start(self, scene: Scene, end: int) -> int:
        words, first = self.language.words, end
        while first > 0 and end - first < _MAX_NP:
            key, item = scene.key(first - 1), scene.items[first - 1]
            inner = key in words["office_link"] and scene.key(first - 2) in self._titles
            inner = inner or (first > 1 and self._is_capital(scene, first - 1) and self._is_capital(scene, first - 2))
            if item.mark in {"L", "T", "V", "A"} or (key in self._left_stops and not inner):
                break  # "ambassador to Moscow", "Iranian Armed Forces"
            if key == ")" and (bracket := self._bracket(scene, first - 1)):
                first = bracket
                continue
            if not key[0].isalnum() and key not in {"'s", "’s", "'", "’", "-", "&"}:
                break
            if key in words["speaker_cut"]:
                break
            first -= 1
        while first < end and (
            scene.key(first) in words["np_and"]
            or scene.key(first) in words["speaker_lead"]
            or (scene.key(first) in words["np_link"] and self.token(scene, first).text[0].islower())
        ):
            first += 1
        return first

    def _before_apposition(self, scene: Scene, at: int, comma: int) -> Attribution | None:
        """ "Jane Roe, head of a think tank in Paris, | said": the name before the commas, or the holder's between."""
        found: tuple[int, int] | None = None
        for k in range(comma - 1, max(-1, comma - _MAX_APPOSITION), -1):
            if not self._is_aside(scene, k, comma):
                break
            if scene.key(k) != ",":
                continue
            first = self.left_start(scene, k)
            if self._is_named_holder(scene, first, k, comma):
                return self.span(scene, at, k + 1, comma)
            if first == k or not self.token(scene, first).text[0].isupper() or not self._may_speak(scene, first, k):
                break
            found = first, k
            if scene.key(first - 1) != ",":
                break
        return self.span(scene, at, *found) if found else None

    def _is_aside(self, scene: Scene, k: int, comma: int) -> bool:
        """Whether item `k` may stand between the commas: no figure and, but for a relative clause, no verb."""
        words, key = self.language.words, scene.key(k)
        if scene.items[k].mark in {"L", "V", "A"}:
            return False
        verb = key in words["can"] or key in words["be_finite"] or key in words["have_verb"] or key in self._say
        return not verb or any(scene.key(n) in words["relative"] for n in range(max(0, k - 3), comma))

    def _is_named_holder(self, scene: Scene, first: int, comma: int, end: int) -> bool:
        """ "Poland's defence minister, Mariusz Blaszczak,": an office in small letters, then a name of its holder."""
        words, name = self.language.words, range(comma + 1, end)
        titled = any(
            scene.key(k) in self._titles and self.token(scene, k).text[0].islower() for k in range(first, comma)
        )
        ranked = scene.key(comma + 1) in words["rank"] and first < comma
        short = 2 <= len(name) <= _LONGEST_NAME + ranked
        named = all(self.token(scene, k).text[0].isupper() or scene.key(k) in {".", "-"} for k in name)
        return (titled or ranked) and short and named

    def _holder_after(self, scene: Scene, first: int, end: int) -> int | None:
        """The end of the name in "said the base commander, Colonel Oleg Petrov": None where no name follows."""
        if scene.key(end) != ",":
            return None
        last = end + 1
        while last < len(scene.items) and (self._is_capital(scene, last) or self._ends_rank(scene, last)):
            last += 1
        closed = scene.key(last) in {"", ",", ".", "”", '"', ";"}
        return last if closed and self._is_named_holder(scene, first, end, last) else None

    def _ends_rank(self, scene: Scene, k: int) -> bool:
        """The full stop of "Col."."""
        return scene.key(k) == "." and scene.key(k - 1) in self.language.words["rank"]

    def _may_speak(self, scene: Scene, first: int, end: int) -> bool:
        """A name, a pronoun or a phrase with a word for people or bodies who speak."""
        words = self.language.words
        if end - first == 1 and scene.key(first) in words["speaker_pronoun"] | words["speaker_it"]:
            return True
        body = end - first == 1 and self.token(scene, first).key in words["speaker_body"]
        if any(scene.items[k].mark == "S" for k in range(first, end)) and not any(
            body or scene.key(k) in self._titles for k in range(first, end)
        ):
            return False
        for k in range(first, end):
            token = scene.tokens[scene.items[k].first]
            if scene.key(k) in self._titles or (token.text[0].isupper() and token.key not in words["sentence_opener"]):
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
            self.token(scene, k).text[0].isupper() for k in range(comma + 1, last)
        ):
            return comma + 1, last  # "a retired colonel, Viktor Sazonov,"
        if "name-last" in self.language.traits:
            return self._name_after_title(scene, first, last), last
        for k in range(last - 2, first - 1, -1):
            token, following = self.token(scene, k), self.token(scene, k + 1)
            if token.key in self._titles and token.text[0].islower() and following.text[0].isupper():
                first = k + 1
                break
        if self.token(scene, first).text[0].isupper():
            for k in range(first + 2, last):
                if scene.key(k) in words["name_end"] and self._is_person(scene, first, k):
                    return first, k
        return first, last

    def _name_after_title(self, scene: Scene, first: int, last: int) -> int:
        """Where a person's name starts after small-letter words with a title among them; `first` for no person."""
        start = last
        if "capital-nouns" in self.language.traits:
            return self._after_titles(scene, first, last)
        while start > first and self.token(scene, start - 1).text[0].isupper():
            start -= 1
        titled = any(scene.key(k) in self._titles for k in range(first, start))
        if start > first and scene.key(start - 1) in self.language.words["np_of"]:
            return first  # "le président de la Corée du Sud"
        small = start > first and self.token(scene, start - 1).text[0].islower()
        may_be = self.language.key.may_be_person
        person = last > start and all(may_be(self.token(scene, k).text) for k in range(start, last))
        return start if small and titled and person else first

    def _after_titles(self, scene: Scene, first: int, last: int) -> int:
        """Where capitals tell no name from a noun: what stands after the last title, if capitals are left of it."""
        titles = tuple(self.language.words["speaker_title"])
        for k in range(last - 2, first - 1, -1):
            left = [self.token(scene, n).text for n in range(k + 1, last)]
            if self.token(scene, k).key.endswith(titles) and all(text[0].isupper() for text in left):
                return k + 1
        return first

    def _is_person(self, scene: Scene, first: int, last: int) -> bool:
        return all(self.token(scene, k).text[0].isupper() for k in range(first, last)) and not any(
            scene.key(k) in self._titles for k in range(last - 1, last)
        )

    def token(self, scene: Scene, k: int) -> Token:
        return scene.tokens[scene.items[k].first]
