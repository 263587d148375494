"""Answers of many cells in whole metres, held to the full answer, and long sweeps that tell of themselves and stop."""

import os
import signal
import threading
import time
from dataclasses import replace

import numpy as np
import pytest
import shapely
import terrains
from agreement import site_at

from howfar.sight import core, wide
from howfar.sight.combined import combined
from howfar.sight.coverage import minimum_visible_altitude
from howfar.sight.surfaces import UNKNOWN

ASKED = {"altitudes_amsl_m": (500.0, 40_000.0), "heights_agl_m": (30.0, 30_000.0)}


def models():
    hills = terrains.hills(301, 331)
    whole = np.rint(hills.heights_m).astype(np.int16)
    whole[20:40, 50:70] = -32768
    return {"float32": hills, "int16": replace(hills, heights_m=whole)}


@pytest.mark.parametrize("name", ["float32", "int16"])
@pytest.mark.parametrize("max_range_m", [None, 7000.0])
def test_layers_are_those_of_the_full_answer(name, max_range_m):
    grid = models()[name]
    site = site_at(grid, 150.3, 160.7, 20.0)
    found = wide.wide(grid, site, **ASKED, max_range_m=max_range_m)
    full = combined(grid, [site], **ASKED, max_range_m=max_range_m)
    assert found.block == 1
    for layer, exact in zip(found.layers, full.layers, strict=True):
        assert (layer.altitude_amsl_m, layer.height_agl_m) == (exact.altitude_amsl_m, exact.height_agl_m)
        assert layer.area_m2() == pytest.approx(exact.area_m2(), rel=1e-4)
        assert layer.farthest_m == pytest.approx(exact.farthest_m, abs=50.0)
        assert shapely.is_valid(layer.outline())
        assert layer.outline().symmetric_difference(exact.outline()).area < 1e-3 * exact.outline().area


def test_outlines_of_blocks_hold_the_area_where_half_of_a_block_is_seen(monkeypatch):
    grid = models()["int16"]
    site = site_at(grid, 150.3, 160.7, 20.0)
    full = combined(grid, [site], altitudes_amsl_m=(500.0,), max_range_m=7000.0)
    monkeypatch.setattr(wide, "_DRAWN_CELLS", 5000)
    found = wide.wide(grid, site, altitudes_amsl_m=(500.0,), max_range_m=7000.0)
    assert found.block == 3
    assert found.layers[0].area_m2() == pytest.approx(full.layers[0].area_m2(), rel=1e-4)
    drawn, exact = found.layers[0].outline(), full.layers[0].outline()
    assert drawn.area == pytest.approx(exact.area, rel=0.03)
    assert drawn.symmetric_difference(exact).area < 0.1 * exact.area


def test_blocks_count_their_own_cells():
    seen = np.zeros((5, 7), dtype=np.bool_)
    seen[0, :2] = True  # half of a block of 2 x 2
    seen[4, 6] = True  # all of the last one, which has one cell
    seen[2, 4] = True  # a quarter
    np.testing.assert_array_equal(wide._blocks(seen, 2), [[1, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 1]])


@pytest.mark.parametrize("lat", [0.0, 46.0, -71.0, 84.0])
def test_nothing_in_range_lies_outside_the_columns_that_are_looked_at(lat):
    grid = replace(
        terrains.hills(301, 331), lat_north_deg=lat + 150.0 / 1200, lat_step_deg=1 / 1200, lon_step_deg=1 / 300
    )
    site = site_at(grid, 140.3, 130.7, 20.0)
    full = minimum_visible_altitude(grid, site, max_range_m=9000.0)
    values = np.where(np.isnan(full.minimum_visible_altitude_amsl_m), UNKNOWN, 1).astype(np.int16)
    disc = wide.Disc(values, full.grid, site, 9000.0)
    np.testing.assert_array_equal(disc[0 : len(disc)], values)
    for first in range(0, len(disc), 7):
        np.testing.assert_array_equal(disc[first : first + 7], values[first : first + 7])
        cols = disc.columns(slice(first, min(first + 7, len(disc))), multiple=5)
        assert cols.start % 5 == 0
    edge = disc.columns(slice(0, 3))
    assert edge.stop - edge.start < disc.shape[1]  # the corners are left out


@pytest.mark.skipif(core.library() is None, reason="the compiled sweep was not built")
def test_a_long_sweep_tells_how_far_it_is_and_stops_at_once(monkeypatch):
    monkeypatch.setattr(core, "_LONG_CELLS", 1000)
    monkeypatch.setattr(core, "_LOOK_S", 0.001)
    heights = np.tile(terrains.hills(301, 331).heights_m, (12, 12))
    grid = replace(terrains.hills(301, 331), heights_m=heights, lat_step_deg=1e-4, lon_step_deg=1e-4)
    site, told = site_at(grid, 1800.3, 2000.7, 20.0), []
    full = minimum_visible_altitude(grid, site, threads=1, progress=lambda *n: told.append(n))
    assert told
    assert all(0 <= done <= total for done, total in told)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1][0] == told[-1][1]
    same = minimum_visible_altitude(grid, site, threads=2).minimum_visible_altitude_amsl_m
    np.testing.assert_array_equal(full.minimum_visible_altitude_amsl_m, same)


@pytest.mark.skipif(core.library() is None, reason="the compiled sweep was not built")
def test_an_array_is_not_let_go_of_while_a_stopped_sweep_still_writes_to_it(monkeypatch):
    """Once a key pressed while Python waited for the thread made it take the thread for ended."""
    monkeypatch.setattr(core, "_LONG_CELLS", 1000)
    monkeypatch.setattr(core, "_LOOK_S", 30.0)
    whole, running, told = core.library().howfar_core_sweep, [], []

    class Slow:
        def howfar_core_sweep(self, made, lanes):
            running.append(True)
            pressed = threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT))
            pressed.start()
            time.sleep(0.5)
            failed = whole(made, lanes)
            running.clear()
            return failed

    monkeypatch.setattr(core, "library", Slow)
    grid = terrains.hills(301, 331)
    with pytest.raises(KeyboardInterrupt):
        minimum_visible_altitude(grid, site_at(grid, 150.3, 160.7, 20.0), progress=lambda *n: told.append(n))
    assert not running
    assert not told  # stopped, not done
