"""Habits of news English that tell whose reach it is, who says it, where a place ends: sentences of our own."""

from __future__ import annotations

import hashlib

import pytest

from howfar.check.reading import read
from howfar.claims.model import Claim, Document
from howfar.systems.catalogue import Catalogue


def _claims(text: str, context: str | None = None) -> tuple[Claim, ...]:
    return read(Document(text=text, sha256=hashlib.sha256(text.encode()).hexdigest(), context=context))


def _only(text: str, context: str | None = None) -> Claim:
    (claim,) = _claims(text, context)
    return claim


@pytest.mark.parametrize(
    ("text", "system"),
    [
        ("The Kalibr is a cruise missile about the size of a small torpedo. It has global reach.", "kalibr"),
        ("The Tomahawk was built for ships. It is the only American missile capable of striking Minsk.", "tomahawk"),
        ("The Polish Patriots would shield Lublin from Belarusian rockets, and the Spanish ones would protect Rzeszow.",
         "patriot"),
    ],
)  # fmt: skip
def test_pronouns_take_the_main_system(text: str, system: str) -> None:
    assert {c.system_id for c in _claims(text)} == {system}


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("The Hwasong-14 is powerful enough to reach Chicago, the Federation of Scientists calculated.", "Chicago"),
        ("The Shahab-3 can reach Athens, analysts at the institute computed.", "Athens"),
    ],
)  # fmt: skip
def test_attribution_is_no_second_target(text: str, target: str) -> None:
    assert [c.target for c in _claims(text)] == [target]


def test_origin_ends_at_the_verb() -> None:
    claim = _only("A Tochka-U stationed in Brest falls far short of Berlin.")
    assert (claim.origin, claim.target, claim.negated) == ("Brest", "Berlin", True)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Kim Jong Un's feared Hwasong-17 is able to hit targets anywhere in America, Pyongyang claims.", "Pyongyang"),
        ("Defence says the Jindalee Operational Radar Network has a range of 3,000 km, but would not comment on "
         "whether it was on.", "Defence"),
        ("The Sejjil missile has a range of 2,000 km, Iran's minister, Javad Zarif, told reporters.", "Javad Zarif"),
        ("The Iskander battery that the Russian army left in Gvardeysk puts all of Lithuania within range.", None),
        ("The Taurus missile, which can fly up to 500 km, is old, but the chancellor worried that it escalates.", None),
        ("Berlin keeps the Taurus, which can fly 500 km, but the Green Party believes that it should go.", None),
    ],
)  # fmt: skip
def test_speaker_is_who_speaks(text: str, speaker: str | None) -> None:
    claims = _claims(text)
    assert claims
    assert {c.speaker for c in claims} == {speaker}


@pytest.mark.parametrize(
    "text",
    [
        "Most Estonians fear Russian weapons able to hit their towns within minutes.",
        "Lithuania wants arms that can reach Minsk.",
    ],
)
def test_arms_without_a_system_are_no_claim(text: str) -> None:
    assert _claims(text) == ()


def test_what_a_crew_would_need_is_no_hypothesis_of_the_reach() -> None:
    text = '"One Patriot battery cannot protect all of Poland," Jan Nowak said, adding that crews would need a year.'
    claim = _only(text)
    assert (claim.negated, claim.hypothetical) == (True, False)


def test_flight_that_could_have_been_gives_its_distance() -> None:
    text = "The Hwasong-14 could have flown 10,000 km (6,200 miles), enough to reach Chicago."
    claim = _only(text)
    assert (claim.distance_km, claim.target) == (10_000, "Chicago")


def test_glide_that_is_allowed() -> None:
    claim = _only("The kit adds wings to the JDAM-ER, letting it glide as much as 70 km.")
    assert (claim.system_id, claim.distance_km, claim.is_upper_bound) == ("jdam-er", 70, True)


