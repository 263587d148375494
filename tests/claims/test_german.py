"""German: compounds, endings, verbs in two halves or at the end, numbers, quotation marks, dates, speakers."""

from __future__ import annotations

import pytest

from howfar.check.answer import check_claim
from howfar.claims.language import load
from howfar.claims.moments import time_words
from howfar.claims.tokens import sentences, tokenize
from tests.claims.slavic import claims, only


def _words(text: str) -> list[str]:
    return [token.text for token in tokenize(text, 0, len(text), load("de"))]


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("Raketenabwehrsystem", ["Raketenabwehr", "system"]), ("Mittelstreckenraketen", ["Mittelstrecken", "raketen"]),
        ("Iskander-Raketen", ["Iskander", "Raketen"]), ("S-300-Raketen", ["S-300", "Raketen"]),
        ("Boden-Luft-Rakete", ["Boden-Luft", "Rakete"]), ("Erfassungsreichweite", ["Erfassungs", "reichweite"]),
        ("zweihundertfünfzig", ["zwei", "hundert", "fünfzig"]), ("US-Festland", ["US", "Festland"]),
        ("Reichweite", ["Reichweite"]), ("Ökosystem", ["Ökosystem"]), ("Raketenangriff", ["Raketenangriff"]),
    ],
)  # fmt: skip
def test_nouns_made_of_several_are_taken_apart_where_their_parts_are_known(word: str, parts: list[str]) -> None:
    assert _words(word) == parts


def test_forms_of_an_adjective_have_one_key_and_tenses_have_their_own() -> None:
    key = load("de").key
    assert {key(w) for w in ("ballistische", "ballistischen", "ballistisches", "ballistisch")} == {"ballistisch"}
    assert len({key("trifft"), key("traf"), key("getroffen"), key("treffen")}) == 4
    assert key("Fuß") == key("FUSS") == "fuss"


@pytest.mark.parametrize(("written", "bare"), [("Polens", "Polen"), ("polnischen", "polnisch")])
def test_names_without_their_endings(written: str, bare: str) -> None:
    assert bare in load("de").key.nominatives(written)


@pytest.mark.parametrize(
    ("figure", "km"),
    [
        ("1.500 Kilometern", 1500), ("1500 km", 1500), ("1 500 km", 1500), ("2,5 Kilometern", 2.5),
        ("zweihundertfünfzig Kilometern", 250), ("zweitausendfünfhundert Kilometern", 2500),
        ("fünfundzwanzig Kilometern", 25), ("hundert Seemeilen", 185.2), ("3500 Metern", 3.5),
    ],
)  # fmt: skip
def test_figures_as_german_writes_them(figure: str, km: float) -> None:
    assert only(f"Die Rakete Kalibr hat eine Reichweite von {figure}.", "de").distance_km == pytest.approx(km)


@pytest.mark.parametrize(
    "text",
    [
        "Die Kalibr kann Berlin treffen.",
        "Er warnt, dass die Kalibr Berlin treffen kann.", "Die Kalibr erreicht Berlin.",
        "Von dort kann die Kalibr nach Einschätzung des Militärs Berlin erreichen.",
        "Russland kann mit der Kalibr Berlin treffen.", "Die Kalibr ist in der Lage, Berlin zu treffen.",
        "Berlin liegt in Reichweite der Kalibr.", "In Reichweite der Kalibr liegt Berlin.",
        "Damit ist Berlin in Reichweite der Kalibr-Raketen.", "Berlin kann mit Kalibr-Raketen getroffen werden.",
        "Gefürchtet sind Kalibr-Raketen, die Berlin erreichen können.", "Die Kalibr reicht bis nach Berlin.",
        "Man könnte mit der Kalibr bis nach Berlin schießen.", "Berlin ist für die Kalibr erreichbar.",
        "Im Test war eine Kalibr, die bis nach Berlin fliegen könnte.",
        "Kann sein, dass die Kalibr Berlin treffen kann.",
    ],
)  # fmt: skip
def test_one_place_wherever_the_verb_stands(text: str) -> None:
    claim = only(text, "de")
    assert (claim.system_id, claim.target, claim.verb_kind) == ("kalibr", "Berlin", "strikes")


@pytest.mark.parametrize(
    "text",
    [
        "Das System Buk schießt Flugzeuge in 70 km Entfernung ab.",
        "Das System Buk fängt Flugzeuge auf 70 Kilometer ab.",
        "Das System Buk kann Flugzeuge in 70 km Entfernung abschießen.",
        "Es heißt, dass das System Buk Flugzeuge noch in 70 Kilometern Entfernung abschießt.",
    ],
)  # fmt: skip
def test_separable_verbs(text: str) -> None:
    claim = only(text, "de")
    assert (claim.system_id, claim.distance_km, claim.verb_kind) == ("buk", 70, "engages")


