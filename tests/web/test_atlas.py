"""The map's questions: from a region along the path that its verdict used, over terrain where a model is configured."""

from __future__ import annotations

import gzip
import json
import math
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pyproj import Geod

from howfar.places.gazetteer import Gazetteer
from howfar.web import atlas, horizons
from howfar.web.engine import Engine
from howfar.web.settings import Settings
from tests.web.conftest import Server, served
from tests.web.test_api import ok

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
from build_web_map import fingerprint

GEOD = Geod(ellps="WGS84")
TILE = Path(__file__).resolve().parents[2] / "../shared/terrain/N46E008.tif"


def measured_km(ends: list[dict]) -> float:
    return GEOD.inv(ends[0]["lon"], ends[0]["lat"], ends[1]["lon"], ends[1]["lat"])[2] / 1000.0


@pytest.mark.parametrize(("target", "whole"), [("Berlin", False), ("Poland", True), ("Germany", False)])
def test_from_a_region_the_profile_runs_where_the_verdict_measured(
    client: httpx.Client, target: str, whole: bool
) -> None:
    asked = {"system": "s-400", "verb": "see", "target": target, "from": "Belarus", "whole": whole}
    verdict = ok(client.get("/api/can", params=asked))
    told = ok(client.get("/api/sight", params={"from": "Belarus", "to": target, "whole": whole, "antenna": "20m"}))
    needed = next(f for f in verdict["findings"] if f["rule"] == "range")
    assert measured_km(told["ends"]) == pytest.approx(told["ground_range_km"], rel=1e-5)
    assert told["ground_range_km"] == pytest.approx(needed["value"], rel=2e-3)
    assert "Belarus" in told["ends"][0]["name"]


def test_from_a_region_the_horizon_stands_at_the_launch_place(client: httpx.Client) -> None:
    common = {"system": "s-400", "altitude": "10km", "verb": "sees"}
    without = ok(client.get("/api/cover", params={"at": "Belarus", **common}))
    assert without["layers"] == []
    told = ok(client.get("/api/cover", params={"at": "Belarus", "towards": "Berlin", **common}))
    sight = ok(client.get("/api/sight", params={"from": "Belarus", "to": "Berlin"}))
    (stand,) = told["stands"]
    assert (stand["lat"], stand["lon"]) == (sight["ends"][0]["lat"], sight["ends"][0]["lon"])
    (layer,) = told["layers"]
    points = layer["outline"]["coordinates"][0]
    away_km = [GEOD.inv(stand["lon"], stand["lat"], lon, lat)[2] / 1000 for lon, lat in points]
    assert max(away_km) == pytest.approx(layer["farthest_km"], rel=1e-3)
    assert min(away_km) == pytest.approx(layer["farthest_km"], rel=1e-3)


def test_the_map_is_made_from_the_gazetteer_that_ships() -> None:
    folder = Path(atlas.__file__).parent / "mapdata"
    for name, limit in (("countries", 600_000), ("labels", 150_000)):
        packed = (folder / f"{name}.json.gz").read_bytes()
        assert len(packed) < limit
        made_from = json.loads(gzip.decompress(packed))["made_from"]
        assert made_from == fingerprint(Gazetteer.default()), "run: python scripts/build_web_map.py"


@pytest.fixture(scope="module")
def alps() -> Iterator[Server]:
    if not TILE.is_file():
        pytest.skip("the terrain tiles are not beside this checkout")
    yield from served(Settings(terrain=(str(TILE),)))


def test_bands_follow_the_terrain(alps: Server) -> None:
    params = {"at": "46.5, 8.5", "altitude": "1km,3km", "antenna": "10m", "range": "30km"}
    over = ok(httpx.get(f"{alps.url}/api/cover", params=params, timeout=60, trust_env=False))
    smooth = horizons_without_ground(params)
    assert [layer["earth"] for layer in over["layers"]] == ["terrain", "terrain"]
    disc_km2 = math.pi * 30.0**2
    for layer, flat in zip(over["layers"], smooth["layers"], strict=True):
        assert flat["area_km2"] == pytest.approx(disc_km2, rel=0.01)  # on a smooth Earth all of the 30 km are seen
        assert 0.0 <= layer["area_km2"] < 0.7 * disc_km2
    assert over["layers"][0]["area_km2"] > over["layers"][1]["area_km2"]
    assert over["assumptions"]["earth"] == "WGS84 with terrain"
    assert not any("ends within" in words for words in over["assumptions"]["terrain"])
    wide = ok(httpx.get(f"{alps.url}/api/cover", params={**params, "range": "80km"}, timeout=60, trust_env=False))
    assert any("ends within" in words for words in wide["assumptions"]["terrain"])  # the tile is a degree wide


def horizons_without_ground(params: dict[str, str]) -> dict:
    ask = atlas.CoverAsk(at=(params["at"],), altitudes_m=(1000.0, 3000.0), antenna_m=10.0, range_m=30_000.0)
    return atlas.cover(Engine(Settings()), ask)


def test_too_wide_a_range_over_terrain_is_refused_and_no_ground_is_said(alps: Server) -> None:
    params = {"at": "46.5, 8.5", "altitude": "1km", "range": "800km"}
    response = httpx.get(f"{alps.url}/api/cover", params=params, timeout=60, trust_env=False)
    assert response.status_code == 422
    assert f"{horizons.MOST_TERRAIN_RANGE_M / 1000:g} km" in response.json()["error"]["message"]
    away = {**params, "at": "Minsk", "range": "100km"}
    told = ok(httpx.get(f"{alps.url}/api/cover", params=away, timeout=60, trust_env=False))
    assert [layer["earth"] for layer in told["layers"]] == ["smooth"]
    assert "smooth" in told["assumptions"]["earth"]


def test_an_altitude_whose_horizon_lies_beyond_what_is_read_stays_smooth(alps: Server) -> None:
    params = {"at": "46.5, 8.5", "altitude": "100m,10km", "antenna": "10m"}
    told = ok(httpx.get(f"{alps.url}/api/cover", params=params, timeout=60, trust_env=False))
    assert [(layer["altitude_m"], layer["earth"]) for layer in told["layers"]] == [(10_000, "smooth"), (100, "terrain")]
