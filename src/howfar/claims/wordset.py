"""Word classes as sets that remember what they were joined with."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import Any


class WordSet(frozenset[str]):
    """Words of a class. `a | b` and `a - b` of two classes are made once: rules ask for them in every sentence.

    Classes are few and made when a language is loaded, so what is remembered is bounded. With any other set the
    answer is a plain frozenset, made anew. Not compiled: an extension class cannot be a frozenset.
    """

    _joined: dict[WordSet, WordSet]
    _cut: dict[WordSet, WordSet]

    def __new__(cls, words: Iterable[str] = ()) -> WordSet:
        """The words as a set."""
        made = super().__new__(cls, words)
        made._joined, made._cut = {}, {}
        return made

    def __or__(self, other: AbstractSet[Any]) -> frozenset[Any]:
        """The words of both."""
        if type(other) is not WordSet:
            return frozenset.__or__(self, other)
        found = self._joined.get(other)
        if found is None:
            found = self._joined[other] = WordSet(frozenset.__or__(self, other))
        return found

    def __sub__(self, other: AbstractSet[Any]) -> frozenset[str]:
        """The words that the other has not."""
        if type(other) is not WordSet:
            return frozenset.__sub__(self, other)
        found = self._cut.get(other)
        if found is None:
            found = self._cut[other] = WordSet(frozenset.__sub__(self, other))
        return found
