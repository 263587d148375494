"""Which system "it", a nameless phrase or a part stands for where several stand near: sentences of our own."""

from __future__ import annotations

import hashlib

import pytest

from howfar.check.reading import read
from howfar.claims.model import Claim, Document


def _claims(text: str, title: str | None = None) -> tuple[Claim, ...]:
    return read(Document(text=text, sha256=hashlib.sha256(text.encode()).hexdigest(), title=title))


def _ids(text: str, title: str | None = None) -> set[str | None]:
    return {c.system_id for c in _claims(text, title)}


@pytest.mark.parametrize(
    ("text", "system"),
    [
        ("The Green Pine stands on a hill and was built with Scud missiles in mind. It can see launches 500 km away.",
         "green-pine"),
        ("The Voronezh warned of a Minuteman III. It can detect warheads 6,000 km away.", "voronezh"),
        ("The S-400 is backed by an Iskander brigade. It can shoot down planes at 400 km.", "s-400"),
        ("The Shahab-3 was picked up by the Green Pine. It can strike Tel Aviv.", "shahab-3"),
    ],
)  # fmt: skip
def test_it_is_what_can_do_what_is_said(text: str, system: str) -> None:
    assert _ids(text) == {system}


@pytest.mark.parametrize(
    ("text", "system"),
    [
        ("A large radar that comes with the THAAD battery can see 1,000 km into China.", "thaad-radar"),
        ("A big radar that comes with the THAAD battery stands on a hill. From there it can see into China.",
         "thaad-radar"),
        ("The X-band radar used by the THAAD battery can detect missiles 1,500 km away.", "thaad-radar"),
        ("The fleet bought NMESIS launchers. The launcher's Tomahawk missiles have a range of 1,600 km.", "tomahawk"),
        ("All of the coast is within range of the HIMARS's ATACMS missiles.", "atacms"),
        ("The Pantsir-S1 guards bases. Its missiles and guns can hit drones up to 15 km away.", "pantsir"),
    ],
)  # fmt: skip
def test_parts_and_loads_with_a_name_of_their_own(text: str, system: str) -> None:
    assert _ids(text) == {system}


@pytest.mark.parametrize(
    ("text", "system"),
    [
        ("Kyiv got missiles with a range of 300 km. These are ATACMS missiles from American stocks.", "atacms"),
        ("The North tested a Hwasong-15. Such a missile could reach Washington.", "hwasong-15"),
        ("The upgraded Type-12 is being developed as Japan's first domestically produced long-range missile, with a "
         "range of 1,000 km.", "type-12"),
        ("The Space Fence is a radar that can track objects up to 30,000 km away.", "space-fence"),
        ("The Fattah, the first locally built hypersonic missile, can hit targets 1,400 km away.", "fattah"),
        ("Taiwan's new, longer-range cruise missile can fly 1,200 km. The Hsiung Sheng went into service.",
         "hsiung-sheng"),
    ],
)  # fmt: skip
def test_what_says_what_it_is(text: str, system: str) -> None:
    assert _ids(text) == {system}


@pytest.mark.parametrize(
    ("text", "system"),
    [
        ("Patriot batteries were used to intercept 12 Iranian missiles. The system can engage targets 100 km away.",
         "patriot"),
        ("Firing a plain M795 shell, an M777 can shoot 30 km.", "m777"),
        ("The E-3A flew off. Three aircraft can provide radar coverage of the whole of Poland.", "e-3"),
        ("The E-3 gives radar coverage of the whole of Germany.", "e-3"),
        ("The Red Shark went to sea. Four torpedoes were lost. The torpedo can hit submarines 20 km away.",
         "hongsangeo"),
        ("The Agni-V belongs to the Integrated Guided Missile Development Programme. It has a range of 5,000 km.",
         "agni-v"),
    ],
)  # fmt: skip
def test_threats_loads_pictures_and_offices_are_not_the_one(text: str, system: str) -> None:
    assert _ids(text) == {system}


@pytest.mark.parametrize(
    ("text", "system"),
    [
        ("The U.S.-made 155mm howitzers have a range of 30 km.", "us-155mm-howitzers"),
        ("Pyongyang has 200 multiple launch rocket systems (MLRS), which can hit Seoul.", "north-korea-mlrs"),
        ("The current ICBMs, which North Korea possesses, can reach Guam.", "north-korea-icbm"),
        ("The S-band Doppler weather radar can see clouds 250 km away.", "doppler-weather-radar"),
        ("The Tomahawk Land Attack Missile has a range of 1,600 km.", "tomahawk"),
        ("The Patriot Advanced Capability-3 can engage targets 35 km away.", "patriot"),
    ],
)  # fmt: skip
def test_ids_of_kinds_and_long_names(text: str, system: str) -> None:
    assert _ids(text) == {system}


@pytest.mark.parametrize(
    "text",
    [
        "Berlin could send its Patriot missiles to the city of Lviv.",
        "The ministry said it would send the country's locally made Type-12 missiles to Kumamoto.",
    ],
)
def test_a_delivery_is_no_reach(text: str) -> None:
    assert not _claims(text)


def test_the_radar_is_the_air_defences_own_where_no_other_is_named() -> None:
    own = "The S-400 stands near Minsk. The radar could watch Kyiv."
    other = "The S-400 stands near Minsk. A P-18 arrived too. The radar sees 200 km."
    assert [c.system_id for t in (own, other) for c in _claims(t)] == ["s-400-radar", "p-18"]
    assert [c.system_id for c in _claims(own, title="New radar for the border")] == ["s-400-radar"]
