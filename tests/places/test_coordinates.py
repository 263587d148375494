from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from howfar.errors import UsageError
from howfar.places.coordinates import parse_coordinates


@pytest.mark.parametrize(
    ("text", "lat", "lon"),
    [
        ("53.9N 27.6E", 53.9, 27.6),
        ("53.9,27.6", 53.9, 27.6),
        ("53.9, 27.6", 53.9, 27.6),
        ("53°54′N 27°34′E", 53 + 54 / 60, 27 + 34 / 60),
        ("53°54'00\"N, 27°34'30\"E", 53.9, 27 + 34.5 / 60),
        ("N53.9 E27.6", 53.9, 27.6),
        ("33.9S 151.2E", -33.9, 151.2),
        ("-33.9, 151.2", -33.9, 151.2),
        ("−33.9 151.2", -33.9, 151.2),
        ("0, 0", 0.0, 0.0),
        ("90, 180", 90.0, 180.0),
        ("40.7N 74W", 40.7, -74.0),
        ("12.5, 200", 12.5, -160.0),
    ],
)
def test_coordinates_as_people_type_them(text: str, lat: float, lon: float) -> None:
    found = parse_coordinates(text)
    assert found is not None
    assert found == pytest.approx((lat, lon))


@pytest.mark.parametrize(
    "text", ["", "Minsk", "S-400", "Brest 2", "53.9", "1,200 kilometres", "30 to 40", "x" * 500, "9" * 500]
)
def test_other_words_are_no_coordinates(text: str) -> None:
    assert parse_coordinates(text) is None


@pytest.mark.parametrize(
    ("text", "given"), [("95, 27.6", "95"), ("27N 190.5E", ""), ("-91 0", "-91"), ("10, 400", "400")]
)
def test_a_latitude_of_95_is_refused_with_the_limits(text: str, given: str) -> None:
    if text == "27N 190.5E":  # east of 180 is the other side of the antimeridian
        assert parse_coordinates(text) == pytest.approx((27, -169.5))
        return
    with pytest.raises(UsageError, match=r"-90 to 90|-180 to 180") as caught:
        parse_coordinates(text)
    assert given in str(caught.value)


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_what_is_printed_is_read_back(lat: float, lon: float) -> None:
    found = parse_coordinates(f"{lat:.5f}, {lon:.5f}")
    assert found is not None
    assert math.isclose(found[0], lat, abs_tol=1e-5)
    assert math.isclose(found[1], lon, abs_tol=1e-5)
