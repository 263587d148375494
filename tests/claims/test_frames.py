"""Ways of saying a reach, and things that look like one, that news text showed to be missing: in words of our own.

Each claim as its verb kind, distance in whole kilometres, altitude in whole metres and target.
"""

from __future__ import annotations

import hashlib

import pytest

from howfar.check.reading import read
from howfar.claims.model import Claim, Document

Said = set[tuple[str, int | None, int | None, str | None]]


def _strikes(*targets: str, km: int | None = None) -> Said:
    return {("strikes", km, None, t) for t in targets} or {("strikes", km, None, None)}


# fmt: off
FRAMES: dict[str, list[tuple[str, Said]]] = {
    "quotation marks and asides": [
        ('The Sejjil can even "get to the far end of Crete", the paper wrote.', _strikes("the far end of Crete")),
        ("The Kalibr can 'strike Oslo' from there.", _strikes("Oslo")),
        ("The Khorramshahr flies far enough to reach, for instance, Sofia.", _strikes("Sofia")),
        ("The Hyunmoo-5 can hit, say, Beijing or Shanghai.", _strikes("Beijing", "Shanghai")),
        ('The range of the Emad is "said to be more than 1,500 km", a guide tells.', _strikes(km=1500)),
    ],
    "headlines": [
        ("Crete in Iranian missile range", _strikes("Crete")),
        ("Most of Sweden now within range of Iskander missiles, says minister", _strikes("Most of Sweden")),
        ("Rocket test seems to put D.C. in range of North Korea", _strikes("D.C.")),
        ("Riga and Tallinn within Iskander missiles' reach", _strikes("Riga", "Tallinn")),
        ("BrahMos missiles put Mischief Reef in cross hairs", _strikes("Mischief Reef")),
    ],
    "the place last": [
        ("The Hwasong-12 flies 4,500 km, which brings within range Guam and Wake.", _strikes("Guam", "Wake", km=4500)),
        ("The Tomahawk puts within its reach most of Belarus.", _strikes("most of Belarus")),
        ("The Zolfaghar reaches 700 km, putting into reach much of Kuwait along with Qatar.",
         _strikes("much of Kuwait", "Qatar", km=700)),
    ],
    "what a class is": [
        ("Israel's Jericho III is classified as an intermediate-range missile, with a range put at 4,800 km.",
         _strikes(km=4800)),
    ],
    "whose place": [
        ("Sevastopol, which a long bridge connects to Russia, is in range of the ATACMS.", _strikes("Sevastopol")),
        ("There are ports in Poland that are within range of the Iskander.", _strikes("ports in Poland")),
        ("There is no town in Lebanon that the Spike missiles cannot reach.", _strikes("Lebanon")),
        ("The Storm Shadow gives Kyiv the means to strike far behind the lines, including in Luhansk.",
         _strikes("Luhansk")),
        ("The GMLRS can hit targets south of Melitopol.", _strikes("south of Melitopol")),
        ("The Type-12 lets Tokyo strike ships & ports in Russia & China.", _strikes("Russia", "China")),
        ("The Taepodong-2 could hit Fairbanks, Alaska.", _strikes("Fairbanks, Alaska")),
        ("With the KN-08 Hawaii and Alaska would be within reach.", _strikes("Hawaii", "Alaska")),
        ("The Minuteman III is said to be able to hit targets anywhere.", _strikes("anywhere")),
        ("The radar could watch troop movements within Turkish borders.", {("sees", None, None, "Turkish borders")}),
        ("The S-300 can protect up to two-thirds of Cyprus.", {("covers", None, None, "two-thirds of Cyprus")}),
        ("The Magura drone is capable of operating throughout the Baltic Sea.", _strikes("the Baltic Sea")),
        ("The Fateh-110 cannot damage refineries in Oman.",
         {("strikes", None, None, "refineries in Oman")}),
    ],
    "figures": [
        ("The laser can shoot down drones within a three-kilometre radius.", {("engages", 3, None, None)}),
        ("The camera covers an eight-mile radius.", {("sees", 13, None, None)}),
        ("With a 300‑kilometre range, the Fajr-5 is old.", _strikes(km=300)),
        ("The Nasr rocket is a short-range weapon; the Abdali is a missile (200 km).", _strikes(km=200)),
        ("The Hatf-I has a range of 70 km (compared with 350 km for the Hatf-II).",
         _strikes(km=70) | _strikes(km=350)),
        ("The howitzer has a range of 22 km (30 km with rocket assistance).", _strikes(km=22) | _strikes(km=30)),
        ("The BrahMos missile's range was raised to 450 km, which will be further extended to 800 km.",
         _strikes(km=450) | _strikes(km=800)),
        ("With the GMLRS, HIMARS, that's 80 kilometres, he said.", _strikes(km=80)),
        ("The Buk can bring down jets at a range of 40 km and ballistic missiles at a range of 15 km.",
         {("engages", 40, None, None), ("engages", 15, None, None)}),
        ("The Iskander is used against bunkers and other targets up to 480 km away.", _strikes(km=480)),
        ("The station provides 80 nautical miles radar coverage.", {("sees", 148, None, None)}),
        ("The Patriot can reach aerial targets up to 66,000 feet.", {("engages", None, 20117, None)}),
    ],
    "whose figure": [
        ("The truck fires SM-6 and Tomahawk missiles with ranges of up to 1,600 km.", _strikes(km=1600)),
        ("The Kalibr missiles can track and hit targets 300 km away.", _strikes(km=300)),
        ("They hope to raise the range of the Iron Dome, from a maximum of 70 km (43 miles) to 150 km (93 miles).",
         {("engages", 150, None, None)}),
        ("The rockets can hit houses within a radius of 40 km.", _strikes(km=40)),
        ("The radar is turned towards Libya, where it could spot a Scud in seconds.", {("sees", None, None, "Libya")}),
        ("The S-400 can cover the border with Nepal as well as the frontier with Pakistan.",
         {("covers", None, None, "the border with Nepal"), ("covers", None, None, "the frontier with Pakistan")}),
    ],
    "circles and heights": [
        ("The sensor is able to locate small, slow drones within a two-mile radius.", {("sees", 3, None, None)}),
        ("The laser is effective up to an altitude of 800 metres against drones.", {("engages", None, 800, None)}),
        ("The radar can track anything moving over Iranian air space.", {("sees", None, None, "Iranian air space")}),
    ],
    "two names, one system": [
        ("The Joint Strike Missile, or JSM, has a range of 275 km.", _strikes(km=275)),
        ("The HQ-9 has a strong radar and its missiles have an engagement range of 150 km.",
         {("engages", 150, None, None)}),
        ("Missile systems in the port can see far.The Bal has a range of 120 km.", _strikes(km=120)),
    ],
}

