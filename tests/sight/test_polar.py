"""Near the poles: the same ground turned to the equator gives the same answers; paths and surface agree; voids stay."""

from __future__ import annotations

import numpy as np
import pytest
import terrains
from bruteforce import GEOD, elevation_rad, height_on_ray

from howfar.errors import TerrainError
from howfar.sight.cells import Cells
from howfar.sight.coverage import minimum_visible_altitude
from howfar.sight.limits import limits
from howfar.sight.path import sight
from howfar.sight.site import Site
from howfar.terrain.grid import ElevationGrid

LON_STEP, LAT_STEP = 0.25, 1 / 240


def bumps(x, y):
    """Hills some kilometres wide over the tangent plane at the pole, metres."""
    return 200.0 + 80.0 * np.sin(x / 2300.0) * np.cos(y / 1700.0) + 40.0 * np.sin((x + 2 * y) / 3100.0)


def polar_grid(*, north=90.0, rows=361, south=False, void=False):
    """A lattice that closes round the pole, with bumps on it."""
    lat = north - LAT_STEP * np.arange(rows)
    lon = -180.0 + LON_STEP * np.arange(round(360 / LON_STEP))
    away = 111_690.0 * (90.0 - lat)[:, None]
    heights = bumps(away * np.cos(np.radians(lon)), away * np.sin(np.radians(lon)))
    if void:
        heights[100:140, :200] = np.nan
    if south:
        return ElevationGrid(heights[::-1].astype(np.float32).copy(), -90 + LAT_STEP * (rows - 1), -180.0, LAT_STEP,
                             LON_STEP, "EGM96")  # fmt: skip
    return ElevationGrid(heights.astype(np.float32), north, -180.0, LAT_STEP, LON_STEP, "EGM96")


def brute(grid, site, antenna_m, lat, lon, *, k=4 / 3):
    """Lowest visible altitude by 4 m steps along the geodesic over the grid's own surface."""
    azimuth, _, length = GEOD.inv(site.lon, site.lat, lon, lat)
    s = np.unique(np.concatenate([np.geomspace(2.0, 500.0, 300), np.arange(4.0, length, 4.0)]))
    s = s[s < length]
    n = len(s)
    lons, lats, _ = GEOD.fwd(np.full(n, site.lon), np.full(n, site.lat), np.full(n, azimuth), s)
    radius = k * 6_399_593.6  # the polar radius of curvature; 0.02 % off at 88 degrees
    best = float(np.max(elevation_rad(s / radius, antenna_m, grid.height_m(lats, lons), radius)))
    return max(float(height_on_ray(length / radius, antenna_m, best, radius)), float(grid.height_m(lat, lon)))


@pytest.mark.parametrize("lat", [90.0, 89.9996, 89.93, 89.2])
def test_surface_and_paths_near_the_pole_agree_with_the_brute_force(lat):
    grid = polar_grid()
    site = Site(lat, 37.3, antenna_agl_m=25.0)
    found = minimum_visible_altitude(grid, site, max_range_m=45_000.0)
    part, lowest = found.grid, found.minimum_visible_altitude_amsl_m
    rows, cols = np.nonzero(np.isfinite(lowest))
    errors, path_errors = [], []
    for i in np.random.default_rng(3).choice(len(rows), 150, replace=False):
        there = part.lats_deg[rows[i]], part.lons_deg[cols[i]]
        if there[0] > 89.9999 or GEOD.inv(site.lon, site.lat, there[1], there[0])[2] < 500.0:
            continue
        exact = brute(grid, site, found.antenna_amsl_m, *there)
        errors.append(abs(float(lowest[rows[i], cols[i]]) - exact))
        path = sight(grid, site, *there, target_agl_m=0.0, profile_points=2)
        path_errors.append(abs(path.minimum_visible_altitude_amsl_m - exact))
    assert len(errors) > 100
    assert np.median(path_errors) < 0.05
    assert np.max(path_errors) < 1.0
    assert np.median(errors) < 1.0
    assert np.percentile(errors, 95) < 10.0


