"""The reason per azimuth and per cell, held to a brute force of its own and to terrain whose answer is known."""

from __future__ import annotations

import bruteforce
import numpy as np
import pytest
import terrains
from agreement import site_at
from bruteforce import GEOD

from howfar.errors import UsageError
from howfar.sight import limits as lim
from howfar.sight.coverage import minimum_visible_altitude
from howfar.sight.limits import limits, reasons, sectors
from howfar.sight.path import sight
from howfar.sight.radial import radials
from howfar.sight.site import Site


def _along(grid, site, antenna_m, azimuth, max_range_m, *, k=4 / 3, step_m=12.0):
    """Distances, lowest visible altitude and place of the ridge by fine steps along one geodesic."""
    model = bruteforce.Model(
        grid.heights_m, grid.lat_north_deg, grid.lon_west_deg, grid.lat_step_deg, grid.lon_step_deg
    )
    s = np.unique(np.concatenate([np.geomspace(1.0, 500.0, 400), np.arange(500.0, max_range_m, step_m), [max_range_m]]))
    n = len(s)
    lon, lat, _ = GEOD.fwd(np.full(n, site.lon), np.full(n, site.lat), np.full(n, azimuth), s)
    h = model.at(np.asarray(lat), np.asarray(lon))
    radius = bruteforce._radius(site.lat, site.lon, azimuth, s, k, "ellipsoid")
    angle = bruteforce.elevation_rad(s / radius, antenna_m, h, radius)
    best = np.maximum.accumulate(angle)
    spot = np.maximum.accumulate(np.where(angle >= best, np.arange(n), 0))
    return s, np.maximum(bruteforce.height_on_ray(s / radius, antenna_m, best, radius), h), spot, h


@pytest.mark.parametrize("place", [(140.3, 161.7), (190.5, 130.2)])
@pytest.mark.parametrize("above_antenna_m", [-5.0, 40.0])
def test_reach_and_ridge_of_every_azimuth_are_those_of_the_brute_force(place, above_antenna_m):
    grid = terrains.hills(301, 301)
    site = site_at(grid, *place)
    range_m = 8000.0
    found = limits(grid, site, max_range_m=range_m, azimuths=24)
    antenna_m = found.rays.antenna_amsl_m
    altitude_m = antenna_m + above_antenna_m
    cell_m = 111_000 * grid.lat_step_deg
    checked = 0
    for limit in found.at(altitude_m):
        s, lowest, spot, h = _along(grid, site, antenna_m, limit.azimuth_deg, range_m)
        clear_below, clear_above = lowest <= altitude_m - 0.3, lowest <= altitude_m + 0.3
        reach = [s[np.flatnonzero(c)[-1]] if c.any() else 0.0 for c in (clear_below, clear_above)]
        assert reach[0] - cell_m <= limit.reach_m <= reach[1] + cell_m
        if limit.reason == "range":
            assert limit.reach_m == range_m
            continue
        behind = np.flatnonzero(s > limit.reach_m + 0.6 * cell_m)
        if limit.ridge is None or not len(behind) or reach[1] - reach[0] > cell_m:
            continue
        candidates = {int(spot[i]) for i in np.flatnonzero(np.abs(s - limit.reach_m) < 1.2 * cell_m)}
        assert min(abs(s[i] - limit.ridge.distance_m) for i in candidates) < cell_m
        assert min(abs(h[i] - limit.ridge.height_amsl_m) for i in candidates) < 3.0
        checked += 1
    assert checked >= 5


def test_lowest_altitudes_along_rays_agree_with_single_paths():
    grid = terrains.hills(151, 151)
    site = site_at(grid, 70.4, 70.8)
    rays = radials(grid, site, np.arange(0, 360, 30), max_range_m=4000.0)
    for i, azimuth in enumerate(rays.azimuths_deg):
        for j in np.linspace(100, len(rays.distance_m) - 1, 8).astype(int):
            lon, lat, _ = GEOD.fwd(site.lon, site.lat, azimuth, rays.distance_m[j])
            exact = sight(grid, site, lat, lon, target_agl_m=0.0).minimum_visible_altitude_amsl_m
            assert rays.lowest_m[i, j] == pytest.approx(exact, abs=1.0)
            assert rays.ground_m[i, j] == pytest.approx(float(grid.height_m(lat, lon)), abs=1e-3)


def test_over_the_open_sea_the_horizon_limits_and_its_place_is_that_of_the_formula():
    grid = terrains.grid_of(np.zeros((1201, 1201)), lat_step=1 / 600, lon_step=1 / 400)
    site = site_at(grid, 600.2, 600.7, agl_m=30.0)
    for limit in limits(grid, site, max_range_m=90_000.0, azimuths=8).at(100.0):
        assert limit.reason == "horizon"
        # 4.12 (sqrt h1 + sqrt h2) km, the rule of thumb for 4/3
        assert limit.reach_m / 1000 == pytest.approx(4.12 * (30**0.5 + 100**0.5), rel=0.01)
        assert limit.ridge.distance_m / 1000 == pytest.approx(4.12 * 30**0.5, rel=0.05)


def test_a_plain_high_above_the_sea_has_a_horizon_and_a_wall_on_it_is_terrain():
    heights = np.full((601, 601), 1500.0)
    heights[:, 400:403] = 1800.0  # a wall in the east
    grid = terrains.grid_of(heights, lat_step=1 / 600, lon_step=1 / 600)
    site = site_at(grid, 300.3, 300.3)
    north, east = (limits(grid, site, max_range_m=45_000.0, azimuths=4).at(1505.0)[i] for i in (0, 1))
    assert north.reason == "horizon"
    assert north.ridge.height_amsl_m == pytest.approx(1500.0)
    assert east.reason == "terrain"
    assert east.ridge.lon == pytest.approx(grid.lon_west_deg + 400 / 600, abs=2 / 600)


