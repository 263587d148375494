"""Names into places, offline."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from howfar.errors import UnknownPlaceError
from howfar.places.coordinates import parse_coordinates
from howfar.places.fold import fold
from howfar.places.model import Place, PlaceKind, Resolution
from howfar.places.names import HitKind, NameHit, Names
from howfar.places.rank import OTHER_IN_SUGGESTIONS, ranked, weight
from howfar.places.store import CATALOGUE_FROM, Feature, Store, data_folder

MOST_CHARACTERS = 300
MOST_ALTERNATIVES = 12
PEOPLE_PER_KM2 = 4000.0  # a round density of built-up areas: turns people into a radius (docs/places.md)
SMALLEST_CITY_RADIUS_M = 1000.0
TOWN_PEOPLE = 10_000  # a region called like such a town is printed with what it is: Kyiv Region, but Wales
SITE_RADIUS_M = 3000.0  # sites are given at the precision of a named place
COUNTRY_EDGE_M = 200.0  # Natural Earth 1:10m against the surveyed line, as drawn
REGION_EDGE_M = 1000.0  # simplified when built
SEA_EDGE_M = 5000.0

_KINDS: dict[str, PlaceKind] = {
    "country": "country", "region": "region", "sea": "sea", "city": "city", "site": "site", "group": "group",
}  # fmt: skip
_KINDS_SHOWN = ("County", "Department", "Governorate", "Prefecture", "Province", "Region", "State", "Territory")
_EDGES = {"country": COUNTRY_EDGE_M, "region": REGION_EDGE_M, "sea": SEA_EDGE_M, "group": REGION_EDGE_M}


def city_radius_m(population: int) -> float:
    """Radius of a disc that holds the people of a city at a round density, in metres."""
    return max(SMALLEST_CITY_RADIUS_M, 1000 * math.sqrt(population / PEOPLE_PER_KM2 / math.pi))


class Gazetteer:
    """The offline gazetteer: names, phrases and coordinates into points and regions on WGS84."""

    def __init__(self, folder: Path | None = None) -> None:
        self.store = Store(folder or data_folder())
        self._names: Names | None = None
        self.country_number = lru_cache(maxsize=512)(self._country_number)

    @classmethod
    def default(cls) -> Gazetteer:
        """The gazetteer that ships with howfar, opened once."""
        return _default()

    def names(self) -> Names:
        """The compact table of names for the text reader."""
        if self._names is None:
            self._names = Names(self.store, self._best_hit)
        return self._names

    def resolve(
        self, words: str, *, near: Sequence[str] = (), language: str | None = None, suggest: bool = True
    ) -> Resolution:
        """The place that words mean, and the others that they could mean, likeliest first.

        words: a name ("Brest"), a name with where it lies ("Brest, BY"), a phrase ("east of Minsk") or coordinates.
        near: countries named in the same text, as ISO codes or names. language: "en", "ru" or "uk" where known.
        suggest: look for names of similar spelling for the error, which takes a while.
        Raises UnknownPlaceError with names of similar spelling, UsageError for a latitude of 95.
        """
        asked = _clean(words)
        point = parse_coordinates(asked)
        if point is not None:
            return Resolution(Place(name=asked, kind="point", lat=point[0], lon=point[1], asked=words, source="given"))
        codes = self.codes(near)
        exact = self.named(asked, codes)
        if exact:
            return self.resolution(exact, asked)
        from howfar.places.phrases import resolve_phrase

        found = resolve_phrase(self, asked, codes, language)
        if found is not None:
            return found
        raise self._unknown(asked, suggest)

    def named(self, name: str, near: Iterable[str] = ()) -> list[Feature]:
        """Features of that name, likeliest first; the part after a comma says where it lies."""
        features = self._ranked(fold(name), tuple(near))
        if features or "," not in name:
            return features
        head, _, where = name.rpartition(",")
        return self._inside(self._ranked(fold(head), tuple(near)), where)

    def _ranked(self, key: str, near: tuple[str, ...]) -> list[Feature]:
        if not key:
            return []
        numbers = list(self.store.numbers(key))
        hit = self.names().core_number(key)
        if hit is not None:
            numbers.append(2 * hit)
        scored = {number // 2: number % 2 for number in sorted(numbers, reverse=True)}
        return ranked({self.store.feature(number): bool(other) for number, other in scored.items()}, near)

    def _inside(self, features: list[Feature], where: str) -> list[Feature]:
        """Those that lie in what the part after the comma names: a country or a first-level region."""
        codes = set(self.codes([where]))
        region = fold(where)
        wider = {feature.name for feature in self._ranked(region, ()) if feature.kind == "region"}
        wanted = {fold(name) for name in wider} | {region, fold(_US_STATES.get(where.strip().upper(), ""))}
        chosen = [f for f in features if f.kind != "country" and fold(f.admin or "") in wanted - {""}]
        return chosen or [f for f in features if f.code in codes and f.kind != "country"]

    def codes(self, places: Iterable[str]) -> tuple[str, ...]:
        """ISO codes of the countries that the given codes or names name (a city names its country)."""
        found = []
        for place in places:
            text = place.strip()[:MOST_CHARACTERS]
            if len(text) in {2, 3} and text.isupper() and self.country_number(text) is not None:
                found.append(text)
            elif text:
                features = self._ranked(fold(text), ())
                if features and features[0].code:
                    found.append(features[0].code)
        return tuple(dict.fromkeys(found))

    def _country_number(self, code: str) -> int | None:
        return self.names().country_numbers.get(code)

    def country(self, code: str) -> Place | None:
        """The country of an ISO 3166-1 alpha-2 code, with its shape."""
        number = self.country_number(code)
        return None if number is None else self.place(self.store.feature(number))

    def _country_feature(self, code: str) -> Feature | None:
        number = self.country_number(code)
        return None if number is None else self.store.feature(number)

    def country_name(self, code: str | None) -> str:
        """The English name of a country by its code ("" where it is not known)."""
        feature = self._country_feature(code) if code else None
        return feature.name if feature else ""

    def capital_name(self, code: str) -> str | None:
        """The capital of a country."""
        feature = self._country_feature(code)
        return str(feature.note or "").partition("|")[0] or None if feature else None

    def neighbours(self, code: str) -> tuple[str, ...]:
        """Codes of the countries that share a land border with a country."""
        feature = self._country_feature(code)
        return tuple(str(feature.note or "").partition("|")[2].split(",")) if feature else ()

    def place(self, feature: Feature, asked: str = "") -> Place:
        """The feature as a place, its shape read."""
        shape = self.store.shape(feature.number) if feature.kind != "city" else None
        caption = feature.note if isinstance(feature.note, str) and feature.number >= CATALOGUE_FROM else None
        if feature.kind == "country":
            caption = self.names().captions.get(feature.code or "")
        vagueness = _EDGES.get(feature.kind, SITE_RADIUS_M if shape is None else REGION_EDGE_M)
        return Place(
            name=self._shown_name(feature),
            kind=_KINDS[feature.kind],
            lat=feature.lat,
            lon=feature.lon,
            asked=asked or feature.name,
            vagueness_m=city_radius_m(feature.population) if feature.kind == "city" else vagueness,
            geometry=shape,
            country_code=feature.code,
            admin_name=feature.admin if feature.kind == "city" else None,
            population=feature.population or None,
            source="GeoNames" if feature.kind == "city" else "howfar" if feature.kind == "site" else "Natural Earth",
            caption=caption,
        )

    def _shown_name(self, feature: Feature) -> str:
        """The name as printed: a first-level region called like a city of its country says what it is (Kyiv Region)."""
        if feature.kind != "region" or feature.number >= CATALOGUE_FROM:
            return feature.name
        same = (self.store.feature(n // 2) for n in self.store.numbers(fold(feature.name)))
        if not any(f.kind == "city" and f.code == feature.code and f.population >= TOWN_PEOPLE for f in same):
            return feature.name
        kind = str(feature.note or "").partition("|")[0]
        return f"{feature.name} {kind if kind in _KINDS_SHOWN else 'region'}"

    def resolution(self, features: Sequence[Feature], asked: str) -> Resolution:
        """Features, likeliest first, as an answer (shapes of the alternatives are not read)."""
        others = tuple(self._without_shape(feature, asked) for feature in features[1 : MOST_ALTERNATIVES + 1])
        return Resolution(self.place(features[0], asked), others)

    def _without_shape(self, feature: Feature, asked: str) -> Place:
        kind = _KINDS[feature.kind]
        vagueness = city_radius_m(feature.population) if kind == "city" else _EDGES.get(kind, SITE_RADIUS_M)
        admin = feature.admin if kind == "city" else None
        return Place(
            name=self._shown_name(feature), kind=kind, lat=feature.lat, lon=feature.lon, asked=asked,
            vagueness_m=vagueness,
            country_code=feature.code, admin_name=admin, population=feature.population or None,
        )  # fmt: skip

    def _best_hit(self, key: str) -> NameHit | None:
        features = self._ranked(key, ())
        if not features:
            return None
        best = features[0]
        return NameHit(_KINDS_OF_HITS[best.kind], best.code, best.population, best.number)

    def suggest(self, prefix: str, limit: int = 10) -> list[Place]:
        """Places whose name begins with the prefix, weightiest first, for a search field (shapes are not read)."""
        key = fold(prefix[:MOST_CHARACTERS])
        if not key or limit < 1:
            return []
        numbers = {number for _, found in self.store.names_from(key) for number in found}
        numbers |= {
            2 * number + (not fold(self.store.feature(number).name).startswith(key))
            for _, number in self.names().core_keys(key)
        }
        weights: dict[int, float] = {}
        for number in numbers:
            value = weight(self.store.feature(number // 2), is_other_name=False)
            value *= OTHER_IN_SUGGESTIONS if number % 2 else 1.0
            weights[number // 2] = max(value, weights.get(number // 2, 0.0))
        ordered = sorted(weights, key=lambda number: (-weights[number], number))[:limit]
        return [self._without_shape(self.store.feature(number), prefix) for number in ordered]

    def _unknown(self, asked: str, suggest: bool) -> UnknownPlaceError:
        from howfar.places.spelling import similar_names

        shown = asked if len(asked) <= 60 else asked[:57] + "…"
        alike = similar_names(self, asked) if suggest else ()
        hint = f" Did you mean {' or '.join(alike)}?" if alike else ""
        return UnknownPlaceError(
            f"No place called {shown!r} is known.{hint} "
            "Give a name with its country, as in 'Brest, BY', or coordinates, as in '53.9, 27.6'."
        )


_KINDS_OF_HITS: dict[str, HitKind] = {
    "country": "country", "region": "region", "sea": "sea", "city": "city", "site": "site", "group": "group",
}  # fmt: skip

_US_STATES = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California", "CO": "Colorado",
    "CT": "Connecticut", "DE": "Delaware", "FL": "Florida", "GA": "Georgia", "HI": "Hawaii", "ID": "Idaho",
    "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky", "LA": "Louisiana",
    "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota", "MS": "Mississippi",
    "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire", "NJ": "New Jersey",
    "NM": "New Mexico", "NY": "New York", "NC": "North Carolina", "ND": "North Dakota", "OH": "Ohio",
    "OK": "Oklahoma", "OR": "Oregon", "PA": "Pennsylvania", "RI": "Rhode Island", "SC": "South Carolina",
    "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont", "VA": "Virginia",
    "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
}  # fmt: skip


def _clean(words: str) -> str:
    """The words without control characters and quotation marks, cut to a sane length."""
    shown = "".join(char if char.isprintable() else " " for char in words[: 4 * MOST_CHARACTERS])
    text = " ".join(shown.split()).strip(" \"“”«»„'‘’.,;:!?")
    if not text:
        raise UnknownPlaceError("No place was given. Give a name, as in 'Minsk', or coordinates, as in '53.9, 27.6'.")
    return text[:MOST_CHARACTERS]


@lru_cache(maxsize=1)
def _default() -> Gazetteer:
    return Gazetteer()
