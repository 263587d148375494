"""Copernicus tiles from a real HTTP server on loopback: names, lattices, sea, missing land, faults, cache, offline."""

import os
import resource
import signal
import threading
import time

import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine

from howfar.errors import TerrainError
from howfar.terrain.copernicus import fetch_area, open_copernicus, product_for, tiles_along, tiles_around
from howfar.terrain.rasters import COPERNICUS_CREDIT
from howfar.terrain.tiles import UNRELEASED, Tile, sea_tile
from howfar.terrain.tilestore import PUBLIC_30, Store, TileCache

from .tileserver import tile_server


def surface(lat, lon):
    """Heights that a bilinear surface reproduces: a plane between 0 and 4000 m over the whole Earth."""
    return 2000.0 + 10.0 * np.asarray(lat) + 5.0 * np.asarray(lon)


def cog(tmp_path, tile, shape, heights=None):
    """A cloud-optimised GeoTIFF as the object store has them: first sample on the north-western corner."""
    rows, cols = shape
    lats, lons = tile.lat + 1 - np.arange(rows) / rows, tile.lon + np.arange(cols) / cols
    heights = surface(lats[:, None], lons[None, :]) if heights is None else np.full(shape, heights)
    path = tmp_path / f"making-{tile.short_name}.tif"
    transform = Affine(1 / cols, 0, tile.lon - 0.5 / cols, 0, -1 / rows, tile.lat + 1 + 0.5 / rows)
    with rasterio.open(path, "w", driver="COG", width=cols, height=rows, count=1, dtype="float32", crs="EPSG:4326",
                       transform=transform, compress="deflate", blocksize=128) as out:  # fmt: skip
        out.write(heights.astype(np.float32), 1)
    return path.read_bytes()


@pytest.fixture
def server():
    with tile_server() as running:
        yield running


@pytest.fixture
def put(server, tmp_path):
    def one(lat, lon, product="glo-90", shape=(120, 120), heights=None):
        tile = Tile(lat, lon)
        path = f"/{tile.name(product)}/{tile.name(product)}.tif"
        server.files[path] = cog(tmp_path, tile, shape, heights)
        return path

    return one


@pytest.fixture
def store(server):
    return Store.mirror(server.address, timeout_s=5.0, sleep=lambda _: None)


@pytest.fixture
def cache(tmp_path):
    return TileCache(tmp_path / "cache")


def fetch(store, cache, site=(46.5, 8.5), radius_m=10_000, **kwargs):
    return fetch_area(site, radius_m, cache=cache, store=store, **({"product": "glo-90"} | kwargs))


# ------------------------------------------------------------------------------------------------- names and places


@pytest.mark.parametrize(
    ("tile", "product", "name"),
    [  # names as the public object store has them
        (Tile(46, 8), "glo-30", "Copernicus_DSM_COG_10_N46_00_E008_00_DEM"),
        (Tile(-14, -172), "glo-30", "Copernicus_DSM_COG_10_S14_00_W172_00_DEM"),
        (Tile(0, 6), "glo-30", "Copernicus_DSM_COG_10_N00_00_E006_00_DEM"),
        (Tile(54, -4), "glo-90", "Copernicus_DSM_COG_30_N54_00_W004_00_DEM"),
    ],
)
def test_tile_names(tile, product, name):
    assert tile.name(product) == name


@pytest.mark.parametrize(
    ("lat", "wide_30", "wide_90"),
    [(0, 3600, 1200), (49, 3600, 1200), (50, 2400, 800), (60, 1800, 600), (70, 1200, 400), (80, 720, 240),
     (85, 360, 120), (-50, 3600, 1200), (-51, 2400, 800), (-60, 2400, 800), (-61, 1800, 600), (-90, 360, 120)],
)  # fmt: skip
def test_tile_widths_follow_the_table_of_the_object_store(lat, wide_30, wide_90):
    assert Tile(lat, 0).shape("glo-30") == (3600, wide_30)
    assert Tile(lat, 0).shape("glo-90") == (1200, wide_90)


def test_tiles_around_a_place():
    assert tiles_around(46.5, 8.5, 10_000) == (Tile(46, 8),) or Tile(46, 8) in tiles_around(46.5, 8.5, 10_000)
    around = tiles_around(0.5, 179.9, 50_000)
    assert {Tile(0, 179), Tile(0, -180)} <= set(around)
    assert {tile.lon for tile in tiles_around(89.5, 0.0, 100_000)} == set(range(-180, 180))
    assert len(set(tiles_around(47.0, 8.0, 600_000))) == len(tiles_around(47.0, 8.0, 600_000))


