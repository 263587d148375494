"""Wordings of reach that news uses, by phenomenon, and look-alikes that claim none: sentences of our own."""

# ruff: noqa: E501  one case a line, whole sentences

from __future__ import annotations

import hashlib

import pytest

from howfar.check.reading import read
from howfar.claims.model import Claim, Document

# fmt: off
FIGURES = {  # text -> least and greatest distance and altitude in kilometres of each claim, in the order of the text
    "no space after a comma": [
        ("The Fateh-313 and Zelzal-3,with a range of between 200 and 500 km,were shown on Friday.", [(200, 500, None), (200, 500, None)]),
    ],
    "of the whole list": [
        ("The truck fires Tomahawk and Kalibr missiles with ranges of up to 1,500 km.", [(None, 1500, None)] * 2),
        ("Iran showed the Fateh-110, the Zolfaghar and the Sejjil. All three missiles have a range of over 250 km.", [(None, 250, None)] * 3),
        ("The army paraded the Grad and the Smerch. Both have a range of over 20 km.", [(None, 20, None)] * 2),
    ],
    "spans in two units": [
        ("The Geran-2's flying range varies from 900 kilometers (560 miles) to 2,000 kilometers (1,240 miles).", [(900, 2000, None)]),
        ("The range of the Iskander is between 400 km (250 miles) and 500 km (310 miles).", [(400, 500, None)]),
        ("The Lancet's range, say its makers, varies from 40 km to 70 km.", [(40, 70, None)]),
    ],
    "least and greatest": [
        ("The Bora has a minimum range of 80 km and a maximum range of 280 km.", [(80, 280, None)]),
        ("The Smerch, with a minimum range of 20 km and a maximum range of 90 km, is old.", [(20, 90, None)]),
    ],
    "height and distance": [
        ("S-350 missiles can reach a height of 30 km and hit targets at a distance of up to 120 km.", [(None, 120, 30)]),
        ("The NASAMS has a shield range spanning a height of 15 km and a breadth of 25 km.", [(None, 25, 15)]),
    ],
    "the target's height, then the distance": [
        ("A radar at sea level cannot see an airliner at 35,000 feet beyond 400 kilometres.", [(None, 400, 10.668)]),
        ("A Patriot radar can spot an aircraft flying at 10,000 metres from 170 km.", [(None, 170, 10)]),
        ("The radar can pick up a drone at a height of 300 metres at a distance of 15 kilometres.", [(None, 15, 0.3)]),
        ("The S-400 sees a fighter cruising at 8,000 m from 300 km away.", [(None, 300, 8)]),
        ("The Tor and the Pantsir engage aircraft at 15 and 20 km.", [(None, 15, None), (None, 20, None)]),
    ],
    "a height that is not the claim's": [
        ("The weather radar sees storms up to 250 km away, but at that distance its beam is 5 km above the ground.", [(None, 250, None)]),
        ("An E-3 flying at 30,000 ft can see low-flying aircraft more than 250 miles away.", [(None, 402.336, None)]),
    ],
    "what is seen or shot down": [
        ("Low-flying targets at 100 m are seen by the radar from no farther than 35 km.", [(None, 35, None)]),
        ("The Bavar-373 is old. Stealth jets would be seen only from 30 km.", [(None, 30, None)]),
        ("Ballistic missiles can be intercepted by the S-400 at up to 60 km.", [(None, 60, None)]),
        ("The S-400 has two missiles. Aircraft can be shot down at 250 km.", [(None, 250, None)]),
    ],
    "figure as the subject": [
        ("The Shahab-3 was shown. The reported 2,000 km would mean that Iran could strike at Israel, and US bases in Qatar.", [(None, 2000, None)] * 2),
    ],
    "in brackets": [
        ("The first Iron Dome gave short-range protection (out to 40 miles).", [(None, 64.37, None)]),
    ],
}
PLACES = {  # text -> places and whether the whole of each is reached
    "headlines": [
        ("Haifa within range of Hezbollah's Fajr-5 rockets", {("Haifa", False)}),
        ("Guam within range of North Korean missiles", {("Guam", False)}),
        ("Report: All of Israel within range of Hezbollah rockets", {("All of Israel", True)}),
    ],
    "lists": [
        ("The following cities are covered by the DF-26's range: Tokyo, Osaka, Manila, Hanoi and Singapore.", {(p, False) for p in ("Tokyo", "Osaka", "Manila", "Hanoi", "Singapore")}),
        ("The DF-26 is capable of conducting strikes against targets that could include US bases on Guam.", {("US bases on Guam", False)}),
        ("The Hwasong-15 can reach Chicago, and in fact any part of the United States.", {("Chicago", False), ("any part of the United States", True)}),
    ],
    "between two": [
        ("The radar can see the border between Iraq and Syria, but not the border between Iraq and Iran.", {("the border between Iraq and Syria", True), ("the border between Iraq and Iran", True)}),
        ("The radar can detect jets over the strait between Taiwan and China.", {("the strait between Taiwan and China", True)}),
    ],
    "any target": [
        ("Every corner and every spot in Israel is within reach of the Zelzal rockets.", {("Every corner and every spot in Israel", True)}),
        ("The Hwasong-15 can hit any target in Japan.", {("Japan", True)}),
        ("The Trident is capable of hitting all parts of Russia.", {("all parts of Russia", True)}),
        ("The Jindalee radar monitors a vast area of Australia.", {("a vast area of Australia", False)}),
    ],
    "flown, carried, ensured": [
        ("The Oreshnik can evade missile defences in Poland and strike Berlin.", {("Berlin", False)}),
        ("The Quds missiles can possibly even be flown beyond Riyadh, to Dubai.", {("Riyadh", False), ("Dubai", False)}),
        ("With this Hwasong-15 missile, we can load a heavy warhead and strike anywhere in Japan.", {("anywhere in Japan", True)}),
        ("The S-300 will ensure the air defence of Abkhazia.", {("Abkhazia", True)}),
        ("The IRIS-T is capable of shielding a large city from air raids.", {("a large city", False)}),
        ("The Sea Viper is designed to protect Royal Navy ships.", {("Royal Navy ships", False)}),
    ],
}
NOTHING = [
    "The Kinzhal was shown in Kaliningrad. The distance between Kaliningrad and Berlin is 530 km.",
    "The Bavar-373 stands at Tehran. A flight from Tel Aviv takes two hours; the distance is 1,600 km.",
    "A Shahed drone was shot down 20 km from Kyiv; another was seen 30 km from Sumy.",
    "The Bastion launchers can be deployed at hidden positions at a distance of up to 10 km from the coast.",
    "The A-50 plane was brought down close to Melitopol, a town about 100 miles from the front.",
    "The Patriot would knock the Shahab-3 missile down before it reaches Israel.",
    "They do not need those Shahab-3 missiles to reach Israel.",
    "Iran is developing ICBMs not to reach Israel.",
    "The radar undercuts the notion of Israel launching a surprise attack on Iran.",
    "The Kinzhal can penetrate any air defence in Europe, Putin said.",
    "The Patriots can be flown to Kyiv in days.",
    "These 2,000 km mean a long drive for the S-400 crews.",
    "The S-400 would be ready for the protection of people.",
    "The S-400 of the Guards' air force was seen in Minsk.",
    "The Al Samoud missiles had been tested to ranges in excess of the permitted 150 kilometres.",
]
ORIGINS = [
    ("The BM-25 missiles were bought from North Korea in 2005 and have a range of 3,000 km.", None),
    ("The Jindalee radar can detect ships 3,000 km away in an arc from Geraldton to Cairns.", None),
    ("One of the best in the world, the Voronezh radar has a range of 6,000 km.", None),
    ("The Iskander has a range of 500 km, an officer told reporters from the Tass news agency.", None),
    ("The Voronezh radar sees 6,000 km, farther than the Dnepr radars, which are deployed in Sevastopol.", None),
    ("We have placed an S-300 in Abkhazia. It will protect Sukhumi.", "Abkhazia"),
    ("From Kaliningrad the Iskander can hit targets 500 km away.", "Kaliningrad"),
    ("Fired from Belarus, the Iskander can reach Berlin.", "Belarus"),
]
FLAGS = [
    ("While the Taurus has a range of 500 km, experts doubt that it would change the war.", False),
    ("The longer M777ER should be able to hit targets 43 miles away.", False),
    ("Should the R-14 be fired from Cuba, it could hit Washington.", True),
    ("We have placed an S-300 in Abkhazia. It will protect Sukhumi.", False),
    ("The S-300 will protect Sukhumi.", True),
    ("The army aims to extend the range of the ERCA gun to 60 miles.", True),
]
# fmt: on


