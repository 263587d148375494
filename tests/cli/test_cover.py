"""`howfar cover` as people type it: one site, several, over terrain and without, every kind of file, every refusal."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely
from shapely.geometry import shape

from tests.cli.conftest import RunHowfar
from tests.cli.terrains import geotiff, hills

HERE = "46.75,8.25"
SITES = ("--at", "46.75,8.25", "--at", "46.82,8.31", "--at", "46.65,8.12")


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Rolling hills of half a degree by half a degree."""
    return geotiff(tmp_path_factory.mktemp("model") / "hills.tif", hills())


@pytest.fixture
def over(run: RunHowfar, model: Path):
    """`cover --terrain MODEL --range 15km` with further words."""

    def runner(*words: str):
        return run("cover", "--terrain", str(model), "--range", "15km", "--antenna", "20m", *words)

    return runner


def _answer(ran):
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


def test_one_site_says_for_every_azimuth_what_ends_the_view(over):
    found = _answer(over("--at", HERE, "--altitude", "400m", "--json"))
    (layer,) = found["layers"]
    limits = layer["limits"]
    assert [one["azimuth_deg"] for one in limits] == list(range(360))
    assert {one["reason"] for one in limits} <= {"range", "terrain", "horizon", "no data"}
    hidden = [one for one in limits if one["reason"] in ("terrain", "horizon")]
    assert hidden
    assert all(set(one["ridge"]) == {"lat", "lon", "distance_km", "height_amsl_m"} for one in hidden)
    assert all(one["ridge"] is None for one in limits if one["reason"] in ("range", "no data"))
    assert all(one["reach_km"] == 15.0 for one in limits if one["reason"] == "range")
    assert max(one["reach_km"] for one in limits) == pytest.approx(layer["farthest_km"], abs=0.2)
    assert found["assumptions"]["range"] == {"kind": "given", "km": 15.0}


def test_the_reach_of_an_azimuth_is_where_its_line_leaves_the_outline(over):
    layer = _answer(over("--at", HERE, "--altitude", "420m", "--json"))["layers"][0]
    outline = shape(layer["outline"])
    from howfar.earth.geodesic import destination, distance_m

    apart = []
    for one in layer["limits"][::15]:
        lats, lons = destination(46.75, 8.25, one["azimuth_deg"], np.linspace(0.0, 15_500.0, 400))
        line = shapely.LineString(np.column_stack((lons, lats)))
        touched = shapely.get_coordinates(shapely.intersection(line, outline))
        n = len(touched)
        far = distance_m(np.full(n, 46.75), np.full(n, 8.25), touched[:, 1], touched[:, 0]).max()
        apart.append(abs(far - 1000.0 * one["reach_km"]))
    cell_m = 185.0  # 6 arc seconds of latitude
    assert np.median(apart) < cell_m
    assert max(apart) < 3 * cell_m


def test_the_terminal_names_sixteen_directions_in_80_columns(over):
    out = over("--at", HERE, "--altitude", "400m").out
    assert max(map(len, out.splitlines())) <= 80
    for name in ("N ", "NNE", "SW ", "NNW"):
        assert f"\n    {name}" in out
    assert "terrain" in out
    assert "ground " in out
    several = over("--at", HERE, "--altitude", "400m,1km,FL300", "--height", "50m").out
    assert max(map(len, several.splitlines())) <= 80
    assert "FL300" in several
    assert "above the ground" in several


def test_several_sites_say_how_many_see_and_what_is_lost_without_one(over):
    found = _answer(over(*SITES, "--altitude", "380m", "--json"))
    (layer,) = found["layers"]
    by_count = {one["sites"]: one["area_km2"] for one in layer["seen_by"]}
    assert sum(by_count.values()) == pytest.approx(layer["area_km2"], abs=0.01)
    assert len(layer["lost_without"]) == 3
    assert sum(one["area_km2"] for one in layer["lost_without"]) == pytest.approx(by_count[1], abs=0.01)
    singles = [_answer(over("--at", at, "--altitude", "380m", "--json"))["layers"][0] for at in SITES[1::2]]
    together = shapely.union_all([shape(one["outline"]) for one in singles])
    # the union of single answers: the same cells but for rays that another window lays a little differently
    assert together.symmetric_difference(shape(layer["outline"])).area < 0.01 * together.area
    without = shapely.union_all([shape(one["outline"]) for one in singles[1:]])
    lost = shape(singles[0]["outline"]).difference(without).area / together.area
    assert layer["lost_without"][0]["share"] == pytest.approx(lost, abs=0.01)
    assert len(layer["limits"]) == 3 * 360
    assert {one["site"] for one in layer["limits"]} == {site["name"] for site in found["sites"]}


