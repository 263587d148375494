"""What several commands share: options, exit codes, printing, writing a file whole or not at all."""

from __future__ import annotations

import json
import os
import sys
import textwrap
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from howfar.check.question import Assumptions, OpensTerrain
from howfar.errors import UsageError
from howfar.units import length_m

if TYPE_CHECKING:
    from howfar.systems.catalogue import Catalogue

EXIT_FAILED: Final = 1
EXIT_USAGE: Final = 2
EXIT_STOPPED: Final = 130  # Ctrl-C, as shells count it

Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs; for several inputs one line each.")]
Origin = Annotated[str | None, typer.Option("--from", help='Where it stands: "Minsk", "Brest, BY", "53.9,27.6".')]
Antenna = Annotated[str | None, typer.Option("--antenna", help="Antenna height above ground, with its unit: 20m.")]
AntennaAltitude = Annotated[
    str | None,
    typer.Option("--antenna-altitude", help="Or, with --terrain, its altitude above the sea: 1200m."),
]
KFactor = Annotated[
    float | None, typer.Option("--k", help="Effective Earth radius factor, 0.5 to 10 (4/3 if not given).")
]
Mend = Annotated[
    list[str] | None,
    typer.Option("--set", help="Mend a slot of every claim, target=Berlin, or of the second only, 2:target=Berlin."),
]
Systems = Annotated[Path | None, typer.Option("--systems", help="A folder of your own system and source files (TOML).")]
FailOn = Annotated[
    list[str] | None,
    typer.Option("--fail-on", help="Exit with 1 when a verdict has this label (inconsistent, 'not checkable', ...)."),
]
Output = Annotated[
    list[Path] | None,
    typer.Option("-o", "--output", help="Write a report; the ending says which kind. May be given several times."),
]


def remark(text: str) -> None:
    """A remark for people, on stderr."""
    print(text, file=sys.stderr)


def print_json(value: Any) -> None:
    """One JSON value on stdout, indented."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def print_line(value: Any) -> None:
    """One JSON value on one line of stdout."""
    print(json.dumps(value, ensure_ascii=False))


def is_color() -> bool:
    """Whether stdout wants colour: a terminal, and NO_COLOR not set."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def width() -> int:
    """Columns to print in: the terminal's, between 60 and 100; 80 when piped."""
    if not sys.stdout.isatty():
        return 80
    return max(60, min(100, os.get_terminal_size().columns))


def wrapped(text: str, *, indent: int) -> list[str]:
    """Lines of at most `width()` columns, indented."""
    lead = " " * indent
    return textwrap.wrap(text, width(), initial_indent=lead, subsequent_indent=lead, break_long_words=False)


def catalogue_of(folder: Path | None) -> Catalogue:
    """The catalogue that ships, with the user's own files on top."""
    from howfar.systems.catalogue import Catalogue

    own = Catalogue.default()
    return own if folder is None else own.with_directory(folder)


def assumptions_of(
    antenna: str | None,
    k_factor: float | None,
    *,
    terrain: OpensTerrain | None = None,
    terrain_around: OpensTerrain | None = None,
    near: Iterable[str] = (),
) -> Assumptions:
    """The assumptions that the options fix."""
    if k_factor is not None and not 0.5 <= k_factor <= 10.0:
        raise UsageError(f"--k {k_factor:g} is outside 0.5 to 10; the standard atmosphere is 1.333")
    height_m = None if antenna is None else length_m(antenna, what="--antenna")
    return Assumptions(
        antenna_agl_m=height_m, k_factor=k_factor, near=tuple(near), terrain=terrain, terrain_around=terrain_around
    )


def antenna_altitude_m(altitude: str | None, antenna: str | None, *, has_terrain: bool) -> float | None:
    """The antenna's altitude above the sea in metres, where it is given so. Raises UsageError for both heights."""
    if altitude is None:
        return None
    if antenna is not None:
        raise UsageError("give the antenna's height once: --antenna above ground or --antenna-altitude above the sea")
    if not has_terrain:
        raise UsageError("--antenna-altitude is held against an elevation model; give --terrain, or --antenna")
    return length_m(altitude, what="--antenna-altitude", at_least_m=-500.0)


def kilometres(text: str | None, what: str) -> float | None:
    """Kilometres from a length typed with its unit, or None."""
    return None if text is None else length_m(text, what=what) / 1000.0


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file whole or not at all."""
    from howfar.report.geo import whole_file

    with whole_file(path) as part:
        part.write_bytes(content.encode() if isinstance(content, str) else content)


def check_labels(labels: list[str] | None) -> frozenset[str]:
    """The labels of --fail-on, refused when one is unknown."""
    known = {"consistent", "inconsistent", "consistent only if", "not checkable"}
    for label in labels or ():
        if label not in known:
            raise UsageError(f"--fail-on {label!r} is not a label; use one of: {', '.join(sorted(known))}")
    return frozenset(labels or ())
