"""`python -m howfar.web.worker FD`: one process that answers questions of the server, one after the other.

It ends when the server closes the socket, and after an answer at which it holds more memory than it may.
"""

from __future__ import annotations

import gc
import signal
import socket
import sys
import traceback
from contextlib import suppress
from typing import Any, Final

from howfar.errors import HowfarError
from howfar.web.frames import packed, taken
from howfar.web.settings import Settings

READY: Final = ("ready", b"", False)


def main(descriptor: int) -> None:
    """Take the settings, load the books, answer until there is nobody to ask."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # sent to the whole group; the server decides when we stop
    with suppress(EOFError, BrokenPipeError), socket.socket(fileno=descriptor) as peer:
        questions = peer.makefile("rb")
        settings: Settings = taken(questions)
        engine = _loaded(settings)
        peer.sendall(packed(READY))
        while True:
            name, asked = taken(questions)
            kind, value = _answered(engine, name, asked)
            is_last = _resident_mb() > settings.worker_memory_mb
            peer.sendall(packed((kind, value, is_last)))
            if is_last:
                return


def _loaded(settings: Settings) -> Any:
    from howfar.web.answers import warmed
    from howfar.web.engine import Engine

    engine = Engine(settings)
    warmed(engine)
    gc.collect()
    gc.freeze()  # the books stay: later collections need not look at them
    return engine


def _answered(engine: Any, name: str, asked: dict[str, Any]) -> tuple[str, Any]:
    """("answer", bytes), ("refused", one of our errors) or ("failed", the trace for the log)."""
    from howfar.web.answers import answer

    try:
        return "answer", answer(engine, name, asked)
    except HowfarError as error:
        return "refused", (type(error).__name__, str(error))
    except Exception:
        return "failed", traceback.format_exc()


def _resident_mb() -> float:
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[1]) * 4096 / 1e6
    except OSError:  # not Linux: no limit is kept
        return 0.0


if __name__ == "__main__":
    main(int(sys.argv[1]))
