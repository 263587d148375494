"""The names of the catalogue as a text may write them: in another case, in the plural, with or without hyphens."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from howfar.claims.mention import squeeze

if TYPE_CHECKING:
    from howfar.claims.language import Language
    from howfar.claims.lexicon import Lexicon, SystemName

_PUNCTUATION: Final = ".,;:!?()[]\"'“”‘’«»|*#—–"
_LONGEST_NAME: Final = 6
_NUMERAL: Final = re.compile(r"(?<=[\W_])(i{1,3}|iv|vi{0,3}|ix)([a-e]?)(?![^\W_])")
_NUMERALS: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9}
_SOUNDS: Final = re.compile(r"oo|ou|ee|eo|ung|([a-z])\1")
_SOUNDS_AS: Final = {"oo": "u", "ou": "u", "ee": "i", "eo": "o", "ung": "ong"}
_VERSION: Final = re.compile(r"(.*[a-z].*\d)(?:[a-z]{1,2}|a\d)")
_SHORTEST_FOLDED: Final = 6  # letters and digits: shorter names differ by less than a spelling
_REMEMBERED: Final = 10_000  # words of a text: enough for the usual ones, and memory stays flat


class NameList:
    """Looks names up. Built once for a lexicon and a language; holds no state of a text."""

    def __init__(self, lexicon: Lexicon, language: Language) -> None:
        self._lexicon, self._language = lexicon, language
        self._known: dict[str, SystemName] = {}
        self._folded: dict[str, SystemName] = {}  # the same names as other hands spell them
        self._starts: dict[str, int] = {}  # first word of a name, squeezed -> most tokens that such a name may take
        self._bare: dict[str, SystemName] = {}  # "dezful" of "Dezful missile": a name only where the text shows it
        for name in lexicon.system_names():
            self._learn(name)
        for said, other in language.class_rules.get("names", {}).items():
            if (known := self._known.get(squeeze(other))) is not None:
                self._learn(replace(known, alias=said))
        self._starts.pop("", None)
        self.longest = lru_cache(maxsize=_REMEMBERED)(self._longest)
        self._names = lru_cache(maxsize=_REMEMBERED)(self._may_name)
        self._opens_owner = lru_cache(maxsize=_REMEMBERED)(lambda word: self._owns(word.strip(_PUNCTUATION)))

    def _learn(self, name: SystemName) -> None:
        whole = squeeze(name.alias)
        if not whole:
            return
        self._known.setdefault(whole, name)
        if len(folded := fold(name.alias)) >= _SHORTEST_FOLDED:
            self._folded.setdefault(folded, name)
        pieces = re.split(r"[\s]+", name.alias)
        if len(pieces) == 2 and pieces[0].isalpha() and pieces[1] in self._language.system_words:
            self._bare.setdefault(squeeze(pieces[0]), name)
        width = min(len(re.findall(r"[^\W_]+", name.alias)) + name.alias.count("-"), _LONGEST_NAME)
        firsts = (pieces[0], re.split(r"[\W_]+", name.alias.strip("«»\"'“”"))[0])
        for start in (*map(squeeze, firsts), whole, *map(fold, firsts), folded):
            self._starts[start] = max(self._starts.get(start, 1), width)

    def may_mention(self, words: Sequence[str]) -> bool:
        """Whether raw words may name a system, or open with its owner: a cheap test before taking a sentence apart."""
        return any(map(self._names, words)) or any(map(self._opens_owner, words[:3]))

    def may_name(self, words: Sequence[str]) -> bool:
        """Whether raw words may be of a system's name or a kind of system."""
        return any(self._names(word) and not _is_figure(word) for word in words)

    def _may_name(self, word: str) -> bool:
        """Whether one raw word may be of a system's name or a kind of system."""
        kinds = self._language.system_words
        bare = word.strip(_PUNCTUATION)
        if not bare:
            return False
        if not (bare[0].isupper() or bare[0].isdigit()):
            return (
                bare.rsplit("-", 1)[-1] in kinds
                or bare in kinds
                or self._language.key(bare.split("’")[0].split("'")[0]) in kinds
            )
        if self.longest(bare) or self._language.key(bare) in kinds:
            return True
        return "-" in bare or (any(c.isdigit() for c in bare) and not bare.isdigit())

    def _longest(self, word: str) -> int | None:
        """The most tokens of a known name that may begin with the word, also in another case; None where none does."""
        word = self._untyped(word)
        start = squeeze(word)
        found = self._starts.get(start) or self._starts.get(self._singular(start)) or self._declined_start(word)
        return found or self._starts.get(fold(word)) or self._starts.get(_unversioned(start))

    def _owns(self, word: str) -> bool:
        """Whether a word is a country or of one."""
        word = word.removesuffix("'s").removesuffix("’s")
        if not word or not word[0].isupper():
            return False
        place = self._lexicon.place(word)
        return (
            place is not None
            or self._lexicon.demonym(word) is not None
            or self._language.key(word) in self._language.class_rules["owners"]
        )

    def known(self, name: str) -> SystemName | None:
        """The system that goes by exactly this name."""
        return self._known.get(squeeze(name))

    def bare(self, word: str) -> SystemName | None:
        """The system that goes by this word with one for its kind, and by it alone only where that is clear."""
        if not word[0].isupper() or self._lexicon.place(word) is not None:
            return None
        joined = squeeze(word)
        return self._bare.get(joined) or self._bare.get(self._singular(joined))

    def find(self, words: list[str]) -> SystemName | None:
        """The system whose name these words are, as written, in the plural or in another case."""
        words = [*words[:-1], self._untyped(words[-1])]
        joined = squeeze("".join(words))
        found = self._known.get(joined) or self._known.get(self._singular(joined)) or self._declined(words)
        return found or self._spelled_otherwise(" ".join(words), joined)

    def _spelled_otherwise(self, said: str, joined: str) -> SystemName | None:
        """The system of a name in another transcription, with Roman numerals or with a version's letter at its end."""
        if len(joined) < _SHORTEST_FOLDED - 1 or not joined.isascii():
            return None
        folded = fold(said)
        found = self._folded.get(folded) or self._folded.get(self._singular(folded))
        return found or self._known.get(_unversioned(joined)) or self._folded.get(_unversioned(folded))

    def _untyped(self, word: str) -> str:
        """ "Voronezh" of "Voronezh-type", "Iskander" of "Iskander-class"."""
        base, hyphen, kind = word.rpartition("-")
        return base if hyphen and base and kind in self._language.words["type_suffix"] else word

    def _declined_start(self, word: str) -> int | None:
        """The most tokens of a name that begins with the word in another case; None where none does."""
        if not self._language.key.changes:
            return None
        base, hyphen, rest = word.partition("-")
        starts = [squeeze(n + hyphen + rest) for n in self._language.key.nominatives(base)]
        return next((self._starts[s] for s in starts if s in self._starts), None)

    def _declined(self, words: list[str]) -> SystemName | None:
        """The system of a name in another case ("Искандеров", "Точки-У", "Железного купола")."""
        if not self._language.key.changes:
            return None
        base, hyphen, rest = " ".join(words).partition("-")
        readings = [squeeze(n + hyphen + rest) for n in self._language.key.nominatives(base)]
        return next((self._known[r] for r in readings if r in self._known), None)

    def _singular(self, squeezed: str) -> str:
        """The name without a plural ending, for names only (the language's data says which endings)."""
        for ending in self._language.class_rules["name_endings"]:
            if len(squeezed) > len(ending) + 1 and squeezed.endswith(ending):
                return squeezed[: -len(ending)]
        return squeezed


@lru_cache(maxsize=_REMEMBERED)
def _is_figure(word: str) -> bool:
    """Whether a raw word has digits and no letter ("11,000", "$2"), so names nothing by itself."""
    return any(c.isdigit() for c in word) and not any(c.isalpha() for c in word)


@lru_cache(maxsize=_REMEMBERED)
def fold(name: str) -> str:
    """A name without what hands differ in: "Hyunmoo-IIC" and "Hyunmu-2C", "Sejjil" and "Sejil" are one."""
    plain = _NUMERAL.sub(lambda m: f"{_NUMERALS[m[1]]}{m[2]}", name.casefold())
    return _SOUNDS.sub(lambda m: _SOUNDS_AS.get(m[0], m[1]), squeeze(plain))


def _unversioned(squeezed: str) -> str:
    """The name without the letter of a version ("hyunmoo3c", "m109a6"), itself where it has none."""
    match = _VERSION.fullmatch(squeezed)
    return match[1] if match else squeezed
