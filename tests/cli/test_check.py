"""`howfar check` and `howfar read` as they are typed: articles, batches, reports, and input that nobody should send."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.conftest import RunHowfar

ROOT = Path(__file__).resolve().parents[2]
ARTICLE = ROOT / "examples" / "new-radar-for-the-border.txt"
CLAIM = "An S-400 near Minsk will see all the way to Berlin."


def test_a_sentence_gets_its_verdict(run: RunHowfar) -> None:
    result = run("check", CLAIM, "--json")
    verdicts = json.loads(result.out)["verdicts"]
    assert result.code == 0
    assert [v["label"] for v in verdicts] == ["inconsistent"]
    assert verdicts[0]["claim"]["origin"] == "Minsk"
    assert verdicts[0]["claim"]["target"] == "Berlin"


def test_spans_reproduce_quotes(run: RunHowfar) -> None:
    result = json.loads(run("read", str(ARTICLE), "--json").out)
    text = run("read", str(ARTICLE), "--text").out
    assert result["claims"]
    for claim in result["claims"]:
        assert text[claim["start"] : claim["end"]] == claim["quote"]


def test_the_example_article_has_each_kind_of_verdict(run: RunHowfar) -> None:
    labels = {v["label"] for v in json.loads(run("check", str(ARTICLE), "--json").out)["verdicts"]}
    assert labels == {"consistent", "inconsistent", "consistent only if", "not checkable"}


def test_jsonl_keeps_order_and_ids(run: RunHowfar) -> None:
    lines = [json.dumps({"id": f"p{n}", "text": CLAIM if n % 2 else "Nothing of the kind was said."}) for n in range(6)]
    out = run("read", "-", "--jsonl", stdin="\n".join(lines).encode()).out
    rows = [json.loads(line) for line in out.splitlines()]
    assert [row["id"] for row in rows] == [f"p{n}" for n in range(6)]
    assert [len(row["claims"]) for row in rows] == [0, 1, 0, 1, 0, 1]


def test_every_report_kind_is_written_whole(run: RunHowfar, tmp_path: Path) -> None:
    kinds = ("html", "json", "jsonl", "csv", "png", "svg", "jsonld")
    outputs = [part for kind in kinds for part in ("-o", str(tmp_path / f"report.{kind}"))]
    result = run("check", str(ARTICLE), *outputs, "--url", "https://example.org/review", "--author", "Example desk")
    assert result.code == 0, result.err
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(f"report.{kind}" for kind in kinds)
    assert (tmp_path / "report.png").read_bytes().startswith(b"\x89PNG")
    assert "<svg" in (tmp_path / "report.svg").read_text()
    rows = list(csv.DictReader(io.StringIO((tmp_path / "report.csv").read_text())))
    assert len(rows) == len(json.loads((tmp_path / "report.json").read_text())["verdicts"])
    page = (tmp_path / "report.html").read_text()
    assert "Berlin" in page
    assert "<script" not in page


def test_claimreview_is_refused_without_address_and_author(run: RunHowfar, tmp_path: Path) -> None:
    result = run("check", CLAIM, "-o", str(tmp_path / "review.jsonld"))
    assert result.code == 2
    assert "--author" in result.err
    assert not list(tmp_path.iterdir())


def test_a_batch_goes_on_after_bad_input(run: RunHowfar, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    (tmp_path / "good.txt").write_text(CLAIM)
    names = [str(tmp_path / name) for name in ("empty.txt", "picture.txt", "missing.txt", "good.txt")]
    result = run("check", *names, "--json")
    assert result.code == 2
    assert json.loads(result.out)["verdicts"][0]["label"] == "inconsistent"
    complaints = result.err.splitlines()
    assert len(complaints) == 3
    assert all(line.startswith("howfar: ") for line in complaints)


def test_a_file_of_200_mb_is_refused_unread(run: RunHowfar, tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    result = run("check", str(path))
    assert result.code == 2
    assert "large.txt" in result.err
    assert "Traceback" not in result.err


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("broken.html", b"<html><body><p>" + CLAIM.encode() + b"</b></i><table><tr><td"),
        ("cp1251.txt", ("С-400 видит всё. " + CLAIM).encode("cp1251")),
        ("utf16.txt", CLAIM.encode("utf-16")),
        ("rtl.txt", ("مرحبا " + CLAIM + " \u202eabc").encode()),
        ("control.txt", CLAIM.encode() + b"\x1b[31m\x07 bell"),
        ("long-line.txt", (CLAIM + " ") .encode() * 50),
    ],
)  # fmt: skip
def test_odd_input_is_read_all_the_same(run: RunHowfar, tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    result = run("check", str(path))
    assert result.code in (0, 2)
    assert "Traceback" not in result.err
    assert "\x1b" not in result.out
    if result.code == 0:
        assert "inconsistent" in result.out


def test_an_address_without_network_says_what_to_do(run: RunHowfar) -> None:
    result = run("check", "http://127.0.0.1:9/article")
    assert result.code == 2
    assert result.err.startswith("howfar: ")


def test_fail_on(run: RunHowfar) -> None:
    assert run("check", CLAIM, "--fail-on", "inconsistent").code == 1
    assert run("check", CLAIM, "--fail-on", "not checkable").code == 0


def test_explain_names_rule_and_words(run: RunHowfar) -> None:
    out = run("read", CLAIM, "--explain").out
    for word in ("target", "Berlin", "origin", "Minsk"):
        assert word in out


def test_from_gives_a_missing_origin(run: RunHowfar) -> None:
    words = "The S-400 can see all the way to Berlin."
    assert json.loads(run("check", words, "--json").out)["verdicts"][0]["distance_km"] is None
    told = json.loads(run("check", words, "--from", "Brest, BY", "--json").out)["verdicts"][0]
    assert told["distance_km"]["nearest"] == pytest.approx(705, abs=5)


def test_set_mends_a_slot(run: RunHowfar) -> None:
    mended = json.loads(run("check", CLAIM, "--set", "target=Kyiv", "--json").out)["verdicts"][0]
    assert mended["label"] == "consistent only if"
    assert mended["claim"]["target"] == "Kyiv"
    assert json.loads(run("read", CLAIM, "--set", "1:distance=600km", "--json").out)["claims"][0]["distance_km"] == 600


@pytest.mark.parametrize(
    "setting", ["target", "colour=red", "7:target=Kyiv", "distance=600", "verb=guess", "whole=maybe"]
)
def test_a_setting_that_makes_no_sense_is_refused(run: RunHowfar, setting: str) -> None:
    result = run("check", CLAIM, "--set", setting)
    assert result.code == 2
    assert result.err.startswith("howfar: ")
