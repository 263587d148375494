"""Only what a question needs is read: tiles by their names, the disc of a radius, the blocks along a path."""

import gc
import sys
from pathlib import Path

import numpy as np
import pytest
from pyproj import Geod

from howfar.errors import TerrainError
from howfar.terrain import cutting, lazy, named
from howfar.terrain.open import open_terrain, plan_terrain

GEOD = Geod(ellps="WGS84")


def resident_bytes():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


@pytest.mark.parametrize(("dtype", "void"), [(np.int16, -32768), (np.float32, np.nan)])
def test_an_array_of_voids_reads_as_void_everywhere_and_keeps_what_is_written(dtype, void):
    shape = (5001, 4003)  # no multiple of a page
    array = lazy.void_array(shape, dtype)
    np.testing.assert_array_equal(array, np.full(shape, void, dtype))
    array[17, 4] = array[-1, -1] = 5
    array[1000:2000, 3000] = np.arange(1000)
    kept, array = array[999:2001, 2999:], None
    gc.collect()
    np.testing.assert_array_equal(kept[1:-1, 1], np.arange(1000))
    np.testing.assert_array_equal(kept[:, 2:], np.full((1002, 1002), void, dtype))


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the array is filled")
def test_memory_is_taken_for_what_is_written_only():
    before = resident_bytes()
    array = lazy.void_array((30_000, 30_000), np.int16)
    array[100:200] = 3
    assert int(array[::5000, ::5000].min()) == -32768
    assert resident_bytes() - before < 60e6  # of 1.8 GB
    del array
    gc.collect()
    assert resident_bytes() - before < 30e6


@pytest.fixture
def degrees(write):
    """Tiles of one degree, 60 x 60 cells, on a plane, named as SRTM's are."""

    def tiles(lats, lons, name="{ns}{lat:02d}{ew}{lon:03d}.tif", shift=0.0):
        for lat in lats:
            for lon in lons:
                told = name.format(ns="N" if lat >= 0 else "S", lat=abs(lat), ew="E" if lon >= 0 else "W", lon=abs(lon))
                rows, cols = np.mgrid[0:61, 0:61] / 60
                heights = np.rint(20 * (lat + 1 - rows) + 10 * (lon + cols) + 2000).astype(np.int16)
                path = write(f"tiles/{told}", heights, west=lon + shift, north=lat + 1.0, step=1 / 60)
        return path.parent

    return tiles


@pytest.mark.parametrize(
    "name", ["{ns}{lat:02d}{ew}{lon:03d}.tif", "Copernicus_DSM_COG_10_{ns}{lat:02d}_00_{ew}{lon:03d}_00_DEM.tif"]
)
def test_of_many_tiles_only_those_that_a_path_passes_are_opened(degrees, monkeypatch, name):
    folder = degrees(range(-2, 3), range(-3, 4), name)
    opened = []
    real = named.read_near
    monkeypatch.setattr(
        "howfar.terrain.open.read_near",
        lambda paths, places, read: real(paths, places, lambda path: opened.append(path) or read(path)),
    )
    plan = plan_terrain(folder, site=(-1.5, -2.5), towards=(1.5, 2.5))
    assert 5 <= len(opened) <= 20  # of 35
    grid = plan.load()
    for lat, lon in ((-1.5, -2.5), (0.0, 0.0), (1.5, 2.5)):
        assert grid.height_m(lat, lon) == pytest.approx(20 * lat + 10 * lon + 2000, abs=1.0)


def test_names_that_lie_are_found_out(degrees):
    folder = degrees(range(-2, 3), range(-3, 4), shift=1.0)
    grid = open_terrain(folder, site=(0.5, 3.5), radius_m=20_000)  # the tile that says E002
    assert grid.height_m(0.5, 3.5) == pytest.approx(20 * 0.5 + 10 * 2.5 + 2000, abs=1.0)