def test_every_place_of_the_circle_has_its_tile():
    from pyproj import Geod

    rng = np.random.default_rng(3)
    for lat, lon, radius_m in ((47.3, 8.1, 600_000), (-0.2, -179.5, 250_000), (84.0, 20.0, 550_000), (60, 30, 90_000)):
        n = 2000
        ranges = radius_m * np.sqrt(rng.uniform(0, 1, n))
        lons, lats, _ = Geod(ellps="WGS84").fwd([lon] * n, [lat] * n, rng.uniform(0, 360, n), ranges)
        needed = {Tile(int(np.floor(a)), int((np.floor(b) + 180) % 360 - 180)) for a, b in zip(lats, lons, strict=True)}
        assert needed <= set(tiles_around(lat, lon, radius_m))


def test_a_path_needs_only_the_tiles_along_it(put, server, store, cache):
    assert tiles_along((46.5, 8.5), (46.5, 8.6)) == (Tile(46, 8),)
    assert set(tiles_along((0.5, 179.5), (0.5, -179.5))) == {Tile(0, 179), Tile(0, -180)}
    for lat, lon in ((46, 8), (46, 9), (47, 9)):
        put(lat, lon)
    site, end = (46.5, 8.5), (47.3, 9.6)
    grid = open_copernicus(site, towards=end, cache=cache, store=store, product="glo-90")
    for lat, lon in (site, end, (46.8, 8.9)):
        assert grid.height_m(lat, lon) == pytest.approx(surface(lat, lon), abs=2e-3)
    assert not server.asked("N47_00_E008")
    with pytest.raises(TerrainError, match="radius_m, or towards"):
        fetch_area(site, cache=cache, store=store)


def test_small_areas_take_glo_30_and_wide_ones_glo_90():
    assert (product_for(100_000), product_for(600_000)) == ("glo-30", "glo-90")


# ---------------------------------------------------------------------------------------------------- the heights


def test_tiles_join_into_one_surface_with_credit_datum_and_sea(put, store, cache):
    for lon in (8, 9):
        put(46, lon, shape=(1200, 1200))
    grid = open_copernicus((46.99, 9.0), 20_000, cache=cache, store=store, product="glo-90")
    for lat, lon in ((46.9, 8.9), (46.9, 8.9997), (46.9, 9.0001), (46.85, 9.2)):
        assert grid.height_m(lat, lon) == pytest.approx(surface(lat, lon), abs=2e-3)
    assert grid.height_m(47.1, 9.0) == 0
    assert grid.vertical_datum == "EGM2008"
    assert grid.credits == (COPERNICUS_CREDIT,)
    assert grid.sources == tuple(f"{Tile(46, lon).name('glo-90')}.tif" for lon in (8, 9))
    assert any("open sea" in note for note in grid.assumptions)
    assert any("surface model" in note for note in grid.assumptions)
    assert not any("resampled" in note for note in grid.assumptions)


def test_columns_that_widen_at_50_degrees_north_are_one_grid(put, store, cache):
    for lon in (8, 9):
        put(49, lon, shape=(1200, 1200))
        put(50, lon, shape=(1200, 800))
    grid = open_copernicus((50.0, 9.0), 20_000, cache=cache, store=store, product="glo-90")
    assert grid.lon_step_deg == pytest.approx(1 / 1200)
    assert any("2 tile(s) with wider columns were resampled" in note for note in grid.assumptions)
    inner = grid.heights_m
    truth = surface(grid.lats_deg[:, None], grid.lons_deg[None, :])
    assert not np.isnan(inner).any()
    assert np.abs(inner - truth).max() < 2e-3


def test_glo_30_at_its_full_size(put, store, cache):
    put(46, 8, "glo-30", (3600, 3600))
    grid = open_copernicus((46.5, 8.5), 5_000, cache=cache, store=store)
    assert grid.lat_step_deg == pytest.approx(1 / 3600)
    assert grid.height_m(46.51234, 8.49876) == pytest.approx(surface(46.51234, 8.49876), abs=2e-3)