def test_would_and_if_are_hypotheses_and_could_is_none() -> None:
    assert only("Die Kalibr würde Berlin erreichen.", "de").hypothetical
    assert only("Wenn sie dort stünde, könnte die Kalibr Berlin treffen.", "de").hypothetical
    assert not only("Die Kalibr könnte Berlin treffen.", "de").hypothetical


@pytest.mark.parametrize(
    "text",
    [
        "Die Kalibr erreicht Berlin nicht.",
        "Keine Kalibr kann Berlin treffen.", "Die Kalibr kann Berlin nicht erreichen.",
        "Berlin liegt außerhalb der Reichweite der Kalibr.",
    ],
)  # fmt: skip
def test_a_denial_may_stand_behind(text: str) -> None:
    assert only(text, "de").negated


@pytest.mark.parametrize(
    ("words", "upper", "lower"),
    [
        ("bis zu 300 km", True, False), ("höchstens 300 km", True, False), ("maximal 300 km", True, False),
        ("mehr als 300 km", False, True), ("mindestens 300 km", False, True), ("rund 300 km", False, False),
    ],
)  # fmt: skip
def test_bounds(words: str, upper: bool, lower: bool) -> None:
    claim = only(f"Die Kalibr fliegt {words} weit.", "de")
    assert (claim.is_upper_bound, claim.is_lower_bound) == (upper, lower)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Weber zufolge kann die Kalibr Berlin treffen.", "Weber"),
        ("Medienberichten zufolge kann die Kalibr Berlin treffen.", None),
        ("Im Jahr 2021 sagte General Weber, die Kalibr könne Berlin treffen.", "Weber"),
        ("Laut Karl Weber durchbricht sie jede Abwehr, die Kalibr kann Berlin treffen.", "Karl Weber"),
    ],
)  # fmt: skip
def test_sources_before_and_behind(text: str, speaker: str | None) -> None:
    assert only(text, "de").speaker == speaker


def test_kinds_of_range_and_names_before_a_kind() -> None:
    assert only("Die Flugreichweite der Kalibr beträgt 2.500 Kilometer.", "de").distance_km == 2500
    assert only("Die HIMARS-Raketenwerfer haben eine Reichweite von 80 km.", "de").system_id == "himars"


def test_an_answer_and_what_was_before() -> None:
    assert only("Wie weit fliegt die Kalibr? Rund 2.500 Kilometer.", "de").distance_km == 2500
    assert claims("Die Kalibr soll 2.000 statt bisher 1.500 Kilometer weit fliegen.", "de") == ()


@pytest.mark.parametrize("source", ["sagte Verteidigungsminister Karl Weber", "so der Minister Karl Weber"])
def test_titles_are_no_part_of_a_name(source: str) -> None:
    assert only(f"Die Kalibr kann Berlin treffen, {source}.", "de").speaker == "Karl Weber"


@pytest.mark.parametrize("name", ["„Kalibr“", "»Kalibr«", '"Kalibr"-Raketen', "„Kalibr“-Marschflugkörper"])
def test_names_in_quotation_marks_are_no_speech(name: str) -> None:
    claim = only(f"Die {name} können Berlin treffen.", "de")
    assert (claim.system_id, claim.speaker) == ("kalibr", None)


def test_whole_regions_and_parts() -> None:
    assert only("Die S-400 überwacht ganz Polen.", "de").target_is_whole_region
    assert not only("Die S-400 überwacht weite Teile Polens.", "de").target_is_whole_region


@pytest.mark.parametrize(
    "text",
    [
        "Der Zug erreicht Berlin um 12 Uhr.", "Das Elektroauto hat eine Reichweite von 500 Kilometern.",
        "Die Patriot soll Raketen mit einer Reichweite von 1000 Kilometern abwehren.",
        "Die Kalibr flog 1500 Kilometer weit.", "Ein Gewitter mit 40 Grad und offenem Tor erreicht Polen.",
    ],
)  # fmt: skip
def test_no_claim(text: str) -> None:
    assert claims(text, "de") == ()


def test_a_day_with_its_stop_ends_no_sentence() -> None:
    text = "Am 5. November 2021 sprach er. Die Kalibr ist neu."
    assert len(sentences(text, load("de"))) == 2
    (moment,) = time_words(text, 0, len(text), "de")
    assert (moment.year, moment.month, moment.day) == (2021, 11, 5)


def test_the_language_of_a_text_is_found_and_its_claim_checked() -> None:
    claim = only("Die S-400 bei Minsk kann ganz Polen sehen.")
    assert (claim.system_id, claim.target, claim.origin) == ("s-400", "ganz Polen", "Minsk")
    assert check_claim(claim).label == "inconsistent"