def test_the_south_pole_is_the_north_pole_upside_down():
    north, south = polar_grid(), polar_grid(south=True)
    answers = [
        minimum_visible_altitude(grid, Site(lat, 20.0, antenna_agl_m=30.0), max_range_m=30_000.0)
        for grid, lat in ((north, 89.8), (south, -89.8))
    ]
    a, b = answers[0].minimum_visible_altitude_amsl_m, answers[1].minimum_visible_altitude_amsl_m[::-1]
    both = np.isfinite(a) & np.isfinite(b)
    assert both.sum() > 10_000
    assert np.median(np.abs(a - b)[both]) < 0.05


def test_a_void_at_the_pole_hides_what_is_behind_it_as_not_known():
    grid = polar_grid(void=True)
    found = minimum_visible_altitude(grid, Site(89.9, 100.0, antenna_agl_m=30.0), max_range_m=90_000.0)
    unknown = np.isnan(found.minimum_visible_altitude_amsl_m)
    assert found.grid.lat_north_deg == 90.0  # the pole lies within the range
    lons = (found.grid.lons_deg + 180.0) % 360.0 - 180.0
    in_void, across = (lons > -178.0) & (lons < -132.0), (lons > 80.0) & (lons < 120.0)
    behind = (lons > -178.0) & (lons < -150.0)
    inside, beyond = (round((90.0 - lat) / LAT_STEP) for lat in (89.5, 89.41))
    lats = found.grid.lats_deg
    assert lats[inside] == pytest.approx(89.5, abs=1e-9)
    assert unknown[inside, in_void].all()
    assert unknown[beyond, behind].all()
    assert not unknown[inside, across].any()
    assert not unknown[beyond, across].any()


def test_beyond_the_pole_everything_works_on_and_too_far_is_refused_with_what_is_possible():
    grid = polar_grid()
    site = Site(89.8, 0.0, antenna_agl_m=30.0)
    over = sight(grid, site, 89.7, 179.0, target_amsl_m=2000.0)
    assert over.is_visible is True
    around = limits(grid, site, max_range_m=30_000.0, azimuths=8)
    assert {limit.reason for limit in around.at(5000.0)} == {"range"}
    wide = ElevationGrid(np.zeros((361, 720), np.float32), 90.0, -180.0, 0.1, 0.5, "EGM96")
    with pytest.raises(TerrainError, match=r"at most 1,000 km"):
        minimum_visible_altitude(wide, site)
    assert np.isfinite(
        minimum_visible_altitude(wide, site, max_range_m=900_000.0).minimum_visible_altitude_amsl_m
    ).any()


@pytest.mark.parametrize(("north", "lat"), [(89.9, 86.3), (50.0, 46.0), (4.0, 0.5), (-40.0, -45.0)])
def test_distances_and_azimuths_of_cells_are_those_of_the_geodesics(north, lat):
    grid = terrains.grid_of(np.zeros((91, 120)), lat_north=north, lon_west=-60.0, lat_step=0.1, lon_step=1.0)
    site = Site(lat, 10.0, antenna_agl_m=1.0)
    distance, azimuth = Cells(grid, site).polar(slice(0, 91))
    lons, lats = np.meshgrid(grid.lons_deg, grid.lats_deg)
    n = lats.size
    az, _, s = GEOD.inv(np.full(n, site.lon), np.full(n, site.lat), lons.ravel(), lats.ravel())
    near = s < 1_000_000.0
    assert np.abs(distance.ravel() - s)[near].max() < 5.0
    turn = (azimuth.ravel() - az + 180.0) % 360.0 - 180.0
    assert np.abs(np.radians(turn) * s)[near & (s > 1000.0)].max() < 60.0  # metres across; a cell is 11 km