def test_one_cell_of_nan_along_tile_borders_is_closed_and_said(put, server, store, cache, tmp_path):
    """Published tiles north of 50 degrees had such borders (microsoft/PlanetaryComputer issue 319)."""
    for lon in (8, 9):
        put(46, lon)
    tile = Tile(46, 8)
    lats, lons = 47 - np.arange(120) / 120, 8 + np.arange(120) / 120
    heights = surface(lats[:, None], lons[None, :])
    heights[:, -1] = np.nan
    heights[0, :] = np.nan  # not between two tiles here: stays void
    with rasterio.io.MemoryFile() as memory:
        with memory.open(driver="GTiff", width=120, height=120, count=1, dtype="float32", crs="EPSG:4326",
                         transform=Affine(1 / 120, 0, 8 - 0.5 / 120, 0, -1 / 120, 47 + 0.5 / 120)) as out:  # fmt: skip
            out.write(heights.astype(np.float32), 1)
        server.files[f"/{tile.name('glo-90')}/{tile.name('glo-90')}.tif"] = memory.read()
    grid = open_copernicus((46.5, 9.0), 20_000, cache=cache, store=store, product="glo-90")
    assert grid.height_m(46.5, 9 - 1 / 120) == pytest.approx(surface(46.5, 9 - 1 / 120), abs=2e-3)
    assert any("seams" in note for note in grid.assumptions)


# ------------------------------------------------------------------------------------- sea and land that is missing


def test_a_tile_missing_from_glo_30_but_in_glo_90_is_land(put, store, cache):
    put(40, 44, "glo-90", (1200, 1200))
    for lat, lon in ((39, 44), (40, 43), (39, 43)):
        put(lat, lon, "glo-30", (3600, 3600))
    grid = open_copernicus((40.05, 44.05), 10_000, cache=cache, store=store, product="glo-30")
    for lat, lon in ((40.08, 44.08), (40.0003, 44.05), (40.05, 44.0001), (39.98, 44.05), (40.05, 43.98)):
        assert grid.height_m(lat, lon) == pytest.approx(surface(lat, lon), abs=0.02), (lat, lon)
    said = " ".join(grid.assumptions)
    assert "not in the public GLO-30" in said
    assert "Armenia and Azerbaijan" in said


def test_land_known_to_be_unreleased_is_never_sea_even_when_glo_90_lacks_it(put, store, cache):
    assert (40, 44) in UNRELEASED
    put(39, 44, "glo-30")
    grid = open_copernicus((39.95, 44.5), 15_000, cache=cache, store=store, product="glo-30")
    assert np.isnan(grid.height_m(40.05, 44.5))
    assert any("which is land: no data" in note for note in grid.assumptions)


def test_a_tile_list_decides_without_asking_for_every_sea_tile(put, server, store, cache):
    put(46, 8)
    server.files["/tileList.txt"] = f"{Tile(46, 8).name('glo-90')}\n".encode()
    fetched = fetch(store, cache, site=(46.99, 8.5))
    assert fetched.sea == (Tile(47, 8),)
    assert not server.asked("N47")


def test_a_tile_that_is_listed_but_not_held_is_an_error_and_not_sea(server, store, cache):
    server.files["/tileList.txt"] = f"{Tile(46, 8).name('glo-90')}\n".encode()
    with pytest.raises(TerrainError, match=r"lists Copernicus.* but does not hold it"):
        fetch(store, cache)


def test_a_wrong_address_is_not_taken_for_an_ocean(put, server, store, cache):
    with pytest.raises(TerrainError, match="address is wrong, or the area is open sea"):
        fetch(store, cache)
    put(46, 8)  # and nothing of the mistake is remembered
    assert fetch(store, cache).sea == ()


def test_tiles_released_later_are_found_when_asked_for(put, server, store, cache):
    put(46, 8)
    server.files["/tileList.txt"] = f"{Tile(46, 8).name('glo-90')}\r\n".encode()
    assert fetch(store, cache, site=(46.99, 8.5)).sea == (Tile(47, 8),)
    put(47, 8)
    server.files["/tileList.txt"] += f"{Tile(47, 8).name('glo-90')}\r\n".encode()
    assert fetch(store, cache, site=(46.99, 8.5)).sea == (Tile(47, 8),)
    assert fetch(store, cache, site=(46.99, 8.5), refresh=True).sea == ()


def test_sea_tiles_are_zeros_on_the_lattice_of_their_band(tmp_path):
    path = sea_tile(Tile(60, -30), "glo-30", tmp_path)
    assert path.stat().st_size < 2000
    with rasterio.open(path) as dataset:
        assert dataset.shape == (3600, 1800)
        assert dataset.xy(0, 0) == pytest.approx((-30.0, 61.0))
        assert not dataset.read(1, window=((0, 50), (0, 50))).any()


