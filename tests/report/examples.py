"""Verdicts typed by hand, as the judging floor yields them: one of every label, and one that is hostile.

Distances are geodesics on WGS84 between the coordinates given here (pyproj 3.7: Berlin 956.4 km, Kyiv 433.4 km).
"""

from __future__ import annotations

import hashlib

from shapely.geometry import Polygon

from howfar.check.model import Condition, Finding, Span, Verdict
from howfar.claims.model import Claim, Document
from howfar.places.model import Place
from howfar.systems.model import Figure, Source, System

TEXT = (
    "The president spoke to reporters on Tuesday.\n\n"
    "“Such a radar will look from Minsk right across to Berlin. We can place them near Minsk to see what "
    "is happening in Kyiv,” he said. From here, he added, the Iskander covers all of Poland & more.\n\n"
    "The new radar sees everything, an officer told the <b>agency</b>.\n"
)
DOCUMENT = Document(
    text=TEXT,
    sha256=hashlib.sha256(TEXT.encode()).hexdigest(),
    id="example-1",
    title="President says new systems see as far as Berlin",
    publisher="Example Agency",
    date="2022-05-10",
    language="en",
    url="https://news.example.org/systems",
)

MINSK = Place(
    "Minsk", "city", 53.9, 27.5667, asked="Minsk", vagueness_m=15_000, country_code="BY", population=2_000_000
)
BERLIN = Place("Berlin", "city", 52.5244, 13.4105, asked="Berlin", vagueness_m=15_000, country_code="DE")
KYIV = Place("Kyiv", "city", 50.4547, 30.5238, asked="Kyiv", vagueness_m=15_000, country_code="UA")
_BELARUS = [
    (23.2, 54.0),
    (23.6, 51.5),
    (27.2, 51.6),
    (30.6, 51.3),
    (31.8, 53.1),
    (30.8, 54.8),
    (28.2, 56.1),
    (26.6, 55.7),
    (25.6, 54.2),
]
_POLAND = [
    (14.2, 53.9),
    (14.6, 51.8),
    (15.0, 51.0),
    (18.8, 49.5),
    (22.6, 49.1),
    (23.9, 50.6),
    (23.6, 52.6),
    (23.5, 53.9),
    (22.8, 54.4),
    (19.6, 54.4),
    (18.3, 54.8),
]
_CAPTION = "Borders as Natural Earth draws them (de facto)."
BELARUS = Place(
    "Belarus", "country", 53.5, 28.0, asked="Belarus", geometry=Polygon(_BELARUS), country_code="BY", caption=_CAPTION
)
POLAND = Place(
    "Poland",
    "country",
    52.1,
    19.4,
    asked="all of Poland",
    geometry=Polygon(_POLAND),
    country_code="PL",
    caption=_CAPTION,
)

TASS = Source(
    "tass-1405189", "Lukashenko on the S-400 near Minsk", "TASS", "2022-02-17", "https://tass.com/defense/1405189"
)
PRESS = Source(
    "presstv-2022",
    "President Lukashenko: Belarus may purchase Russian S-400 missile systems",
    "Press TV",
    "2022-02-17",
    None,
)
ONEINDIA = Source(
    "oneindia-2018", "10 things to know about S-400 missiles", "Oneindia", None, "https://www.oneindia.com/india/s-400"
)
TASS_2021 = Source("tass-1361029", "Lukashenko interview", "TASS", "2021-11-13", "https://tass.com/world/1361029")
DW = Source(
    "dw-2016",
    "Russia moves nuclear missiles onto NATO's doorstep",
    "Deutsche Welle",
    "2016-10-08",
    "https://www.dw.com/en/russia-moves-nuclear-missiles-onto-natos-doorstep/a-35997378",
)


def figure(quantity: str, value: float, source: Source, **more: object) -> Figure:
    values: dict[str, object] = {"unit": "km", "as_written": f"{value:g} km", "kind": "press", "confidence": "A"} | more
    return Figure(quantity=quantity, value=value, source_id=source.id, **values)  # type: ignore[arg-type]


