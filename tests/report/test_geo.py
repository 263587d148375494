"""Layers as files: read back by other programs (GDAL, shapely, zip, XML) and held to the formats' rules."""

import json
import signal
import zipfile
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import rasterio
import shapely
from pyproj import Geod
from rasterio.transform import Affine
from shapely.geometry import shape

from howfar.errors import HowfarError, UsageError
from howfar.report.geo import Layer, geojson, kml, outline_around, upintheair, wrapped, write
from howfar.report.geotiff import NODATA, write_cog, write_geotiff

pyogrio = pytest.importorskip("pyogrio", reason="the extra `tables` reads back what was written")
pytest.importorskip("geopandas", reason="the extra `tables` reads back what was written")

HOLED = shapely.Polygon([(8, 46), (8, 47), (9, 47), (9, 46)], [[(8.4, 46.4), (8.6, 46.4), (8.6, 46.6), (8.4, 46.6)]])
ACROSS = shapely.box(178, -10, 183, 10)
KML = "{http://www.opengis.net/kml/2.2}"


def layers():
    return [
        Layer("600 km", HOLED, {"range_km": 600.0, "sources": ["a", "b"], "altitude_m": 9144, "outlier": False}),
        Layer("Дальность <&>", shapely.box(20, 50, 21, 51), {"range_km": float("nan"), "altitude_m": 3048.0}),
    ]


def circle(lat, lon, radius_m, n=360):
    az = np.linspace(0, 360, n, endpoint=False)
    lons, lats, _ = Geod(ellps="WGS84").fwd([lon] * n, [lat] * n, az, [radius_m] * n)
    lons = lon + (np.asarray(lons) - lon + 180) % 360 - 180
    return shapely.Polygon(np.column_stack([lons, lats]))


# ---------------------------------------------------------------------------------------------------------- GeoJSON


def test_geojson_is_rfc_7946():
    found = json.loads(geojson(layers(), credit=["heights: somebody"]))
    assert found["type"] == "FeatureCollection"
    assert "crs" not in found
    assert found["credit"] == ["heights: somebody"]
    first, second = found["features"]
    assert first["properties"] == {"name": "600 km", "range_km": 600.0, "sources": ["a", "b"], "altitude_m": 9144,
                                   "outlier": False}  # fmt: skip
    assert second["properties"]["range_km"] is None
    outer, inner = (shapely.LinearRing(ring) for ring in first["geometry"]["coordinates"])
    assert outer.is_ccw  # section 3.1.6: right-hand rule
    assert not inner.is_ccw
    assert shape(first["geometry"]).equals(HOLED)


def test_geojson_is_cut_at_the_antimeridian():
    found = shape(json.loads(geojson([Layer("x", ACROSS)]))["features"][0]["geometry"])
    assert found.geom_type == "MultiPolygon"
    assert found.is_valid
    west, _, east, _ = found.bounds
    assert (west, east) == (-180, 180)
    assert sorted(part.bounds[::2] for part in found.geoms) == [(-180, -177), (178, 180)]
    assert found.area == pytest.approx(ACROSS.area)


@pytest.mark.parametrize(
    ("geometry", "kind"),
    [(shapely.LineString([(170, 0), (190, 10)]), "MultiLineString"), (shapely.Point(190, 5), "MultiPoint"),
     (shapely.box(-190, 0, -170, 1), "MultiPolygon"), (shapely.box(530, 0, 535, 1), "Polygon"),
     (shapely.box(0, 0, 1, 1), "Polygon")],
)  # fmt: skip
def test_wrapping_keeps_the_kind_of_thing_and_its_size(geometry, kind):
    found = wrapped(geometry)
    assert found.geom_type in (kind, kind.removeprefix("Multi"))
    assert found.bounds[0] >= -180
    assert found.bounds[2] <= 180
    assert (found.area, found.length) == pytest.approx((geometry.area, geometry.length), rel=0.6)
    assert found.area == pytest.approx(geometry.area)


