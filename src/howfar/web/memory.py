"""The answers to the last questions, as they were sent: the same question always has the same answer."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

PATHS: Final = frozenset({"/api/can", "/api/cover", "/api/sight", "/api/place", "/api/places", "/api/systems"})
_LARGEST: Final = 1_000_000  # bytes of one answer that is kept


@dataclass(frozen=True)
class _Answer:
    start: dict[str, Any]
    body: bytes
    until: float


class Memory:
    """Keeps answers with status 200 to GET questions of PATHS, the longest unused dropped first.

    most_bytes: of all bodies together. keep_s: how long one is kept; short where an elevation model that could not be
    fetched now may be there later.
    """

    def __init__(self, app: ASGIApp, *, most_bytes: int, keep_s: float = float("inf")) -> None:
        self.app = app
        self._most_bytes = most_bytes
        self._keep_s = keep_s
        self._bytes = 0
        self._kept: OrderedDict[tuple[str, bytes, bool], _Answer] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"] not in PATHS:
            await self.app(scope, receive, send)
            return
        key = (scope["path"], scope["query_string"], _takes_gzip(scope))
        found = self._kept.get(key)
        if found is not None and found.until > time.monotonic():
            self._kept.move_to_end(key)
            await send({**found.start, "headers": list(found.start["headers"])})  # the guard adds its own to the list
            await send({"type": "http.response.body", "body": found.body})
            return
        recorder = _Recorder(send)
        await self.app(scope, receive, recorder.send)
        if recorder.status == 200 and recorder.is_whole and len(recorder.body) <= _LARGEST:
            self._keep(key, _Answer(recorder.start, bytes(recorder.body), time.monotonic() + self._keep_s))

    def _keep(self, key: tuple[str, bytes, bool], answer: _Answer) -> None:
        was = self._kept.pop(key, None)
        self._bytes += len(answer.body) - (len(was.body) if was else 0)
        self._kept[key] = answer
        while self._bytes > self._most_bytes:
            _, dropped = self._kept.popitem(last=False)
            self._bytes -= len(dropped.body)


class _Recorder:
    """Sends on and remembers what was sent."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.start: dict[str, Any] = {}
        self.status = 0
        self.body = bytearray()
        self.is_whole = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.start = {**message, "headers": list(message["headers"])}
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")
            self.is_whole = not message.get("more_body", False)
        await self._send(message)


def _takes_gzip(scope: Scope) -> bool:
    return any(key == b"accept-encoding" and b"gzip" in value for key, value in scope["headers"])