S400_FIGURES = (
    figure(
        "surveillance_range_km", 600, TASS, kind="official", conditions="target detection, size and altitude not given"
    ),
    figure("surveillance_range_km", 600, PRESS, kind="press"),
    figure("surveillance_range_km", 1000, ONEINDIA, confidence="D", is_outlier=True),
    figure("engagement_range_km", 400, PRESS),
)
S400 = System("s-400", "S-400 Triumf", "air-defence", ("sees", "engages"), "applies", figures=S400_FIGURES)
ISKANDER_FIGURES = (
    figure("missile_range_km", 500, TASS_2021, kind="official"),
    figure("missile_range_km", 700, DW, kind="official", confidence="C"),
)
ISKANDER = System("iskander-m", "Iskander-M", "ballistic-missile", ("strikes",), "none", figures=ISKANDER_FIGURES)


def claim(quote: str, verb_kind: str, **slots: object) -> Claim:
    start = TEXT.index(quote)
    return Claim(quote, start, start + len(quote), verb_kind, **slots)  # type: ignore[arg-type]


ASSUMPTIONS = {
    "antenna_agl_m": Span(5.0, 25.0, 40.0),
    "k_factor": Span(1.2, 4 / 3, 1.6),
    "earth": "smooth, WGS84",
    "origin_vagueness_km": 15.0,
}

BERLIN_VERDICT = Verdict(
    claim=claim(
        "Such a radar will look from Minsk right across to Berlin",
        "sees",
        speaker="Alexander Lukashenko",
        system="such a radar",
        system_id="s-400",
        origin="Minsk",
        target="Berlin",
    ),
    label="inconsistent",
    sentence="An S-400 at Minsk cannot see Berlin: it is 956 km away, and published detection ranges end at 600.",
    decided_by="range",
    nearest_km=956.3837492,
    farthest_km=956.3837492,
    margin_km=-356.3837492,
    findings=(
        Finding(
            "range",
            False,
            "Berlin lies 956 km from Minsk; published detection ranges end at 600 km.",
            956.3837492,
            926.4,
            986.4,
            formula="distance <= detection range",
            inputs={"figures_km": [600.0]},
            sources=("tass-1405189", "presstv-2022"),
            verb="sees",
        ),
        Finding(
            "horizon",
            None,
            "Over Berlin only targets above 52 km are over the radar horizon.",
            52.0,
            41.4,
            59.9,
            unit="km",
            formula="h = R/cos(d/R - acos(R/(R + a))) - R, R = k x 6371 km",
            inputs={"antenna_agl_m": 25.0},
            verb="sees",
        ),
    ),
    would_hold_if=(
        Condition("range", "The radar would need a detection range of 956 km or more.", at_least=956.4, unit="km"),
        Condition("target altitude", "The target would have to fly 52 km up or higher.", at_least=52.0, unit="km"),
        Condition(
            "origin",
            "It would have to stand within 600 km of Berlin, west of the line on the map.",
            at_most=600.0,
            unit="km",
            region=Polygon(
                [(4.6, 52.5), (9, 47.6), (13.4, 47.1), (18, 47.6), (22.2, 52.5), (18, 57), (13.4, 57.9), (9, 57)]
            ),
        ),
    ),
    assumptions=ASSUMPTIONS,
    sources=(TASS, PRESS, ONEINDIA),
    origin=MINSK,
    target=BERLIN,
    system=S400,
    figures=S400_FIGURES,
)
KYIV_VERDICT = Verdict(
    claim=claim(
        "We can place them near Minsk to see what is happening in Kyiv",
        "sees",
        speaker="Alexander Lukashenko",
        system="them",
        system_id="s-400",
        origin="Minsk",
        target="Kyiv",
        hypothetical=True,
    ),
    label="consistent only if",
    sentence="An S-400 near Minsk can see Kyiv only if the target flies above some 10 km: lower is behind the horizon.",
    decided_by="horizon",
    nearest_km=433.3645685,
    farthest_km=433.3645685,
    margin_km=166.6354315,
    survives_sweep=True,
    findings=(
        Finding(
            "range", True, "Kyiv lies 433 km from Minsk, inside 600 km.", 433.4, sources=("tass-1405189",), verb="sees"
        ),
        Finding(
            "horizon", None, "Over Kyiv only targets above 9.9 km are over the horizon.", 9.9, 8.0, 12.0, verb="sees"
        ),
    ),
    would_hold_if=(Condition("target altitude", "The target flies 9.9 km up or higher.", at_least=9.9, unit="km"),),
    assumptions=ASSUMPTIONS,
    sources=(TASS, PRESS, ONEINDIA),
    origin=MINSK,
    target=KYIV,
    system=S400,
    figures=S400_FIGURES,
)
POLAND_VERDICT = Verdict(
    claim=claim(
        "the Iskander covers all of Poland & more",
        "covers",
        system="Iskander",
        system_id="iskander-m",
        origin="Belarus",
        target="Poland",
        target_is_whole_region=True,
    ),
    label="consistent only if",
    sentence="From Belarus an Iskander-M reaches 84% of Poland with 500 km; all of it only with one 700 km figure.",
    decided_by="share",
    nearest_km=0.0,
    farthest_km=667.0,
    margin_km=-167.0,
    survives_sweep=False,
    findings=(
        Finding(
            "share",
            None,
            "84% of Poland lies within 500 km of Belarus.",
            0.84,
            0.7,
            1.0,
            unit="",
            sources=("tass-1361029",),
        ),
    ),
    would_hold_if=(Condition("range", "The missile flies 667 km or farther.", at_least=667.0, unit="km", share=1.0),),
    assumptions={"earth": "WGS84"},
    sources=(TASS_2021, DW),
    origin=BELARUS,
    target=POLAND,
    system=ISKANDER,
    figures=ISKANDER_FIGURES,
)
RADAR_VERDICT = Verdict(
    claim=claim("The new radar sees everything", "sees", system="the new radar", speaker="an officer"),
    label="not checkable",
    sentence="This cannot be checked: the text does not say which radar, from where, or how far.",
    unresolved=("system 'the new radar' is not in the catalogue", "the claim does not say from where"),
)
VERDICTS = (BERLIN_VERDICT, KYIV_VERDICT, POLAND_VERDICT, RADAR_VERDICT)

