"""French: elision, adjectives and owners behind their noun, numbers, guillemets, dates, speakers."""

from __future__ import annotations

import pytest

from howfar.check.answer import check_claim
from howfar.claims.language import load
from howfar.claims.moments import time_words
from howfar.claims.tokens import tokenize
from tests.claims.slavic import claims, only


def _words(text: str) -> list[str]:
    return [token.text for token in tokenize(text, 0, len(text), load("fr"))]


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("l'Iskander", ["l'", "Iskander"]), ("L’Iskander-M", ["L’", "Iskander-M"]), ("jusqu'à", ["jusqu'", "à"]),
        ("d'une", ["d'", "une"]), ("aujourd'hui", ["aujourd'hui"]), ("n'importe", ["n'importe"]), ("s'il", ["s'il"]),
    ],
)  # fmt: skip
def test_elided_words_stand_apart(words: str, parts: list[str]) -> None:
    assert _words(words) == parts


@pytest.mark.parametrize(
    ("figure", "km"),
    [
        ("1 500 km", 1500), ("1\u202f500 kilomètres", 1500), ("2,5 km", 2.5), ("deux cent cinquante kilomètres", 250),
        ("mille deux cents kilomètres", 1200), ("quatre-vingts kilomètres", 80), ("quatre-vingt-dix kilomètres", 90),
        ("soixante-dix kilomètres", 70), ("cent milles nautiques", 185.2), ("3 500 mètres", 3.5),
    ],
)  # fmt: skip
def test_figures_as_french_writes_them(figure: str, km: float) -> None:
    assert only(f"Le missile Kalibr a une portée de {figure}.", "fr").distance_km == pytest.approx(km)


@pytest.mark.parametrize(
    "text",
    [
        "Le Kalibr peut frapper Berlin.", "Le Kalibr est capable d'atteindre Berlin.", "Le Kalibr atteint Berlin.",
        "Berlin se trouve à portée du Kalibr.", "Le Kalibr met Berlin à portée de tir.",
        "Le Kalibr peut voler jusqu'à Berlin.", "Le Kalibr permet à la Russie de frapper Berlin.",
        "Un missile Kalibr susceptible de toucher Berlin a été livré.",
        "L'armée redoute le Kalibr, qui peut viser Berlin.",
    ],
)  # fmt: skip
def test_one_place_in_many_wordings(text: str) -> None:
    claim = only(text, "fr")
    assert (claim.system_id, claim.target, claim.verb_kind) == ("kalibr", "Berlin", "strikes")


@pytest.mark.parametrize(
    ("words", "system_id"),
    [
        ("Les missiles iraniens", "iran-missile"), ("Les missiles de la Corée du Nord", "north-korea-missile"),
        ("Les missiles de croisière russes", "russia-cruise-missile"),
        ("L'artillerie nord-coréenne", "north-korea-artillery"),
        ("Les missiles balistiques de l'Iran", "iran-ballistic-missile"),
    ],
)  # fmt: skip
def test_kinds_and_owners_stand_behind(words: str, system_id: str) -> None:
    assert only(f"{words} peuvent atteindre Rome.", "fr").system_id == system_id


def test_would_will_and_if_are_hypotheses_and_could_is_none() -> None:
    assert only("Le Kalibr atteindra Berlin.", "fr").hypothetical
    assert only("Si on le déployait, le Kalibr pourrait frapper Berlin.", "fr").hypothetical
    assert not only("Le Kalibr pourrait frapper Berlin.", "fr").hypothetical


@pytest.mark.parametrize(
    "text",
    [
        "Le Kalibr ne peut pas atteindre Berlin.", "Aucun Kalibr ne peut atteindre Berlin.",
        "Berlin est hors de portée du Kalibr.", "Berlin n'est pas à portée du Kalibr.",
    ],
)  # fmt: skip
def test_denials(text: str) -> None:
    assert only(text, "fr").negated


def test_what_is_not_delivered_has_its_range() -> None:
    assert not only("Paris ne livrera pas de missiles Scalp d'une portée de 250 km.", "fr").negated


@pytest.mark.parametrize(
    ("words", "upper", "lower"),
    [
        ("jusqu'à 300 km", True, False), ("300 km au maximum", True, False), ("plus de 300 km", False, True),
        ("au moins 300 km", False, True), ("environ 300 km", False, False), ("près de 300 km", False, False),
    ],
)  # fmt: skip
def test_bounds(words: str, upper: bool, lower: bool) -> None:
    claim = only(f"Le Kalibr peut parcourir {words}.", "fr")
    assert (claim.is_upper_bound, claim.is_lower_bound) == (upper, lower)


@pytest.mark.parametrize(
    ("source", "speaker"),
    [
        ("a déclaré le général Paul Morel", "Paul Morel"), ("affirme le ministre Paul Morel", "Paul Morel"),
        ("selon le président de la Corée du Sud", "le président de la Corée du Sud"),
        ("d'après Paul Morel", "Paul Morel"),
    ],
)  # fmt: skip
def test_sources(source: str, speaker: str) -> None:
    assert only(f"Le Kalibr peut frapper Berlin, {source}.", "fr").speaker == speaker


def test_a_range_in_guillemets() -> None:
    assert only("Selon la presse, la portée du Kalibr est « d'environ 2 500 kilomètres ».", "fr").distance_km == 2500


def test_an_answer_and_what_a_but_denies() -> None:
    assert only("Jusqu'où vole le Kalibr ? Environ 2 500 kilomètres.", "fr").distance_km == 2500
    found = claims("Le Kalibr peut atteindre Berlin mais pas Londres.", "fr")
    assert [(c.target, c.negated) for c in found] == [("Berlin", False), ("Londres", True)]


def test_the_end_of_a_country_is_no_system() -> None:
    claim = only("La Corée du Nord peut frapper Guam avec le Hwasong-12.", "fr")
    assert claim.system_id == "hwasong-12"


def test_names_in_guillemets_are_no_speech() -> None:
    claim = only("Les missiles « Kalibr » peuvent frapper Berlin.", "fr")
    assert (claim.system_id, claim.speaker) == ("kalibr", None)


def test_whole_regions_and_parts() -> None:
    assert only("Le S-400 surveille toute la Pologne.", "fr").target_is_whole_region
    assert not only("Le S-400 surveille une partie de la Pologne.", "fr").target_is_whole_region


@pytest.mark.parametrize(
    "text",
    [
        "Le train atteint Berlin à midi.", "La voiture électrique a une portée de 500 kilomètres.",
        "Le Patriot doit intercepter des missiles d'une portée de 1 000 kilomètres.",
        "Le Kalibr a parcouru 1 500 kilomètres.", "Le général a atteint Brest.", "Ce Kalibr peut-il frapper Berlin ?",
    ],
)  # fmt: skip
def test_no_claim(text: str) -> None:
    assert claims(text, "fr") == ()


def test_a_day_is_read() -> None:
    text = "Le 5 novembre 2021, il a parlé."
    (moment,) = time_words(text, 0, len(text), "fr")
    assert (moment.year, moment.month, moment.day) == (2021, 11, 5)


def test_the_language_of_a_text_is_found_and_its_claim_checked() -> None:
    claim = only("Le S-400 déployé près de Minsk peut voir toute la Pologne.")
    assert (claim.system_id, claim.target, claim.origin) == ("s-400", "toute la Pologne", "Minsk")
    assert check_claim(claim).label == "inconsistent"
