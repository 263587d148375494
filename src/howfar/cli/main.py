"""The door `howfar`: one file and one verb per command; errors become one sentence and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from importlib import import_module
from typing import Final

import typer

from howfar import __version__
from howfar.cli.common import EXIT_STOPPED, EXIT_USAGE, remark
from howfar.errors import HowfarError

_HERE: Final = ("check", "can", "read", "cover", "sight", "seen", "horizon", "systems", "places", "timeline", "terrain")
COMMANDS: Final = {name: f"howfar.cli.{name}" for name in _HERE} | {"serve": "howfar.web.command"}
_STOPPED: Final = "howfar: stopped; nothing half-written was kept"
_HELP: Final = """How far can it really see, or reach?

Reads a public claim of reach, holds it against published figures, geometry, refraction and terrain, and says what
follows: consistent, inconsistent, consistent only if ..., or not checkable. Physics only: nothing is said of intent.

Example: howfar can s-400 see Berlin --from Minsk
"""


def app(commands: Iterable[str] = COMMANDS) -> typer.Typer:
    """The command line with the given commands; one that is typed alone loads alone."""
    made = typer.Typer(
        help=_HELP, no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False
    )
    made.callback()(_options)
    for name in commands:
        import_module(COMMANDS[name]).register(made)
    return made


def main() -> None:
    """Entry point of the script `howfar`."""
    asked = next((word for word in sys.argv[1:] if not word.startswith("-")), None)
    try:
        app((asked,) if asked in COMMANDS else COMMANDS)(prog_name="howfar")
    except HowfarError as error:
        remark(f"howfar: {error}")
        sys.exit(EXIT_USAGE)
    except KeyboardInterrupt:
        remark(_STOPPED)
        sys.exit(EXIT_STOPPED)
    except SystemExit as stop:
        if stop.code == EXIT_STOPPED:  # typer makes it of Ctrl-C without a word
            remark(_STOPPED)
        raise
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        if os.environ.get("HOWFAR_DEBUG"):
            raise
        remark(f"howfar: a fault of howfar's own ({type(error).__name__}: {error}); nothing was written")
        remark("howfar: please report it with the command and what HOWFAR_DEBUG=1 prints")
        sys.exit(EXIT_USAGE)


def _version(wanted: bool) -> None:
    """A callback of its own: without a command the one of all commands is not reached."""
    if not wanted:
        return
    from howfar.claims import engine as reading
    from howfar.sight.sweep import engine as sweeping

    print(f"howfar {__version__}\nsweep: {sweeping()}; reader: {reading()}")
    raise typer.Exit


def _options(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True,
        help="Print the version, what sweeps and what reads here; stop.",
    ),
) -> None:  # fmt: skip
    """Those of every command."""
