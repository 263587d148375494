"""Wordings of what a weapon reaches, by phenomenon, and sentences that only look like it: sentences of our own."""

# ruff: noqa: E501  one case a line, whole sentences

from __future__ import annotations

import hashlib

import pytest

from howfar.check.reading import read
from howfar.claims.model import Claim, Document

# fmt: off
REACHED = {
    "place after figure": [
        ("The rocket has a 90-mile range – placing half of Lithuania, including Vilnius, within sight.", {("Vilnius", 145), ("half of Lithuania", 145)}),
        ("The Kalibr has a range of 1,500 km, putting Romania's coast and much of the Aegean Sea — including the waters around Crete — within striking distance from the base.", {("Romania's coast", 1500), ("much of the Aegean Sea", 1500), ("the waters around Crete", 1500)}),
        ("The Shaheen-II can hit targets 1,500 km away, bringing most Indian cities under its range.", {("most Indian cities", 1500)}),
        ("The Hwasong-15 can fly 13,000 km, which makes New York an easily assailable target.", {("New York", 13000)}),
        ("The Tayfun has a range of 560 km, making Athens an easy target.", {("Athens", 560)}),
        ("The Kheibar has a range of 2,000 km, which puts Athens and Bucharest in its crosshairs.", {("Athens", 2000), ("Bucharest", 2000)}),
        ("The missile's 1,300 km range leaves Tel Aviv exposed.", {("Tel Aviv", 1300)}),
        ("The Iskander has a range of 500 km, which means it could strike Warsaw if launched from Kaliningrad.", {("Warsaw", 500)}),
        ("These rockets have a range of 120 km (75 miles), which means they could hit Haifa if fired from Tyre.", {("Haifa", 120)}),
        ("The Oreshnik has a range of 5,500 km, meaning it can reach London and Madrid.", {("London", 5500), ("Madrid", 5500)}),
        ("The DF-26 has a range of 4,000 km, far enough to hit Guam in the Pacific and Darwin on Australia's north coast.", {("Darwin on Australia's north coast", 4000), ("Guam in the Pacific", 4000)}),
        ("Both missiles have a range of 1,300 km, and are capable of hitting Riyadh, Doha and American bases in Qatar.", {("American bases in Qatar", 1300), ("Doha", 1300), ("Riyadh", 1300)}),
        ("With a reach of 300 km, the ATACMS puts nearly all of Crimea in range.", {("nearly all of Crimea", 300)}),
        ("The Khorramshahr flies 2,000 km, enough to put Sofia under threat.", {("Sofia", 2000)}),
        ("The Fajr-5 has a range of 75 km, turning Tel Aviv into a target.", {("Tel Aviv", 75)}),
        ("The new launcher has a range of 400 km, placing Pyongyang well inside its firing range.", {("Pyongyang", 400)}),
        ("The Kinzhal has a range of 2,000 km, giving it the reach to hit Paris.", {("Paris", 2000)}),
        ("The Bora has a range of 280 km - bringing Yerevan into range.", {("Yerevan", 280)}),
    ],
    "encompass": [
        ("The 2,500-kilometer range of the Tomahawk encompasses most of Iran, including Tehran and Isfahan.", {("Isfahan", 2500), ("Tehran", 2500), ("most of Iran", 2500)}),
        ("The 700-km range of the missiles takes in all of Jordan.", {("all of Jordan", 700)}),
        ("The missile's 1,000 km radius includes Taipei, Manila and Okinawa.", {("Manila", 1000), ("Okinawa", 1000), ("Taipei", 1000)}),
        ("The Kh-101 is new. Its range of 3,000 km spans the whole of Western Europe.", {("the whole of Western Europe", 3000)}),
        ("The range of the Agni-IV covers Beijing and Shanghai.", {("Beijing", None), ("Shanghai", None)}),
        ("The Tomahawk flies far. This range would cover all of Poland, including Warsaw.", {("Warsaw", None), ("all of Poland", None)}),
        ("Iran's missiles have a range of 2,000 km. That range covers Israel and much of south-eastern Europe.", {("Israel", None), ("much of south-eastern Europe", None), (None, 2000)}),
    ],
    "inverted": [
        ("Iran's missiles have a range of 2,000 km. Most of the American bases in the region are within this range.", {("Most of the American bases in the region", None), (None, 2000)}),
        ("The Type 12 missiles will be based on Kyushu. Nearly all of North Korea would also fall within range.", {("Nearly all of North Korea", None)}),
        ("All of Israel's air bases are already in reach of Iran's missiles.", {("All of Israel's air bases", None)}),
        ("All of Tehran's desired targets are already in reach with its present missiles.", {("All of Tehran's desired targets", None)}),
        ("Helsinki lies only 190 km from the border, within the Iskander missile's range.", {("Helsinki", None)}),
        ("Seoul is only 55 km from the border, well within range of the North's artillery.", {("Seoul", None)}),
        ("Rome, home of the Sixth Fleet's logisticians, is within that range of the Khorramshahr.", {("Rome", None)}),
        ("Within range of the Kalibr are Bucharest and Sofia.", {("Bucharest", None), ("Sofia", None)}),
        ("The Kalibr is ready. Within its range lie Bucharest and Sofia.", {("Bucharest", None), ("Sofia", None)}),
        ("The whole of Taiwan falls under the range of China's new rocket artillery.", {("The whole of Taiwan", None)}),
        ("Much of eastern Ukraine comes within reach of the ATACMS.", {("Much of eastern Ukraine", None)}),
        ("American bases in Qatar and Bahrain are in the sights of Iran's missiles.", {("American bases in Qatar", None), ("Bahrain", None)}),
        ("The Israeli port of Eilat is also now within the Houthi missiles' reach.", {("The Israeli port of Eilat", None)}),
    ],
    "bring into range": [
        ("The missiles bring the whole of Lebanon and Jordan and parts of Cyprus into the army's range.", {("Jordan", None), ("parts of Cyprus", None), ("the whole of Lebanon", None)}),
        ("The Hwasong-12 brings Guam into Pyongyang's range.", {("Guam", None)}),
        ("The Kheibar Shekan missiles bring Haifa within the range of Hezbollah.", {("Haifa", None)}),
        ("Deploying the Iskander there would bring Berlin within Russian missile range.", {("Berlin", None)}),
        ("The DF-17 puts American bases in Japan at risk.", {("American bases in Japan", None)}),
        ("The Zolfaghar places Riyadh within the Houthis' reach.", {("Riyadh", None)}),
        ("The Bulava missiles put all of Europe and the United States in the submarine's sights.", {("all of Europe", None), ("the United States", None)}),
    ],
    "enable": [
        ("The HIMARS will allow Ukrainian forces to hit targets up to 80 km away.", {(None, 80)}),
        ("The Scud missiles would enable Hezbollah for the first time to hit air bases in the Negev.", {("air bases in the Negev", None)}),
        ("The new missile would help increase the army's capability to mount a precision attack on targets in the southern part of Korea.", {("the southern part of Korea", None)}),
        ("The Typhon launcher enables force projection up to 200 nautical miles (370 km).", {(None, 370)}),
        ("The deal covers ATACMS missiles, which would allow Kyiv to inflict damage deep into Crimea.", {("Crimea", None)}),
        ("The Tomahawk gives Japan the ability to strike bases in North Korea.", {("bases in North Korea", None)}),
        ("The ER GMLRS rocket would let Estonia hit targets as far as St Petersburg.", {("St Petersburg", None)}),
        ("The Storm Shadow permits Kyiv to strike targets at a distance of more than 250 km.", {(None, 250)}),
        ("The JASSM-ER makes it possible for Poland to hit Kaliningrad.", {("Kaliningrad", None)}),
        ("The Hyunmoo-3 makes possible strikes against Pyongyang.", {("Pyongyang", None)}),
        ("The DF-21D would give China the means to attack carriers 1,500 km from its coast.", {(None, 1500)}),
        ("The missile, with a range of 800 km, enables Seoul to target any part of North Korea.", {("any part of North Korea", 800)}),
        ("The Hyunmoo-2C has a range of 800 km, enabling the army to target any part of North Korea.", {("any part of North Korea", 800)}),
        ("The Khorramshahr affords Iran a capability to strike Israel.", {("Israel", None)}),
        ("The missile allows attacks on Taipei from deep inland.", {("Taipei", None)}),
        ("The Tomahawks could be used to strike Moscow.", {("Moscow", None)}),
        ("Turkey's Bora missiles provide an ability to hit Yerevan.", {("Yerevan", None)}),
        ("The Grom missile enables Kyiv to carry out strikes deep inside Russia.", {("Russia", None)}),
        ("The upgrade would extend Seoul's ability to conduct strikes against Beijing with the Hyunmoo-5.", {("Beijing", None)}),
    ],
    "capability nouns": [
        ("The Trident missiles provide a worldwide strike capability.", {(None, None)}),
        ("The Sarmat gives Russia a global strike capability.", {(None, None)}),
        ("Kim has shown that his Hwasong-12 has the technology to get to Guam.", {("Guam", None)}),
        ("The missile's strike capability extends to 1,600 km.", {(None, 1600)}),
        ("The Zircon has a strike range of up to 1,000 km.", {(None, 1000)}),
        ("The Type 12 has a standoff capability of 1,000 km.", {(None, 1000)}),
        ("The Ghadr gives Tehran a 1,600-km strike capability.", {(None, 1600)}),
    ],
    "dashes": [
        ("The advanced missiles—capable of striking targets along China's coast and reaching most of North Korea—will be positioned on Kyushu.", {("China's coast", None), ("most of North Korea", None)}),
        ("The Shahab-3 missiles – able to hit Tel Aviv and reach most of Turkey – were paraded.", {("Tel Aviv", None), ("most of Turkey", None)}),
        ("The Tomahawk – range 1,600 km – was shown.", {(None, 1600)}),
        ("The missile (capable of hitting Tokyo or Seoul) was fired.", {("Seoul", None), ("Tokyo", None)}),
        ("The missile is capable of striking Berlin, Paris or any other city in western Europe.", {("Berlin", None), ("Paris", None), ("any other city in western Europe", None)}),
    ],
    "second figure": [
        ("The torpedo has a range of 38 kilometers at 55 knots, or 50 kilometers at 40 knots.", {(None, 38), (None, 50)}),
        ("Its range is 10 km at 50 knots and 20 km at 35 knots for the Mk 46 torpedo.", {(None, 10), (None, 20)}),
        ("The gun has a range of 24 km with standard shells, or 30 km with rocket-assisted ones.", {(None, 24), (None, 30)}),
        ("The howitzer can send shells 53 km down range.", {(None, 53)}),
        ("The M777 fires standard rounds to 24 km and Excalibur rounds to 40 km.", {(None, 24), (None, 40)}),
        ("Standard Missile-6 and Tomahawk missiles with ranges of 240 km and over 1,500 km, respectively, were landed.", {(None, 1500), (None, 240)}),
        ("The Scud-B and Scud-C have ranges of 300 km and 500 km, respectively.", {(None, 300), (None, 500)}),
        ("The Iskander and the Kalibr can hit targets at 500 and 2,500 km, respectively.", {(None, 2500), (None, 500)}),
        ("The Zelzal-2 has a range of 210 km, the Fateh-110 of 300 km.", {(None, 210), (None, 300)}),
        ("The Grad rocket reaches 20 km; the Uragan, 35 km; the Smerch, 90 km.", {(None, 20), (None, 35), (None, 90)}),
    ],
    "relative multiple": [
        ("The HIMARS can hit targets 80 km away. With other rockets it can hit targets at more than three times that distance.", {(None, 240), (None, 80)}),
        ("The old rocket had a range of 40 km; the new GMLRS rocket flies twice as far.", {(None, 40), (None, 80)}),
        ("The Tochka-U has a range of 120 km, while the Grom-2 can reach four times that.", {(None, 120), (None, 480)}),
        ("The R-17 has a range of 300 km. The R-27 can reach double that distance.", {(None, 300), (None, 600)}),
    ],
    "hold at risk": [
        ("The DF-26 can hold Guam at risk.", {("Guam", None)}),
        ("With the Hwasong-15 the North can hold the American West Coast at risk.", {("the American West Coast", None)}),
        ("The DF-41 missile holds the whole of the United States at risk.", {("the whole of the United States", None)}),
        ("These Iskander missiles keep Warsaw and Vilnius at risk.", {("Vilnius", None), ("Warsaw", None)}),
    ],
    "inverted if": [
        ("Should one of the submarines move west of Ireland, a JL-2 could target any city in the United States.", {("any city in the United States", None)}),
        ("Were it deployed in Belarus, the Iskander could hit Berlin.", {("Berlin", None)}),
        ("Had it been fired on a normal trajectory, the missile would have flown 6,700 km.", {(None, 6700)}),
    ],
    "coordinated subjects": [
        ("China has 1,900 ballistic missiles and 300 cruise missiles capable of striking Japan.", {("Japan", None)}),
        ("The Shahab-3 and Sejjil missiles can hit Tel Aviv.", {("Tel Aviv", None)}),
        ("The Hsiung Feng IIE could hit airfields in southeast China, as well as cities such as Shanghai and Xiamen.", {("Shanghai", None), ("Xiamen", None), ("airfields in southeast China", None)}),
        ("The Kalibr can hit cities like Lviv and Uzhhorod.", {("Lviv", None), ("Uzhhorod", None)}),
        ("The Kalibr can strike European capitals including Berlin and Paris.", {("Berlin", None), ("European capitals", None), ("Paris", None)}),
    ],
    "cover is strikes": [
        ("The Agni-V missile could cover all of China.", {("all of China", None)}),
        ("The new rocket launchers will cover all of Seoul if placed near the border.", {("all of Seoul", None)}),
        ("From there the Iskander missiles cover the Baltic states.", {("the Baltic states", None)}),
        ("The S-400 batteries cover Minsk.", {("Minsk", None)}),
        ("The Patriot missiles cover Warsaw.", {("Warsaw", None)}),
    ],
    "time": [
        ("The missile can reach Taipei within seven minutes.", {("Taipei", None)}),
        ("The Oreshnik could be in Berlin within eleven minutes.", {("Berlin", None)}),
        ("The Iskander could hit Vilnius within a minute and a half.", {("Vilnius", None)}),
        ("The missile would take 14 minutes to reach Guam.", {("Guam", None)}),
    ],
    "verbs": [
        ("The gun can shoot enemy soldiers from 29 km away.", {(None, 29)}),
        ("The Qiam missile can carry a warhead as far as Tel Aviv.", {("Tel Aviv", None)}),
        ("The Musudan can deliver a nuclear warhead to Guam.", {("Guam", None)}),
        ("Kim wants a Hwasong missile that can lay waste to Los Angeles.", {("Los Angeles", None)}),
        ("The missile can come down on Warsaw.", {("Warsaw", None)}),
        ("The Khaibar-1 rocket could land in Tel Aviv.", {("Tel Aviv", None)}),
        ("The Houthis have missiles able to go as far as Eilat.", {("Eilat", None)}),
        ("The missile has enough range to make it to Hawaii.", {("Hawaii", None)}),
        ("The missile is powerful enough to hit Anchorage.", {("Anchorage", None)}),
        ("The Kh-101 gives the bombers a reach of 4,000 km.", {(None, 4000)}),
        ("A salvo of Kalibrs could rain down on Lviv.", {("Lviv", None)}),
        ("The missile's range is sufficient to cover Western Europe.", {("Western Europe", None)}),
    ],
    "origin": [
        ("Launched over the Caspian Sea, the Kinzhal could hit Tehran.", {("Tehran", None)}),
        ("Fired off the coast of Norway, a Trident could hit Moscow.", {("Moscow", None)}),
        ("Stationed in Gvardeysk, the Iskander can reach Berlin.", {("Berlin", None)}),
        ("Kaliningrad's Iskanders can reach Berlin.", {("Berlin", None)}),
    ],
    "places named in full": [
        ("The Hwasong-15 can hit Washington, DC, and New York.", {("Washington, DC", None), ("New York", None)}),
        ("The Yun Feng missile can reach China's capital, Beijing.", {("China's capital, Beijing", None)}),
        ("Tomahawks could hit the Crimean Bridge and the Engels air base.", {("the Crimean Bridge", None), ("the Engels air base", None)}),
        ("The Hsiung Feng missile puts Shanghai, Guangzhou and even the Three Gorges Dam within range.", {("Shanghai", None), ("Guangzhou", None), ("the Three Gorges Dam", None)}),
        ("SS-4 missiles were in Cuba. Several U.S. cities were in the missiles' range, including Miami, Houston and Washington, D.C.", {("Several U.S. cities", None), ("Miami", None), ("Houston", None), ("Washington, D.C.", None)}),
    ],
    "whose, told before": [
        ("With HIMARS in Kherson, Crimea has finally come within firing range.", {("Crimea", None)}),
        ("Guam is within China's military strike reach with the DF-26.", {("Guam", None)}),
        ("If war came, the bases on Guam would be held at risk by the DF-26.", {("the bases on Guam", None)}),
        ("The Kalibr missiles, which replaced the Granat, have a range of 2,500 km.", {(None, 2500)}),
        ("Tomahawks have a range of 2,500 km (1,550 miles), allowing potential targeting of Moscow.", {("Moscow", 2500)}),
        ("The gun could lob a 100 kg shell 40 km, far enough to shell Dover from Calais.", {("Dover", 40)}),
        ("The drone can stay aloft for 12 hours, fly 1,700 km and strike targets in southern Israel.", {("southern Israel", 1700)}),
        ("The militants can fire the Qassam rockets from anywhere in Gaza and still hit Israeli towns.", {("Israeli towns", None)}),
        ("Vienna is 3,000 km away, beyond the range of the Khorramshahr.", {("Vienna", None)}),
    ],
}
NO_CLAIM = [
    "The gun fired a shell to a range of 70 km.",
    "The 2-foot-long Switchblade fits into a rucksack.",
    "The 30-foot Prithvi-II was shown to the press.",
    "A 12-metre-long Shahab-3 was driven past the crowd.",
    "The 9-metre Iskander missile stood on its launcher.",
    "The Al Samoud missiles were tested at distances up to 183 km.",
    "Washington has evidence of flight-testing of the 9M729 missile to distances well over 500 km.",
    "The new missile has only been tested to 400 km, Moscow maintains.",
    "The longest-range rockets fired hit about 70 km inside Israel.",
    "Ukraine accuses Russia of striking deep inside its territory with drones.",
    "The missile was last seen travelling into the Northern Pacific Ocean.",
    "The Sarmat can wipe out an area the size of Texas.",
    "The Sarmat is capable of destroying parts of the earth as large as France.",
    "The Sarmat warhead could destroy targets flying across both North and South Poles.",
    "We do not need missiles with a range of more than 2,000 km.",
    "The army has no need of missiles with a range of over 1,000 km.",
    "Tehran does not intend to build missiles with a range of more than 2,000 km.",
    "Type 12 missiles form part of plans for counterstrikes, allowing Japan to hit enemy bases in response to an attack.",
    "If the North fired its launchers all at once, it could send 9,000 rockets into the South.",
    "Experts are divided on whether the North's missiles can reach Guam.",
    "It is unclear if the Hwasong-14 can reach Seattle.",
    "It is dangerous to assume that North Korea's missiles can't reach Chicago.",
    "No one knows whether the Burevestnik has a range of 14,000 km.",
    "Washington allowed Kyiv to strike targets inside Russia with ATACMS missiles.",
    "Biden lifted the ban on ATACMS strikes in Russia.",
    "The Iskander can hit targets with great accuracy.",
    "The Tomahawk can strike cities and bases alike.",
    "Britain would allow Kyiv to use Storm Shadow to strike targets inside Russia.",
    "Kyiv used Storm Shadow missiles to strike the headquarters in Sevastopol.",
    "The strikes on Odesa were carried out with Kalibr missiles.",
    "Iran's missile strikes on Al Udeid made the base a target.",
    "The missile makes Lockheed Martin an easy winner in Poland.",
    "The talks put the Kalibr in the spotlight in Berlin.",
    "Russia fired 30 Kalibr missiles, placing Kyiv under alert.",
    "The launch of the missile left Tokyo shaken.",
    "Berlin's decision enables Ukraine to buy Taurus missiles in Germany.",
    "The exercise allowed the army to attack a mock village near Minsk with Iskander launchers.",
    "The missile brings Iran closer to Moscow.",
    "The range in Kazakhstan includes villages and the Sary Shagan test site for the missiles.",
    "Two missiles hit a market in Kharkiv, 30 km from the border.",
    "The rocket flew 200 km and came down in the sea.",
    "Does the Tomahawk reach Moscow?",
    "Seoul is about 50 km from the border, and the drill with K9 howitzers ended on Friday.",
    "Experts assume the Oreshnik was fired at Dnipro from Kapustin Yar.",
    "The drone crashed 15 km inside Romania.",
    "North Korea has threatened to hit Guam with Hwasong missiles.",
    "Russia is capable of striking a deal on missiles with Washington.",
    "The Houthi group has previously targeted the Israeli port of Eilat with missiles, without success.",
    "The missile landed north of Eilat on Sunday night, 5 km from the city.",
    "One of the rockets fired at Riyadh landed on a city street.",
    "North Korea fired a ballistic missile that flew 600 km before falling into the East Sea.",
    "The missile reached an altitude of 2,000 km and landed in waters off Japan.",
    "Russia deployed Iskander missiles to Kaliningrad, 50 km from Poland.",
    "Poland will buy 20 HIMARS launchers and 270 missiles worth $4.75 billion for its bases in the east.",
    "The drone hit an apartment building in Tel Aviv, 1,600 km from Yemen.",
    "The treaty bans ground-launched missiles with ranges of 500 to 5,500 km.",
    "The treaty eliminated the Pershing II missiles in Germany.",
    "The exercise saw a volley of Tomahawk missiles launched at a hulk 200 km off Hawaii.",
    "The rocket motor is 4 m long and the missile weighs 1,700 kg, a third of it warhead.",
    "Each Hwasong launcher is 20 metres long and has nine axles.",
    "The missile brigade moved 300 km from Luga to Kaliningrad by rail.",
    "The general promised a response to strikes on Moscow with Oreshnik missiles.",
    "Iran threatened to hit American bases in Qatar with missiles if attacked.",
    "Putin said Moscow was ready to strike decision-making centres in Kyiv with the Oreshnik.",
    "Seoul wants missiles able to destroy bunkers deep under Pyongyang.",
    "The court heard that the drone parts were shipped over 3,000 km from Tehran.",
    "A Kinzhal missile was shot down over Kyiv by a Patriot battery.",
    "The launchers were hidden within 10 km of the border.",
    "Sirens sounded within 90 seconds in Ashkelon after the rockets were fired.",
    "Rockets fell within 200 metres of the embassy in Baghdad.",
    "The navy said its ship came within range of Iranian missiles only once.",
    "Aegis Ashore can stop missiles with a range of 5,500 km.",
    "China warned that missiles in Okinawa would make Japan a target.",
    "Analysts question whether the missile, if it exists, could reach Alaska.",
    "The minister would not say how far the missile can fly.",
    "It remains to be seen whether the Flamingo will ever hit Moscow.",
    "Pyongyang has yet to show that its missile can reach Chicago.",
    "The Kremlin denied that an Iskander had hit the market in Kostiantynivka.",
    "He claimed that the strike on Al-Shayrat was carried out with 59 Tomahawks from two ships 400 km away.",
    "The missile range at Kapustin Yar is 110 km from Volgograd.",
    "The K-4 was tested from a pontoon 30 nautical miles off Visakhapatnam.",
    "The Chinese rocket passed over Taiwan on its way to orbit at 200 km.",
    "Trump said he might send Tomahawks if the war is not settled by Moscow.",
    "The sale includes 400 JASSM missiles for the F-16s at the base in Taiwan.",
    "The bomber flew 12,000 km from Missouri and dropped 14 bombs on Fordow.",
    "The convoy, with 12 Grad launchers, was 60 km from Kyiv.",
]
# fmt: on
CASES = [
    pytest.param(text, said, id=f"{name}-{n}") for name, rows in REACHED.items() for n, (text, said) in enumerate(rows)
]


