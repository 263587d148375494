"""Loads, asides, parts, names given in passing: which system a sentence speaks of. Sentences of our own."""

from __future__ import annotations

import hashlib

import pytest

from howfar.check.reading import read
from howfar.claims.model import Document


def _ids(text: str, title: str | None = None) -> set[str | None]:
    document = Document(text=text, sha256=hashlib.sha256(text.encode()).hexdigest(), title=title)
    return {c.system_id for c in read(document)}


@pytest.mark.parametrize(
    ("text", "system"),
    [
        ("The Typhon stands on Luzon. The launcher, armed with the Tomahawk, puts Shanghai within reach.", "typhon"),
        ("The Bal stands near Sochi. The battery, which fires the Kh-35, can hit ships 260 km away.", "bal"),
        ("The Typhon can fire missiles as far as 1,900 km.", "typhon"),
        ("The Typhon's missiles can reach Shanghai.", "typhon"),
        ("The JORN consists of three radars and can see Jakarta.", "jorn"),
        ("The Chunmoo is built to strike North Korean guns. The system can fire rockets 80 km.", "chunmoo"),
        ("With the potential to throw projectiles to a range of 200 km in six minutes, the rail gun could sink ships.",
         "railgun"),
        ("With a range of 6,000 km the Voronezh-type radar looks after the south, as did the Daryal.", "voronezh"),
    ],
)  # fmt: skip
def test_what_fires_is_not_what_is_fired(text: str, system: str) -> None:
    assert system in _ids(text)
    assert len(_ids(text)) == 1


@pytest.mark.parametrize(
    ("text", "system"),
    [
        ("The army has a drone named Kukri. It can fly 900 km.", "kukri"),
        ("The army fielded a rocket known locally as “Tarantella”, which can fly 40 km.", "tarantella"),
        ("Turkey showed a new missile which it calls the Karatas. It has a range of 900 km.", "karatas"),
        ("The army showed a gun turret called the Tall Watch 2. It can hit drones 3 km away.", "tall-watch-2"),
        ("The Houthis showed the “Palestine-2” missile in May, a two-stage weapon with a range of 2,150 km.",
         "palestine-2"),
        ("The Poseidon nuclear-powered torpedo has a range of 10,000 km.", "poseidon"),
        ("The Zircon sea-launched hypersonic missile has a range of 1,000 km.", "zircon"),
        ("The Iskander-class missiles can reach Warsaw.", "iskander-m"),
        ("The Shahed-style drones can fly 2,000 km.", "shahed-136"),
    ],
)  # fmt: skip
def test_names_given_in_passing(text: str, system: str) -> None:
    assert _ids(text) == {system}


@pytest.mark.parametrize(
    ("text", "system"),
    [
        ("THAAD came to Seongju. Its X-band radar is on a hill. The radar can see 2,000 km.", "thaad-radar"),
        ("The AN/TPY-2 went to Japan. This type of radar can see 1,000 km.", "thaad-radar"),
        ("North Korea told Russian guests that it possesses a ballistic missile with a range of 3,500 km.",
         "north-korea-irbm"),
        ("Rockets fired from Gaza can reach Tel Aviv.", "gaza-rockets"),
        ("Gaza rockets can reach Tel Aviv.", "gaza-rockets"),
        ("Hezbollah dug in. Rockets launched from southern Lebanon can reach Haifa.", "hezbollah-rockets"),
        ("The Chunmoo is built to strike North Korean guns, many of which are within range of Seoul.",
         "north-korea-guns"),
    ],
)  # fmt: skip
def test_whose_parts_and_rockets(text: str, system: str) -> None:
    assert _ids(text) == {system}


@pytest.mark.parametrize(
    ("text", "system"),
    [
        ("Kyiv showed the Neptune. It presented it as its first cruise missile with a range of 1,000 km.", "neptune"),
        ("The Emad was shown. A general described the missile as a “long-range” strategic missile able to hit Haifa.",
         "emad"),
        ("The HQ-9 is akin to the latest versions of the S-300. Its missiles have a range of 200 km.", "hq-9"),
        ("The Hsiung Sheng was derived from the Hsiung Feng IIE (雄風二E) cruise missile and has a range of 1,000 km.",
         "hsiung-sheng"),
        ("The B version of the Hsiung Sheng has a range of 1,000 km.", "hsiung-sheng"),
        ("China tested a set of missiles that could hit Guam. The army fired the DF-26 missiles on Tuesday.", "df-26"),
        ("Taiwan fired a missile able to reach China. It was a longer version of the Hsiung Sheng. The island has also "
         "bought the Harpoon.", "hsiung-sheng"),
        ("The Emad flew well. The 15-metre-long missile can hit targets 1,700 km away.", "emad"),
        ("China has a new air-to-air missile with a range of 400 km.", "china-air-to-air-missile"),
        ("The navy launched an attack submarine called HMS Bodkin, which can hit targets 2,000 km away. It has "
         "Spearfish torpedoes.", "hms-bodkin"),
        ("A rocket fired by Lebanon's Hezbollah hit Afula. It has a range of 90 km.", "hezbollah-rocket"),
        ("The Houthis tested a new missile that could reach Abu Dhabi, 600 km away.", "houthi-missile"),
    ],
)  # fmt: skip
def test_what_is_described_compared_or_measured(text: str, system: str) -> None:
    assert _ids(text) == {system}


