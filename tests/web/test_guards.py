"""What stands around every request: limits, headers, hosts, the log, a stop that lets go. Against a real server."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from howfar.web.engine import Engine
from howfar.web.guards import POLICY
from howfar.web.pool import BusyError, Threads
from howfar.web.settings import Settings
from tests.web.conftest import Server, served

PAGE = "<html><body><p>The general said that an S-400 near Minsk will see all the way to Berlin.</p></body></html>"


@pytest.fixture(scope="module")
def tight() -> Iterator[Server]:
    """A public server with small limits that fetches nothing."""
    settings = Settings(
        fetch=False, max_body_bytes=2_000, max_file_bytes=3_000, body_timeout_s=0.5, request_timeout_s=5.0,
        allowed_hosts=("127.0.0.1",),
    )  # fmt: skip
    yield from served(settings)


@pytest.mark.parametrize("path", ["/", "/api/health", "/api/nothing", "/assets/none.js", "/systems"])
def test_every_answer_carries_the_strict_policy(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["content-security-policy"] == POLICY
    assert "unsafe" not in POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_a_large_body_is_refused_before_it_is_read(tight: Server) -> None:
    response = httpx.post(f"{tight.url}/api/check", json={"text": "x" * 5_000}, trust_env=False)
    assert response.status_code == 413
    assert "larger than 0.002 MB" in response.json()["error"]["message"]


def test_a_large_body_without_a_length_is_refused_too(tight: Server) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(100):
            yield b"x" * 1_000

    response = httpx.post(f"{tight.url}/api/document", content=chunks(), trust_env=False)
    assert response.status_code == 413


def test_a_slow_body_is_cut_off(tight: Server) -> None:
    host, port = tight.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as peer:
        peer.sendall(
            b"POST /api/check HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            b"Content-Length: 50\r\n\r\n{"
        )
        assert b"408" in peer.recv(4096).split(b"\r\n")[0]


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "localhost"])
def test_foreign_host_names_are_not_answered(tight: Server, host: str) -> None:
    response = httpx.get(f"{tight.url}/api/health", headers={"Host": host}, trust_env=False)
    assert response.status_code in (400, 421)


def test_a_public_server_fetches_nothing(tight: Server) -> None:
    response = httpx.post(f"{tight.url}/api/check", json={"address": "https://example.org/"}, trust_env=False)
    assert response.status_code == 422
    assert "fetches no addresses" in response.json()["error"]["message"]
    assert httpx.get(f"{tight.url}/api/health", trust_env=False).json()["fetch"] is False


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """Another server on loopback, with a page that redirects to what must not be reached."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(302 if self.path == "/hop" else 200)
            self.send_header("Content-Type", "text/html")
            if self.path == "/hop":
                self.send_header("Location", "file:///etc/passwd")
            self.end_headers()
            self.wfile.write(PAGE.encode())

        def log_message(self, *_: object) -> None:
            return

    other = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=other.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{other.server_port}"
    other.shutdown()
    other.server_close()
    thread.join()


def test_an_address_is_fetched_and_checked(client: httpx.Client, elsewhere: str) -> None:
    told = client.post("/api/check", json={"address": f"{elsewhere}/page"}).json()
    assert [v["label"] for v in told["verdicts"]] == ["inconsistent"]
    assert told["document"]["url"] == f"{elsewhere}/page"
    assert client.post("/api/check", json={"address": f"{elsewhere}/hop"}).status_code == 422


def test_a_default_server_does_not_fetch_from_inside(elsewhere: str) -> None:
    for made in served(Settings()):
        response = httpx.post(f"{made.url}/api/check", json={"address": elsewhere}, trust_env=False)
        assert response.status_code == 422
        assert "port" in response.json()["error"]["message"] or "private" in response.json()["error"]["message"]


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/",
     "http://0.0.0.0/", "http://0x7f000001/", "http://2130706433/", "http://127.1/", "http://10.0.0.1/",
     "http://169.254.169.254/latest/meta-data/", "http://[fe80::1]/", "http://[64:ff9b::7f00:1]/", "http://[fd00::1]/",
     "http://192.168.1.1/", "http://168.63.129.16/", "gopher://example.org/", "file:///etc/passwd",
     "http://user:pass@127.0.0.1/", "http://127.0.0.1\\@example.org/"],
)  # fmt: skip
def test_no_address_inside_is_fetched(address: str, plain_server: Server) -> None:
    response = httpx.post(f"{plain_server.url}/api/check", json={"address": address}, trust_env=False, timeout=30)
    assert response.status_code == 422, response.text
    assert response.json()["error"]["message"]


@pytest.fixture(scope="module")
def plain_server() -> Iterator[Server]:
    """A server as a person starts it: addresses inside are not fetched."""
    yield from served(Settings())


def test_the_log_has_one_line_and_no_query(client: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="howfar.access"):
        client.get("/api/place", params={"q": "Secretville-of-my-story"})
        time.sleep(0.1)
    lines = [json.loads(record.message) for record in caplog.records if record.name == "howfar.access"]
    found = [line for line in lines if line["path"] == "/api/place"]
    assert [line["status"] for line in found] == [404]
    assert "Secretville" not in caplog.text


def test_an_unexpected_error_shows_no_trace(caplog: pytest.LogCaptureFixture) -> None:
    for made in served(Settings()):

        @made.app.get("/api/broken")
        async def broken() -> None:
            raise RuntimeError("secret inside")

        response = httpx.get(f"{made.url}/api/broken", trust_env=False)
        assert response.status_code == 500
        assert "secret" not in response.text
        assert "Traceback" not in response.text
        assert response.json()["error"]["kind"] == "InternalError"


def test_the_pool_turns_away_what_it_cannot_hold() -> None:
    async def crowd() -> list[object]:
        pool = Threads(Engine(Settings()), workers=1, max_waiting=1)
        gate = threading.Event()
        waiting = [asyncio.ensure_future(pool.run(gate.wait)) for _ in range(2)]
        await asyncio.sleep(0.05)
        refused = await asyncio.gather(pool.run(gate.wait), return_exceptions=True)
        gate.set()
        await asyncio.gather(*waiting)
        await asyncio.sleep(0.05)
        again = await pool.run(lambda: "room again")
        await pool.close()
        return [*refused, again]

    refused, again = asyncio.run(crowd())
    assert isinstance(refused, BusyError)
    assert again == "room again"


def test_slow_and_broken_clients_do_not_stop_the_rest(tight: Server) -> None:
    host, port = tight.url.removeprefix("http://").split(":")
    idle = [socket.create_connection((host, int(port)), timeout=5) for _ in range(40)]
    for number, peer in enumerate(idle):
        peer.sendall(
            [b"", b"GET / HT", b"\x16\x03\x01garbage\r\n\r\n", b"POST /api/check HTTP/1.1\r\nHost: x\r\n"][number % 4]
        )
    assert httpx.get(f"{tight.url}/api/health", trust_env=False, timeout=5).status_code == 200
    for peer in idle:
        peer.close()
    assert httpx.get(f"{tight.url}/api/health", trust_env=False, timeout=5).status_code == 200
