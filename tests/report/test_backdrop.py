"""The land behind a map, from a gazetteer small enough to type."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from shapely.geometry import Polygon, box

from howfar.report.backdrop import gazetteer_backdrop

FEATURES = (
    ("country", "A", 0),
    ("country", "B", 0),
    ("region", "A-1", 0),
    ("city", "Large", 900_000),
    ("city", "Larger", 2_000_000),
    ("city", "Edge", 100_000),
    ("city", "Small", 99_999),
    ("city", "Never read", 5_000_000),
)


class Store:
    """As much of the gazetteer's store as the backdrop reads."""

    def feature(self, number: int) -> Any:
        kind, name, population = FEATURES[number]
        return SimpleNamespace(kind=kind, name=name, population=population, lat=float(number), lon=0.0)

    def shape(self, number: int) -> Polygon | None:
        return box(0, 0, 1, 1) if number == 0 else None


class Gazetteer:
    """Countries by code; two codes may name one country."""

    store = Store()

    def names(self) -> Any:
        return SimpleNamespace(country_numbers={"A": 0, "B": 1, "AA": 0})


def test_countries_with_a_shape_and_large_cities_largest_first() -> None:
    gazetteer: Any = Gazetteer()
    found = gazetteer_backdrop(gazetteer)
    assert len(found.countries) == 1
    assert [city.name for city in found.cities] == ["Larger", "Large", "Edge"]
    assert gazetteer_backdrop(gazetteer) is found
