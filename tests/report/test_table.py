"""CSV and JSON Lines."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from io import StringIO

import pytest

from howfar.report.table import COLUMNS, csv_text, json_lines

from . import examples


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text, newline="")))


def test_one_row_a_verdict_with_numbers_as_numbers() -> None:
    found = rows(csv_text([(examples.DOCUMENT, examples.VERDICTS)]))
    assert [row["label"] for row in found] == [verdict.label for verdict in examples.VERDICTS]
    assert found[0]["margin_km"] == "-356.384"
    assert tuple(found[0]) == COLUMNS
    assert found[3]["nearest_km"] == ""


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", " =", "\n@", "\u202e=", "＝"])
def test_no_text_cell_can_run_as_a_formula(start: str) -> None:
    hostile = start + 'HYPERLINK("http://example.org")'
    verdict = replace(
        examples.BERLIN_VERDICT, sentence=hostile, claim=replace(examples.BERLIN_VERDICT.claim, speaker=hostile)
    )
    found = rows(csv_text([(replace(examples.DOCUMENT, title=hostile), [verdict])]))[0]
    for column in ("sentence", "speaker", "document_title"):
        assert found[column].startswith("'")


def test_a_document_without_verdicts_gives_only_the_header() -> None:
    assert csv_text([(examples.DOCUMENT, [])]) == ",".join(COLUMNS) + "\r\n"


def test_json_lines_are_one_object_a_line() -> None:
    text = json_lines([{"a": "é\n"}, {"b": None}])
    assert [json.loads(line) for line in text.splitlines()] == [{"a": "é\n"}, {"b": None}]
    with pytest.raises(ValueError, match="Out of range float"):
        json_lines([{"a": float("nan")}])
