"""From where a target is seen, held to single paths, to geometry and to the region asked for."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
import terrains

from howfar.earth.geodesic import distance_m
from howfar.sight.masks import cells_within
from howfar.sight.path import sight
from howfar.sight.site import Site
from howfar.sight.vantage import vantage

TARGET = (45.9, 8.1)


def found(**changes):
    grid = terrains.hills(301, 301)
    settings = {"target_amsl_m": 520.0, "antenna_agl_m": 15.0, "max_range_m": 9000.0} | changes
    return grid, vantage(grid, *TARGET, **settings)


def test_places_that_see_the_target_do_so_by_their_own_paths():
    grid, seen = found()
    generator = np.random.default_rng(2)
    rows, cols = np.nonzero(seen.known)
    agreed = checked = 0
    for i in generator.choice(len(rows), 150, replace=False):
        lat, lon = seen.grid.lats_deg[rows[i]], seen.grid.lons_deg[cols[i]]
        if distance_m(lat, lon, *TARGET) < 5.0:
            continue
        path = sight(grid, Site(lat, lon, antenna_agl_m=15.0), *TARGET, target_amsl_m=520.0)
        checked += 1
        agreed += path.is_visible == bool(seen.seen[rows[i], cols[i]])
    assert checked > 140
    assert agreed / checked > 0.98  # the sweep is held to the path by test_coverage; here the two ends are changed
    assert 0.0 < seen.share() < 1.0


def test_the_nearest_place_is_the_nearest_of_all_cells_that_see():
    _, seen = found(target_amsl_m=380.0)
    here = (45.84, 8.2)
    lat, lon, away = seen.nearest_to(*here)
    rows, cols = np.nonzero(seen.seen)
    n = len(rows)
    every = distance_m(np.full(n, here[0]), np.full(n, here[1]), seen.grid.lats_deg[rows], seen.grid.lons_deg[cols])
    assert away == pytest.approx(every.min(), abs=1e-6)
    assert distance_m(*here, lat, lon) == pytest.approx(away, abs=1e-6)


def test_a_region_holds_the_answer_and_its_share_is_that_of_what_is_known():
    region = shapely.box(8.1, 45.85, 8.3, 45.88)
    _, whole = found()
    _, part = found(region=region)
    inside = cells_within(region, whole.grid)
    assert np.array_equal(part.seen, whole.seen & inside)
    assert part.share() == pytest.approx(part.area_m2() / part.known_area_m2())
    assert region.buffer(0.001).contains(part.outline())
    _, nowhere = found(region=shapely.box(20.0, 45.0, 21.0, 46.0))
    assert (nowhere.area_m2(), nowhere.share(), nowhere.nearest_to(45.9, 8.1)) == (0.0, None, None)
    assert nowhere.farthest_m() is None


def test_cells_of_a_region_on_both_sides_of_the_antimeridian():
    grid = terrains.grid_of(np.zeros((11, 21)), lat_north=1.0, lon_west=179.0, lat_step=0.1, lon_step=0.1)
    region = shapely.union_all([shapely.box(179.55, 0.0, 180.0, 1.0), shapely.box(-180.0, 0.0, -179.55, 1.0)])
    inside = cells_within(region, grid)
    lons = grid.lons_deg
    expected = (lons > 179.55) & (lons < 180.45)
    assert np.array_equal(inside[5], expected)
