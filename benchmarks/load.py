"""A load generator that costs little itself: HTTP/1.1 over connections that stay open, one question at a time each.

httpx takes about a millisecond of processor a request; on two cores that would measure the client, not the server.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Load:
    """What came back: seconds for each answer in the order of their ends, seconds in all, and refusals (status 503)."""

    waits_s: list[float]
    spent_s: float
    refused: int

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return len(self.waits_s) / self.spent_s

    @property
    def p95_ms(self) -> float:
        """The wait, in milliseconds, that 95 of 100 answers stayed below."""
        return 1000.0 * statistics.quantiles(self.waits_s, n=20)[-1]

    @property
    def median_ms(self) -> float:
        """The median wait in milliseconds."""
        return 1000.0 * statistics.median(self.waits_s)


class _Peer(asyncio.Protocol):
    """One open connection: ask, wait for the whole answer, give its status."""

    def __init__(self) -> None:
        self._seen = b""
        self._answer: asyncio.Future[int] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def ask(self, request: bytes) -> asyncio.Future[int]:
        """The status of the answer to `request`, once all of it is here."""
        self._answer = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return self._answer

    def data_received(self, data: bytes) -> None:
        self._seen += data
        head, mark, body = self._seen.partition(b"\r\n\r\n")
        if not mark:
            return
        lower = head.lower()
        at = lower.index(b"content-length:") + 15
        length = int(lower[at:].split(b"\r\n", 1)[0])
        if len(body) >= length and self._answer is not None:
            self._seen = b""
            self._answer.set_result(int(head[9:12]))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(ConnectionResetError(str(exc)))


async def load(base: str, paths: Sequence[str], *, clients: int, per_second: float | None = None) -> Load:
    """Ask all `paths` once with so many clients: as fast as the answers come, or at most `per_second` in all.

    Paced questions count their wait from the moment at which they were due, so that a queue before the client counts.
    """
    host, port = base.removeprefix("http://").split(":")
    loop = asyncio.get_running_loop()
    peers = [(await loop.create_connection(_Peer, host, int(port)))[1] for _ in range(clients)]
    waits: list[float] = []
    refused = 0

    async def ask_on(peer: _Peer, due: Iterator[tuple[float, str]]) -> None:
        nonlocal refused
        for at, path in due:
            if at > (now := time.perf_counter()):
                await asyncio.sleep(at - now)
            sent = time.perf_counter() if per_second is None else max(at, began)
            head = f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nAccept-Encoding: gzip\r\n\r\n"
            status = await peer.ask(head.encode())
            waits.append(time.perf_counter() - sent)
            refused += status == 503
            if status not in (200, 503):
                raise AssertionError(f"{path} was answered with status {status}")

    began = time.perf_counter()
    step = 0.0 if per_second is None else 1.0 / per_second
    due = iter([(began + number * step, path) for number, path in enumerate(paths)])
    await asyncio.gather(*(ask_on(peer, due) for peer in peers))
    spent = time.perf_counter() - began
    for peer in peers:
        peer.transport.close()
    return Load(waits, spent, refused)
