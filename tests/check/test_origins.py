"""An origin that is only assumed: what it may support, and what it may not refute. Texts of our own."""

from __future__ import annotations

import pytest

from howfar.check.answer import check_claims
from howfar.check.model import Verdict
from howfar.check.reading import read
from howfar.claims.model import Document


def _verdicts(text: str) -> tuple[Verdict, ...]:
    return check_claims(read(Document(text=text, sha256="")), text)


@pytest.mark.parametrize(
    ("text", "within_km"),
    [
        ("Kyiv is protected by American Patriot air defence systems.", 160),
        ("Germany's Taurus missiles could be used to hit the Kerch Bridge.", 500),
        ("The US has sent a THAAD radar that can see missiles launched in Iran.", 2000),
        ("The Taurus cannot reach Moscow, the German chancellor said.", 500),
    ],
)
def test_what_can_stand_elsewhere_is_not_refuted_from_its_owners_country(text: str, within_km: float) -> None:
    (verdict,) = _verdicts(text)
    assert verdict.label == "not checkable"
    assert verdict.origin is None
    (condition,) = verdict.would_hold_if
    assert (condition.what, condition.at_most) == ("origin", within_km)
    assert f"only from within {within_km:,} km" in verdict.sentence


def test_a_land_based_missile_of_one_country_is_refuted_from_there() -> None:
    (verdict,) = _verdicts("North Korea's Hwasong-12 missile could hit Washington.")
    assert verdict.label == "inconsistent"
    assert "North Korea is assumed" in verdict.sentence


def test_the_figure_that_a_claim_states_is_refuted_wherever_it_stands() -> None:
    (verdict,) = _verdicts("Taurus missiles, with a range of 900 km, could hit the Kerch Bridge.")
    assert verdict.label == "inconsistent"
    assert "The stated 900 km is beyond" in verdict.sentence


def test_several_systems_may_share_a_country_that_is_too_wide_for_one() -> None:
    assert [v.label for v in _verdicts("Patriot systems will completely cover Ukraine.")] == ["not checkable"]
    assert [v.label for v in _verdicts("One Patriot will completely cover Ukraine.")] == ["inconsistent"]


def test_the_owner_is_a_country_that_operates_the_system() -> None:
    """The by-name "Guam Killer" is no missile of Guam's."""
    (verdict,) = _verdicts("The DF-26, dubbed the Guam Killer, was shown. The Guam Killer can reach Hawaii.")
    assert verdict.origin is not None
    assert verdict.origin.country_code == "CN"


def test_a_denial_stands_or_falls_with_no_assumed_place() -> None:
    """What Armenia was sold need not stand in Russia, which operates it as well."""
    (denied,) = _verdicts("Armenia's new Iskanders cannot hit Baku, the Russian general said.")
    assert denied.label == "not checkable"
    (verdict,) = _verdicts("Armenia's new Iskanders can hit Baku, the Russian general said.")
    assert verdict.origin is not None
    assert verdict.origin.country_code == "AM"


def test_the_owner_is_known_from_the_text_around_the_words() -> None:
    text = (
        "North Korea has 300 new rocket launchers, Fox News of the United States says. "
        "The rockets have a range of 200 km and can hit Seoul."
    )
    for verdict in _verdicts(text):
        assert verdict.origin is None or verdict.origin.country_code == "KP"


@pytest.mark.parametrize("words", ["the capital city", "the island", "the region", "bases in the region"])
def test_words_without_a_capital_are_no_place(words: str) -> None:
    """There are places called Region, Island and Capital; a text that means them writes them so."""
    (verdict,) = _verdicts(f"The DF-26 missile can hit {words}.")[:1] or (None,)
    assert verdict is None or verdict.target is None


def test_words_beside_a_name_are_no_place() -> None:
    (verdict,) = _verdicts("The DF-26 missile can hit American installations in the region.")
    assert verdict.target is None
