"""The sweep in 16 and 8 bits, and the count over many sites, held to the full answer in float32."""

from dataclasses import replace

import numpy as np
import pytest
import terrains
from agreement import site_at

from howfar.errors import UsageError
from howfar.sight import core
from howfar.sight.coverage import minimum_visible_altitude
from howfar.sight.site import Site
from howfar.sight.surfaces import HIGHEST, UNKNOWN, minimum_visible_metres, seen_from
from howfar.terrain.grid import ElevationGrid


@pytest.fixture(params=["compiled", "plain"])
def engines(request, monkeypatch):
    if request.param == "plain":
        monkeypatch.setattr(core, "library", lambda: None)
    elif core.library() is None:
        pytest.skip("the compiled sweep was not built")


def in_int16(grid):
    heights = np.where(np.isnan(grid.heights_m), -32768, np.rint(grid.heights_m)).astype(np.int16)
    return replace(grid, heights_m=heights)


def models():
    hills = terrains.hills(201, 231)
    holed = hills.heights_m.copy()
    holed[60:64, 80:120] = np.nan
    yield hills
    yield replace(hills, heights_m=holed)
    yield in_int16(replace(hills, heights_m=holed))


@pytest.mark.parametrize("above_ground", [False, True])
@pytest.mark.parametrize("max_range_m", [None, 6000.0])
def test_whole_metres_are_the_full_answer_rounded_up(engines, above_ground, max_range_m):
    for grid in models():
        site = site_at(grid, 100.3, 110.6, 12.0)
        full = minimum_visible_altitude(grid, site, max_range_m=max_range_m)
        found = minimum_visible_metres(grid, site, above_ground=above_ground, max_range_m=max_range_m)
        assert found.values.dtype == np.int16
        assert found.values.shape == found.grid.shape == full.grid.shape
        assert found.antenna_amsl_m == full.antenna_amsl_m
        exact = full.minimum_visible_height_agl_m if above_ground else full.minimum_visible_altitude_amsl_m
        exact = np.where(full.grid.is_void(), np.nan, exact)
        np.testing.assert_array_equal(found.values == UNKNOWN, np.isnan(exact))
        known = ~np.isnan(exact)
        above = found.values[known] - exact[known]
        assert above.min() >= -2e-3
        assert above.max() < 1.0


def test_what_16_bits_cannot_hold_is_the_highest_and_said(engines):
    grid = terrains.hills(201, 231)
    walls = grid.heights_m.copy()
    walls[98:103, 108:112] = 2000.0
    walls[100, 110] = 0.0
    site = site_at(grid, 100.0, 110.0, 2.0)
    found = minimum_visible_metres(replace(grid, heights_m=walls), site)
    full = minimum_visible_altitude(replace(grid, heights_m=walls), site).minimum_visible_altitude_amsl_m
    assert (full > HIGHEST + 1).any()
    np.testing.assert_array_equal(found.values == HIGHEST, full > HIGHEST - 1)


@pytest.mark.parametrize("level", [{"height_agl_m": 30.0}, {"altitude_amsl_m": 420.0}])
def test_seen_or_not_is_the_full_answer_at_that_level(engines, level):
    for grid in models():
        site = site_at(grid, 100.3, 110.6, 12.0)
        full = minimum_visible_altitude(grid, site, max_range_m=7000.0)
        found = seen_from(grid, site, **level, max_range_m=7000.0)
        assert found.values.dtype == np.uint8
        wanted = full.visible_at(**level) & ~full.grid.is_void()
        assert 0.05 < wanted.mean() < 0.95
        assert np.mean((found.values == 1) != wanted) < 1e-4  # rounding at the level itself


def test_buffers_are_reused_and_wrong_ones_refused(engines):
    grid = terrains.hills(101, 101)
    site = site_at(grid, 50.2, 50.4)
    out = np.full(grid.shape, 77, np.int16)
    assert minimum_visible_metres(grid, site, out=out).values is out
    assert not (out == 77).all()
    for wrong in (np.zeros(grid.shape, np.int32), np.zeros((3, 3), np.int16)):
        with pytest.raises(UsageError, match="out must be"):
            minimum_visible_metres(grid, site, out=wrong)
    with pytest.raises(UsageError, match="give the target once"):
        seen_from(grid, site)


def test_near_the_poles_the_rays_of_the_full_answer_speak(engines):
    generator = np.random.default_rng(3)
    heights = generator.uniform(0.0, 400.0, (40, 360)).astype(np.float32)
    grid = ElevationGrid(heights, 90.0, -180.0, 1 / 120, 1.0, "EGM96")
    site = Site(89.9, 10.0, antenna_agl_m=30.0)
    full = minimum_visible_altitude(grid, site, max_range_m=15_000.0)
    metres = minimum_visible_metres(grid, site, max_range_m=15_000.0)
    exact = full.minimum_visible_altitude_amsl_m
    np.testing.assert_array_equal(metres.values == UNKNOWN, np.isnan(exact))
    known = np.isfinite(exact) & (exact < HIGHEST)
    assert known.sum() > 1000
    over = metres.values[known] - exact[known]
    assert over.min() >= -2e-3
    assert over.max() < 1.0 + 2e-3
    seen = seen_from(grid, site, height_agl_m=50.0, max_range_m=15_000.0)
    np.testing.assert_array_equal(seen.values == 1, full.visible_at(height_agl_m=50.0))
