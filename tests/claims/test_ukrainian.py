"""Ukrainian: declined names, tenses, apostrophes, numbers."""

from __future__ import annotations

import pytest

from howfar.check.answer import check_claim
from howfar.claims.morphology import morphology, nominatives
from tests.claims.slavic import claims, only


@pytest.mark.parametrize(
    ("written", "nominative"),
    [
        ("Києва", "Київ"), ("Варшави", "Варшава"), ("Брянської області", "Брянська область"), ("Криму", "Крим"),
        ("Польщу", "Польща"),
    ],
)  # fmt: skip
def test_names_in_any_case_have_their_nominative_among_the_readings(written: str, nominative: str) -> None:
    assert nominative in nominatives(written)


def test_tenses_have_keys_of_their_own() -> None:
    key = morphology("pymorphy-uk")
    assert len({key("вразила"), key("вразить"), key("вразити")}) == 3
    assert key("б'є") == key("б’є") == key("бʼє")


@pytest.mark.parametrize(
    ("figure", "km"),
    [("1,5 тис. км", 1500), ("дві тисячі кілометрів", 2000), ("п’ятсот кілометрів", 500), ("60 морських миль", 111.12)],
)
def test_figures_as_ukrainian_writes_them(figure: str, km: float) -> None:
    assert only(f"Ракета «Нептун» здатна вражати цілі на відстані {figure}.").distance_km == pytest.approx(km)


@pytest.mark.parametrize("apostrophe", "'’ʼ")
def test_every_apostrophe_is_one(apostrophe: str) -> None:
    assert only(f"«Вільха» б{apostrophe}є на 70 кілометрів.", "uk").distance_km == 70


def test_a_past_event_is_no_reach_and_a_future_is_a_hypothesis() -> None:
    assert claims("Дрон «Лютий» пролетів 900 км і вразив завод.", "uk") == ()
    assert only("Дрон «Лютий» долетить до Москви.", "uk").hypothetical
    assert not only("Дрон «Лютий» може долетіти до Москви.", "uk").hypothetical


def test_directions_belong_to_the_origin() -> None:
    claim = only("С-400, що стоїть західніше Бреста, бачить усю територію Польщі.")
    assert (claim.origin, claim.target) == ("західніше Бреста", "усю територію Польщі")
    assert claim.target_is_whole_region


def test_a_declined_claim_is_checked() -> None:
    found = check_claim(only("С-400 з-під Гродна бачить усе аж до Парижа."))
    assert (found.label, found.unresolved) == ("inconsistent", ())
