"""Quantifiers: "every base in Poland" is judged to the farthest part, "a base" and "not any" to the nearest."""

from __future__ import annotations

import pytest

from howfar.check.answer import check_claim
from howfar.claims.model import Claim


def _status(target: str, *, negated: bool = False, whole: bool = False) -> str:
    words = f"An Iskander in Kaliningrad can reach {target}"
    claim = Claim(
        quote=words, start=0, end=len(words), verb_kind="strikes", system="An Iskander", system_id="iskander-m",
        origin="Kaliningrad", target=target, negated=negated, target_is_whole_region=whole,
    )  # fmt: skip
    return check_claim(claim).label


# Poland begins 33 km from Kaliningrad and ends 656 km from it (geodesics to its border); published: 400 to 700 km.
@pytest.mark.parametrize(
    "target", ["every base in Poland", "each city in Poland", "any base in Poland", "all bases in Poland"]
)
def test_every_one_means_the_farthest(target: str) -> None:
    assert _status(target) == _status("Poland", whole=True) == "consistent only if"


@pytest.mark.parametrize("target", ["a base in Poland", "some bases in Poland", "bases in Poland", "Poland"])
def test_one_of_them_means_the_nearest(target: str) -> None:
    assert _status(target) == "consistent"


def test_not_any_means_the_nearest() -> None:
    assert _status("any base in Poland", negated=True) == "inconsistent"
    assert _status("anywhere in Poland", negated=True, whole=True) == "inconsistent"
    assert _status("every base in Poland", negated=True) != "inconsistent"


def test_one_city_is_no_region() -> None:
    assert _status("every part of Gdansk") == _status("Gdansk") == "consistent"
