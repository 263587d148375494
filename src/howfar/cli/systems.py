"""`howfar systems`: the catalogue, and one system's figures side by side with their sources."""

from __future__ import annotations

from typing import Annotated

import typer

from howfar.cli import common


def register(app: typer.Typer) -> None:
    """Add the command to the door."""
    app.command("systems")(systems)


def systems(
    name: Annotated[
        str | None, typer.Argument(help="One system, by any of its names: s-400, Искандер-М, SA-21.")
    ] = None,
    folder: common.Systems = None,
    every: Annotated[bool, typer.Option("--all", help="List systems without published figures too.")] = False,
    as_json: common.Json = False,
) -> None:
    """List the systems of the catalogue, or show one with every published figure and its source.

    Example: howfar systems s-400
    """
    from howfar.report import catalogueview

    catalogue = common.catalogue_of(folder)
    if name is None:
        held = [s for s in catalogue.systems() if s.figures or every]
        if as_json:
            common.print_json(catalogueview.systems_result(held))
        else:
            print(catalogueview.systems_text(held, total=len(catalogue.systems())))
        return
    hit = catalogue.find(name)
    sources = {f.source_id: catalogue.source(f.source_id) for f in hit.system.figures}
    if as_json:
        common.print_json(catalogueview.system_result(hit.system, sources, variant=hit.variant))
    else:
        print(catalogueview.system_text(hit.system, sources, variant=hit.variant, width=common.width()))
