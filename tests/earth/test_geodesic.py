"""Geodesics against published values: Karney's paper, Vincenty's own formula, and laws of the globe."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from howfar.earth import geodesic

REFERENCE = Path(__file__).resolve().parents[1] / "reference" / "earth_geodesics.csv"
ROWS = list(csv.DictReader(REFERENCE.read_text("utf-8").splitlines()))
lats, lons = st.floats(-89.0, 89.0), st.floats(-180.0, 180.0)


@pytest.mark.parametrize("row", ROWS, ids=lambda r: r["name"])
def test_published_geodesics(row: dict[str, str]) -> None:
    ends = [float(row[c]) for c in ("lat1", "lon1", "lat2", "lon2")]
    assert geodesic.distance_m(*ends) == pytest.approx(float(row["distance_m"]), abs=float(row["tolerance_m"]))
    if row["azimuth_deg"]:
        assert geodesic.inverse(*ends)[1] == pytest.approx(float(row["azimuth_deg"]), abs=1e-6)


def vincenty_m(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """T. Vincenty, Survey Review XXIII (1975), inverse formula; another method than Karney's, right to 0.1 mm off
    the antipodes."""
    a, f = 6378137.0, 1 / 298.257223563
    b = a * (1 - f)
    u1, u2 = (math.atan((1 - f) * math.tan(math.radians(p))) for p in (lat1, lat2))
    l = lam = math.radians(lon2 - lon1)  # noqa: E741 - Vincenty's letter
    for _ in range(200):
        p = math.cos(u2) * math.sin(lam)
        q = math.cos(u1) * math.sin(u2) - math.sin(u1) * math.cos(u2) * math.cos(lam)
        sin_s, cos_s = math.hypot(p, q), math.sin(u1) * math.sin(u2) + math.cos(u1) * math.cos(u2) * math.cos(lam)
        s = math.atan2(sin_s, cos_s)
        sin_a = math.cos(u1) * math.cos(u2) * math.sin(lam) / sin_s
        c2a = 1 - sin_a**2
        c2m = cos_s - 2 * math.sin(u1) * math.sin(u2) / c2a if c2a > 1e-15 else 0.0
        c = f / 16 * c2a * (4 + f * (4 - 3 * c2a))
        before, lam = lam, l + (1 - c) * f * sin_a * (s + c * sin_s * (c2m + c * cos_s * (2 * c2m**2 - 1)))
        if abs(lam - before) < 1e-13:
            break
    u = c2a * (a * a - b * b) / b**2
    big_a = 1 + u / 16384 * (4096 + u * (-768 + u * (320 - 175 * u)))
    big_b = u / 1024 * (256 + u * (-128 + u * (74 - 47 * u)))
    ds = (
        big_b
        * sin_s
        * (c2m + big_b / 4 * (cos_s * (2 * c2m**2 - 1) - big_b / 6 * c2m * (4 * sin_s**2 - 3) * (4 * c2m**2 - 3)))
    )
    return b * big_a * (s - ds)


@given(lats, lons, lats, st.floats(1.0, 150.0))
def test_against_vincenty(lat1: float, lon1: float, lat2: float, east: float) -> None:
    assert geodesic.distance_m(lat1, lon1, lat2, lon1 + east) == pytest.approx(
        vincenty_m(lat1, lon1, lat2, lon1 + east), abs=0.002
    )


@given(lats, lons, lats, lons)
def test_distance_is_reciprocal_and_turns_with_the_globe(lat1: float, lon1: float, lat2: float, lon2: float) -> None:
    there = geodesic.distance_m(lat1, lon1, lat2, lon2)
    assert there == pytest.approx(geodesic.distance_m(lat2, lon2, lat1, lon1), abs=1e-6)
    assert there == pytest.approx(geodesic.distance_m(lat1, lon1 + 360.0, lat2, lon2), abs=1e-6)
    assert there == pytest.approx(geodesic.distance_m(-lat1, lon1 + 77.0, -lat2, lon2 + 77.0), abs=1e-5)


@given(lats, lons, st.floats(0.0, 360.0), st.floats(0.0, 19_900_000.0))
def test_destination_lies_at_the_distance(lat: float, lon: float, azimuth: float, length: float) -> None:
    lat2, lon2 = geodesic.destination(lat, lon, azimuth, length)
    assert -180.0 <= lon2 <= 180.0
    assert geodesic.distance_m(lat, lon, lat2, lon2) == pytest.approx(length, abs=1e-3)


def test_back_azimuth_leads_home() -> None:
    length, _, back = geodesic.inverse(53.9, 27.56, 52.52, 13.405)
    lat, lon = geodesic.destination(52.52, 13.405, back, length)
    assert (lat, lon) == (pytest.approx(53.9, abs=1e-9), pytest.approx(27.56, abs=1e-9))


def test_path_is_evenly_spaced_with_both_ends() -> None:
    lat, lon = geodesic.path(60.0, 170.0, 65.0, -170.0, count=11)
    steps = geodesic.distance_m(lat[:-1], lon[:-1], lat[1:], lon[1:])
    assert (lat[0], lon[0], lat[-1], lon[-1]) == (60.0, 170.0, 65.0, -170.0)
    assert np.ptp(steps) < 1e-3
    assert steps.sum() == pytest.approx(geodesic.distance_m(60.0, 170.0, 65.0, -170.0), abs=1e-3)


def test_what_cannot_be_is_nan() -> None:
    assert math.isnan(geodesic.distance_m(95.0, 0.0, 0.0, 0.0))
    assert math.isnan(geodesic.distance_m(0.0, math.nan, 0.0, 0.0))
    assert math.isnan(geodesic.destination(0.0, 0.0, 0.0, math.inf)[0])


def test_numbers_in_numbers_out_and_arrays_broadcast() -> None:
    assert isinstance(geodesic.distance_m(0, 0, 0, 1), float)
    assert geodesic.distance_m(0.0, 0.0, np.zeros((2, 1)), np.zeros(3)).shape == (2, 3)
