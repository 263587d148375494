"""`howfar cover --terrain`: the lowest visible altitude of every cell, and all that is cut from it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from howfar.cli import common
from howfar.cli.common import remark
from howfar.errors import RefusedError

if TYPE_CHECKING:
    from howfar.check.question import OpensTerrain
    from howfar.cli.groundanswer import Answer, Asked, RangeKind
    from howfar.cli.sites import Standing
    from howfar.sight.combined import Layer
    from howfar.sight.wide import WideLayer
    from howfar.systems.model import System

DEFAULT_RANGE_M: Final = 150_000.0


def range_asked(limit_m: float | None, system: System | None) -> tuple[float, RangeKind, str]:
    """How far to look: as given, to the longest published detection range where that is nearer, else 150 km."""
    from howfar.check.figures import low_high_km, shown_figures

    if limit_m is not None:
        return limit_m, "given", f"the range given, {limit_m / 1000:g} km"
    figures = [] if system is None else [f for f in shown_figures(system, "sees") if not f.is_outlier]
    published = max((low_high_km(f)[1] for f in figures), default=None)
    if published is not None and published * 1000.0 <= DEFAULT_RANGE_M:
        return published * 1000.0, "published", f"the longest published detection range, {published:g} km"
    hint = "" if published is None or system is None else f"; the {system.name} is said to see {published:g} km"
    remark(f"howfar: no --range given; the answer stops at 150 km{hint}")
    return DEFAULT_RANGE_M, "default", "no range was given: howfar looks 150 km far"


def refuse_beyond_the_line(system: System | None, sites: Sequence[Standing]) -> None:
    """What several sensors see together, and where none does, is told of civil networks alone."""
    if system is not None and not system.is_civil and len(sites) > 1:
        raise RefusedError(
            f"what several {system.name} see together over terrain, and what they do not, is not computed: howfar "
            "finds no places that military sensors miss. Give one --at, or leave --terrain out for the published "
            "ranges; for civil sensors of your own leave --system out"
        )


def cover_terrain(
    asked: Asked,
    opens: OpensTerrain,
    *,
    output: Sequence[Path],
    counts: Path | None,
    reasons: Path | None,
    as_json: bool,
) -> None:
    """Answer over terrain."""
    from howfar.cli import coverfiles
    from howfar.cli.ground import progress
    from howfar.cli.groundanswer import answer_of

    coverfiles.check_kinds(
        output, counts=counts, reasons=reasons, sites=len(asked.sites), has_heights=bool(asked.heights_m)
    )
    say_first_use()
    answer = answer_of(asked, opens, with_limits=as_json or reasons is not None or len(asked.sites) == 1)
    with progress("Writing", quiet=asked.quiet) as told:
        for path in output:
            coverfiles.write(path, answer, told)
        if counts is not None:
            coverfiles.write_counts(counts, answer)
        if reasons is not None:
            coverfiles.write_reasons(reasons, answer)
    if as_json:
        common.print_json(_object(answer))
    else:
        print("\n".join(_text(answer)))


def say_first_use() -> None:
    """Without the compiled core the sweep is made at its first use and kept; say once why this takes seconds."""
    from howfar.sight import site, sweep

    if sweep.engine() == "numba" and not any(Path(site.__file__).parent.glob("__pycache__/kernels*.nbi")):
        remark("howfar: compiling the sweep, once; later starts take it from disk")


def _object(answer: Answer) -> dict[str, Any]:
    from howfar.report.contract import coverage_result
    from howfar.report.placeview import place_object

    asked = answer.asked
    sites = [
        {
            **place_object(site.place),
            "antenna_agl_m": sensor.antenna_agl_m,
            "antenna_amsl_m": sensor.antenna_amsl_m,
        }
        for site, sensor in zip(asked.sites, asked.sensors(), strict=True)
    ]
    return coverage_result(
        site=sites[0],
        sites=sites,
        assumptions={
            **answer.found.assumptions,
            "notes": [*answer.notes, *answer.found.grid.assumptions],
            "antenna_agl_m": sites[0]["antenna_agl_m"],
            "range": {"kind": asked.range_kind, "km": asked.range_m / 1000.0},
        },
        layers=answer.rows,
    )


def _text(answer: Answer) -> list[str]:
    asked, sensors = answer.asked, answer.asked.sensors()
    above_sea = {s.antenna_amsl_m for s in sensors if s.antenna_amsl_m is not None}
    heights = sorted({s.antenna_agl_m for s in sensors if s.antenna_agl_m is not None})
    low_high = f"{heights[0]:g} m" if len(heights) == 1 else f"{heights[0]:g} to {heights[-1]:g} m" if heights else ""
    told = ([f"{low_high} above ground"] if heights else []) + [f"{amsl:g} m above the sea" for amsl in above_sea]
    names = asked.names if len(asked.names) <= 6 else [*asked.names[:5], f"{len(asked.names) - 5} more"]
    head = f"From {_and(names)} over terrain, antenna {' and '.join(told)}, k = {asked.k_factor:.3f}"
    lines = common.wrapped(head, indent=0)
    for row in answer.rows:
        lines += _row_text(row)
    if len(asked.sites) == 1:
        lines += _limits_text(answer)
    for note in (*answer.notes, *answer.found.grid.assumptions):
        lines += common.wrapped(note, indent=2)
    return lines


def _row_text(row: dict[str, Any]) -> list[str]:
    from howfar.check.wording import distance_words

    reach = "nowhere" if row["farthest_km"] is None else f"to {distance_words(row['farthest_km'])}"
    above = "the sea" if "altitude_m" in row else "the ground"
    lines = [f"  a target {row['altitude']:>8} above {above} is seen {reach}, on {row['area_km2']:,.0f} km²"]
    if seen_by := row.get("seen_by"):
        words = ", ".join(f"{_sites(one['sites'])} {one['area_km2']:,.0f} km²" for one in seen_by)
        lines += common.wrapped(f"by {words}", indent=6)
        lost = sorted(row["lost_without"], key=lambda one: -one["area_km2"])
        told = [f"{one['site']} {one['area_km2']:,.0f} km² ({100 * one['share']:.0f} %)" for one in lost[:6]]
        lines += common.wrapped(f"lost without {', '.join(told)}" + (" …" if len(lost) > 6 else ""), indent=6)
    return lines


def _sites(number: int) -> str:
    return "one site" if number == 1 else f"{number} sites"


def _limits_text(answer: Answer) -> list[str]:
    from howfar.report.limitsview import limits_text

    around = answer.around[0]
    layers: Sequence[Layer | WideLayer] = answer.found.layers
    found = [
        (row["altitude"], around.at(layer.altitude_amsl_m, height_agl_m=layer.height_agl_m))
        for row, layer in zip(answer.rows, layers, strict=True)
    ]
    lines = ["", "  What ends the view, by direction (nearest and farthest reach of each sector)"]
    for first in range(0, len(found), 4):
        lines += limits_text(found[first : first + 4])
    return [*lines, *common.wrapped(f"range: {answer.asked.range_words}", indent=2)]


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
