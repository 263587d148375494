"""Reading elevation models: registration, mosaics, projections, units, datums, voids, bad input."""

import warnings
from pathlib import Path

import numpy as np
import pytest
import rasterio
import rasterio.shutil
from pyproj import Transformer
from rasterio.transform import Affine

from howfar.errors import TerrainError
from howfar.terrain.open import open_terrain, plan_terrain

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "terrain"
INT = np.arange(25, dtype=np.int16).reshape(5, 5)


def plane(lat, lon):
    """A tilted plane in degrees: bilinear interpolation reproduces it exactly, so truth is known everywhere."""
    return 100.0 * np.asarray(lat) - 37.0 * np.asarray(lon) - 3000.0


def gentle(lat, lon):
    """A plane that stays between -400 and 4000 m all round the Earth."""
    return 5.0 * np.asarray(lat) + 8.0 * np.asarray(lon) + 500.0


def planar(west, north, rows, cols, step, *, lon_step=None, plane=plane):
    lats, lons = north - step * np.arange(rows), west + (lon_step or step) * np.arange(cols)
    return plane(lats[:, None], lons[None, :]).astype(np.float32)


# ---------------------------------------------------------------------------------------------- where samples lie


def test_srtm_hgt_samples_lie_on_whole_degrees(tmp_path):
    heights = np.arange(1201 * 1201, dtype=np.int32).reshape(1201, 1201) % 4000
    (tmp_path / "N46E008.hgt").write_bytes(heights.astype(">i2").tobytes())
    grid = open_terrain(tmp_path / "N46E008.hgt")
    assert (grid.lat_north_deg, grid.lon_west_deg) == pytest.approx((47.0, 8.0), abs=1e-9)
    assert grid.shape == (1201, 1201)
    assert grid.heights_m.dtype == np.int16
    assert grid.height_m(46.0, 9.0) == heights[1200, 1200]
    assert grid.height_m(46.5, 8.25) == heights[600, 300]
    assert grid.vertical_datum == "EGM96"
    assert "SRTM" in grid.credits[0]


@pytest.mark.parametrize("registration", ["Area", "Point"])
def test_point_and_area_geotiffs_keep_their_samples(write, registration):
    path = write("dem.tif", INT, tags={"AREA_OR_POINT": registration})
    grid = open_terrain(path)
    assert (grid.lat_north_deg, grid.lon_west_deg) == (47.0, 8.0)
    assert grid.heights_m.tolist() == INT.tolist()


def test_arc_ascii_grid_by_centre_and_by_corner_are_the_same_place(tmp_path):
    body = "\n".join(" ".join(str(v) for v in row) for row in INT)
    centre = f"ncols 5\nnrows 5\nxllcenter 8\nyllcenter 46\ncellsize 0.25\n{body}\n"
    corner = f"ncols 5\nnrows 5\nxllcorner 7.875\nyllcorner 45.875\ncellsize 0.25\n{body}\n"
    grids = []
    for name, text in (("centre.asc", centre), ("corner.asc", corner)):
        (tmp_path / name).write_text(text)
        grids.append(open_terrain(tmp_path / name, crs="EPSG:4326"))
    for grid in grids:
        assert (grid.lat_north_deg, grid.lon_west_deg) == pytest.approx((47.0, 8.0))
        assert grid.height_m(46.25, 8.5) == INT[3, 2]


def test_dted_written_by_gdal_comes_back(tmp_path, write):
    heights = (np.arange(1201 * 1201).reshape(1201, 1201) % 3000).astype(np.int16)
    source = write("source.tif", heights, step=1 / 1200, west=8.0, north=47.0)
    target = tmp_path / "n46.dt1"
    with rasterio.open(source) as dataset:
        rasterio.shutil.copy(dataset, target, driver="DTED")
    source.unlink()
    grid = open_terrain(target)
    assert (grid.lat_north_deg, grid.lon_west_deg) == pytest.approx((47.0, 8.0), abs=1e-9)
    np.testing.assert_array_equal(grid.heights_m, heights)


# ------------------------------------------------------------------------------------------------------- mosaics