def test_empty_geometries_and_no_layers_are_still_files(tmp_path):
    nothing = [Layer("nothing seen", shapely.MultiPolygon(), {"altitude_m": 100})]
    assert json.loads(geojson(nothing))["features"][0]["geometry"] is None
    assert json.loads(geojson([]))["features"] == []
    assert json.loads(upintheair(nothing))["rings"] == []
    for name in ("a.geojson", "a.kml", "a.kmz", "a.gpkg"):
        write(tmp_path / name, nothing)


# ----------------------------------------------------------------------------------------- read back by other programs


@pytest.mark.parametrize("name", ["a.geojson", "a.json", "a.gpkg", "a.kml", "a.kmz"])
def test_gdal_reads_back_what_was_written(tmp_path, name):
    path = tmp_path / name
    write(path, [*layers(), ("across", ACROSS, {"altitude_m": 1})])
    assert [p.name for p in tmp_path.iterdir()] == [name]
    source = f"/vsizip/{path}/doc.kml" if name.endswith("kmz") else path
    found = pyogrio.read_dataframe(source)
    column = "Name" if "Name" in found else "name"
    assert list(found[column]) == ["600 km", "Дальность <&>", "across"]
    assert found.crs.to_epsg() == 4326
    for geometry, expected in zip(found.geometry, (HOLED, layers()[1].geometry, wrapped(ACROSS)), strict=True):
        assert geometry.is_valid
        assert shapely.force_2d(geometry).symmetric_difference(expected).area < 1e-9


def test_geopackage_keeps_types_and_tells_the_credit(tmp_path):
    path = tmp_path / "a.gpkg"
    write(path, layers(), credit=["heights: somebody"])
    info = pyogrio.read_info(path)
    assert info["layer_name"] == "coverage"
    assert info["geometry_type"] == "MultiPolygon"
    found = pyogrio.read_dataframe(path)
    assert found["range_km"].tolist()[0] == 600.0
    assert np.isnan(found["range_km"].tolist()[1])
    assert found["sources"].tolist()[0] == '["a", "b"]'
    assert "somebody" in path.read_bytes().decode("latin1")


@pytest.mark.parametrize("name", ["a.geojson", "a.kml", "a.kmz", "a.gpkg", "upintheair.json"])
def test_same_input_same_bytes(tmp_path, name):
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        write(tmp_path / folder / name, layers())
    assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_kml_has_styles_holes_and_longitude_first():
    root = ET.fromstring(kml(layers(), credit=["heights: somebody"]))
    assert root.tag == f"{KML}kml"
    styles = {style.get("id") for style in root.iter(f"{KML}Style")}
    assert {url.text for url in root.iter(f"{KML}styleUrl")} == {f"#{name}" for name in styles}
    colours = [c.text for c in root.iter(f"{KML}color")]
    assert colours[:2] == ["ffb27200", "33b27200"]  # aabbggrr of 0072B2
    assert len(list(root.iter(f"{KML}innerBoundaryIs"))) == 1
    assert next(root.iter(f"{KML}coordinates")).text.split()[0] in ("8,46", "9,46", "8,47", "9,47")
    assert root.find(f"{KML}Document/{KML}description").text == "heights: somebody"


def test_kml_survives_control_characters_in_names():
    assert ET.fromstring(kml([Layer("a\x00b\x1fc", HOLED, {"k\x02": "v\x03"})])) is not None


def test_kmz_holds_one_document(tmp_path):
    write(tmp_path / "a.kmz", layers())
    with zipfile.ZipFile(tmp_path / "a.kmz") as archive:
        assert archive.namelist() == ["doc.kml"]
        assert archive.testzip() is None


# ------------------------------------------------------------------------------------------------------------ tar1090