def test_a_table_of_sites_with_antennas_of_their_own(over, tmp_path):
    table = tmp_path / "sites.csv"
    table.write_text("name,lat,lon,antenna\nHill,46.75,8.25,60m\nLake,46.82,8.31,\nHill,46.65,8.12,20m\n")
    found = _answer(over("--sites", str(table), "--altitude", "380m", "--json"))
    assert [site["name"] for site in found["sites"]] == ["Hill (1)", "Lake", "Hill (2)"]
    assert [site["antenna_agl_m"] for site in found["sites"]] == [60.0, 20.0, 20.0]
    table.write_text("name,lat,lon,antenna\nHill,46.75,8.25,60\n")
    ran = over("--sites", str(table))
    assert (ran.code, "no unit" in ran.err, "Hill" in ran.err) == (2, True, True)


@pytest.mark.skipif(shutil.which("ogrinfo") is None, reason="GDAL's programs are not installed")
@pytest.mark.parametrize("name", ["out.geojson", "out.gpkg", "out.kml", "out.kmz"])
def test_what_is_lost_without_a_site_is_a_layer_that_other_programs_read(over, tmp_path, name):
    assert over(*SITES, "--altitude", "380m", "-o", str(tmp_path / name)).code == 0
    told = subprocess.run(["ogrinfo", "-al", "-q", str(tmp_path / name)], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    assert told.stdout.count("alone") >= 3
    assert "ERROR" not in told.stderr


@pytest.mark.skipif(shutil.which("gdalinfo") is None, reason="GDAL's programs are not installed")
def test_counts_are_a_cloud_optimised_raster_of_whole_numbers(over, tmp_path):
    path = tmp_path / "counts.tif"
    found = _answer(over(*SITES, "--altitude", "380m,500m", "--counts", str(path), "--json"))
    told = json.loads(subprocess.run(["gdalinfo", "-json", str(path)], capture_output=True, check=True).stdout)
    assert told["metadata"]["IMAGE_STRUCTURE"]["LAYOUT"] == "COG"
    assert [band["type"] for band in told["bands"]] == ["UInt16", "UInt16"]
    with rasterio.open(path) as raster:
        count = raster.read(2)  # the lower altitude comes last
    shares = {one["sites"]: one["area_km2"] for one in found["layers"][1]["seen_by"]}
    assert set(np.unique(count)) - {0} == set(shares)
    for number, area in shares.items():
        assert np.mean(count == number) / np.mean(count > 0) == pytest.approx(
            area / found["layers"][1]["area_km2"], abs=0.01
        )


def test_reasons_are_codes_that_the_file_names(over, tmp_path):
    path = tmp_path / "reasons.tif"
    found = _answer(over("--at", HERE, "--altitude", "400m", "--reasons", str(path), "--json"))
    with rasterio.open(path) as raster:
        codes, names = raster.read(1), {k: v for k, v in raster.tags().items() if k.startswith("CODE_")}
    assert names == {"CODE_1": "seen", "CODE_2": "terrain", "CODE_3": "horizon", "CODE_4": "no data", "CODE_5": "range"}
    assert set(np.unique(codes)) <= {1, 2, 3, 4, 5}
    cell_km2 = 111.2 * 111.2 * np.cos(np.radians(46.75)) / 600**2
    assert np.count_nonzero(codes == 1) * cell_km2 == pytest.approx(found["layers"][0]["area_km2"], rel=0.01)


def test_points_are_the_paths_of_sight(over, run, model, tmp_path):
    generator = np.random.default_rng(5)
    places = np.column_stack((generator.uniform(46.6, 46.9, 40), generator.uniform(8.05, 8.45, 40)))
    table = tmp_path / "points.csv"
    table.write_text("lat,lon\n" + "".join(f"{lat:.5f},{lon:.5f}\n" for lat, lon in places))
    words = ("--terrain", str(model), "--antenna", "20m", "--points", str(table))
    cover = run("cover", "--at", HERE, *words)
    sight = run("sight", HERE, *words)
    assert (cover.code, sight.code) == (0, 0)
    for mine, theirs in zip(cover.out.splitlines(), sight.out.splitlines(), strict=True):
        a, b = (json.loads(line)["minimum_visible_altitude_amsl_m"] for line in (mine, theirs))
        assert a == pytest.approx(b, abs=0.001)  # both are printed to the millimetre


def test_points_outside_the_model_are_told_as_not_known_and_the_others_answered(over, run, model, tmp_path):
    table = tmp_path / "points.csv"
    table.write_text("lat,lon\n46.8,8.3\n40.0,8.3\n46.75,8.25\n")
    words = ("--terrain", str(model), "--antenna", "20m", "--points", str(table))
    lines = [json.loads(line) for line in run("cover", "--at", HERE, *words).out.splitlines()]
    assert lines[0]["minimum_visible_altitude_amsl_m"] > 0
    assert lines[1]["minimum_visible_altitude_amsl_m"] is None
    ran = run("sight", HERE, *words)
    lines = [json.loads(line) for line in ran.out.splitlines()]
    assert ran.code == 0, ran.err
    assert [(one["reason"], one["is_visible"]) for one in lines[1:]] == [("no data", None), ("clear", True)]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--at", "Switzerland"), "stands at a point"),
        ((), "say where it stands"),
        (("--at", HERE, "--counts", "c.tif"), "more than once"),
        ((*SITES, "--reasons", "r.tif"), "one sensor"),
        ((*SITES, "-o", "upintheair.json"), "one receiver"),
        (("--at", HERE, "-o", "x.docx"), "unknown ending"),
        (("--at", HERE, "--counts", "c.png"), "rasters"),
        ((*SITES, "--system", "s-400"), "military sensors"),
        (("--at", HERE, "--offline"), "--terrain copernicus"),
        (("--at", HERE, "--product", "glo-30"), "--terrain copernicus"),
        (("--at", HERE, "--decimate", "0"), "1 to 1000"),
        (("--at", "10,10"), "outside the elevation model"),
        (("--at", HERE, "--voids", "guess"), "choose one of"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(over, words, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ran = over(*words)
    assert ran.code == 2
    assert said in ran.err
    assert "Traceback" not in ran.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [("--voids", "sea"), ("--crs", "EPSG:4326"), ("--vertical-unit", "ft"), ("--sea-floor", "keep"),
     ("--decimate", "2"), ("--refresh",), ("--cache-limit", "1GB"), ("--height", "10m"), ("--reasons", "r.tif")],
)  # fmt: skip
def test_options_of_a_model_without_a_model_are_refused(run, words):
    ran = run("cover", "--at", HERE, *words)
    assert (ran.code, words[0] in ran.err, "--terrain" in ran.err) == (2, True, True)


@pytest.mark.parametrize(
    "words", [("--datum", "EGM96"), ("--voids", "sea"), ("--crs", "EPSG:4326"), ("--cache-limit", "much")]
)
def test_options_of_files_with_copernicus_are_refused(run, words):
    ran = run("cover", "--at", HERE, "--terrain", "copernicus", *words)
    assert (ran.code, words[0] in ran.err) == (2, True)


def test_an_antenna_above_the_sea_is_the_antenna_that_much_above_its_ground(over, run, model):
    ground = json.loads(run("sight", "46.7,8.2", HERE, "--terrain", str(model), "--json").out)["target_ground_amsl_m"]
    words = ("cover", "--at", HERE, "--terrain", str(model), "--range", "15km", "--altitude", "400m", "--json")
    above_sea = _answer(run(*words, "--antenna-altitude", f"{ground + 20.0:.3f}m"))
    above_ground = _answer(over("--at", HERE, "--altitude", "400m", "--json"))
    assert above_sea["layers"][0]["area_km2"] == pytest.approx(above_ground["layers"][0]["area_km2"], rel=1e-3)
    assert above_sea["site"]["antenna_agl_m"] is None
    path = ("sight", HERE, "46.8,8.3", "--terrain", str(model), "--json")
    low, high = (
        json.loads(run(*path, *more).out)["minimum_visible_altitude_amsl_m"]
        for more in (("--antenna", "20m"), ("--antenna-altitude", f"{ground + 20.0:.3f}m"))
    )
    assert low == pytest.approx(high, abs=0.01)
    for more, said in (
        (("--antenna-altitude", "1m"), "under the ground"),
        (("--antenna-altitude", "900m", "--antenna", "5m"), "once"),
    ):
        ran = run(*words, *more)
        assert (ran.code, said in ran.err) == (2, True)
    assert run("cover", "--at", HERE, "--antenna-altitude", "900m").code == 2
    assert run("sight", HERE, "46.8,8.3", "--antenna-altitude", "900m").code == 2


def test_tar1090_takes_no_heights_above_ground_and_says_so_before_the_sweep(over, tmp_path):
    first, second = tmp_path / "a.tif", tmp_path / "upintheair.json"
    ran = over("--at", HERE, "--height", "100m", "-o", str(first), "-o", str(second))
    assert ran.code == 2
    assert "--height" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_many_cells_are_answered_in_whole_metres_in_every_kind_of_file(over, tmp_path, monkeypatch):
    asked = ("--at", HERE, "--altitude", "420m,40km", "--json")
    fine, full = _answer(over(*asked, "-o", str(tmp_path / "fine.tif"))), tmp_path / "fine.tif"
    monkeypatch.setattr("howfar.sight.wide.LEAST_CELLS", 1000)
    monkeypatch.setattr("howfar.sight.wide._DRAWN_CELLS", 5000)
    names = ("c.tif", "c.geojson", "c.gpkg", "c.kmz", "c.png", "upintheair.json")
    files = [word for name in names for word in ("-o", str(tmp_path / name))]
    wide = _answer(over(*asked, *files))
    for one, other in zip(wide["layers"], fine["layers"], strict=True):
        assert one["area_km2"] == pytest.approx(other["area_km2"], rel=0.01)  # altitudes go up to the next whole metre
        assert one["farthest_km"] == pytest.approx(other["farthest_km"], abs=0.2)
        assert shape(one["outline"]).area == pytest.approx(shape(other["outline"]).area, rel=0.05)
    assert "whole metres" in wide["assumptions"]["notes"][0]
    assert "blocks of" in wide["assumptions"]["notes"][0]
    with rasterio.open(tmp_path / "c.tif") as metres, rasterio.open(full) as exact:
        assert (metres.dtypes, metres.nodata, metres.units) == (("int16",), -32768, ("m",))
        assert metres.transform.almost_equals(exact.transform, 1e-9)
        found, known = metres.read(1), exact.read(1) != -9999.0
        over_m = found[known] - exact.read(1)[known]
        assert over_m.min() > -0.01
        assert over_m.max() < 1.01
        assert set(np.unique(found[~known])) <= {-32768, 32767}
    assert all((tmp_path / name).stat().st_size > 0 for name in names)
    ran = over("--at", HERE, "--reasons", str(tmp_path / "why.tif"))
    assert ran.code == 2
    assert "--decimate" in ran.err


def test_several_sites_that_would_not_fit_into_memory_are_refused_with_what_would(over, monkeypatch):
    monkeypatch.setattr("howfar.cli.groundanswer._MEMORY_BYTES", 100_000)
    ran = over(*SITES)
    assert ran.code == 2
    assert "--decimate" in ran.err


def test_low_targets_are_named_by_the_height_that_was_asked_about(over, run):
    ran = over("--at", HERE, "--height", "0m,25m", "--altitude", "404.5m")
    assert ran.code == 0, ran.err
    said = " ".join(ran.out.split())
    assert "a target 0 m above the ground" in said
    assert "a target 25 m above the ground" in said
    assert "a target 404.5 m above the sea" in said
    smooth = run("cover", "--at", HERE, "--altitude", "25m", "--json")
    assert "25 m" in smooth.out
    assert "20 m" not in smooth.out
