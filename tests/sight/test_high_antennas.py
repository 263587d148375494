"""Antennas and targets up to 1000 km: sound in float32 and float64 alike."""

from __future__ import annotations

import numpy as np
import pytest
import terrains
from agreement import agreement, site_at

from howfar.sight.path import sight


@pytest.mark.parametrize("agl_m", [0.0, 0.5, 1000.0, 19_000.0, 25_000.0, 400_000.0, 1_000_000.0 - 1000.0])
def test_any_antenna_agrees_with_the_brute_force(agl_m):
    grid = terrains.hills(201, 201, seed=9)
    found = agreement(grid, site_at(grid, 90.3, 110.6, agl_m), cells=60)
    assert len(found.error_m) == 60
    # an antenna on the ground itself sees along the slope at its foot: a hair there is metres at the far end
    assert np.median(found.error_m) < (0.05 if agl_m == 0.0 else 0.01)
    assert np.percentile(found.error_m, 90) < (2.0 if agl_m == 0.0 else 0.1)


def test_targets_in_space_are_seen_over_hills():
    grid = terrains.hills(201, 201, seed=9)
    site = site_at(grid, 90.3, 110.6, 10.0)
    found = sight(grid, site, grid.lat_north_deg - 0.1, grid.lon_west_deg + 0.01, target_amsl_m=900_000.0)
    assert found.is_visible is True
    assert found.clearance_m > 890_000.0
