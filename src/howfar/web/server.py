"""The server process: one port, one log line a request, a graceful stop."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from howfar.web.app import create_app
from howfar.web.settings import Settings

if TYPE_CHECKING:
    from howfar.systems.catalogue import Catalogue


def run(
    *,
    host: str = "127.0.0.1",
    port: int = 8710,
    may_fetch: bool = True,
    terrain: Sequence[Path | str] = (),
    catalogue: Catalogue | None = None,
    allowed_hosts: Sequence[str] = (),
) -> None:
    """Serve until stopped. allowed_hosts: further names by which the page may be asked for."""
    import uvicorn

    settings = Settings(
        host=host,
        port=port,
        fetch=may_fetch,
        terrain=tuple(str(path) for path in terrain),
        allowed_hosts=_names(host, allowed_hosts),
    )
    _log_to_stderr()
    uvicorn.run(
        create_app(settings, catalogue),
        host=host,
        port=port,
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_keep_alive=10,
        timeout_graceful_shutdown=10,
        limit_concurrency=512,
        h11_max_incomplete_event_size=64_000,
    )


def _names(host: str, given: Sequence[str]) -> tuple[str, ...]:
    """Host names that are answered: loopback always, and on other addresses what was named (all, if nothing was)."""
    own = ("127.0.0.1", "localhost", "[::1]")
    if host in ("127.0.0.1", "localhost", "::1"):
        return (*own, *given)
    return (*own, host, *given) if given else ("*",)


def _log_to_stderr() -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter('{"time":"%(asctime)s","log":"%(name)s","entry":%(message)s}'))
    access = logging.getLogger("howfar.access")
    access.setLevel(logging.INFO)
    access.addHandler(handler)
    access.propagate = False
