"""Keys for languages whose endings a short list tells: each word of the data says whether it takes them.

A word of the data that ends in "~" stands for itself and for itself with each of the endings in language.toml: all
these forms have one key. Every other word keeps its form, so that tense and mood, which a dictionary of lemmas would
throw together, stay apart.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_MARK: Final = "~"
_REMEMBERED: Final = 50_000
_SHORTEST_STEM: Final = 3
_MOST_WORDS: Final = 4


def _fold(word: str) -> str:
    return word.casefold().replace("’", "'").replace("‑", "-")


class Endings:
    """A morphology by lists of endings. Built once for a language's data."""

    changes = True

    def __init__(self, endings: Mapping[str, list[str]], data: Any) -> None:
        """endings: lists "form", "name" and "small" of language.toml. data: all that may hold words with "~"."""
        self._name, self._small = (tuple(endings.get(use, ())) for use in ("name", "small"))
        self._forms: dict[str, str] = {}
        for base in _marked(data):
            self._forms.update(dict.fromkeys((base + ending for ending in endings["form"]), base))
        for base in _marked(data):
            self._forms[base] = base
        self._key = lru_cache(maxsize=_REMEMBERED)(self._find_key)
        self._nominatives = lru_cache(maxsize=_REMEMBERED)(self._find_nominatives)

    def __call__(self, word: str) -> str:
        """The key of a word: what it is a form of, else the word without case."""
        return self._key(word)

    def _find_key(self, word: str) -> str:
        plain = _fold(word)
        if len(plain) > 1 and plain.endswith(_MARK):
            plain = plain[:-1]
        return self._forms.get(plain, plain)

    def nominatives(self, name: str) -> tuple[str, ...]:
        """What a name or an adjective of a country may be without its ending ("Polens", "polnischen")."""
        return self._nominatives(name)

    def _find_nominatives(self, name: str) -> tuple[str, ...]:
        *first, last = name.split() or [""]
        if not last or len(first) >= _MOST_WORDS or not last[-1].isalpha():
            return ()
        if not first and last.islower():
            return tuple(_cut(last, self._small))
        if not first:
            return tuple(_cut(last, self._name))
        heads = [word for word in first if word[0].isupper() and word[-1].isalpha()]
        stems = dict.fromkeys(stem for word in heads[:1] for stem in _cut(word, self._small))
        tails = (last, *_cut(last, self._name))
        rest = " ".join(first[1:])
        out = (" ".join(filter(None, (stem + e, rest, tail))) for stem in stems for e in self._small for tail in tails)
        return tuple(dict.fromkeys(out)) if heads else ()

    def is_common(self, word: str) -> bool:
        """Unknown: the language's lists say it all."""
        return False

    def may_be_person(self, word: str) -> bool:
        """Nothing says otherwise."""
        return True

    def closes(self, key: str) -> bool:
        """The language's lists say it all."""
        return False


def _cut(word: str, endings: Iterable[str]) -> Iterator[str]:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            yield word[: -len(ending)]


def _marked(data: Any) -> Iterator[str]:
    """The words of the data with the mark, without it."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _marked(key)
            yield from _marked(value)
    elif isinstance(data, list):
        for entry in data:
            yield from _marked(entry)
    elif isinstance(data, str) and _MARK in data:
        for word in data.replace("|", " ").split():
            if len(word) > 1 and word.rstrip("?").endswith(_MARK) and word[0].isalpha():
                yield _fold(word.rstrip("?")[:-1])
