from __future__ import annotations

import pytest
import shapely

from howfar.errors import UnknownPlaceError
from howfar.places.gazetteer import Gazetteer, city_radius_m
from tests.places.conftest import GEOD, km_between

POLAND = [
    "the territory of Poland", "the whole of Poland", "all of Poland", "the entire territory of Poland",
        "most of Poland",
    "Polish territory", "Poland as a whole", "every corner of Poland", "anywhere in Poland", "Poland's territory",
    "территория Польша", "вся Польша", "уся Польща",
]  # fmt: skip


@pytest.mark.parametrize("words", POLAND)
def test_words_that_do_not_change_the_place(gazetteer: Gazetteer, words: str) -> None:
    place = gazetteer.resolve(words).place
    assert (place.kind, place.country_code) == ("country", "PL")
    assert place.asked == words


@pytest.mark.parametrize(
    ("words", "name", "kind"),
    [
        ("the island of Guam", "Guam", "country"),
        ("U.S. bases on Guam", "Guam", "country"),
        ("the Pacific island of Guam", "Guam", "country"),
        ("US naval bases on the Pacific island of Guam", "Guam", "country"),
        ("the U.S. territory of Guam", "Guam", "country"),
        ("the US states of Alaska", "Alaska", "region"),
        ("the US West Coast", "US West Coast", "region"),
        ("the U.S. mainland", "contiguous United States", "region"),
        ("anywhere in the U.S.", "United States", "country"),
        ("the Gulf", "Persian Gulf", "sea"),
        ("the Baltic Sea", "Baltic Sea", "sea"),
        ("the Baltic states", "Baltic states", "group"),
        ("the Kaliningrad exclave", "Kaliningrad Oblast", "region"),
        ("Russia's Kaliningrad region", "Kaliningrad Oblast", "region"),
        ("the Belarusian capital", "Minsk", "city"),
        ("the capital of Belarus", "Minsk", "city"),
        ("столица Беларусь", "Minsk", "city"),
        ("the Polish city of Lublin", "Lublin", "city"),
        ("Ben Gurion airport", "Ben Gurion Airport", "site"),
        ("Laoag in the northern Philippines", "Laoag", "city"),
        ("all of Japan", "Japan", "country"),
        ("most of Europe", "Europe", "group"),
    ],
)  # fmt: skip
def test_phrases_that_name_a_known_place(gazetteer: Gazetteer, words: str, name: str, kind: str) -> None:
    place = gazetteer.resolve(words).place
    assert (place.name, place.kind) == (name, kind)


@pytest.mark.parametrize(
    "words", ["Brest region", "Brest Oblast", "the Brest region", "Брест область", "Brest province"]
)
def test_a_region_is_not_the_city_of_its_name(gazetteer: Gazetteer, words: str) -> None:
    place = gazetteer.resolve(words, near=["BY"]).place
    assert place.country_code == "BY"
    assert place.kind == "region"
    assert place.geometry is not None
    assert place.geometry.contains(shapely.Point(25.5, 52.5))  # middle of the region, 120 km east of the city


def test_near_and_outskirts_are_vaguer_than_the_city(gazetteer: Gazetteer) -> None:
    city = gazetteer.resolve("Minsk").place
    near = gazetteer.resolve("near Minsk").place
    edge = gazetteer.resolve("northern outskirts of Minsk").place
    assert city.vagueness_m == city_radius_m(city.population or 0)
    assert near.vagueness_m == city.vagueness_m + 30_000
    assert (near.lat, near.lon) == (city.lat, city.lon)
    assert edge.lat > city.lat
    assert edge.lon == pytest.approx(city.lon, abs=0.01)
    assert gazetteer.resolve("the Minsk area").place.vagueness_m == near.vagueness_m


