"""The OpenAPI document: complete, current in the front end, and true of the running server (schemathesis)."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from howfar.web.openapi import openapi_text
from tests.web.conftest import Server

ROOT = Path(__file__).resolve().parents[2]
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    schemathesis = pytest.importorskip("schemathesis")

DESCRIBED = json.loads(openapi_text())
schema = schemathesis.openapi.from_dict(DESCRIBED)


def test_the_front_end_s_types_are_made_from_this_document() -> None:
    kept = ROOT / "web-ui" / "openapi.json"
    assert kept.read_text(encoding="utf-8") == openapi_text(), (
        "run: python -m howfar.web.openapi web-ui/openapi.json && cd web-ui && npm run types"
    )
    types = (ROOT / "web-ui" / "src" / "api-types.ts").read_text(encoding="utf-8")
    assert all(f"{name}: {{" in types for name in DESCRIBED["components"]["schemas"])


def test_every_route_says_what_it_does_and_answers() -> None:
    for path, methods in DESCRIBED["paths"].items():
        for method, about in methods.items():
            assert about.get("description"), f"{method} {path} has no description"
            assert about["responses"]["200"]["content"], f"{method} {path} does not say what it answers"


@schema.parametrize()
@settings(
    max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None,
)  # fmt: skip
@pytest.mark.filterwarnings("ignore")
def test_no_request_makes_the_server_fail(case: schemathesis.Case, server: Server) -> None:
    response = case.call(base_url=server.url, timeout=60)
    assert response.status_code < 500 or response.status_code == 503, response.text
    if response.status_code >= 400:
        assert response.json()["error"]["message"]