def test_the_range_the_edge_of_the_model_and_a_void_are_named():
    heights = np.zeros((301, 301))
    heights[:, 210:] = np.nan
    grid = terrains.grid_of(heights)
    site = site_at(grid, 150.0, 150.0)
    north, east, south, west = limits(grid, site, max_range_m=5000.0, azimuths=4).at(1000.0)
    assert {north.reason, south.reason, west.reason} == {"range"}
    assert north.reach_m == 5000.0
    cell_m = 111_320 * np.cos(np.radians(site.lat)) / 1200
    assert (east.reason, east.ridge) == ("no data", None)
    assert east.reach_m == pytest.approx(59 * cell_m, abs=cell_m)
    assert limits(grid, site, max_range_m=40_000.0, azimuths=4).at(1000.0)[0].reason == "no data"


def test_a_target_under_the_ground_of_the_site_is_seen_nowhere():
    grid = terrains.grid_of(np.full((101, 101), 900.0))
    found = limits(grid, site_at(grid, 50, 50), max_range_m=3000.0, azimuths=4).at(500.0)
    assert [(x.reach_m, x.reason) for x in found] == [(0.0, "terrain")] * 4


def test_reasons_of_cells_follow_from_the_surface_and_the_smooth_earth():
    heights = np.zeros((901, 901))
    heights[:, 600:604] = 250.0
    heights[700:720, 100:120] = np.nan
    grid = terrains.grid_of(heights, lat_step=1 / 400, lon_step=1 / 400)
    site = site_at(grid, 450.3, 450.3, agl_m=30.0)
    coverage = minimum_visible_altitude(grid, site, max_range_m=90_000.0)
    around = limits(grid, site, max_range_m=90_000.0)
    codes = reasons(coverage, around, altitude_amsl_m=100.0)
    assert codes.shape == coverage.grid.shape
    lons, lats = np.meshgrid(coverage.grid.lons_deg, coverage.grid.lats_deg)
    n = lats.size
    _, _, away = GEOD.inv(np.full(n, site.lon), np.full(n, site.lat), lons.ravel(), lats.ravel())
    away = np.reshape(away, lats.shape)
    assert np.array_equal(codes == lim.RANGE, away > 90_000.0)
    within = away <= 90_000.0
    lowest = coverage.minimum_visible_altitude_amsl_m
    assert np.array_equal(codes == lim.SEEN, within & (lowest <= 100.0))
    assert np.array_equal(codes == lim.NO_DATA, within & np.isnan(lowest))
    rest = within & (lowest > 100.0)
    horizon_m = 4120 * (30**0.5 + 100**0.5)
    assert np.all(codes[rest & (away > 1.02 * horizon_m)] == lim.HORIZON)
    assert np.all(codes[rest & (away < 0.98 * horizon_m)] == lim.TERRAIN)
    assert {lim.TERRAIN, lim.HORIZON, lim.SEEN} <= set(np.unique(codes))
    above_ground = reasons(coverage, around, height_agl_m=100.0)
    sea = coverage.grid.heights_m == 0.0
    assert np.array_equal(above_ground[sea], codes[sea])
    on_the_wall = above_ground[coverage.grid.heights_m == 250.0]
    assert np.mean(on_the_wall == lim.SEEN) > 0.9


def test_a_height_above_ground_is_held_against_the_ground_under_the_target():
    grid = terrains.hills(301, 301)
    found = limits(grid, site_at(grid, 150.5, 150.5), max_range_m=6000.0, azimuths=12)
    for limit in found.at(height_agl_m=40.0):
        i = int(limit.azimuth_deg / 30)
        over = found.rays.lowest_m[i] - found.rays.ground_m[i] <= 40.0
        assert limit.reach_m == found.rays.distance_m[np.flatnonzero(over)[-1]]
    with pytest.raises(UsageError, match="once"):
        found.at(100.0, height_agl_m=3.0)
    with pytest.raises(UsageError, match="once"):
        found.at()


def test_sectors_hold_every_azimuth_once_and_the_first_is_about_north():
    grid = terrains.grid_of(np.zeros((101, 101)))
    parts = sectors(limits(grid, site_at(grid, 50, 50), max_range_m=2000.0).at(10.0))
    assert len(parts) == 16
    assert sum(map(len, parts)) == 360
    assert {x.azimuth_deg for x in parts[0]} == {*range(11 + 1), *range(349, 360)}


def test_rays_over_the_pole_and_the_antimeridian_read_the_ground_that_lies_there():
    rows, cols = 201, 720
    lat = 90.0 - np.arange(rows) * 0.01
    lon = 179.0 + np.arange(cols) * 0.5
    heights = 1000.0 * (90.0 - lat)[:, None] * np.cos(np.radians(lon))[None, :] + 500.0
    grid = terrains.grid_of(heights, lat_north=90.0, lon_west=179.0, lat_step=0.01, lon_step=0.5)
    assert grid.goes_round
    site = Site(89.3, 30.0, antenna_agl_m=2000.0)
    rays = radials(grid, site, [0.0, 90.0], max_range_m=120_000.0)
    for i, azimuth in enumerate((0.0, 90.0)):
        for j in range(0, len(rays.distance_m), 40):
            there_lon, there_lat, _ = GEOD.fwd(site.lon, site.lat, azimuth, rays.distance_m[j])
            smooth = 1000.0 * (90.0 - there_lat) * np.cos(np.radians(there_lon)) + 500.0
            assert rays.ground_m[i, j] == pytest.approx(smooth, abs=1.0)
