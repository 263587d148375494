"""A language is a folder of data. This module loads one; it contains no word of any language.

languages/<code>/language.toml   name, morphology, quotation marks
                 words.toml      word classes, used by the code by role and by the rules as macros
                 numbers.toml    number words, vague numbers, decimal sign
                 units.toml      units of length, area, time, and of what is not a reach
                 classes.toml    words for kinds of systems
                 rules.toml      the grammar
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import Any, Final

from howfar.claims.endings import Endings
from howfar.claims.morphology import Morphology, morphology
from howfar.claims.shapes import kind_of
from howfar.claims.wordparts import WordParts
from howfar.claims.wordset import WordSet
from howfar.errors import UsageError

FILES = ("language", "words", "numbers", "units", "classes", "rules")


@dataclass(frozen=True)
class Unit:
    """A unit: what it measures ("length", "area", "time", or a measure that is never a reach) and its size in SI."""

    measure: str
    si: float


@dataclass(frozen=True)
class SystemWord:
    """A word for a kind of system: its class, the short form used in ids, and whether it is many."""

    system_class: str
    short: str | None
    plural: bool
    weak: bool  # says nothing on the kind by itself ("system", "battery")


_NO_WORDS: Final = WordSet()


class WordClasses(dict[str, frozenset[str]]):
    """Words by the class under which the code asks for them; a class that a language has no words for is empty."""

    def __missing__(self, name: str) -> frozenset[str]:
        return _NO_WORDS


OPENS: Final = 1  # a quantity may start with the word
NAMES: Final = 2  # a system's name or kind may start with it
GLUED: Final = 4  # it starts with a unit and a hyphen ("kilometre-range")
SPELT: Final = 8  # it is a number in words with a unit ("two-kilometre")
PARTED: Final = 16  # it holds several words ("l'Iskander", "Raketenabwehrsystem")
_REMEMBERED: Final = 20_000


class Form:
    """What a token is whatever stands around it: its kind, its key and its traits, a bit each."""

    __slots__ = ("key", "kind", "traits")

    def __init__(self, kind: str, key: str, traits: int) -> None:
        self.kind, self.key, self.traits = kind, key, traits


@dataclass(eq=False)
class Language:
    """Everything that the reader knows of one language.

    forms: the forms that were asked for, by writing, so many at most. unit_words: every word of every
    unit (a text without one of them, and without a flight level, holds no quantity). bound_ends: last words of phrases
    of bound and approximation that stand before a number; bound_starts: first words of those that stand after one.
    """

    code: str
    key: Morphology
    quotes: tuple[tuple[str, str], ...]
    words: WordClasses
    phrases: Mapping[str, tuple[str, ...]]
    numbers: Mapping[str, Any]
    units: Mapping[str, Unit]
    system_words: Mapping[str, SystemWord]
    class_rules: Mapping[str, Any]
    rules: tuple[Mapping[str, Any], ...]
    number_openers: frozenset[str]
    traits: frozenset[str] = frozenset()  # habits of writing that the code asks for by name
    parts: WordParts | None = None  # None where no word of the language holds several
    marks: Mapping[str, str] = field(default_factory=dict)  # marks that are words ("&")
    remembered: int = _REMEMBERED
    forms: dict[str, Form] = field(init=False, repr=False)
    unit_words: frozenset[str] = field(init=False, repr=False)
    bound_ends: frozenset[str] = field(init=False, repr=False)
    bound_starts: frozenset[str] = field(init=False, repr=False)
    _by_longest: dict[str, dict[str, list[str]]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.forms = {}
        self.unit_words = frozenset(word for name in self.units for word in name.split())
        before, after = ("bound_upper", "bound_lower", "approximate"), ("bound_upper_after", "bound_lower_after")
        self.bound_ends = frozenset(phrase.split()[-1] for name in before for phrase in self.words[name])
        self.bound_starts = frozenset(phrase.split()[0] for name in after for phrase in self.words[name])
        self._by_longest = _by_longest(self.words)

    def form(self, written: str) -> Form:
        """What is known of a token by its writing alone; remembered, and all forgotten when there are too many."""
        form = self.forms.get(written)
        if form is None:
            if len(self.forms) >= self.remembered:
                self.forms.clear()
            form = self.forms[written] = self._form(written)
        return form

    def _form(self, written: str) -> Form:
        kind = kind_of(written)
        key = self.key(written) if kind == "word" else self.marks.get(written, written)
        traits = 0
        if kind == "number" or key in self.number_openers or "-" in key or key.startswith(self.numbers["flight_level"]):
            traits |= OPENS
        names = key in self.system_words or key in self.words["of_a_pair"]
        if kind != "mark" and (not written.islower() or names or "-" in key):
            traits |= NAMES
        if kind == "word" and written.find("-") > 0 and self.key(written.split("-", maxsplit=1)[0]) in self.units:
            traits |= GLUED
        if traits & OPENS and kind == "word" and self.spelt_unit(key):
            traits |= SPELT
        if kind == "word" and self.parts is not None and self.parts.spans(written):
            traits |= PARTED
        return Form(kind, key, traits)

    def spelt_unit(self, key: str) -> int:
        """Where the unit starts in "two-kilometre" or "five-mile-range", a number in words before it; 0 without one."""
        values, scales, at = self.numbers["value"], self.numbers["scale"], 0
        for part in key.split("-"):
            if part not in values and part not in scales:
                unit = self.units.get(part)
                return at if at and unit is not None and unit.measure == "length" else 0
            at += len(part) + 1
        return 0

    @property
    def quotes_names(self) -> bool:
        """Whether a few words in quotation marks are a name rather than speech."""
        return not self.traits.isdisjoint({"names-in-quotes", "quoted-names"})

    def says(self, name: str, words: Sequence[str]) -> bool:
        """Whether a phrase of that class stands among the words."""
        phrases = self._by_longest.get(name, {})
        if phrases.keys().isdisjoint(words):
            return False
        text = f" {' '.join(words)} "
        return any(phrase in text for word in words for phrase in phrases.get(word, ()))


def _by_longest(words: Mapping[str, Iterable[str]]) -> dict[str, dict[str, list[str]]]:
    """Class -> longest word -> phrases of that class, with a space on either side."""
    out: dict[str, dict[str, list[str]]] = {}
    for name, entries in words.items():
        for phrase in entries:
            out.setdefault(name, {}).setdefault(max(phrase.split(), key=len), []).append(f" {phrase} ")
    return out


def by_first_word(phrases: Iterable[str]) -> dict[str, list[list[str]]]:
    """Phrases as lists of words, longest first, under their first word."""
    out: dict[str, list[list[str]]] = {}
    for parts in sorted((p.split() for p in phrases), key=len, reverse=True):
        out.setdefault(parts[0], []).append(parts)
    return out


@lru_cache(maxsize=8)
def load(code: str) -> Language:
    """The language of that code; raises UsageError, naming those that exist, for another."""
    exists(code)
    root = resources.files("howfar.claims").joinpath("languages")
    data = {name: tomllib.loads(root.joinpath(code, f"{name}.toml").read_text("utf-8")) for name in FILES}
    key = _morphology(data)
    parts = WordParts(data["words"], data["classes"], data["numbers"])
    if key.changes:
        data = {name: part if name == "language" else _keyed(part, key) for name, part in data.items()}
    phrases = {name: tuple(entries) for name, entries in data["words"].items() if isinstance(entries, list)}
    words = WordClasses({name: WordSet(entries) for name, entries in phrases.items()})
    return Language(
        code=code,
        key=key,
        quotes=tuple((pair[0], pair[1]) for pair in data["language"]["quotes"]),
        words=words,
        phrases=phrases,
        numbers=data["numbers"],
        units=_units(data["units"]),
        system_words=_system_words(data["classes"]),
        class_rules=data["classes"],
        rules=tuple(data["rules"]["rule"]),
        number_openers=frozenset({*data["numbers"]["value"], *data["numbers"]["scale"], *data["numbers"]["vague"]}),
        traits=frozenset(data["language"].get("traits", ())),
        marks=data["language"].get("marks", {}),
        parts=parts if parts.known else None,
    )


def _morphology(data: Mapping[str, Any]) -> Morphology:
    """The morphology that the folder asks for, by its name or by the endings that it lists."""
    endings = data["language"].get("endings")
    return Endings(endings, data) if endings else morphology(data["language"]["morphology"])


_BY_WORD: Final = frozenset({"value", "scale", "ratio", "names"})  # tables of the data whose keys are words
_AS_WRITTEN: Final = frozenset(
    {
        "triggers",
        "trigger_units",
        "name",
        "class",
        "short",
        "id",
        "options",
        "subject",
        "match",
        "no_match",
        "platform_start",
        "name_endings",
        "verb_endings",
        "owners",
        "english",
        "compound",
    }
)


def _keyed(part: Any, key: Morphology, name: str = "") -> Any:
    """The data with each word turned into its key, so that a folder may write any form of a word.

    A pattern's elements are words too, apart from its marks, slots, classes and gaps."""
    if name in _AS_WRITTEN:
        return {_keys(k, key): v for k, v in part.items()} if isinstance(part, dict) else part
    if isinstance(part, dict):
        return {_keys(k, key) if name in _BY_WORD else k: _keyed(v, key, k) for k, v in part.items()}
    if isinstance(part, list):
        return [_keyed(entry, key, name) for entry in part]
    if isinstance(part, str):
        return " ".join(_element_keys(e, key) for e in part.split()) if name == "pattern" else _keys(part, key)
    return part