NONE = [
    "Missiles that can reach targets 3,000 to 5,500 km away are classified as intermediate-range missiles.",
    "Short-range ballistic missiles are defined as those with a range of less than 1,000 km.",
    "Two more countries have ICBMs (missiles with a range of over 5,500 km).",
    "To be an ICBM, the missile would have to be capable of flying at least 5,500 km.",
    "The Iron Dome is designed for rockets of between four and 70 km range.",
    "David's Sling is meant for missiles with ranges of 40 to 300 km.",
    "The missile tests following the parade in Pyongyang worried Tokyo.",
    "To cover large areas, towns need several Patriot systems.",
    "Romania needs ten Patriot systems to completely close its airspace.",
    "The missile can strike within five metres of its target.",
    "They watched the missile test on a range about 200 miles north of Adelaide.",
    "The radar has a receiver at Mount Isa, a transmitter at Blue Range, 160 km away, and a mast.",
    "The torpedo can dive up to 600 metres.",
    "The torpedo failed to hit the target 20 km away.",
    "The fighter has missiles and is capable of flight at 50,000 feet.",
    "The drone took off, and Tampere is less than 160 km from Helsinki, as the missile flies.",
    "The drone struck a plant from a record distance of 1,500 km.",
    "The drone set a record by covering a distance of 1,700 km.",
    "The mast gives the radar some 19 km of additional range.",
    "The new engine extends the missile's range by 100 km.",
    "Iran launched the Shahed drones from deep within its territory.",
    "They moved missiles capable of carrying nuclear warheads into Kaliningrad.",
    "You should close your ports, for the rockets are on their way.",
    "The AWACS aircraft are there to monitor airspace.",
    "Our reporter has been monitoring the response to the missile in Alaska.",
    "Maps show the radar coverage at 3 and 5 km above sea level.",
    "Villagers within a 2 km radius of the pad were moved before the missile test launch.",
    "The missile is on show; police closed a 30-kilometre radius around the base.",
    "We left on a 120-mile M4 trip.",
    "Category II missile systems are those that have a range of 300 km.",
    "The rules restrict exports of missiles capable of carrying half a ton at least 300 kilometres.",
    "Tokyo should put interceptor missiles there to better protect the island.",
    "The radar plane could track trucks while still flying in Turkish airspace.",
]
# fmt: on
CASES = [
    pytest.param(text, said, id=f"{name}-{n}") for name, rows in FRAMES.items() for n, (text, said) in enumerate(rows)
]


