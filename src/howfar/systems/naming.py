"""Names of systems as people write them: one key for all spellings of a name, and the tries that lead to a key."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator
from functools import lru_cache

_CYRILLIC = re.compile(r"[Ѐ-ӿ]")
_LONGEST_NAME = 200  # characters; nothing longer is a name, and a key of a megabyte helps nobody
_MOST_FILLERS = 6


def key_of(name: str) -> str:
    """The name without case, accents, spaces and punctuation: "S-400 «Triumf»" and "s400 triumf" share one key."""
    return _key(name[:_LONGEST_NAME])


@lru_cache(maxsize=4096)  # every question asks for the keys of a handful of names several times
def _key(name: str) -> str:
    text = unicodedata.normalize("NFKD", name).casefold()
    return "".join(char for char in text if char.isalnum())


def spellings(name: str, *, fillers: Container[str]) -> Iterator[str]:
    """Keys to try for a name, the fullest first.

    fillers: keys of words that may stand around a name and are no part of it ("missile", "the", "systems").
    """
    for part in _parts(name[:_LONGEST_NAME]):
        words = part.split()
        before = _count(words, fillers)
        after = _count(words[::-1], fillers)
        cuts = [(first, last) for first in range(before + 1) for last in range(after + 1)]
        for first, last in sorted(cuts, key=sum):
            yield from _endings(key_of(" ".join(words[first : len(words) - last])))


def _count(words: list[str], fillers: Container[str]) -> int:
    """How many of the first words are fillers; no name stands among more than a handful."""
    count = 0
    while count < min(len(words), _MOST_FILLERS) and key_of(words[count]) in fillers:
        count += 1
    return count


def _parts(name: str) -> Iterator[str]:
    """The name, then what stands outside and inside its brackets."""
    yield name
    outside, bracket, inside = name.partition("(")
    if bracket:
        yield outside
        yield inside.partition(")")[0]


def _endings(key: str) -> Iterator[str]:
    """The key, then without a plural or possessive s, or (in Cyrillic) without a case ending of up to three letters."""
    yield key
    if len(key) > 4 and key.endswith("s"):
        yield key[:-1]
    if _CYRILLIC.search(key) and key[-1].isalpha():
        for length in (1, 2, 3):
            if len(key) - length >= 4:
                yield key[:-length]