def _claims(text: str) -> tuple[Claim, ...]:
    return read(Document(text=text, sha256=hashlib.sha256(text.encode()).hexdigest()))


@pytest.mark.parametrize(("text", "said"), CASES)
def test_places_and_distances_are_all_found_and_no_others(text: str, said: set[tuple[str | None, int | None]]) -> None:
    """Each claim as its target and its distance in whole kilometres."""
    found = {(c.target, None if c.distance_km is None else round(c.distance_km)) for c in _claims(text)}
    assert found == said


@pytest.mark.parametrize("text", NO_CLAIM)
def test_no_reach_is_claimed(text: str) -> None:
    assert _claims(text) == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The Agni-V missile could cover all of China.", "strikes"),
        ("The Agni-V has been tested. This range would cover all of China.", "strikes"),
        ("The Patriot missiles cover Warsaw.", "covers"),
        ("The S-400 batteries could cover Minsk.", "covers"),
    ],
)
def test_covering_is_striking_only_of_what_strikes(text: str, kind: str) -> None:
    assert {c.verb_kind for c in _claims(text)} == {kind}


def test_both_missiles_are_the_two_named_before() -> None:
    claims = _claims("The Iskander and the Kalibr were on show. Both missiles can reach Warsaw.")
    assert [c.system_id for c in claims] == ["iskander-m", "kalibr"]


def test_figures_said_respectively_go_to_their_systems() -> None:
    claims = _claims("The Scud-B and the Tomahawk have ranges of 300 kilometers (km) and over 1,500 km, respectively.")
    assert [(c.system, c.distance_km, c.is_lower_bound) for c in claims] == [
        ("The Scud-B", 300.0, False), ("the Tomahawk", 1500.0, True),
    ]  # fmt: skip
