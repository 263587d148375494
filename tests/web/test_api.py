"""The JSON of the web door: the same answers as the command line, in the shapes of the contract."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree as ET

import httpx
import pytest

from howfar.check.answer import can
from howfar.claims.document import read_document
from howfar.report.contract import ClaimsResult, CoverageResult, VerdictsResult, VerdictView, verdict_object

SENTENCE = "The general said that an S-400 near Minsk will see all the way to Berlin."


def ok(response: httpx.Response) -> dict:
    assert response.status_code == 200, response.text
    return response.json()


def test_can_is_the_command_line_s_answer(client: httpx.Client) -> None:
    told = ok(client.get("/api/can", params={"system": "s-400", "verb": "see", "target": "Berlin", "from": "Minsk"}))
    assert told == json.loads(json.dumps(verdict_object(can("s-400", "see", target="Berlin", origin="Minsk"))))
    VerdictView.model_validate(told)


def test_a_sentence_is_checked_and_offsets_fit_the_text(client: httpx.Client) -> None:
    told = ok(client.post("/api/check", json={"text": SENTENCE}))
    VerdictsResult.model_validate(told)
    assert told["text"] == SENTENCE
    verdict = told["verdicts"][0]
    claim = verdict["claim"]
    assert SENTENCE[claim["start"] : claim["end"]] == claim["quote"]
    assert (verdict["label"], claim["origin"], claim["target"]) == ("inconsistent", "Minsk", "Berlin")
    read = ok(client.post("/api/read", json={"text": SENTENCE}))
    ClaimsResult.model_validate(read)
    assert [c["quote"] for c in read["claims"]] == [v["claim"]["quote"] for v in told["verdicts"]]


def test_a_changed_slot_changes_the_answer(client: httpx.Client) -> None:
    claim = {"verb_kind": "sees", "system": "S-400", "origin": "Minsk", "target": "Berlin"}
    far = ok(client.post("/api/judge", json={"claim": claim}))
    near = ok(client.post("/api/judge", json={"claim": {**claim, "target": "Vilnius"}}))
    assert far["label"] == "inconsistent"
    assert near["label"] != "inconsistent"
    assert near["distance_km"]["nearest"] < 200 < far["distance_km"]["nearest"]


def test_each_assumption_changes_the_answer(client: httpx.Client) -> None:
    claim = {"verb_kind": "sees", "system": "S-400", "origin": "Minsk", "target": "Kyiv"}
    plain = ok(client.post("/api/judge", json={"claim": claim}))
    for assume in ({"antenna_m": 3000}, {"k_factor": 1.6}, {"target_altitude_m": 20000}):
        assert ok(client.post("/api/judge", json={"claim": claim, "assume": assume})) != plain
    engages = {"verb_kind": "engages", "system": "S-400", "origin": "Minsk", "target": "Warsaw"}
    labels = {
        km: ok(client.post("/api/judge", json={"claim": engages, "assume": {"figure_km": km}}))["label"]
        for km in (60, 250)
    }
    assert labels == {60: "inconsistent", 250: "inconsistent"}
    assert {
        f["value"]
        for f in ok(client.post("/api/judge", json={"claim": engages, "assume": {"figure_km": 60}}))["figures"]
    } == {60}


def test_cover_has_a_ring_for_every_published_range(client: httpx.Client) -> None:
    told = ok(
        client.get(
            "/api/cover", params={"at": "Minsk", "system": "s-400", "altitude": ["100m", "10km"], "verb": "sees"}
        )
    )
    CoverageResult.model_validate(told)
    system = ok(client.get("/api/systems/s-400"))["system"]
    published = {f["value"] for f in system["figures"] if f["quantity"] == "surveillance_range_km"}
    assert {layer["range_km"] for layer in told["ranges"]} == published
    assert [layer["altitude_m"] for layer in told["layers"]] == [10_000, 100]
    assert told["layers"][0]["farthest_km"] > told["layers"][1]["farthest_km"]


def test_rings_are_geodesic(client: httpx.Client) -> None:
    from pyproj import Geod

    told = ok(client.get("/api/cover", params={"at": "69.0, 33.0", "system": "s-400", "verb": "sees"}))
    ring = next(layer for layer in told["ranges"] if layer["range_km"] == 600)
    points = ring["outline"]["coordinates"][0]
    distances = [Geod(ellps="WGS84").inv(33.0, 69.0, lon, lat)[2] for lon, lat in points]
    assert max(abs(distance - 600_000) for distance in distances) < 600  # 0.1 % of distance, the bound


def test_the_profile_s_floor_is_sight_s_own(client: httpx.Client) -> None:
    told = ok(
        client.get("/api/sight", params={"from": "Minsk", "to": "Berlin", "target_height": "10km", "antenna": "25m"})
    )
    assert told["is_visible"] is False
    assert told["profile"]["floor_amsl_m"][-1] == pytest.approx(told["minimum_visible_altitude_amsl_m"], abs=0.1)
    assert told["clearance_m"] == pytest.approx(10_000 - told["minimum_visible_altitude_amsl_m"], abs=0.1)


def test_places_and_their_shapes(client: httpx.Client) -> None:
    assert ok(client.get("/api/place", params={"q": "Brest", "near": "BY"}))["place"]["country_code"] == "BY"
    poland = ok(client.get("/api/place", params={"q": "Poland"}))
    assert poland["geometry"]["type"] in ("Polygon", "MultiPolygon")
    assert any(
        place["name"].startswith("Berlin") for place in ok(client.get("/api/places", params={"q": "Berl"}))["places"]
    )


def test_the_map_is_drawn_from_our_own_shapes(client: httpx.Client) -> None:
    countries = ok(client.get("/api/map/countries.json"))
    names = {feature["properties"]["name"] for feature in countries["features"]}
    assert {"Belarus", "Poland", "Brazil"} <= names
    labels = ok(client.get("/api/map/labels.json"))
    assert any(feature["properties"]["kind"] == "capital" for feature in labels["features"])


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "words"),
    [
        ("GET", "/api/can?system=s-400&verb=see&target=Atlantis-on-Nowhere&from=Minsk", None, 404, "No place called"),
        ("GET", "/api/can?system=no-such-radar&verb=see&target=Berlin&from=Minsk", None, 404, "no-such-radar"),
        ("GET", "/api/can?system=s-400&verb=paint&target=Berlin&from=Minsk", None, 422, "verb"),
        ("GET", "/api/can?system=s-400&verb=see&target=Berlin&from=Minsk&distance=600", None, 422, "has no unit"),
        ("GET", "/api/can?system=s-400&verb=see&target=95,27&from=Minsk", None, 422, "95"),
        ("GET", "/api/can?system=s-400&verb=see&target=Berlin&from=Minsk&antenna=-5m", None, 422, "-5m"),
        ("GET", "/api/cover?at=Minsk&altitude=high", None, 422, "high"),
        ("GET", "/api/cover", None, 422, "at"),
        ("GET", "/api/map/tiles.json", None, 404, "no map layer"),
        ("GET", "/api/nothing", None, 404, "nothing at this address"),
        ("GET", "/api/check", None, 405, "Method Not Allowed"),
        ("POST", "/api/check", {}, 422, "a text or an address"),
        ("POST", "/api/check", {"text": "x", "address": "https://example.org"}, 422, "one of the two"),
        ("POST", "/api/check", {"text": "   "}, 422, "is empty"),
        ("POST", "/api/check", {"text": "x", "more": 1}, 422, "more"),
        ("POST", "/api/check", {"address": "file:///etc/passwd"}, 422, "not an http or https address"),
        ("POST", "/api/judge", {"claim": {"verb_kind": "sees", "distance_km": -1}}, 422, "distance_km"),
        ("POST", "/api/report/exe", {"text": SENTENCE}, 422, "there is no download"),
        ("POST", "/api/report/claimreview", {"text": SENTENCE}, 422, "author"),
    ],
)
def test_bad_questions_get_a_sentence(  # noqa: PLR0917 - parametrised by name
    client: httpx.Client, method: str, path: str, body: dict | None, status: int, words: str
) -> None:
    response = client.request(method, path, json=body)
    assert response.status_code == status, response.text
    error = response.json()["error"]
    assert error["status"] == status
    assert words in error["message"]
    assert "Traceback" not in response.text


@pytest.mark.parametrize("body", [b"{", b"", b"\xff\xfe", b"[1]", b'{"text": "\\ud800"}', b'{"text": NaN}'])
def test_broken_json_is_a_client_s_error(client: httpx.Client, body: bytes) -> None:
    response = client.post("/api/check", content=body, headers={"Content-Type": "application/json"})
    assert 200 <= response.status_code < 500
    if response.status_code != 200:
        assert response.json()["error"]["message"]


@pytest.mark.parametrize("data", [b"", b"\x00" * 100, b"\x89PNG\r\n\x1a\n", b"PK\x03\x04zip"])
def test_files_that_are_no_text_are_refused(client: httpx.Client, data: bytes) -> None:
    response = client.post("/api/document", params={"name": "thing"}, content=data)
    assert response.status_code == 422
    assert "thing" in response.json()["error"]["message"]


def test_a_file_becomes_text(client: httpx.Client) -> None:
    page = f"<html><body><article><h1>Title</h1><p>{SENTENCE}</p></article></body></html>".encode()
    assert SENTENCE in ok(client.post("/api/document", params={"name": "a.html"}, content=page))["text"]


def test_downloads_open(client: httpx.Client) -> None:
    def take(kind: str) -> bytes:
        ask = {"text": SENTENCE, "review_url": "https://example.org/review", "review_author": "The Gazette"}
        response = client.post(f"/api/report/{kind}", json=ask)
        assert response.status_code == 200, response.text
        assert "attachment" in response.headers["content-disposition"]
        return response.content

    assert b"956" in take("html")
    VerdictsResult.model_validate(json.loads(take("json")))
    assert len(list(csv.reader(io.StringIO(take("csv").decode())))) == 2
    assert json.loads(take("claimreview"))["@type"] == "ClaimReview"
    from PIL import Image

    assert Image.open(io.BytesIO(take("png"))).size == (1200, 630)
    assert ET.fromstring(take("svg")).tag.endswith("svg")
    assert ET.fromstring(take("kml")).tag.endswith("kml")
    shapes = json.loads(take("geojson"))
    assert {"origin", "target"} <= {feature["properties"]["role"] for feature in shapes["features"]}


def test_a_download_has_the_claims_as_they_stand_on_the_page(client: httpx.Client) -> None:
    claim = {
        "verb_kind": "sees",
        "system": "S-400",
        "origin": "Minsk",
        "target": "Vilnius",
        "quote": "an S-400 near Minsk",
    }
    ask = {"text": SENTENCE, "claims": [claim], "assumes": [{"target_altitude_m": 10000}]}
    told = json.loads(client.post("/api/report/json", json=ask).content)
    assert [verdict["claim"]["target"] for verdict in told["verdicts"]] == ["Vilnius"]


def test_hostile_text_is_only_text(client: httpx.Client) -> None:
    hostile = f'<script>alert(1)</script> {SENTENCE} <img src=x onerror=alert(2)> "><svg/onload=alert(3)>'
    told = ok(client.post("/api/check", json={"text": hostile, "title": "<script>alert(4)</script>"}))
    assert told["text"] == read_document(hostile.encode(), kind="text").text
    page = client.post("/api/report/html", json={"text": hostile, "title": "<script>alert(4)</script>"}).text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "<svg/onload" not in page


def test_the_same_question_gives_the_same_bytes(client: httpx.Client) -> None:
    first, second = (client.post("/api/check", json={"text": SENTENCE}).content for _ in range(2))
    assert first == second


def test_terrain_shows_in_the_profile_and_the_smooth_earth_stands_in_where_there_is_none() -> None:
    from pathlib import Path

    from howfar.web.settings import Settings
    from tests.web.conftest import served

    tile = Path(__file__).resolve().parents[2] / "../shared/terrain/N46E008.tif"
    if not tile.is_file():
        pytest.skip("the terrain tiles are not beside this checkout")
    ends = {"from": "46.2, 8.2", "to": "46.8, 8.8", "target_height": "3km", "antenna": "10m"}
    for server in served(Settings(terrain=(str(tile),))):
        over = ok(httpx.get(f"{server.url}/api/sight", params=ends, timeout=60, trust_env=False))
        away = {**ends, "from": "Minsk", "to": "Kyiv"}
        far = ok(httpx.get(f"{server.url}/api/sight", params=away, timeout=60, trust_env=False))
        question = {"system": "s-400", "verb": "see", "target": "46.8, 8.8", "from": "46.2, 8.2"}
        judged = httpx.get(f"{server.url}/api/can", params=question, timeout=60, trust_env=False)
        told = ok(httpx.post(f"{server.url}/api/check", json={"text": SENTENCE}, timeout=60, trust_env=False))
    smooth_floor_m = max(over["profile"]["floor_amsl_m"])
    assert over["assumptions"]["earth"] == "WGS84 with terrain"
    cut = over["profile"]
    assert max(cut["ground_m"]) > 1500  # the Alps, above the plane that touches the sea at the site
    above = [ray - ground for ray, ground in zip(cut["ray_m"], cut["ground_m"], strict=True)]
    assert above[0] == pytest.approx(10.0, abs=1.0)  # the ray leaves the antenna, which stands on the ground
    assert min(above) > -15.0  # and passes over every ridge, which the drawn points meet to some metres
    assert cut["ray_m"][-1] - cut["earth_m"][-1] == pytest.approx(over["minimum_visible_altitude_amsl_m"], abs=1.0)
    assert over["minimum_visible_altitude_amsl_m"] > smooth_floor_m
    assert far["assumptions"]["earth"] == "smooth; no terrain"
    assert far["profile"]["ground_m"] is None
    assert any(finding["rule"] == "terrain" for finding in ok(judged)["findings"])
    assert told["verdicts"][0]["label"] == "inconsistent"
