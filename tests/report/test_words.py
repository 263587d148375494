"""How numbers, figures and assumptions are put for people."""

from __future__ import annotations

from dataclasses import replace

import pytest

from howfar.check.model import Span
from howfar.claims.model import Claim
from howfar.report import words
from howfar.report.reproduce import command

from . import examples


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (956.38, "956"), (2152.4, "2,152"), (52.0, "52"), (9.87, "9.87"), (41.44, "41.4"), (-356.4, "−356"), (0.0, "0"),
        (-0.001, "0"), (0.25, "0.25"), (1.3333, "1.33"), (float("nan"), "unknown"), (float("inf"), "unknown"),
    ],
)  # fmt: skip
def test_numbers(value: float, text: str) -> None:
    assert words.number(value) == text


def test_references_run_together() -> None:
    assert words.references([1, 2]) == "[1][2]"
    assert words.references([3, 1, 4, 5, 9]) == "[1][3–5][9]"
    assert words.references([]) == ""


def test_figures_that_agree_are_one_line_and_those_that_do_not_stay_apart() -> None:
    groups = words.figure_groups(examples.S400_FIGURES, {"tass-1405189": 1, "presstv-2022": 2}, verb="sees")
    assert [(group.value_text, group.sources) for group in groups] == [
        ("600 km", (1, 2)),
        ("400 km", (2,)),
        ("1,000 km", ()),
    ]
    assert groups[0].words == "detection range, official and press"
    span = examples.figure("missile_range_km", 500, examples.DW, value_min=50, is_lower_bound=True)
    assert words.figure_groups([span], {}, verb="strikes")[0].value_text == "more than 50 to 500 km"


def test_assumptions_say_their_unit_and_their_spread() -> None:
    rows = dict(
        words.assumption_rows(
            {
                "antenna_agl_m": Span(5, 25, 40),
                "k_factor": {"nominal": 1.333, "from": 1.2, "to": 1.6},
                "earth": "smooth",
                "antenna_is_assumed": True, "origin": {"taken_as": "Minsk", "vagueness_km": 12.0}, "nothing": None,
                "fixed_m": Span(20, 20, 20),
            }
        )
    )  # fmt: skip
    assert rows == {
        "antenna": "25 m above ground, swept 5 to 40 m above ground",
        "Earth radius factor k": "1.33, swept 1.2 to 1.6",
        "earth": "smooth",
        "antenna is assumed": "yes",
        "origin": "taken as Minsk; vagueness 12 km",
        "fixed": "20 m",
    }


def test_clean_takes_what_steers_and_leaves_what_is_written() -> None:
    assert words.clean("a\x1b[31m\u202eb\u200dc\x00\ufeff") == "a [31mb\u200dc "
    assert words.clean("Москва, 東京, עִבְרִית, ½ — ’") == "Москва, 東京, עִבְרִית, ½ — ’"


def test_a_verdict_gives_the_command_that_asks_it_again() -> None:
    claim = Claim(
        "",
        0,
        0,
        "strikes",
        system_id="x",
        target="São Paulo; rm -rf",
        origin="52.1,-3",
        distance_km=600.5,
        duration_s=480.0,
    )
    asked = replace(examples.BERLIN_VERDICT, claim=claim, assumptions={})
    assert command(asked) == "howfar can x strike 'São Paulo; rm -rf' --from 52.1,-3 --distance 600.5km --time 8"
    assert command(examples.RADAR_VERDICT) is None
    assert command(replace(asked, claim=replace(claim, negated=True))) is None


def test_the_command_says_what_was_assumed_and_what_was_fixed() -> None:
    fixed = {
        "k_factor": {"nominal": 1.2, "from": 1.2, "to": 1.2},
        "antenna_m": {"nominal": 30.0, "from": 30.0, "to": 30.0},
    }
    silent = replace(examples.POLAND_VERDICT.claim, origin=None)
    told = command(replace(examples.POLAND_VERDICT, claim=silent, assumptions=fixed))
    assert told == "howfar can iskander-m cover Poland --from Belarus --whole --antenna 30m --k 1.2"
    swept = {"k_factor": {"nominal": 1.333, "from": 1.2, "to": 1.6}}
    assert command(replace(examples.BERLIN_VERDICT, assumptions=swept)) == "howfar can s-400 see Berlin --from Minsk"


def test_a_rule_names_its_reading_only_where_there_are_several() -> None:
    findings = examples.BERLIN_VERDICT.findings
    assert words.rule_words(findings[0], findings) == "Range"
    both = (findings[0], replace(findings[0], verb="engages"))
    assert [words.rule_words(finding, both) for finding in both] == ["Range: sees", "Range: engages"]
