"""What the reader must know about the world, asked through one small door.

The reader does not import the catalogue or the gazetteer (they are its neighbours); whoever builds a reader hands it
a `Lexicon`. `StaticLexicon` is the plain one: dictionaries, enough for tests and for a user's own lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

PlaceClass = Literal["country", "city", "region", "sea", "site", "continent", "planet"]
"""How far a place name reaches: cities and sites are never "whole regions"."""


@dataclass(frozen=True)
class SystemName:
    """One name that a system goes by. system_class is one of the classes of systems/model.py, or "platform".

    operators: slugs of the countries that are known to have it ("iran", "north-korea"); empty where nobody says.
    """

    alias: str
    system_id: str
    system_class: str
    verbs: tuple[str, ...] = ()
    variant: str | None = None
    operators: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlaceName:
    """What a place name stands for. country is the English slug used in system ids ("iran", "north-korea")."""

    name: str
    kind: PlaceClass
    country: str | None = None
    lat: float | None = None
    lon: float | None = None


class Lexicon(Protocol):
    """Names of systems, names of places, and words for the people of a country."""

    def system_names(self) -> Iterable[SystemName]:
        """Every alias of every known system."""

    def place(self, name: str) -> PlaceName | None:
        """The place that goes by exactly this name, or None. Must be quick: it is asked for each capitalised word."""

    def demonym(self, word: str) -> str | None:
        """The country slug that an adjective of origin stands for ("iranian" -> "iran"), or None."""

    def distance_km(self, country: str, place: str) -> float | None:
        """Roughly how far a place is from a country (slug), or None; tells an intercontinental missile from a short
        one.
        """


@dataclass(frozen=True)
class StaticLexicon:
    """A lexicon made of dictionaries. Keys of `places` and `demonyms` are casefolded."""

    systems: tuple[SystemName, ...] = ()
    places: Mapping[str, PlaceName] = field(default_factory=dict)
    demonyms: Mapping[str, str] = field(default_factory=dict)

    def system_names(self) -> Iterable[SystemName]:
        """Every alias given."""
        return self.systems

    def place(self, name: str) -> PlaceName | None:
        """Looks the casefolded name up."""
        return self.places.get(name.casefold())

    def demonym(self, word: str) -> str | None:
        """Looks the casefolded word up."""
        return self.demonyms.get(word.casefold())

    def distance_km(self, country: str, place: str) -> float | None:
        """Not known to a plain list."""
        return None