def _claims(text: str) -> tuple[Claim, ...]:
    return read(Document(text=text, sha256=hashlib.sha256(text.encode()).hexdigest()))


@pytest.mark.parametrize(("text", "figures"), [case for cases in FIGURES.values() for case in cases])
def test_figures(text: str, figures: list[tuple[float | None, float, float | None]]) -> None:
    found = [(c.distance_min_km, c.distance_km, c.altitude_km) for c in _claims(text)]
    assert len(found) == len(figures), found
    for one, expected in zip(found, figures, strict=True):
        assert [f is None for f in one] == [e is None for e in expected], found
        assert [f for f in one if f] == pytest.approx([e for e in expected if e], rel=0.001)


@pytest.mark.parametrize(("text", "places"), [case for cases in PLACES.values() for case in cases])
def test_places(text: str, places: set[tuple[str | None, bool]]) -> None:
    assert {(c.target, c.target_is_whole_region) for c in _claims(text)} == places


@pytest.mark.parametrize("text", NOTHING)
def test_no_claim(text: str) -> None:
    assert not _claims(text)


@pytest.mark.parametrize(("text", "origin"), ORIGINS)
def test_origin(text: str, origin: str | None) -> None:
    assert {c.origin for c in _claims(text)} == {origin}


def test_speaker_after_a_passive() -> None:
    claims = _claims("The Iskander is claimed by the Missile Defense Project to have a range of 500 km.")
    assert [c.speaker for c in claims] == ["the Missile Defense Project"]