PAYLOAD = "\"'><script>alert(1)</script><img src=x onerror=alert(2)></style><!--]]>\u202e\x1b[31m{{7*7}}"
"""Everything that an article, a source file or a file name may try at once."""
_HOSTILE_SOURCE = Source("x", PAYLOAD, PAYLOAD, PAYLOAD, "javascript:alert(1)//" + PAYLOAD)
HOSTILE_DOCUMENT = Document(
    text=PAYLOAD * 3,
    sha256="0" * 64,
    id=PAYLOAD,
    title=PAYLOAD,
    publisher=PAYLOAD,
    date=PAYLOAD,
    url="javascript:alert(3)",
)
HOSTILE_VERDICT = Verdict(
    claim=Claim(PAYLOAD, 0, len(PAYLOAD), "sees", speaker=PAYLOAD, system=PAYLOAD, origin=PAYLOAD, target=PAYLOAD),
    label="inconsistent",
    sentence=PAYLOAD,
    decided_by="range",
    nearest_km=956.0,
    farthest_km=956.0,
    margin_km=float("nan"),
    findings=(
        Finding("range", False, PAYLOAD, float("inf"), formula=PAYLOAD, inputs={PAYLOAD: PAYLOAD}, sources=("x",)),
    ),
    would_hold_if=(Condition(PAYLOAD, PAYLOAD, unit=PAYLOAD),),
    assumptions={PAYLOAD: PAYLOAD},
    unresolved=(PAYLOAD,),
    sources=(_HOSTILE_SOURCE,),
    origin=Place(PAYLOAD, "city", 53.9, 27.5667, asked=PAYLOAD, caption=PAYLOAD, country_code=PAYLOAD),
    target=Place(PAYLOAD, "city", 52.5244, 13.4105, asked=PAYLOAD),
    figures=(figure("surveillance_range_km", 600, _HOSTILE_SOURCE, conditions=PAYLOAD, variant=PAYLOAD),),
)
