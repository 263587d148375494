"""A page fetched because a user gave its address: with limits, and never from inside the user's own network.

Every hop is resolved once, every address it resolves to is checked, and the connection goes to one that was checked,
so that a name which changes between the check and the connection (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import threading
import time
import zlib
from dataclasses import dataclass
from email.message import Message
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin, urlsplit

from howfar.errors import FetchError

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable

    import httpcore

MAX_FETCH_BYTES: Final = 10_000_000
FETCH_TIMEOUT_S: Final = 15.0
MAX_REDIRECTS: Final = 5
_PORTS: Final = frozenset({80, 443, 8000, 8080, 8443})  # of public pages; we do not knock on other services
_TYPES: Final = frozenset({
    "text/html", "text/plain", "text/markdown", "application/xhtml+xml", "application/pdf", "application/xml",
    "text/xml", "application/rss+xml", "application/atom+xml", "application/rdf+xml",
})  # fmt: skip
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_SAVE: Final = "save the page in your browser and give howfar the file"
_EXTRA_BLOCKED: Final = (
    ipaddress.ip_network("168.63.129.16/32"),  # metadata address of one cloud, outside the private ranges
)
_EMBEDS_IPV4: Final = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("::/96"))  # NAT64, IPv4-compatible


@dataclass(frozen=True)
class Fetched:
    """A fetched page: its bytes, the address after redirects, the type and charset that the server named."""

    data: bytes
    url: str
    content_type: str
    charset: str | None


def fetch(
    url: str, *, max_bytes: int = MAX_FETCH_BYTES, timeout_s: float = FETCH_TIMEOUT_S, allow_private: bool = False
) -> Fetched:
    """The page at an http or https address.

    max_bytes: largest body, after decompression. timeout_s: for everything together, redirects too. allow_private: also
    fetch from loopback and private addresses (tests, an intranet). Raises FetchError: what was wrong, and what to do.
    """
    deadline = time.monotonic() + timeout_s  # the clock is needed to keep the promised limit, not for any result
    address = url.strip()
    for _ in range(MAX_REDIRECTS + 1):
        parts = _checked_address(address, allow_private=allow_private)
        status, headers, body = _one_hop(address, parts[1], deadline, max_bytes, allow_private=allow_private)
        if status in _REDIRECTS and "location" in headers:
            address = urljoin(address, headers["location"])
            continue
        if status != 200:
            raise FetchError(f"{address} answered with status {status}; {_SAVE}")
        message = Message()
        message["content-type"] = headers.get("content-type", "text/html")
        return Fetched(body, address, message.get_content_type(), message.get_content_charset())
    raise FetchError(f"{url} redirects more than {MAX_REDIRECTS} times; give the final address, or {_SAVE}")


def _checked_address(address: str, *, allow_private: bool) -> tuple[str, str]:
    """(scheme, host) of an address that may be fetched."""
    if any(char.isspace() or ord(char) < 32 for char in address):
        raise FetchError("the address holds spaces or control characters; give one address that begins with https://")
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise FetchError(f"{address[:200]!r} is not an address ({error}); give one that begins with https://") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise FetchError(f"{address[:200]!r} is not an http or https address; give one that begins with https://")
    if parts.username is not None or parts.password is not None:
        raise FetchError("the address holds a user name or password; howfar fetches public pages only")
    if not allow_private and port is not None and port not in _PORTS:
        raise FetchError(f"port {port} is not one of public web pages ({', '.join(map(str, sorted(_PORTS)))}); {_SAVE}")
    return parts.scheme, parts.hostname


def _one_hop(
    address: str, host: str, deadline: float, max_bytes: int, *, allow_private: bool
) -> tuple[int, dict[str, str], bytes]:
    """(status, lower-cased headers, body) of one request, connected to an address that was checked."""
    import httpcore

    headers: list[tuple[bytes | str, bytes | str]] = [
        ("User-Agent", "howfar (reads one page for a person)"),
        ("Accept-Encoding", "gzip"),
        ("Accept", "text/html,*/*;q=0.5"),
    ]
    backend = _checking_backend(deadline, allow_private=allow_private)
    try:
        with (
            httpcore.ConnectionPool(network_backend=backend, retries=0, max_connections=1) as pool,
            pool.stream("GET", address, headers=headers) as response,
        ):
            named = {key.decode("latin-1").lower(): value.decode("latin-1") for key, value in response.headers}
            if response.status != 200:
                return response.status, named, b""
            _check_type_and_size(address, named, max_bytes)
            return 200, named, _body(response.iter_stream(), named, max_bytes, address)
    except httpcore.TimeoutException:
        raise FetchError(f"{address} took too long to answer; {_SAVE}") from None
    except (
        httpcore.NetworkError,
        httpcore.ProtocolError,
        OSError,
        UnicodeError,
        zlib.error,
        httpcore.UnsupportedProtocol,
    ) as error:
        raise FetchError(
            f"{host} could not be reached ({error or type(error).__name__}); without a network, {_SAVE}"
        ) from None


def _check_type_and_size(address: str, headers: dict[str, str], max_bytes: int) -> None:
    kind = headers.get("content-type", "text/html").split(";")[0].strip().lower()
    if kind not in _TYPES:
        raise FetchError(f"{address} is of type {kind[:60]!r}; howfar reads HTML, plain text, PDF, RSS and Atom")
    length = headers.get("content-length", "")
    if length.isdigit() and int(length) > max_bytes:
        raise FetchError(f"{address} has {int(length) / 1e6:.1f} MB, {max_bytes / 1e6:.1f} MB are allowed; {_SAVE}")


def _body(chunks: Iterable[bytes], headers: dict[str, str], max_bytes: int, address: str) -> bytes:
    """The whole body, unpacked, never more than max_bytes of it."""
    coding = headers.get("content-encoding", "identity").strip().lower()
    if coding not in ("identity", "gzip", "deflate", ""):
        raise FetchError(f"{address} is packed as {coding[:40]!r}, which was not asked for; {_SAVE}")
    unpack = zlib.decompressobj(wbits=47 if coding != "deflate" else -15) if coding in ("gzip", "deflate") else None
    body = bytearray()
    for chunk in chunks:
        body += unpack.decompress(chunk, max_bytes + 1 - len(body)) if unpack else chunk
        if len(body) > max_bytes:
            raise FetchError(f"{address} has more than {max_bytes / 1e6:.1f} MB; {_SAVE}")
    return bytes(body)


def is_public(address: str) -> bool:
    """True for an IP address of the public internet: not private, loopback, link-local, multicast or metadata."""
    ip = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public(str(ip.ipv4_mapped))
        if ip.sixtofour is not None:
            return is_public(str(ip.sixtofour))
        if any(ip in network for network in _EMBEDS_IPV4):
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
        if ip.teredo is not None:
            return False
    elif any(ip in network for network in _EXTRA_BLOCKED):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def resolved(host: str, port: int, *, timeout_s: float) -> list[str]:
    """All addresses of a host, within the time given. Raises FetchError when there are none."""
    found: list[str] = []
    problem: list[Exception] = []

    def ask() -> None:
        try:
            found.extend(
                dict.fromkeys(str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
            )
        except (OSError, UnicodeError) as error:
            problem.append(error)

    asker = threading.Thread(target=ask, daemon=True)  # getaddrinfo has no time limit of its own
    asker.start()
    asker.join(max(0.0, timeout_s))
    if not found:
        reason = "no such name, or no network" if problem else "the name server did not answer in time"
        raise FetchError(f"{host} could not be found ({reason}); check the address, or {_SAVE}")
    return found


def _checking_backend(deadline: float, *, allow_private: bool) -> httpcore.NetworkBackend:
    """A network backend that resolves once, checks every address, and keeps one deadline for all it does."""
    import httpcore

    class Stream(httpcore.NetworkStream):
        def __init__(self, inner: httpcore.NetworkStream) -> None:
            self.inner = inner

        def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
            return self.inner.read(max_bytes, _left(deadline))

        def write(self, buffer: bytes, timeout: float | None = None) -> None:
            self.inner.write(buffer, _left(deadline))

        def close(self) -> None:
            self.inner.close()

        def start_tls(
            self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
        ) -> httpcore.NetworkStream:
            return Stream(self.inner.start_tls(ssl_context, server_hostname, _left(deadline)))

        def get_extra_info(self, info: str) -> Any:
            return self.inner.get_extra_info(info)

    class Backend(httpcore.SyncBackend):
        def connect_tcp(
            self,
            host: str,
            port: int,
            timeout: float | None = None,
            local_address: str | None = None,
            socket_options: Any = None,
        ) -> httpcore.NetworkStream:
            addresses = resolved(host, port, timeout_s=_left(deadline))
            if not allow_private and not all(is_public(address) for address in addresses):
                raise FetchError(f"{host} is inside a private network; howfar fetches public pages only; {_SAVE}")
            for address in addresses[:-1]:
                with contextlib.suppress(httpcore.ConnectError):
                    return Stream(super().connect_tcp(address, port, _left(deadline)))
            return Stream(super().connect_tcp(addresses[-1], port, _left(deadline)))

    def _left(until: float) -> float:
        left = until - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the time limit is used up")
        return left

    return Backend()
