"""Who answers: threads of this process, or processes beside it (workers.py). So many at a time, so many waiting."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from howfar.web.answers import answer, warmed

if TYPE_CHECKING:
    from collections.abc import Callable

    from howfar.web.engine import Engine

T = TypeVar("T")


class BusyError(Exception):
    """More questions are waiting than are taken."""


class LostError(Exception):
    """The process that worked on a question died of it, or was stopped."""


class Desk(Protocol):
    """Takes questions by name (howfar.web.answers.QUESTIONS) and gives their answers as bytes."""

    async def start(self) -> None:
        """Make ready; does not wait until everything is loaded."""

    async def ask(self, name: str, /, **asked: Any) -> bytes:
        """The answer. Raises what the question raises, BusyError when the queue is full, LostError."""

    async def close(self) -> None:
        """Stop; what still waits is dropped."""


class Threads:
    """Threads of this process: for tests, small machines. A question that is given up keeps its thread until done."""

    def __init__(self, engine: Engine, workers: int, max_waiting: int) -> None:
        self._engine = engine
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="howfar")
        self._room = workers + max_waiting
        self._inside = 0
        self._warming: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Load in the background what the first visitor would wait for."""
        self._warming = asyncio.create_task(self.run(partial(warmed, self._engine)))

    async def ask(self, name: str, /, **asked: Any) -> bytes:
        """The answer to one question. Raises BusyError when the queue is full."""
        return await self.run(partial(answer, self._engine, name, asked))

    async def run(self, work: Callable[[], T]) -> T:
        """What `work` returns, or raises. Raises BusyError when the queue is full."""
        if self._inside >= self._room:
            raise BusyError
        self._inside += 1
        loop = asyncio.get_running_loop()
        future = self._threads.submit(work)
        future.add_done_callback(lambda _: _call_soon(loop, self._leave))
        return await asyncio.wrap_future(future)

    def _leave(self) -> None:
        self._inside -= 1

    async def close(self) -> None:
        """Finish what runs, drop what waits."""
        if self._warming is not None:
            self._warming.cancel()
        self._threads.shutdown(wait=False, cancel_futures=True)


def _call_soon(loop: asyncio.AbstractEventLoop, work: Callable[[], None]) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(work)