@pytest.mark.parametrize(
    ("words", "inside", "outside"),
    [
        ("western Belarus", (24.0, 53.0), (30.5, 54.0)),
        ("the west of Belarus", (24.0, 53.0), (30.5, 54.0)),
        ("eastern Poland", (23.0, 52.0), (15.5, 52.5)),
        ("the far west of Poland", (14.9, 52.0), (18.0, 52.0)),
        ("south-eastern Ukraine", (37.5, 48.0), (24.0, 50.0)),
        ("central Germany", (10.0, 51.0), (8.5, 54.8)),
        ("northern Philippines", (121.0, 17.5), (125.0, 7.0)),
        ("eastern Russia", (135.0, 50.0), (40.0, 55.0)),
        ("western Russia", (40.0, 55.0), (90.0, 60.0)),
        ("восток Украина", (37.5, 48.5), (24.0, 49.8)),
    ],
)  # fmt: skip
def test_parts_of_regions(
    gazetteer: Gazetteer, words: str, inside: tuple[float, float], outside: tuple[float, float]
) -> None:
    place = gazetteer.resolve(words).place
    assert place.geometry is not None
    assert place.geometry.is_valid
    assert place.geometry.contains(shapely.Point(inside))
    assert not place.geometry.contains(shapely.Point(outside))
    assert place.caption


def test_a_half_is_half_of_the_area(gazetteer: Gazetteer) -> None:
    whole = gazetteer.resolve("Belarus").place.geometry
    west, east = (
        gazetteer.resolve("western Belarus").place.geometry,
        gazetteer.resolve("eastern Belarus").place.geometry,
    )
    area = [abs(GEOD.geometry_area_perimeter(shape)[0]) for shape in (west, east, whole)]
    assert area[0] / area[2] == pytest.approx(0.5, abs=0.01)
    assert area[1] / area[2] == pytest.approx(0.5, abs=0.01)
    assert shapely.intersection(west, east).area < 0.01 * whole.area  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("words", "bearing"),
    [("west of Warsaw", 270), ("east of Minsk", 90), ("north of Seoul", 0), ("southwest of Kyiv", 225)],
)
def test_beyond_a_city_is_a_sector(gazetteer: Gazetteer, words: str, bearing: float) -> None:
    city = gazetteer.resolve(words.split(" of ")[1]).place
    place = gazetteer.resolve(words).place
    assert place.geometry is not None
    far_lon, far_lat, _ = GEOD.fwd(city.lon, city.lat, bearing, 60_000)
    back_lon, back_lat, _ = GEOD.fwd(city.lon, city.lat, bearing + 180, 60_000)
    assert place.geometry.contains(shapely.Point(far_lon, far_lat))
    assert not place.geometry.contains(shapely.Point(back_lon, back_lat))
    assert not place.geometry.contains(shapely.Point(city.lon, city.lat))


def test_a_sector_survives_the_antimeridian(gazetteer: Gazetteer) -> None:
    place = gazetteer.resolve("east of Suva").place
    assert place.geometry is not None
    assert place.geometry.bounds[0] >= -180
    assert place.geometry.bounds[2] <= 180
    assert place.geometry.is_valid


@pytest.mark.parametrize(
    ("words", "near"),
    [
        ("the border with Ukraine", ["BY"]), ("Belarus's border with Ukraine", []),
            ("the border between Belarus and Ukraine", []),
        ("the Belarusian-Ukrainian border", []), ("the Ukrainian border", ["BY"]), ("граница с Украина", ["BY"]),
        ("the Belarus-Ukraine border", []),
    ],
)  # fmt: skip
def test_a_border_of_two_countries_is_their_common_line(gazetteer: Gazetteer, words: str, near: list[str]) -> None:
    place = gazetteer.resolve(words, near=near).place
    assert place.kind == "border"
    assert place.geometry is not None
    ends = [(23.6, 51.5), (31.78, 52.1)]  # where Poland, Belarus and Ukraine meet, and Belarus, Ukraine and Russia
    assert all(place.geometry.distance(shapely.Point(end)) < 0.1 for end in ends)
    # surveyed with every bend of its rivers it has 1,084 km; a drawn line is shorter, the straight way is 570
    assert 750 < GEOD.geometry_length(place.geometry) / 1000 < 1084
    for country in ("Belarus", "Ukraine"):
        shape = gazetteer.resolve(country).place.geometry
        assert shape is not None
        assert (
            shapely.hausdorff_distance(
                shapely.intersection(shape.boundary.buffer(0.001), place.geometry), place.geometry
            )
            < 0.01
        )