def test_tiles_that_share_an_edge_join_without_doubling_it(write, tmp_path):
    whole = (np.arange(5 * 9).reshape(5, 9) * 10).astype(np.int16)
    write("tiles/west.tif", whole[:, :5], west=8.0)
    write("tiles/east.tif", whole[:, 4:], west=9.0)
    grid = open_terrain(tmp_path / "tiles")
    np.testing.assert_array_equal(grid.heights_m, whole)
    assert grid.heights_m.dtype == np.int16


def test_a_void_on_a_shared_edge_is_filled_from_the_neighbour(write, tmp_path):
    whole = (np.arange(45).reshape(5, 9) + 1).astype(np.int16)
    west = whole[:, :5].copy()
    west[:, 4] = -32767
    write("tiles/a.tif", west, nodata=-32767)
    write("tiles/b.tif", whole[:, 4:], west=9.0, nodata=-32767)
    np.testing.assert_array_equal(open_terrain(tmp_path / "tiles").heights_m, whole)


def test_a_seam_of_one_column_is_closed_and_said_but_a_missing_tile_is_not(write):
    whole = np.tile(np.arange(9, dtype=np.int16) * 10, (5, 1))
    grid = open_terrain([write("a.tif", whole[:, :4]), write("b.tif", whole[:, 5:], west=9.25)])
    np.testing.assert_array_equal(grid.heights_m, whole)
    assert any("seams" in note for note in grid.assumptions)
    grid = open_terrain([write("a.tif", whole[:, :3]), write("b.tif", whole[:, 6:], west=9.5)])
    assert grid.is_void()[:, 3:6].all()
    assert grid.is_void().sum() == 15


def test_a_band_with_wider_columns_is_resampled_between_its_own_tiles(write):
    """As at 50 degrees north in GLO-30: two tiles of 1.5-fold spacing, no shared columns, beside a band of 1-fold."""
    south = write("s.tif", planar(8.0, 47.0, 8, 16, 0.125), step=0.125)
    north = [
        write(f"n{k}.tif", planar(8.0 + k, 48.0, 8, 5, 0.125, lon_step=0.2), west=8.0 + k, north=48.0,
              step=0.125, lon_step=0.2) for k in (0, 1)
    ]  # fmt: skip
    grid = open_terrain([south, *north])
    assert grid.lon_step_deg == 0.125
    known = ~grid.is_void()
    truth = plane(grid.lats_deg[:, None], grid.lons_deg[None, :])
    assert known.all()
    assert np.abs(grid.heights_m - truth)[:, :-1].max() < 1e-3
    assert any("resampled" in note for note in grid.assumptions)


def test_the_finer_file_wins_and_the_coarser_fills_around_it(write):
    coarse = write("coarse.tif", np.full((5, 5), 100, np.float32), step=0.5)
    fine = write("fine.tif", np.full((9, 9), 500, np.float32), west=8.5, north=46.5, step=0.0625)
    grid = open_terrain([coarse, fine])
    assert grid.lat_step_deg == 0.0625
    assert grid.height_m(46.25, 8.75) == 500
    assert grid.height_m(45.5, 9.5) == 100


def test_masks_beside_the_heights_are_no_heights(write, tmp_path):
    """A folder as the Copernicus archives unpack: height error, water and filling masks beside the heights."""
    name = "dem/Copernicus_DSM_10_N46_00_E008_00"
    write(f"{name}_DEM.tif", np.full((5, 5), 1000, np.float32))
    for kind in ("HEM", "WBM", "EDM", "FLM"):
        write(f"{name}_{kind}.tif", np.full((5, 5), 3, np.float32), west=9.0)
    (tmp_path / "dem" / ".hidden.tif").write_text("left by a broken copy")
    (tmp_path / "dem" / "readme.txt").write_text("words")
    grid = open_terrain(tmp_path / "dem")
    assert grid.shape == (5, 5)
    assert grid.vertical_datum == "EGM2008"


@pytest.mark.parametrize("name", ["N46E008.hgt.zip", "N46E008.SRTMGL3.hgt.zip"])
def test_zipped_hgt(tmp_path, name):
    import zipfile

    heights = (np.arange(1201 * 1201) % 3000).reshape(1201, 1201)
    with zipfile.ZipFile(tmp_path / name, "w") as archive:
        archive.writestr("N46E008.hgt", heights.astype(">i2").tobytes())
    grid = open_terrain(tmp_path)
    assert grid.height_m(46.0, 9.0) == heights[1200, 1200]


