"""Horizon formulas against the marine radar table, the numbers of the issue, and laws that must hold."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from howfar.earth import horizon
from howfar.units import M_PER_NAUTICAL_MILE

REFERENCE = Path(__file__).resolve().parents[1] / "reference" / "earth_horizon.csv"
ROWS = list(csv.DictReader(REFERENCE.read_text("utf-8").splitlines()))
heights = st.floats(0.0, 50_000.0)
ks = st.floats(0.8, 3.0)
ranges = st.floats(0.0, 3_000_000.0)


@pytest.mark.parametrize("row", ROWS, ids=lambda r: f"{r['quantity']}-{r['antenna_m']}-{r['k_factor'][:5]}")
def test_reference_table(row: dict[str, str]) -> None:
    k, antenna = float(row["k_factor"]), float(row["antenna_m"])
    value = {
        "radar_horizon": lambda: horizon.radar_horizon_m(antenna, k_factor=k),
        "line_of_sight_range": lambda: horizon.line_of_sight_range_m(antenna, float(row["other"]), k_factor=k),
        "lowest_visible_altitude": lambda: horizon.lowest_visible_altitude_m(float(row["other"]), antenna, k_factor=k),
    }[row["quantity"]]()
    assert row["unit"] == "km"
    assert value / 1000 == pytest.approx(float(row["expected"]), abs=float(row["tolerance"]))


@pytest.mark.parametrize("antenna", [3.0, 10.0, 20.0, 40.0])
@pytest.mark.parametrize("target", [1.0, 5.0, 20.0, 50.0, 100.0])
def test_marine_radar_range_table(antenna: float, target: float) -> None:
    """2.23 (sqrt h + sqrt H) nautical miles, as the radar range tables for navigators print it, to 0.1 nmi."""
    table_nmi = 2.23 * (math.sqrt(antenna) + math.sqrt(target))
    assert horizon.line_of_sight_range_m(antenna, target) / M_PER_NAUTICAL_MILE == pytest.approx(table_nmi, abs=0.1)


def test_flat_limit_is_not_reached_by_accident() -> None:
    """A target 10 km up and 400 km off lies below the horizon of a 10 m antenna on an airless Earth, above it on a
    stretched one."""
    assert horizon.lowest_visible_altitude_m(400_000.0, 10.0, k_factor=1.0) > 10_000.0
    assert horizon.lowest_visible_altitude_m(400_000.0, 10.0) < 10_000.0


@given(heights, heights, ks)
def test_line_of_sight_is_reciprocal_and_grows(antenna: float, target: float, k: float) -> None:
    there = horizon.line_of_sight_range_m(antenna, target, k_factor=k)
    assert there == pytest.approx(horizon.line_of_sight_range_m(target, antenna, k_factor=k), abs=1e-6)
    assert horizon.line_of_sight_range_m(antenna, target + 1.0, k_factor=k) > there
    assert horizon.line_of_sight_range_m(antenna + 1.0, target + 1.0, k_factor=k * 1.01) > there


@given(heights, heights, ks)
def test_lowest_visible_altitude_inverts_line_of_sight_range(antenna: float, target: float, k: float) -> None:
    reach = horizon.line_of_sight_range_m(antenna, target, k_factor=k)
    assert horizon.lowest_visible_altitude_m(reach, antenna, k_factor=k) == pytest.approx(target, abs=1e-3)


@given(ranges, heights, ks)
def test_lowest_visible_altitude_falls_with_antenna_and_k_and_grows_with_range(
    d: float, antenna: float, k: float
) -> None:
    here = horizon.lowest_visible_altitude_m(d, antenna, k_factor=k)
    assert horizon.lowest_visible_altitude_m(d, antenna + 5.0, k_factor=k) <= here
    assert horizon.lowest_visible_altitude_m(d, antenna, k_factor=k + 0.1) <= here + 1e-9
    assert horizon.lowest_visible_altitude_m(d + 100.0, antenna, k_factor=k) >= here


@given(st.floats(10.0, 1_000_000.0), st.floats(0.0, 89.0), st.floats(0.0, 20_000.0), ks)
def test_beam_height_and_its_two_inverses_agree(slant: float, elevation: float, antenna: float, k: float) -> None:
    """The ray is a straight line over the stretched sphere: the same triangle solved three ways."""
    height = horizon.beam_height_m(slant, elevation, antenna, k_factor=k)
    ground = horizon.ground_range_m(slant, elevation, antenna, k_factor=k)
    assert horizon.slant_range_m(ground, antenna, height, k_factor=k) == pytest.approx(slant, abs=1e-3)
    assert horizon.target_elevation_deg(ground, antenna, height, k_factor=k) == pytest.approx(elevation, abs=1e-6)


@given(st.floats(1.0, 20_000.0), ks)
def test_ray_at_the_horizon_elevation_touches_the_sea(antenna: float, k: float) -> None:
    """A ray at the dip angle reaches height 0 after the slant range sqrt((a + h)² - a²); a little lower and it is
    stopped."""
    a = 6371008.7714 * k
    dip = horizon.horizon_elevation_deg(antenna, k_factor=k)
    slant = math.sqrt((a + antenna) ** 2 - a * a)
    assert horizon.beam_height_m(slant, dip + 1e-9, antenna, k_factor=k) == pytest.approx(0.0, abs=0.01)
    assert math.isnan(horizon.beam_height_m(3 * slant, dip - 0.05, antenna, k_factor=k))


def test_weather_radar_beam_height_example() -> None:
    """Parabola of meteorologists, h = r sin e + r² / (2 k R): the exact height at 100 km and 0.5 degrees within 1 %
    of it."""
    rule = 100_000 * math.sin(math.radians(0.5)) + 100_000**2 / (2 * 4 / 3 * 6371008.7714)
    assert horizon.beam_height_m(100_000.0, 0.5, 0.0) == pytest.approx(rule, rel=0.01)


@pytest.mark.parametrize(
    ("height", "k"), [(-1.0, 4 / 3), (math.nan, 4 / 3), (10.0, 0.0), (10.0, -1.0), (math.inf, 4 / 3)]
)
def test_what_cannot_be_is_nan_and_never_raises(height: float, k: float) -> None:
    assert math.isnan(horizon.radar_horizon_m(height, k_factor=k))
    assert math.isnan(horizon.line_of_sight_range_m(height, 10.0, k_factor=k))
    assert math.isnan(horizon.lowest_visible_altitude_m(1000.0, height, k_factor=k))


def test_beyond_a_quarter_of_the_sphere_nothing_is_seen() -> None:
    assert math.isnan(horizon.lowest_visible_altitude_m(14_000_000.0, 10.0))


def test_arrays_broadcast_and_equal_the_numbers() -> None:
    d, h = np.array([[50_000.0], [956_600.0]]), np.array([5.0, 25.0, 40.0])
    table = horizon.lowest_visible_altitude_m(d, h)
    assert table.shape == (2, 3)
    assert table[1, 1] == horizon.lowest_visible_altitude_m(956_600.0, 25.0)
    assert isinstance(horizon.radar_horizon_m(10), float)


def test_local_radius_at_equator_and_pole() -> None:
    """Published radii of curvature of WGS84: 6335.439 km (meridian, equator), 6399.594 km (pole), 6378.137 km
    (equator, east)."""
    assert horizon.local_earth_radius_m(0.0, 0.0) == pytest.approx(6335439.3, abs=1.0)
    assert horizon.local_earth_radius_m(0.0, 90.0) == pytest.approx(6378137.0, abs=0.01)
    assert horizon.local_earth_radius_m(90.0) == pytest.approx(6399593.6, abs=1.0)
    assert math.isnan(horizon.local_earth_radius_m(91.0))


def test_earth_radius_keyword_changes_the_answer() -> None:
    assert horizon.radar_horizon_m(100.0, earth_radius_m=6335439.0) < horizon.radar_horizon_m(100.0)