def test_a_border_alone_says_what_was_taken(gazetteer: Gazetteer) -> None:
    place = gazetteer.resolve("the border with Ukraine").place
    assert "name a neighbour" in (place.caption or "")
    near = gazetteer.resolve("near the border with Ukraine", near=["BY"]).place
    assert near.kind == "vicinity"
    assert near.vagueness_m == 20_000


def test_coasts(gazetteer: Gazetteer) -> None:
    syria = gazetteer.resolve("the Syrian coast").place
    assert syria.geometry is not None
    assert (
        150 < GEOD.geometry_length(syria.geometry) / 1000 < 320
    )  # 193 km by the CIA World Factbook; ours is drawn finer
    black_sea = gazetteer.resolve("the Black Sea coast", near=["RO"]).place
    assert black_sea.geometry is not None
    assert black_sea.geometry.distance(shapely.Point(28.65, 44.17)) < 0.1  # Constanța


@pytest.mark.parametrize(
    ("words", "km"), [("200 km east of Minsk", 200), ("120 miles north of Kyiv", 193.1), ("50 км от Минск", 0)]
)
def test_a_distance_from_a_place(gazetteer: Gazetteer, words: str, km: float) -> None:
    place = gazetteer.resolve(words).place
    city = gazetteer.resolve("Kyiv" if "Kyiv" in words else "Minsk").place
    assert km_between(city.lat, city.lon, place.lat, place.lon) == pytest.approx(km, abs=0.5)
    assert place.vagueness_m > city.vagueness_m


@pytest.mark.parametrize(
    ("words", "says"),
    [("Ukraine", "68/262"), ("Russia", "without Crimea"), ("Crimea", "68/262"), ("Kashmir",
        "India and Pakistan"), ("Western Sahara", "status"),
     ("Taiwan", "China claims"), ("Kosovo", "Serbia"), ("Golan Heights", "Syria"), ("NATO", "32 members"),
         ("Israel", "1967")],
)  # fmt: skip
def test_disputed_borders_carry_a_caption(gazetteer: Gazetteer, words: str, says: str) -> None:
    assert says in (gazetteer.resolve(words).place.caption or "")


def test_crimea_is_inside_ukraine_and_outside_russia(gazetteer: Gazetteer) -> None:
    simferopol = shapely.Point(34.1, 44.95)
    for words, is_inside in [("Ukraine", True), ("Russia", False), ("Crimea", True)]:
        shape = gazetteer.resolve(words).place.geometry
        assert shape is not None
        assert shape.contains(simferopol) is is_inside


@pytest.mark.parametrize(
    "words", ["a unicorn", "far beyond", "its military capabilities", "one half of our citizens", "Alaska and Texas"]
)
def test_words_that_are_no_place_are_refused(gazetteer: Gazetteer, words: str) -> None:
    with pytest.raises(UnknownPlaceError):
        gazetteer.resolve(words)


@pytest.mark.parametrize("words", ["the U.S. island territory", "American installations in the region"])
def test_small_words_beside_a_name_are_no_names(gazetteer: Gazetteer, words: str) -> None:
    """Island is Iceland and Región a region, but not where the phrase writes its names with capitals."""
    with pytest.raises(UnknownPlaceError):
        gazetteer.resolve(words)


@pytest.mark.parametrize(
    ("words", "code"), [("iceland", "IS"), ("the region of minsk", "BY"), ("polish territory", "PL")]
)
def test_what_is_typed_in_small_letters_is_looked_up(gazetteer: Gazetteer, words: str, code: str) -> None:
    assert gazetteer.resolve(words).place.country_code == code


def test_the_east_coast_without_a_country_is_the_american_one(gazetteer: Gazetteer) -> None:
    assert gazetteer.resolve("the East Coast").place.name == "US East Coast"
