"""Answers that are remembered: only good ones to questions by address, within a bound, packed and plain apart."""

from __future__ import annotations

import asyncio
from typing import Any

from howfar.web.memory import Memory


class Counting:
    """An application that answers with what was asked, and counts."""

    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.asked = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.asked += 1
        await send({"type": "http.response.start", "status": self.status, "headers": []})
        await send({"type": "http.response.body", "body": scope["query_string"] * 10})


def ask(app: Memory, query: bytes, *, method: str = "GET", path: str = "/api/can", packed: bool = False) -> bytes:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            message["headers"].append((b"x-added", b"by the guard"))  # must not stay in the memory
            assert len(message["headers"]) == 1
        sent.append(message)

    headers = [(b"accept-encoding", b"gzip, br")] if packed else []
    scope = {"type": "http", "method": method, "path": path, "query_string": query, "headers": headers}
    asyncio.run(app(scope, None, send))  # type: ignore[arg-type]
    return sent[-1]["body"]


def test_the_same_question_is_worked_out_once_for_each_packing() -> None:
    inner = Counting()
    app = Memory(inner, most_bytes=1000)
    assert {ask(app, b"a=1") for _ in range(3)} == {b"a=1" * 10}
    assert inner.asked == 1
    ask(app, b"a=1", packed=True)
    ask(app, b"a=2")
    assert inner.asked == 3


def test_refusals_other_methods_and_other_paths_are_not_kept() -> None:
    for inner, how in (
        (Counting(404), {}), (Counting(), {"method": "POST"}), (Counting(), {"path": "/api/health"})
    ):  # fmt: skip
        app = Memory(inner, most_bytes=1000)
        for _ in range(2):
            ask(app, b"a=1", **how)  # type: ignore[arg-type]
        assert inner.asked == 2


def test_the_longest_unused_is_dropped_first() -> None:
    inner = Counting()
    app = Memory(inner, most_bytes=90)  # three answers of 30 bytes
    for query in (b"a=1", b"a=2", b"a=3", b"a=1", b"a=4"):
        ask(app, query)
    assert inner.asked == 4
    ask(app, b"a=1")
    assert inner.asked == 4
    ask(app, b"a=2")
    assert inner.asked == 5


def test_an_answer_is_kept_only_so_long() -> None:
    inner = Counting()
    app = Memory(inner, most_bytes=1000, keep_s=0.0)
    ask(app, b"a=1")
    ask(app, b"a=1")
    assert inner.asked == 2
