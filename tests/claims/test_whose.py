"""Which system a phrase, a name or a pronoun stands for, and what a nameless one is called: sentences of our own."""

from __future__ import annotations

import hashlib

import pytest

from howfar.check.reading import read
from howfar.claims.model import Claim, Document


def _claims(text: str, context: str | None = None, title: str | None = None) -> tuple[Claim, ...]:
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return read(Document(text=text, sha256=sha256, context=context, title=title))


def _ids(text: str, context: str | None = None, title: str | None = None) -> set[str | None]:
    return {c.system_id for c in _claims(text, context, title)}


@pytest.mark.parametrize(
    ("text", "system"),
    [
        ("North Korea said it had tested a ballistic missile that can hit any base in Japan. The Hwasong-14 flew for "
         "40 minutes.", "hwasong-14"),
        ("Iran unveiled a cruise missile with a range of 1,350 km. The Hoveyzeh was put on show in Tehran.",
         "hoveyzeh"),
        ("Pakistan has test-fired a missile that can travel 1,500 km. Officials identified it as the Ghauri.",
         "ghauri"),
        ("The army has bought a radar that sees 470 km. The Ground Master 400 will stand on a hill.",
         "ground-master-400"),
        ("A gunman fired a rocket that can reach Haifa. The M-302 was made in Syria.", "m-302"),
        ("Hezbollah has a missile that can hit Beersheba. The Fateh-110 came by way of Damascus.", "fateh-110"),
        ("The missile can reach Warsaw. It is called the Iskander-M.", "iskander-m"),
    ],
)  # fmt: skip
def test_a_description_goes_by_the_name_that_follows(text: str, system: str) -> None:
    assert _ids(text) == {system}


@pytest.mark.parametrize(
    ("text", "system"),
    [
        ("Islamabad tested a missile that can fly 2,750 km. India's Agni-V was tested a year before.", "pakistan-mrbm"),
        ("Iran says its new missile can reach Tel Aviv. Unlike the older Shahab-3, it burns solid fuel.", "iran-mrbm"),
        ("A missile launched from Yemen could hit Eilat. The Arrow 3 is built to stop it in space.", "missile"),
        ("The army has bought a cruise missile that can fly 500 km. The Pershing II, a ballistic one, was scrapped.",
         "cruise-missile"),
        ("Any missile that flies beyond 150 km is banned. The Al-Samoud was scrapped.", "missile"),
    ],
)  # fmt: skip
def test_rivals_other_kinds_and_what_is_only_compared_are_not_the_one(text: str, system: str) -> None:
    assert _ids(text) <= {system}


def test_the_context_and_the_title_name_it() -> None:
    assert _ids("Kyiv wants a long-range missile that could hit targets 500 km away.", "The missile: the Taurus.") == {
        "taurus"
    }
    assert _ids("It can see 120 km.", "It: the Giraffe radar.") == {"giraffe"}
    assert _ids("The radar can see 900 km.", "The radar: the radar of the THAAD battery.") == {"thaad-radar"}
    assert _ids("A test of a missile able to hit Delhi went well.", title="Pakistan fires Shaheen-II") == {"shaheen-ii"}


@pytest.mark.parametrize(
    ("said", "system"),
    [
        ("Sajjil", "sejjil"), ("Sejil-2", "sejjil"), ("Dongfeng-21D", "df-21d"), ("Dong Feng-26", "df-26"),
        ("Mk 48", "mark-48"), ("MK48", "mark-48"), ("Scud-D", "scud"), ("Prithvi-II", "prithvi"),
        ("Prithvi 2", "prithvi"), ("Hyunmu-3C", "hyunmoo-3"), ("Hyunmoo-IIC", "hyunmoo-2"),
        ("Hsiungfeng 2E", "hsiung-feng-ii"), ("Switchblade 600", "switchblade"), ("Hwasung-15", "hwasong-15"),
        ("Agni 5", "agni-v"), ("SCALP", "storm-shadow"), ("No Dong", "rodong"),
    ],
)  # fmt: skip
def test_every_spelling_of_a_catalogued_name_is_its_id(said: str, system: str) -> None:
    assert _ids(f"The {said} has a range of 500 km.") == {system}


def test_a_verb_after_a_name_is_no_part_of_it() -> None:
    assert _ids("The Agni-V is said to have a range of 5,000 km.") == {"agni-v"}


def test_a_family_name_is_its_one_member_in_the_text() -> None:
    assert _ids("The Shaheen missile has a range of 900 km. The Shaheen-I was first tested in 1999.") == {"shaheen-i"}