def _read(text: str) -> tuple[Claim, ...]:
    return read(Document(text=text, sha256=hashlib.sha256(text.encode()).hexdigest()))


def _said(claims: tuple[Claim, ...]) -> list[tuple[str, int | None, int | None, str | None]]:
    return [
        (
            c.verb_kind,
            None if c.distance_km is None else round(c.distance_km),
            None if c.altitude_km is None else round(c.altitude_km * 1000),
            c.target,
        )
        for c in claims
    ]


@pytest.mark.parametrize(("text", "said"), CASES)
def test_each_frame_gives_its_claims_once_and_no_others(text: str, said: Said) -> None:
    found = _said(_read(text))
    assert set(found) == said
    assert len(found) == len(said) or "SM-6" in text  # two systems of one statement


@pytest.mark.parametrize("text", NONE)
def test_what_looks_like_a_reach_gives_none(text: str) -> None:
    assert _said(_read(text)) == []


def test_a_need_said_before_the_deed_is_no_denial() -> None:
    claims = _read("The Iskander cannot reach Lisbon. It has the range to reach Warsaw.")
    assert [(c.target, c.negated) for c in claims] == [("Lisbon", True), ("Warsaw", False)]


def test_joined_systems_behind_the_verb_are_all_subjects() -> None:
    claims = _read("Incheon is within range of North Korea's howitzers and rocket launchers.")
    assert [c.target for c in claims] == ["Incheon", "Incheon"]
    assert len({c.system for c in claims}) == 2


# ---- lists and tables ------------------------------------------------------------------------------------------
def _listed(text: str, title: str = "The country's missiles") -> list[tuple[str | None, float | None, float | None]]:
    document = Document(text=text, sha256=hashlib.sha256(text.encode()).hexdigest(), title=title)
    return [(c.system_id, c.distance_km, c.distance_min_km) for c in read(document)]


ROWS = "Name | Class | {}\nShahab-1 | SRBM | {}\nSejjil | MRBM | {}"


def test_a_row_is_about_its_first_name_not_its_class() -> None:
    found = _listed(ROWS.format("Range", "300 km", "2,000 km"))
    assert found == [("shahab-1", 300.0, None), ("sejjil", 2000.0, None)]


def test_the_unit_may_stand_in_the_heading() -> None:
    found = _listed(ROWS.format("Range (km)", "300", "2,000-2,500"))
    assert found == [("shahab-1", 300.0, None), ("sejjil", 2500.0, 2000.0)]


def test_other_columns_of_numbers_are_no_reach() -> None:
    assert _listed(ROWS.format("Built (number)", "300", "2,000")) == []


def test_tabs_part_cells() -> None:
    found = _listed(ROWS.replace(" | ", "\t").format("Range", "300 km", "2,000 km"))
    assert found == [("shahab-1", 300.0, None), ("sejjil", 2000.0, None)]


def test_a_row_may_be_a_label_with_its_value() -> None:
    found = _listed("Type | coastal missile\nRange | 120 km\nWeight | 600 kg", title="The Bal missile system")
    assert [km for _, km, _ in found] == [120.0]


def test_values_may_stand_under_their_label() -> None:
    found = _listed("Detection range\n900 km (first mode)\nOver 2,100 km (second mode)", title="The AN/TPY-2 radar")
    assert [km for _, km, _ in found] == [900.0, 2100.0]


def test_lines_with_commas_and_series_with_semicolons() -> None:
    assert _listed("- Qassam, up to 10 km\n- Fajr-5, 75 km") == [("qassam", 10.0, None), ("fajr-5", 75.0, None)]
    assert _listed("Qassam: 10 km; Fajr-5: 75 km") == [("qassam", 10.0, None), ("fajr-5", 75.0, None)]


def test_a_line_describes_the_name_that_it_begins_with() -> None:
    found = _listed("Shahab-1: short-range ballistic missile with a range of 300 km.")
    assert found == [("shahab-1", 300.0, None)]
