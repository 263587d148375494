"""`howfar can` as it is typed: answers, contract keys, refusals in one sentence with the right exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import RunHowfar

CONTRACT_KEYS = {
    "claim", "label", "sentence", "decided_by", "distance_km", "margin_km", "findings", "would_hold_if", "assumptions",
    "unresolved", "sources",
}  # fmt: skip


def asked(run: RunHowfar, *words: str) -> dict:
    result = run("can", *words, "--json")
    assert result.code == 0, result.err
    return json.loads(result.out)


def test_s400_near_minsk_does_not_see_berlin(run: RunHowfar) -> None:
    verdict = asked(run, "s-400", "see", "Berlin", "--from", "Minsk")
    assert verdict.keys() >= CONTRACT_KEYS
    assert verdict["label"] == "inconsistent"
    assert verdict["decided_by"] == "range"
    assert verdict["distance_km"]["nearest"] == pytest.approx(956.3, abs=1.5)
    assert verdict["margin_km"] == pytest.approx(600 - 956.3, abs=1.5)
    altitude = next(c for c in verdict["would_hold_if"] if c["what"] == "target altitude")
    assert altitude["at_least"] == pytest.approx(59.3, abs=0.5)  # traced; the 4/3 Earth gives 51.8
    assert "52 km by the 4/3-Earth formula" in altitude["sentence"]


def test_not_even_from_the_nearest_part_of_belarus(run: RunHowfar) -> None:
    verdict = asked(run, "s-400", "see", "Berlin", "--from", "Belarus")
    assert verdict["label"] == "inconsistent"
    assert verdict["distance_km"]["nearest"] == pytest.approx(664.5, abs=2)


@pytest.mark.parametrize(("target", "least_km", "most_km"), [("Kyiv", 10.0, 11.5), ("Warsaw", 12.0, 13.5)])
def test_kyiv_and_warsaw_only_for_high_targets(run: RunHowfar, target: str, least_km: float, most_km: float) -> None:
    verdict = asked(run, "s-400", "see", target, "--from", "Minsk")
    assert verdict["label"] == "consistent only if"
    assert verdict["decided_by"] == "horizon"
    altitude = next(c for c in verdict["would_hold_if"] if c["what"] == "target altitude")
    assert least_km < altitude["at_least"] < most_km


def test_iskander_covers_the_part_of_poland_within_its_range(run: RunHowfar) -> None:
    verdict = asked(run, "iskander-m", "strike", "Poland", "--from", "Belarus", "--whole")
    assert verdict["label"] == "consistent only if"
    part = next(c for c in verdict["would_hold_if"] if c["what"] == "part of the region")
    assert part["at_most"] == 500
    assert 0.85 < part["share"] < 0.93


def test_a_taller_antenna_is_solved_for(run: RunHowfar) -> None:
    verdict = asked(run, "90k6e", "see", "--distance", "150km", "--altitude", "500m", "--antenna", "10m")
    assert verdict["label"] == "inconsistent"
    mast = next(c for c in verdict["would_hold_if"] if c["what"] == "antenna height")
    again = asked(run, "90k6e", "see", "--distance", "150km", "--altitude", "500m", "--antenna", f"{mast['at_least']}m")
    assert again["label"] != "inconsistent"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("s-400", "see", "Atlantiswhere", "--from", "Minsk"), "Atlantiswhere"),
        (("s-4000", "see", "Berlin"), "s-4000"),
        (("iskander-m", "see", "Berlin", "--from", "Minsk"), "does not see"),
        (("s-400", "guess", "Berlin"), "use see, engage, strike or cover"),
        (("s-400", "see", "--distance", "600"), "has no unit"),
        (("s-400", "see", "Berlin", "--from", "95N 27E"), "latitude"),
        (("s-400", "see", "Berlin", "--antenna=-20m"), "below the least allowed"),
        (("s-400", "see", "Berlin", "--k", "0"), "outside 0.5 to 10"),
        (("s-400", "see"), "nothing to reach"),
        (("s-400", "see", "Berlin", "--fail-on", "false"), "is not a label"),
        (("s-400", "see", "Berlin", "--from", "Minsk", "-o", "x.docx"), "unknown ending"),
        (("s-400", "see", "Berlin", "--systems", "/nowhere"), "/nowhere"),
    ],
)
def test_refusals(run: RunHowfar, words: tuple[str, ...], said: str) -> None:
    result = run("can", *words)
    assert result.code == 2
    assert said in result.err
    assert "Traceback" not in result.err
    assert not result.out


def test_fail_on_sets_the_exit_code(run: RunHowfar) -> None:
    assert run("can", "s-400", "see", "Berlin", "--from", "Minsk", "--fail-on", "inconsistent").code == 1
    assert run("can", "s-400", "see", "Berlin", "--from", "Minsk", "--fail-on", "consistent").code == 0


def test_the_terminal_view_fits_80_columns(run: RunHowfar) -> None:
    out = run("can", "iskander-m", "cover", "Poland", "--from", "Belarus", "--whole").out
    assert max(len(line) for line in out.splitlines() if "://" not in line) <= 80
    assert "\x1b" not in out


def test_options_change_the_answer(run: RunHowfar, tmp_path: Path) -> None:
    plain = asked(run, "s-400", "see", "Kyiv", "--from", "Minsk")
    for words in (
        ("--antenna", "200m"), ("--k", "1.6"), ("--altitude", "12km"), ("--distance", "500km"), ("--whole",),
        ("--time", "5"),
    ):  # fmt: skip
        other = asked(run, "s-400", "see", "Kyiv", "--from", "Minsk", *words)
        assert other != plain, words


def test_ambiguous_names_are_shown_and_can_be_fixed(run: RunHowfar) -> None:
    vague = asked(run, "s-400", "see", "Berlin", "--from", "Brest")
    assert vague["assumptions"]["origin"]["could_also_be"]
    fixed = asked(run, "s-400", "see", "Berlin", "--from", "Brest, BY")
    assert fixed["distance_km"]["nearest"] == pytest.approx(705, abs=5)
