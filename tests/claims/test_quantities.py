"""Quantities in running text. Conversions are exact by definition (NIST SP 811, appendix B.8)."""

from __future__ import annotations

import pytest

from howfar.claims import quantities
from howfar.claims.language import load
from howfar.claims.quantities import Quantity
from howfar.claims.tokens import tokenize

EN = load("en")


def _found(text: str) -> list[Quantity]:
    return quantities.find(tokenize(text, 0, len(text), EN), EN)


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("600 km", 600_000), ("600km", 600_000), ("2,000 kms", 2_000_000), ("2 000 km", 2_000_000),
        ("2\u202f000 km", 2_000_000), ("7,5 km", 7_500), ("7.5 km", 7_500), ("12.5 miles", 20_116.8),
        ("5,040 nm", 9_334_080), ("60 nautical miles", 111_120), ("60-nautical-mile", 111_120), ("75,000 feet", 22_860),
        ("40 kft", 12_192), ("FL300", 9_144), ("1,200-kilometre-range", 1_200_000), ("four hundred kilometres",
        400_000),
        ("two hundred and fifty km", 250_000), ("a thousand miles", 1_609_344), ("twenty-five miles", 40_233.6),
        ("1.5 thousand kilometers", 1_500_000), ("half a mile", 804.672), ("3,000 metres", 3_000),
        ("600 kilometers (373 miles)", 600_000), ("70+ km", 70_000), ("300-plus km", 300_000),
    ],
)  # fmt: skip
def test_length(text: str, metres: float) -> None:
    (quantity,) = _found(f"It reaches {text}.")
    assert quantity.measure == "length"
    assert quantity.value == pytest.approx(metres, rel=1e-9)


@pytest.mark.parametrize(
    ("text", "low_m", "high_m"),
    [
        ("300 to 500 km", 300_000, 500_000), ("80-250km", 80_000, 250_000), ("between 80 and 250 kilometres",
        80_000, 250_000),
        ("500 km to 5,500 km", 500_000, 5_500_000), ("from 120 to 400 km", 120_000, 400_000),
        ("more than 150 to 200 kilometers", 150_000, 200_000),
    ],
)  # fmt: skip
def test_span(text: str, low_m: float, high_m: float) -> None:
    (quantity,) = _found(f"It has a range of {text}.")
    assert (quantity.value_min, quantity.value) == (pytest.approx(low_m), pytest.approx(high_m))


def test_list_shares_one_unit() -> None:
    assert [q.value for q in _found("at 150 and 400 km respectively")] == [150_000, 400_000]


def test_pair_is_one_quantity() -> None:
    (quantity,) = _found("a reach of 4,000 miles (3,476 nm) or")
    assert quantity.restated == pytest.approx(3_476 * 1852)


def test_a_raised_range_is_no_span() -> None:
    (quantity,) = _found("The range was extended from 290 km to 450 km.")
    assert (quantity.value, quantity.value_min) == (450_000, None)


@pytest.mark.parametrize(
    ("text", "upper", "lower"),
    [
        ("up to 400 km", True, False), ("at most 400 km", True, False), ("limited to about 400 km", True, False),
        ("within 400 km", True, False), ("as far as 400 km", True, False), ("over 400 km", False, True),
        ("more than 400 km", False, True), ("at least 400 km", False, True), ("400 km or more", False, True),
        ("around 400 km", False, False), ("no more than 400 km", True, False), ("400+ km", False, True),
    ],
)  # fmt: skip
def test_bounds(text: str, upper: bool, lower: bool) -> None:
    (quantity,) = _found(f"targets at {text}.")
    assert (quantity.is_upper, quantity.is_lower) == (upper, lower)


@pytest.mark.parametrize(
    "text",
    [
        "900 km/h",
        "900 km per hour",
        "600 mph",
        "$5m",
        "450 kg",
        "120 missiles",
        "20 per cent",
        "155 mm",
        "3,000",
        "Mach 5",
    ],
)
def test_what_is_no_length(text: str) -> None:
    assert [q for q in _found(f"It is {text}.") if q.measure == "length"] == []


def test_no_figure_is_made_up() -> None:
    assert [q.value for q in _found("It can fly several hundred miles.")] == [None]