def tar1090_lines(text):
    """What tar1090's drawUpintheair makes of the file: [altitude in feet as it prints it, [(lon, lat) …]]."""
    drawn = []
    for ring in json.loads(text)["rings"]:
        points = ring["points"]
        if points:
            line = [(points[0][1], points[0][0])] + [(p[1], p[0]) for p in points] + [(points[0][1], points[0][0])]
            drawn.append((f"{3.28084 * float(ring['alt']):.0f}", line))
    return drawn


def test_upintheair_is_drawn_by_tar1090(tmp_path):
    write(tmp_path / "upintheair.json", layers(), k_factor=4 / 3)
    text = (tmp_path / "upintheair.json").read_text()
    drawn = tar1090_lines(text)
    assert [feet for feet, _ in drawn] == ["10000", "30000"]
    assert shapely.Polygon(drawn[1][1][1:]).equals(shapely.Polygon(HOLED.exterior))
    assert json.loads(text)["refraction"] == "0.25"  # what heywhatsthat writes for the 4/3 Earth
    assert all(isinstance(ring["alt"], str) for ring in json.loads(text)["rings"])


@pytest.mark.parametrize("site", [(52.0, 21.0), (-17.0, 179.5), (0.1, -179.9), (65.0, 0.0)])
def test_outline_around_a_site_is_the_farthest_place_of_every_azimuth(site):
    lat, lon = site
    seen = wrapped(circle(lat, lon, 200_000).difference(circle(lat, lon, 50_000)))
    ring = json.loads(upintheair([Layer("x", seen, {"altitude_m": 1000})], site=site))["rings"][0]["points"]
    assert len(ring) == 720
    back = Geod(ellps="WGS84").inv([lon] * 720, [lat] * 720, [p[1] for p in ring], [p[0] for p in ring])
    assert np.asarray(back[2]) == pytest.approx(200_000, abs=300)  # chords of the circle of 1 degree: 8 m; of the ray
    azimuths = np.mod(np.asarray(back[0]) + 1e-3, 360)
    assert azimuths == pytest.approx(np.arange(720) / 2, abs=0.1)
    assert max(abs(np.diff([p[1] for p in ring]))) < 1  # no line across the whole map


def test_outline_falls_back_to_the_site_where_nothing_is_seen():
    ring = outline_around(shapely.box(10, 50, 11, 51), (50.5, 9.9))
    assert ring[180][1] > 10.9  # east
    assert ring[540] == [50.5, 9.9]  # west


@pytest.mark.parametrize(
    ("properties", "says"),
    [({}, "wants an altitude"), ({"altitude_m": None}, "wants an altitude"), ({"altitude_m": float("inf")}, "altitude"),
     ({"altitude_m": 100, "datum": "above ground"}, "above mean sea level")],
)  # fmt: skip
def test_tar1090_refuses_what_it_cannot_show(properties, says):
    with pytest.raises(UsageError, match=says):
        upintheair([Layer("x", HOLED, properties)])


# ------------------------------------------------------------------------------------------------- whole or not at all


def test_unknown_ending_and_missing_folder(tmp_path):
    with pytest.raises(UsageError, match=r"unknown ending .* \.geojson"):
        write(tmp_path / "a.shp", layers())
    with pytest.raises(HowfarError, match="cannot write"):
        write(tmp_path / "none" / "a.kml", layers())


