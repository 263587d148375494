"""The land behind a map, from the gazetteer that judged the claim: country shapes, and the larger cities."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from howfar.report.scene import Backdrop, City

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from howfar.places.gazetteer import Gazetteer
    from howfar.report.scene import Scene

_CITY_POPULATION: Final = 100_000  # the gazetteer lists these before all smaller ones


def backdrop_for(scene: Scene) -> Backdrop:
    """Land, borders and cities for a scene, from the gazetteer that ships with howfar."""
    from howfar.places.gazetteer import Gazetteer

    return gazetteer_backdrop(Gazetteer.default())


@lru_cache(maxsize=2)
def gazetteer_backdrop(gazetteer: Gazetteer) -> Backdrop:
    """Every country shape and every city of 100,000 people, the largest first; read once."""
    return Backdrop(countries=tuple(_countries(gazetteer)), cities=tuple(_cities(gazetteer)))


def _countries(gazetteer: Gazetteer) -> list[BaseGeometry]:
    numbers = sorted(set(gazetteer.names().country_numbers.values()))
    shapes = (gazetteer.store.shape(number) for number in numbers)
    return [shape for shape in shapes if shape is not None]


def _cities(gazetteer: Gazetteer) -> list[City]:
    found = []
    number = 0
    while (feature := gazetteer.store.feature(number)).kind != "city" or feature.population >= _CITY_POPULATION:
        if feature.kind == "city":
            found.append(City(feature.name, feature.lat, feature.lon, feature.population))
        number += 1
    return sorted(found, key=lambda city: (-city.population, city.name))