def test_mosaic_of_the_real_tiles_equals_the_files():
    if not SHARED.is_dir():
        pytest.skip("shared/terrain is not beside this checkout")
    west, east = SHARED / "N49W124.tif", SHARED / "N49W123.tif"
    grid = open_terrain([east, west])
    assert grid.shape == (1201, 2401)
    with rasterio.open(west) as a, rasterio.open(east) as b:
        for at, raw in ((slice(0, 1200), a.read(1)[:, :1200]), (slice(1201, 2401), b.read(1)[:, 1:])):
            np.testing.assert_array_equal(grid.heights_m[:, at], np.where(raw == -32767, -32768, raw))


# --------------------------------------------------------------------------- antimeridian, poles, windows, sizes


def test_tiles_on_both_sides_of_the_antimeridian_are_one_model(write):
    files = [write("e.tif", planar(179.0, 60.0, 5, 5, 0.25, plane=gentle), west=179.0, north=60.0),
             write("w.tif", planar(180.0, 60.0, 5, 5, 0.25, plane=gentle), west=-180.0, north=60.0)]  # fmt: skip
    for grid in (open_terrain(files), open_terrain(files, site=(59.5, -179.9), radius_m=20_000)):
        assert grid.contains(59.5, 179.9)
        assert grid.contains(59.5, -179.9)
        assert grid.height_m(59.6, -179.95) == pytest.approx(gentle(59.6, 180.05), abs=1e-2)
        assert grid.lon_east_deg - grid.lon_west_deg <= 2.0


def test_a_circle_over_the_pole_takes_every_column_once(write):
    lons = np.arange(-180, 180, 5.0)
    heights = np.tile(100 + 50 * np.cos(np.radians(lons)), (9, 1)).astype(np.float32)
    path = write("cap.tif", heights, west=-180.0, north=90.0, step=0.5, lon_step=5.0)
    grid = open_terrain(path, site=(89.0, 100.0), radius_m=250_000)
    assert grid.goes_round
    assert grid.lat_north_deg == 90.0
    for lon in (-180.0, -95.0, 0.0, 100.0, 175.0):
        assert grid.height_m(89.0, lon) == pytest.approx(100 + 50 * np.cos(np.radians(lon)), abs=1e-3)
    assert grid.height_m(89.0, 177.5) == pytest.approx((grid.height_m(89.0, 175.0) + grid.height_m(89.0, 180.0)) / 2)


def test_a_file_with_longitudes_0_to_360_serves_western_sites(write):
    path = write("world.tif", planar(0.0, 10.0, 21, 360, 1.0, plane=gentle), west=0.0, north=10.0, step=1.0)
    grid = open_terrain(path, site=(0.5, -70.3), radius_m=300_000)
    assert grid.height_m(0.5, -70.3) == pytest.approx(gentle(0.5, 289.7), abs=1e-2)
    grid = open_terrain(path, site=(0.5, 0.2), radius_m=300_000)  # across the file's own seam
    assert grid.height_m(0.5, -1.0) == pytest.approx(gentle(0.5, 359.0), abs=1e-2)


def test_a_radius_reads_only_its_window(write):
    path = write("big.tif", planar(0.0, 50.0, 400, 400, 0.05), west=0.0, north=50.0, step=0.05)
    grid = open_terrain(path, site=(40.0, 10.0), radius_m=100_000)
    assert 36 <= grid.shape[0] <= 40
    assert grid.height_m(40.61, 10.33) == pytest.approx(plane(40.61, 10.33), abs=1e-2)


def test_a_file_that_claims_a_million_million_cells_is_read_in_its_window(tmp_path):
    path = tmp_path / "huge.tif"
    step = 10 / 1_000_000
    with rasterio.open(path, "w", driver="GTiff", width=1_000_000, height=1_000_000, count=1, dtype="int16",
                       crs="EPSG:4326", transform=Affine(step, 0, 5, 0, -step, 50), sparse_ok=True, tiled=True,
                       bigtiff="yes", blockxsize=4096, blockysize=4096):  # fmt: skip
        pass
    grid = open_terrain(path, site=(45.0, 10.0), radius_m=500)
    assert grid.shape[0] < 1000
    with pytest.raises(TerrainError, match="decimate="):
        open_terrain(path)


