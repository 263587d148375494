"""What a map needs: land, borders of countries and names of cities, from our own shapes (no tiles from elsewhere)."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from howfar.places.gazetteer import Gazetteer

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

OutlineScale = Literal["110m", "50m"]


@dataclass(frozen=True)
class CityLabel:
    """A city to write on a map. rank: 0 for the cities that are drawn first, 3 for the last."""

    name: str
    country_code: str
    lat: float
    lon: float
    population: int
    rank: int


@lru_cache(maxsize=4)
def land(resolution: OutlineScale = "110m") -> BaseGeometry:
    """The land of the world, lon, lat degrees: "110m" for a world map, "50m" for a continent."""
    return _shape(f"land-{resolution}")


@lru_cache(maxsize=4)
def country_borders(resolution: OutlineScale = "110m") -> BaseGeometry:
    """The land borders of the world's countries as lines, lon, lat degrees, drawn as the captions of countries say."""
    return _shape(f"borders-{resolution}")


@lru_cache(maxsize=1)
def _labels() -> tuple[CityLabel, ...]:
    rows = json.loads(zlib.decompress(Gazetteer.default().store.blob("labels")))
    return tuple(CityLabel(*row) for row in rows)


def city_labels(
    *, west: float = -180.0, south: float = -90.0, east: float = 180.0, north: float = 90.0, most: int = 40
) -> list[CityLabel]:
    """Cities inside a frame in degrees, the weightiest first. east below west means across the antimeridian."""
    found = []
    for label in _labels():
        is_between = west <= label.lon <= east if west <= east else label.lon >= west or label.lon <= east
        if is_between and south <= label.lat <= north:
            found.append(label)
            if len(found) >= most:
                break
    return found


def _shape(name: str) -> BaseGeometry:
    from howfar.places.shapes import unpack

    return unpack(Gazetteer.default().store.blob(name))
