"""Paradigms: what English says of a reach, in every form of its verbs, is read in every form.

The tables are English, not the reader's word lists: base form, third person, participle.
"""

from __future__ import annotations

import pytest

from howfar.check.reading import read
from howfar.claims.model import Document

STRIKE = (
    "hit hits hitting",
    "strike strikes striking",
    "reach reaches reaching",
    "target targets targeting",
    "attack attacks attacking",
    "threaten threatens threatening",
    "bomb bombs bombing",
    "pound pounds pounding",
    "bombard bombards bombarding",
    "destroy destroys destroying",
    "shell shells shelling",
    "obliterate obliterates obliterating",
    "devastate devastates devastating",
    "menace menaces menacing",
    "endanger endangers endangering",
)
SEE = (
    "see sees seeing",
    "detect detects detecting",
    "track tracks tracking",
    "spot spots spotting",
    "monitor monitors monitoring",
    "watch watches watching",
    "observe observes observing",
    "follow follows following",
    "locate locates locating",
    "identify identifies identifying",
    "scan scans scanning",
    "survey surveys surveying",
)
ENGAGE = (
    "engage engages engaging",
    "intercept intercepts intercepting",
    "shoot_down shoots_down shooting_down",
    "destroy destroys destroying",
    "down downs downing",
    "kill kills killing",
    "neutralise neutralises neutralising",
    "defeat defeats defeating",
    "stop stops stopping",
)
COVER = (
    "cover covers covering",
    "protect protects protecting",
    "defend defends defending",
    "shield shields shielding",
    "guard guards guarding",
    "safeguard safeguards safeguarding",
    "secure secures securing",
    "blanket blankets blanketing",
)
MOVE = (
    "fly flies flying",
    "travel travels travelling",
    "go goes going",
    "soar soars soaring",
    "cruise cruises cruising",
    "glide glides gliding",
    "get gets getting",
    "range ranges ranging",
    "carry_a_warhead carries_a_warhead carrying_a_warhead",
    "deliver_its_warhead delivers_its_warhead delivering_its_warhead",
    "throw_a_shell throws_a_shell throwing_a_shell",
    "lob_shells lobs_shells lobbing_shells",
    "fire fires firing",
    "shoot shoots shooting",
)
# Third persons that are plural nouns as well are left out: "the Iskander targets ..." is no usual English.
NOUNS_TOO = {"targets", "attacks", "bombs", "pounds", "shells"}
HAS_RANGE = (
    "has a range of 2,500 km",
    "has a 2,500 km range",
    "has a 2,500-kilometre range",
    "had a range of 2,500 km",
    "boasts a range of 2,500 km",
    "has a maximum range of 2,500 km",
    "has an estimated range of 2,500 km",
    "has a strike range of 2,500 km",
    "offers a range of 2,500 km",
    "possesses a range of 2,500 km",
    "comes with a range of 2,500 km",
    "is said to have a range of 2,500 km",
    "is thought to have a range of some 2,500 km",
    "is believed to range up to 2,500 km",
    "enjoys a range of 2,500 km",
    "has a reach of 2,500 km",
    "has an operational radius of 2,500 km",
    "has a reported range in excess of 2,500 km",
    "is rated at 2,500 km",
    "is good for 2,500 km",
    "is effective out to 2,500 km",
    "tops out at 2,500 km",
    "is limited to 2,500 km",
    "has its range limited to 2,500 km",
    "'s range is 2,500 km",
    "'s range is put at 2,500 km",
    "'s range is estimated at 2,500 km",
    "'s range exceeds 2,500 km",
    "'s reach extends to 2,500 km",
    "'s maximum range is about 2,500 km",
    "with a range of 2,500 km was shown",
    "(range: 2,500 km) was shown",
    "(range 2,500 km) was shown",
    "(2,500 km) was shown",
    ", range 2,500 km, was shown",
    ", whose range is 2,500 km, was shown",
    ", which has a range of 2,500 km, was shown",
    "carries a warhead over 2,500 km",
    "can be used at ranges of up to 2,500 km",
    "has the ability to strike at a distance of 2,500 km",
    "is designed for ranges of 2,500 km",
    "achieves a range of 2,500 km",
    "attains a range of 2,500 km",
    "manages 2,500 km",
    "can manage 2,500 km",
    "claims a range of 2,500 km",
    "delivers a range of 2,500 km",
    "gives the fleet a reach of 2,500 km",
    "extends the fleet's reach to 2,500 km",
    "has a flight range of 2,500 km",
    "is capable of 2,500 km",
)
HAS_PLACE = (
    "puts Berlin within range",
    "puts Berlin within striking distance",
    "places Berlin in range",
    "brings Berlin within reach",
    "has Berlin in its sights",
    "has Berlin within range",
    "could have Berlin in range",
    "leaves Berlin within range",
    "holds Berlin at risk",
    "would put Berlin in the crosshairs",
    "can get as far as Berlin",
    "can fly as far as Berlin",
    "can fly to Berlin",
    "reaches as far as Berlin",
    "has enough range to reach Berlin",
    "has sufficient range to hit Berlin",
    "'s range takes in Berlin",
    "'s range includes Berlin",
    "'s range extends to Berlin",
    "'s reach stretches to Berlin",
    "can carry a warhead to Berlin",
    "can deliver a bomb to Berlin",
    "is within range of Berlin",
    "is in range of Berlin",
    "is within striking distance of Berlin",
    "comes within range of Berlin",
    "can be fired at Berlin",
    "could be launched at Berlin",
    "can threaten Berlin",
    "can land on Berlin",
    "can rain down on Berlin",
)
PLACE_FIRST = (
    "Berlin is within range of the Kalibr",
    "Berlin lies within range of the Kalibr",
    "Berlin is in range of the Kalibr",
    "Berlin is now within reach of the Kalibr",
    "Berlin falls within the range of the Kalibr",
    "Berlin is inside the range of the Kalibr",
    "Berlin could be reached by the Kalibr",
    "Berlin can be hit by the Kalibr",
    "Berlin could be struck by the Kalibr",
    "Berlin could be targeted with the Kalibr",
    "Berlin is vulnerable to the Kalibr",
    "Berlin is exposed to the Kalibr",
    "Berlin is threatened by the Kalibr",
    "Berlin sits within striking distance of the Kalibr",
    "Berlin is reachable by the Kalibr",
    "Berlin is reachable for the Kalibr",
    "Berlin would be in the Kalibr's range",
    "Berlin is within the Kalibr's range",
    "Berlin is within the 2,500 km range of the Kalibr",
    "Berlin is under threat from the Kalibr",
)


