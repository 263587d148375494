from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from howfar.errors import HowfarError, UnknownPlaceError
from howfar.places.gazetteer import Gazetteer


@pytest.mark.parametrize(
    ("words", "name", "code"),
    [
        ("Minsk", "Minsk", "BY"),
        ("Kiev", "Kyiv", "UA"),
        ("Lvov", "Lviv", "UA"),
        ("Königsberg", "Kaliningrad", "RU"),
        ("Konigsberg", "Kaliningrad", "RU"),
        ("Danzig", "Gdańsk", "PL"),
        ("Constantinople", "Istanbul", "TR"),
        ("Peking", "Beijing", "CN"),
        ("Saigon", "Ho Chi Minh City", "VN"),
        ("Breslau", "Wrocław", "PL"),
        ("Odessa", "Odesa", "UA"),
        ("Grodno", "Hrodna", "BY"),
        ("Baranavichy", "Baranovichi", "BY"),
        ("Osipovichi", "Osipovichi", "BY"),
        ("Минск", "Minsk", "BY"),
        ("Варшава", "Warsaw", "PL"),
        ("Київ", "Kyiv", "UA"),
        ("Киев", "Kyiv", "UA"),
        ("Калининград", "Kaliningrad", "RU"),
        ("Берлин", "Berlin", "DE"),
        ("Польша", "Poland", "PL"),
        ("Білорусь", "Belarus", "BY"),
        ("Łódź", "Łódź", "PL"),
        ("Lodz", "Łódź", "PL"),
        ("London", "London", "GB"),
        ("Athens", "Athens", "GR"),
        ("Washington", "Washington", "US"),
        ("Georgia", "Georgia", "GE"),
        ("UAE", "United Arab Emirates", "AE"),
        ("North Korea", "North Korea", "KP"),
        ("Guam", "Guam", "GU"),
    ],
)
def test_names_old_and_new_mean_the_place(gazetteer: Gazetteer, words: str, name: str, code: str) -> None:
    place = gazetteer.resolve(words).place
    assert (place.name, place.country_code) == (name, code)


@pytest.mark.parametrize(
    ("words", "near", "code", "admin"),
    [
        ("Brest", ["BY"], "BY", None),
        ("Brest", ["Belarus"], "BY", None),
        ("Brest", ["Minsk"], "BY", None),
        ("Brest", ["FR"], "FR", "Bretagne"),
        ("Brest, BY", [], "BY", None),
        ("Brest, Belarus", [], "BY", None),
        ("Brest, France", ["BY"], "FR", None),
        ("Springfield, Illinois", [], "US", "Illinois"),
        ("Springfield, MO", [], "US", "Missouri"),
        ("Odesa, Ukraine", [], "UA", None),
        ("Odessa, Texas", [], "US", "Texas"),
        ("Birmingham", ["US"], "US", "Alabama"),
        ("Birmingham", [], "GB", None),
        ("Paris", ["US"], "FR", None),  # a text that names the United States still means Paris
        ("Moscow", ["US"], "RU", None),
        ("Moscow, Idaho", [], "US", "Idaho"),
    ],
)
def test_the_text_or_a_comma_says_which(
    gazetteer: Gazetteer, words: str, near: list[str], code: str, admin: str | None
) -> None:
    place = gazetteer.resolve(words, near=near).place
    assert place.country_code == code
    assert admin is None or place.admin_name == admin


def test_other_meanings_are_given_likeliest_first(gazetteer: Gazetteer) -> None:
    found = gazetteer.resolve("Brest")
    others = [(place.kind, place.country_code) for place in found.alternatives]
    assert ("city", "FR") in others
    assert ("region", "BY") in others


def test_an_unknown_place_comes_with_names_like_it(gazetteer: Gazetteer) -> None:
    with pytest.raises(UnknownPlaceError, match="Warsaw"):
        gazetteer.resolve("Warsav")
    with pytest.raises(UnknownPlaceError, match="Kaliningrad"):
        gazetteer.resolve("Kalinigrad")
    with pytest.raises(UnknownPlaceError, match="Qwxzzy"):
        gazetteer.resolve("Qwxzzyplk")


