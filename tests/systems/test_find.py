"""Systems by the names that texts give them; expected ids from public knowledge of designations."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from howfar.errors import UnknownSystemError
from howfar.systems.catalogue import Catalogue


@pytest.mark.parametrize(
    ("name", "system_id", "variant"),
    [
        ("S-400", "s-400", None),
        ("s400", "s-400", None),
        ("S\u2011400", "s-400", None),  # with a non-breaking hyphen
        ("the S-400 Triumf air defence missile systems", "s-400", None),
        ("SA-21 Growler", "s-400", None),
        ("С-400 «Триумф»", "s-400", None),
        ("S-400 (Triumf)", "s-400", None),
        ("40N6", "s-400", "40N6"),
        ("S-300PMU-2 Favorit", "s-300", "S-300PMU-2"),
        ("SA-20 Gargoyle", "s-300", None),
        ("Iskander", "iskander-m", None),
        ("Iskanders", "iskander-m", None),
        ("Russian Iskander-M missiles", "iskander-m", None),
        ("SS-26 Stone", "iskander-m", None),
        ("Искандеров", "iskander-m", None),
        ("Іскандер-М", "iskander-m", None),
        ("9K720", "iskander-m", None),
        ("SSC-8", "iskander-k", "9M729"),
        ("Кинжалами", "kinzhal", None),
        ("Kh-47M2", "kinzhal", None),
        ("Калібр", "kalibr", None),
        ("ATACMS", "himars", "ATACMS"),
        ("ATACMS missiles", "himars", "ATACMS"),
        ("PrSM", "himars", "PrSM"),
        ("HIMARS", "himars", None),
        ("PAC-3 MSE", "patriot", "PAC-3 MSE"),
        ("THAAD's radar", "thaad-radar", None),
        ("AN/TPY-2", "thaad-radar", None),
        ("THAAD", "thaad", None),
        ("ref-36d6m", "36d6", "36D6M"),
        ("ref-kj1", "kj-1", None),
        ("JASSM-ER", "jassm", "JASSM-ER"),
        ("SCALP", "storm-shadow", "SCALP-EG"),
        ("AWACS aircraft", "e-3", None),
        ("Container radar", "konteyner", None),
        ("MANPADS", "manpads", None),
        ("shoulder-held launchers", "manpads", None),
        ("its medium-range Rodong-1 ballistic missile", "rodong", None),
        ("the longer-range DF-21D", "df-21d", None),
        ("their new nuclear-capable Shaheen-III missiles", "shaheen-iii", None),
        ("the Saegheh missile", "saegheh", None),
    ],
)
def test_find(name: str, system_id: str, variant: str | None) -> None:
    hit = Catalogue.default().find(name)
    assert (hit.system.id, hit.variant) == (system_id, variant)


@pytest.mark.parametrize(
    "name", ["", " ", "missile", "the system", "()", "Minsk", "cream puff", "S-401", "Torero", "🚀"]
)
def test_what_is_no_system_is_not_found(name: str) -> None:
    with pytest.raises(UnknownSystemError, match="is not a system of the catalogue"):
        Catalogue.default().find(name)


def test_a_slip_of_the_pen_gets_a_suggestion() -> None:
    with pytest.raises(UnknownSystemError) as caught:
        Catalogue.default().find("Storm Shaddow")
    assert str(caught.value) == (
        "'Storm Shaddow' is not a system of the catalogue. Did you mean Storm Shadow? --systems DIR adds your own."
    )


@given(st.text(max_size=300))
def test_find_never_crashes_on_text(text: str) -> None:
    try:
        hit = Catalogue.default().find(text)
    except UnknownSystemError:
        return
    assert hit.system.id in Catalogue.default().ids()


@given(st.sampled_from(list(Catalogue.default().names())), st.sampled_from([str.upper, str.lower, str.title]))
def test_case_and_surroundings_do_not_matter(name, change) -> None:  # type: ignore[no-untyped-def]
    hit = Catalogue.default().find(f" the «{change(name.alias)}» missile system ")
    assert hit.system.id == name.system_id


def test_a_very_long_name_is_answered_at_once() -> None:
    with pytest.raises(UnknownSystemError):
        Catalogue.default().find("missile " * 100_000)
