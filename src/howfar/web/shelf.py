"""The catalogue as the page shows it: the list with its strip plots, one system, and a catalogue of one figure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from howfar.report import contract
from howfar.report.catalogueview import system_result, systems_result

if TYPE_CHECKING:
    from howfar.systems.catalogue import Catalogue
    from howfar.systems.model import System

RANGES: Final = ("surveillance_range_km", "instrumented_range_km", "engagement_range_km", "missile_range_km")


def systems(catalogue: Catalogue) -> dict[str, Any]:
    """The systems with published figures, with their ranges for strip plots."""
    held = [system for system in catalogue.systems() if system.figures]
    told = systems_result(held)
    for row, system in zip(told["systems"], held, strict=True):
        row["ranges"] = ranges_of(system)
    return told


def system(catalogue: Catalogue, name: str) -> dict[str, Any]:
    """One system with every figure and source. Raises UnknownSystemError."""
    hit = catalogue.find(name)
    sources = {f.source_id: catalogue.source(f.source_id) for f in hit.system.figures}
    told: dict[str, Any] = contract.plain(system_result(hit.system, sources, variant=hit.variant))
    return told


def ranges_of(system: System) -> list[dict[str, Any]]:
    """A system's published ranges for a strip plot: the verb's quantity, value, span, confidence, source."""
    return [
        {
            "quantity": f.quantity, "value": f.value, "value_min": f.value_min, "confidence": f.confidence,
            "kind": f.kind, "source_id": f.source_id,
            "is_outlier": f.is_outlier, "variant": f.variant, "as_written": f.as_written,
        }
        for f in system.figures
        if f.quantity in RANGES and f.value is not None
    ]  # fmt: skip


class OneFigure:
    """A catalogue seen through one published range: the others of a system are left out, nothing is added."""

    def __init__(self, catalogue: Catalogue, figure_km: float) -> None:
        self._inner = catalogue
        self._figure_km = figure_km

    def find(self, name: str, **options: Any) -> Any:
        """As Catalogue.find; a system without that figure is whole."""
        hit = self._inner.find(name, **options)
        return replace(hit, system=self._narrowed(hit.system))

    def _narrowed(self, system: System) -> System:
        kept = tuple(f for f in system.figures if f.quantity not in RANGES or f.value == self._figure_km)
        if len(kept) == len(system.figures) or not any(f.quantity in RANGES for f in kept):
            return system
        return replace(system, figures=kept)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)