def _has(text: str, **slots: object) -> bool:
    """Whether one claim of the text has these slots."""
    return any(all(getattr(c, k) == v for k, v in slots.items()) for c in read(Document(text=text, sha256="")))


def _forms(row: str) -> tuple[str, str, str]:
    base, third, participle = (w.replace("_", " ") for w in row.split(" "))
    return base, third, participle


@pytest.mark.parametrize("row", STRIKE)
def test_striking(row: str) -> None:
    base, third, doing = _forms(row)
    places = (
        f"The Iskander can {base} Berlin.", f"The Iskander could easily {base} Berlin.",
        f"The Iskander is able to {base} Berlin.",
        f"The Iskander is capable of {doing} Berlin.", f"The Iskander, capable of {doing} Berlin, was shown.",
        f"The Iskander has the range to {base} Berlin.",
    )  # fmt: skip
    for text in places:
        assert _has(text, system_id="iskander-m", target="Berlin", verb_kind="strikes"), text
    figures = [
        f"The Iskander can {base} targets 500 km away.",
        f"The Iskander is capable of {doing} targets at a distance of 500 km.",
    ]
    if third not in NOUNS_TOO:
        figures.append(f"The Iskander {third} targets up to 500 km away.")
    for text in figures:
        assert _has(text, system_id="iskander-m", distance_km=500), text


@pytest.mark.parametrize("row", SEE)
def test_seeing(row: str) -> None:
    base, third, doing = _forms(row)
    places = (
        f"The S-400 can {base} all of Poland.", f"The S-400 {third} all of Poland.",
        f"The S-400 is capable of {doing} all of Poland.", f"The S-400 allows Minsk to {base} all of Poland.",
    )  # fmt: skip
    for text in places:
        assert _has(text, system_id="s-400", target="all of Poland", verb_kind="sees"), text
    figures = (
        f"The S-400 can {base} targets 600 km away.", f"The S-400 {third} aircraft at up to 600 km.",
        f"The S-400 is capable of {doing} aircraft at ranges of 600 km.",
    )  # fmt: skip
    for text in figures:
        assert _has(text, system_id="s-400", distance_km=600, verb_kind="sees"), text


@pytest.mark.parametrize("row", ENGAGE)
def test_engaging(row: str) -> None:
    base, third, doing = _forms(row)
    figures = (
        f"The S-400 can {base} aircraft at a range of 400 km.", f"The S-400 {third} aircraft 400 km away.",
        f"The S-400 is capable of {doing} aircraft at up to 400 km.",
        f"The S-400 is designed to {base} targets at distances of up to 400 km.",
    )  # fmt: skip
    for text in figures:
        assert _has(text, system_id="s-400", distance_km=400, verb_kind="engages"), text


@pytest.mark.parametrize("row", COVER)
def test_covering(row: str) -> None:
    base, third, doing = _forms(row)
    places = (
        f"The Patriot can {base} Warsaw.", f"The Patriot {third} Warsaw.", f"The Patriot is capable of {doing} Warsaw.",
        f"The Patriot batteries {base} Warsaw.",
    )  # fmt: skip
    for text in places:
        assert _has(text, system_id="patriot", target="Warsaw", verb_kind="covers"), text


@pytest.mark.parametrize("row", MOVE)
def test_going_far(row: str) -> None:
    base, third, doing = _forms(row)
    figures = (
        f"The Kalibr can {base} 2,500 km.", f"The Kalibr can {base} up to 2,500 km.", f"The Kalibr {third} 2,500 km.",
        f"The Kalibr is capable of {doing} 2,500 km.", f"The Kalibr, which can {base} more than 2,500 km, is new.",
        f"The Kalibr is able to {base} as far as 2,500 km.",
    )  # fmt: skip
    for text in figures:
        assert _has(text, system_id="kalibr", distance_km=2500), text


@pytest.mark.parametrize("said", HAS_RANGE)
def test_a_range(said: str) -> None:
    text = f"The Kalibr {said}.".replace(" 's", "'s").replace(" ,", ",")
    assert _has(text, system_id="kalibr", distance_km=2500)


@pytest.mark.parametrize("said", HAS_PLACE)
def test_a_place(said: str) -> None:
    assert _has(f"The Kalibr {said}.".replace(" 's", "'s"), system_id="kalibr", target="Berlin")


@pytest.mark.parametrize("said", PLACE_FIRST)
def test_a_place_named_first(said: str) -> None:
    assert _has(f"{said}.", system_id="kalibr", target="Berlin")
