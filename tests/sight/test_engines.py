"""All engines give the same answers: the C++ core with each instruction set, numba, and numba's plain Python."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
import terrains
from agreement import site_at

from howfar.errors import UsageError
from howfar.sight import core, geometry, numba_engine, sweep
from howfar.sight.coverage import minimum_visible_altitude

built = pytest.mark.skipif(core.library() is None, reason="the compiled sweep was not built")
LANES = range(core.lanes() + 1)

PROGRAM = """
import sys
import numpy as np
sys.path.insert(0, sys.argv[1])
import terrains
from agreement import site_at
from howfar.sight import core
from howfar.sight.coverage import minimum_visible_altitude
core.library = lambda: None
grid = terrains.hills(31, 29, seed=5, smooth=1.5)
for place in ((15.3, 12.7, 10.0), (4.0, 20.0, 30000.0)):
    found = minimum_visible_altitude(grid, site_at(grid, *place))
    found.minimum_visible_altitude_amsl_m.tofile(sys.argv[2] + str(int(place[0])))
"""


def answers(folder, **environment):
    here = os.path.dirname(__file__)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, here, str(folder / "out")],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [np.fromfile(folder / f"out{n}", np.float32) for n in (15, 4)]


def by_numba(monkeypatch):
    monkeypatch.setattr(core, "library", lambda: None)
    grid = terrains.hills(31, 29, seed=5, smooth=1.5)
    return [
        minimum_visible_altitude(grid, site_at(grid, *place)).minimum_visible_altitude_amsl_m.ravel()
        for place in ((15.3, 12.7, 10.0), (4.0, 20.0, 30000.0))
    ]


def test_plain_python_gives_the_same(tmp_path, monkeypatch):
    for plain, fast in zip(answers(tmp_path, NUMBA_DISABLE_JIT="1"), by_numba(monkeypatch), strict=True):
        assert np.max(np.abs(plain - fast)) < 0.02


@pytest.mark.accuracy
def test_a_machine_without_avx512_gives_the_same(tmp_path, monkeypatch):
    cache = {"NUMBA_CACHE_DIR": str(tmp_path / "cache"), "NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""}
    for plain, fast in zip(answers(tmp_path, **cache), by_numba(monkeypatch), strict=True):
        assert np.max(np.abs(plain - fast)) < 0.02


def swept(grid, row, col, agl_m, *, max_range_m=math.inf, above_sea=True, dtype=np.float32, fill=77, **options):
    """The sweep itself, with a choice of engine."""
    rows, cols = grid.shape
    site = site_at(grid, row, col)
    lattice = geometry.Lattice(grid.lat_step_deg, grid.lon_step_deg, site.lat, site.lon, row, col)
    out = np.full((rows, cols), fill, dtype)
    sweep.minimum_visible_heights(
        grid.heights_m, sweep.Window(0, rows, 0, cols), lattice, out,
        antenna_amsl_m=float(np.nan_to_num(grid.height_m(site.lat, site.lon))) + agl_m, mean_ground_amsl_m=300.0,
        k_factor=4 / 3, max_range_m=max_range_m, above_sea=above_sea, see_through_voids=False, **options,
    )  # fmt: skip
    return out


def close(ours, theirs, metres=0.02):
    """The same unknown cells, and the same heights but for rounding."""
    assert np.mean(np.isnan(ours) != np.isnan(theirs)) < 2e-4  # a cell on the very edge of the range or of a void
    both = np.isfinite(ours) & np.isfinite(theirs)
    apart = np.abs(ours - theirs)[both]
    assert np.percentile(apart, 99.5) < metres
    assert np.percentile(apart, 99.99) < 1.0  # a ray within rounding of a ridge's end


@built
@pytest.mark.parametrize("lanes", LANES)
@pytest.mark.parametrize(
    ("grid", "place"),
    [
        (terrains.hills(301, 283), (150.3, 140.8, 10.0)),
        (terrains.hills(301, 283), (150.0, 140.0, 2.0)),
        (terrains.hills(301, 283), (0.0, 0.0, 30.0)),
        (terrains.hills(301, 283), (300.0, 170.2, 30.0)),
        (terrains.hills(301, 283), (90.5, 0.01, 30_000.0)),
        (terrains.hills(241, 401, seed=2, lat_step=1 / 1200, lon_step=1 / 300, lat_north=68.0), (120.2, 60.0, 50.0)),
        (terrains.hills(17, 90, seed=3, smooth=2.0), (3.4, 80.2, 5.0)),
        (terrains.hollow(), (200.3, 199.6, 5.0)),
    ],
    ids=["inside", "on a sample", "corner", "edge", "very high", "wide cells", "narrow strip", "hollow"],
)
def test_the_core_gives_what_numba_gives(grid, place, lanes):
    far = 100.0 * max(grid.shape)
    numba = swept(grid, *place, using="numba", max_range_m=far)
    assert np.any(np.isfinite(numba))
    close(swept(grid, *place, using="core", most_lanes=lanes, max_range_m=far), numba)


@built
@pytest.mark.parametrize("lanes", LANES)
def test_voids_blank_the_same_cells_with_each_engine(lanes):
    grid = terrains.hills(301, 283)
    heights = grid.heights_m.copy()
    for row, col in np.random.default_rng(4).integers(0, 283, (40, 2)):
        heights[row, col] = np.nan
    heights[40:60, 200:230] = np.nan
    torn = replace(grid, heights_m=heights)
    numba = swept(torn, 150.3, 140.8, 10.0, using="numba")
    ours = swept(torn, 150.3, 140.8, 10.0, using="core", most_lanes=lanes)
    assert np.mean(np.isnan(ours) != np.isnan(numba)) < 2e-3  # rays that graze the corner of a void
    assert np.isnan(ours).mean() > 0.1
    assert np.percentile(np.abs(ours - numba)[np.isfinite(ours) & np.isfinite(numba)], 99.5) < 0.02


@built
@pytest.mark.parametrize("lanes", LANES)
@pytest.mark.parametrize("above_sea", [True, False])
def test_small_types_hold_what_floats_hold(lanes, above_sea):
    grid = terrains.hills(301, 283)
    metres = np.round(grid.heights_m).astype(np.int16)
    metres[10:14, 50:60] = -32768
    small = replace(grid, heights_m=metres)
    wide = replace(grid, heights_m=np.where(metres == -32768, np.nan, metres).astype(np.float32))
    options = {"using": "core", "most_lanes": lanes, "above_sea": above_sea, "max_range_m": 20_000.0}
    place = (150.3, 140.8, 10.0)
    exact = swept(wide, *place, **options)
    assert np.array_equal(swept(small, *place, **options), exact, equal_nan=True)
    tenths = swept(small, *place, dtype=np.int16, units_per_metre=10.0, **options)
    unknown = tenths == -32768
    assert np.array_equal(unknown, np.isnan(exact))
    held = ~unknown & (exact < 3276)
    above = tenths[held] / 10.0 - exact[held]
    assert above.min() > -0.0012  # up, but for a millimetre
    assert above.max() < 0.1
    assert np.all(tenths[~unknown & (exact > 3277)] == 32767)
    seen = swept(small, *place, dtype=np.uint8, level_m=400.0, **options)
    assert np.array_equal(seen == 1, exact <= 400.0)


@built
@pytest.mark.parametrize(("dtype", "unknown"), [(np.float32, np.nan), (np.int16, -32768), (np.uint8, 0)])
def test_a_prefilled_answer_is_the_same_and_left_alone_far_beyond_the_range(dtype, unknown):
    grid = terrains.hills(301, 283)
    options = {"using": "core", "max_range_m": 5_000.0, "dtype": dtype, "level_m": 400.0}
    whole = swept(grid, 150.3, 140.8, 10.0, **options)
    np.testing.assert_array_equal(swept(grid, 150.3, 140.8, 10.0, fill=unknown, **options), whole)
    marked = swept(grid, 150.3, 140.8, 10.0, fill=77, is_prefilled=True, **options)
    assert (marked[:30] == 77).all()
    assert (marked[:, -20:] == 77).all()
    filled = swept(grid, 150.3, 140.8, 10.0, fill=unknown, is_prefilled=True, **options)
    np.testing.assert_array_equal(filled, whole)


@built
def test_the_engine_in_use_is_said_and_can_be_forced(monkeypatch):
    assert sweep.engine() == f"core ({core.LANES[core.lanes()]})"
    grid = terrains.hills(31, 29, seed=5, smooth=1.5)
    with pytest.raises(UsageError, match="does not take these arrays"):
        swept(grid, 10.0, 10.0, 5.0, dtype=np.float64, using="core")
    monkeypatch.setattr(core, "library", lambda: None)
    assert sweep.engine() == "numba"
    with pytest.raises(UsageError, match="not built"):
        swept(grid, 10.0, 10.0, 5.0, using="core")


def test_memory_kept_from_another_sweep_changes_nothing(monkeypatch):
    """The answers of one sweep (NaN beyond the range) once lay where the next one read its samples."""
    monkeypatch.setattr(core, "library", lambda: None)
    grid = terrains.hills(301, 331)
    sites = [site_at(grid, 150.0, 160.0, 2.0), *(site_at(grid, 20.3 + 60 * n, 300.6 - 60 * n, 20.0) for n in range(5))]
    alone = []
    for site in sites:
        numba_engine._LINES.clear()
        numba_engine._ANSWERS.clear()
        alone.append(minimum_visible_altitude(grid, site, max_range_m=5000.0, threads=1))
    for _ in range(2):
        for site, first in zip(sites, alone, strict=True):
            again = minimum_visible_altitude(grid, site, max_range_m=5000.0, threads=1)
            np.testing.assert_array_equal(again.minimum_visible_altitude_amsl_m, first.minimum_visible_altitude_amsl_m)
