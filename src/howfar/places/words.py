"""The words of a language about places, read from languages/*.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("en", "ru", "uk", "de", "fr")
_UKRAINIAN_ONLY = set("іїєґ")


class Words:
    """One language: lists of words by their use, longest first."""

    def __init__(self, language: str) -> None:
        text = (files("howfar.places") / "languages" / f"{language}.toml").read_text(encoding="utf-8")
        self.language = language
        read: dict[str, Any] = tomllib.loads(text)
        self._phrases: dict[str, Any] = read["phrases"]
        self.peoples_have_capitals = bool(read.get("peoples_have_capitals"))
        self.directions: list[tuple[str, str]] = sorted(
            ((word, name) for name, words in self._phrases["directions"].items() for word in words),
            key=lambda row: -len(row[0]),
        )
        self.units_m: dict[str, float] = self._phrases["distance"]["units_m"]
        self._lists: dict[str, list[str]] = {}

    def of(self, use: str, kind: str = "") -> list[str]:
        """Words for one use, such as of("near", "before"), longest first."""
        key = f"{use}.{kind}"
        if key not in self._lists:
            found = list(self._phrases[use][kind] if kind else self._phrases[use])
            if use != "articles":  # the article may have been taken off already
                led = [a if a.endswith("'") else f"{a} " for a in self.of("articles")]
                found += [word[len(a) :] for a in led for word in found if word.startswith(a)]
            self._lists[key] = sorted(found, key=lambda word: -len(word))
        return self._lists[key]


@lru_cache(maxsize=8)
def words_of(language: str) -> Words:
    """The words of a language, read once."""
    return Words(language)


def languages_for(text: str, language: str | None) -> list[str]:
    """Languages to try on a text, the likeliest first."""
    lowered = text.casefold()
    if any("\u0400" <= char <= "\u04ff" for char in lowered):
        script = ["uk", "ru"] if _UKRAINIAN_ONLY & set(lowered) else ["ru", "uk"]
    else:
        script = ["en", "de", "fr"]
    return list(dict.fromkeys([language, *script] if language in LANGUAGES and language in script else script))


def says_every(text: str, language: str | None = None) -> bool:
    """Whether words for a place speak of each of several: "every base in Poland"."""
    return any(_begins(text, words_of(code).of("every")) for code in languages_for(text, language))


def says_any(text: str, language: str | None = None) -> bool:
    """Whether they speak of one among several, whichever it is: "any base in Poland", "anywhere in Poland"."""
    return any(_begins(text, words_of(code).of("any")) for code in languages_for(text, language))


def _begins(text: str, beginnings: Iterable[str]) -> bool:
    return next(rest_after(text, beginnings), None) is not None


def rest_after(text: str, beginnings: Iterable[str]) -> Iterator[str]:
    """What follows each of the beginnings that the text has, without case.

    A beginning that ends in an apostrophe ("l'") or a hyphen ("west-" of "Westpolen") is written together with it."""
    lowered = text.lower().replace("’", "'")
    for word in beginnings:
        start = word.lower().replace("’", "'")
        glued = start.endswith("-")
        start = start[:-1] if glued else start if start.endswith("'") else start + " "
        if lowered.startswith(start) and len(text) > len(start):
            rest = text[len(start) :].strip()
            yield rest[:1].upper() + rest[1:] if glued else rest


def rest_before(text: str, endings: Iterable[str]) -> Iterator[str]:
    """What stands before each of the endings that the text has, without case; "-s" is the end of a word ("Polens")."""
    lowered = text.lower()
    for word in endings:
        end = word.lower()
        if end.startswith("-"):
            end = end[1:]
        elif not end.startswith(("'", "’")):
            end = " " + end
        if lowered.endswith(end) and len(text) > len(end):
            yield text[: -len(end)].strip()
