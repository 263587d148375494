"""Many sites on one raster: what is passed over must not change a single cell of the sum or union of the answers."""

from dataclasses import replace

import numpy as np
import pytest
import terrains
from agreement import site_at

from howfar.errors import UsageError
from howfar.sight import core
from howfar.sight.many import how_many_see, seen_by_any
from howfar.sight.masks import places_in
from howfar.sight.site import Site
from howfar.sight.surfaces import seen_from
from howfar.sight.tops import left_over, tops_of
from howfar.terrain.grid import ElevationGrid

LANES = {"plain lanes": 0, "AVX2": 1, "AVX-512": 2}


@pytest.fixture(params=["numba", *LANES])
def engines(request, monkeypatch):
    if request.param == "numba":
        monkeypatch.setattr(core, "library", lambda: None)
    elif core.library() is None or core.lanes() < LANES[request.param]:
        pytest.skip("not built, or not for this machine")
    else:
        whole = core.sweep
        monkeypatch.setattr(
            core, "sweep", lambda *args, **given: whole(*args, **{**given, "most_lanes": LANES[request.param]})
        )


def sum_of_each(grid, sites, **asked):
    """The single answers, added up where they lie."""
    total = np.zeros(grid.shape, dtype=np.uint16)
    for site in sites:
        found = seen_from(grid, site, **asked, threads=1)  # numba cuts its jobs by them, which moves rounding
        for frame, part in places_in(grid, found.grid):
            total[frame] += found.values[part]
    return total


def models():
    hills = terrains.hills(301, 331)
    holed = hills.heights_m.copy()
    holed[60:64, 80:120] = np.nan
    holed[200, 17] = np.nan
    whole = np.where(np.isnan(holed), -32768, np.rint(holed)).astype(np.int16)
    return {"hills": hills, "holes": replace(hills, heights_m=holed), "int16": replace(hills, heights_m=whole)}


def sites_on(grid, count, seed):
    generator = np.random.default_rng(seed)
    rows, cols = (generator.uniform(2, size - 3, count) for size in grid.shape)
    rows[0], cols[0] = 150, 160  # on a sample: the cell under the antenna is answered apart
    heights = generator.choice([2.0, 20.0, 80.0], count)
    return [site_at(grid, r, c, float(h)) for r, c, h in zip(rows, cols, heights, strict=True)]


@pytest.mark.parametrize("name", ["hills", "holes", "int16"])
@pytest.mark.parametrize("asked", [{"height_agl_m": 0.0}, {"height_agl_m": 25.0}, {"altitude_amsl_m": 380.0}])
@pytest.mark.parametrize("max_range_m", [None, 5000.0])
def test_count_and_union_are_those_of_the_single_answers(engines, name, asked, max_range_m):
    grid = models()[name]
    sites = sites_on(grid, 13, seed=5)
    wanted = sum_of_each(grid, sites, **asked, max_range_m=max_range_m)
    assert 0.02 < (wanted > 0).mean() < 0.999
    told = []
    counted = how_many_see(grid, sites, **asked, max_range_m=max_range_m, progress=lambda *n: told.append(n))
    assert told == [(n, 13) for n in range(1, 14)]
    assert counted.dtype == np.uint16
    np.testing.assert_array_equal(counted, wanted)
    union = seen_by_any(grid, sites, **asked, max_range_m=max_range_m)
    assert union.dtype == np.uint8
    np.testing.assert_array_equal(union, wanted > 0)


@pytest.mark.parametrize("antenna_m", [9_000.0, 30_000.0])
def test_antennas_in_the_air(engines, antenna_m):
    """Steep sight lines, and above 20 km the sweep in double precision."""
    grid = models()["hills"]
    sites = [site_at(grid, 150.2, 100.0 + 20 * n, antenna_m * (1 + n / 10)) for n in range(4)]
    wanted = sum_of_each(grid, sites, height_agl_m=0.0)
    np.testing.assert_array_equal(how_many_see(grid, sites, height_agl_m=0.0), wanted)
    np.testing.assert_array_equal(seen_by_any(grid, sites, height_agl_m=0.0), wanted > 0)


