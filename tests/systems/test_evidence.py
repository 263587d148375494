"""Which figures decide a claim. Small systems made by hand say the rules; the catalogue shows that they bite."""

from __future__ import annotations

from dataclasses import replace

from howfar.systems.catalogue import Catalogue
from howfar.systems.evidence import deciding_figures, of_quantity, verbs_of
from howfar.systems.model import Figure, Quantity, System, Verb


def figure(quantity: Quantity, value: float, **more: object) -> Figure:
    base = Figure(quantity, value, "km", f"{value:g} km", "press", "B", "a-source")
    return replace(base, **more)  # type: ignore[arg-type]


def system(*figures: Figure, system_class: str = "air-defence", sight: str = "applies") -> System:
    return System(
        id="made", name="Made", system_class=system_class, verbs=("sees", "engages", "strikes", "covers"),  # type: ignore[arg-type]
        line_of_sight=sight, figures=figures, variants=(("Long", ("Long", "Longer")),),  # type: ignore[arg-type]
    )  # fmt: skip


def values(made: System, verb: Verb, **asked: str | None) -> set[float | None]:
    return {found.value for found in deciding_figures(made, verb, **asked)}


def test_quantities_speak_to_verbs_by_class() -> None:
    missile = figure("missile_range_km", 100)
    assert verbs_of(missile, system_class="air-defence") == ("engages",)
    assert verbs_of(missile, system_class="cruise-missile") == ("strikes",)
    assert verbs_of(replace(missile, speaks_to=("engages", "strikes")), system_class="gun") == ("engages", "strikes")
    assert verbs_of(figure("surveillance_range_km", 1), system_class="radar") == ("sees",)
    assert verbs_of(figure("instrumented_range_km", 1), system_class="radar") == ("sees",)
    assert verbs_of(figure("engagement_max_altitude_km", 1), system_class="radar") == ()


def test_covers_takes_every_verb_and_strikes_takes_none_of_air_defence() -> None:
    made = system(
        figure("surveillance_range_km", 600), figure("engagement_range_km", 400), figure("missile_range_km", 380)
    )
    assert values(made, "covers") == {600, 400, 380}
    assert values(made, "engages") == {400, 380}
    assert values(made, "strikes") == set()


def test_outliers_and_our_arithmetic_never_decide() -> None:
    made = system(
        figure("surveillance_range_km", 1000, is_outlier=True, confidence="D"),
        figure("surveillance_range_km", 315, is_derived=True),
    )
    assert values(made, "sees") == set()
    assert len(of_quantity(made.figures, "surveillance_range_km")) == 2


def test_a_part_speaks_only_when_it_is_asked() -> None:
    made = system(
        figure("engagement_range_km", 400),
        figure("missile_range_km", 40, variant="Short", is_component=True),
        figure("missile_range_km", 380, variant="Longer"),
    )
    assert values(made, "engages") == {400, 380}
    assert values(made, "engages", variant="Short") == {40}
    assert values(made, "engages", variant="Long") == {380}  # an alias whose figures are filed under another name
    assert values(made, "engages", variant="Unheard of") == {400}  # no figures of its own: the family speaks


def test_a_variant_that_stands_alone_is_not_spoken_for() -> None:
    made = system(figure("engagement_range_km", 400), figure("surveillance_range_km", 600, variant="Small radar"))
    alone = replace(made, lone_variants=("Small radar", "Other radar"))
    assert values(alone, "engages", variant="Small radar") == set()
    assert values(alone, "sees", variant="Small radar") == {600}
    assert values(alone, "sees", variant="Other radar") == set()
    assert values(made, "engages", variant="Small radar") == {400}


def test_ballistic_targets_only_when_they_are_meant() -> None:
    made = system(
        figure("engagement_range_km", 400),
        figure("engagement_range_km", 60, against="ballistic"),
        figure("engagement_range_km", 250, against="aircraft"),
    )
    assert values(made, "engages") == {400, 250}
    assert values(made, "engages", against="ballistic") == {60}
    assert values(made, "engages", against="aircraft") == {400, 250}
    assert values(made, "engages", against="low") == {400}
    only = system(figure("engagement_range_km", 60, against="ballistic"))
    assert values(only, "engages") == {60}
    early_warning = system(
        figure("surveillance_range_km", 6000, against="ballistic"),
        figure("surveillance_range_km", 900),
        sight="ballistic-targets",
    )
    assert values(early_warning, "sees") == {6000, 900}


def test_the_best_confidence_comes_first() -> None:
    made = system(figure("engagement_range_km", 1, confidence="C"), figure("engagement_range_km", 2, confidence="A"))
    assert [found.value for found in deciding_figures(made, "engages")] == [2, 1]


def test_s_400_of_the_catalogue() -> None:
    catalogue = Catalogue.default()
    s_400 = catalogue.get("s-400")
    assert {found.value for found in catalogue.figures_for(s_400, "sees")} == {600}
    assert {found.value for found in catalogue.figures_for(s_400, "engages")} == {400, 300, 250, 200}
    assert {found.value for found in catalogue.figures_for(s_400, "engages", against="ballistic")} == {60}
    assert {found.value for found in catalogue.figures_for(s_400, "engages", "9M96E")} == {40}
    assert catalogue.figures_for(s_400, "strikes") == ()


def test_a_system_sees_with_the_radar_that_is_filed_apart() -> None:
    catalogue = Catalogue.default()
    thaad, radar = catalogue.get("thaad"), catalogue.get("thaad-radar")
    assert catalogue.figures_for(thaad, "sees") == catalogue.figures_for(radar, "sees") != ()
    assert {found.value for found in catalogue.figures_for(thaad, "engages")} == {200}
    terminal = catalogue.figures_for(radar, "sees", "terminal mode")
    assert {found.value for found in terminal} == {600}