def _keys(phrase: str, key: Morphology) -> str:
    plain = phrase.isascii() and (not isinstance(key, Endings) or phrase.isupper())
    return phrase if plain else " ".join(key(word) for word in phrase.split())


def _element_keys(element: str, key: Morphology) -> str:
    body, optional = (element[:-1], "?") if element.endswith("?") and len(element) > 1 else (element, "")
    slot, equals, atoms = body.rpartition("=") if re.match(r"[a-z]=", body) else ("", "", body)
    return f"{slot}{equals}{'|'.join(_keys(a, key) for a in atoms.split('|'))}{optional}"


def exists(code: str) -> None:
    """Raises UsageError, naming the languages that there are, for a code without a folder."""
    root = resources.files("howfar.claims").joinpath("languages")
    if not code.isalpha() or not root.joinpath(code, "language.toml").is_file():
        known = ", ".join(available())
        raise UsageError(f"language {code!r} is not known; the reader has: {known}")


def available() -> tuple[str, ...]:
    """Codes of the languages whose folders exist."""
    root = resources.files("howfar.claims").joinpath("languages")
    return tuple(sorted(entry.name for entry in root.iterdir() if entry.joinpath("language.toml").is_file()))


def _units(data: Mapping[str, Any]) -> dict[str, Unit]:
    return {
        spelling: Unit(measure, float(entry["si"]))
        for measure, entries in data.items()
        if isinstance(entries, list)
        for entry in entries
        for spelling in entry["words"]
    }


def _system_words(data: Mapping[str, Any]) -> dict[str, SystemWord]:
    out: dict[str, SystemWord] = {}
    for entry in data["kind"]:
        for number, plural in (("one", False), ("many", True)):
            for word in entry.get(number, ()):
                out[word] = SystemWord(entry["class"], entry.get("short"), plural, entry.get("weak", False))
    return out
