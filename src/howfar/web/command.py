"""`howfar serve`: the web page, on this machine. The command line finds this file by name and knows no more of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from howfar.errors import UsageError


def register(app: typer.Typer) -> None:
    """Add the command to the door."""
    app.command("serve")(serve)


def serve(
    host: Annotated[
        str, typer.Option("--host", help="The address to listen on; the default is this machine only.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; 0 takes a free one.")] = 8710,
    no_fetch: Annotated[
        bool, typer.Option("--no-fetch", help="Never fetch an address for a user (a public page).")
    ] = False,
    terrain: Annotated[list[Path] | None, typer.Option("--terrain", help="Elevation models to use for sight.")] = None,
    systems: Annotated[Path | None, typer.Option("--systems", help="A folder of your own system files (TOML).")] = None,
) -> None:
    """Serve the web page: paste a text, an address or one sentence and see what holds.

    Example: howfar serve --port 8710
    """
    try:
        from howfar.web.server import run
    except ImportError as error:
        raise UsageError(
            f"the web page needs the extra parts: pip install 'howfar[web]' ({error.name} is missing)"
        ) from error
    from howfar.systems.catalogue import Catalogue

    catalogue = Catalogue.default()
    catalogue = catalogue if systems is None else catalogue.with_directory(systems)
    run(host=host, port=port, may_fetch=not no_fetch, terrain=terrain or [], catalogue=catalogue)
