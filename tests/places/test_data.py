"""The data files: current, small, whole; the same keys in each language."""

from __future__ import annotations

import io
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from howfar.places.gazetteer import Gazetteer
from howfar.places.outlines import city_labels, country_borders, land
from howfar.places.shapes import STEP_DEG, pack, unpack
from howfar.places.store import data_folder

PACKAGE = data_folder().parent
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))


def test_the_catalogue_was_built_from_the_files_as_they_are(gazetteer: Gazetteer) -> None:
    from places_build.catalogue import fingerprint

    built_from = gazetteer.store.blob("fingerprint").decode()
    assert built_from == fingerprint(PACKAGE), "run python scripts/build_places.py --catalogue"


def test_the_data_are_small_enough_for_a_wheel() -> None:
    wheel = io.BytesIO()
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in PACKAGE.rglob("*"):
            if path.suffix in {".sqlite", ".toml"}:
                archive.write(path)
    assert len(wheel.getvalue()) < 12_000_000


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_languages_have_the_same_keys(language: str) -> None:
    def keys(values: dict[str, object], at: str = "") -> set[str]:
        found: set[str] = set()
        for key, value in values.items():
            if isinstance(value, dict) and key != "units_m":
                found |= keys(value, f"{at}{key}.")
            else:
                found.add(at + key)
        return found

    english, other = (
        tomllib.loads((PACKAGE / "languages" / f"{name}.toml").read_text())["phrases"] for name in ("en", language)
    )
    assert keys(english) == keys(other)


def test_every_country_has_a_shape_and_lies_in_it(gazetteer: Gazetteer) -> None:
    codes = gazetteer.names().country_numbers
    assert len(codes) > 240
    for code in codes:
        place = gazetteer.country(code)
        assert place is not None
        assert place.geometry is not None
        assert place.geometry.is_valid, code
        assert place.geometry.distance(shapely.Point(place.lon, place.lat)) < 0.001, code


def test_regions_and_seas_are_valid(gazetteer: Gazetteer) -> None:
    for words in (
        "Crimea",
        "Luzon",
        "Baltic Sea",
        "NATO",
        "Europe",
        "contiguous United States",
        "Golan Heights",
        "Siberia",
        "Hokkaido",
    ):
        place = gazetteer.resolve(words).place
        assert place.geometry is not None
        assert place.geometry.is_valid, words
        assert place.geometry.contains(shapely.Point(place.lon, place.lat)), words


def test_the_map_is_drawn_from_the_same_shapes() -> None:
    world = land("110m")
    assert world.is_valid
    assert world.contains(shapely.Point(27.6, 53.9))
    assert not world.contains(shapely.Point(-30, 40))
    assert shapely.get_num_coordinates(land("50m")) > shapely.get_num_coordinates(world)
    assert country_borders("50m").distance(shapely.Point(23.65, 52.1)) < 0.1  # the Bug at Brest
    assert country_borders("50m").distance(shapely.Point(33.7, 46.1)) > 0.5  # none at the neck of Crimea


def test_cities_for_a_map() -> None:
    names = [label.name for label in city_labels(west=10, south=45, east=32, north=60, most=8)]
    assert {"Berlin", "Kyiv", "Minsk", "Warsaw"} <= set(names)
    pacific = city_labels(west=170, south=-50, east=-170, north=0, most=10)
    assert {"NZ", "FJ"} & {label.country_code for label in pacific}


@given(st.lists(st.tuples(st.floats(-170, 170), st.floats(-80, 80), st.floats(0.01, 5)), min_size=1, max_size=4))
def test_packed_shapes_come_back(discs: list[tuple[float, float, float]]) -> None:
    shape = shapely.union_all([shapely.Point(x, y).buffer(r, quad_segs=4) for x, y, r in discs])
    back = unpack(pack(shape))
    assert abs(shapely.get_coordinates(back) - shapely.get_coordinates(shape)).max() <= STEP_DEG / 2 + 1e-9
    assert back.geom_type == shape.geom_type
