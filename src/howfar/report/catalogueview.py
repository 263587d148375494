"""The catalogue for people and programs: the list of systems, and one system with all its figures and sources."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any, Final

from howfar.systems.model import Figure, Source, System

_QUANTITIES: Final = {
    "surveillance_range_km": "Detection range", "instrumented_range_km": "Instrumented range",
    "engagement_range_km": "Engagement range", "missile_range_km": "Range", "min_range_km": "Least range",
    "engagement_max_altitude_km": "Engagement ceiling", "engagement_min_altitude_m": "Engagement floor",
    "detection_max_altitude_km": "Detection ceiling", "max_target_speed_m_s": "Target speed",
    "average_speed_m_s": "Average speed observed", "antenna_height_m": "Antenna height",
    "site_elevation_m": "Site elevation", "simultaneous_targets": "Targets at once", "in_service_year": "In service",
    "frequency_band": "Frequency band", "rcs_reference_m2": "Reference target size",
}  # fmt: skip
_SIGHT: Final = {
    "applies": "line of sight from the ground", "airborne": "line of sight from its flight altitude",
    "sky-wave": "sky wave: no line-of-sight test applies", "ballistic-targets": "line of sight to objects in space",
    "none": "no sensor: line of sight does not apply",
}  # fmt: skip


def systems_text(systems: Sequence[System], *, total: int) -> str:
    """One line a system: id, name, class, number of figures and of sources."""
    lines = [f"{'id':18} {'name':28} {'class':20} figures"]
    lines += [f"{s.id:18} {s.name[:28]:28} {s.system_class:20} {len(s.figures):4}" for s in systems]
    if len(systems) < total:
        lines += ["", f"{total - len(systems)} further systems are known by name without a figure: --all lists them."]
    return "\n".join(lines)


def system_text(system: System, sources: Mapping[str, Source], *, variant: str | None = None, width: int = 80) -> str:
    """One system: what it is, then every figure by quantity, longest first, with its source."""
    lines = [f"{system.name} ({system.id}), {system.system_class}"]
    if system.description:
        lines += textwrap.wrap(system.description, width)
    lines.append(f"Verbs: {', '.join(system.verbs)}. Sight: {_SIGHT[system.line_of_sight]}.")
    if system.aliases:
        lines += textwrap.wrap("Also: " + ", ".join(system.aliases), width, subsequent_indent="  ")
    if variant is not None:
        lines.append(f"Asked by the name of its variant {variant}; figures of that variant are marked with >.")
    if not system.figures:
        return "\n".join([*lines, "", "The catalogue holds no published figure for it."])
    for quantity, figures in groupby(sorted(system.figures, key=_order), key=lambda f: f.quantity):
        lines += ["", _QUANTITIES[quantity]]
        for figure in figures:
            lines += _figure_lines(
                figure, sources[figure.source_id], width, figure.variant == variant and variant is not None
            )
    return "\n".join(lines)


def systems_result(systems: Sequence[System]) -> dict[str, Any]:
    """`howfar systems --json`: without the figures."""
    keys = ("id", "name", "system_class", "verbs", "line_of_sight", "aliases", "operators", "description")
    rows = [{**{key: getattr(s, key) for key in keys}, "figures": len(s.figures)} for s in systems]
    return {"schema": "howfar/systems/1", "systems": rows}


def system_result(system: System, sources: Mapping[str, Source], *, variant: str | None = None) -> dict[str, Any]:
    """`howfar systems NAME --json`: every figure, and the sources they are from."""
    return {
        "schema": "howfar/system/1",
        "asked_variant": variant,
        "system": asdict(system),
        "sources": [asdict(source) for source in sources.values()],
    }


def value_words(figure: Figure) -> str:
    """A figure's value as it is printed: span, bound and unit."""
    if figure.value is None:
        return figure.as_written
    number = f"{figure.value:,g}" if figure.unit != "year" else f"{figure.value:g}"
    if figure.value_min is not None:
        number = f"{figure.value_min:,g} to {number}"
    bound = "more than " if figure.is_lower_bound else ""
    return f"{bound}{number} {figure.unit}".replace(" year", "").replace("m2", "m²")


def _order(figure: Figure) -> tuple[int, float]:
    return list(_QUANTITIES).index(figure.quantity), -(figure.value or 0.0)


def _figure_lines(figure: Figure, source: Source, width: int, is_asked: bool) -> list[str]:
    doubt = ", outlier: shown, never decides" if figure.is_outlier else ""
    about = "; ".join(filter(None, [figure.variant, figure.conditions]))
    head = f"{value_words(figure)} ({figure.kind}, confidence {figure.confidence}{doubt})"
    source_words = ", ".join(filter(None, [source.title, source.publisher, source.date]))
    lines = textwrap.wrap(head + (f": {about}" if about else ""), width - 4, break_long_words=False)
    lines += textwrap.wrap(
        source_words, width - 8, break_long_words=False, initial_indent="    ", subsequent_indent="    "
    )
    lead = "> " if is_asked else "  "
    return [lead + line if index == 0 else "  " + line for index, line in enumerate(lines)] + [
        f"      {url}" for url in (source.url or "").split(" ; ") if url
    ]
