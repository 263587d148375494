"""Russian: declined names, tenses, numbers, quotation marks, and what happens without the dictionary."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from howfar.check.answer import check_claim
from howfar.check.reading import reader
from howfar.claims import language as languages
from howfar.claims import morphology as forms
from howfar.claims.extraction import Reader
from howfar.claims.lexicon import PlaceName, StaticLexicon, SystemName
from howfar.claims.morphology import Stems, morphology, nominatives
from tests.claims.scoring import passages
from tests.claims.slavic import claims, document, only

CORPUS = Path(__file__).parent / "corpus"


@pytest.mark.parametrize(
    ("written", "nominative"),
    [
        ("Минском", "Минск"), ("Польшу", "Польша"), ("Калининградской области", "Калининградская область"),
        ("Чёрного моря", "Чёрное море"), ("Соединённых Штатов", "Соединённые Штаты"), ("Афин", "Афины"),
        ("Нью-Йорка", "Нью-Йорк"), ("территорию США", "территория США"),
    ],
)  # fmt: skip
def test_names_in_any_case_have_their_nominative_among_the_readings(written: str, nominative: str) -> None:
    assert nominative in nominatives(written)


@pytest.mark.parametrize("name", ["Minsk", "С-400", "", "К-" * 300])
def test_what_does_not_decline_has_no_readings(name: str) -> None:
    assert nominatives(name) == ()


def test_tenses_have_keys_of_their_own() -> None:
    key = morphology("pymorphy-ru")
    assert len({key("поразила"), key("поразит"), key("поразить")}) == 3
    assert key("поразили") == key("поразил")
    assert key("Накроем") == key("накроют") != key("накрыть")
    assert key("лёд") == key("льда") == "лед"


@pytest.mark.parametrize(
    ("figure", "km"),
    [
        ("1,5 тыс. км", 1500), ("1 500 км", 1500), ("1\u202f500 км", 1500), ("полутора тысяч километров", 1500),
        ("двухсот пятидесяти километров", 250), ("3500 метров", 3.5), ("100 морских миль", 185.2),
        ("100 миль", 160.9344),
    ],
)  # fmt: skip
def test_figures_as_russian_writes_them(figure: str, km: float) -> None:
    assert only(f"Ракета «Циркон» способна поражать цели на расстоянии {figure}.").distance_km == pytest.approx(km)


def test_a_past_event_is_no_reach_and_a_future_is_a_hypothesis() -> None:
    assert claims("Ракета «Циркон» пролетела 900 км и поразила цель.") == ()
    assert only("Ракета «Циркон» пролетит 900 км.").hypothetical
    assert not only("Ракета «Циркон» может пролететь 900 км.").hypothetical


@pytest.mark.parametrize("name", ["«Искандеры»", "Комплексы «Искандер»", "Ракеты «Искандер-М»"])
def test_names_in_quotation_marks_are_no_speech(name: str) -> None:
    claim = only(f"{name} под Гродно достают до Варшавы.")
    assert (claim.system_id, claim.origin, claim.target, claim.speaker) == ("iskander-m", "Гродно", "Варшавы", None)


def test_a_town_is_no_radar_of_the_same_name() -> None:
    assert only("РЛС «Воронеж» видит Иран.").system_id == "voronezh"
    assert claims("Из окна поезда под Воронежем видно Иран.") == ()


@pytest.mark.parametrize("source", ["заявил Макаров", "сказал генерал Макаров", "утверждает эксперт Иван Макаров"])
def test_sources_after_their_verb(source: str) -> None:
    speaker = only(f"С-300 сбивает самолёты на дальности 150 км, {source}.").speaker
    assert speaker is not None
    assert speaker.endswith("Макаров")
    assert "генерал" not in speaker


def test_a_declined_claim_is_checked() -> None:
    found = check_claim(only("С-400 из-под Минска видит всё до самого Берлина."))
    assert found.label == "inconsistent"
    assert "956 km" in found.sentence


def test_english_does_not_load_the_dictionary() -> None:
    code = (
        "from tests.claims.slavic import claims; import sys;"
        "assert claims('The S-400 near Minsk can see Berlin.', 'en'); assert 'pymorphy3' not in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


@pytest.fixture
def without_dictionary(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """pymorphy3 is not installed."""
    monkeypatch.setitem(sys.modules, "pymorphy3", None)
    for remembered in (languages.load, forms.morphology):
        remembered.cache_clear()
    yield
    for remembered in (languages.load, forms.morphology):
        remembered.cache_clear()


@pytest.mark.usefixtures("without_dictionary")
def test_without_the_dictionary_stems_are_used_and_that_is_said() -> None:
    lexicon = StaticLexicon(
        systems=(SystemName("Искандер", "iskander-m", "ballistic-missile"),),
        places={"берлин": PlaceName("Берлин", "city", "germany")},
    )
    with pytest.warns(UserWarning, match=r"pymorphy3 is not installed.*howfar\[languages\]"):
        (claim,) = Reader(lexicon, ("ru",)).read(document("Ракеты «Искандер» достают до Берлина.", "ru"))
    assert (claim.system_id, claim.target) == ("iskander-m", "Берлина")


def test_stems_are_keys_of_all_endings() -> None:
    stems = Stems("ами ов а ы")
    assert stems("ракетами") == stems("ракета") == stems("ракеты") == "ракет"
    assert stems("С-400") == "с-400"


def test_the_language_of_a_text_is_found() -> None:
    text = "С-400 видит Варшаву."
    assert [c.target for c in claims(text)] == [c.target for c in claims(text, "ru")] == ["Варшаву"]
    assert reader().engine("ru").language.code == "ru"


WORDS = """
дальность|до|300 км|С-400|«|»|«Искандер»|может|поразить|Берлин|Берлина|.|,|сказал|не|из|Минска|под|всю|Польшу|РЛС|его
ракета|свыше|—|видит|тыс.|5|и|бы|если|высоте|прикрывает|по словам|цитирует|«ё|ьъ|’|а|накроет|в зоне досягаемости|вне
""".replace("\n", "|").split("|")


@given(st.lists(st.sampled_from(WORDS), max_size=50).map(" ".join), st.sampled_from(["ru", "uk", None]))
@settings(deadline=None, max_examples=200)
def test_any_jumble_of_its_own_words(text: str, language: str | None) -> None:
    found = claims(text, language)
    assert all(text[c.start : c.end] == c.quote != "" for c in found)
    assert all(c.target is None or c.target in text for c in found)
    assert claims(text, language) == found


@pytest.mark.parametrize("code", ["ru", "uk"])
def test_doubling_a_text_doubles_its_claims(code: str) -> None:
    for row in passages(CORPUS / f"{code}.jsonl"):
        once, twice = (claims(text, code) for text in (row["text"], row["text"] + "\n\n" + row["text"]))
        assert len(twice) == 2 * len(once), row["id"]


@pytest.mark.parametrize("piece", ["ракета «", "дальность ", "видит до ", "1 000 ", "ё", "«»", "заявил, "])
def test_time_grows_no_faster_than_a_hostile_text(piece: str) -> None:
    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        start = time.perf_counter()
        claims(text, "ru")
        return time.perf_counter() - start

    seconds(2_000)
    small = max(seconds(20_000), 0.01)
    assert seconds(200_000) < 30 * small


def test_the_place_that_stands_in_its_zone_is_reached_and_not_where_it_is_put() -> None:
    claim = only("Если «Орешник» разместят под Брестом, в зоне его досягаемости окажется Лондон.")
    assert claim.target == "Лондон"
