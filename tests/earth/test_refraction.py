"""Traced rays against an independent integration of the ray equation, and laws that must hold."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from howfar.constants import MEAN_EARTH_RADIUS_M
from howfar.earth import horizon, refraction
from howfar.earth.refraction import Atmosphere

heights = st.floats(0.0, 50_000.0)


def integrated_height_m(ground_range_m: float, antenna_m: float, elevation_deg: float, air: Atmosphere) -> float:
    """The ray equation d/ds (n dr/ds) = grad n in Cartesian coordinates, stepped by an adaptive Runge-Kutta method.

    Another formulation than the code under test: no Snell invariant, no angle integral, no spherical coordinates.
    """
    radius = MEAN_EARTH_RADIUS_M
    n0, h0 = air.sea_level_n * 1e-6, air.scale_height_m

    def slope(_: float, y: np.ndarray) -> list[float]:
        r = math.hypot(y[0], y[1])
        bend = n0 * math.exp(-(r - radius) / h0)
        return [y[2] / (1 + bend), y[3] / (1 + bend), -bend / h0 * y[0] / r, -bend / h0 * y[1] / r]

    def arrived(_: float, y: np.ndarray) -> float:
        return math.atan2(y[0], y[1]) - ground_range_m / radius

    arrived.terminal = True  # type: ignore[attr-defined]
    n = 1 + n0 * math.exp(-antenna_m / h0)
    e = math.radians(elevation_deg)
    start = [0.0, radius + antenna_m, n * math.cos(e), n * math.sin(e)]
    ray = solve_ivp(slope, (0.0, 4e7), start, events=arrived, method="DOP853", rtol=1e-12, atol=1e-6)
    x, z = ray.y_events[0][0][:2]
    return math.hypot(x, z) - radius


CASES = [
    (300_000.0, 25.0, 0.0), (956_600.0, 25.0, 0.0), (956_600.0, 25.0, 0.5), (2_000_000.0, 10.0, 1.0),
    (50_000.0, 100.0, 45.0),
    (500_000.0, 10_000.0, -2.5), (3_000_000.0, 1_000_000.0, -29.0), (1_000_000.0, 0.0, 10.0), (5.0, 3_000.0, -80.0),
    (3_500_000.0, 0.0, 0.0), (100_000.0, 0.0, 0.0), (20_000.0, 40.0, -0.05),
]  # fmt: skip


@pytest.mark.parametrize(("d", "antenna", "elevation"), CASES)
def test_ray_height_against_integration_to_a_metre(d: float, antenna: float, elevation: float) -> None:
    expected = integrated_height_m(d, antenna, elevation, refraction.REFERENCE_ATMOSPHERE)
    assert refraction.ray_height_m(d, antenna, elevation) == pytest.approx(expected, abs=1.0)


@pytest.mark.parametrize("air", [Atmosphere(), Atmosphere(250.0, 7350.0), Atmosphere(400.0, 6500.0)])
@pytest.mark.parametrize(
    ("d", "antenna"),
    [(60_000.0, 25.0), (415_000.0, 5.0), (956_600.0, 25.0), (3_000_000.0, 40.0), (2_500_000.0, 9_000.0)],
)
def test_lowest_visible_altitude_against_integration_to_a_metre(d: float, antenna: float, air: Atmosphere) -> None:
    """From the point of tangency the integrated ray climbs one way to the antenna's height and the other way to the
    target."""
    to_horizon = refraction.line_of_sight_range_traced_m(antenna, 0.0, atmosphere=air)
    assert integrated_height_m(to_horizon, 0.0, 0.0, air) == pytest.approx(antenna, abs=0.01)
    expected = integrated_height_m(d - to_horizon, 0.0, 0.0, air)
    assert refraction.lowest_visible_altitude_traced_m(d, antenna, atmosphere=air) == pytest.approx(expected, abs=1.0)


def test_airless_atmosphere_gives_the_geometric_horizon() -> None:
    air = Atmosphere(sea_level_n=0.0)
    for d in (10_000.0, 956_600.0, 5_000_000.0):
        geometric = horizon.lowest_visible_altitude_m(d, 25.0, k_factor=1.0)
        assert refraction.lowest_visible_altitude_traced_m(d, 25.0, atmosphere=air) == pytest.approx(
            geometric, abs=1e-3
        )


def test_low_short_paths_follow_the_effective_radius_of_the_ground_gradient() -> None:
    """Near the sea the gradient is constant: k = 1 / (1 + R n' / n) with n' = -N0 1e-6 / h0, so the formula of the
    sphere must come out."""
    n0 = 315e-6
    k = 1 / (1 - MEAN_EARTH_RADIUS_M * n0 / 7350.0 / (1 + n0))
    traced = refraction.line_of_sight_range_traced_m(2.0, 3.0)
    assert traced == pytest.approx(horizon.line_of_sight_range_m(2.0, 3.0, k_factor=k), rel=1e-4)


def test_berlin_from_minsk() -> None:
    """Refractivity dies out with height, so a constant k bends the high end of the ray too much and promises too
    low a target."""
    constant = horizon.lowest_visible_altitude_m(956_600.0, 25.0)
    traced = refraction.lowest_visible_altitude_traced_m(956_600.0, 25.0)
    airless = horizon.lowest_visible_altitude_m(956_600.0, 25.0, k_factor=1.0)
    assert 51_500 < constant < 52_500
    assert constant < traced < airless
    to_horizon = refraction.line_of_sight_range_traced_m(25.0, 0.0)
    assert traced == pytest.approx(integrated_height_m(956_600.0 - to_horizon, 0.0, 0.0, Atmosphere()), abs=1.0)


@settings(deadline=None, max_examples=60)
@given(heights, heights)
def test_line_of_sight_is_reciprocal_and_inverts(antenna: float, target: float) -> None:
    reach = refraction.line_of_sight_range_traced_m(antenna, target)
    assert reach == pytest.approx(refraction.line_of_sight_range_traced_m(target, antenna), abs=1e-3)
    assert refraction.lowest_visible_altitude_traced_m(reach, antenna) == pytest.approx(target, abs=0.01)


@settings(deadline=None, max_examples=60)
@given(st.floats(0.0, 4_000_000.0), st.floats(0.0, 10_000.0), st.floats(1.05, 1.9))
def test_floor_falls_with_antenna_and_air_and_grows_with_range(d: float, antenna: float, k: float) -> None:
    def floor(d: float, h: float, k: float) -> float:
        return refraction.lowest_visible_altitude_traced_m(d, h, atmosphere=refraction.atmosphere_for_k(k))

    here = floor(d, antenna, k)
    assert here >= 0.0
    assert floor(d, antenna + 5.0, k) <= here + 1e-4
    assert floor(d, antenna, k + 0.05) <= here + 1e-4
    assert floor(d + 100.0, antenna, k) >= here - 1e-4


@settings(deadline=None, max_examples=60)
@given(st.floats(1_000.0, 1_500_000.0), st.floats(1.0, 30_000.0), st.floats(0.0, 30.0))
def test_a_ray_can_be_walked_back(d: float, antenna: float, elevation: float) -> None:
    """Reciprocity: the height at d falls back to the antenna when the ray is followed from the far end (its
    elevation by Snell)."""
    top = refraction.ray_height_m(d, antenna, elevation)
    air = refraction.REFERENCE_ATMOSPHERE
    c = (1 + air.index_minus_one(antenna)) * (MEAN_EARTH_RADIUS_M + antenna) * math.cos(math.radians(elevation))
    cosine = c / ((1 + air.index_minus_one(top)) * (MEAN_EARTH_RADIUS_M + top))
    back = -math.degrees(math.acos(min(cosine, 1.0)))
    if back < -0.2:  # at a smaller angle the arccosine itself loses the metre
        assert refraction.ray_height_m(d, top, back) == pytest.approx(antenna, abs=1.0)


def test_a_falling_ray_that_meets_the_sea_is_nan_behind_it() -> None:
    assert math.isnan(refraction.ray_height_m(200_000.0, 10_000.0, -4.0))
    assert refraction.ray_height_m(100_000.0, 10_000.0, -4.0) > 0.0


@pytest.mark.parametrize("bad", [(-1.0, 10.0), (1000.0, -5.0), (math.nan, 10.0), (1000.0, math.inf)])
def test_what_cannot_be_is_nan(bad: tuple[float, float]) -> None:
    assert math.isnan(refraction.lowest_visible_altitude_traced_m(*bad))
    assert math.isnan(refraction.line_of_sight_range_traced_m(*bad)) == (bad[0] != 1000.0 or bad[1] != 10.0)
    assert math.isnan(refraction.ray_height_m(*bad, 1.0))


def test_impossible_rays_and_atmospheres_are_nan() -> None:
    assert math.isnan(refraction.lowest_visible_altitude_traced_m(12_000_000.0, 10.0))
    assert math.isnan(refraction.lowest_visible_altitude_traced_m(100_000.0, 10.0, atmosphere=Atmosphere(1500.0)))
    assert math.isnan(refraction.ray_height_m(1000.0, 10.0, 91.0))
    assert math.isnan(refraction.ray_height_m(1000.0, 10.0, 90.0))
    assert math.isnan(refraction.sight_floor_m(956_600.0, 25.0, k_factor=0.5))


def test_sight_floor_follows_the_rule_of_the_design() -> None:
    assert refraction.sight_floor_m(300_000.0, 25.0) == horizon.lowest_visible_altitude_m(300_000.0, 25.0)
    assert refraction.sight_floor_m(401_000.0, 25.0) == refraction.lowest_visible_altitude_traced_m(401_000.0, 25.0)
    assert refraction.sight_floor_m(399_000.0, 0.0, k_factor=1.1) > 10_000.0
    assert refraction.sight_floor_m(956_600.0, 25.0, k_factor=4 / 3) == pytest.approx(
        refraction.sight_floor_m(956_600.0, 25.0), abs=1e-6
    )
    swept = [refraction.sight_floor_m(956_600.0, 25.0, k_factor=k) for k in (1.2, 4 / 3, 1.6)]
    assert swept[0] > swept[1] > swept[2]


def test_sight_range_inverts_sight_floor_on_either_side_of_the_rule() -> None:
    for target in (100.0, 5_000.0, 30_000.0, 60_000.0):
        reach = refraction.sight_range_m(25.0, target)
        assert refraction.sight_floor_m(reach, 25.0) == pytest.approx(target, abs=0.01)


def test_arrays_broadcast_and_equal_the_numbers() -> None:
    d = np.array([[0.0], [50_000.0], [956_600.0]])
    table = refraction.lowest_visible_altitude_traced_m(d, np.array([5.0, 25.0]))
    assert table.shape == (3, 2)
    assert table[2, 1] == pytest.approx(refraction.lowest_visible_altitude_traced_m(956_600.0, 25.0), abs=1e-6)
    assert table[0, 0] == 0.0
