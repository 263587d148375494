"""A lexicon as a language with case endings asks it: names are looked up as written, then in the nominative."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from howfar.claims.lexicon import Lexicon, PlaceName, SystemName
    from howfar.claims.morphology import Morphology


class Declined:
    """Wraps a lexicon whose names are nominatives ("Минск") for texts that decline them ("под Минском")."""

    def __init__(self, lexicon: Lexicon, morphology: Morphology) -> None:
        self._lexicon, self._morphology = lexicon, morphology

    def system_names(self) -> Iterable[SystemName]:
        """Every alias of the lexicon beneath."""
        return self._lexicon.system_names()

    def place(self, name: str) -> PlaceName | None:
        """The place of that name in any case."""
        for candidate in (name, *self._morphology.nominatives(name)):
            if place := self._lexicon.place(candidate):
                return place
        return None

    def demonym(self, word: str) -> str | None:
        """The country that an adjective or a people's name in any case, gender and number stands for."""
        for candidate in (word, self._morphology(word), *self._morphology.nominatives(word)):
            if country := self._lexicon.demonym(candidate):
                return country
        return None

    def distance_km(self, country: str, place: str) -> float | None:
        """As the lexicon beneath, for a place in any case."""
        for candidate in (place, *self._morphology.nominatives(place)):
            if (distance := self._lexicon.distance_km(country, candidate)) is not None:
                return distance
        return None
