"""What stands around every request: host check, size and time limits, security headers, one log line."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from typing import TYPE_CHECKING, Any, Final

from howfar.web.problems import problem

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from howfar.web.settings import Settings

ACCESS: Final = logging.getLogger("howfar.access")
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
HEADERS: Final = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"geolocation=(), camera=(), microphone=()"),
)
FILE_PATH: Final = "/api/document"


class Guard:
    """The outermost layer of the app."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answer = _Answer(scope, send)
        try:
            await self._guarded(scope, receive, answer)
        finally:
            answer.log()

    async def _guarded(self, scope: Scope, receive: Receive, answer: _Answer) -> None:
        headers = {key: value for key, value in scope["headers"] if key in (b"host", b"content-length")}
        if not self._is_own_host(headers.get(b"host", b"").decode("latin-1")):
            await answer.problem(421, "WrongHost", "this server does not answer to that host name; see --allow-host")
            return
        limit = self.settings.max_file_bytes if scope["path"] == FILE_PATH else self.settings.max_body_bytes
        try:
            async with asyncio.timeout(self.settings.body_timeout_s):
                body = await _whole_body(receive, headers.get(b"content-length", b"0"), limit)
        except TimeoutError:
            await answer.problem(
                408, "TooSlow", f"the request took more than {self.settings.body_timeout_s:g} s to arrive"
            )
            return
        if body is None:
            allowed = f"{limit / 1e6:g} MB"
            await answer.problem(413, "TooLarge", f"the request is larger than {allowed}; give the article alone")
            return
        try:
            async with asyncio.timeout(self.settings.request_timeout_s):
                await self.app(scope, _replayed(body, receive), answer.send)
        except TimeoutError:
            words = f"no answer within {self.settings.request_timeout_s:g} s; give a shorter text, or try again"
            await answer.problem(503, "TimedOut", words)

    def _is_own_host(self, host: str) -> bool:
        allowed = self.settings.allowed_hosts
        name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
        return "*" in allowed or name.lower() in allowed


class _Answer:
    """Sends with security headers, remembers what was sent for the log, and never starts a second answer."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self.scope = scope
        self.inner = send
        self.began = time.perf_counter()
        self.status = 0
        self.bytes = 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            known = {key.lower() for key, _ in message.get("headers", ())}
            message["headers"] = [*message.get("headers", ()), *(pair for pair in HEADERS if pair[0] not in known)]
        elif message["type"] == "http.response.body":
            self.bytes += len(message.get("body", b""))
        await self.inner(message)

    async def problem(self, status: int, kind: str, words: str) -> None:
        if self.status:  # the answer is under way: cutting it off is all that is left
            return

        async def nothing() -> Message:
            return {"type": "http.disconnect"}

        await problem(status, kind, words)(self.scope, nothing, self.send)

    def log(self) -> None:
        line = {
            "method": self.scope["method"],
            "path": self.scope["path"][:200],  # never the query: it may hold what somebody is working on
            "status": self.status,
            "ms": round((time.perf_counter() - self.began) * 1000, 1),
            "bytes": self.bytes,
        }
        ACCESS.info(json.dumps(line))


async def _whole_body(receive: Receive, stated: bytes, limit: int) -> bytes | None:
    """The body, or None as soon as it is known to be larger than the limit."""
    if not stated.isdigit() or int(stated) > limit:
        return None
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        part = message.get("body", b"")
        size += len(part)
        if size > limit:
            return None
        parts.append(part)
        if not message.get("more_body", False):
            break
    return b"".join(parts)


def _replayed(body: bytes, receive: Receive) -> Receive:
    """A receive that gives the body that was already read, and after it whatever comes (a disconnect)."""
    pending: list[dict[str, Any]] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return pending.pop() if pending else await receive()

    return again
