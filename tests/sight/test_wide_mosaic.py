"""600 km straight from a mosaic of 3 arc seconds: right, and within 4 GiB."""

# ruff: noqa: T201 - accuracy runs print what they saw
from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
RADIUS_M = 600_000.0


@pytest.mark.accuracy
def test_600_km_from_tiles_agree_with_paths_over_the_same_tiles(tmp_path, monkeypatch):
    pytest.importorskip("scipy")
    monkeypatch.syspath_prepend(str(ROOT))
    from benchmarks.sweeping import mosaics
    from benchmarks.sweeping.measure import job

    from howfar.sight.path import sight
    from howfar.sight.site import Site
    from howfar.sight.surfaces import HIGHEST, UNKNOWN, minimum_visible_metres
    from howfar.terrain.open import open_terrain

    folder = mosaics.build(tmp_path / "tiles", 3, hgt=True)
    made, answer = job("wide", folder=folder, lat=mosaics.SITE[0], lon=mosaics.SITE[1], radius_m=RADIUS_M)
    print(f"600 km: {answer['seconds']:.2f} s, peak {made.peak_gib:.2f} GiB")
    assert made.peak_gib < 4.0
    site = Site(*mosaics.SITE, antenna_agl_m=20.0)
    found = minimum_visible_metres(
        open_terrain(folder, site=mosaics.SITE, radius_m=RADIUS_M), site, max_range_m=RADIUS_M
    )
    generator, errors = np.random.default_rng(3), []
    for row, col in generator.integers(0, found.values.shape, (400, 2)):
        lat, lon = float(found.grid.lats_deg[row]), float(found.grid.lons_deg[col])
        if found.values[row, col] == UNKNOWN:
            continue
        along = open_terrain(folder, site=mosaics.SITE, towards=(lat, lon))
        exact = sight(along, site, lat, lon, target_agl_m=1.0, profile_points=2).minimum_visible_altitude_amsl_m
        if found.values[row, col] == HIGHEST:
            assert exact > HIGHEST - 100.0
            continue
        errors.append(abs(float(found.values[row, col]) - 0.5 - exact))  # metres are rounded up
    median, high, most = (float(np.percentile(errors, p)) for p in (50, 99, 100))
    print(f"{len(errors)} cells: median {median:.3f} m, p99 {high:.2f} m, most {most:.2f} m")
    assert len(errors) > 100
    assert median < 0.5  # the answer is in whole metres
    assert np.percentile(errors, 95) < 3.0
