"""The rules of judging on claims that stand in no table: each rule alone, and the laws that all verdicts obey."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from howfar.check.answer import can, check_claim, check_claims
from howfar.check.distance import Distances
from howfar.check.question import Assumptions
from howfar.check.rules.arithmetic import area_finding, restated_finding
from howfar.check.rules.range import range_finding
from howfar.claims.model import Claim
from howfar.errors import UnknownPlaceError, VerbError
from howfar.systems.model import Figure


def claim(**slots: object) -> Claim:
    return Claim(**{"quote": "", "start": 0, "end": 0, "verb_kind": "sees", **slots})  # type: ignore[arg-type]


def figure(value: float, **about: object) -> Figure:
    given = {"unit": "km", "as_written": f"{value} km", "kind": "press", "confidence": "B", "source_id": "x", **about}
    return Figure(quantity="missile_range_km", value=value, **given)  # type: ignore[arg-type]


def needed(km: float, *, spread_km: float = 0.0) -> Distances:
    return Distances(km * 1e3, (km - spread_km) * 1e3, (km + spread_km) * 1e3, km * 1e3, km * 1e3)


@pytest.mark.parametrize(
    ("figures", "km", "holds"),
    [
        ([figure(500)], 499, True),
        ([figure(500)], 501, False),
        ([figure(500), figure(700)], 600, None),
        ([figure(700, value_min=500)], 600, None),
        ([figure(250, is_lower_bound=True), figure(560)], 400, True),  # "more than 250 km" does not speak of 400
        ([figure(250, is_lower_bound=True)], 400, None),
    ],
)
def test_range(figures: list[Figure], km: float, holds: bool | None) -> None:
    assert range_finding(tuple(figures), needed(km), verb="strikes").holds is holds


def test_a_vague_place_makes_a_close_call_conditional() -> None:
    assert range_finding((figure(500),), needed(495, spread_km=10), verb="strikes").holds is None


@given(st.floats(1, 5000), st.floats(1, 5000), st.floats(0, 500))
def test_a_longer_range_never_hides(km: float, reach: float, more: float) -> None:
    order = {False: 0, None: 1, True: 2}
    shorter = range_finding((figure(reach),), needed(km), verb="strikes").holds
    longer = range_finding((figure(reach + more),), needed(km), verb="strikes").holds
    assert order[longer] >= order[shorter]


@pytest.mark.parametrize(("first", "second", "holds"), [(600, 600.3, True), (600, 373, False), (483, 500, True)])
def test_unit_pairs(first: float, second: float, holds: bool) -> None:
    finding = restated_finding(claim(distance_km=first, distance_restated_km=second, distance_as_written="x"))
    assert finding is not None
    assert finding.holds is holds


@pytest.mark.parametrize(
    ("radius", "share", "holds"), [(100, 1.0, True), (100, 0.5, None), (100, 0.1, False), (100, 1.3, False)]
)
def test_area_and_radius(radius: float, share: float, holds: bool | None) -> None:
    finding = area_finding(claim(distance_km=radius, area_km2=share * math.pi * radius**2))
    assert finding is not None
    assert finding.holds is holds


def test_a_denial_turns_the_label() -> None:
    said = claim(verb_kind="strikes", system="Iskander-M", system_id="iskander-m", origin="Minsk", target="Madrid")
    assert check_claim(said).label == "inconsistent"
    assert check_claim(replace(said, negated=True)).label == "consistent"


def test_a_flight_time_needs_a_speed() -> None:
    fast = can("oreshnik", "strike", target="London", origin="Krychaw", duration_s=480)
    slow = can("oreshnik", "strike", target="London", origin="Krychaw", duration_s=3600)
    assert (fast.label, fast.decided_by) == ("inconsistent", "time")
    assert slow.label == "consistent"
    assert any(c.what == "flight time" for c in fast.would_hold_if)


def test_a_speed_that_nobody_published_is_not_judged() -> None:
    verdict = can("tomahawk", "strike", target="Moscow", origin="Kyiv", duration_s=60)
    assert next(f for f in verdict.findings if f.rule == "time").holds is None


def test_no_place_on_earth_is_near_enough_for_a_whole_country() -> None:
    said = claim(verb_kind="engages", system="S-400", system_id="s-400", target="Pakistan", target_is_whole_region=True)
    verdict = check_claim(said)
    assert verdict.label == "inconsistent"
    assert "best on Earth" in verdict.sentence


def test_sky_wave_radars_have_no_horizon_but_a_dead_zone() -> None:
    far = can("konteyner", "see", target="Berlin", origin="Kovylkino")
    near = can("konteyner", "see", target="Moscow", origin="Kovylkino")
    assert all(f.rule != "horizon" for f in [*far.findings, *near.findings])
    assert near.label == "inconsistent"
    assert "least published range" in near.sentence


def test_airborne_radars_look_from_their_altitude() -> None:
    verdict = can("e-3", "see", distance_km=350)
    assert verdict.label == "consistent"
    assert next(f for f in verdict.findings if f.rule == "horizon").holds is True


def test_a_system_that_does_not_see_is_refused() -> None:
    with pytest.raises(VerbError, match="does not see anything"):
        can("iskander-m", "see", target="Berlin", origin="Minsk")


def test_an_unknown_place_is_named() -> None:
    with pytest.raises(UnknownPlaceError, match="Xyzzyville"):
        can("s-400", "see", target="Xyzzyville", origin="Minsk")


def test_a_missing_origin_is_taken_from_the_speakers_country_and_said() -> None:
    text = "MINSK, 3 May - The Iskander-M can hit Berlin, Belarusian President Ivan Ivanov said."
    said = claim(
        verb_kind="strikes", system="Iskander-M", system_id="iskander-m", target="Berlin", speaker="Ivan Ivanov"
    )
    verdict = check_claims([said], text)[0]
    assert verdict.origin is not None
    assert verdict.origin.country_code == "BY"
    assert verdict.assumptions["origin"]["assumed"]
    assert "the claim names no origin; Belarus is assumed" in verdict.sentence


def test_a_part_that_has_no_entry_of_its_own_is_found_by_its_words() -> None:
    said = claim(system="S-400 radars", system_id="s-400-radar", origin="Minsk", target="Vilnius")
    assert check_claim(said).system.id == "s-400"  # type: ignore[union-attr]
    variant = check_claim(claim(verb_kind="strikes", system="the missile", system_id="atacms", distance_km=250))
    assert variant.system.id == "himars"  # type: ignore[union-attr]


def test_a_systems_radar_goes_by_the_systems_figures() -> None:
    said = check_claim(
        claim(quote="Its radar sees 600 km", system="Its radar", system_id="s-400-radar", distance_km=600)
    )
    whole = check_claim(claim(quote="The S-400 sees 600 km", system="The S-400", system_id="s-400", distance_km=600))
    assert not said.unresolved
    assert said.label == whole.label == "consistent only if"


def test_nothing_is_assumed_about_what_protects_the_speakers_own_country() -> None:
    text = "MINSK, 3 May - Minsk is protected by the S-400, Belarusian President Ivan Ivanov said."
    said = claim(verb_kind="covers", system="S-400", system_id="s-400", target="Minsk", speaker="Ivan Ivanov")
    assert check_claims([said], text)[0].label == "not checkable"


@settings(deadline=None, max_examples=25)
@given(st.floats(0.1, 39.0), st.floats(0.1, 1.0))
def test_raising_the_target_never_hides_it(altitude_km: float, more_km: float) -> None:
    order = {"inconsistent": 0, "consistent only if": 1, "consistent": 2}
    low = can("90k6e", "see", distance_km=300, altitude_km=altitude_km)
    high = can("90k6e", "see", distance_km=300, altitude_km=altitude_km + more_km)
    assert order[high.label] >= order[low.label]


@settings(deadline=None, max_examples=20)
@given(st.floats(5, 200), st.floats(1, 200))
def test_a_taller_antenna_never_raises_the_floor(antenna_m: float, more_m: float) -> None:
    def floor(height_m: float) -> float:
        verdict = can("s-400", "see", distance_km=300, assumptions=Assumptions(antenna_agl_m=height_m))
        return next(f.value for f in verdict.findings if f.rule == "horizon") or 0.0

    assert floor(antenna_m + more_m) <= floor(antenna_m)


def test_every_verdict_can_be_redone() -> None:
    verdict = can("s-400", "see", target="Kyiv", origin="Minsk")
    known = {source.id for source in verdict.sources}
    for finding in verdict.findings:
        assert finding.formula
        assert set(finding.sources) <= known
        assert finding.low is not None
        assert finding.high is not None
        assert finding.low <= (finding.value or 0.0) <= finding.high


def test_nothing_is_seen_beyond_a_quarter_of_the_earth() -> None:
    verdict = check_claim(claim(origin="Moscow", target="Buenos Aires", system="the big radar", distance_km=15000))
    assert verdict.label == "inconsistent"
    assert "however high" in verdict.sentence
    assert "nan" not in verdict.sentence


def test_a_text_on_another_country_gives_no_origin() -> None:
    text = "Kyiv has asked Berlin for the Taurus. Ukraine says Ukraine needs it; it could hit Moscow, Ukraine hopes."
    said = claim(verb_kind="strikes", system="Taurus", system_id="taurus", target="Moscow")
    assert check_claims([said], text)[0].label == "not checkable"


def test_a_place_that_nothing_is_measured_to_is_not_called_consistent() -> None:
    said = claim(verb_kind="strikes", system="Taurus", system_id="taurus", target="Moscow", distance_km=500)
    verdict = check_claim(said)
    assert verdict.label == "not checkable"
    assert any("from where" in missing for missing in verdict.unresolved)