def test_glide_of_a_named_bomb() -> None:
    claim = _only("The kit lets the JDAM-ER glide as far as 70 km.")
    assert (claim.system_id, claim.distance_km) == ("jdam-er", 70)


@pytest.mark.parametrize("name", ["Sejjil-2", "Sajjil-2", "Sajil-2", "Sajil"])
def test_spellings_are_one_missile(name: str) -> None:
    assert Catalogue.default().find(name).system.id == "sejjil"


@pytest.mark.parametrize(
    "name", ["M-302", "M-75 rocket", "J-80 rocket", "R-160 rocket", "A-120 rocket", "WS-3", "SY-400"]
)
def test_rockets_of_their_own_are_no_aliases(name: str) -> None:
    assert Catalogue.default().find(name).system.id == name.removesuffix(" rocket").casefold()


def test_thats_out_to() -> None:
    claim = _only("The trucks come with ATACMS, and that's out to 300-plus kilometers.")
    assert (claim.system_id, claim.distance_km, claim.is_lower_bound) == ("atacms", 300, True)


def test_range_has_no_limit_with_an_aside() -> None:
    claim = _only("The Burevestnik is new. Its range, the general said, has no limit.")
    assert (claim.system_id, claim.distance_km) == ("burevestnik", None)


@pytest.mark.parametrize("things", ["helicopters", "low-flying aircraft", "planes and drones"])
def test_feet_of_what_flies_are_a_height(things: str) -> None:
    claim = _only(f"The Igla can bring down {things} at up to 11,500 feet.")
    assert (claim.distance_km, claim.altitude_km) == (None, pytest.approx(3.505, abs=0.001))


@pytest.mark.parametrize("ending", ["from 5,000 feet away", "at a range of 10,000 feet"])
def test_feet_that_are_said_to_be_a_distance_stay_one(ending: str) -> None:
    claim = _only(f"The Igla can bring down helicopters {ending}.")
    assert claim.distance_km is not None
    assert claim.altitude_km is None


def test_system_put_within_reach_of_a_place() -> None:
    claim = _only("The sale put the Shahab-3 within reach of Tel Aviv.")
    assert (claim.system_id, claim.target) == ("shahab-3", "Tel Aviv")


def test_nickname_is_not_the_system() -> None:
    claim = _only("The Sarmat, dubbed Satan 2, can hit Paris.")
    assert claim.system_id == "sarmat"


def test_it_is_no_plural() -> None:
    claim = _only("The Taurus cruise missile is new, flying low between Baltic radars. Its range is 500 km.")
    assert (claim.system_id, claim.verb_kind) == ("taurus", "strikes")


def test_he_is_the_office_that_the_context_explains() -> None:
    claim = _only("Its range, he boasted, is 500 km.", "The minister: Ivan Petrov. The missile: the Iskander.")
    assert (claim.system_id, claim.speaker) == ("iskander-m", "Ivan Petrov")


def test_origin_does_not_come_from_a_concession() -> None:
    claim = _only("The M-302 can reach Haifa, although most rockets are short-range ones made in Gaza.")
    assert (claim.system_id, claim.target, claim.origin) == ("m-302", "Haifa", None)


def test_capital_that_speaks_for_its_country_is_no_origin() -> None:
    assert _only("Moscow's Iskanders can reach Warsaw.").origin is None


def test_within_reach_of_a_place_is_an_origin() -> None:
    claim = _only("The Fajr-5 has a range of 75 km, bringing Jerusalem within reach of the Gaza Strip.")
    assert (claim.target, claim.origin) == ("Jerusalem", "the Gaza Strip")


def test_range_of_its_missiles() -> None:
    claim = _only("The Typhon launcher in Okinawa puts Shanghai within range of its Tomahawks.")
    assert (claim.system_id, claim.target) == ("tomahawk", "Shanghai")


def test_owner_in_front_is_the_origin() -> None:
    claim = _only("Kaliningrad's S-400s can reach 400 km.")
    assert claim.origin == "Kaliningrad"
