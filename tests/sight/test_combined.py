"""Several sites, the inverse question and the smooth Earth."""

from __future__ import annotations

import numpy as np
import pytest
import terrains
from agreement import site_at

from howfar.earth.horizon import line_of_sight_range_m
from howfar.errors import UsageError
from howfar.sight.combined import Combined, combined, places_that_see, smooth_rings
from howfar.sight.coverage import minimum_visible_altitude
from howfar.sight.path import sight
from howfar.sight.site import Site


def test_union_count_and_loss_follow_from_the_parts():
    grid = terrains.hills(151, 151)
    sites = [site_at(grid, 30.5, 40.5), site_at(grid, 120.2, 100.1), site_at(grid, 75, 75)]
    found = combined(grid, sites)
    seen = [p.visible_at(height_agl_m=30.0) for p in found.parts]
    assert np.array_equal(found.count_at(height_agl_m=30.0), sum(s.astype(int) for s in seen))
    assert np.array_equal(found.lost_without(1, height_agl_m=30.0), seen[1] & ~seen[0] & ~seen[2])
    lowest = np.min([p.minimum_visible_altitude_amsl_m for p in found.parts], axis=0)
    assert np.array_equal(found.minimum_visible_altitude_amsl_m, lowest)
    assert found.outline(height_agl_m=30.0).is_valid


def test_parts_over_different_windows_are_refused():
    grid = terrains.hills(151, 151)
    a = minimum_visible_altitude(grid, site_at(grid, 30, 30), max_range_m=2000.0)
    b = minimum_visible_altitude(grid, site_at(grid, 90, 90), max_range_m=2000.0)
    with pytest.raises(UsageError, match="same rows and columns"):
        Combined((a, b))
    with pytest.raises(UsageError, match="at least one"):
        Combined(())


def test_places_that_see_agree_with_single_paths():
    grid = terrains.hills(151, 151)
    lat, lon = grid.lat_north_deg - 80.3 / 1200, grid.lon_west_deg + 60.6 / 1200
    seen, sweep = places_that_see(grid, lat, lon, target_amsl_m=450.0, antenna_agl_m=15.0)
    for row, col in np.random.default_rng(3).integers(0, 151, (60, 2)):
        place = Site(grid.lats_deg[row], grid.lons_deg[col], antenna_agl_m=15.0)
        path = sight(grid, place, lat, lon, target_amsl_m=450.0)
        if abs(sweep.minimum_visible_height_agl_m[row, col] - 15.0) > 0.3:
            assert path.is_visible == seen[row, col]


def test_smooth_rings_have_the_range_of_the_formula():
    (_, range_m, ring), *_ = smooth_rings(50.0, 10.0, antenna_amsl_m=30.0, altitudes_amsl_m=[1000.0, 10_000.0])
    assert range_m == line_of_sight_range_m(30.0, 1000.0, k_factor=4 / 3)
    assert ring.is_valid