def test_a_site_outside_named_tiles_is_told_what_all_of_them_cover(degrees):
    folder = degrees(range(-2, 3), range(-3, 4))
    with pytest.raises(TerrainError, match=r"latitudes -2\.0000 to 3\.0000 and longitudes -3\.0000 to 4\.0000"):
        open_terrain(folder, site=(50.0, 3.5), radius_m=20_000)


def test_tiles_on_both_sides_of_the_antimeridian_are_found_by_their_names(degrees):
    folder = degrees([0, 1], [176, 177, 178, 179, -180, -179, -178])
    grid = open_terrain(folder, site=(1.0, 179.9), radius_m=40_000)
    assert grid.height_m(1.0, -179.8) == pytest.approx(20 - 1798 + 2000, abs=1.0)
    assert len(grid.sources) == 4


@pytest.fixture
def wide(write):
    """Random heights, 2 x 2 tiles with a void of their own, and the same in one array."""
    heights = np.random.default_rng(1).integers(0, 3000, (1400, 1600)).astype(np.int16)
    heights[300:320, 900:1000] = -32768
    for i, row in enumerate((0, 700)):
        for j, col in enumerate((0, 800)):
            path = write(
                f"wide/{i}{j}.tif", heights[row : row + 700, col : col + 800], west=8 + col * 0.005,
                north=47 - row * 0.005, step=0.005, nodata=-32768, tiled=True, blockxsize=256, blockysize=256,
            )  # fmt: skip
    return path.parent, heights


@pytest.mark.parametrize("policy", ["nan", "interpolate"])
@pytest.mark.parametrize(("site", "radius_m"), [((43.5, 12.0), 300_000), ((46.0, 9.0), 350_000)])
def test_a_disc_equals_the_whole_within_its_radius(wide, monkeypatch, site, radius_m, policy):
    folder, heights = wide
    whole = open_terrain(folder, voids=policy)
    monkeypatch.setattr(cutting, "_LEAST_SPARED", 0)
    monkeypatch.setattr(cutting, "_CHUNK", (64, 64))
    plan = plan_terrain(folder, site=site, radius_m=radius_m, voids=policy)
    disc = plan.load()
    lat, lon = np.meshgrid(disc.lats_deg, disc.lons_deg, indexing="ij")
    away = GEOD.inv(np.full(lat.shape, site[1]), np.full(lat.shape, site[0]), lon, lat)[2]
    inside = away <= radius_m
    first, left = (round(float(x)) for x in whole.rows_cols(disc.lat_north_deg, disc.lon_west_deg))
    there = (slice(first, first + disc.shape[0]), slice(left, left + disc.shape[1]))
    was_void = heights[there] == -32768
    if policy == "interpolate":  # holes are closed chunk by chunk: their values may differ a little
        assert (whole.heights_m[there][was_void] != -32768).any()
        assert (disc.heights_m[was_void & inside] != -32768).mean() > 0.9
        inside &= ~was_void
    np.testing.assert_array_equal(disc.heights_m[inside], whole.heights_m[there][inside])
    far = away > radius_m + 110_000 * 0.005 * 64 * 1.5 + 5000
    assert far.any()
    assert (disc.heights_m[far] == -32768).all()  # what is not read is void, not 0
    assert sum(p.shape[0] * p.shape[1] for p in plan.parts) < 0.93 * disc.heights_m.size


def test_progress_never_goes_back_and_ends_at_the_whole(wide, monkeypatch):
    folder, _ = wide
    monkeypatch.setattr(cutting, "_LEAST_SPARED", 0)
    monkeypatch.setattr(cutting, "_CHUNK", (128, 128))
    calls = []
    open_terrain(folder, site=(43.5, 12.0), radius_m=300_000, progress=lambda done, total: calls.append((done, total)))
    done, total = np.array(calls).T
    assert len(calls) > 20
    assert (np.diff(done) > 0).all()
    assert (total == total[0]).all()
    assert done[-1] == total[0]


