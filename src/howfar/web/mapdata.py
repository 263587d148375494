"""What the map is drawn from, served by us: country shapes and place labels from the gazetteer, simplified once."""

from __future__ import annotations

import gzip
import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from howfar.errors import HowfarError

if TYPE_CHECKING:
    from howfar.places.gazetteer import Gazetteer
    from howfar.places.store import Feature

_TOLERANCE_DEG: Final = 0.03  # about 3 km: finer than a pixel down to zoom 6
_LEAST_PEOPLE: Final = 100_000


@lru_cache(maxsize=2)
def countries_gzip(gazetteer: Gazetteer) -> bytes:
    """GeoJSON of all countries, gzipped; edges that two countries share stay shared."""
    import shapely

    held = [(f, shape) for f in _countries(gazetteer) if (shape := gazetteer.store.shape(f.number)) is not None]
    simple = shapely.coverage_simplify([shape for _, shape in held], _TOLERANCE_DEG)
    rounded = shapely.set_precision(simple, 0.001, mode="pointwise")
    shapes = shapely.to_geojson(rounded)
    features = [
        f'{{"type":"Feature","properties":{json.dumps({"name": feature.name})},"geometry":{shape}}}'
        for (feature, _), shape in zip(held, shapes, strict=True)
    ]
    return gzip.compress(f'{{"type":"FeatureCollection","features":[{",".join(features)}]}}'.encode(), 6, mtime=0)


@lru_cache(maxsize=2)
def labels_gzip(gazetteer: Gazetteer) -> bytes:
    """GeoJSON points of countries and of the larger cities, gzipped; `rank` grows as places get smaller."""
    features = []
    for country in _countries(gazetteer):
        shape = gazetteer.store.shape(country.number)
        size = 0.0 if shape is None else shape.area
        rank = 1 if size > 60 else 2 if size > 8 else 3 if size > 1 else 4
        features.append(_label(country, "country", rank))
    cities = _cities(gazetteer)
    features += [_label(city, "capital" if city.is_capital else "city", _city_rank(city)) for city in cities]
    return _packed({"type": "FeatureCollection", "features": features})


def _city_rank(city: Feature) -> int:
    people = city.population
    if city.is_capital and people > 300_000:
        return 1 if people > 1_500_000 else 2
    steps = (5_000_000, 1_500_000, 500_000, 200_000, 100_000)
    return 2 + sum(people < step for step in steps)


def _countries(gazetteer: Gazetteer) -> list[Feature]:
    numbers = sorted(set(gazetteer.names().country_numbers.values()))
    return [gazetteer.store.feature(number) for number in numbers]


def _cities(gazetteer: Gazetteer) -> list[Feature]:
    """The larger cities: the gazetteer lists them before all smaller ones."""
    found, number = [], 0
    while (feature := gazetteer.store.feature(number)).kind != "city" or feature.population >= _LEAST_PEOPLE:
        if feature.kind == "city":
            found.append(feature)
        number += 1
    return found


def _label(feature: Feature, kind: str, rank: int) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"name": feature.name, "kind": kind, "rank": rank},
        "geometry": {"type": "Point", "coordinates": [round(feature.lon, 4), round(feature.lat, 4)]},
    }


def _packed(value: Any) -> bytes:
    try:
        return gzip.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), 6, mtime=0)
    except ValueError as error:
        raise HowfarError(f"the map data could not be written: {error}") from error
