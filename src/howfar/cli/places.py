"""`howfar places`: what words for a place are taken to mean, and what else they could mean."""

from __future__ import annotations

from typing import Annotated

import typer

from howfar.cli import common


def register(app: typer.Typer) -> None:
    """Add the command to the door."""
    app.command("places")(places)


def places(
    words: Annotated[
        str, typer.Argument(help='"near Minsk", "western Belarus", "the border with Ukraine", "53.9N 27.6E".')
    ],
    near: Annotated[list[str] | None, typer.Option("--near", help="A country that the text is about: BY.")] = None,
    as_json: common.Json = False,
) -> None:
    """Say what the words for a place are taken to mean, with how vague they are.

    Example: howfar places "Brest" --near BY
    """
    from howfar.places.gazetteer import Gazetteer
    from howfar.report import placeview

    found = Gazetteer.default().resolve(words, near=tuple(near or ()))
    if as_json:
        common.print_json(placeview.place_result(found))
    else:
        print(placeview.place_text(found))
