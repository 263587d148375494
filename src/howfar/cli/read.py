"""`howfar read`: the claims of reach in a text, before any judging."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from howfar.cli import common
from howfar.cli.inputs import documents
from howfar.errors import HowfarError

if TYPE_CHECKING:
    from howfar.claims.model import Claim


def register(app: typer.Typer) -> None:
    """Add the command to the door."""
    app.command("read")(read)


def read(
    inputs: Annotated[
        list[str] | None, typer.Argument(help="Files, addresses, a quoted sentence, or - for stdin.")
    ] = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="One JSON object a line in and out, in input order.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Show the rule and words that gave each slot.")] = False,
    text: Annotated[bool, typer.Option("--text", help="Print the extracted text that offsets count in.")] = False,
    mend: common.Mend = None,
    systems: common.Systems = None,
    as_json: common.Json = False,
) -> None:
    """Find the claims of reach in a text: who says what system sees, engages, strikes or covers how far.

    Example: howfar read "An S-400 near Minsk will see all the way to Berlin."
    """
    from howfar.check.mend import mended
    from howfar.check.reading import reader
    from howfar.report.contract import claims_result

    reading = reader(catalogue=None if systems is None else common.catalogue_of(systems))
    failed = False
    for document in documents(inputs or [], jsonl=jsonl):
        if isinstance(document, HowfarError):
            common.remark(f"howfar: {document}")
            failed = True
            continue
        claims = mended(reading.read(document), mend or [])
        if text:
            print(document.text)
        elif jsonl or (as_json and len(inputs or []) > 1):
            common.print_line(claims_result(document, claims))
        elif as_json:
            common.print_json(claims_result(document, claims))
        else:
            from howfar.report.terminal import claims_text

            print(claims_text(document, claims, width=common.width(), color=common.is_color()))
            if explain:
                print(_explained(claims))
    if failed:
        raise typer.Exit(common.EXIT_USAGE)


def _explained(claims: tuple[Claim, ...]) -> str:
    lines = []
    for number, claim in enumerate(claims, 1):
        lines += ["", f"Claim {number}: why each slot holds what it holds"]
        lines += [f"  {r.slot:24} {r.rule:32} “{r.words}” ({r.start}-{r.end})" for r in claim.reasons]
    return "\n".join(lines)
