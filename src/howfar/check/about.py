"""What a text is about: the countries that it names, and the country that a speaker speaks for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from howfar.check.nominative import lookup

if TYPE_CHECKING:
    from howfar.places.gazetteer import Gazetteer

_LONGEST_LOOK: Final = 200_000  # characters: a text says what it is about long before that
_HEAD: Final = 3_000  # characters in which a dateline can stand
_WORD: Final = re.compile(r"[^\W\d_][\w'’-]*")
_DATELINE: Final = re.compile(r"^\s*([^\W\d_a-z][^\W\d_a-z .'’-]{2,30}?)(?=\s*(?:,|\(|--|—|–))", re.MULTILINE)
_WORDS_BESIDE: Final = 4  # "Belarusian President Alexander Lukashenko", "the president of Belarus"


def countries_of(text: str, gazetteer: Gazetteer, *, most: int = 4) -> tuple[str, ...]:
    """ISO codes of the countries that a text names, the most frequent first; a country weighs three cities."""
    counts: dict[str, int] = {}
    for match in _WORD.finditer(text, 0, _LONGEST_LOOK):
        word = match[0]
        hit = lookup(gazetteer, word) if word[0].isupper() and len(word) > 2 else None
        if hit is not None and hit.country_code and hit.kind in ("country", "demonym", "city"):
            weight = 1 if hit.kind == "city" else 3
            counts[hit.country_code] = counts.get(hit.country_code, 0) + weight
    return tuple(sorted(counts, key=lambda code: (-counts[code], code))[:most])


def home_of(speaker: str | None, text: str, gazetteer: Gazetteer) -> str | None:
    """The country that a speaker speaks for: named beside the name, or that of the dateline; else None."""
    beside = _beside(speaker, text, gazetteer) if speaker else None
    return beside or _dateline(text, gazetteer)


def _beside(speaker: str, text: str, gazetteer: Gazetteer) -> str | None:
    words = _WORD.findall(speaker)
    counts: dict[str, int] = {}
    for word in words:
        _count(word, gazetteer, counts)
    if not words or counts:
        return _most(counts)
    for match in re.finditer(re.escape(words[-1]), text[:_LONGEST_LOOK]):
        before = _WORD.findall(text[max(0, match.start() - 60) : match.start()])[-_WORDS_BESIDE:]
        after = re.split(r"[.,;:!?“”\"\n]", text[match.end() : match.end() + 30])[0]
        for word in [*before, *_WORD.findall(after)[:2]]:
            _count(word, gazetteer, counts)
    return _most(counts)


def _count(word: str, gazetteer: Gazetteer, counts: dict[str, int]) -> None:
    bare = word.removesuffix("'s").removesuffix("’s")
    hit = lookup(gazetteer, bare) if word[0].isupper() or not word.isascii() else None
    if hit is not None and hit.kind in ("country", "demonym") and hit.country_code:
        counts[hit.country_code] = counts.get(hit.country_code, 0) + 1


def _most(counts: dict[str, int]) -> str | None:
    return max(sorted(counts), key=lambda code: counts[code]) if counts else None


def _dateline(text: str, gazetteer: Gazetteer) -> str | None:
    for match in _DATELINE.finditer(text, 0, _HEAD):
        hit = gazetteer.names().lookup(match[1].strip().title())
        if hit is not None and hit.kind in ("city", "country"):
            return hit.country_code
    return None
