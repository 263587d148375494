"""What published figures say as numbers; which of them decide is the catalogue's business (systems/evidence.py)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from howfar.systems.evidence import of_quantity, variant_names, verbs_of
from howfar.systems.model import Figure, Quantity, System, Verb

if TYPE_CHECKING:
    from howfar.check.model import Question

_LOW_FLIGHT_M = 500.0  # what is called low-flying stays below
_HORIZON_DECIDES_BELOW_M = 3_000.0  # a range given for a target this low is as far as the horizon lets it be seen


def shown_figures(system: System, verb: Verb) -> tuple[Figure, ...]:
    """Every range figure for `verb`, outliers and single missiles included: what a reader may want to see on a map."""
    return tuple(
        f for f in system.figures if f.value is not None and verb in verbs_of(f, system_class=system.system_class)
    )


def figures_of(system: System, quantity: Quantity, *, variant: str | None = None) -> tuple[Figure, ...]:
    """The usable figures of one other quantity (a ceiling, a speed, an antenna height); the variant's if it has any."""
    usable = [f for f in of_quantity(system.figures, quantity) if f.value is not None and not f.is_outlier]
    names = variant_names(system, variant)
    return tuple([f for f in usable if f.variant in names] or usable)


def speaking_at_altitude(figures: Iterable[Figure], altitude_km: float | None) -> tuple[Figure, ...]:
    """The figures that speak of a target at the stated altitude.

    A range against targets on the ground says nothing of one in the air. One that was given for a lower target is the
    horizon's more than the sensor's, so for a higher target it is a lower bound: 42 km at 100 m is "more than 42 km".
    """
    figures = tuple(figures)
    if altitude_km is None:
        return figures
    in_the_air = tuple(f for f in figures if f.against != "ground") or figures
    return tuple(replace(f, is_lower_bound=True) if _is_of_lower(f, altitude_km) else f for f in in_the_air)


def _is_of_lower(figure: Figure, altitude_km: float) -> bool:
    given_m = figure.target_altitude_m
    if given_m is None:
        return figure.against == "low" and altitude_km * 1000.0 > _LOW_FLIGHT_M
    return given_m < 0.98 * altitude_km * 1000.0 and given_m < _HORIZON_DECIDES_BELOW_M


def figures_of_minimum(question: Question, verb: Verb) -> tuple[Figure, ...]:
    """Published minimum ranges that bind a target at one distance; a region to be covered is not bound by them."""
    if question.system is None or verb == "engages" or question.whole:
        return ()
    return figures_of(question.system, "min_range_km", variant=question.variant)


def low_high_km(figure: Figure) -> tuple[float, float]:
    """The smaller and the larger end of a figure; both the same where it is one number."""
    assert figure.value is not None
    return (figure.value if figure.value_min is None else figure.value_min), figure.value


def longest_km(figures: Iterable[Figure]) -> float | None:
    """The longest reach that any of the figures gives."""
    return max((low_high_km(f)[1] for f in figures), default=None)


def best_supported(figures: Iterable[Figure]) -> Figure:
    """The figure with the highest confidence; of equals the shortest, which asks for the least belief."""
    return min(figures, key=lambda f: (f.confidence, low_high_km(f)[1]))


def ends_km(figures: Iterable[Figure]) -> list[float]:
    """Both ends of every figure."""
    return [end for f in figures for end in low_high_km(f)]
