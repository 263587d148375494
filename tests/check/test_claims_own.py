"""Claims of the kind that is published, labelled by hand before the program was asked (claims_own.csv).

`km_own` is a geodesic between hand-typed coordinates; `expected` is what a reader of the design would print. Where
reader and rules differ for a reason, `argued` holds the rules' label and the reason.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from howfar.check.answer import can, check_claim
from howfar.check.figures import low_high_km
from howfar.check.model import Condition, Finding, Verdict
from howfar.check.question import Assumptions
from howfar.check.rules.range import range_finding
from howfar.claims.model import Claim
from howfar.earth.geodesic import distance_m
from tests.check.labelled import judged, rows

TABLE = "claims_own.csv"
ROWS = rows(TABLE)
IDS = [f"{row['id']}-{row['system']}" for row in ROWS]
POINTS = [row for row in ROWS if row["km_own"] and not row["whole"]]


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_label(row: dict[str, str]) -> None:
    expected = row["argued"].split(":")[0] or row["expected"]
    assert judged(TABLE, row["id"]).label == expected, judged(TABLE, row["id"]).sentence


def test_few_are_argued() -> None:
    assert sum(bool(row["argued"]) for row in ROWS) <= 5


@pytest.mark.parametrize("row", [r for r in POINTS if r["near_own"]], ids=lambda r: str(r["id"]))
def test_distance_agrees_with_the_hand_typed_places(row: dict[str, str]) -> None:
    verdict = judged(TABLE, row["id"])
    assert verdict.nearest_km == pytest.approx(float(row["km_own"]), rel=0.02, abs=6.0)


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_a_label_that_depends_names_its_condition(row: dict[str, str]) -> None:
    verdict = judged(TABLE, row["id"])
    if verdict.label == "consistent only if":
        assert verdict.would_hold_if
        assert "nly if" in verdict.sentence or "unless" in verdict.sentence
    if verdict.label == "inconsistent" and not verdict.claim.negated:
        assert verdict.would_hold_if


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_conditions_met_are_enough(row: dict[str, str]) -> None:
    """Apply each condition as it is printed: the rule that asked for it no longer says no."""
    for condition in judged(TABLE, row["id"]).would_hold_if:
        for finding in _with(judged(TABLE, row["id"]), condition):
            assert finding.holds is not False, (condition, finding)


def _with(verdict: Verdict, condition: Condition) -> list[Finding]:
    """The findings of the rule that asked for the condition, once it is met."""
    claim, least, most = verdict.claim, condition.at_least or 0.0, condition.at_most
    if condition.what == "range" and verdict.figures:
        figures = tuple(replace(f, value=least + 0.1, value_min=None, is_lower_bound=False) for f in verdict.figures)
        return [f for f in _ranges(verdict, figures) if f.low is not None and f.low <= least + 0.1]
    met: dict[str, tuple[str, Callable[[], Verdict]]] = {
        "target altitude": ("horizon", lambda: check_claim(replace(claim, altitude_km=least + 0.001))),
        "antenna height": ("horizon", lambda: check_claim(claim, assumptions=Assumptions(antenna_agl_m=least + 1.0))),
        "flight time": ("time", lambda: check_claim(replace(claim, duration_s=(least + 0.1) * 60.0))),
        "origin": ("range", lambda: check_claim(replace(claim, origin=_place_inside(condition)))),
    }
    if claim.area_km2:
        met["arithmetic"] = ("arithmetic", lambda: check_claim(replace(claim, area_km2=most)))
    if condition.what not in met or (condition.what == "origin" and condition.region is None):
        return []
    rule, again = met[condition.what]
    return [f for f in again().findings if f.rule == rule]


def _place_inside(condition: Condition) -> str:
    inside = condition.region.representative_point()
    return f"{inside.y:.4f},{inside.x:.4f}"


def _ranges(verdict: Verdict, figures: tuple[object, ...]) -> list[Finding]:
    from howfar.check.distance import Distances

    found = next((f for f in verdict.findings if f.rule == "range" and not f.inputs.get("is_stated")), None)
    if found is None:
        return []
    ends = Distances(*(1000.0 * (km or 0.0) for km in (found.value, found.low, found.high, found.low, found.high)))
    return [range_finding(figures, ends, verb="strikes")]  # type: ignore[arg-type]


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_margin_is_the_longest_figure_less_the_distance(row: dict[str, str]) -> None:
    verdict = judged(TABLE, row["id"])
    ranged = next((f for f in verdict.findings if f.rule == "range" and "published_km" in f.inputs), None)
    if verdict.margin_km is None or ranged is None or row["verb"] == "covers":
        return
    longest = max(low_high_km(f)[1] for f in verdict.figures)
    needed = next((f for f in verdict.findings if f.rule == "range" and not f.inputs.get("is_stated")), ranged)
    assert verdict.margin_km == pytest.approx(longest - (needed.value or 0.0), abs=0.01)


PLACES = [
    "Minsk",
    "Kaliningrad",
    "Kyiv",
    "Anadyr",
    "Nome",
    "Guam",
    "Hmeimim",
    "Belarus",
    "Crimea",
    "Murmansk",
    "Hawaii",
]


@settings(deadline=None, max_examples=40)
@given(
    st.sampled_from(["s-400", "iskander-m", "tomahawk", "patriot", "konteyner", "oreshnik", "s-300", "polonez"]),
    st.sampled_from(PLACES), st.sampled_from(PLACES), st.booleans(),
)  # fmt: skip
def test_moving_to_where_it_would_hold_is_enough(system: str, origin: str, target: str, negated: bool) -> None:
    said = Claim(quote="", start=0, end=0, verb_kind="covers", system=system, origin=origin, target=target)
    verdict = check_claim(replace(said, negated=negated))
    assert verdict.sentence.endswith(".")
    assert ".." not in verdict.sentence
    if verdict.label == "consistent only if":
        assert verdict.would_hold_if
    for condition in verdict.would_hold_if:
        if condition.what == "origin" and condition.region is not None:
            moved = check_claim(replace(said, origin=_place_inside(condition)))
            assert any(f.holds is not False for f in moved.findings if f.rule == "range"), (condition.sentence, moved)


def test_the_figure_that_has_to_be_believed_is_the_best_supported() -> None:
    verdict = can("iskander-m", "strike", target="Lithuania", origin="Kaliningrad", whole=True)
    assert "the figure of 500 km is taken (confidence A)" in verdict.sentence


def test_a_launch_place_says_which_figure_it_takes() -> None:
    verdict = can("iskander-m", "strike", target="Berlin", origin="Belarus")
    assert "the figure of 700 km is taken (confidence C) and it stands within 700 km of Berlin" in verdict.sentence


def test_more_than_250_is_not_called_a_figure_that_reaches_301() -> None:
    verdict = can("storm-shadow", "strike", target="Sevastopol", origin="Odesa")
    assert "(400 km to 560 km)" in verdict.sentence


def test_a_range_that_is_already_published_is_no_condition() -> None:
    verdict = can("polonez", "strike", target="Kyiv", origin="Belarus")
    longest = max(low_high_km(f)[1] for f in verdict.figures)
    assert all((c.at_least or 0.0) > longest for c in verdict.would_hold_if if c.what == "range")


def test_a_system_without_figures_is_not_held_to_the_ceiling_of_aircraft() -> None:
    assert can("s-500", "engage", target="Berlin", origin="Minsk").label == "not checkable"


def test_the_antimeridian_is_no_border() -> None:
    across = can("iskander-m", "strike", target="Nome", origin="Chukotka")
    ratmanov_km = float(distance_m(65.75, -169.06, 64.50, -165.41)) / 1000.0  # Big Diomede, the last island of Chukotka
    assert across.nearest_km == pytest.approx(ratmanov_km, abs=8.0)


def test_no_single_place_covers_what_its_range_does_not_enclose() -> None:
    verdict = can("patriot", "engage", target="Ukraine", origin="Ukraine", whole=True)
    assert verdict.label == "consistent only if"
    places = next(c for c in verdict.would_hold_if if c.what == "places")
    least = 603_000 / (math.pi * 160**2)  # km² of Ukraine over those of a circle of the longest figure
    assert least <= (places.at_least or 0) <= least + 1.0


def test_a_sky_wave_radar_inside_a_region_sees_the_part_beyond_its_dead_zone() -> None:
    assert can("konteyner", "see", target="Europe", origin="Kovylkino").label == "consistent"


def test_what_a_radar_looks_at_decides_where_it_detects_missiles_farther_than_aircraft() -> None:
    assert can("ghadir", "see", distance_km=1100).label == "consistent only if"
    assert can("ghadir", "see", distance_km=1300).label == "inconsistent"


def test_a_higher_target_or_a_taller_antenna_are_alternatives() -> None:
    verdict = can("nazir", "see", distance_km=800, altitude_km=30.48)
    assert [c.join for c in verdict.would_hold_if if c.what == "antenna height"] == ["or"]


def test_the_altitude_asked_for_is_that_of_the_launch_place_asked_for() -> None:
    verdict = can("s-300", "engage", target="Israel", origin="Syria")
    altitude = next(c for c in verdict.would_hold_if if c.what == "target altitude")
    assert (altitude.at_least or 0.0) < 2.0  # 150 km at most, not the 752 km from the far end of Syria


def test_ceilings_that_disagree_are_a_condition() -> None:
    said = Claim(quote="", start=0, end=0, verb_kind="engages", system="Tor-M2", origin="Minsk", altitude_km=12)
    verdict = check_claim(said)
    assert verdict.label == "consistent only if"
    assert verdict.sentence.startswith("Only if the ceiling of 12 km is taken")
