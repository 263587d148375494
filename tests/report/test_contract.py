"""The JSON that programs get is held to the contract's own listing and to the published schemas."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from howfar.report.contract import claims_result, coverage_result, plain, sight_result, verdict_object, verdicts_result
from howfar.report.schemas import schema_texts

from . import examples

ROOT = Path(__file__).resolve().parents[2]
CONTRACT = ROOT / ".." / "shared" / "contracts" / "README.md"
CLAIM_KEYS = (
    "quote start end speaker verb_kind system system_id distance_km distance_min_km distance_as_written is_upper_bound "
    "is_lower_bound altitude_km altitude_min_km altitude_as_written origin target target_is_whole_region negated "
    "hypothetical"
)
VERDICT_KEYS = (
    "claim label sentence decided_by distance_km margin_km findings would_hold_if assumptions unresolved sources"
)
FINDING_KEYS = "rule holds value low high unit formula inputs sources"


def schema(name: str) -> dict[str, object]:
    loaded: dict[str, object] = json.loads((ROOT / "docs" / "schema" / f"{name}.json").read_text())
    return loaded


def test_schemas_in_docs_are_current() -> None:
    folder = ROOT / "docs" / "schema"
    assert {path.name: path.read_text() for path in folder.glob("*.json")} == schema_texts()


def test_claims_have_the_keys_of_the_contract_in_its_order() -> None:
    result = claims_result(examples.DOCUMENT, [verdict.claim for verdict in examples.VERDICTS])
    assert list(result)[:8] == ["schema", "id", "sha256", "title", "publisher", "date", "language", "claims"]
    assert result["schema"] == "howfar/claims/1"
    assert " ".join(result["claims"][0]).startswith(CLAIM_KEYS)
    jsonschema.validate(result, schema("claims-1"))


def test_verdicts_have_the_keys_of_the_contract_in_its_order() -> None:
    result = verdicts_result(examples.DOCUMENT, examples.VERDICTS)
    assert list(result) == ["schema", "document", "verdicts"]
    first = result["verdicts"][0]
    assert " ".join(first).startswith(VERDICT_KEYS)
    assert first["distance_km"] == {"nearest": 956.384, "farthest": 956.384}
    assert " ".join(first["findings"][0]).startswith(FINDING_KEYS)
    assert list(first["would_hold_if"][0])[:4] == ["what", "at_least", "unit", "sentence"]
    assert list(first["sources"][0]) == ["id", "title", "publisher", "date", "url"]
    jsonschema.validate(result, schema("verdicts-1"))


@pytest.mark.skipif(not CONTRACT.exists(), reason="the shared contract is not beside this checkout")
def test_every_key_that_the_contract_prints_is_printed() -> None:
    text = CONTRACT.read_text()
    asked = set(re.findall(r'"(\w+)":', text))
    results = [
        verdicts_result(examples.DOCUMENT, examples.VERDICTS),
        claims_result(examples.DOCUMENT, [examples.BERLIN_VERDICT.claim]),
        coverage_result(site={}, assumptions={}, layers=[_layer()]),
        _sight(),
    ]
    printed = set(re.findall(r'"(\w+)":', json.dumps(results)))
    assert asked - printed == set()


def test_a_lone_verdict_is_an_object_of_the_list() -> None:
    listed = verdicts_result(examples.DOCUMENT, [examples.BERLIN_VERDICT])["verdicts"][0]
    alone = verdict_object(examples.BERLIN_VERDICT)
    assert alone == listed
    jsonschema.validate(alone, schema("verdict-1"))


def test_a_share_is_decided_by_range_as_the_contract_knows_no_share() -> None:
    assert verdict_object(examples.POLAND_VERDICT)["decided_by"] == "range"


def test_the_region_of_a_condition_is_geojson() -> None:
    condition = verdict_object(examples.BERLIN_VERDICT)["would_hold_if"][2]
    assert condition["region"]["type"] == "Polygon"
    assert condition["region"]["coordinates"][0][0] == [4.6, 52.5]


def test_nothing_that_is_not_json_comes_out() -> None:
    text = json.dumps(verdict_object(examples.HOSTILE_VERDICT), allow_nan=False)
    assert json.loads(text)["margin_km"] is None
    assert json.loads(text)["findings"][0]["value"] is None


def test_plain_makes_numbers_of_numpy_and_null_of_what_is_not_finite() -> None:
    given = {
        "a": np.float64(1.23456),
        "b": np.array([1, 2]),
        "c": math.nan,
        "d": (1, None),
        5: {"x"},
        "e": np.bool_(True),
    }
    assert plain(given) == {"a": 1.235, "b": [1, 2], "c": None, "d": [1, None], "5": ["x"], "e": True}


def test_coverage_and_sight_follow_the_contract() -> None:
    coverage = coverage_result(site={"name": "Minsk"}, assumptions={}, layers=[_layer()])
    assert list(coverage) == ["schema", "site", "assumptions", "layers"]
    assert list(coverage["layers"][0])[:5] == ["altitude", "datum", "area_km2", "farthest_km", "outline"]
    jsonschema.validate(coverage, schema("coverage-1"))
    jsonschema.validate(_sight(), schema("sight-1"))


def _layer() -> dict[str, object]:
    return {"altitude": "1km", "datum": "amsl", "area_km2": 1.0, "farthest_km": 130.0, "outline": None, "extra": 1}


def _sight() -> dict[str, object]:
    return sight_result(
        is_visible=False, ground_range_km=100.0, clearance_m=-3.0, blocked_at_km=50.0, assumptions={},
        minimum_visible_altitude_amsl_m=700.0, minimum_visible_height_agl_m=math.nan,
    )  # fmt: skip