@pytest.mark.parametrize(
    "words",
    ["", "   ", "\x00\x01", "…", ",", ",,,,", "the", "a" * 10_000, "near " * 2_000, "\u200f\u202eمينسك\u202c",
        "'; DROP TABLE name;--",
     "\ud800", "%_%", "of of of of", "-", "north", "border", "the border with", "° ′ ″", "\u202e" * 50,
         "near near near near"],
)  # fmt: skip
def test_hostile_words_give_an_answer_or_a_sentence(gazetteer: Gazetteer, words: str) -> None:
    said = "x" * 50
    try:
        gazetteer.resolve(words, near=["", "XX", words[:50]])
    except HowfarError as error:
        said = str(error)
    assert 20 < len(said) < 500
    assert gazetteer.suggest(words, 5) is not None
    gazetteer.names().lookup(words)


@settings(max_examples=150, deadline=2000)
@given(st.text(max_size=60), st.sampled_from([None, "en", "ru", "uk", "xx"]))
def test_any_text_is_answered(words: str, language: str | None) -> None:
    gazetteer = Gazetteer.default()
    try:
        place = gazetteer.resolve(words, language=language).place
    except HowfarError:
        return
    assert -90 <= place.lat <= 90
    assert -180 <= place.lon <= 180
    assert place.vagueness_m >= 0


def test_a_search_field_gets_the_weightiest_first(gazetteer: Gazetteer) -> None:
    names = [place.name for place in gazetteer.suggest("mins", 5)]
    assert names[0] == "Minsk"
    assert gazetteer.suggest("варш", 3)[0].name == "Warsaw"
    assert gazetteer.suggest("ber", 8)[0].name in {"Berlin", "Bermuda"}
    assert len(gazetteer.suggest("a", 7)) == 7
    assert gazetteer.suggest("qqqqqq", 7) == []


@pytest.mark.parametrize(
    ("name", "kind", "code"),
    [("Polish", "demonym", "PL"), ("North Koreans", "demonym", "KP"), ("Poland", "country", "PL"), ("US",
        "country", "US"),
     ("New York", "city", "US"), ("South China Sea", "sea", None), ("NATO", "group", None), ("Crimea", "region", "UA"),
     ("Hmeimim", "site", "SY"), ("Asipovichy", None, None), ("us", None, None), ("wibble", None, None),
     ("белорусский", "demonym", "BY"), ("польський", "demonym", "PL"), ("Kovylkino", "city", "RU")],
)  # fmt: skip
def test_the_reader_is_told_what_a_word_names(
    gazetteer: Gazetteer, name: str, kind: str | None, code: str | None
) -> None:
    hit = gazetteer.names().lookup(name)
    if kind is None:
        assert hit is None or hit.kind == "city"
        assert name not in {"us", "wibble"} or hit is None
        return
    assert hit is not None
    assert (hit.kind, hit.country_code) == (kind, code)


def test_the_longest_name_wins(gazetteer: Gazetteer) -> None:
    words = ["across", "the", "South", "China", "Sea", "and", "New", "York", "City", "to", "Saudi", "Arabia"]
    names = gazetteer.names()
    assert names.longest(words, 2)[0] == 3  # type: ignore[index]
    assert names.longest(words, 6)[0] == 3  # type: ignore[index]
    assert names.longest(words, 10)[0] == 2  # type: ignore[index]
    assert names.longest(words, 0) is None


def test_capitals_are_told_from_country_records(gazetteer: Gazetteer) -> None:
    assert gazetteer.capital_name("BY") == "Minsk"
    assert set(gazetteer.neighbours("BY")) == {"PL", "LT", "UA", "RU", "LV"}  # Belarus's five neighbours
