"""A real server in this process for the browser, and a client without a network for the rest."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

pytest.importorskip("fastapi", reason="the extra howfar[web] is not installed")

from howfar.web.app import create_app
from howfar.web.settings import STATIC, Settings


@dataclass
class Server:
    """A running server."""

    url: str
    app: Any
    handle: Any


def served(settings: Settings) -> Iterator[Server]:
    """A uvicorn server on a free loopback port, in a thread."""
    import uvicorn

    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    app = create_app(settings)
    config = uvicorn.Config(
        app, log_level="error", access_log=False, timeout_graceful_shutdown=2, limit_concurrency=200
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    yield Server(f"http://127.0.0.1:{listener.getsockname()[1]}", app, server)
    server.should_exit = True
    thread.join(timeout=10)
    listener.close()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The server as a person starts it, with fetching from loopback allowed for the tests' own pages."""
    yield from served(Settings(allow_private_fetch=True))


@pytest.fixture(scope="session")
def client(server: Server) -> Iterator[httpx.Client]:
    """A client of that server."""
    with httpx.Client(base_url=server.url, timeout=60, trust_env=False) as made:
        yield made


@pytest.fixture(scope="session")
def built() -> None:
    """Skip where the page has not been built."""
    if not (STATIC / "index.html").is_file():
        pytest.skip("the page has not been built: run make ui")