# ----------------------------------------------------------------------------------------------------------- faults


@pytest.mark.parametrize(
    "faults",
    [["status:503"], ["status:500", "status:429"], ["hang-up"], ["drop:700"], ["drop:700", "drop:900"], ["drop:0"],
     ["page"], ["drop:700", "ignore-range"], ["drop:700", "wrong-range"], ["drop:700", "status:416"], ["no-length:500"],
     ["drop:600", "status:503", "hang-up", "drop:800"]],
)  # fmt: skip
def test_faults_are_overcome_and_the_file_is_the_servers(put, server, store, cache, faults):
    path = put(46, 8)
    server.faults[path] = list(faults)
    fetched = fetch(store, cache)
    assert fetched.files[0].read_bytes() == server.files[path]
    assert {p.suffix for p in cache.folder.iterdir()} <= {".tif", ".absent"}


def test_after_a_break_only_the_rest_is_fetched(put, server, store, cache):
    path = put(46, 8)
    size = len(server.files[path])
    server.faults[path] = [f"drop:{size // 2}"]
    fetch(store, cache)
    assert server.asked("N46_00_E008") == [None, f"bytes={size // 2}-"]


def test_a_later_call_goes_on_where_an_earlier_one_gave_up(put, server, cache, store):
    path = put(46, 8)
    size = len(server.files[path])
    server.faults[path] = [f"drop:{size // 2}"] + ["status:503"] * 4
    with pytest.raises(TerrainError, match=r"503 .*\(5 tries\); what has arrived is kept"):
        fetch(store, cache)
    assert not list(cache.folder.glob("*DEM.tif"))
    assert fetch(store, cache).files[0].read_bytes() == server.files[path]
    assert server.asked("N46_00_E008")[-1] == f"bytes={size // 2}-"


def test_two_versions_are_never_glued_together(put, server, store, cache):
    path = put(46, 8)
    server.faults[path] = ["drop:900"] + ["status:503"] * 4
    with pytest.raises(TerrainError):
        fetch(store, cache)
    put(46, 8, heights=777.0)
    server.version = '"two"'
    assert fetch(store, cache).files[0].read_bytes() == server.files[path]


def test_slow_answers_run_into_the_limit_and_are_tried_again(put, server, cache):
    path = put(46, 8)
    server.faults[path] = ["slow:0.6"]
    quick = Store.mirror(server.address, timeout_s=0.2, sleep=lambda _: None)
    assert fetch(quick, cache).files[0].read_bytes() == server.files[path]
    server.faults["/tileList.txt"] = ["slow:0.6"] * 5
    with pytest.raises(TerrainError, match=r"5 tries"):
        fetch(quick, TileCache(cache.folder / "other"))


def test_pauses_grow(put, server, cache):
    path = put(46, 8)
    server.faults[path] = ["status:503"] * 3
    pauses = []
    fetch(Store.mirror(server.address, sleep=pauses.append), cache)
    assert pauses == [1.0, 2.0, 4.0]


def test_no_server_at_all(cache):
    store = Store.mirror("http://127.0.0.1:9", sleep=lambda _: None)
    with pytest.raises(TerrainError, match="when the connection is back"):
        fetch(store, cache)
    with pytest.raises(TerrainError, match="is no address"):
        Store.mirror("mirror.example")


def test_a_refusal_is_not_tried_again(put, server, store, cache):
    path = put(46, 8)
    server.faults[path] = ["status:403"]
    with pytest.raises(TerrainError, match="403 Forbidden; check the address"):
        fetch(store, cache)
    assert len(server.asked("N46_00_E008")) == 1


def test_a_tile_that_lies_elsewhere_is_refused(put, server, store, cache):
    path, other = put(46, 8), put(10, 20)
    server.files[path] = server.files[other]
    with pytest.raises(TerrainError, match="not where its name says"):
        fetch(store, cache)
    assert not list(cache.folder.glob("*DEM.tif*"))


