"""Worker processes: the same answers as in this process, one that dies or hangs is replaced, and none is left over."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from howfar.errors import UnknownPlaceError
from howfar.web import answers
from howfar.web.engine import Engine
from howfar.web.frames import Unpacker, packed
from howfar.web.models import Assume, TextAsk
from howfar.web.pool import BusyError, LostError
from howfar.web.settings import Settings
from howfar.web.workers import Workers

QUESTION = {"system": "s-400", "verb": "see", "target": "Berlin", "origin": "Minsk"}
HEAVY = TextAsk(text="An S-400 near Minsk will see all the way to Berlin and Warsaw, he said. " * 3000)


def with_workers(play: Callable[[Workers], Awaitable[Any]], **settings: Any) -> Any:
    async def run() -> Any:
        desk = Workers(Settings(**{"processes": 1, **settings}))
        await desk.start()
        try:
            return await asyncio.wait_for(play(desk), 60)
        finally:
            await desk.close()

    return asyncio.run(run())


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def test_a_worker_answers_as_this_process_does_and_ends_with_the_desk() -> None:
    async def play(desk: Workers) -> Any:
        told = await desk.ask("can", **QUESTION)
        with pytest.raises(UnknownPlaceError, match="Atlantis-on-Nowhere"):
            await desk.ask("can", **{**QUESTION, "target": "Atlantis-on-Nowhere"})
        return told, desk.process_ids

    told, pids = with_workers(play)
    assert told == answers.can(Engine(Settings()), **QUESTION)
    assert len(pids) == 1
    assert not any(is_running(pid) for pid in pids)


def test_a_killed_worker_is_replaced_and_only_its_question_is_lost() -> None:
    async def play(desk: Workers) -> list[int]:
        await desk.ask("can", **QUESTION)
        (first,) = desk.process_ids
        running = asyncio.ensure_future(desk.ask("check", ask=HEAVY, assume=Assume(), page=None))
        waiting = asyncio.ensure_future(desk.ask("can", **QUESTION))
        await asyncio.sleep(0.1)
        os.kill(first, signal.SIGKILL)
        with pytest.raises(LostError):
            await running
        assert b"inconsistent" in await waiting
        return [first, *desk.process_ids]

    first, second = with_workers(play)
    assert first != second


def test_a_question_that_is_given_up_is_stopped() -> None:
    async def play(desk: Workers) -> list[int]:
        await desk.ask("can", **QUESTION)
        before = desk.process_ids
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(desk.ask("check", ask=HEAVY, assume=Assume(), page=None), 0.2)
        assert b"inconsistent" in await asyncio.wait_for(desk.ask("can", **QUESTION), 15)
        return [*before, *desk.process_ids]

    first, second = with_workers(play)  # the heavy question alone takes minutes
    assert first != second
    assert not is_running(first)


def test_a_worker_that_holds_too_much_memory_is_replaced_after_its_answer() -> None:
    async def play(desk: Workers) -> set[int]:
        seen = set()
        for _ in range(3):
            assert b"inconsistent" in await desk.ask("can", **QUESTION)
            seen.update(desk.process_ids)
        return seen

    assert len(with_workers(play, worker_memory_mb=1.0)) >= 2


def test_no_more_wait_than_there_is_room_for() -> None:
    async def play(desk: Workers) -> list[Any]:
        asked = [desk.ask("can", **QUESTION) for _ in range(5)]
        return await asyncio.gather(*asked, return_exceptions=True)

    told = with_workers(play, max_waiting=2)
    assert [type(one) for one in told] == [bytes] * 3 + [BusyError] * 2


def test_frames_arrive_whole_in_any_pieces() -> None:
    values = [("answer", b"x" * 1000), None, {"a": [1.5, "é"]}]
    stream = b"".join(packed(value) for value in values)
    unpacker = Unpacker()
    assert [value for at in range(0, len(stream), 7) for value in unpacker.feed(stream[at : at + 7])] == values
