"""The map: true to the geodesics it draws, readable as XML, and proof against hostile names."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import Polygon, box

from howfar.places.model import Place
from howfar.report.card import CARD_HEIGHT, CARD_WIDTH, map_card, map_png
from howfar.report.labels import Labels, around
from howfar.report.map import circle, key_rows, map_figure, projection_words
from howfar.report.projection import Box, fitted
from howfar.report.scene import Backdrop, City, Scene, figure_rings, verdict_scene
from howfar.report.svg import text_width, wrapped

from . import examples

SVG = "{http://www.w3.org/2000/svg}"
GEOD = Geod(ellps="WGS84")
LAND = Backdrop((examples.POLAND.geometry, examples.BELARUS.geometry), (City("Warsaw", 52.23, 21.01, 1_700_000),))


def scene_of(verdict: object) -> Scene:
    scene = verdict_scene(verdict)  # type: ignore[arg-type]
    assert scene is not None
    return scene


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("verdict", [examples.BERLIN_VERDICT, examples.KYIV_VERDICT, examples.POLAND_VERDICT])
def test_a_card_is_xml_with_alt_text_and_names_every_ring_with_its_source(verdict: object) -> None:
    scene = scene_of(verdict)
    card = map_card(scene, LAND)
    root = ET.fromstring(card)
    assert (root.get("width"), root.get("height"), root.get("role")) == ("1200", "630", "img")
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert desc is not None
    assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    printed = " ".join(texts(card))
    for ring in scene.rings:
        assert printed.count(ring.label) >= 1
    assert "TASS" in printed
    assert "Natural Earth" in printed
    assert "true to scale" in printed or "round the middle of" in printed
    assert re.search(r"\d km$", " ".join(text for text in texts(card) if text.endswith(" km")))


def test_no_origin_no_map() -> None:
    assert verdict_scene(examples.RADAR_VERDICT) is None


@pytest.mark.parametrize(
    ("lat", "lon", "radius_m"), [(53.9, 27.6, 600e3), (89.0, 10.0, 900e3), (-17.0, 179.5, 1500e3), (0.0, 0.0, 9000e3)]
)
def test_a_ring_round_the_centre_is_a_true_circle(lat: float, lon: float, radius_m: float) -> None:
    view = fitted(lat, lon, Box(0, 0, 800, 500), Box(-radius_m, radius_m, radius_m, -radius_m))
    ring = circle(view, lat, lon, radius_m)
    away = np.hypot(*(ring - view.pixel(lat, lon)).T)
    assert np.ptp(away) < 0.01
    assert away.mean() == pytest.approx(radius_m * view.px_per_m, abs=0.01)


@given(st.floats(-80, 80), st.floats(-180, 180), st.floats(0, 360), st.floats(10e3, 9e6))
@settings(max_examples=60, deadline=None)
def test_distance_and_direction_from_the_centre_are_those_of_the_geodesic(
    lat: float, lon: float, azimuth: float, distance_m: float
) -> None:
    view = fitted(lat, lon, Box(0, 0, 1000, 1000), Box(-1e7, 1e7, 1e7, -1e7))
    lon2, lat2, _ = GEOD.fwd(lon, lat, azimuth, distance_m)
    x, y = view.pixel(lat2, lon2)
    x0, y0 = view.pixel(lat, lon)
    assert math.hypot(x - x0, y - y0) == pytest.approx(distance_m * view.px_per_m, abs=0.01)
    assert (x - x0) == pytest.approx(distance_m * view.px_per_m * math.sin(math.radians(azimuth)), abs=0.05)


def test_origin_and_target_and_their_rings_lie_in_the_frame() -> None:
    root = ET.fromstring(map_figure(scene_of(examples.BERLIN_VERDICT), LAND, width=720, height=500))
    circles = [c for c in root.iter(f"{SVG}circle") if float(c.get("r", "0")) > 6]
    assert circles
    for mark in circles:
        assert 0 < float(mark.get("cx", "-1")) < 720
        assert 0 < float(mark.get("cy", "-1")) < 500


@pytest.mark.parametrize(
    ("lat", "lon", "target"),
    [
        (89.9, 0.0, (70.0, 25.0)),
        (-16.5, 179.9, (-18.0, -178.0)),
        (-33.9, 18.4, (40.0, -105.0)),
        (0.0, 0.0, (0.0, 179.0)),
    ],
)
def test_poles_antimeridian_and_antipodes_draw_without_tearing(
    lat: float, lon: float, target: tuple[float, float]
) -> None:
    """A land edge that jumps across the picture would be a line longer than any real coast step."""
    world = Backdrop((box(-180, -90, 180, -60), box(60, 10, 170, 70), box(-170, 15, -60, 70), box(-20, -35, 50, 35)))
    origin, there = Place("A", "point", lat, lon), Place("B", "point", *target)
    apart_km = GEOD.inv(lon, lat, target[1], target[0])[2] / 1000
    scene = Scene("head", "alt", (origin,), target=there, distance_km=apart_km)
    card = map_card(scene, world)
    assert "nan" not in card.lower().replace("nance", "")
    ET.fromstring(card)


def test_regions_are_drawn_with_all_that_lies_within_range_of_them() -> None:
    pytest.importorskip("howfar.earth.region")
    scene = scene_of(examples.POLAND_VERDICT)
    assert scene.distance_km is None
    assert "any place in it" in projection_words(scene)
    paths = list(ET.fromstring(map_figure(scene, LAND)).iter(f"{SVG}path"))
    assert any(path.get("stroke-dasharray") == "14 4 3 4" for path in paths)


def test_outliers_look_different_and_do_not_fill() -> None:
    rings = {ring.label: ring for ring in figure_rings(examples.BERLIN_VERDICT)}
    assert rings["1,000 km"].style.dash == "2 5"
    assert not rings["1,000 km"].is_filled
    assert rings["600 km"].is_filled
    assert not rings["400 km"].is_filled
    assert "TASS 2022" in rings["600 km"].note


def test_verbs_differ_by_dashes_and_not_by_colour_alone() -> None:
    dashes = [ring.style.dash for ring, _ in key_rows(scene_of(examples.BERLIN_VERDICT))]
    assert len(set(dashes)) >= 3


def test_hostile_names_stay_text() -> None:
    card = map_card(scene_of(examples.HOSTILE_VERDICT), LAND)
    root = ET.fromstring(card)
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg", "title", "desc", "defs", "clipPath", "pattern", "g", "rect", "path", "circle", "line", "text",
    }  # fmt: skip
    assert not [name for element in root.iter() for name in element.keys() if name.lower().startswith("on")]  # noqa: SIM118
    assert "\u202e" not in card


def test_the_png_has_the_size_that_sharing_asks_for() -> None:
    png = map_png(scene_of(examples.BERLIN_VERDICT), LAND)
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(png[16:20]) == CARD_WIDTH
    assert int.from_bytes(png[20:24]) == CARD_HEIGHT


def test_the_same_scene_gives_the_same_bytes() -> None:
    scene = scene_of(examples.BERLIN_VERDICT)
    assert map_card(scene, LAND) == map_card(replace(scene), LAND)
    assert map_png(scene, LAND) == map_png(scene, LAND)


def test_labels_never_overlap_unless_they_must() -> None:
    labels = Labels(Box(0, 0, 200, 100))
    placed = [labels.place("Town", size=12, spots=around(100, 50, radius=6, size=12)) for _ in range(12)]
    boxes = labels.taken
    assert None in placed
    assert not [1 for i, a in enumerate(boxes) for b in boxes[i + 1 :] if a.overlaps(b)]
    assert labels.place("Town", size=12, spots=around(100, 50, radius=6, size=12), must=True) is not None


def test_wrapped_text_fits_and_marks_what_is_cut() -> None:
    lines = wrapped("Only if the target flies above about ten kilometres over Kyiv " * 4, 300, 14, most=2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert all(text_width(line, 14) <= 300 for line in lines)
    assert wrapped("", 300, 14) == []
    assert text_width("x" * 500, 14) > 300 > text_width(wrapped("x" * 500, 300, 14)[0], 14)


def test_a_hatched_area_shows_from_where_it_would_hold() -> None:
    figure = map_figure(scene_of(examples.BERLIN_VERDICT), LAND)
    assert "url(#map-hatch)" in figure
    empty = replace(examples.BERLIN_VERDICT.would_hold_if[2], region=Polygon())
    assert not scene_of(replace(examples.BERLIN_VERDICT, would_hold_if=(empty,))).areas


@pytest.mark.parametrize(("ring_km", "is_whole"), [(300.0, True), (900.0, True), (2_500.0, True), (6_000.0, False)])
def test_a_ring_is_shown_whole_unless_it_dwarfs_the_way(ring_km: float, is_whole: bool) -> None:
    figure = replace(examples.S400_FIGURES[0], value=ring_km)
    verdict = replace(examples.KYIV_VERDICT, figures=(figure,), findings=(), would_hold_if=())
    svg = map_figure(scene_of(verdict), Backdrop(), width=720, height=500)
    rings = [path for path in ET.fromstring(svg).iter(f"{SVG}path") if path.get("stroke") == "#0072b2"]
    points = [pair.split(" ") for pair in re.split(r"[MLZ]", rings[0].get("d", "")) if pair]
    inside = [0 < float(x) < 720 and 0 < float(y) < 500 for x, y in points]
    assert all(inside) == is_whole