def test_progress_counts_to_the_end_and_decimation_averages_and_says_so(write):
    path = write("dem.tif", planar(8.0, 47.0, 60, 60, 0.01), step=0.01)
    calls = []
    grid = open_terrain(path, decimate=3, progress=lambda done, total: calls.append((done, total)))
    assert calls[-1] == (400, 400)
    assert grid.heights_m == pytest.approx(plane(grid.lats_deg[:, None], grid.lons_deg[None, :]), abs=1e-2)
    assert any("decimated" in note for note in grid.assumptions)


# ------------------------------------------------------------------------------------------- projections and datums


@pytest.mark.parametrize("crs", ["EPSG:32632", "EPSG:3857", "EPSG:3035"])
def test_projected_rasters_are_warped_to_the_right_place(tmp_path, crs):
    """A surface known in latitude and longitude, sampled at the projected cells, has to come back at its place."""
    there, back = (Transformer.from_crs(a, b, always_xy=True) for a, b in (("EPSG:4326", crs), (crs, "EPSG:4326")))
    x0, y0 = there.transform(8.5, 46.5)
    x = x0 + 200.0 * (np.arange(120) - 60)
    y = y0 - 200.0 * (np.arange(100) - 50)
    lon, lat = back.transform(*np.meshgrid(x, y))
    path = tmp_path / "utm.tif"
    with rasterio.open(path, "w", driver="GTiff", width=120, height=100, count=1, dtype="float32", crs=crs,
                       transform=Affine(200, 0, x[0] - 100, 0, -200, y[0] + 100)) as out:  # fmt: skip
        out.write(plane(lat, lon).astype(np.float32), 1)
    grid = open_terrain(path, site=(46.5, 8.5), radius_m=4000)
    inner = ~grid.is_void()
    truth = plane(grid.lats_deg[:, None], grid.lons_deg[None, :])
    assert inner.mean() > 0.99
    assert np.abs(grid.heights_m - truth)[inner].max() < 0.01  # the plane rises 0.2 m a cell
    assert any("resampled" in note for note in grid.assumptions)


def test_an_old_datum_is_shifted_and_not_taken_for_wgs84(write):
    """ED50 and WGS84 differ by about 150 m over Germany: four cells of this model."""
    path = write("ed50.tif", planar(8.0, 47.0, 200, 200, 0.0004), step=0.0004, crs="EPSG:4230")
    lon, lat = Transformer.from_crs("EPSG:4230", "EPSG:4326", always_xy=True).transform(8.04, 46.96)
    assert abs(lon - 8.04) > 0.0008
    assert open_terrain(path).height_m(lat, lon) == pytest.approx(plane(46.96, 8.04), abs=5e-3)


def test_modern_datums_are_used_as_they_are(write):
    grid = open_terrain(write("etrs89.tif", INT, crs="EPSG:4258"))
    np.testing.assert_array_equal(grid.heights_m, INT)


def test_south_up_rasters_come_out_north_up(tmp_path):
    path = tmp_path / "up.tif"
    heights = planar(8.0, 47.0, 6, 6, 0.25)[::-1]
    with rasterio.open(path, "w", driver="GTiff", width=6, height=6, count=1, dtype="float32", crs="EPSG:4326",
                       transform=Affine(0.25, 0, 7.875, 0, 0.25, 45.625)) as out:  # fmt: skip
        out.write(heights, 1)
    grid = open_terrain(path)
    assert grid.height_m(46.4, 8.7) == pytest.approx(plane(46.4, 8.7), abs=1e-2)


