"""`howfar timeline`: what was said of each system in many documents, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from howfar.cli import common
from howfar.cli.inputs import documents
from howfar.errors import HowfarError, UsageError

if TYPE_CHECKING:
    from howfar.check.timeline import TimedDocument, Timeline

_KINDS: Final = (".html", ".json", ".csv")


def register(app: typer.Typer) -> None:
    """Add the command to the door."""
    app.command("timeline")(timeline)


def timeline(
    inputs: Annotated[
        list[str] | None, typer.Argument(help="Files, addresses, JSON Lines with dates, or - for stdin.")
    ] = None,
    dates: Annotated[
        list[str] | None,
        typer.Option(
            "--date", help="When a file (or a JSON Lines id) was published: monday.txt=2022-12-19. Repeatable."
        ),
    ] = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Input is one JSON object a line.")] = False,
    systems: common.Systems = None,
    output: common.Output = None,
    as_json: common.Json = False,
) -> None:
    """Put in order what was said of each system: who, when, where, the claim with its verdict, and what changed.

    The same statement in several outlets is one entry. A text without a date is not given one: use --date.

    Example: howfar timeline monday.txt tuesday.txt

    Example: howfar timeline monday.txt tuesday.txt --date monday.txt=2022-12-19 -o timeline.html
    """
    from howfar.check.timeline import timeline as made_of

    _check_kinds(output)
    given = _given_dates(dates)
    catalogue = None if systems is None else common.catalogue_of(systems)
    found: list[TimedDocument] = []
    failed = False
    used: set[str] = set()
    for item in _read(inputs or [], jsonl=jsonl, given=given, used=used):
        if isinstance(item, HowfarError):
            common.remark(f"howfar: {item}")
            failed = True
        else:
            found.append(item)
    if unused := sorted(set(given) - used):
        raise UsageError(f"--date {unused[0]}=…: no input of that name was read; give the name as you typed the file")
    result = made_of(found, catalogue=catalogue)
    _print(result, as_json=as_json)
    _write(output or [], result)
    if failed:
        raise typer.Exit(common.EXIT_USAGE)


def _given_dates(options: list[str] | None) -> dict[str, date]:
    given: dict[str, date] = {}
    for option in options or ():
        name, equals, written = option.rpartition("=")
        try:
            day = date.fromisoformat(written)
        except ValueError:
            day = None
        if not equals or not name or day is None:
            raise UsageError(f"--date {option!r} is not FILE=YEAR-MONTH-DAY; write it like monday.txt=2022-12-19")
        given[name] = day
    return given


def _read(
    inputs: list[str], *, jsonl: bool, given: dict[str, date], used: set[str]
) -> Iterator[TimedDocument | HowfarError]:
    """Every document of every input with its day; the name of a document of JSON Lines or a feed has its id."""
    from howfar.check.timeline import timed

    for name in inputs or ["-"]:
        for document in documents([name], jsonl=jsonl):
            if isinstance(document, HowfarError):
                yield document
                continue
            shown = f"{name}#{document.id}" if document.id else name
            key = next((k for k in (shown, document.id, name, Path(name).name) if k is not None and k in given), None)
            if key is not None:
                used.add(key)
            yield timed(shown, document, given[key] if key is not None else None)


def _print(result: Timeline, *, as_json: bool) -> None:
    if as_json:
        from howfar.report.timelinedata import timeline_result

        common.print_json(timeline_result(result))
    else:
        from howfar.report.timelineview import timeline_text

        print(timeline_text(result, width=common.width(), color=common.is_color()), end="")


def _check_kinds(output: list[Path] | None) -> None:
    for path in output or ():
        if path.suffix.lower() not in _KINDS:
            raise UsageError(f"{path.name}: unknown ending; use one of {', '.join(_KINDS)}")


def _write(output: list[Path], result: Timeline) -> None:
    writers: dict[str, Callable[[Timeline], str]] = {".html": _html, ".json": _json, ".csv": _csv}
    contents = [(path, writers[path.suffix.lower()](result)) for path in output]
    for path, content in contents:
        common.write_whole(path, content)


def _html(result: Timeline) -> str:
    import shlex
    import sys

    from howfar.report.timelineview import timeline_html

    return timeline_html(result, reproduce="howfar " + shlex.join(sys.argv[1:]))


def _json(result: Timeline) -> str:
    import json

    from howfar.report.timelinedata import timeline_result

    return json.dumps(timeline_result(result), ensure_ascii=False, indent=2) + "\n"


def _csv(result: Timeline) -> str:
    from howfar.report.timelinedata import timeline_csv

    return timeline_csv(result)
