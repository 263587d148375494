"""`howfar cover` on a smooth Earth, as JSON that other programs take."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from shapely.geometry import shape

from tests.cli.conftest import RunHowfar


def test_published_ranges_and_horizons_are_valid_geojson(run: RunHowfar) -> None:
    ran = run("cover", "--system", "s-400", "--at", "Minsk", "--json")
    assert ran.code == 0, ran.err
    found = json.loads(ran.out)
    for layer in (*found["ranges"], *found["layers"]):
        outline = shape(layer["outline"])
        assert outline.is_valid
        assert outline.area > 0
    farthest = max(layer["range_km"] for layer in found["ranges"])
    _, south, _, north = max((shape(r["outline"]) for r in found["ranges"]), key=lambda g: g.area).bounds
    assert (north - south) * 111.2 / 2 == pytest.approx(farthest, rel=0.01)


def test_several_sites_of_a_claim_are_drawn_with_their_ranges_and_no_more(run: RunHowfar) -> None:
    ran = run("cover", "--system", "s-400", "--at", "Minsk", "--at", "Brest, BY", "--json")
    assert ran.code == 0
    assert len(json.loads(ran.out)["sites"]) == 2
    refused = run("cover", "--system", "s-400", "--at", "Minsk", "--at", "Brest, BY", "--counts", "c.tif")
    assert (refused.code, "--terrain" in refused.err) == (2, True)


def test_the_outline_for_tar1090_is_of_one_receiver_and_says_where_it_stands(run: RunHowfar, tmp_path: Path) -> None:
    path = tmp_path / "upintheair.json"
    words = ("--altitude", "FL100,FL300", "-o", str(path))
    assert run("cover", "--at", "46.5,8.5", *words).code == 0
    found = json.loads(path.read_text())
    assert (found["lat"], found["lon"]) == (46.5, 8.5)
    assert [ring["alt"] for ring in found["rings"]] == ["3048", "9144"]
    refused = run("cover", "--at", "46.5,8.5", "--at", "47,9", *words)
    assert (refused.code, "one receiver" in refused.err) == (2, True)
