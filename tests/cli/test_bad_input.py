"""Bad input as issue 5 lists it: a sentence, an exit code, and no file under its final name."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import rasterio

from tests.cli.conftest import RunHowfar
from tests.cli.terrains import geotiff, hills

HERE = "46.75,8.25"
HOWFAR = (sys.executable, "-c", "from howfar.cli.main import main; main()")


def _cover(run: RunHowfar, model: Path | str, *words: str):
    return run("cover", "--at", HERE, "--antenna", "20m", "--range", "10km", "--terrain", str(model), *words)


def _said(ran, *parts: str) -> None:
    assert ran.code == 2, ran.out
    assert "Traceback" not in ran.err
    assert "fault of howfar's own" not in ran.err
    for part in parts:
        assert part in ran.err, ran.err


def test_no_coordinate_reference_system_is_told_and_can_be_given(run, tmp_path):
    model = geotiff(tmp_path / "m.tif", hills(), crs=None)
    _said(_cover(run, model), "coordinate reference system", "--crs")
    assert _cover(run, model, "--crs", "EPSG:4326").code == 0
    _said(_cover(run, model, "--crs", "EPSG:nonsense"), "nonsense")


def test_a_model_in_feet_is_read_as_feet_where_the_option_says_so(run, tmp_path):
    plain = geotiff(tmp_path / "m.tif", hills())
    feet = geotiff(tmp_path / "ft.tif", hills() / 0.3048)
    words = ("--altitude", "400m")
    metres, read = (_cover(run, m, *words, *more).out for m, more in ((plain, ()), (feet, ("--vertical-unit", "ft"))))
    assert metres.splitlines()[1] == read.splitlines()[1]
    _said(_cover(run, plain, "--vertical-unit", "cubit"), "cubit", "--vertical-unit")


def test_a_site_outside_the_model(run, tmp_path):
    model = geotiff(tmp_path / "m.tif", hills())
    _said(run("cover", "--at", "10,10", "--terrain", str(model)), "outside the elevation model", "46.5", "47.0")


def test_a_truncated_cloud_optimised_geotiff(run, tmp_path):
    whole, cut = geotiff(tmp_path / "m.tif", hills(901, 901), driver="COG"), tmp_path / "cut.tif"
    for share in (0.2, 0.5, 0.9):
        cut.write_bytes(whole.read_bytes()[: int(share * whole.stat().st_size)])
        words = ("--at", "46.2,8.8", "--range", "90km", "--terrain", str(cut))
        _said(run("cover", *words), "cut.tif")


@pytest.mark.parametrize("size", [1_000_000, 2_000_000_000])
def test_a_file_that_claims_a_million_million_cells(run, tmp_path, size):
    cell = 1.0 / size
    (tmp_path / "huge.vrt").write_text(
        f'<VRTDataset rasterXSize="{size}" rasterYSize="{size}"><SRS>EPSG:4326</SRS>'
        f"<GeoTransform>8, {cell}, 0, 47, 0, -{cell}</GeoTransform>"
        '<VRTRasterBand dataType="Float32" band="1"></VRTRasterBand></VRTDataset>'
    )
    _said(_cover(run, tmp_path / "huge.vrt"), "--decimate")


def test_nan_and_infinite_heights_are_voids_and_counted(run, tmp_path):
    heights = hills()
    heights[100:110, 100:110], heights[200, 200], heights[201, 201] = np.nan, np.inf, -np.inf
    model = geotiff(tmp_path / "m.tif", heights)
    ran = _cover(run, model)
    assert ran.code == 0, ran.err
    assert "interpolated" in ran.out
    everywhere = geotiff(tmp_path / "n.tif", np.full((301, 301), np.nan))
    _said(_cover(run, everywhere), "no height at the site")


def test_a_model_of_the_sea_floor_is_refused_until_a_policy_is_given(run, tmp_path):
    heights = hills()
    heights[:, 200:] -= 3000.0
    model = geotiff(tmp_path / "m.tif", heights)
    _said(_cover(run, model), "sea floor", "--sea-floor surface")
    assert _cover(run, model, "--sea-floor", "surface").code == 0


def test_other_files_are_no_elevation_models(run, tmp_path):
    (tmp_path / "notes.txt").write_text("not a raster")
    _said(_cover(run, tmp_path / "notes.txt"), "notes.txt")
    _said(_cover(run, tmp_path / "missing.tif"), "no such file")
    (tmp_path / "empty").mkdir()
    _said(_cover(run, tmp_path / "empty"), "no elevation file")


def test_a_model_above_the_ellipsoid_is_refused(run, tmp_path):
    model = geotiff(tmp_path / "m.tif", hills())
    _said(_cover(run, model, "--datum", "ellipsoid"), "ellipsoid")


def test_a_file_that_cannot_grow_leaves_nothing_behind(run, tmp_path):
    """A full disk as the operating system tells of it: no file may grow over 20 kB."""
    model = geotiff(tmp_path / "m.tif", hills(901, 901))
    out = tmp_path / "out"
    out.mkdir()
    limited = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)); " + HOWFAR[2]
    for name in ("x.tif", "x.geojson"):
        words = ("cover", "--at", "46.3,8.8", "--terrain", str(model), "--range", "80km", "--height", "5m,50m")
        assert (
            run("cover", *words[1:], "-o", str(tmp_path / name)).code == 0
        )  # what is compiled at first use is there now
        assert (tmp_path / name).stat().st_size > 20_000
        ran = subprocess.run(
            [HOWFAR[0], HOWFAR[1], limited, *words, "-o", str(out / name)], capture_output=True, text=True, check=False
        )
        assert ran.returncode == 2, ran.stderr
        assert "cannot write" in ran.stderr
        assert "Traceback" not in ran.stderr
        assert list(out.iterdir()) == []


def test_ctrl_c_in_the_middle_leaves_nothing_behind_and_exits_as_documented(tmp_path):
    model = geotiff(tmp_path / "m.tif", hills(2401, 2401).astype(np.int16), driver="GTiff")
    out = tmp_path / "out"
    out.mkdir()
    words = ("cover", "--at", "45.5,9.5", "--terrain", str(model), "--range", "200km", "-o", str(out / "x.tif"))
    started = subprocess.Popen([*HOWFAR, *words], stderr=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ})
    time.sleep(1.2)
    started.send_signal(signal.SIGINT)
    _, err = started.communicate(timeout=60)
    if started.returncode == 0:
        pytest.skip("this machine was done before the key was pressed")
    assert started.returncode == 130
    assert b"stopped" in err
    assert b"Traceback" not in err
    assert list(out.iterdir()) == []


def test_a_lost_connection_is_told_and_a_cache_that_is_not_there_offline(run, tmp_path, monkeypatch):
    monkeypatch.setenv("HOWFAR_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("HOWFAR_COPERNICUS", "http://127.0.0.1:9/dem")
    from howfar.terrain.tilestore import Store

    monkeypatch.setattr("howfar.cli.ground.tile_store", lambda: Store.mirror("http://127.0.0.1:9/dem", pause_s=0.0))
    _said(_cover(run, "copernicus"), "run the command again")
    _said(_cover(run, "copernicus", "--offline"), "offline", "howfar terrain fetch")


def test_a_site_on_a_void_is_told(run, tmp_path):
    heights = hills()
    heights[140:160, 140:160] = np.nan
    model = geotiff(tmp_path / "m.tif", heights)
    _said(_cover(run, model, "--voids", "nan"), "no height at the site")
    _said(_cover(run, model, "--voids", "refuse"), "--voids nan")


def test_a_picture_is_not_an_elevation_model(run, tmp_path):
    with rasterio.open(
        tmp_path / "p.tif", "w", driver="GTiff", width=10, height=10, count=3, dtype="uint8", crs="EPSG:4326",
        transform=rasterio.transform.Affine(0.1, 0, 8, 0, -0.1, 47.0),
    ) as out:  # fmt: skip
        out.write(np.zeros((3, 10, 10), np.uint8))
    _said(_cover(run, tmp_path / "p.tif"), "picture")
