"""Tables of claims labelled by hand before the program was asked: their rows, as claims and as verdicts."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from howfar.check.answer import check_claim
from howfar.check.model import Verdict
from howfar.claims.model import Claim

Row = dict[str, str]


@cache
def rows(name: str) -> list[Row]:
    with (Path(__file__).parent / name).open(newline="", encoding="utf-8") as table:
        return list(csv.DictReader(table))


def claim_of(row: Row) -> Claim:
    stated_km = _number(row["distance_km"])
    restated_km = _number(row.get("distance_restated_km", ""))
    return Claim(
        quote="", start=0, end=0, verb_kind=row["verb"], system=row["system"],  # type: ignore[arg-type]
        target=row["target"] or None, origin=row["origin"] or None, distance_km=stated_km,
        distance_as_written=None if stated_km is None else f"{stated_km:g} km", distance_restated_km=restated_km,
        altitude_km=_number(row["altitude_km"]), target_is_whole_region=bool(row["whole"]),
        negated=bool(row["negated"]), duration_s=_number(row["duration_s"]),
        site_altitude_km=_number(row["site_altitude_km"]), area_km2=_number(row["area_km2"]),
        ratio=_number(row["ratio"]), ratio_to=row["ratio_to"] or None,
    )  # fmt: skip


@cache
def judged(name: str, row_id: str) -> Verdict:
    return check_claim(claim_of(next(row for row in rows(name) if row["id"] == row_id)))


def _number(words: str) -> float | None:
    return float(words) if words else None
