"""A second blind set (claims_own2.csv): 88 claims labelled before the program was asked, 74 of which it agreed with.

Sensors where the horizon decides, ceilings, whole regions and seas, antimeridian and poles, figures that disagree,
flight times, lengths that disagree, places and systems that nobody knows. `km_own` is a geodesic between positions
typed by hand; `argued` holds the rules' label and the reason where reader and rules differ.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from howfar.check.answer import can, check_claim
from howfar.claims.model import Claim
from tests.check.labelled import claim_of, judged, rows

TABLE = "claims_own2.csv"
ROWS = rows(TABLE)
IDS = [f"{row['id']}-{row['system']}" for row in ROWS]


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_label(row: dict[str, str]) -> None:
    expected = row["argued"].split(":")[0] or row["expected"]
    assert judged(TABLE, row["id"]).label == expected, judged(TABLE, row["id"]).sentence


def test_few_are_argued() -> None:
    assert sum(bool(row["argued"]) for row in ROWS) <= 3


@pytest.mark.parametrize("row", [r for r in ROWS if r["near_own"]], ids=lambda r: str(r["id"]))
def test_distance_agrees_with_the_hand_typed_places(row: dict[str, str]) -> None:
    nearest = judged(TABLE, row["id"]).nearest_km
    if nearest is not None:
        assert nearest == pytest.approx(float(row["km_own"]), rel=0.02, abs=15.0)  # 15 km: sites beside their towns


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_a_sentence_reads_as_one(row: dict[str, str]) -> None:
    verdict = judged(TABLE, row["id"])
    assert verdict.sentence[0].isupper()
    assert verdict.sentence.endswith(".")
    assert verdict.sentence.count(": ") <= 1  # no list within a list
    assert not any(twice in verdict.sentence for twice in ("..", "  ", ": :", ";;", "( ", " )"))
    if verdict.label == "consistent only if":
        assert verdict.would_hold_if


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_no_condition_is_one_that_the_claim_meets_already(row: dict[str, str]) -> None:
    claim = claim_of(row)
    for condition in judged(TABLE, row["id"]).would_hold_if:
        if condition.what == "target altitude" and claim.altitude_km is not None:
            assert (condition.at_least or 0.0) > 0.8 * claim.altitude_km  # else the horizon was no question


def test_each_way_says_how_high_the_target_has_to_fly_there() -> None:
    ways = can("s-400", "see", target="Berlin", origin="Minsk").would_hold_if
    nearer, farther, altitude = ways[:3]
    assert nearer.sentence.endswith("and the target flies above about 21 km")  # over the 600 km that are published
    assert farther.what == "range"
    assert altitude.goes_with == "range"
    assert altitude.sentence.startswith("over those 956 km")
    assert altitude.at_least == pytest.approx(59.3, abs=0.2)


def test_a_horizon_needs_no_range() -> None:
    verdict = check_claim(
        Claim(quote="", start=0, end=0, verb_kind="sees", system="RPS-42", distance_km=80, altitude_km=0.05)
    )
    assert verdict.label == "inconsistent"
    assert verdict.decided_by == "horizon"
    assert verdict.sentence.startswith("Whatever the range of the RPS-42, a target 80 km away")


def test_an_airborne_sensor_of_unknown_height_has_no_horizon() -> None:
    said = Claim(quote="", start=0, end=0, verb_kind="sees", system="E-2D", distance_km=600, altitude_km=1.0)
    assert check_claim(said).label == "not checkable"
    assert check_claim(replace(said, site_altitude_km=9.0)).label == "inconsistent"  # 521 km by 4/3 Earth


@pytest.mark.parametrize(
    ("target", "origin", "code"),
    [("Tripoli", "Syria", "LB"), ("Tripoli", "Sigonella", "LY"), ("Sinop", "Crimea", "TR"), ("Cordoba", "Rota", "ES"),
     ("San Jose", "Vandenberg", "US"), ("Tripoli, Libya", "Syria", "LY")],
)  # fmt: skip
def test_of_namesakes_the_near_one_is_meant(target: str, origin: str, code: str) -> None:
    assert can("tomahawk", "strike", target=target, origin=origin).target.country_code == code  # type: ignore[union-attr]


def test_where_a_radar_of_russia_stands_is_in_russia() -> None:
    verdict = can("voronezh", "see", target="Tel Aviv", origin="Armavir")
    assert verdict.origin is not None
    assert verdict.origin.country_code == "RU"


def test_a_range_for_a_low_target_bounds_that_for_a_higher_one_from_below() -> None:
    assert can("36d6", "see", distance_km=115, altitude_km=1.0).label == "consistent"
    assert can("a-50", "see", distance_km=650, altitude_km=10.0).label == "consistent"


def test_a_figure_that_is_enough_from_all_of_a_region_is_an_alternative() -> None:
    verdict = can("hwasong-12", "strike", target="Alaska", origin="North Korea")
    assert any(c.sentence.endswith("enough wherever it stands") for c in verdict.would_hold_if)
    assert "inside 2 of 2 published figures" in verdict.sentence
    assert "inside 1 from all of North Korea" in verdict.sentence


def test_a_claim_that_does_not_say_how_tells_the_other_reading() -> None:
    verdict = can("s-400", "cover", target="Gotland", origin="Kaliningrad")  # 285 km: inside 600, and 400 of 250 to 400
    assert verdict.sentence.endswith("(“covers” read as detecting; as engaging it depends too).")
    assert all(condition.what != "reading" for condition in verdict.would_hold_if)