def test_one_list_behind_one_preposition() -> None:
    assert _ids("Turkey can reach Athens with its SOM and Bora missiles.") == {"som", "bora"}


@pytest.mark.parametrize(
    ("text", "system"),
    [
        ("The Storm Shadow is a cruise missile. This means missiles are dropped from jets. They can hit targets 250 km "
         "away.", "storm-shadow"),
        ("The Bastion is a coastal system. It includes Oniks missiles and has a range of 300 km.", "bastion"),
        ("The Oniks missile which the Bastion fires has a range of 300 km.", "oniks"),
        ("The E-3 is an aircraft that sports a radar and can watch all of Poland.", "e-3"),
    ],
)  # fmt: skip
def test_kinds_as_such_users_and_equipment(text: str, system: str) -> None:
    assert _ids(text) == {system}


@pytest.mark.parametrize(
    ("text", "system"),
    [
        ("Iran fired the Dezful missile. The Dezful has a range of 1,000 km.", "dezful"),
        ("The MGM-140 has a range of 300 km.", "atacms"),
        ("The SSC-8 has a range of 2,500 km.", "9m729"),
        ("The Mid-Range Capability can reach Shanghai.", "typhon"),
        ("The AN/SPY-6 can see planes 300 km away.", "an-spy-6"),
        ("The JASSM-ER can fly 900 km.", "jassm-er"),
    ],
)  # fmt: skip
def test_names_and_variants_by_every_name(text: str, system: str) -> None:
    assert _ids(text) == {system}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Russia has the Iskander and the Tochka-U. The former can strike 500 km away, the latter only 120 km.",
         {("iskander-m", 500), ("tochka-u", 120)}),
        ("The PrSM is to replace the ATACMS. It can hit targets at 500 km, while the latter reaches 300 km.",
         {("prsm", 500), ("atacms", 300)}),
        ("Iran has the Emad and the Sejjil. A former president said the latter can fly 2,000 km.", {("sejjil", 2000)}),
    ],
)  # fmt: skip
def test_the_former_and_the_latter(text: str, found: set[tuple[str, int]]) -> None:
    document = Document(text=text, sha256=hashlib.sha256(text.encode()).hexdigest())
    assert {(c.system_id, c.distance_km) for c in read(document)} == found


@pytest.mark.parametrize(
    ("text", "system"),
    [
        ("Pakistan's arsenal is aimed at India, which also has missiles able to hit Karachi.", "india-missiles"),
        ("Hezbollah has some 500 Syrian-made rockets able to hit Haifa.", "hezbollah-rockets"),
        ("An Iranian-made rocket could fly 60 km.", "iran-rocket"),
        ("MOSCOW (Reuters) - North Korea told Russian guests that it possesses a ballistic missile with a range of "
         "3,500 km.", "north-korea-irbm"),
        ("The Tayfun flew well. At about 560 km, its range is twice that of the last one, the Bora-1.", "tayfun"),
        ("Iran showed a ballistic missile, called martyr Qassem Soleimani, with a range of 1,400 km.", "haj-qasem"),
        ("A turret called the Tall Watch 2 is new. It's a laser with a range of 3 km.", "tall-watch-2"),
        ("Hezbollah got new rockets and 20 land-to-sea missiles. The rockets can fly 90 km.", "hezbollah-rockets"),
    ],
)  # fmt: skip
def test_owners_makers_and_the_same_word(text: str, system: str) -> None:
    assert _ids(text) == {system}


@pytest.mark.parametrize(
    ("text", "title", "system"),
    [
        ("Ukraine has been supplied with missiles that can fly 160 km.", "Kyiv may strike with the ATACMS", "atacms"),
        ("Kyiv got ballistic missiles that were given to it in secret. They can hit targets 300 km away. Kyiv said "
         "nothing. The ATACMS came by train.", None, "atacms"),
        ("The Patriot guards Rzeszow. Interceptor missiles can hit targets 160 km away.", None, "patriot"),
        ("The SM-3 can hit missiles 1,200 km away.", None, "sm-3"),
        ("Saddam Hussein wanted to build a missile with a range of 1,000 km.", None, "iraq-mrbm"),
    ],
)  # fmt: skip
def test_what_is_handed_over_and_whose_it_is(text: str, title: str | None, system: str) -> None:
    assert _ids(text, title) == {system}


def test_the_context_says_what_the_missile_is() -> None:
    text = "He did not state the range of the rocket. The reported 2,000 km would mean that Iran could hit Israel."
    document = Document(text=text, sha256="", context="The rocket: the Shahab-3 missile.")
    assert {c.system_id for c in read(document)} == {"shahab-3"}


@pytest.mark.parametrize(
    ("text", "systems"),
    [
        ("Tehran's Noor and Ghader anti-ship missiles have ranges of 120 km and 200 km.", {"noor", "qader"}),
        ("The Nebo-M complex, made up of three radars, can detect planes 600 km away.", {"nebo-m"}),
        ("The Pantsir's radar can detect planes 36 km away and its missiles can hit them at 20 km.",
         {"pantsir-radar", "pantsir"}),
        ("The Iskander has a seeker. Its radar can see ships 20 km away.", {"radar"}),
        ("Hamas tested its advanced Mefkar rocket, which has a range of 80 km. Its Qassams are older.", {"mefkar"}),
    ],
)  # fmt: skip
def test_bare_names_in_lists_and_parts_of_parts(text: str, systems: set[str]) -> None:
    assert _ids(text) == systems
