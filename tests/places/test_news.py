"""Places as news writes them, against positions typed by hand from maps before the gazetteer was asked.

`within_km`: how far the typed point may lie from the place (from its shape, where it has one; 0: inside).
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import shapely
from pyproj import Geod

from howfar.errors import UnknownPlaceError
from howfar.places.gazetteer import Gazetteer
from howfar.places.model import Place

with (Path(__file__).parent / "places_own.csv").open(newline="", encoding="utf-8") as table:
    ROWS = list(csv.DictReader(table))
GEOD = Geod(ellps="WGS84")


def _off_km(place: Place, lat: float, lon: float) -> float:
    if place.geometry is None:
        return float(GEOD.inv(lon, lat, place.lon, place.lat)[2]) / 1000.0
    nearest = shapely.shortest_line(shapely.Point(lon, lat), place.geometry)
    return float(GEOD.geometry_length(nearest)) / 1000.0


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["words"])
def test_a_place_of_the_news_is_where_the_map_has_it(gazetteer: Gazetteer, row: dict[str, str]) -> None:
    place = gazetteer.resolve(row["words"], suggest=False).place
    assert (place.kind, place.country_code or "") == (row["kind"], row["country"])
    assert _off_km(place, float(row["lat"]), float(row["lon"])) <= float(row["within_km"])


@pytest.mark.parametrize("words", ["the Volga", "the Danube", "the Vistula", "the Neman", "the White House", "the Po"])
def test_a_river_or_a_house_is_no_town_of_that_name(gazetteer: Gazetteer, words: str) -> None:
    with pytest.raises(UnknownPlaceError):
        gazetteer.resolve(words, suggest=False)


@pytest.mark.parametrize(
    ("country", "lat", "lon"),
    [("GR", 36.15, 29.59), ("TW", 26.37, 120.49), ("UA", 45.26, 30.20), ("TW", 20.70, 116.72)],
)
def test_a_country_has_the_islands_that_its_sheet_leaves_out(
    gazetteer: Gazetteer, country: str, lat: float, lon: float
) -> None:
    place = gazetteer.country(country)
    assert place is not None
    assert place.geometry is not None
    assert place.geometry.contains(shapely.Point(lon, lat))


@pytest.mark.parametrize(
    ("words", "name"), [("Kyiv Oblast", "Kyiv Region"), ("Brest region", "Brest Region"), ("Wales", "Wales")]
)
def test_a_region_called_like_a_city_says_that_it_is_one(gazetteer: Gazetteer, words: str, name: str) -> None:
    assert gazetteer.resolve(words).place.name == name


def test_every_word_of_a_capital_group_is_a_capital(gazetteer: Gazetteer) -> None:
    """A group of capitals is made of discs around them and of nothing else."""
    discs = gazetteer.resolve("European capitals").place.geometry
    assert discs is not None
    for disc in shapely.get_parts(discs).tolist():
        west, south, east, north = disc.bounds
        assert GEOD.inv(west, south, east, north)[2] < 120_000.0


def test_land_that_the_sheet_gives_to_nobody_lies_where_the_caption_says(gazetteer: Gazetteer) -> None:
    syria, israel = gazetteer.country("SY"), gazetteer.country("IL")
    assert syria is not None
    assert israel is not None
    assert syria.geometry is not None
    assert israel.geometry is not None
    assert syria.geometry.contains(shapely.Point(35.75, 33.00))  # the Golan Heights, by Syria's caption
    assert syria.geometry.distance(israel.geometry) == pytest.approx(0.0, abs=1e-3)
