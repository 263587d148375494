"""Pages fetched for users: in a few threads of the server, because they wait for the network."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Final

from howfar.errors import FetchError
from howfar.web.engine import needs_one_of_two
from howfar.web.pool import BusyError

if TYPE_CHECKING:
    from howfar.claims.fetch import Fetched
    from howfar.web.models import TextAsk
    from howfar.web.settings import Settings

_AT_ONCE: Final = 4
_MOST_WAITING: Final = 16


class Fetcher:
    """Fetches at most four pages at a time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="howfar-fetch")
        self._inside = 0

    async def page_of(self, ask: TextAsk) -> Fetched | None:
        """The page of a request that gives an address; None for one that gives its text.

        Raises UsageError for both or neither, FetchError where it may not or could not be fetched, BusyError.
        """
        needs_one_of_two(ask)
        if ask.address is None:
            return None
        if not self._settings.may_fetch:
            raise FetchError("this server fetches no addresses; open the page, copy its text and paste it here")
        if self._inside >= _AT_ONCE + _MOST_WAITING:
            raise BusyError
        from howfar.claims.fetch import fetch

        self._inside += 1
        try:
            work = partial(fetch, ask.address, allow_private=self._settings.allow_private_fetch)
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._inside -= 1

    def close(self) -> None:
        """Drop what waits."""
        self._threads.shutdown(wait=False, cancel_futures=True)