def test_a_truncated_tile_with_an_honest_length_does_not_get_its_name(put, server, store, cache):
    path = put(46, 8, shape=(400, 400))
    server.files[path] = server.files[path][: len(server.files[path]) // 2]
    with pytest.raises(TerrainError, match="no readable elevation model"):
        fetch(store, cache)
    assert not list(cache.folder.glob("*DEM.tif"))


# ------------------------------------------------------------------------------------------ cache, offline, Ctrl-C


def test_what_is_there_is_not_fetched_again_and_works_offline(put, server, store, cache):
    put(46, 8)
    site = (46.99, 8.5)
    first = fetch(store, cache, site=site)
    asked = len(server.requests)
    again = fetch(store, cache, site=site, offline=True)
    assert (again.files, again.sea, again.bytes_fetched) == (first.files, first.sea, 0)
    assert len(server.requests) == asked
    with pytest.raises(TerrainError, match="prepare the area with howfar terrain fetch"):
        fetch(store, cache, site=(10.5, 20.5), offline=True)


def test_offline_after_fetching_knows_the_tiles_that_glo_30_lacks(put, store, cache):
    put(40, 44, "glo-90")
    put(39, 44, "glo-30")
    online = fetch(store, cache, site=(39.99, 44.5), product="glo-30")
    offline = fetch(store, cache, site=(39.99, 44.5), product="glo-30", offline=True)
    assert (online.coarse, online.files) == ((Tile(40, 44),), offline.files)


def test_the_tiles_used_longest_ago_make_room(put, server, store, tmp_path):
    sizes = [len(server.files[put(lat, 8)]) for lat in (10, 20, 30)]
    cache = TileCache(tmp_path / "cache", limit_bytes=sum(sizes) - 10)
    for lat in (10, 20):
        fetch(store, cache, site=(lat + 0.5, 8.5))
    old = cache.folder / f"{Tile(20, 8).name('glo-90')}.tif"
    os.utime(old, (1, 1))
    fetch(store, cache, site=(30.5, 8.5))
    assert sorted(p.name[22:25] for p in cache.folder.glob("*DEM.tif")) == ["N10", "N30"]
    assert cache.size_bytes() <= cache.limit_bytes


def test_an_area_larger_than_the_cache_says_so(put, store, tmp_path):
    put(46, 8)
    with pytest.raises(TerrainError, match="do not fit into the cache"):
        fetch(store, TileCache(tmp_path / "cache", limit_bytes=1000))


def test_a_full_disk_is_said_and_leaves_no_tile(put, store, cache):
    put(46, 8, shape=(400, 400))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    previous = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, hard))
    try:
        with pytest.raises(TerrainError, match=r"disk of .* is full"):
            fetch(store, cache)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, previous)
    assert not list(cache.folder.glob("*DEM.tif"))


def test_a_folder_that_cannot_be_made_is_said(put, store, tmp_path):
    put(46, 8)
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(TerrainError, match="cannot be written to"):
        fetch(store, TileCache(tmp_path / "file" / "cache"))


def test_ctrl_c_leaves_no_half_tile_and_no_thread(put, server, store, cache):
    for lon in range(8, 12):
        put(46, lon)

    def interrupt(done, total, size):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(store, cache, site=(46.5, 10.0), radius_m=120_000, progress=interrupt)
    assert not [t for t in threading.enumerate() if t.name.startswith("ThreadPoolExecutor")]
    for path in cache.folder.glob("*DEM.tif"):
        name = path.stem
        assert path.read_bytes() == server.files[f"/{name}/{name}.tif"]


def test_progress_counts_tiles_and_bytes(put, server, store, cache):
    sizes = [len(server.files[put(46, lon)]) for lon in (8, 9)]
    calls = []
    fetch(store, cache, site=(46.5, 9.0), progress=lambda *call: calls.append(call))
    assert [call[:2] for call in calls] == [(1, 2), (2, 2)]
    assert calls[-1][2] == sum(sizes)


def test_two_at_once_fetch_the_same_tile_whole(put, server, store, cache):
    path = put(46, 8, shape=(400, 400))
    server.faults[path] = ["slow:0.2"]
    results = []
    threads = [threading.Thread(target=lambda: results.append(fetch(store, cache).files[0])) for _ in range(3)]
    for thread in threads:
        thread.start()
        time.sleep(0.01)
    for thread in threads:
        thread.join()
    assert len(results) == 3
    assert results[0].read_bytes() == server.files[path]


def test_the_default_is_the_public_store_and_nothing_else():
    assert PUBLIC_30.startswith("https://copernicus-dem-30m.s3.")
    assert Store().base("glo-90") == "https://copernicus-dem-90m.s3.amazonaws.com"
