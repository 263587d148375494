"""Which published figures speak to a verb: pure functions on a system's figures."""

from __future__ import annotations

from collections.abc import Iterable

from howfar.systems.model import Figure, Quantity, System, SystemClass, Verb

AGAINST_THE_AIR: frozenset[SystemClass] = frozenset({"air-defence", "missile-defence"})
_ONE_WAY: dict[Quantity, Verb] = {
    "surveillance_range_km": "sees",
    "instrumented_range_km": "sees",
    "engagement_range_km": "engages",
}


def verbs_of(figure: Figure, *, system_class: SystemClass) -> tuple[Verb, ...]:
    """The verbs that a figure is evidence for; empty for altitudes, speeds, years and the like."""
    if figure.speaks_to:
        return figure.speaks_to
    if figure.quantity == "missile_range_km":
        return ("engages",) if system_class in AGAINST_THE_AIR else ("strikes",)
    verb = _ONE_WAY.get(figure.quantity)
    return (verb,) if verb else ()


def deciding_figures(
    system: System, verb: Verb, *, variant: str | None = None, against: str | None = None
) -> tuple[Figure, ...]:
    """The ranges that decide a claim with this verb, in the order of their confidence.

    Outliers and our own arithmetic are left out. "covers" takes every verb that the system allows. A variant is judged
    by its own figures, else by those of the family, unless it stands alone. Figures against ballistic missiles speak
    only when asked for (against="ballistic"), or when there is nothing else, or for a system that is made for them; or
    where a radar detects missiles farther than all else: then it depends on what it looks at.
    """
    wanted = set(system.verbs) if verb == "covers" else {verb}
    figures = [
        figure
        for figure in system.figures
        if wanted & set(verbs_of(figure, system_class=system.system_class))
        and not figure.is_outlier
        and not figure.is_derived
    ]
    names = variant_names(system, variant)
    if names.intersection(system.lone_variants):
        figures = [figure for figure in figures if figure.variant in names]
    figures = _of_variant(figures, names)
    return tuple(sorted(_against(figures, against, system), key=lambda figure: figure.confidence))


def variant_names(system: System, variant: str | None) -> frozenset[str]:
    """Under which variants the figures of an alias are filed; empty for the system as a whole."""
    return frozenset(dict(system.variants).get(variant, (variant,))) if variant else frozenset()


def _of_variant(figures: list[Figure], names: frozenset[str]) -> list[Figure]:
    own = [figure for figure in figures if figure.variant in names]
    own_whole = [figure for figure in own if not figure.is_component]  # not the shortest version of a rocket
    whole = [figure for figure in figures if not figure.is_component]
    family = [figure for figure in whole if figure.variant is None] if names else []
    return own_whole or own or family or whole or figures


def _against(figures: list[Figure], against: str | None, system: System) -> list[Figure]:
    if system.line_of_sight == "ballistic-targets" and against is None:
        return figures
    ballistic = [figure for figure in figures if figure.against == "ballistic"]
    others = [figure for figure in figures if figure.against != "ballistic"]
    if against == "ballistic":
        return ballistic or [figure for figure in others if figure.against is None] or figures
    fitting = [figure for figure in others if figure.against in (against, None)] if against else []
    if against is None and others:  # a radar that sees missiles farther than aircraft: what it looks at decides
        farthest = max(figure.value or 0.0 for figure in others)
        sees = [figure for figure in ballistic if figure.quantity == "surveillance_range_km"]
        fitting = [*others, *(figure for figure in sees if (figure.value or 0.0) > farthest)]
    return fitting or others or figures


def of_quantity(figures: Iterable[Figure], quantity: Quantity) -> tuple[Figure, ...]:
    """All figures of one quantity, as filed: outliers and our arithmetic too."""
    return tuple(figure for figure in figures if figure.quantity == quantity)