@pytest.mark.parametrize(
    ("crs", "tags", "datum"),
    [
        ("EPSG:4326+5773", {}, "EGM96"),
        ("EPSG:4326+3855", {}, "EGM2008"),
        ("EPSG:4269+5703", {}, "NAVD88"),
        ("EPSG:4979", {}, "ellipsoid"),
        ("EPSG:4326", {"DTED_VerticalDatum": "E96"}, "EGM96"),
        ("EPSG:4326", {}, "unknown"),
    ],
)
def test_vertical_datum_is_read_from_the_file(write, crs, tags, datum):
    grid = open_terrain(write("dem.tif", INT, crs=crs, tags=tags))
    assert grid.vertical_datum == datum
    assert any("taken as above mean sea level" in note for note in grid.assumptions) == (datum == "unknown")


def test_mixed_vertical_datums_are_refused(write):
    files = [write("a.tif", INT, crs="EPSG:4326+5773"), write("b.tif", INT, west=9.0, crs="EPSG:4326+3855")]
    with pytest.raises(TerrainError, match=r"different vertical datums \(a.tif: EGM96; b.tif: EGM2008\)"):
        open_terrain(files)


def test_a_datum_may_be_given_where_the_file_is_silent_but_not_against_it(write):
    assert open_terrain(write("a.tif", INT), datum="egm2008").vertical_datum == "EGM2008"
    with pytest.raises(TerrainError, match="heights are above EGM96, you said ellipsoid"):
        open_terrain(write("b.tif", INT, crs="EPSG:4326+5773"), datum="ellipsoid")


# --------------------------------------------------------------------------------------------------- vertical units


@pytest.mark.parametrize(("units", "metres"), [("ft", 30.48), ("US survey foot", 30.48006), ("m", 100), ("km", None)])
def test_vertical_units_of_the_file(write, units, metres):
    heights = np.full((5, 5), 100 if metres else 1, np.int16)
    assert open_terrain(write("dem.tif", heights, units=units)).height_m(46.5, 8.5) == pytest.approx(metres or 1000)


def test_unit_given_by_the_user_scale_of_the_file_and_unknown_units(write):
    heights = np.full((5, 5), 1000, np.int16)
    assert open_terrain(write("a.tif", heights), vertical_unit="ft").height_m(46.5, 8.5) == pytest.approx(304.8)
    assert open_terrain(write("b.tif", heights, scale=0.1)).height_m(46.5, 8.5) == pytest.approx(100)
    assert "metres are assumed" in " ".join(open_terrain(write("c.tif", heights)).assumptions)
    with pytest.raises(TerrainError, match="vertical unit 'fathom' is unknown"):
        open_terrain(write("d.tif", heights, units="fathom"))


# ------------------------------------------------------------------------------------------------------------ voids


def holed(write, value, nodata, dtype=np.float32):
    heights = np.full((9, 9), 100, dtype)
    heights[3:5, 4:6] = value
    return write("holes.tif", heights, nodata=nodata)


@pytest.mark.parametrize(
    ("value", "nodata", "dtype"),
    [(-32767, -32767, np.int16), (0, 0, np.int16), (np.nan, np.nan, np.float32), (np.inf, None, np.float32),
     (-np.inf, None, np.float32), (-3.4028234663852886e38, -3.4028234663852886e38, np.float32),
     (-32768, None, np.int16), (-9999, None, np.float32), (-9999, None, np.int32), (65535, 65535, np.uint16),
     (255, 255, np.uint8), (1e30, None, np.float64), (1e300, None, np.float64), (20000, None, np.int16)],
)  # fmt: skip
def test_every_kind_of_void_is_a_void_and_never_a_height(write, value, nodata, dtype):
    path = holed(write, value, nodata, dtype)
    grid = open_terrain(path)
    assert grid.is_void().sum() == 4
    assert grid.is_void()[3:5, 4:6].all()
    assert any("4 cells" in note and "no data" in note for note in grid.assumptions)
    with pytest.raises(TerrainError, match="4 cells within the radius have no height"):
        open_terrain(path, voids="refuse")
    sea = open_terrain(path, voids="sea")
    assert (sea.heights_m[3:5, 4:6] == 0).all()
    assert any("sea level" in note for note in sea.assumptions)
    closed = open_terrain(path, voids="interpolate")
    assert (closed.heights_m == 100).all()
    assert any("interpolated" in note for note in closed.assumptions)


