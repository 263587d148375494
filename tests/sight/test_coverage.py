"""What is cut from a coverage, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
import terrains
from agreement import site_at

from howfar.earth.geodesic import distance_m
from howfar.earth.horizon import line_of_sight_range_m
from howfar.errors import TerrainError, UsageError
from howfar.sight import masks
from howfar.sight.coverage import coverage_shape, minimum_visible_altitude
from howfar.sight.masks import zone_area_m2
from howfar.sight.site import Site
from howfar.terrain.grid import ElevationGrid


@pytest.fixture(scope="module")
def coverage():
    grid = terrains.hills(301, 301)
    return minimum_visible_altitude(grid, site_at(grid, 120.2, 170.9))


def test_heights_and_altitudes_differ_by_the_ground(coverage):
    ground = coverage.grid.heights_m
    assert (
        np.nanmax(np.abs(coverage.minimum_visible_altitude_amsl_m - coverage.minimum_visible_height_agl_m - ground))
        < 1e-3
    )
    assert np.nanmin(coverage.minimum_visible_height_agl_m) == 0.0


def test_masks_are_cut_at_the_height_asked_for(coverage):
    low, high = coverage.visible_at(height_agl_m=10.0), coverage.visible_at(height_agl_m=200.0)
    assert low.sum() < high.sum()
    assert not np.any(low & ~high)
    assert np.array_equal(coverage.visible_at(altitude_amsl_m=700.0), coverage.minimum_visible_altitude_amsl_m <= 700.0)
    with pytest.raises(UsageError, match="once"):
        coverage.visible_at()


def test_outline_is_valid_and_has_the_area_of_the_mask(coverage):
    from pyproj import Geod

    outline = coverage.outline(height_agl_m=100.0)
    assert outline.is_valid
    assert outline.geom_type == "MultiPolygon"
    area, _ = Geod(ellps="WGS84").geometry_area_perimeter(outline)
    assert abs(area) == pytest.approx(coverage.area_m2(height_agl_m=100.0), rel=1e-4)


def test_a_pit_is_a_hole_in_the_outline():
    heights = np.full((61, 61), 50.0)
    heights[20:24, 30:34] = 0.0
    grid = terrains.grid_of(heights)
    outline = minimum_visible_altitude(grid, site_at(grid, 40, 10, 10.0)).outline(height_agl_m=1.0)
    assert [len(p.interiors) for p in outline.geoms] == [1]


def test_outline_is_cut_at_the_antimeridian():
    grid = terrains.grid_of(np.zeros((61, 241)), lat_north=10.0, lon_west=179.9, lat_step=1 / 1200, lon_step=1 / 1200)
    found = minimum_visible_altitude(grid, Site(9.975, -179.98, antenna_agl_m=30.0))
    outline = found.outline(height_agl_m=100.0)
    assert outline.is_valid
    west, _, east, _ = outline.bounds
    assert west == pytest.approx(-180.0)
    assert east == pytest.approx(180.0)
    assert len(outline.geoms) == 2


def test_farthest_place_and_range(coverage):
    grid, site = coverage.grid, coverage.site
    seen = coverage.visible_at(height_agl_m=30.0)
    rows, cols = np.nonzero(seen)
    lats, lons = grid.lats_deg[rows], grid.lons_deg[cols]
    truth = distance_m(np.full(lats.shape, site.lat), np.full(lats.shape, site.lon), lats, lons).max()
    assert coverage.farthest_m(height_agl_m=30.0) == pytest.approx(truth, abs=1e-6)
    assert coverage.farthest_m(altitude_amsl_m=-50.0) is None


def test_a_range_blanks_what_lies_beyond_and_changes_nothing_within(coverage):
    grid, site = terrains.hills(301, 301), coverage.site
    limited = minimum_visible_altitude(grid, site, max_range_m=6000.0)
    rows, cols = limited.grid.shape
    away = distance_m(
        np.full((rows, cols), site.lat), np.full((rows, cols), site.lon),
        *np.meshgrid(limited.grid.lats_deg, limited.grid.lons_deg, indexing="ij"),
    )  # fmt: skip
    known = np.isfinite(limited.minimum_visible_altitude_amsl_m)
    assert np.array_equal(known[np.abs(away - 6000.0) > 0.5], (away <= 6000.0)[np.abs(away - 6000.0) > 0.5])
    whole = coverage.altitude_at(*np.meshgrid(limited.grid.lats_deg, limited.grid.lons_deg, indexing="ij"))
    apart = np.abs(whole - limited.minimum_visible_altitude_amsl_m)[known]
    assert np.percentile(apart, 99) < 0.2


def test_over_the_sea_the_surface_is_the_horizon_formula():
    grid = terrains.grid_of(np.zeros((601, 601)), lat_step=1 / 300, lon_step=1 / 300)
    site = site_at(grid, 300, 300, 50.0)
    found = minimum_visible_altitude(grid, site)
    for target_m in (20.0, 100.0, 500.0):
        expected = line_of_sight_range_m(50.0, target_m, k_factor=4 / 3)
        assert found.farthest_m(altitude_amsl_m=target_m) == pytest.approx(expected, rel=0.01)


def test_out_is_filled_and_its_shape_is_held(coverage):
    grid, site = terrains.hills(301, 301), coverage.site
    out = np.empty(coverage_shape(grid, site, 5000.0), np.float32)
    assert minimum_visible_altitude(grid, site, max_range_m=5000.0, out=out).minimum_visible_altitude_amsl_m is out
    with pytest.raises(UsageError, match="contiguous float32 array of shape"):
        minimum_visible_altitude(grid, site, out=out)


def test_the_same_answer_from_any_number_of_threads(coverage):
    grid, site = terrains.hills(301, 301), coverage.site
    one = minimum_visible_altitude(grid, site, threads=1).minimum_visible_altitude_amsl_m
    assert one.tobytes() == coverage.minimum_visible_altitude_amsl_m.tobytes()


def test_whole_metres_in_16_bits_give_the_same_as_floats():
    grid = terrains.hills(301, 301)
    metres = np.round(grid.heights_m).astype(np.int16)
    site = site_at(grid, 120.2, 170.9)
    small = minimum_visible_altitude(replace(grid, heights_m=metres), site).minimum_visible_altitude_amsl_m
    wide = minimum_visible_altitude(
        replace(grid, heights_m=metres.astype(np.float32)), site
    ).minimum_visible_altitude_amsl_m
    assert np.nanpercentile(np.abs(small - wide), 99.9) < 0.01


def test_zones_add_up_to_the_earth():
    edges = np.linspace(-90, 90, 181)
    assert 360 * zone_area_m2(edges[:-1], edges[1:]).sum() == pytest.approx(5.10065622e14, rel=1e-8)  # WGS 84


def test_mix_ups_are_refused_with_words():
    grid = terrains.hills(301, 301)
    site = site_at(grid, 100, 100)
    with pytest.raises(TerrainError, match="above the ellipsoid"):
        minimum_visible_altitude(replace(grid, vertical_datum="ellipsoid"), site)
    with pytest.raises(UsageError, match="under the ground"):
        minimum_visible_altitude(grid, Site(site.lat, site.lon, antenna_amsl_m=1.0))
    with pytest.raises(UsageError, match="height of the antenna once"):
        Site(site.lat, site.lon)
    with pytest.raises(UsageError, match="k_factor"):
        minimum_visible_altitude(grid, site, k_factor=0.0)
    with pytest.raises(UsageError, match="max_range_m"):
        minimum_visible_altitude(grid, site, max_range_m=-1.0)
    with pytest.raises(TerrainError, match="no height at the site"):
        minimum_visible_altitude(replace(grid, heights_m=np.full_like(grid.heights_m, np.nan)), site)


def test_outlines_of_noise_are_valid_and_hold_exactly_the_cells_that_are_seen():
    """Cells that meet in corners only, rings that meet themselves, holes within holes."""
    generator = np.random.default_rng(8)
    for share in (0.3, 0.5, 0.7):
        seen = generator.random((90, 70)) < share
        grid = ElevationGrid(np.zeros(seen.shape, np.float32), 50.0, 8.0, 0.01, 0.02)
        drawn = masks.outline(seen, grid)
        assert drawn.geom_type == "MultiPolygon"
        assert shapely.is_valid(drawn)
        assert drawn.area == pytest.approx(seen.sum() * 0.01 * 0.02, rel=1e-9)
        lons, lats = np.meshgrid(grid.lons_deg, grid.lats_deg)
        np.testing.assert_array_equal(shapely.contains_xy(drawn, lons, lats), seen)
