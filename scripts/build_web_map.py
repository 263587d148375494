"""Makes what the map of the web page is drawn from: country shapes and place labels of the gazetteer, simplified.

    python scripts/build_web_map.py

writes src/howfar/web/mapdata/*.json.gz. Run it after the places were built again; a test compares the fingerprint.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any, Final

import shapely

from howfar.places.gazetteer import Gazetteer
from howfar.places.store import Feature

OUT: Final = Path(__file__).resolve().parents[1] / "src" / "howfar" / "web" / "mapdata"
TOLERANCE_DEG: Final = 0.05  # a pixel of the map at zoom 5, where two neighbouring countries fill it
LEAST_PEOPLE: Final = 100_000


def main() -> None:
    """Write both layers."""
    gazetteer = Gazetteer.default()
    OUT.mkdir(exist_ok=True)
    for name, layer in (("countries", countries(gazetteer)), ("labels", labels(gazetteer))):
        layer["made_from"] = fingerprint(gazetteer)
        packed = gzip.compress(json.dumps(layer, ensure_ascii=False, separators=(",", ":")).encode(), 9, mtime=0)
        (OUT / f"{name}.json.gz").write_bytes(packed)
        print(f"{name}: {len(layer['features'])} features, {len(packed) / 1000:.0f} kB")


def fingerprint(gazetteer: Gazetteer) -> str:
    """A hash of all names and places that the layers are made from; shapes count by their vertices and bounds."""
    told: list[Any] = []
    for country in _countries(gazetteer):
        shape = gazetteer.store.shape(country.number)
        told.append(
            [country.name, country.lat, country.lon, [] if shape is None else [round(b, 4) for b in shape.bounds]]
        )
    told += [[city.name, city.lat, city.lon, city.is_capital, city.population] for city in _cities(gazetteer)]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


def countries(gazetteer: Gazetteer) -> dict[str, Any]:
    """All countries; edges that two of them share stay shared."""
    held = [(f, shape) for f in _countries(gazetteer) if (shape := gazetteer.store.shape(f.number)) is not None]
    simple = shapely.coverage_simplify([shape for _, shape in held], TOLERANCE_DEG)
    shapes = shapely.to_geojson(shapely.set_precision(simple, 0.001, mode="pointwise"))
    features = [
        {"type": "Feature", "properties": {"name": feature.name}, "geometry": json.loads(shape)}
        for (feature, _), shape in zip(held, shapes, strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}


def labels(gazetteer: Gazetteer) -> dict[str, Any]:
    """Points of countries and of the larger cities; `rank` grows as places get smaller."""
    features = []
    for country in _countries(gazetteer):
        shape = gazetteer.store.shape(country.number)
        size = 0.0 if shape is None else shape.area
        features.append(_label(country, "country", 1 if size > 60 else 2 if size > 8 else 3 if size > 1 else 4))
    cities = _cities(gazetteer)
    features += [_label(city, "capital" if city.is_capital else "city", _city_rank(city)) for city in cities]
    return {"type": "FeatureCollection", "features": features}


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
    while (feature := gazetteer.store.feature(number)).kind != "city" or feature.population >= LEAST_PEOPLE:
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


if __name__ == "__main__":
    main()
