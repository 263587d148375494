"""Which published figures decide about a verb, and what each of them says.

A system-wide claim ("the S-400 engages at ...") is held against the figures of the system as a whole and against those of its
longest-ranged variant, because a shorter missile of the same family is no disagreement. A claim on a variant is held
against the figures of that variant. Outliers (confidence D) are shown and never decide. Figures against ballistic targets
decide only where there are no others.
"""

from __future__ import annotations

from howfar.systems.model import Figure, System, Verb

RANGE_QUANTITIES: dict[Verb, tuple[str, ...]] = {
    "sees": ("surveillance_range_km", "instrumented_range_km"),
    "engages": ("engagement_range_km", "missile_range_km"),
    "strikes": ("missile_range_km",),
}


def deciding_figures(system: System, verb: Verb, variant: str | None = None) -> tuple[Figure, ...]:
    """The range figures that decide about `verb`, for the system or one `variant` of it, in catalogue order."""
    usable = [f for f in _range_figures(system, verb) if not f.is_outlier]
    if variant is not None and (own := [f for f in usable if f.variant == variant]):
        return tuple(_without_ballistic(own))
    return tuple(_system_wide(_without_ballistic(usable)))


def shown_figures(system: System, verb: Verb) -> tuple[Figure, ...]:
    """Every range figure for `verb`, outliers and variants included: what a reader may want to see beside the verdict."""
    return tuple(_range_figures(system, verb))


def figures_of(system: System, quantity: str, *, variant: str | None = None) -> tuple[Figure, ...]:
    """The deciding figures of one other quantity (a ceiling, a speed, an antenna height)."""
    usable = [f for f in system.figures if f.quantity == quantity and f.value is not None and not f.is_outlier]
    own = [f for f in usable if variant is not None and f.variant == variant]
    return tuple(own or usable)


def low_high_km(figure: Figure) -> tuple[float, float]:
    """The smaller and the larger end of a figure; both the same where it is one number."""
    assert figure.value is not None
    return (figure.value if figure.value_min is None else figure.value_min), figure.value


def longest_km(figures: tuple[Figure, ...]) -> float | None:
    """The longest reach that any of the figures gives."""
    return max((low_high_km(f)[1] for f in figures), default=None)


def _range_figures(system: System, verb: Verb) -> list[Figure]:
    quantities = RANGE_QUANTITIES.get(verb, ())
    return [f for f in system.figures if f.quantity in quantities and f.value is not None]


def _without_ballistic(figures: list[Figure]) -> list[Figure]:
    return [f for f in figures if f.against != "ballistic"] or figures


def _system_wide(figures: list[Figure]) -> list[Figure]:
    whole = [f for f in figures if f.variant is None]
    if not whole:
        return figures
    longest = max(figures, key=lambda f: f.value or 0.0)
    return [f for f in figures if f.variant is None or f.variant == longest.variant]
