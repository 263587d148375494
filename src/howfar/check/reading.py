"""The reader with the catalogue and the gazetteer behind it.

`claims` knows neither of its neighbours; here they are joined: names of systems from the catalogue, names of places and
peoples from the gazetteer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from howfar.claims.extraction import Reader
from howfar.claims.language import available
from howfar.claims.lexicon import PlaceClass, PlaceName, SystemName
from howfar.claims.mention import slug, squeeze

if TYPE_CHECKING:
    from howfar.claims.model import Claim, Document
    from howfar.places.gazetteer import Gazetteer
    from howfar.systems.catalogue import Catalogue, Name

_SHORT_COUNTRIES: Final = {
    "US": "us",
    "GB": "uk",
    "AE": "uae",
    "KP": "north-korea",
    "KR": "south-korea",
    "RU": "russia",
    "SY": "syria",
}
_KINDS: Final[dict[str, PlaceClass]] = {
    "country": "country", "region": "region", "sea": "sea", "city": "city", "site": "site", "group": "region",
}  # fmt: skip
_DEFENCES: Final = ("air-defence", "missile-defence")
_REMEMBERED: Final = 50_000


class WorldLexicon:
    """The catalogue and the gazetteer as the reader asks for them. Answers are remembered, up to a fixed number."""

    def __init__(self, catalogue: Catalogue, gazetteer: Gazetteer) -> None:
        self._catalogue, self._gazetteer = catalogue, gazetteer
        self._names = gazetteer.names()
        self._whole_names: dict[str, tuple[str, ...]] = {}
        self._sharing = frozenset(s.id for s in catalogue.systems() if s.variants_share_id)
        self._operators: dict[str, tuple[str, ...]] = {}
        self._own_named: dict[str, set[str]] = {}  # system -> variants that go by a name of their own
        self._lone: dict[str, tuple[str, ...]] = {}
        self._twin_names: dict[str, str] = {}  # "Storm Shadow / SCALP-EG": one thing under two names
        self._defences: dict[str, str] = {}  # names of air and missile defences, squeezed -> id
        self.place = lru_cache(maxsize=_REMEMBERED)(self._place)
        self.demonym = lru_cache(maxsize=_REMEMBERED)(self._demonym)
        self.distance_km = lru_cache(maxsize=1_000)(self._distance_km)
        self._country = lru_cache(maxsize=300)(self._country_slug)

    def system_names(self) -> Iterator[SystemName]:
        """Every alias of every system of the catalogue."""
        for system in self._catalogue.systems():
            self._operators[system.id] = tuple(filter(None, map(self._country, system.operators)))
            self._lone[system.id] = system.lone_variants
            self._twin_names[system.id] = " ".join(alias for alias in system.aliases if " / " in alias)
            self._whole_names[system.id] = tuple(squeeze(n) for n in (system.name, *system.aliases))
            if system.system_class in _DEFENCES:
                self._defences.update(dict.fromkeys(self._whole_names[system.id], system.id))
        for name in self._catalogue.names():
            if name.variant is not None and _is_own_name(name.alias, name.variant):
                self._own_named.setdefault(name.system_id, set()).add(name.variant)
        for name in self._catalogue.names():
            have = self._operators[name.system_id]
            yield SystemName(name.alias, self._id(name), name.system_class, tuple(name.verbs), name.variant, have)

    def _id(self, name: Name) -> str:
        """The system's id, whatever spelling the text has. A variant with a name of its own ("ATACMS", fired from
        HIMARS) keeps that, and is found by it; the version of an air-defence system ("PAC-3") is that system, unless
        it stands alone ("SM-3").
        """
        said = name.alias.removesuffix(" radar")
        if said != name.alias and (whole := self._defences.get(squeeze(said.removesuffix("'s")))):
            return f"{whole}-radar"  # "Patriot radar": a part goes by the name of its system, as "its radar" does
        if name.variant is None or name.system_id in self._sharing or not name.alias.isascii():
            return name.system_id
        if name.system_class in _DEFENCES and name.variant not in self._lone[name.system_id]:
            return name.system_id
        own_named: Collection[str] = self._own_named.get(name.system_id, ())
        if name.variant in self._twin_names[name.system_id] or name.variant not in own_named:
            return name.system_id
        said, own = squeeze(name.alias), squeeze(name.variant)
        wholes = self._whole_names[name.system_id]
        if any(whole in said for whole in wholes) or (said != own and any(whole in own for whole in wholes)):
            return name.system_id
        family = [v for v in own_named if squeeze(v) in own]
        return slug([min(family, key=len) if " " in name.variant else name.variant])  # "ATACMS M57" is an ATACMS

    def _place(self, name: str) -> PlaceName | None:
        hit = self._names.lookup(name)
        if hit is None or hit.kind == "demonym":
            return None
        country = self._country(hit.country_code) if hit.country_code and hit.kind == "country" else None
        return PlaceName(name, _KINDS[hit.kind], country)

    def _demonym(self, word: str) -> str | None:
        code = self._names.demonym(word)
        return self._country(code) if code else None

    def _distance_km(self, country: str, place: str) -> float | None:
        from howfar.earth.geodesic import distance_m
        from howfar.errors import HowfarError

        try:
            one, other = (self._gazetteer.resolve(words).place for words in (country.replace("-", " ").title(), place))
        except HowfarError:
            return None
        return float(distance_m(one.lat, one.lon, other.lat, other.lon)) / 1000.0

    def _country_slug(self, code: str) -> str | None:
        if code in _SHORT_COUNTRIES:
            return _SHORT_COUNTRIES[code]
        place = self._gazetteer.country(code)
        return slug([place.name]) if place else code.casefold()


def _is_own_name(alias: str, variant: str) -> bool:
    """Whether an alias is the variant's name itself, more or less of it, or an acronym of it."""
    said, own = squeeze(alias), squeeze(variant)
    return said in own or own in said or _spells_out(slug([alias]), own)


def _spells_out(said: str, own: str) -> bool:
    """Whether the letters of an acronym stand in this order in the name, the first at its beginning."""
    letters = iter(said.replace("-", ""))
    is_acronym = "-" in said and said[0] == own[0] and len(own) <= 6 and own not in said
    return is_acronym and all(letter in letters for letter in own)


@lru_cache(maxsize=8)
def _default_reader(languages: tuple[str, ...]) -> Reader:
    from howfar.places.gazetteer import Gazetteer
    from howfar.systems.catalogue import Catalogue

    return Reader(WorldLexicon(Catalogue.default(), Gazetteer.default()), languages)


def reader(
    language: str | None = None, catalogue: Catalogue | None = None, gazetteer: Gazetteer | None = None
) -> Reader:
    """A reader for the language (None: all that there are, English first), the catalogue and the gazetteer given.

    The plain one is built once and kept. Raises UsageError for a language that has no folder.
    """
    languages: Sequence[str] = (language,) if language else sorted(available(), key=lambda code: (code != "en", code))
    if catalogue is None and gazetteer is None:
        return _default_reader(tuple(languages))
    from howfar.places.gazetteer import Gazetteer
    from howfar.systems.catalogue import Catalogue

    return Reader(WorldLexicon(catalogue or Catalogue.default(), gazetteer or Gazetteer.default()), languages)


def read(document: Document) -> tuple[Claim, ...]:
    """All claims of reach in the document."""
    return reader().read(document)
