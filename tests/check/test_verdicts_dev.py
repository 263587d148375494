"""The 24 claims of shared/figures/verdicts_dev.csv, put as structured questions, against the labels expected there.

The table gives a gist, not a question, so the transcription into arguments is here. Rows that judge several places at
once ("China and Russia", "Cyprus, Greece and Turkey") are put as the place that decides. Rows on numbers inside a text
are claims.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from howfar.check.answer import can, check_claim
from howfar.check.model import Verdict
from howfar.claims.model import Claim

ASKED: dict[str, tuple[str, str, dict[str, Any]]] = {
    "1": ("s-400", "see", {"target": "Berlin", "origin": "Minsk"}),
    "2": ("s-400", "see", {"target": "Berlin", "origin": "Minsk"}),
    "3": ("s-400", "see", {"target": "Kyiv", "origin": "Minsk", "distance_km": 600}),
    "4": ("s-400", "see", {"target": "Warsaw", "origin": "Minsk", "distance_km": 600}),
    "5": ("iskander-m", "cover", {"target": "Poland", "origin": "Belarus", "whole": True}),
    "7": ("s-400", "cover", {"target": "Warsaw", "origin": "Navakolasava"}),
    "10": ("iskander-m", "strike", {"target": "Berlin", "origin": "Kaliningrad", "distance_km": 700}),
    "14": ("kinzhal", "strike", {"target": "London", "origin": "Kaliningrad", "distance_km": 2000}),
    "17": ("konteyner", "see", {"target": "Europe", "origin": "Kovylkino", "distance_km": 3000, "whole": True}),
    "23": ("s-400", "cover", {"target": "Ben Gurion airport", "origin": "Hmeimim"}),
    "26": ("s-400", "engage", {"target": "Pakistan", "origin": "India", "whole": True}),
    "34": ("tomahawk", "strike", {"target": "Russia", "origin": "Laoag"}),
    "36": ("thaad-radar", "see", {"target": "Beijing", "origin": "Seongju"}),
    "41": ("ATACMS", "strike", {"target": "Moscow", "origin": "Kharkiv"}),
    "43": ("tomahawk", "strike", {"target": "Moscow", "origin": "Kyiv"}),
    "50": ("oreshnik", "strike", {"target": "London", "origin": "Krychaw", "duration_s": 480}),
    "54": ("dark-eagle", "strike", {"target": "Moscow", "origin": "London", "distance_km": 3500}),
    "60": ("al-hussein", "strike", {"target": "Greece", "origin": "Iraq", "distance_km": 650}),
    "64": ("tayfun", "strike", {"target": "Athens", "origin": "Cesme"}),
    "70": ("e-3", "see", {"distance_km": 520}),
}
_S_400 = {"verb_kind": "engages", "system": "S-400", "system_id": "s-400"}
_PATRIOT = {"verb_kind": "engages", "system": "Patriot", "system_id": "patriot"}
_AWACS = {"verb_kind": "sees", "system": "AWACS", "system_id": "e-3", "site_altitude_km": 9.15}
CLAIMS: dict[str, dict[str, Any]] = {
    "20": {**_S_400, "origin": "Feodosia", "target": "Sulina", "negated": True},
    "31": {**_S_400, "ratio": 2.5, "ratio_to": "S-300PMU-2"},
    "47": {**_PATRIOT, "distance_km": 35, "area_km2": 200},
    "69": {**_AWACS, "distance_km": 400, "area_km2": 312000},
}
ARGUED = {
    "10": "published figures of 500 and 700 km lie on both sides of 526 km, so the claim depends on a named figure and "
    "launch place: by the design that is 'consistent only if', with both numbers, and not 'not checkable'",
}


def verdict_of(row: str) -> Verdict:
    if row in ASKED:
        system, verb, arguments = ASKED[row]
        return can(system, verb, **arguments)
    return check_claim(Claim(quote="", start=0, end=0, **CLAIMS[row]))


def test_every_row_of_the_table_is_asked(shared: Path) -> None:
    with (shared / "figures" / "verdicts_dev.csv").open(newline="") as table:
        ids = {row["id"] for row in csv.DictReader(table)}
    assert ids == set(ASKED) | set(CLAIMS)


@pytest.mark.parametrize("row", [*ASKED, *CLAIMS])
def test_label(row: str, shared: Path) -> None:
    with (shared / "figures" / "verdicts_dev.csv").open(newline="") as table:
        expected = next(r for r in csv.DictReader(table) if r["id"] == row)
    verdict = verdict_of(row)
    if row in ARGUED:
        assert verdict.label == "consistent only if", verdict.sentence
    else:
        assert verdict.label == expected["howfar_label"], verdict.sentence


@pytest.mark.parametrize("row", ["1", "3", "4", "7", "14", "20", "23", "41", "43", "50", "54", "64"])
def test_distance(row: str, shared: Path) -> None:
    with (shared / "figures" / "verdicts_dev.csv").open(newline="") as table:
        expected = next(r for r in csv.DictReader(table) if r["id"] == row)
    numbers = [float(word) for word in expected["distance_km_computed"].replace(",", " ").split() if word.isdigit()]
    nearest = verdict_of(row).nearest_km
    assert nearest is not None
    assert min(abs(nearest - n) for n in numbers) <= max(0.01 * nearest, 3.0)
