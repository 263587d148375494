"""Laws that hold on any terrain."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import terrains
from hypothesis import given, settings
from hypothesis import strategies as st

from howfar.sight.coverage import minimum_visible_altitude
from howfar.sight.path import sight
from howfar.sight.site import Site

SIZE = 21
surfaces = st.lists(st.integers(0, 80), min_size=SIZE * SIZE, max_size=SIZE * SIZE).map(
    lambda h: terrains.grid_of(np.array(h, dtype=float).reshape(SIZE, SIZE))
)
places = st.tuples(st.floats(1, SIZE - 2), st.floats(1, SIZE - 2))
quick = settings(max_examples=25, deadline=None)


def at(grid, place):
    return grid.lat_north_deg - place[0] * grid.lat_step_deg, grid.lon_west_deg + place[1] * grid.lon_step_deg


def lowest(grid, lat, lon, agl_m=10.0, **options):
    return minimum_visible_altitude(
        grid, Site(lat, lon, antenna_agl_m=agl_m), **options
    ).minimum_visible_altitude_amsl_m


@quick
@given(surfaces, places, st.floats(0.0, 60.0))
def test_a_higher_antenna_sees_no_less(grid, place, more_m):
    lat, lon = at(grid, place)
    assert np.all(lowest(grid, lat, lon, 10.0 + more_m) <= lowest(grid, lat, lon, 10.0) + 0.05)


@quick
@given(surfaces, places, st.floats(0.0, 3.0))
def test_more_refraction_sees_no_less(grid, place, more):
    lat, lon = at(grid, place)
    assert np.all(lowest(grid, lat, lon, k_factor=1.0 + more) <= lowest(grid, lat, lon, k_factor=1.0) + 0.05)


@quick
@given(surfaces, places, st.integers(0, SIZE - 1), st.integers(0, SIZE - 1), st.floats(0.0, 100.0))
def test_raising_ground_reveals_nothing(grid, place, row, col, more_m):
    lat, lon = at(grid, place)
    antenna_m = float(grid.heights_m.max()) + 20.0
    site = Site(lat, lon, antenna_amsl_m=antenna_m + 200.0)
    raised = grid.heights_m.copy()
    raised[row, col] += more_m
    before = minimum_visible_altitude(grid, site).minimum_visible_altitude_amsl_m
    after = minimum_visible_altitude(replace(grid, heights_m=raised), site).minimum_visible_altitude_amsl_m
    # noise of 80 m from cell to cell: between two rays the ground at a cell's own foot may count for some decimetres
    assert np.all(after >= before - 1.0)


@quick
@given(surfaces, places, places, st.floats(0.5, 80.0), st.floats(0.5, 80.0))
def test_a_path_is_the_same_both_ways(grid, a, b, agl_a_m, agl_b_m):
    (lat_a, lon_a), (lat_b, lon_b) = at(grid, a), at(grid, b)
    if np.hypot(a[0] - b[0], a[1] - b[1]) < 0.2:
        return
    there = sight(grid, Site(lat_a, lon_a, antenna_agl_m=agl_a_m), lat_b, lon_b, target_agl_m=agl_b_m)
    back = sight(grid, Site(lat_b, lon_b, antenna_agl_m=agl_b_m), lat_a, lon_a, target_agl_m=agl_a_m)
    if min(abs(there.clearance_m), abs(back.clearance_m)) > 0.05:
        assert there.is_visible == back.is_visible


@quick
@given(surfaces, places, st.floats(0.0, 500.0), st.floats(0.0, 500.0))
def test_raising_the_target_never_hides_it(grid, place, agl_m, more_m):
    lat, lon = at(grid, place)
    found = minimum_visible_altitude(grid, Site(lat, lon, antenna_agl_m=5.0))
    assert not np.any(found.visible_at(height_agl_m=agl_m) & ~found.visible_at(height_agl_m=agl_m + more_m))


@quick
@given(surfaces, places)
def test_sight_and_cover_agree_on_rough_ground(grid, place):
    lat, lon = at(grid, place)
    site = Site(lat, lon, antenna_agl_m=10.0)
    found = minimum_visible_altitude(grid, site)
    apart = []
    for row in range(0, SIZE, 5):
        for col in range(0, SIZE, 5):
            if np.hypot(row - place[0], col - place[1]) > 0.5:
                one = sight(grid, site, *at(grid, (row, col)), target_agl_m=500.0)
                apart.append(abs(one.minimum_visible_altitude_amsl_m - found.minimum_visible_altitude_amsl_m[row, col]))
    assert np.median(apart) < 0.5  # noise of 80 m from cell to cell: no terrain is like this
