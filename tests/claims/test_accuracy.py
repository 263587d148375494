"""Accuracy on labelled passages against floors that only rise (floors.toml)."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from howfar.check.reading import read
from tests.claims.score import files
from tests.claims.scoring import SLOTS, passages, score_rows

FLOORS = tomllib.loads((Path(__file__).parent / "floors.toml").read_text("utf-8"))
FILES = [path for path in files() if path.stem in FLOORS]


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_floors_hold(path: Path) -> None:
    floors = FLOORS[path.stem]
    total, parts = score_rows(passages(path), read)
    found = {"f1": total.f1} | {slot: total.share(slot) for slot in SLOTS}
    assert {k: v for k, v in floors.items() if k in found and found[k] < v} == {}, "\n".join(total.misses)
    lower = {name: floor for name, floor in floors.get("phenomena", {}).items() if parts[name].f1 < floor}
    assert lower == {}, "\n".join(total.misses)


def test_labels_quote_their_passages() -> None:
    for path in files():
        for row in passages(path):
            assert all(label["quote"] in row["text"] for label in row["claims"]), row["id"]


def test_corpus_holds_as_many_passages_without_a_claim() -> None:
    own = [row for path in files() if path.stem.startswith("en") for row in passages(path)]
    assert len(own) >= 150
    assert 2 * sum(not row["claims"] for row in own) >= len(own)
