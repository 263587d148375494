"""A bounded pool for heavy work: so many at a time, so many waiting, and the next is told to come again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

T = TypeVar("T")


class BusyError(Exception):
    """More requests are waiting than the pool takes."""


class Pool:
    """Threads for heavy work. A request that is given up keeps its thread, and counts, until the work is done."""

    def __init__(self, workers: int, max_waiting: int) -> None:
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="howfar")
        self._room = workers + max_waiting
        self._inside = 0

    async def run(self, work: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """What `work` returns, or raises. Raises BusyError when the queue is full."""
        if self._inside >= self._room:
            raise BusyError
        self._inside += 1
        loop = asyncio.get_running_loop()
        future = self._threads.submit(partial(work, *args, **kwargs))
        future.add_done_callback(lambda _: _call_soon(loop, self._leave))
        return await asyncio.wrap_future(future)

    def _leave(self) -> None:
        self._inside -= 1

    def close(self) -> None:
        """Finish what runs, drop what waits."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _call_soon(loop: asyncio.AbstractEventLoop, work: Callable[[], None]) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(work)