def test_sites_in_a_hollow_and_on_a_spike(engines):
    grid = models()["hills"]
    heights = grid.heights_m.copy()
    heights[100:110, 100:110] -= 500.0
    heights[200, 200] += 1500.0
    grid = replace(grid, heights_m=heights)
    sites = [site_at(grid, 105.0, 105.0, 3.0), site_at(grid, 200.0, 200.0, 3.0), site_at(grid, 0.5, 0.5, 3.0)]
    for asked in ({"height_agl_m": 0.0}, {"altitude_amsl_m": 900.0}):
        wanted = sum_of_each(grid, sites, **asked)
        np.testing.assert_array_equal(how_many_see(grid, sites, **asked), wanted)
        np.testing.assert_array_equal(seen_by_any(grid, sites, **asked), wanted > 0)


def test_a_union_of_many_looks_only_for_what_is_left(engines):
    """Enough sites for several looks at what is left, the same for one thread and for two."""
    grid = models()["holes"]
    sites = sites_on(grid, 40, seed=11)
    wanted = sum_of_each(grid, sites, height_agl_m=10.0) > 0
    for threads in (1, 2):
        np.testing.assert_array_equal(seen_by_any(grid, sites, height_agl_m=10.0, threads=threads), wanted)


def test_models_that_close_round_the_globe_and_hold_a_pole():
    heights = np.random.default_rng(4).uniform(0.0, 300.0, (60, 720)).astype(np.float32)
    grid = ElevationGrid(heights, 90.0, -180.0, 1 / 60, 0.5, "EGM96")
    sites = [Site(89.4, 179.9, antenna_agl_m=30.0), Site(89.7, -20.0, antenna_agl_m=30.0)]
    asked = {"height_agl_m": 300.0, "max_range_m": 25_000.0}
    wanted = sum_of_each(grid, sites, **asked)
    assert 0 < (wanted > 0).mean() < 1
    np.testing.assert_array_equal(how_many_see(grid, sites, **asked), wanted)
    np.testing.assert_array_equal(seen_by_any(grid, sites, **asked), wanted > 0)


def test_the_highest_of_squares_of_cells():
    heights = np.arange(40 * 50, dtype=np.float32).reshape(40, 50)
    heights[3, 3] = np.nan
    tops = tops_of(heights, 5.0, above_sea=False)
    assert tops.ground.shape == tops.target.shape == (3, 4)
    assert np.isinf(tops.ground[0, 0])  # a void hides what is behind it
    assert tops.target[0, 0] == heights[15, 15] + 5.0
    assert tops.ground[2, 3] == heights[39, 49]
    seen = np.zeros(heights.shape, np.uint8)
    seen[32:, 48:] = 1
    left = left_over(tops, heights, 5.0, seen, above_sea=False)
    assert left.target[2, 3] == -np.inf
    assert left.target[2, 2] == heights[39, 47] + 5.0
    assert (tops_of(np.zeros((40, 50), np.int16), 70.0, above_sea=True).target == 70.0).all()


def test_no_site_no_target_and_an_error_at_one_of_many():
    grid = terrains.hills(101, 101)
    good, told = site_at(grid, 50.2, 50.4), []
    for ask in (how_many_see, seen_by_any):
        with pytest.raises(UsageError, match="at least one site"):
            ask(grid, [], height_agl_m=1.0)
        with pytest.raises(UsageError, match="give the target once"):
            ask(grid, [good])
        with pytest.raises(Exception, match="outside the elevation model"):
            ask(grid, [replace(good, lat=10.0), *[good] * 500], height_agl_m=1.0, progress=lambda *n: told.append(n))
        assert len(told) < 500