@pytest.mark.parametrize("name", ["a.geojson", "a.kml", "a.kmz", "a.gpkg"])
def test_an_interrupted_writer_leaves_the_old_file_and_nothing_else(tmp_path, name, monkeypatch):
    path = tmp_path / name
    write(path, layers())
    before = path.read_bytes()

    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("howfar.report.geo.wrapped", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write(path, layers())
    assert [p.name for p in tmp_path.iterdir()] == [name]
    assert path.read_bytes() == before


@pytest.fixture
def full_disk():
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    previous = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (3000, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    signal.signal(signal.SIGXFSZ, previous)


@pytest.mark.parametrize("name", ["a.geojson", "a.kml", "a.kmz", "a.gpkg", "upintheair.json"])
def test_a_full_disk_is_said_and_leaves_nothing(tmp_path, name, full_disk):
    rng = np.random.default_rng(0)
    many = [Layer(f"{i} {rng.bytes(40).hex()}", shapely.Point(rng.uniform(0, 9, 2)).buffer(1), {"altitude_m": i})
            for i in range(200)]  # fmt: skip
    with pytest.raises(HowfarError, match="cannot write"):
        write(tmp_path / name, many)
    assert list(tmp_path.iterdir()) == []


# -------------------------------------------------------------------------------------------------------------- GeoTIFF


def altitudes():
    rows, cols = np.mgrid[0:1100, 0:1300]
    values = (rows * 3 + cols / 7).astype(np.float32)
    values[:200, :300] = np.nan
    values[500, 500] = np.inf
    return values


TRANSFORM = (0.001, 0.0, 8.0, 0.0, -0.001, 47.0)


def test_cog_has_values_overviews_nodata_unit_and_place(tmp_path):
    path = tmp_path / "mva.tif"
    write_cog(path, altitudes(), TRANSFORM, description="minimum visible altitude", datum="EGM96", credit=["somebody"])
    with rasterio.open(path) as found:
        assert found.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert found.overviews(1) == [2, 4]
        assert found.nodata == NODATA
        assert found.units == ("m",)
        assert found.descriptions == ("minimum visible altitude",)
        assert found.crs.to_epsg() == 4326
        assert found.transform == Affine(*TRANSFORM)
        assert found.tags()["VERTICAL_DATUM"] == "EGM96"
        assert found.tags()["CREDIT"] == "somebody"
        values = found.read(1, masked=True)
        np.testing.assert_array_equal(values.mask, ~np.isfinite(altitudes()))
        np.testing.assert_array_equal(values.compressed(), altitudes()[np.isfinite(altitudes())])
        small = found.read(1, masked=True, out_shape=(275, 325))
        assert small.min() >= 0  # nodata is not averaged into the overviews
    assert [p.name for p in tmp_path.iterdir()] == ["mva.tif"]


def test_cog_in_whole_metres_is_never_too_optimistic(tmp_path):
    values = np.array([[0.2, 100.0, 32767.4], [-0.5, np.nan, 5e5]] * 300, dtype=np.float32)
    write_cog(tmp_path / "m.tif", values, TRANSFORM, description="x", datum="EGM96", whole_metres=True)
    with rasterio.open(tmp_path / "m.tif") as found:
        assert found.dtypes == ("int16",)
        assert found.read(1)[:2].tolist() == [[1, 100, -32768], [0, -32768, -32768]]


def test_cog_on_a_full_disk_and_with_a_wrong_name(tmp_path, full_disk):
    noise = np.random.default_rng(1).uniform(0, 1000, (600, 600)).astype(np.float32)
    with pytest.raises(HowfarError, match="cannot write"):
        write_cog(tmp_path / "m.tif", noise, TRANSFORM, description="x", datum="EGM96")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(UsageError, match=r"written as \.tif"):
        write_cog(tmp_path / "m.png", noise, TRANSFORM, description="x", datum="EGM96")


@pytest.mark.parametrize("compress", [True, False])
def test_a_quick_geotiff_holds_the_same_cells(tmp_path, compress):
    path = tmp_path / "quick.tif"
    write_geotiff(
        path, altitudes(), TRANSFORM, description="d", datum="EGM96", compress=compress, credit=["<A> & \"B\"", "ü"],
        tags={"x": "1 < 2"},
    )  # fmt: skip
    with rasterio.open(path) as found:
        assert found.crs.to_epsg() == 4326
        tags = found.tags()
        assert (tags["VERTICAL_DATUM"], tags["CREDIT"], tags["x"]) == ("EGM96", '<A> & "B"; ü', "1 < 2")
        assert (found.nodata, found.units, found.descriptions) == (NODATA, ("m",), ("d",))
        assert found.block_shapes[0][1] == (512 if compress else 1300)
        assert (found.compression is not None) == compress
        assert found.transform == Affine(*TRANSFORM)
        values = found.read(1, masked=True)
    np.testing.assert_array_equal(values.mask, ~np.isfinite(altitudes()))
    np.testing.assert_array_equal(values.compressed(), altitudes()[np.isfinite(altitudes())])


def test_whole_metres_are_rounded_up_everywhere_and_integers_are_kept(tmp_path):
    values = altitudes() - np.float32(1500.5)
    write_geotiff(tmp_path / "up.tif", values, TRANSFORM, description="d", datum="EGM96", whole_metres=True)
    with rasterio.open(tmp_path / "up.tif") as found:
        written = found.read(1)
    known = np.isfinite(values)
    assert (written[~known] == -32768).all()
    assert (written[known] >= values[known]).all()
    assert (written[known] < values[known] + 1).all()
    write_geotiff(tmp_path / "same.tif", written, TRANSFORM, description="d", datum="EGM96")
    write_cog(tmp_path / "cog.tif", written, TRANSFORM, description="d", datum="EGM96")
    for name in ("same.tif", "cog.tif"):
        with rasterio.open(tmp_path / name) as found:
            assert found.nodata == -32768
            np.testing.assert_array_equal(found.read(1), written)
    seen = (written > 0).astype(np.uint8)
    for name, values in (("same", written), ("seen", seen), ("part", written[3:700, 5:900])):
        write_geotiff(tmp_path / f"{name}.tif", values, TRANSFORM, description="d", datum="EGM96", compress=False)
        with rasterio.open(tmp_path / f"{name}.tif") as found:
            assert found.nodata == (None if name == "seen" else -32768)
            np.testing.assert_array_equal(found.read(1), values)


@pytest.mark.parametrize("limit", [4_000_000_000, 1000])
def test_a_plain_head_is_right_for_gdal_in_both_kinds_of_tiff(tmp_path, monkeypatch, limit):
    from howfar.report import tiff

    monkeypatch.setattr(tiff, "_CLASSIC_BYTES", limit)
    for size in ((1, 1), (3, 70_000), (5000, 3)):
        values = np.random.default_rng(1).integers(-5, 5, size).astype(np.int16)
        write_geotiff(tmp_path / "h.tif", values, TRANSFORM, description="d", datum="EGM96", compress=False)
        with rasterio.open(tmp_path / "h.tif") as found:
            np.testing.assert_array_equal(found.read(1), values)
            assert found.transform == Affine(*TRANSFORM)
            assert found.dtypes == ("int16",)


@pytest.mark.parametrize("compress", [True, False])
def test_a_quick_geotiff_on_a_full_disk_leaves_nothing(tmp_path, full_disk, compress):
    noise = np.random.default_rng(1).uniform(0, 1000, (600, 600)).astype(np.float32)
    with pytest.raises(HowfarError, match="cannot write"):
        write_geotiff(tmp_path / "m.tif", noise, TRANSFORM, description="x", datum="EGM96", compress=compress)
    assert list(tmp_path.iterdir()) == []


def test_a_file_whose_blocks_are_cut_off_is_found_out(tmp_path):
    from howfar.report import geotiff

    path = tmp_path / "cut.tif"
    noise = np.random.default_rng(1).uniform(0, 1000, (1200, 1200)).astype(np.float32)
    write_geotiff(path, noise, TRANSFORM, description="x", datum="EGM96")
    geotiff._refuse_torn(path)
    path.write_bytes(path.read_bytes()[:-1000])
    with pytest.raises(OSError, match="not all of the file"):
        geotiff._refuse_torn(path)
