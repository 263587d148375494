"""The server process: one port, one log line a request, a graceful stop."""

from __future__ import annotations

import json
import logging
import os
import socket
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from howfar.web.app import create_app
from howfar.web.settings import Settings

_OWN_NAMES: Final = ("127.0.0.1", "localhost", "[::1]")


def run(settings: Settings | None = None, *, named_hosts: Sequence[str] = ()) -> None:
    """Serve until stopped. named_hosts: further names by which the page may be asked for."""
    import uvicorn

    settings = settings or Settings(processes=usual_processes())
    settings = replace(settings, allowed_hosts=_names(settings.host, named_hosts))
    log_to_stderr()
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_keep_alive=10,
        timeout_graceful_shutdown=10,
        limit_concurrency=512,
        h11_max_incomplete_event_size=64_000,
    )


def usual_processes() -> int:
    """Two workers, or one where there is one core; none where sockets cannot be handed to a process (Windows)."""
    if not hasattr(socket, "AF_UNIX") or os.name == "nt":
        return 0
    return min(2, os.cpu_count() or 1)


def _names(host: str, given: Sequence[str]) -> tuple[str, ...]:
    """Host names that are answered: loopback always, and on other addresses what was named (all, if nothing was)."""
    names = tuple(name.lower() for name in given)
    if host in ("127.0.0.1", "localhost", "::1"):
        return (*_OWN_NAMES, *names)
    return (*_OWN_NAMES, host, *names) if names else ("*",)


class _Lines(logging.Formatter):
    """One JSON object a line: time, log, level, and the entry (an object of the access log, else words)."""

    def format(self, record: logging.LogRecord) -> str:
        words = record.getMessage()
        entry = json.loads(words) if record.name == "howfar.access" else words
        line = {"time": self.formatTime(record), "log": record.name, "level": record.levelname.lower(), "entry": entry}
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def log_to_stderr() -> None:
    """Send both logs of the web door to stderr, as lines of JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines())
    for name, level in (("howfar.access", logging.INFO), ("howfar.web", logging.WARNING)):
        log = logging.getLogger(name)
        log.setLevel(level)
        log.handlers = [handler]
        log.propagate = False
