"""One path: the surface agrees, the brute force agrees, and the ridge that decides is where it was put."""

from __future__ import annotations

import bruteforce
import numpy as np
import pytest
import terrains
from agreement import site_at

from howfar.earth.geodesic import distance_m
from howfar.errors import TerrainError, UsageError
from howfar.sight.coverage import minimum_visible_altitude
from howfar.sight.path import sight
from howfar.sight.site import Site


def cell(grid, row, col):
    return grid.lat_north_deg - row * grid.lat_step_deg, grid.lon_west_deg + col * grid.lon_step_deg


def test_path_agrees_with_the_brute_force_to_a_millimetre():
    grid = terrains.hills(301, 301)
    site = site_at(grid, 140.3, 120.8)
    model = bruteforce.Model(
        grid.heights_m, grid.lat_north_deg, grid.lon_west_deg, grid.lat_step_deg, grid.lon_step_deg
    )
    apart = []
    for row, col in np.random.default_rng(0).integers(1, 300, (120, 2)):
        found = sight(grid, site, *cell(grid, row, col), target_agl_m=50.0)
        brute = bruteforce.lowest_visible_agl(model, site.lat, site.lon, found.antenna_amsl_m, row, col, k=4 / 3)
        apart.append(abs(found.minimum_visible_height_agl_m - brute))
        assert found.is_visible == (brute <= 50.0) or abs(brute - 50.0) < 0.01
    assert np.percentile(apart, 95) < 0.002
    assert max(apart) < 0.3  # the steps of the brute force are coarser than a bump beside the sensor


def test_path_and_coverage_agree():
    grid = terrains.hills(301, 301)
    site = site_at(grid, 200.0, 90.5)
    coverage = minimum_visible_altitude(grid, site)
    apart = []
    for row, col in np.random.default_rng(1).integers(0, 301, (200, 2)):
        found = sight(grid, site, *cell(grid, row, col), target_amsl_m=2000.0)
        apart.append(abs(found.minimum_visible_altitude_amsl_m - coverage.minimum_visible_altitude_amsl_m[row, col]))
    assert np.median(apart) < 0.01
    assert np.percentile(apart, 99) < 0.5


def wall():
    """Flat ground at 100 m with a wall 300 m high along one meridian."""
    heights = np.full((201, 401), 100.0)
    heights[:, 300] = 300.0
    return terrains.grid_of(heights, lat_north=46.0, lon_west=8.0)


def test_the_ridge_is_where_it_was_put():
    grid = wall()
    site = site_at(grid, 100, 100, 10.0)
    hidden = sight(grid, site, *cell(grid, 100, 380), target_agl_m=20.0)
    assert hidden.is_visible is False
    assert hidden.reason == "terrain"
    assert hidden.ridge_amsl_m == pytest.approx(300.0, abs=0.01)
    assert hidden.ridge_lon == pytest.approx(8.0 + 300 / 1200, abs=1e-5)
    assert hidden.blocked_at_m == pytest.approx(
        distance_m(site.lat, site.lon, hidden.ridge_lat, hidden.ridge_lon), abs=0.1
    )
    assert hidden.clearance_m < 0
    high = sight(grid, site, *cell(grid, 100, 380), target_amsl_m=hidden.minimum_visible_altitude_amsl_m + 0.01)
    assert high.is_visible is True
    assert high.reason == "clear"
    assert high.clearance_m == pytest.approx(0.01, abs=1e-6)


def test_over_the_sea_the_horizon_hides():
    grid = terrains.grid_of(np.zeros((41, 2401)))
    site = site_at(grid, 20, 10, 10.0)
    found = sight(grid, site, *cell(grid, 20, 2300), target_agl_m=10.0)
    assert found.is_visible is False
    assert found.reason == "horizon"


def test_a_void_on_the_way_leaves_it_open():
    heights = np.full((101, 101), 50.0)
    heights[50, 60] = np.nan
    grid = terrains.grid_of(heights)
    site = site_at(grid, 50, 20)
    assert sight(grid, site, *cell(grid, 50, 90), target_agl_m=100.0).is_visible is None
    assert sight(grid, site, *cell(grid, 50, 90), target_agl_m=100.0).minimum_visible_altitude_amsl_m is None
    assert sight(grid, site, *cell(grid, 20, 90), target_agl_m=100.0).is_visible is True


def test_wrong_questions_are_refused_with_words():
    grid = terrains.hills(301, 301)
    site = site_at(grid, 100, 100)
    with pytest.raises(UsageError, match="once"):
        sight(grid, site, *cell(grid, 5, 5))
    with pytest.raises(UsageError, match="between the ground there"):
        sight(grid, site, *cell(grid, 5, 5), target_amsl_m=-100.0)
    with pytest.raises(UsageError, match="at the site itself"):
        sight(grid, site, site.lat, site.lon, target_agl_m=10.0)
    with pytest.raises(TerrainError, match="no height at the target"):
        sight(grid, site, 40.0, 8.1, target_agl_m=10.0)
    with pytest.raises(TerrainError, match="outside the elevation model"):
        sight(grid, Site(40.0, 8.0, antenna_agl_m=10.0), *cell(grid, 5, 5), target_agl_m=10.0)


@pytest.mark.parametrize(("row", "col"), [(100, 380), (0, 100), (200, 100)])
def test_a_path_along_a_line_of_the_lattice(row, col):
    """Due north and south a path never leaves its column; nothing divides by its not moving."""
    grid = wall()
    found = sight(grid, site_at(grid, 100, 100, 10.0), *cell(grid, row, col), target_amsl_m=120.0)
    assert found.minimum_visible_altitude_amsl_m is not None
    assert found.is_visible is (col == 100)


def test_a_path_along_the_equator():
    heights = np.full((11, 101), 5.0)
    heights[5, 50] = 40.0
    grid = terrains.grid_of(heights, lat_north=5 / 1200, lon_west=8.0)
    found = sight(grid, Site(0.0, 8.0, antenna_agl_m=10.0), 0.0, 8.0 + 100 / 1200, target_agl_m=1.0)
    assert found.is_visible is False
    assert found.ridge_lon == pytest.approx(8.0 + 50 / 1200, abs=1e-6)


def test_behind_the_curve_of_a_plain_high_above_the_sea_the_reason_is_the_horizon_and_behind_a_wall_the_terrain():
    heights = np.full((601, 601), 1500.0)
    heights[:, 400:403] = 1700.0
    grid = terrains.grid_of(heights, lat_step=1 / 600, lon_step=1 / 600)
    site = site_at(grid, 300.3, 300.3)
    south, east = (site.lat - 0.45, site.lon), (site.lat, site.lon + 0.25)
    assert sight(grid, site, *south, target_agl_m=20.0).reason == "horizon"
    assert sight(grid, site, *east, target_agl_m=20.0).reason == "terrain"