def test_an_internal_mask_is_a_void_even_in_unsigned_files(write):
    path = write("masked.tif", np.full((5, 5), 77, np.uint16))
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), rasterio.open(path, "r+") as out:
        mask = np.full((5, 5), 255, np.uint8)
        mask[2, 2] = 0
        out.write_mask(mask)
    grid = open_terrain(path)
    assert grid.is_void().sum() == 1
    assert grid.is_void()[2, 2]


def test_interpolation_follows_the_slope_and_leaves_missing_tiles_alone(write):
    whole = np.tile(np.arange(40, dtype=np.float32) * 10, (40, 1))
    holed = whole.copy()
    holed[18:21, 18:21] = np.nan
    files = [write("a.tif", holed, step=0.01), write("b.tif", whole, west=8.8, step=0.01)]
    grid = open_terrain(files, voids="interpolate")
    np.testing.assert_allclose(grid.heights_m[18:21, 18:21], whole[18:21, 18:21], atol=11)  # the slope's rise per cell
    assert grid.is_void()[:, 40:80].all()


def test_refuse_looks_within_the_radius_only(write):
    heights = np.full((41, 41), 100, np.float32)
    heights[0, 0] = np.nan  # 280 km from the middle
    path = write("dem.tif", heights, step=0.1, north=10.0)
    assert open_terrain(path, site=(8.0, 10.0), radius_m=222_000, voids="refuse").shape[0] == 41
    with pytest.raises(TerrainError, match="1 cells within the radius"):
        open_terrain(path, site=(8.0, 10.0), radius_m=320_000, voids="refuse")


def test_a_model_of_the_sea_floor_is_not_taken_for_a_surface(write):
    path = write("gebco.tif", np.where(np.eye(5) > 0, 200, -3412).astype(np.int16))
    with pytest.raises(TerrainError, match="down to -3412 m"):
        open_terrain(path)
    raised = open_terrain(path, sea_floor="surface")
    assert sorted(np.unique(raised.heights_m)) == [0, 200]
    assert any("sea floor" in note for note in raised.assumptions)
    assert open_terrain(path, sea_floor="keep").heights_m.min() == -3412


def test_land_below_the_sea_stays_below_the_sea(write):
    path = write("dead_sea.tif", np.full((5, 5), -430, np.int16))
    assert (open_terrain(path).heights_m == -430).all()


# -------------------------------------------------------------------------------------------------------- bad input


def test_no_crs_is_said_and_may_be_given(write):
    path = write("plain.tif", INT, crs=None)
    with pytest.raises(TerrainError, match=r"does not say its coordinate reference system.*give crs"):
        open_terrain(path)
    assert open_terrain(path, crs="EPSG:4326").heights_m.tolist() == INT.tolist()
    with pytest.raises(TerrainError, match="not understood"):
        open_terrain(path, crs="EPSG:99999999")


def test_a_site_outside_is_told_what_the_model_covers(write):
    path = write("dem.tif", INT)
    with pytest.raises(TerrainError, match=r"site 50.0000, 8.5000 lies outside .* latitudes 46.0000 to 47.0000"):
        open_terrain(path, site=(50.0, 8.5), radius_m=1000)
    with pytest.raises(TerrainError, match="not a latitude"):
        open_terrain(path, site=(91.0, 8.5), radius_m=1000)


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.95])
def test_a_truncated_cog_is_an_error_with_its_name(write, keep):
    heights = np.random.default_rng(1).integers(0, 3000, (1200, 1200)).astype(np.int16)
    path = write("dem.tif", heights, step=0.001, driver="COG", compress="deflate", blocksize=256)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * keep)])
    with warnings.catch_warnings(), pytest.raises(TerrainError, match=r"dem\.tif"):
        open_terrain(path)


@pytest.mark.parametrize("content", [b"", b"not a raster", b"II*\x00" + bytes(64)])
def test_what_is_no_raster_is_refused(tmp_path, content):
    path = tmp_path / "dem.tif"
    path.write_bytes(content)
    with pytest.raises(TerrainError, match=r"dem\.tif: cannot be read as an elevation model"):
        open_terrain(path)


