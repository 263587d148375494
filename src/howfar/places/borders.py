"""Phrases about borders and coasts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from howfar.places import parts
from howfar.places.model import Place, Resolution
from howfar.places.words import Words, rest_after, rest_before

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from howfar.places.gazetteer import Gazetteer

BORDER_EDGE_M = 500.0
NEAR_BORDER_M = 20_000.0
COAST_EDGE_M = 2_000.0


class BorderRules:
    """The rules of PhraseReader that draw lines."""

    gazetteer: Gazetteer
    words: Words
    near: tuple[str, ...]

    def read(self, text: str, depth: int = 0) -> Resolution | None:
        """The place that a text describes (PhraseReader)."""
        raise NotImplementedError

    def country_of(self, text: str) -> str | None:
        """The country that a text names (PhraseReader)."""
        raise NotImplementedError

    def border(self, text: str, depth: int) -> Resolution | None:
        """ "The border with Ukraine", "the Polish border", "the border between Poland and Belarus"."""
        is_near = False
        for rest in rest_after(text, [*self.words.of("border", "strip"), *self.words.of("near", "before")]):
            inner = self._border(rest) if rest != text else None
            if inner is not None:
                is_near, text = True, rest
                break
        place = self._border(text)
        if place is None:
            return None
        if is_near:
            from dataclasses import replace

            place = replace(place, kind="vicinity", vagueness_m=NEAR_BORDER_M)
        return Resolution(place)

    def _border(self, text: str) -> Place | None:
        for article in rest_after(text, self.words.of("articles")):
            text = article
            break
        for one, two in self._pairs(text):
            return self._shared(one, two, text)
        # the words after "border with" name the other side; this side is a country named in the text
        for rest in rest_after(text, self.words.of("border", "before")):
            code = self.country_of(rest)
            if code is not None:
                return self._with_near(code, text)
        names = [*rest_after(text, self.words.of("border", "of")), *rest_before(text, self.words.of("border", "after"))]
        for rest in names:
            code = self.country_of(rest)
            if code is not None:
                return self._with_near(code, text)
        return None

    def _pairs(self, text: str) -> Iterator[tuple[str, str]]:
        """Codes of two countries named together: "border between Poland and Belarus", "Polish-Belarusian border"."""
        heads = list(rest_after(text, [*self.words.of("border", "between"), *self.words.of("border", "of")]))
        heads += list(rest_before(text, self.words.of("border", "after")))
        links = [f" {word} " for word in self.words.of("border", "and")]
        links += [f" {word} " for word in ("with", "–")] + ["-", "–", "—"]
        for head in heads:
            for link in links:
                left, found, right = head.partition(link)
                one, two = self.country_of(left) if found else None, self.country_of(right) if found else None
                if one and two and one != two:
                    yield one, two
        for lead in self.words.of("border", "before"):  # "Belarus's border with Ukraine"
            word = lead.split(" ", 1)[1] if lead.startswith("the ") else lead
            left, found, right = text.lower().partition(f" {word} ")
            if found:
                cut = len(left)
                one, two = self.country_of(text[:cut]), self.country_of(text[len(left) + len(found) :])
                if one and two and one != two:
                    yield one, two

    def _shared(self, one: str, two: str, text: str) -> Place | None:
        first, second = self.gazetteer.country(one), self.gazetteer.country(two)
        if first is None or second is None or first.geometry is None or second.geometry is None:
            return None
        line = parts.shared_border(first.geometry, second.geometry)
        if line is None:
            return None
        caption = f"The land border between {first.name} and {second.name}."
        return self._line(line, text, one, " ".join(filter(None, [caption, first.caption, second.caption])))

    def _with_near(self, code: str, text: str) -> Place | None:
        """The border of a country with those that the text names; without one that touches it, the whole outline."""
        import shapely

        country = self.gazetteer.country(code)
        if country is None or country.geometry is None:
            return None
        neighbours = [near for near in self.near if near != code and near in self.gazetteer.neighbours(code)]
        shapes = [(near, self.gazetteer.country(near)) for near in neighbours]
        lines = [
            (place.name, parts.shared_border(country.geometry, place.geometry))
            for _, place in shapes
            if place is not None and place.geometry is not None
        ]
        drawn = [(name, line) for name, line in lines if line is not None]
        if drawn:
            names = " and ".join(name for name, _ in drawn)
            line = shapely.union_all([line for _, line in drawn])
            return self._line(line, text, code, f"The land border of {country.name} with {names}.")
        outline = f"The whole outline of {country.name}; name a neighbour for one border."
        return self._line(country.geometry.boundary, text, code, outline)

    def outline_towards(self, code: str, rest: str) -> Place | None:
        """ "Eastern border" or "southern coast" of a country: the part of that line on that side of its middle."""
        import shapely

        for word, name in self.words.directions:
            for end in rest_after(rest, [word]):
                country = self.gazetteer.country(code)
                if name == "central" or country is None or country.geometry is None:
                    continue
                line, what = self._outline(country, end.lower())
                if line is None:
                    continue
                reach = 2000 * parts.extent_km(country.geometry)
                side = parts.sector(country.lat, country.lon, parts.BEARINGS_DEG[name], 0.0, reach)
                line = shapely.intersection(line, side)
                if not line.is_empty:
                    caption = f"The {what} of {country.name} within 45 degrees of {name} from its middle."
                    return self._line(line, f"{country.name}: {rest}", code, caption)
        return None

    def _outline(self, country: Place, called: str) -> tuple[BaseGeometry | None, str]:
        """The line that the words mean, and what it is: the whole outline for "border", its shore for "coast"."""
        assert country.geometry is not None
        borders = {
            *self.words.of("border", "after"),
            *(lead.rpartition(" ")[0] for lead in self.words.of("border", "of")),
        }
        if called in borders:
            return country.geometry.boundary, "outline"
        return (self._coastline(country), "coast") if called in self.words.of("coast", "after") else (None, "")

    def _coastline(self, country: Place) -> BaseGeometry | None:
        around = [
            self.gazetteer.country(neighbour) for neighbour in self.gazetteer.neighbours(country.country_code or "")
        ]
        shapes = [place.geometry for place in around if place is not None and place.geometry is not None]
        return parts.coast(country.geometry, shapes) if country.geometry is not None else None

    @staticmethod
    def _line(line: BaseGeometry, text: str, code: str | None, caption: str, edge_m: float = BORDER_EDGE_M) -> Place:
        lat, lon = parts.middle_of(line)
        return Place(
            name=text, kind="border", lat=lat, lon=lon, vagueness_m=edge_m, geometry=line, country_code=code,
            source="Natural Earth", caption=caption,
        )  # fmt: skip

    def coast(self, text: str, depth: int) -> Resolution | None:
        """ "The Black Sea coast", "the coast of Syria", "the Syrian coast"."""
        names = [*rest_after(text, self.words.of("coast", "of")), *rest_before(text, self.words.of("coast", "after"))]
        for rest in names:
            code = self.country_of(rest)
            found = self._coast_of_country(code, text) if code else self._coast_of_sea(rest, text, depth)
            if found is not None:
                return Resolution(found)
        return None

    def _coast_of_country(self, code: str, text: str) -> Place | None:
        country = self.gazetteer.country(code)
        line = self._coastline(country) if country is not None else None
        if country is None or line is None:
            return None
        return self._line(line, text, code, f"The coast of {country.name}.", COAST_EDGE_M)

    def _coast_of_sea(self, rest: str, text: str, depth: int) -> Place | None:
        found = self.read(rest, depth + 1)
        if found is None or found.place.kind != "sea" or found.place.geometry is None:
            return None
        around = [self.gazetteer.country(code) for code in self.near]
        shapes = [place.geometry for place in around if place is not None and place.geometry is not None]
        line = parts.sea_coast(found.place.geometry, shapes) if shapes else None
        if line is None:
            line, whose = found.place.geometry.boundary, "the whole shore"
        else:
            whose = "where the countries named in the text touch it"
        return self._line(line, text, None, f"The coast of the {found.place.name}: {whose}.", COAST_EDGE_M)
