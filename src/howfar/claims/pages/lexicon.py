"""The words of `words/*.toml`: months, weekdays and stop words of each language, and the language that a text is in."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SAMPLE_CHARS: Final = 20_000  # enough to tell a language; keeps a megabyte linear and quick
_LEAST_STOP_WORDS: Final = 0.04  # share of stop words below which a Latin text is not called a language


@dataclass(frozen=True)
class Lexicon:
    """What a language's file holds."""

    language: str
    stop_words: frozenset[str]
    letters: frozenset[str]
    months: dict[str, int]
    weekdays: frozenset[str]
    published: tuple[str, ...]
    year_words: frozenset[str]


@cache
def lexicons() -> tuple[Lexicon, ...]:
    """All languages, in the order of their codes."""
    found = []
    for entry in sorted(files(__package__).joinpath("words").iterdir(), key=lambda item: item.name):
        if entry.name.endswith(".toml"):
            data = tomllib.loads(entry.read_text(encoding="utf-8"))
            months = {name: number for number, names in enumerate(data["months"], start=1) for name in names}
            found.append(
                Lexicon(
                    language=entry.name.removesuffix(".toml"),
                    stop_words=frozenset(data["stop_words"]),
                    letters=frozenset(data.get("letters", "")),
                    months=months,
                    weekdays=frozenset(data["weekdays"]),
                    published=tuple(data["published"]),
                    year_words=frozenset(data.get("year_words", ())),
                )
            )
    return tuple(found)


@cache
def foreign_words(home: str = "en") -> frozenset[str]:
    """Stop words of the other languages that the home language has not: a text without one is none of theirs."""
    own = next(lexicon.stop_words for lexicon in lexicons() if lexicon.language == home)
    return frozenset().union(*(lexicon.stop_words for lexicon in lexicons())) - own


def language_of(text: str) -> str | None:
    """ISO 639-1 code of the language that the text is in ("en", "ru", "uk", "de", "fr"), None if words do not tell.

    Stop words decide; letters that only one of two Cyrillic alphabets has weigh in, so that a headline is enough.
    """
    sample = text[:_SAMPLE_CHARS].lower()
    words = _WORD.findall(sample)
    if not words:
        return None
    scores = {}
    for lexicon in lexicons():
        hits = sum(word in lexicon.stop_words for word in words)
        own_letters = sum(sample.count(letter) for letter in lexicon.letters)
        scores[lexicon.language] = hits + 0.5 * own_letters
    best = max(scores, key=lambda language: scores[language])
    ranked = sorted(scores.values(), reverse=True)
    if scores[best] < max(1.0, _LEAST_STOP_WORDS * len(words)) or (len(ranked) > 1 and ranked[0] == ranked[1]):
        return None
    return best


def script_language(text: str) -> str | None:
    """The likelier language of a Cyrillic text too short for stop words: "uk" by its letters, else "ru"; or None."""
    sample = text[:_SAMPLE_CHARS].lower()
    letters = [char for char in sample if char.isalpha()]
    if sum("\u0400" <= char <= "\u04ff" for char in letters) * 2 <= len(letters):
        return None
    return "uk" if any(char in "іїєґ" for char in letters) else "ru"
