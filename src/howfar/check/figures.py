"""What published figures say as numbers; which of them decide is the catalogue's business (systems/evidence.py)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from howfar.systems.evidence import variant_names, verbs_of
from howfar.systems.model import Figure, System, Verb

if TYPE_CHECKING:
    from howfar.check.model import Question


def shown_figures(system: System, verb: Verb) -> tuple[Figure, ...]:
    """Every range figure for `verb`, outliers and single missiles included: what a reader may want to see on a map."""
    return tuple(
        f for f in system.figures if f.value is not None and verb in verbs_of(f, system_class=system.system_class)
    )


def figures_of(system: System, quantity: str, *, variant: str | None = None) -> tuple[Figure, ...]:
    """The usable figures of one other quantity (a ceiling, a speed, an antenna height); the variant's if it has any."""
    usable = [f for f in system.figures if f.quantity == quantity and f.value is not None and not f.is_outlier]
    names = variant_names(system, variant)
    return tuple([f for f in usable if f.variant in names] or usable)


def figures_of_minimum(question: Question, verb: Verb) -> tuple[Figure, ...]:
    """Published minimum ranges that bind a target at one distance; a region to be covered is not bound by them."""
    if question.system is None or verb == "engages" or question.claim.target_is_whole_region:
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
