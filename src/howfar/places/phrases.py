"""Phrases about places into geometry: "east of Minsk", "the border with Ukraine", "the whole territory of Poland".

Each rule takes the words apart once and asks for what is left; the words themselves are data (languages/*.toml).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from howfar.places import parts
from howfar.places.borders import BorderRules
from howfar.places.fold import fold
from howfar.places.model import Place, Resolution
from howfar.places.words import Words, languages_for, rest_after, rest_before, words_of

if TYPE_CHECKING:
    from howfar.places.gazetteer import Gazetteer
    from howfar.places.store import Feature

DEEPEST = 6
MOST_WORDS = 16
NEAR_CITY_M = 30_000.0  # "near Minsk": within 30 km of the built-up area
NEAR_REGION_M = 50_000.0  # "near Belarus", "off Crimea"
OUTSKIRTS_M = 10_000.0
BEYOND_M = 100_000.0  # "east of Minsk": the quarter within 100 km
AIRPORT_OF_CITY_M = 20_000.0
PART_EDGE_SHARE = 0.1  # the edge of "western Belarus" may be off by a tenth of the part's size
DISTANCE_SHARE = 0.1  # "200 km east of Minsk": give or take a tenth
_AMOUNT = re.compile(r"^(?:about |some |around |roughly )?(\d{1,5}(?:[.,]\d{1,3})?)[\s-]*([^\W\d]+)\s+(.+)$")


def resolve_phrase(
    gazetteer: Gazetteer, words: str, near: Sequence[str] = (), language: str | None = None
) -> Resolution | None:
    """The place that a phrase describes, or None when it holds no phrase that is known."""
    if len(words.split()) > MOST_WORDS:
        return None
    is_cased = _has_capital(words)
    for name in languages_for(words, language):
        found = PhraseReader(gazetteer, words_of(name), tuple(near), is_cased=is_cased).read(words)
        if found is not None:
            return Resolution(replace(found.place, asked=words), found.alternatives)
    return None


class PhraseReader(BorderRules):
    """Takes one phrase apart, in one language, with the countries named in the same text.

    is_cased: the phrase has capitals, so that a part without any is no name ("the region" in "bases in the region").
    """

    def __init__(self, gazetteer: Gazetteer, words: Words, near: tuple[str, ...], *, is_cased: bool = False) -> None:
        self.gazetteer = gazetteer
        self.words = words
        self.near = near
        self.is_cased = is_cased
        self._tried: set[str] = set()

    def read(self, text: str, depth: int = 0) -> Resolution | None:
        """The place that the text describes, or None."""
        given = text.strip()
        text = self._bare(given)
        if not text or depth > DEEPEST or (text in self._tried and depth > 0):
            return None
        self._tried.add(text)
        features = self._named(text, self.near)
        if features and not (given != text and features[0].kind == "city"):  # "the Volga" is no town of that name
            return self.gazetteer.resolution(features, text)
        rules: tuple[Callable[[str, int], Resolution | None], ...] = (
            self.border, self.capital, self.people, self.owned, self.coast, self.distance_away,
            lambda text, depth: self.direction(text, depth, is_part=given != text),
            self.around, self.beside, self.region_called, self.site_called, self.wrapped, self.inside,
        )  # fmt: skip
        for rule in rules:
            found = rule(text, depth)
            if found is not None:
                return found
        return None

    def _named(self, text: str, near: Sequence[str]) -> list[Feature]:
        return self.gazetteer.named(text, near) if self._may_be_name(text) else []

    def _may_be_name(self, text: str) -> bool:
        return not self.is_cased or _has_capital(text) or not text.isascii()

    def _bare(self, text: str) -> str:
        text = text.strip(" ,.;:")
        for rest in rest_after(text, self.words.of("articles")):
            return rest
        return text

    def wrapped(self, text: str, depth: int) -> Resolution | None:
        """Words that do not change which place is meant: "the whole territory of Poland"."""
        for rest in rest_after(text, [*self.words.of("quantifiers"), *self.words.of("matter")]):
            found = self.read(rest, depth + 1)
            if found is not None:
                return found
        for rest in rest_before(text, [*self.words.of("suffixes"), *self.words.of("possessive")]):
            found = self.read(rest, depth + 1)
            if found is not None:
                return found
        return None

    def country_of(self, text: str) -> str | None:
        """The country that a name or an adjective names: "Poland", "Polish", "Poland's"."""
        text = self._bare(text)
        for rest in rest_before(text, self.words.of("possessive")):
            text = rest
            break
        if self.words.peoples_have_capitals and not self._may_be_name(text):
            return None  # "the U.S. island territory" has nothing to do with Island
        hit = self.gazetteer.names().lookup(text)
        if hit is not None and hit.kind in {"country", "demonym"}:
            return hit.country_code
        return self.gazetteer.names().demonym(text)

    def capital(self, text: str, depth: int) -> Resolution | None:
        """ "The Belarusian capital", "the capital of Belarus"."""
        names = [
            *rest_after(text, self.words.of("capital", "of")),
            *rest_before(text, self.words.of("capital", "after")),
        ]
        for name in names:
            code = self.country_of(name)
            capital = self.gazetteer.capital_name(code) if code else None
            features = self.gazetteer.named(f"{capital}, {code}") if capital else []
            if features:
                found = self.gazetteer.resolution(features, text)
                return Resolution(replace(found.place, caption=f"The capital of {self.gazetteer.country_name(code)}."))
        return None

    def owned(self, text: str, depth: int) -> Resolution | None:
        """ "Russia's Kaliningrad region", "the Polish city of Lublin", "Poland's eastern border"."""
        words = text.split()
        for count in range(min(3, len(words) - 1), 0, -1):
            code = self.country_of(" ".join(words[:count]))
            if code is None:
                continue
            rest = " ".join(words[count:])
            line = self.outline_towards(code, rest)
            if line is not None:
                return Resolution(line)
            reader = PhraseReader(self.gazetteer, self.words, (code, *self.near), is_cased=self.is_cased)
            found = reader.read(rest, depth + 1)
            if found is not None and found.place.kind == "border" and found.place.country_code is None:
                return Resolution(replace(found.place, name=text), found.alternatives)  # a part of a shore: whose
            if found is not None and found.place.country_code in {code, None}:
                return found
        return None

    def distance_away(self, text: str, depth: int) -> Resolution | None:
        """ "200 km east of Minsk", "50 miles from Kyiv"."""
        match = _AMOUNT.match(text)
        unit_m = self.words.units_m.get(match[2].lower()) if match else None
        if match is None or unit_m is None:
            return None
        distance_m = float(match[1].replace(",", ".")) * unit_m
        for word, direction in [*self.words.directions, ("", "")]:
            lead = f"{word} " if word else ""
            for rest in rest_after(match[3], [f"{lead}{link}" for link in self.words.of("part", "beyond")]):
                found = self.read(rest, depth + 1)
                if found is not None and distance_m < 2e7:
                    return Resolution(self._at_distance(found.place, direction, distance_m, text))
        return None

    def _at_distance(self, place: Place, direction: str, distance_m: float, text: str) -> Place:
        if not direction or direction == "central":
            vagueness_m, lat, lon = place.vagueness_m + distance_m, place.lat, place.lon
            caption = f"Any point within {_km(distance_m)} km of {place.name}."
        else:
            lat, lon = parts.move(place.lat, place.lon, parts.BEARINGS_DEG[direction], distance_m)
            vagueness_m = place.vagueness_m + DISTANCE_SHARE * distance_m
            caption = f"{_km(distance_m)} km {direction} of the middle of {place.name}."
        return Place(
            name=text, kind="vicinity", lat=lat, lon=lon, vagueness_m=vagueness_m, country_code=place.country_code,
            source=place.source, caption=caption,
        )  # fmt: skip

    def direction(self, text: str, depth: int, *, is_part: bool) -> Resolution | None:
        """ "Western Belarus", "the east of Poland", "east of Minsk", "the northern outskirts of Kyiv"."""
        is_far = False
        for rest in rest_after(text, self.words.of("extent", "far")):
            is_far, text = True, rest
            break
        inner = text
        for rest in rest_after(text, self.words.of("part", "before")):
            inner = rest
            break
        for word, name in self.words.directions:
            for rest in rest_after(inner, [word]):
                is_inside = is_part or is_far or inner != text
                found = self._towards(name, word, rest, is_part=is_inside, is_far=is_far, depth=depth)
                if found is not None:
                    return found
        return None

    def _towards(
        self, name: str, word: str, rest: str, *, is_part: bool, is_far: bool, depth: int
    ) -> Resolution | None:
        for target in rest_after(rest, self.words.of("outskirts", "before")):
            found = self.read(target, depth + 1)
            if found is not None and found.place.geometry is None:
                return Resolution(self._offset(found.place, name, OUTSKIRTS_M, 1.0, rest))
        if not is_part:
            for target in rest_after(rest, self.words.of("part", "beyond")):
                found = self.read(target, depth + 1)
                if found is not None:
                    return Resolution(self._beyond(found.place, name, f"{word} {rest}"))
        for target in [*rest_after(rest, [link for link in self.words.of("part", "of") if link]), rest]:
            found = self.read(target, depth + 1)
            if found is not None and found.place.kind in {"country", "region", "sea", "group", "part"}:
                return Resolution(self._part(found.place, name, is_far, f"{word} {rest}"))
            if found is not None and found.place.kind == "city":
                return Resolution(self._offset(found.place, name, 0.0, 0.5, f"{word} {rest}"))
        return None

    def _part(self, place: Place, direction: str, is_far: bool, text: str) -> Place:
        shape = place.geometry
        if shape is None:
            return place
        if direction == "central":
            part, size = parts.middle_part(shape), "without the outer quarter on each side"
        else:
            share = parts.TENTH if is_far else parts.THIRD if len(direction) > 5 else parts.HALF
            part = parts.part_towards(shape, parts.BEARINGS_DEG[direction], share)
            size = f"the {_SHARES[share]} of its area farthest {direction}"
        lat, lon = parts.middle_of(part)
        vagueness_m = place.vagueness_m + 1000 * PART_EDGE_SHARE * parts.extent_km(part)
        caption = f"{text[0].upper()}{text[1:]} is taken as {place.name}: {size}."
        return replace(
            place, name=text, kind="part", lat=lat, lon=lon, geometry=part, vagueness_m=vagueness_m,
            caption=f"{caption} {place.caption}" if place.caption else caption, population=None,
        )  # fmt: skip

    def _offset(self, place: Place, direction: str, wider_m: float, share: float, text: str) -> Place:
        radius_m = place.vagueness_m
        lat, lon = place.lat, place.lon
        if direction != "central":
            lat, lon = parts.move(lat, lon, parts.BEARINGS_DEG[direction], radius_m * share)
        caption = f"The {direction} side of {place.name}."
        return replace(
            place, name=f"{direction} {place.name}", kind="vicinity", lat=lat, lon=lon, population=None,
            vagueness_m=max(1000.0, radius_m / 2) + wider_m, caption=caption,
        )  # fmt: skip

    def _beyond(self, place: Place, direction: str, text: str) -> Place:
        """ "East of Minsk": the quarter of a ring around a city; for a region the quarter outside it."""
        if direction == "central":
            return place
        bearing = parts.BEARINGS_DEG[direction]
        if place.geometry is None:
            shape = parts.sector(place.lat, place.lon, bearing, place.vagueness_m, place.vagueness_m + BEYOND_M)
            caption = f"The quarter {direction} of {place.name}, from its edge to {BEYOND_M / 1000:g} km beyond it."
        else:
            import shapely

            reach = 1000 * parts.extent_km(place.geometry) + BEYOND_M
            shape = parts.sector(place.lat, place.lon, bearing, 0.0, reach)
            shape = shapely.difference(shape, place.geometry)
            caption = f"The quarter {direction} of the middle of {place.name}, outside it."
        if shape.is_empty:
            return place
        lat, lon = parts.middle_of(shape)
        return Place(
            name=text, kind="part", lat=lat, lon=lon, geometry=shape, country_code=place.country_code,
            vagueness_m=BEYOND_M / 2, source=place.source, caption=caption,
        )  # fmt: skip

    def around(self, text: str, depth: int) -> Resolution | None:
        """ "Near Minsk", "the Minsk area", "the outskirts of Kyiv", "beyond Kyiv", "off Crimea"."""
        for use, wider_m, says in _AROUND:
            befores = rest_after(text, self.words.of(use, "before"))
            afters = rest_before(text, self.words.of(use, "after")) if use in {"near", "outskirts"} else ()
            for rest in [*befores, *afters]:
                found = self.read(rest, depth + 1)
                if found is not None:
                    return Resolution(self._around(found.place, wider_m, says, text), found.alternatives)
        return None

    @staticmethod
    def _around(place: Place, wider_m: float, says: str, text: str) -> Place:
        wider_m = max(wider_m, NEAR_REGION_M) if place.geometry is not None and wider_m else wider_m
        caption = says.format(place=place.name, km=f"{wider_m / 1000:g}")
        return replace(
            place, name=text, kind="vicinity", vagueness_m=place.vagueness_m + wider_m, population=None,
            caption=f"{caption} {place.caption}" if place.caption else caption,
        )  # fmt: skip

    def region_called(self, text: str, depth: int) -> Resolution | None:
        """ "Brest region", "Grodno Oblast": a first-level region, not the city of the same name."""
        for rest in rest_before(text, self.words.of("region", "after")):
            named = self._named(self._bare(rest), self.near)
            if named and named[0].kind in {"sea", "group"}:  # "the Gulf region", "the Baltic region"
                return self.gazetteer.resolution(named, text)
            features = [feature for feature in named if feature.kind in {"region", "country"}]
            if features:
                return self.gazetteer.resolution(_largest_first(self.gazetteer, features), text)
            found = self.read(rest, depth + 1)
            if found is not None and found.place.kind == "city":
                return Resolution(self._around(found.place, NEAR_CITY_M, _AROUND[0][2], text), found.alternatives)
            if found is not None:
                return found
        return None

    def people(self, text: str, depth: int) -> Resolution | None:
        """ "Polish territory", "Russian soil"."""
        for rest in rest_before(text, self.words.of("people", "after")):
            code = self.country_of(rest)
            place = self.gazetteer.country(code) if code else None
            if place is not None:
                return Resolution(place)
        return None

    def site_called(self, text: str, depth: int) -> Resolution | None:
        """ "Kaliningrad airport": where no site of that name is known, near the town."""
        for rest in rest_before(text, self.words.of("site", "after")):
            found = self.read(rest, depth + 1)
            if found is not None and found.place.kind in {"city", "site"}:
                says = "Taken as within {km} km of {place}."
                wider_m = AIRPORT_OF_CITY_M if found.place.kind == "city" else 0.0
                place = self._around(found.place, wider_m, says, text) if wider_m else found.place
                return Resolution(place, found.alternatives)
        return None

    def beside(self, text: str, depth: int) -> Resolution | None:
        """ "A village near Kharkiv", "the Black Sea coast near Rize": what is near a town is there, whatever it is."""
        for link in self.words.of("inside", "beside"):
            head, found_link, tail = text.partition(f" {link} ")
            where = self.read(tail, depth + 1) if found_link and self._is_thing(head) else None
            if where is not None and not where.place.is_region:
                return Resolution(self._around(where.place, NEAR_CITY_M, _AROUND[0][2], text), where.alternatives)
        return None

    def _is_thing(self, head: str) -> bool:
        """Whether words end in a common noun for something that lies somewhere: "a village", "military bases"."""
        return fold(head).split()[-1:] != [] and fold(head).split()[-1] in self.words.of("inside", "things")

    def inside(self, text: str, depth: int) -> Resolution | None:
        """ "Laoag in the northern Philippines", "the Kursk region of Russia", "military bases in Poland"."""
        for link in self.words.of("inside", "links"):
            head, found_link, tail = text.partition(f" {link} ")
            if not found_link:
                continue
            where = self.read(tail, depth + 1)
            if where is None:
                continue
            code = where.place.country_code
            features = [f for f in self._named(self._bare(head), [code] if code else []) if _is_in(f, where.place)]
            if features:
                return self.gazetteer.resolution(features, text)
            named = self.read(head, depth + 1)
            if named is not None and code is not None and named.place.country_code == code:
                return named
            if self._is_thing(head):
                caption = f"Somewhere in {where.place.name}."
                return Resolution(replace(where.place, caption=caption), where.alternatives)
        return None


_SHARES = {parts.HALF: "half", parts.THIRD: "third", parts.TENTH: "tenth"}
_AROUND = (
    ("near", NEAR_CITY_M, "Taken as within {km} km of {place}."),
    ("outskirts", OUTSKIRTS_M, "Taken as within {km} km of the built-up area of {place}."),
    ("beyond", 0.0, "Taken as {place} itself, the least that the words say."),
    ("off", NEAR_REGION_M, "Taken as within {km} km of {place}."),
)


def _has_capital(text: str) -> bool:
    return any(char.isupper() for char in text)


def _km(distance_m: float) -> str:
    return f"{distance_m / 1000:.0f}" if distance_m >= 100_000 else f"{distance_m / 1000:.3g}"


def _largest_first(gazetteer: Gazetteer, features: Sequence[Feature]) -> list[Feature]:
    """Of regions that share a name in one country (a city and the region around it) the larger one."""

    def area(feature: Feature) -> float:
        shape = gazetteer.store.shape(feature.number)
        return float(shape.area) if shape is not None else 0.0

    own = [feature for feature in features if feature.code == features[0].code]
    own.sort(key=area, reverse=True)
    return [*own, *(feature for feature in features if feature.code != features[0].code)]


def _is_in(feature: Feature, place: Place) -> bool:
    if place.kind in {"country", "part"} and feature.code == place.country_code and feature.kind != "country":
        return True
    if place.geometry is None:
        return False
    import shapely

    return bool(place.geometry.distance(shapely.Point(feature.lon, feature.lat)) < 0.3)
