"""The outsider's passages hold together: what is labelled stands in the text, and figures are converted right.

The passages were written and labelled from the labelling guide alone, by someone who had not seen the reader.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.claims.scoring import passages

FILE = Path(__file__).resolve().parent / "corpus" / "outside.jsonl"
ROWS = passages(FILE)
CLAIMS = [pytest.param(row, claim, id=f"{row['id']}-{n}") for row in ROWS for n, claim in enumerate(row["claims"])]
KM = {"km": 1.0, "kilomet": 1.0, "mile": 1.609344, "nautical": 1.852, "nm": 1.852, "feet": 0.0003048, "ft": 0.0003048,
      "kft": 0.3048, "FL": 0.03048}  # fmt: skip
WORDS = {
    "A thousand kilometres": 1000.0,
    "four hundred kilometres": 400.0,
    "two and a half thousand kilometres": 2500.0,
}
FIELDS = {
    "quote", "speaker", "verb_kind", "system", "system_id", "distance_km", "distance_min_km", "distance_as_written",
    "is_upper_bound", "is_lower_bound", "altitude_km", "altitude_min_km", "altitude_as_written", "origin", "target",
    "target_is_whole_region", "negated", "hypothetical",
}  # fmt: skip
FLAGS = ("is_upper_bound", "is_lower_bound", "target_is_whole_region", "negated", "hypothetical")


def _number(text: str) -> float:
    decimal = re.sub(r",(\d{1,2})$", r".\1", text)
    return float(re.sub(r"[,\s]", "", decimal))


def _readings(wording: str, text: str) -> set[float]:
    """Every figure of the wording in every unit that the wording (or, where it has none, the passage) knows."""
    numbers = [_number(n) for n in re.findall(r"\d+(?:[,.\u202f]\d+)*", wording)]
    units = [factor for unit, factor in KM.items() if unit in wording] or [f for u, f in KM.items() if u in text]
    return {n * u for n in numbers for u in units} | {km for words, km in WORDS.items() if words in wording}


def test_has_as_many_passages_as_the_judging_set_and_a_quarter_to_a_third_without_a_claim() -> None:
    bare = sum(not row["claims"] for row in ROWS)
    assert len(ROWS) >= 120
    assert 0.25 <= bare / len(ROWS) <= 0.35
    assert len({row["id"] for row in ROWS}) == len(ROWS) == len({row["text"] for row in ROWS})
    assert all(row["phenomenon"].startswith("negative-") == (not row["claims"]) for row in ROWS)


@pytest.mark.parametrize(("row", "claim"), CLAIMS)
def test_every_slot_stands_in_the_text_or_its_context(row: dict[str, Any], claim: dict[str, Any]) -> None:
    assert set(claim) == FIELDS
    assert row["text"].count(claim["quote"]) == 1
    around = row["text"] + " " + row.get("context", "")
    for slot in ("system", "origin", "target", "speaker"):
        value = claim[slot]
        assert value is None or value.casefold() in around.casefold(), slot
    for slot in ("distance_as_written", "altitude_as_written"):
        assert claim[slot] is None or claim[slot] in row["text"], slot
    assert claim["verb_kind"] in {"sees", "engages", "strikes", "covers"}
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", claim["system_id"])
    assert all(isinstance(claim[flag], bool) for flag in FLAGS)


@pytest.mark.parametrize(("row", "claim"), CLAIMS)
def test_figures_are_the_ones_written_to_a_thousandth(row: dict[str, Any], claim: dict[str, Any]) -> None:
    for quantity in ("distance", "altitude"):
        wording, largest, least = (claim[f"{quantity}_{end}"] for end in ("as_written", "km", "min_km"))
        assert (wording is None) == (largest is None)
        if largest is None:
            assert least is None
            continue
        readings = _readings(wording, row["text"])
        assert any(abs(r - largest) <= 0.001 * largest for r in readings), (wording, readings)
        if least is not None:
            assert least < largest
            assert any(abs(r - least) <= 0.001 * least for r in readings), (wording, readings)
    if claim["is_upper_bound"] or claim["is_lower_bound"]:
        assert claim["distance_km"] is not None or claim["altitude_km"] is not None
