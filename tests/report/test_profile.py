"""The horizon profile, held to the published horizon formula and to plain geometry."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest

from howfar.report.profile import Profile, _grazing, _Scales, nice_step, profile_svg, profile_words, verdict_profile

from . import examples

SVG = "{http://www.w3.org/2000/svg}"
RADIUS_M = 6_371_008.7714
BERLIN = Profile("Minsk", "Berlin", 956_384.0, 25.0, 51_800.0)


def test_the_grazing_ray_leaves_the_antenna_and_arrives_where_the_four_thirds_earth_says() -> None:
    """Exact spherical formula: h = a (sec((d - d_A) / a) - 1) with a = 4/3 R, d_A = a arccos(a / (a + 25 m))."""
    a = RADIUS_M * 4 / 3
    touch = a * math.acos(a / (a + 25.0))
    expected = a * (1 / math.cos((BERLIN.ground_range_m - touch) / a) - 1)
    start, end = _grazing(BERLIN, np.array([0.0, BERLIN.ground_range_m]), traced=False)
    assert start == pytest.approx(25.0, abs=0.01)
    assert end == pytest.approx(expected, abs=0.5)
    assert end == pytest.approx(52_000, abs=300)


def test_the_traced_ray_leaves_the_antenna_too() -> None:
    assert _grazing(BERLIN, np.array([0.0]), traced=True)[0] == pytest.approx(25.0, abs=0.01)


def test_the_earth_bulges_by_the_sagitta_in_the_middle_and_not_at_the_ends() -> None:
    scales = _Scales(BERLIN)
    half = BERLIN.ground_range_m / 2
    ends = scales.bulge_m(np.array([0.0, half, 2 * half]))
    assert ends[0] == pytest.approx(0.0, abs=1e-6)
    assert ends[2] == pytest.approx(0.0, abs=1e-6)
    assert ends[1] == pytest.approx(half**2 / 2 / RADIUS_M, rel=2e-3)


@pytest.mark.parametrize(
    "profile",
    [
        BERLIN,
        Profile("A", "B", 51_700.0, 20.0, 100.0, stated_m=200.0),
        Profile("A", "B", 500.0, 20.0, 0.0),
        Profile("Airborne", "B", 520_000.0, 10_000.0, 700.0, stated_m=9_000.0),
        Profile("Far", "B", 4_000_000.0, 25.0, 900_000.0),
        Profile("<script>", "</svg>&", 300_000.0, 25.0, 5_000.0),
    ],
    ids=lambda profile: profile.origin + str(int(profile.ground_range_m)),
)
def test_profiles_are_xml_without_holes_and_with_alt_text(profile: Profile) -> None:
    text = profile_svg(profile)
    root = ET.fromstring(text)
    assert "nan" not in text
    desc = root.find(f"{SVG}desc")
    assert desc is not None
    assert desc.text == profile_words(profile)
    printed = " ".join(element.text or "" for element in root.iter(f"{SVG}text"))
    for words in ("km", "traced", "4/3 Earth", "times larger", profile.origin):
        assert words in printed


def test_no_profile_where_line_of_sight_was_not_tested() -> None:
    assert verdict_profile(examples.POLAND_VERDICT) is None
    assert verdict_profile(examples.RADAR_VERDICT) is None
    assert verdict_profile(replace(examples.KYIV_VERDICT, nearest_km=None)) is None
    assert verdict_profile(replace(examples.KYIV_VERDICT, nearest_km=0.0)) is None


def test_the_profile_of_a_verdict_takes_the_nominal_assumptions() -> None:
    finding = replace(
        examples.KYIV_VERDICT.findings[1], inputs={"antenna_m": [5.0, 30.0, 40.0], "k_factor": [1.2, 1.3, 1.6]}
    )
    profile = verdict_profile(replace(examples.KYIV_VERDICT, findings=(finding,)))
    assert profile is not None
    assert (profile.antenna_m, profile.k_factor, profile.needed_m) == (30.0, 1.3, 9_900.0)


@pytest.mark.parametrize(("limit", "step"), [(1.0, 1.0), (4.9, 2.0), (5.0, 5.0), (99.0, 50.0), (0.03, 0.02)])
def test_nice_steps(limit: float, step: float) -> None:
    assert nice_step(limit) == pytest.approx(step)
