"""The terminal view: order, width, plainness."""

from __future__ import annotations

from dataclasses import replace

import pytest

from howfar.report.terminal import claims_text, document_text, verdict_text

from . import examples


@pytest.mark.parametrize("verdict", examples.VERDICTS, ids=lambda verdict: verdict.label)
def test_sentence_comes_before_numbers_before_sources(verdict: object) -> None:
    lines = " ".join(verdict_text(verdict).split())  # type: ignore[arg-type]
    order = [lines.find(word) for word in (verdict.label, verdict.sentence, "What would have to be true", "Sources")]  # type: ignore[attr-defined]
    present = [place for place in order if place >= 0]
    assert order[0] >= 0
    assert order[1] > 0
    assert present == sorted(present)


@pytest.mark.parametrize("width", [60, 80, 100])
def test_no_line_is_wider_than_asked_save_addresses(width: int) -> None:
    text = document_text(examples.DOCUMENT, examples.VERDICTS, width=width)
    wide = [line for line in text.splitlines() if len(line) > width and "https://" not in line]
    assert wide == []


def test_plain_text_has_no_escapes_and_no_trailing_blanks() -> None:
    text = document_text(examples.DOCUMENT, examples.VERDICTS)
    assert "\x1b" not in text
    assert all(line == line.rstrip() for line in text.splitlines())


def test_colour_adds_escapes_and_nothing_else() -> None:
    import re

    plain = verdict_text(examples.BERLIN_VERDICT)
    coloured = verdict_text(examples.BERLIN_VERDICT, color=True)
    assert "\x1b[" in coloured
    stripped = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    assert [line.rstrip() for line in stripped.splitlines()] == plain.splitlines()


def test_every_label_has_its_own_sign_and_its_word() -> None:
    firsts = {verdict_text(verdict).splitlines()[0] for verdict in examples.VERDICTS}
    assert firsts == {"✗ inconsistent", "◐ consistent only if", "? not checkable"}


def test_readings_are_told_apart() -> None:
    findings = examples.BERLIN_VERDICT.findings
    both = (findings[0], replace(findings[0], verb="engages"))
    text = " ".join(verdict_text(replace(examples.BERLIN_VERDICT, findings=both)).split())
    assert "✗ sees: Berlin lies" in text
    assert "✗ engages: Berlin lies" in text
    assert "sees:" not in verdict_text(examples.BERLIN_VERDICT)


def test_addresses_are_kept_whole() -> None:
    text = verdict_text(examples.POLAND_VERDICT, width=60)
    assert "https://www.dw.com/en/russia-moves-nuclear-missiles-onto-natos-doorstep/a-35997378" in text


def test_numbers_and_sources_of_the_berlin_claim() -> None:
    text = verdict_text(examples.BERLIN_VERDICT)
    for expected in (
        "956 km",
        "356 km short",
        "600 km: detection range, official and press [1][2]",
        "Press TV, 2022-02-17",
    ):
        assert expected in " ".join(text.split())
    assert "1,000 km: detection range, press, outlier, shown but not used [3]" in " ".join(text.split())
    assert "25 m above ground, swept 5 to 40 m above ground" in " ".join(text.split())


def test_hostile_text_cannot_steer_the_terminal() -> None:
    text = document_text(examples.HOSTILE_DOCUMENT, [examples.HOSTILE_VERDICT])
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "[red]" in verdict_text(
        examples.RADAR_VERDICT.__class__(examples.RADAR_VERDICT.claim, "consistent", "a [red]b[/]")
    )


def test_a_text_without_claims_says_so() -> None:
    assert "No claim of reach was found in this text." in document_text(examples.DOCUMENT, [])
    assert "No claim of reach was found in this text." in claims_text(examples.DOCUMENT, [])


def test_claims_are_listed_with_their_slots() -> None:
    text = claims_text(examples.DOCUMENT, [verdict.claim for verdict in examples.VERDICTS])
    assert "Poland (all of it)" in text
    assert "hypothetical" in text
