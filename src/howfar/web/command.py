"""`howfar serve`: the web page, on this machine. The command line finds this file by name and knows no more of it."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Annotated

import typer

from howfar.errors import UsageError


def register(app: typer.Typer) -> None:
    """Add the command to the door."""
    app.command("serve")(serve)


def serve(  # noqa: PLR0917 - a command has as many options as it needs
    host: Annotated[
        str, typer.Option("--host", help="The address to listen on; the default is this machine only.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; 0 takes a free one.")] = 8710,
    allow_host: Annotated[
        list[str] | None,
        typer.Option("--allow-host", help="A further name under which the page may be asked for: howfar.example.org."),
    ] = None,
    no_fetch: Annotated[
        bool, typer.Option("--no-fetch", help="Never fetch an address for a user (a public page).")
    ] = False,
    offline: Annotated[
        bool, typer.Option("--offline", help="Never fetch anything: no address, no elevation tile.")
    ] = False,
    terrain: Annotated[
        list[str] | None,
        typer.Option("--terrain", help="Elevation models: files or folders that GDAL reads, or the word copernicus."),
    ] = None,
    systems: Annotated[Path | None, typer.Option("--systems", help="A folder of your own system files (TOML).")] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", min=0, max=64, help="Processes that answer; the default is 2.")
    ] = None,
) -> None:
    """Serve the web page: paste a text, an address or one sentence and see what holds.

    Example: howfar serve --port 8710

    Example: howfar serve --terrain copernicus --no-fetch
    """
    try:
        from howfar.web.engine import Engine
        from howfar.web.server import run, usual_processes
        from howfar.web.settings import Settings
    except ImportError as error:
        raise UsageError(
            f"the web page needs the extra parts: pip install 'howfar[web]' ({error.name} is missing)"
        ) from error
    settings = Settings(
        host=host, port=_free(host, port), fetch=not no_fetch, offline=offline, terrain=tuple(_models(terrain)),
        systems=systems, processes=usual_processes() if workers is None else workers,
    )  # fmt: skip
    assert Engine(settings).catalogue  # a broken file of the user's is said now, not at the first question
    shown = f"[{host}]" if ":" in host else host
    typer.echo(f"howfar: open http://{shown}:{settings.port} in a browser; Ctrl+C stops", err=True)
    run(settings, named_hosts=allow_host or ())


def _free(host: str, port: int) -> int:
    """The port, or a free one for 0. Raises UsageError where it cannot be listened on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise UsageError(
                f"{host}, port {port} cannot be listened on ({error.strerror or error}); give another with --port"
            ) from error
        found: int = trial.getsockname()[1]
        return found


def _models(terrain: list[str] | None) -> list[str]:
    """The elevation models. Raises UsageError for a file that is not there."""
    for words in terrain or ():
        if words != "copernicus" and not words.startswith("/vsi") and not Path(words).exists():
            raise UsageError(f"--terrain {words}: there is no such file or folder; give one, or the word copernicus")
    return terrain or []
