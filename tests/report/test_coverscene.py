"""The picture of a coverage: every ring with its source, one map for several sites."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from howfar.check.coverage import horizon_layers, range_layers
from howfar.check.model import Span
from howfar.report.card import map_card
from howfar.report.coverscene import coverage_scene
from howfar.report.scene import Backdrop
from howfar.systems.model import Source

from . import examples

SOURCES = {source.id: source for source in (examples.TASS, examples.PRESS, examples.ONEINDIA)}


def scene(*sites: object) -> object:
    places = list(sites)
    ranges = range_layers(examples.S400, places)  # type: ignore[arg-type]
    spans = {"antenna_m": Span(5.0, 25.0, 40.0), "k_factor": Span(1.2, 4 / 3, 1.6)}
    horizons = horizon_layers(places, (100.0, 10_000.0), **spans)  # type: ignore[arg-type]
    return coverage_scene(places, examples.S400, ranges, horizons, source_of=source_of)  # type: ignore[arg-type]


def source_of(name: str) -> Source:
    return SOURCES[name]


def test_every_published_range_and_every_horizon_is_a_ring() -> None:
    found = scene(examples.MINSK)
    rings = {ring.label: ring for ring in found.rings}  # type: ignore[attr-defined]
    assert set(rings) == {"1,000 km", "600 km", "400 km", "10 km up", "100 m up"}
    assert "TASS 2022, Press TV 2022" in rings["600 km"].note
    assert "outlier" in rings["1,000 km"].note
    assert 400 < rings["10 km up"].radius_m / 1000 < 450
    root = ET.fromstring(map_card(found, Backdrop()))  # type: ignore[arg-type]
    printed = " ".join(element.text or "" for element in root.iter("{http://www.w3.org/2000/svg}text"))
    assert "S-400 Triumf at Minsk" in printed


def test_several_sites_share_one_outline() -> None:
    found = scene(examples.MINSK, examples.KYIV)
    assert all(ring.geometry is not None for ring in found.rings)  # type: ignore[attr-defined]
    assert "Minsk and Kyiv" in found.headline  # type: ignore[attr-defined]
    ET.fromstring(map_card(found, Backdrop()))  # type: ignore[arg-type]
