"""Fetching against real servers on loopback: limits, redirects, and what must never be reached."""

from __future__ import annotations

import gzip
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from howfar.claims import fetch as fetching
from howfar.claims.fetch import fetch, is_public
from howfar.errors import FetchError

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = b"<html><body><p>The radar sees 300 km.</p></body></html>"


class Handler(BaseHTTPRequestHandler):
    seen: list[str] = []  # noqa: RUF012 - shared on purpose: what the server was asked for

    def do_GET(self) -> None:
        type(self).seen.append(self.path)
        answer = getattr(self, "on_" + self.path.strip("/").split("?")[0].replace("-", "_"), self.on_page)
        answer()

    def send(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for key, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def on_page(self) -> None:
        self.send(PAGE, Content_Length=str(len(PAGE)))

    def on_packed(self) -> None:
        self.send(gzip.compress(PAGE), Content_Encoding="gzip")

    def on_bomb(self) -> None:
        self.send(gzip.compress(bytes(5_000_000)), Content_Encoding="gzip")

    def on_endless(self) -> None:
        self.send(b"")
        try:
            while True:
                self.wfile.write(b"x" * 65536)
        except OSError:
            pass

    def on_said_large(self) -> None:
        self.send(b"x", Content_Length="999999999")

    def on_slow(self) -> None:
        self.send(b"")
        try:
            for _ in range(100):
                self.wfile.write(b"x")
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            pass

    def on_picture(self) -> None:
        self.send(b"\x89PNG", Content_Type="image/png")

    def on_gone(self) -> None:
        self.send(b"gone", status=410)

    def on_loop(self) -> None:
        self.send(b"", status=302, Location="/loop")

    def on_hop(self) -> None:
        self.send(b"", status=301, Location="/page")

    def on_to_file(self) -> None:
        self.send(b"", status=302, Location="file:///etc/passwd")

    def on_to_metadata(self) -> None:
        self.send(b"", status=302, Location="http://169.254.169.254/latest/meta-data/")

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def base() -> Iterator[str]:
    Handler.seen.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_page_with_its_type_charset_and_final_address(base: str) -> None:
    page = fetch(f"{base}/hop", allow_private=True)
    assert (page.data, page.url, page.content_type, page.charset) == (PAGE, f"{base}/page", "text/html", "utf-8")
    assert fetch(f"{base}/packed", allow_private=True).data == PAGE


def test_loopback_is_refused_by_default_and_never_asked(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    port = int(base.rsplit(":", 1)[1])
    monkeypatch.setattr(fetching, "_PORTS", frozenset({port}))
    for host in ("127.0.0.1", "localhost", "[::1]", "0.0.0.0", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"):
        with pytest.raises(FetchError, match=r"private network|could not be found"):
            fetch(f"http://{host}:{port}/page")
    assert Handler.seen == []


def test_a_name_that_changes_after_the_check_gains_nothing(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: the first answer is public, the second loopback; only one question may be asked."""
    answers = iter([["93.184.215.14"], ["127.0.0.1"]])
    asked: list[str] = []

    def resolved(host: str, port: int, *, timeout_s: float) -> list[str]:
        asked.append(host)
        return next(answers)

    connected: list[str] = []

    def connect(self: object, host: str, *_: object, **__: object) -> object:
        connected.append(host)
        raise fetching_httpcore().ConnectError("not in a test")

    monkeypatch.setattr(fetching, "resolved", resolved)
    monkeypatch.setattr(fetching_httpcore().SyncBackend, "connect_tcp", connect)
    with pytest.raises(FetchError, match="could not be reached"):
        fetch("http://rebind.example/")
    assert (asked, connected) == (["rebind.example"], ["93.184.215.14"])


def fetching_httpcore() -> object:
    import httpcore

    return httpcore


def test_one_private_answer_among_public_ones_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "resolved", lambda *_, **__: ["93.184.215.14", "10.0.0.7"])
    with pytest.raises(FetchError, match="private network"):
        fetch("http://mixed.example/")


def test_every_redirect_is_checked(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FetchError, match="not an http or https address"):
        fetch(f"{base}/to-file", allow_private=True)
    real = fetching.is_public
    monkeypatch.setattr(fetching, "_PORTS", frozenset({80, int(base.rsplit(":", 1)[1])}))
    monkeypatch.setattr(fetching, "is_public", lambda address: address == "127.0.0.1" or real(address))
    with pytest.raises(FetchError, match=r"169\.254\.169\.254 is inside a private network"):
        fetch(f"{base}/to-metadata")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("loop", "redirects more than 5 times"),
        ("gone", "status 410"),
        ("picture", "of type 'image/png'"),
        ("said-large", "are allowed"),
        ("endless", "has more than"),
        ("bomb", "has more than"),
    ],
)
def test_limits(base: str, path: str, words: str) -> None:
    with pytest.raises(FetchError, match=words):
        fetch(f"{base}/{path}", max_bytes=1_000_000, allow_private=True)


def test_the_time_limit_holds_for_a_trickle(base: str) -> None:
    with pytest.raises(FetchError, match="took too long"):
        fetch(f"{base}/slow", timeout_s=0.4, allow_private=True)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("ftp://example.org/a", "not an http or https address"),
        ("example.org", "not an http or https address"),
        ("file:///etc/passwd", "not an http or https address"),
        ("javascript:alert(1)", "not an http or https address"),
        ("http://user:secret@example.org/", "user name or password"),
        ("http://example.org:22/", "port 22"),
        ("http://example.org:99999/", "is not an address"),
        ("http://exa mple.org/", "spaces"),
        ("http://[::1/", "is not an address"),
    ],
)
def test_addresses_that_are_none(address: str, words: str) -> None:
    with pytest.raises(FetchError, match=words):
        fetch(address)


def test_without_a_network_the_message_says_to_save_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_network(*_: object, **__: object) -> object:
        raise OSError("network is unreachable")

    monkeypatch.setattr(fetching.socket, "getaddrinfo", no_network)
    with pytest.raises(FetchError, match="save the page in your browser and give howfar the file"):
        fetch("https://example.org/")


@pytest.mark.parametrize(
    "address",
    ["10.1.2.3", "172.16.0.1", "192.168.1.1", "127.0.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
     "100.100.100.200", "224.0.0.1", "255.255.255.255", "168.63.129.16", "::1", "::",
     "fe80::1", "fd00:ec2::254", "::ffff:10.0.0.1",
     "64:ff9b::a00:1", "2002:7f00:1::", "ff02::1", "192.0.2.1", "198.18.0.1"],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "8.8.8.8", "2606:4700::6810:84e5"])
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(address)
