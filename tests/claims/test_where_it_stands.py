"""Where a system stands, and what of its reach is supposed, denied or whole: sentences of our own."""

from __future__ import annotations

import hashlib

import pytest

from howfar.check.reading import read
from howfar.claims.model import Claim, Document


def _claims(text: str, context: str | None = None) -> tuple[Claim, ...]:
    return read(Document(text=text, sha256=hashlib.sha256(text.encode()).hexdigest(), context=context))


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("With Iskander missiles in Kaliningrad, Berlin and all of Poland are within reach.", "Kaliningrad"),
        ("Russian warships off Kaliningrad can hit Berlin with Kalibr missiles.", "Kaliningrad"),
        ("The weather radar sees rain up to 500 km around Hyderabad.", "Hyderabad"),
        ("The missile battery creates a 125-mile danger zone around the Paracels.", "the Paracels"),
        ("The radar installed at Bhattedanda has a range of 250 nautical miles.", "Bhattedanda"),
        ("The army has deployed 300 rocket launchers along its southern border, putting Seoul within range.",
         "its southern border"),
        ("Russia has deployed Iskander systems with a range of 500 km and S-400 systems to the Kaliningrad region.",
         "the Kaliningrad region"),
        ("A powerful radar set up in southwestern Korea can see 2,000 km.", "southwestern Korea"),
        ("The Typhon was sent to northern Luzon in May. That would put Guangzhou within reach of its Tomahawks.",
         "northern Luzon"),
        ("Aegis Ashore sites in Romania and Poland would protect most of Europe.", "Romania"),
        ("The missiles have a range of 1,000 km and, if placed on Kyushu, would put Shanghai within reach.", "Kyushu"),
        # not where it was tested, sold, lies in store, or is talked of
        ("The missile, which was tested from an island off the coast, has a range of 5,000 km.", None),
        ("It was the longest-range missile in China's inventory, with a range of 8,000 km.", None),
        ("A missile capable of striking Britain will be ready by autumn, according to the head of Moscow's programme.",
         None),
        ("The ceremony took place in Daejeon; the L-SAM can shoot down targets at altitudes above 40 km.", None),
        ("Iran's missiles can reach Israel, a senior official from Tehran said.", None),
        ("“We have a missile with a range of 10,000 km,” he claimed in a New York Times interview.", None),
    ],
)  # fmt: skip
def test_where_it_stands(text: str, origin: str | None) -> None:
    claims = _claims(text)
    assert claims
    assert {c.origin for c in claims} == {origin}


def test_where_it_stands_is_not_reached() -> None:
    text = "With Iskander missiles in Kaliningrad, Berlin and all of Poland are within reach."
    assert [c.target for c in _claims(text)] == ["Berlin", "all of Poland"]
    text = "The missiles have a range of 1,000 km and, if placed on Kyushu, would put Shanghai within reach."
    assert {c.target for c in _claims(text)} == {"Shanghai"}


@pytest.mark.parametrize(
    ("text", "hypothetical"),
    [
        ("The rockets can reach Seoul, should they be fired near the border.", True),
        ("Six Patriot batteries with a range of 100 km will be deployed along the border with Syria.", True),
        ("Iran is working on the Ashura, a new missile with a range of 2,000 km.", True),
        ("The upgraded Type 12 is expected to reach 1,000 km.", True),
        ("The cannon may one day fire rounds over 1,000 miles.", True),
        ("The minister denied that Iran intended to build a new missile, Shahab-4, with a range of 2,000 km.", True),
        ("The Zircon would be capable of nine times the speed of sound and have a range of 1,000 km.", True),
        ("HIMARS is a modern launcher that will allow Ukraine to hit targets 80 km away.", False),
        ("The radar was installed in May. It will cover the whole of Nepal.", False),
        ("The S-300 will be used only if Israel attacks, although it has a range of 150 km.", False),
        ("If earlier the Lancet flew 40 km, now it has a range of 70 km.", False),
        ("The plane would have been flying at 10 km, beyond the range of the Igla, which reaches 3.5 km.", False),
        ("Iran will upgrade its Shahab-3 missiles that can hit Israel.", False),
        ("It would give weight to the claims that the Samad-3 can hit Riyadh.", False),
    ],
)
def test_what_is_supposed(text: str, hypothetical: bool) -> None:
    claims = _claims(text)
    assert claims
    assert {c.hypothetical for c in claims} == {hypothetical}


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("The rebels do not have the Buk, which can shoot down aircraft at altitudes up to 25 km.", False),
        ("While the test did not go well, it showed that the Hwasong-12 can hit the island of Guam.", False),
        ("Although the Patriot will not cover Seoul, the THAAD radar can see Beijing.", None),
        ("The ministry did not comment on reports that the Ching Tien can reach Beijing.", False),
        ("There is no Iskander that can reach Paris.", True),
    ],
)
def test_what_is_denied(text: str, negated: bool | None) -> None:
    found = [c.negated for c in _claims(text)]
    assert found
    assert set(found) == ({True, False} if negated is None else {negated})


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("The Sarmat can hit almost anywhere in the world.", [False]),
        ("The S-400 covers most of Japan and South Korea.", [False, False]),
        ("The radar covers Australia's northern approaches.", [True]),
        ("The whole area of Nepal will be covered by the radar.", [True]),
        ("About 70 per cent of Nepal will be covered by the radar.", [False]),
    ],
)
def test_whole_regions(text: str, whole: list[bool]) -> None:
    assert [c.target_is_whole_region for c in _claims(text)] == whole


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("The Hwasong-15 can reach Houston, Tex., and Norfolk, Va.", ["Houston, Tex", "Norfolk, Va"]),
        ("The Hwasong-15 can reach Washington, D.C., and Chicago.", ["Washington, D.C.", "Chicago"]),
        ("The Sarmat could hit Houston, Tex, in 20 minutes.", ["Houston, Tex"]),
    ],
)
def test_a_state_cut_short_goes_with_its_city(text: str, targets: list[str]) -> None:
    assert [c.target and c.target.rstrip(".") for c in _claims(text)] == [t.rstrip(".") for t in targets]
