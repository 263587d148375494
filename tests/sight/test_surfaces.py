"""The sweep in 16 and 8 bits, and the count over many sites, held to the full answer in float32."""

from dataclasses import replace

import numpy as np
import pytest
import terrains
from agreement import site_at

from howfar.errors import UsageError
from howfar.sight import core
from howfar.sight.coverage import minimum_visible_altitude
from howfar.sight.surfaces import HIGHEST, UNKNOWN, how_many_see, minimum_visible_metres, seen_from


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


@pytest.mark.parametrize("max_range_m", [None, 5000.0])
def test_the_count_over_many_sites_is_the_sum_of_each(engines, max_range_m):
    grid = terrains.hills(201, 231)
    generator = np.random.default_rng(7)
    sites = [site_at(grid, *generator.uniform(3, 195, 2), 20.0) for _ in range(9)]
    told = []
    counted = how_many_see(grid, sites, height_agl_m=20.0, max_range_m=max_range_m, progress=lambda *n: told.append(n))
    assert told == [(n, 9) for n in range(1, 10)]
    wanted = np.zeros(grid.shape, dtype=int)
    for site in sites:
        full = minimum_visible_altitude(grid, site, max_range_m=max_range_m)
        row, col = (round(float(x)) for x in grid.rows_cols(full.grid.lat_north_deg, full.grid.lon_west_deg))
        part = wanted[row : row + full.grid.shape[0], col : col + full.grid.shape[1]]
        part += full.visible_at(height_agl_m=20.0)
    assert counted.dtype == np.uint16
    assert counted.max() > 4
    assert np.mean(counted != wanted) < 1e-3


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
    with pytest.raises(UsageError, match="at least one site"):
        how_many_see(grid, [], height_agl_m=1.0)


def test_an_error_at_one_of_many_sites_is_told_and_ends_the_rest():
    grid = terrains.hills(101, 101)
    good, told = site_at(grid, 50.2, 50.4), []
    bad = replace(good, lat=10.0)
    with pytest.raises(Exception, match="outside the elevation model"):
        how_many_see(grid, [bad, *[good] * 500], height_agl_m=1.0, progress=lambda *n: told.append(n))
    assert len(told) < 500