@pytest.mark.parametrize(
    ("text", "system"),
    [
        ("South Korea's defence ministry said the North had developed a missile that can hit Okinawa.",
         "north-korea-mrbm"),
        ("An Israeli general said Hezbollah now has missiles that can reach Eilat.", "hezbollah-missiles"),
        ("According to American officials, Iran has built drones that can fly 2,000 km.", "iran-drones"),
        ("Our rockets can reach Beersheba, a Hamas spokesman said.", "hamas-rockets"),
        ("The Houthis have drones that can reach Dubai, a Saudi officer warned.", "houthi-drones"),
        ("A US official said China had tested a hypersonic missile able to strike Guam.", "china-hypersonic-missile"),
        ("The ministry in Seoul says Pyongyang's artillery can hit the capital.", "north-korea-artillery"),
        ("Rockets manufactured in Iran have a range of 75 km.", "iran-rockets"),
        ("“We are proud,” he said. “Our army has built a cruise missile that can hit Tehran,” the Saudi minister said.",
         "saudi-arabia-cruise-missile"),
    ],
)  # fmt: skip
def test_a_nameless_system_is_of_who_has_it(text: str, system: str) -> None:
    assert _ids(text) == {system}


@pytest.mark.parametrize(
    ("text", "system"),
    [
        ("The Kinzhal flies farther than the Iskander, which reaches 500 km.", "iskander-m"),
        ("The Bavar-373, billed as a rival to the S-300, was shown. “This system can hit targets at 200 km,” he said.",
         "bavar-373"),
        ("Like the S-300 and the Patriot, the HQ-9 is mobile. The system can engage targets at 80,000 feet.", "hq-9"),
        ("The HIMARS launcher fires rockets with a range of 80 km.", "himars"),
        ("The Typhon launches Tomahawk missiles with a range of 1,600 km.", "tomahawk"),
        ("The M777 can fire up to five 155 mm shells a minute at targets up to 30 km away.", "m777"),
        ("The S-400 is a surface-to-air system designed to intercept targets such as bombers, cruise missiles and "
         "ballistic missiles at a distance of 400 km.", "s-400"),
        ("The Agni-III, in contrast, is India's longest-range missile, designed to reach 3,000 km.", "agni-iii"),
        ("The Ministry of Defence, which owns the Sea Viper, says it can hit aircraft 120 km away.", "sea-viper"),
        ("Placed on a hill and with a range of 450 km, they can detect helicopters and spy drones. ", "radars"),
    ],
)  # fmt: skip
def test_loads_rivals_and_what_is_fought_are_not_the_subject(text: str, system: str) -> None:
    before = "The air force bought radars. " if system == "radars" else ""
    assert _ids(before + text) == {system}


def test_a_name_that_nobody_knows_after_a_word_of_naming() -> None:
    assert _ids("The group showed a drone named Zarqa, which it said can fly 2,600 km.") == {"zarqa"}
    assert _ids("A missile known for its accuracy can fly 300 km.") == {"missile"}


def test_an_unnumbered_alias_is_the_numbered_one_of_the_text_and_no_shorter_stem() -> None:
    assert _ids("The Arrow system can hit targets at 100 km. The Arrow 3 flies in space.") == {"arrow-3"}
    assert _ids("The Triumf has a range of 400 km. It was built to replace the S-300.") == {"s-400"}


def test_a_country_s_gun_goes_by_its_calibre() -> None:
    assert _ids("The North's 170mm guns can shell Seoul from 60 km away, South Korea says.") == {"koksan"}
    assert _ids("North Korea tested its 600mm rocket launcher, which can fire 400 km.") == {"kn-25"}
    assert _ids("Sweden's 170 mm guns can fire 30 km.") != {"koksan"}


def test_names_in_quotation_marks_and_headlines_in_capitals() -> None:
    assert _ids("The firm showed the “Zarqa” drone, which has a range of 200 km.") == {"zarqa"}
    assert "launch" not in _ids("The radar system has a range of 300 km.", title="Iran To Launch New Radar System Soon")


def test_what_protects_is_no_missile_that_strikes() -> None:
    text = (
        "The S-400 stands near Minsk. Tomahawk missiles could strike Moscow. The new battery would protect the capital."
    )
    assert [c.system_id for c in _claims(text)][-1] == "s-400"


def test_who_said_it_may_stand_before_the_verb() -> None:
    (claim,) = _claims("Petrov praised the Iskander-M, which he said covers the entire territory of Poland.")
    assert (claim.system_id, claim.target, claim.target_is_whole_region) == (
        "iskander-m", "the entire territory of Poland", True,
    )  # fmt: skip
