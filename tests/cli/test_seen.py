"""`howfar seen` as people type it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import rasterio
from shapely.geometry import shape

from howfar.earth.geodesic import distance_m
from tests.cli.conftest import RunHowfar
from tests.cli.terrains import geotiff, hills


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Rolling hills north of the border of Switzerland and Italy and on both sides of it."""
    return geotiff(tmp_path_factory.mktemp("model") / "hills.tif", hills(241, 301, seed=4), north=46.1, west=8.7)


def _answer(run: RunHowfar, *words: str):
    ran = run("seen", *words, "--json")
    assert ran.code == 0, ran.err
    found = json.loads(ran.out)
    assert found["schema"] == "howfar/seen/1"
    return found


def test_seen_is_the_inverse_of_cover(run, model):
    """A place of the answer sees the target by `sight`; one that is not does not."""
    found = _answer(
        run, "45.9,8.95", "--altitude", "460m", "--antenna", "15m", "--range", "12km", "--terrain", str(model)
    )
    outline = shape(found["outline"])
    assert outline.is_valid
    generator = np.random.default_rng(1)
    agreed = []
    for lat, lon in zip(generator.uniform(45.82, 45.98, 40), generator.uniform(8.85, 9.05, 40), strict=True):
        words = ("sight", f"{lat:.5f},{lon:.5f}", "45.9,8.95", "--target-altitude", "460m", "--antenna", "15m")
        told = json.loads(run(*words, "--terrain", str(model), "--json").out)
        inside = outline.buffer(-0.0005).contains(shape({"type": "Point", "coordinates": [lon, lat]}))
        outside = not outline.buffer(0.0005).contains(shape({"type": "Point", "coordinates": [lon, lat]}))
        if inside or outside:
            agreed.append(told["is_visible"] is inside)
    assert len(agreed) > 20
    assert np.mean(agreed) > 0.95


def test_within_a_country_the_share_and_the_area_are_of_that_country(run, model):
    words = ("45.9,8.95", "--altitude", "500m", "--antenna", "20m", "--range", "12km", "--terrain", str(model))
    whole, italy, swiss = (_answer(run, *words, *more) for more in ((), ("--from", "Italy"), ("--from", "Switzerland")))
    assert italy["area_km2"] + swiss["area_km2"] == pytest.approx(whole["area_km2"], rel=0.01)
    assert 0.0 < italy["share"] <= 1.0
    assert italy["from"]["name"] == "Italy"
    assert whole["from"] is None


def test_near_a_place_the_nearest_place_that_sees_is_named(run, model):
    words = ("45.9,8.95", "--altitude", "400m", "--antenna", "5m", "--range", "12km", "--terrain", str(model))
    found = _answer(run, *words, "--from", "45.95,9.02")
    nearest = found["nearest"]
    assert distance_m(45.95, 9.02, nearest["lat"], nearest["lon"]) / 1000 == pytest.approx(
        nearest["distance_km"], abs=0.01
    )
    text = run("seen", *words, "--from", "45.95,9.02").out
    assert max(map(len, text.splitlines())) <= 80
    assert "nearest of them" in text or "sees it" in text


def test_the_raster_is_the_least_antenna_height(run, model, tmp_path):
    path = tmp_path / "least.tif"
    words = ("45.9,8.95", "--altitude", "450m", "--antenna", "20m", "--range", "8km", "--terrain", str(model))
    assert run("seen", *words, "-o", str(path)).code == 0
    with rasterio.open(path) as raster:
        heights, tags = raster.read(1, masked=True), raster.tags()
        row, col = raster.index(8.99, 45.93)
    least = float(heights[row, col])
    assert tags["VERTICAL_DATUM"] == "ground"
    lon, lat = rasterio.transform.xy(raster.transform, row, col)
    for antenna_m, expected in ((least + 1.0, True), (max(least - 1.0, 0.0), least < 1.0)):
        words = (
            "sight",
            f"{lat:.6f},{lon:.6f}",
            "45.9,8.95",
            "--antenna",
            f"{antenna_m:.2f}m",
            "--target-altitude",
            "450m",
        )
        assert json.loads(run(*words, "--terrain", str(model), "--json").out)["is_visible"] is expected


def test_on_a_smooth_earth_the_horizon_is_all(run):
    found = _answer(run, "Minsk", "--altitude", "3km", "--antenna", "30m")
    assert found["range_km"] == pytest.approx(4.12 * (30**0.5 + 3000**0.5), rel=0.01)
    inside = _answer(run, "Minsk", "--altitude", "3km", "--antenna", "30m", "--from", "Lithuania")
    assert 0.2 < inside["share"] < 0.5
    assert _answer(run, "Minsk", "--altitude", "3km", "--from", "Berlin")["nearest"]["distance_km"] > 500


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("Minsk",), "--altitude above the sea"),
        (("Minsk", "--height", "10m"), "give --terrain"),
        (("Poland", "--altitude", "3km"), "a target is at a point"),
        (("Minsk", "--altitude", "3km", "-o", "x.tif"), "give --terrain"),
        (("Minsk", "--altitude", "3km", "-o", "x.doc"), "unknown ending"),
    ],
)
def test_what_cannot_be_asked_is_refused(run, words, said):
    ran = run("seen", *words)
    assert (ran.code, said in ran.err) == (2, True), ran.err


def test_a_target_under_the_ground_is_refused(run, model):
    ran = run("seen", "45.9,8.95", "--altitude", "20m", "--range", "5km", "--terrain", str(model))
    assert (ran.code, "under the ground" in ran.err) == (2, True)
