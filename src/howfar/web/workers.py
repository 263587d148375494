"""Processes beside the server that answer questions, so that every core works and a stuck question can be stopped.

Each worker has one question at a time; the others wait here in order. A worker whose question is given up (it ran out
of time) is killed, one that dies is replaced, and its question fails alone.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import sys
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, cast

from howfar import errors
from howfar.web.frames import Unpacker, packed
from howfar.web.pool import BusyError, LostError

if TYPE_CHECKING:
    from howfar.web.settings import Settings

LOG: Final = logging.getLogger("howfar.web")
_FIRST_PAUSE_S: Final = 0.5  # before a worker that never became ready is tried again; doubled up to
_LONGEST_PAUSE_S: Final = 30.0
_LAST_WORDS_S: Final = 2.0  # for workers to end by themselves when the server stops


class FailedError(Exception):
    """A question failed in a worker in a way that nobody foresaw; the message is the worker's trace, for the log."""


class Workers:
    """A bounded desk of worker processes."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._room = settings.processes + settings.max_waiting
        self._waiting: deque[_Job] = deque()
        self._workers: list[_Worker] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._inside = 0
        self._is_closing = False

    async def start(self) -> None:
        """Start all workers; questions wait until one is ready."""
        for _ in range(self.settings.processes):
            await self._hire(_FIRST_PAUSE_S)

    async def ask(self, name: str, /, **asked: Any) -> bytes:
        """The answer to one question. Raises what it raises, BusyError, LostError or FailedError."""
        if self._inside >= self._room or self._is_closing:
            raise BusyError
        job = _Job(packed((name, asked)), asyncio.get_running_loop().create_future())
        self._inside += 1
        self._waiting.append(job)
        self.hand_out()
        try:
            return await job.answer
        finally:
            self._inside -= 1
            if job.answer.cancelled():
                self._give_up(job)

    def _give_up(self, job: _Job) -> None:
        if job in self._waiting:
            self._waiting.remove(job)
        for worker in self._workers:
            if worker.job is job:
                LOG.warning('"a question ran out of time: its worker is replaced"')
                worker.end_now()

    def hand_out(self) -> None:
        """Give waiting questions to workers that have none."""
        for worker in self._workers:
            while self._waiting and worker.is_free:
                job = self._waiting.popleft()
                if not job.answer.done():
                    worker.take(job)

    @property
    def process_ids(self) -> list[int]:
        """The workers' process ids."""
        return [worker.process.pid for worker in self._workers if worker.process is not None]

    async def _hire(self, pause_s: float) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            command = (sys.executable, "-m", "howfar.web.worker", str(theirs.fileno()))
            process = await asyncio.create_subprocess_exec(
                *command, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
            )  # fmt: skip
        worker = _Worker(self, process, pause_s)
        await asyncio.get_running_loop().create_connection(lambda: worker, sock=ours)
        worker.send(packed(self.settings))
        self._workers.append(worker)

    def lost(self, worker: _Worker) -> None:
        """A worker is gone: its question fails, another worker takes its place."""
        if worker in self._workers:
            self._workers.remove(worker)
        if worker.job is not None and not worker.job.answer.done():
            worker.job.answer.set_exception(LostError())
        if not self._is_closing:
            task = asyncio.ensure_future(self._replace(worker))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _replace(self, gone: _Worker) -> None:
        await gone.process.wait()
        pause_s = _FIRST_PAUSE_S
        if not gone.was_ready:
            LOG.error('"a worker ended before it was ready; trying again in %g s"', gone.pause_s)
            await asyncio.sleep(gone.pause_s)
            pause_s = min(2.0 * gone.pause_s, _LONGEST_PAUSE_S)
        if not self._is_closing:
            await self._hire(pause_s)

    async def close(self) -> None:
        """Tell all workers to end; those that do not are killed."""
        self._is_closing = True
        workers, self._workers = self._workers, []
        for task in self._tasks:
            task.cancel()
        for worker in workers:
            worker.hang_up()
        ends = [asyncio.ensure_future(worker.process.wait()) for worker in workers]
        if ends:
            await asyncio.wait(ends, timeout=_LAST_WORDS_S)
        for worker in workers:
            worker.end_now()
        await asyncio.gather(*ends)


class _Job:
    """One question on its way."""

    __slots__ = ("answer", "frame")

    def __init__(self, frame: bytes, answer: asyncio.Future[bytes]) -> None:
        self.frame = frame
        self.answer = answer


class _Worker(asyncio.Protocol):
    """The server's end of one worker."""

    def __init__(self, desk: Workers, process: asyncio.subprocess.Process, pause_s: float) -> None:
        self.desk = desk
        self.process = process
        self.pause_s = pause_s
        self.job: _Job | None = None
        self.was_ready = False
        self.is_leaving = False
        self._frames = Unpacker()
        self._transport: asyncio.Transport | None = None

    @property
    def is_free(self) -> bool:
        """Ready, without a question, and not about to end because it holds too much memory."""
        return self.was_ready and self.job is None and not self.is_leaving

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's own class is none of asyncio's

    def send(self, frame: bytes) -> None:
        """Send one frame."""
        if self._transport is not None:
            self._transport.write(frame)

    def take(self, job: _Job) -> None:
        """Work on this question."""
        self.job = job
        self.send(job.frame)

    def data_received(self, data: bytes) -> None:
        for kind, value, is_last in self._frames.feed(data):
            job, self.job = self.job, None
            self.was_ready, self.is_leaving = True, is_last
            if job is not None and not job.answer.done():
                _settle(job.answer, kind, value)
        self.desk.hand_out()

    def connection_lost(self, exc: Exception | None) -> None:
        self.end_now()
        self.desk.lost(self)

    def hang_up(self) -> None:
        """Close the connection: the worker ends when it is done with its question."""
        if self._transport is not None:
            self._transport.close()

    def end_now(self) -> None:
        """End the process now, if it still runs."""
        with suppress(ProcessLookupError):
            self.process.kill()


def _settle(answer: asyncio.Future[bytes], kind: str, value: Any) -> None:
    if kind == "answer":
        answer.set_result(value)
    elif kind == "refused":
        name, words = value
        answer.set_exception(getattr(errors, name, errors.HowfarError)(words))
    else:
        answer.set_exception(FailedError(value))
