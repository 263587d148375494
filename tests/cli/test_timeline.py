"""`howfar timeline` as a user runs it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import jsonschema
import pytest

from tests.cli.conftest import RunHowfar

ROOT = Path(__file__).resolve().parents[2]
MONDAY = (
    "Pavel Harecki said on Monday that Belarus may purchase the S-400. "
    '"From Minsk it will see all the way to Berlin," he said.'
)
LATER = "Belarus has deployed the S-400 near Brest, Pavel Harecki said on Tuesday.\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "monday.txt").write_text(MONDAY)
    (tmp_path / "later.txt").write_text(LATER)
    monkeypatch.chdir(tmp_path)
    return tmp_path


DATES = ("--date", "monday.txt=2022-02-14", "--date", "later.txt=2022-12-20")


def test_terminal_stands_in_order_and_in_80_columns(folder: Path, run: RunHowfar) -> None:
    result = run("timeline", "later.txt", "monday.txt", *DATES)
    assert result.code == 0, result.err
    places = [result.out.index(words) for words in ("14 February 2022   Pavel", "20 December 2022   Pavel")]
    assert places == sorted(places)
    assert "“may purchase” → “deployed”" in result.out.replace("\n       ", " ")
    assert all(len(line) <= 80 for line in result.out.splitlines())
    assert "\x1b" not in result.out


def test_without_dates_nothing_is_placed_and_the_way_out_is_named(folder: Path, run: RunHowfar) -> None:
    result = run("timeline", "monday.txt", "later.txt")
    assert result.code == 0
    assert "Date not known" in result.out
    assert "2022" not in result.out.replace("2022-12-31", "")
    assert "--date monday.txt=2022-12-31" in " ".join(result.out.split())


def test_json_follows_its_schema(folder: Path, run: RunHowfar) -> None:
    result = run("timeline", "monday.txt", "later.txt", *DATES, "--json")
    found = json.loads(result.out)
    jsonschema.validate(found, json.loads((ROOT / "docs" / "schema" / "timeline-1.json").read_text()))
    assert found["schema"] == "howfar/timeline/1"
    assert [d["published"] for d in found["documents"]] == ["2022-02-14", "2022-12-20"]
    assert found["storylines"][0]["system_id"] == "s-400"
    entries = found["storylines"][0]["entries"]
    assert [e["status"]["stage"] for e in entries if e["status"]] == ["considered", "deployed"]
    assert entries[0]["said"] == {"first": "2022-02-14", "last": "2022-02-14", "words": "Monday"}


def test_files_of_every_kind(folder: Path, run: RunHowfar) -> None:
    names = ("x.html", "x.csv", "x.json")
    result = run("timeline", "monday.txt", "later.txt", *DATES, *(word for name in names for word in ("-o", name)))
    assert result.code == 0, result.err
    page = (folder / "x.html").read_text()
    assert "default-src 'none'" in page
    assert "<script" not in page
    assert "may purchase" in page
    rows = list(csv.DictReader(io.StringIO((folder / "x.csv").read_text())))
    assert rows[0]["said_from"] == "2022-02-14"
    assert len(rows) == sum(len(s["entries"]) for s in json.loads((folder / "x.json").read_text())["storylines"])


def test_json_lines_carry_their_dates_and_ids(folder: Path, run: RunHowfar) -> None:
    rows = [{"id": "a", "text": MONDAY, "date": "2022-02-14"}, {"id": "b", "text": LATER}]
    (folder / "all.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    for name in ("b", "all.jsonl#b"):
        result = run("timeline", "all.jsonl", "--date", f"{name}=2022-12-20", "--json")
        assert [d["published"] for d in json.loads(result.out)["documents"]] == ["2022-02-14", "2022-12-20"]


def test_markup_in_a_text_stays_text(folder: Path, run: RunHowfar) -> None:
    (folder / "bad.txt").write_text(
        "<b>x</b> Minsk may purchase the S-400 <script>alert(1)</script>, =cmd said on Monday."
    )
    run("timeline", "bad.txt", "--date", "bad.txt=2022-02-14", "-o", "x.html", "-o", "x.csv")
    assert "<script" not in (folder / "x.html").read_text()


def test_one_bad_file_is_said_and_the_rest_goes_on(folder: Path, run: RunHowfar) -> None:
    (folder / "empty.txt").write_text("")
    result = run("timeline", "empty.txt", "missing.txt", "monday.txt", "--date", "monday.txt=2022-02-14")
    assert result.code == 2
    assert "empty.txt" in result.err
    assert "missing.txt" in result.err
    assert "14 February 2022" in result.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--date", "monday.txt"), "FILE=YEAR-MONTH-DAY"),
        (("--date", "monday.txt=last week"), "FILE=YEAR-MONTH-DAY"),
        (("--date", "other.txt=2022-02-14"), "no input of that name"),
        (("-o", "x.png"), "unknown ending"),
    ],
)
def test_wrong_use_is_explained(folder: Path, run: RunHowfar, words: tuple[str, ...], said: str) -> None:
    result = run("timeline", "monday.txt", *words)
    assert result.code == 2
    assert said in result.err
    assert "Traceback" not in result.err