def test_missing_paths_empty_folders_pictures_and_wrong_options(tmp_path, write):
    with pytest.raises(TerrainError, match="no such file"):
        open_terrain(tmp_path / "none.tif")
    (tmp_path / "empty").mkdir()
    with pytest.raises(TerrainError, match="holds no elevation file"):
        open_terrain(tmp_path / "empty")
    with pytest.raises(TerrainError, match="no elevation model was given"):
        open_terrain([])
    path = write("dem.tif", INT)
    with pytest.raises(TerrainError, match="band 2"):
        open_terrain(path, band=2)
    with pytest.raises(TerrainError, match="voids='zero'"):
        open_terrain(path, voids="zero")
    with pytest.raises(TerrainError, match="decimate=0"):
        open_terrain(path, decimate=0)
    with pytest.raises(TerrainError, match="belongs together"):
        open_terrain(path, radius_m=5.0)
    picture = tmp_path / "photo.tif"
    with rasterio.open(picture, "w", driver="GTiff", width=4, height=4, count=3, dtype="uint8", crs="EPSG:4326",
                       transform=Affine(1, 0, 0, 0, -1, 4)) as out:  # fmt: skip
        out.write(np.zeros((3, 4, 4), np.uint8))
    with pytest.raises(TerrainError, match="picture"):
        open_terrain(picture)


def test_ctrl_c_while_reading_leaves_no_threads_behind(write):
    import threading

    path = write("dem.tif", planar(8.0, 47.0, 3000, 100, 0.001), step=0.001)

    def interrupt(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        open_terrain(path, progress=interrupt)
    assert not [t for t in threading.enumerate() if t.name.startswith("ThreadPoolExecutor")]


def test_along_a_path_only_what_it_needs_is_read_and_is_the_same(write):
    from pyproj import Geod

    heights = np.random.default_rng(4).uniform(0, 3000, (2100, 2300)).astype(np.float32)
    heights[1000:1040, 1100:1240] = np.nan
    path = write("dem.tif", heights, step=0.001, tiled=True, blockxsize=512, blockysize=512)
    site, end = (46.9, 8.1), (45.1, 10.2)
    whole, part = open_terrain(path), open_terrain(path, site=site, towards=end)
    places = Geod(ellps="WGS84").npts(site[1], site[0], end[1], end[0], 5000)
    lats, lons = np.array([p[1] for p in places]), np.array([p[0] for p in places])
    for north, east in ((0, 0), (0.001, 0), (0, -0.001), (-0.001, 0.001)):
        np.testing.assert_allclose(part.height_m(lats + north, lons + east), whole.height_m(lats + north, lons + east))
    assert np.isnan(part.height_m(45.2, 8.2))
    assert part.is_void().mean() > 0.4
    with pytest.raises(TerrainError, match=r"\d+ cells along the path have no height"):
        open_terrain(path, site=site, towards=end, voids="refuse")
    assert open_terrain(path, site=site, towards=(46.95, 10.0), voids="refuse").contains(46.95, 10.0)
    closed = open_terrain(path, site=site, towards=end, voids="interpolate")
    assert np.isfinite(closed.height_m(lats, lons)).all()
    with pytest.raises(TerrainError, match=r"site 45\.1000, 18\.0000 lies outside"):
        open_terrain(path, site=site, towards=(45.1, 18.0))


def test_a_path_across_the_antimeridian(write):
    tiles = {179.0: 179.0, 180.0: -180.0}
    files = [
        write(f"{west:g}.tif", planar(east, 60.0, 101, 101, 0.01, plane=gentle), west=west, north=60.0, step=0.01)
        for east, west in tiles.items()
    ]
    for site, end in (((59.9, 179.2), (59.2, -179.3)), ((59.2, -179.3), (59.9, 179.2))):
        grid = open_terrain(files, site=site, towards=end)
        assert grid.height_m(*site) == pytest.approx(gentle(site[0], site[1] % 360), abs=1e-2)
        assert grid.height_m(*end) == pytest.approx(gentle(end[0], end[1] % 360), abs=1e-2)


def test_a_plan_reads_any_window_without_loading_all(write):
    path = write("dem.tif", INT)
    plan = plan_terrain(path)
    from howfar.terrain.mosaic import Window

    block, _ = plan.mosaic.read(Window(1, 3, -1, 4))
    assert block[:, 1:].tolist() == INT[1:3, :4].tolist()
    assert (block[:, 0] == -32768).all()