@pytest.mark.parametrize(("text", "hypothetical"), FLAGS)
def test_hypothesis(text: str, hypothetical: bool) -> None:
    assert {c.hypothetical for c in _claims(text)} == {hypothetical}


def test_where_the_system_stands_is_not_what_is_in_its_reach() -> None:
    (claim,) = _claims("With the Iskander-M in Kaliningrad every base in Poland is within reach.")
    assert (claim.target, claim.origin) == ("every base in Poland", "Kaliningrad")


def test_a_place_ends_before_up_to() -> None:
    (claim,) = _claims("A Patriot battery near Stockholm protects the capital up to an altitude of 24 km.")
    assert claim.target == "the capital"


def test_what_somebody_has_not_can_do_what_it_can() -> None:
    (claim,) = _claims("The rebels do not have Buk systems, which can shoot down aircraft at altitudes up to 25 km.")
    assert not claim.negated


def test_the_height_at_which_a_radar_is_located_is_its_own() -> None:
    (claim,) = _claims("Located at an altitude of 2,600 metres, the PAVE PAWS radar can detect missiles 2,000 km away.")
    assert (claim.distance_km, claim.altitude_km) == (2000, None)


def test_a_delivery_is_no_reach() -> None:
    assert not _claims("The Pentagon said it would send longer-range rockets to Ukraine.")


def test_the_answer_is_of_what_the_question_asks_about() -> None:
    (claim,) = _claims("How far can the S-400 radar see? About 470 km for a fighter, a bit less for small drones.")
    assert claim.system_id == "s-400-radar"


def test_an_aircraft_sees_what_its_own_verb_says() -> None:
    claims = _claims("The F-35's radar can detect fighters at 150 km, while the Su-57 sees it only at 35 km.")
    assert [(c.system, c.distance_km) for c in claims] == [("The F-35's radar", 150), ("the Su-57", 35)]


def test_what_a_reach_brings_about_is_no_further_place() -> None:
    (claim,) = _claims("The Bastion can sink ships as far as the Finnish coast, closing the Gulf of Finland.")
    assert claim.target == "the Finnish coast"


def test_a_conjunction_is_no_part_of_the_system() -> None:
    (claim,) = _claims("Officials estimate that Russia's Oreshnik missile can reach Paris.")
    assert claim.system == "Russia's Oreshnik missile"


def test_what_a_figure_is_compared_with_is_of_the_same_verb() -> None:
    claims = _claims("The Tor-M9 shoots down aircraft 26 km away, versus 15 km for the Tor-M0.")
    assert [(c.verb_kind, c.distance_km) for c in claims] == [("engages", 26), ("engages", 15)]
    assert [c.distance_km for c in _claims("At 3,000 km, the Kalibr's actual range exceeds the limit.")] == [3000]


def test_an_aircraft_stands_where_it_flies_and_not_with_whom_it_belongs() -> None:
    (claim,) = _claims("NATO's AWACS aircraft, flying over Romania, can look 400 km into Ukraine.")
    assert (claim.origin, claim.target) == ("Romania", "Ukraine")


def test_a_verb_is_no_part_of_the_system() -> None:
    (claim,) = _claims("The new islands host HQ-9 missiles that can shoot down aircraft 200 km away.")
    assert claim.system == "HQ-9 missiles"
    (claim,) = _claims("Belarus has Polonez rockets, which fly 200 km.")
    assert claim.distance_km == 200


@pytest.mark.parametrize(
    ("text", "flag", "words"),
    [
        ("The S-400 can hit targets at up to 400 km.", "is_upper_bound", "up to 400 km"),
        ("The S-400 has a maximum range of 400 km.", "is_upper_bound", "maximum range of 400 km"),
        ("The Taurus has a range of over 500 km.", "is_lower_bound", "over 500 km"),
        ("The Iskander-M can reach all of Poland.", "target_is_whole_region", "all of Poland"),
        ("The Taurus cannot reach Moscow.", "negated", "cannot"),
        ("Moscow is out of the Storm Shadow's reach.", "negated", "out of"),
        ("If deployed near Minsk, the S-400 can see Kyiv.", "hypothetical", "If"),
    ],
)
def test_each_flag_has_the_words_that_set_it(text: str, flag: str, words: str) -> None:
    (claim,) = _claims(text)
    assert getattr(claim, flag)
    (reason,) = [r for r in claim.reasons if r.slot == flag]
    assert words in reason.words
    assert text[reason.start : reason.end] == reason.words
