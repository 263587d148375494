"""Several sites, the inverse question and the smooth Earth."""

from __future__ import annotations

import numpy as np
import pytest
import terrains
from agreement import site_at

from howfar.earth.geodesic import distance_m
from howfar.earth.horizon import line_of_sight_range_m
from howfar.errors import UsageError
from howfar.sight.combined import combined, places_that_see, smooth_rings
from howfar.sight.coverage import minimum_visible_altitude
from howfar.sight.path import sight
from howfar.sight.site import Site


def test_union_count_and_loss_follow_from_the_parts():
    grid = terrains.hills(151, 151)
    sites = [site_at(grid, 30.5, 40.5), site_at(grid, 120.2, 100.1), site_at(grid, 75, 75)]
    parts = [minimum_visible_altitude(grid, site) for site in sites]
    found = combined(grid, sites, altitudes_amsl_m=[350.0], heights_agl_m=[30.0])
    above_sea, layer = found.layers
    seen = [p.visible_at(height_agl_m=30.0) for p in parts]
    assert np.array_equal(layer.count, sum(s.astype(int) for s in seen))
    assert np.array_equal(layer.lost_without(1), seen[1] & ~seen[0] & ~seen[2])
    assert np.array_equal(above_sea.seen, np.any([p.visible_at(altitude_amsl_m=350.0) for p in parts], axis=0))
    lowest = np.min([p.minimum_visible_altitude_amsl_m for p in parts], axis=0)
    assert np.array_equal(found.minimum_visible_altitude_amsl_m, lowest)
    assert layer.outline().is_valid
    assert layer.outline(layer.lost_without(1)).is_valid
    assert sum(layer.areas_by_count_m2().values()) == pytest.approx(layer.area_m2())
    assert layer.farthest_m == [p.farthest_m(height_agl_m=30.0) for p in parts]


def test_sites_with_a_range_are_counted_where_they_lie_and_not_beyond():
    grid = terrains.hills(151, 151)
    sites = [site_at(grid, 20, 30), site_at(grid, 110, 120), site_at(grid, 24, 36)]
    found = combined(grid, sites, altitudes_amsl_m=[500.0], max_range_m=2000.0)
    count = np.zeros(grid.shape, dtype=int)
    lons, lats = np.meshgrid(grid.lons_deg, grid.lats_deg)
    for site in sites:
        whole = minimum_visible_altitude(grid, site)
        away = distance_m(np.full(lats.shape, site.lat), np.full(lats.shape, site.lon), lats, lons)
        count += whole.visible_at(altitude_amsl_m=500.0) & (away <= 2000.0)
    assert np.mean(found.layers[0].count != count) < 0.002  # a sweep of another window has other rays
    assert found.layers[0].count.max() == 2
    assert np.isnan(found.minimum_visible_altitude_amsl_m[150, 0])


def test_sites_on_both_sides_of_the_seam_of_a_model_that_closes_round_the_globe():
    heights = np.random.default_rng(0).uniform(0.0, 50.0, (61, 720)).astype(np.float32)
    grid = terrains.grid_of(heights, lat_north=15.0, lon_west=-180.0, lat_step=0.5, lon_step=0.5)
    sites = [Site(0.1, -179.9, antenna_agl_m=500.0), Site(0.1, 178.2, antenna_agl_m=500.0)]
    layer = combined(grid, sites, altitudes_amsl_m=[5000.0], max_range_m=300_000.0).layers[0]
    row, east, west = 30, 0, 719
    assert layer.count[row, east] == 2
    assert layer.count[row, west] == 2
    assert layer.count[row, 360] == 0
    west_edge, _, east_edge, _ = layer.outline().bounds
    assert (west_edge, east_edge) == (-180.0, 180.0)


def test_one_site_is_its_coverage_and_none_is_refused():
    grid = terrains.hills(151, 151)
    site = site_at(grid, 30, 30)
    alone = combined(grid, [site], heights_agl_m=[30.0], max_range_m=2000.0)
    coverage = minimum_visible_altitude(grid, site, max_range_m=2000.0)
    assert np.array_equal(
        alone.minimum_visible_altitude_amsl_m, coverage.minimum_visible_altitude_amsl_m, equal_nan=True
    )
    assert alone.layers[0].area_m2() == coverage.area_m2(height_agl_m=30.0)
    with pytest.raises(UsageError, match="at least one"):
        combined(grid, [])


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