def test_a_path_without_voids_takes_its_blocks_alone_and_answers_as_the_whole(write):
    heights = np.random.default_rng(4).integers(0, 3000, (2100, 2300)).astype(np.int16)
    path = write("dem.tif", heights, step=0.001, tiled=True, blockxsize=512, blockysize=512)
    whole = open_terrain(path)
    for site, end in (((46.9, 8.1), (45.1, 10.2)), ((46.0, 10.1), (46.01, 8.05)), ((45.0, 9.0), (46.8, 9.001))):
        part = open_terrain(path, site=site, towards=end)
        assert not isinstance(part.heights_m, np.ndarray)
        places = np.array(GEOD.npts(site[1], site[0], end[1], end[0], 4000))
        lons, lats = places.T
        for north, east in ((0, 0), (0.001, 0), (0, -0.001), (-0.001, 0.001)):
            np.testing.assert_allclose(
                part.height_m(lats + north, lons + east), whole.height_m(lats + north, lons + east), atol=1e-6
            )
        known = np.asarray(part.heights_m)
        first, left = (round(float(x)) for x in whole.rows_cols(part.lat_north_deg, part.lon_west_deg))
        same = whole.heights_m[first : first + part.shape[0], left : left + part.shape[1]]
        np.testing.assert_array_equal(known[known != -32768], same[known != -32768])
        np.testing.assert_array_equal(part.window(slice(0, 40), slice(0, 50)).heights_m, known[:40, :50])
        np.testing.assert_array_equal(part.is_void(), known == -32768)


def test_sight_over_a_path_is_the_sight_over_the_whole(write):
    from howfar.sight.path import sight
    from howfar.sight.site import Site

    rows, cols = np.mgrid[0:2000, 0:2000]
    heights = (300 + 200 * np.sin(rows / 90) * np.cos(cols / 70)).astype(np.float32)
    path = write("dem.tif", heights, step=0.001, tiled=True, blockxsize=256, blockysize=256)
    site, end = (46.8, 8.2), (45.3, 9.7)
    answers = [
        sight(grid, Site(*site, antenna_agl_m=20.0), *end, target_agl_m=10.0)
        for grid in (open_terrain(path), open_terrain(path, site=site, towards=end))
    ]
    for name in ("minimum_visible_altitude_amsl_m", "blocked_at_m", "clearance_m"):
        assert getattr(answers[0], name) == pytest.approx(getattr(answers[1], name), abs=1e-6)


def test_fractions_that_do_not_fit_are_rounded_to_whole_metres_and_said(write):
    heights = np.random.default_rng(4).uniform(-300, 4000, (300, 400)).astype(np.float32)
    heights[10:20, 30:40] = np.nan
    path = write("fine.tif", heights, step=0.01)
    fine = open_terrain(path, memory_limit_bytes=480_000)
    assert fine.heights_m.dtype == np.float32
    assert not any("rounded" in note for note in fine.assumptions)
    whole = open_terrain(path, memory_limit_bytes=300_000)
    assert whole.heights_m.dtype == np.int16
    assert any("rounded to whole metres" in note for note in whole.assumptions)
    np.testing.assert_array_equal(whole.is_void(), np.isnan(heights))
    known = ~np.isnan(heights)
    assert np.abs(whole.heights_m[known] - heights[known]).max() <= 0.5
    with pytest.raises(TerrainError, match="decimate="):
        open_terrain(path, memory_limit_bytes=200_000)
    feet = write("feet.tif", np.full((300, 400), 101.0, np.float32), step=0.01, units="ft")
    assert (open_terrain(feet, memory_limit_bytes=300_000).heights_m == 31).all()  # 30.78 m


def test_impossible_heights_do_not_wrap_round_in_16_bits(write):
    heights = np.full((300, 400), 100.4, np.float32)
    heights[0, :4] = (70_000.0, 1e30, -40_000.0, np.inf)
    path = write("wild.tif", heights, step=0.01)
    whole = open_terrain(path, memory_limit_bytes=300_000)
    assert whole.heights_m[0, :6].tolist() == [-32768, -32768, -32768, -32768, 100, 100]
