"""`howfar check`: the claims of texts, each with its verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from howfar.cli import common
from howfar.cli.elevation import Elevation, Grouped, with_elevation
from howfar.cli.inputs import documents
from howfar.cli.outputs import Review, check_kinds, write_documents
from howfar.errors import HowfarError

if TYPE_CHECKING:
    from howfar.check.model import Verdict
    from howfar.claims.model import Document


def register(app: typer.Typer) -> None:
    """Add the command to the door."""
    app.command("check", cls=Grouped)(with_elevation(check))


def check(
    inputs: Annotated[
        list[str] | None, typer.Argument(help="Files, addresses, a quoted sentence, or - for stdin.")
    ] = None,
    origin: common.Origin = None,
    antenna: common.Antenna = None,
    k_factor: common.KFactor = None,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Input is one JSON object a line; prints one result a line.")
    ] = False,
    mend: common.Mend = None,
    systems: common.Systems = None,
    output: common.Output = None,
    url: Annotated[str | None, typer.Option("--url", help="ClaimReview: the address your review will have.")] = None,
    author: Annotated[str | None, typer.Option("--author", help="ClaimReview: who publishes the review.")] = None,
    date: Annotated[str | None, typer.Option("--date", help="ClaimReview: the day of the review, 2026-01-31.")] = None,
    fail_on: common.FailOn = None,
    as_json: common.Json = False,
    *,
    elevation: Elevation,
) -> None:
    """Judge every claim of reach in the given texts.

    Example: howfar check "An S-400 near Minsk will see all the way to Berlin."

    Example: howfar check article.html -o report.html -o verdicts.csv
    """
    from howfar.check.mend import mended
    from howfar.check.reading import reader

    failing = common.check_labels(fail_on)
    check_kinds(output)
    catalogue = None if systems is None else common.catalogue_of(systems)
    reading = reader(catalogue=catalogue)
    given = common.assumptions_of(antenna, k_factor, terrain=elevation.opens(), terrain_around=elevation.opens_around())
    judged: list[tuple[Document, tuple[Verdict, ...]]] = []
    unread: list[HowfarError] = []
    labelled = False
    from howfar.check.answer import check_claims

    for document in (
        _with_progress(inputs or [], quiet=elevation.quiet) if not jsonl else documents(inputs or [], jsonl=True)
    ):
        if isinstance(document, HowfarError):
            common.remark(f"howfar: {document}")
            unread.append(document)
            continue
        told = given if origin is None else _from(given, origin)
        claims = mended(reading.read(document), mend or [])
        verdicts = check_claims(claims, document.text, assumptions=told, catalogue=catalogue)
        labelled = labelled or any(v.label in failing for v in verdicts)
        _print(document, verdicts, as_json=as_json, in_lines=jsonl or (as_json and len(inputs or []) > 1))
        if output:
            judged.append((document, verdicts))
    if output:
        write_documents(output, judged, review=Review(url, author, date), unread=unread)
    if unread:
        raise typer.Exit(common.EXIT_USAGE)
    if labelled:
        raise typer.Exit(common.EXIT_FAILED)


def _from(given: Any, origin: str) -> Any:
    from dataclasses import replace

    return replace(given, origin=origin)


def _print(document: Document, verdicts: tuple[Verdict, ...], *, as_json: bool, in_lines: bool) -> None:
    if as_json or in_lines:
        from howfar.report.contract import verdicts_result

        result = verdicts_result(document, verdicts)
        show: Callable[[Any], None] = common.print_line if in_lines else common.print_json
        show(result)
    else:
        from howfar.report.terminal import document_text

        print(document_text(document, verdicts, width=common.width(), color=common.is_color()))


def _with_progress(inputs: list[str], *, quiet: bool) -> Iterator[Document | HowfarError]:
    """The documents of all inputs, with a bar on stderr when there are many and a person is watching."""
    import sys

    if quiet or len(inputs) < 3 or not sys.stderr.isatty():
        yield from documents(inputs)
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Checking", total=len(inputs))
        for name in inputs:
            yield from documents([name])
            bar.advance(task)
