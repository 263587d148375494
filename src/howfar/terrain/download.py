"""One file by HTTP: tried again after faults, resumed where it broke off, under its name only when it is whole."""

from __future__ import annotations

import contextlib
import errno
import os
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from howfar.errors import TerrainError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import httpx

_LARGEST_BYTES: Final = 500_000_000  # a GLO-30 tile without compression has 52 MB
_AGAIN: Final = frozenset({408, 425, 429, 500, 502, 503, 504})


class BrokenError(Exception):
    """A try that failed in a way that another try may mend."""


class StoppedError(Exception):
    """Another file failed or the user pressed Ctrl-C."""


@dataclass
class Downloader:
    """Files by one client. pause_s before the second try, doubled before each further one; stop ends all threads."""

    client: httpx.Client
    tries: int = 5
    pause_s: float = 1.0
    sleep: Callable[[float], object] = time.sleep
    make_room: Callable[[int], None] = lambda _: None
    stop: threading.Event = field(default_factory=threading.Event)
    fetched_bytes: int = 0
    _count: threading.Lock = field(default_factory=threading.Lock)

    def fetch(self, url: str, path: Path, look_at: Callable[[Path], None] | None = None) -> bool:
        """True when the file is at `path`, False when the server answers that there is none (404).

        look_at(part) is called before the file gets its name and raises BrokenError for what cannot be right.
        Raises TerrainError after the last try; what has arrived is kept as NAME.part for the next call.
        """
        import httpx

        pause_s, said = self.pause_s, ""
        for attempt in range(self.tries):
            if attempt:
                self.sleep(pause_s)
                pause_s *= 2
            if self.stop.is_set():
                raise StoppedError
            try:
                with disk_in_words(path.parent):
                    return self._try(url, path, look_at)
            except (httpx.TransportError, BrokenError) as error:
                said = str(error) or type(error).__name__
            except httpx.InvalidURL as error:
                raise TerrainError(f"{url}: is no address ({error}); check the mirror") from error
        raise TerrainError(
            f"{url}: {said} ({self.tries} tries); what has arrived is kept: run the command again when the connection "
            f"is back, or set a mirror"
        )

    def _try(self, url: str, path: Path, look_at: Callable[[Path], None] | None) -> bool:
        part, etag = path.with_name(path.name + ".part"), path.with_name(path.name + ".etag")
        with part.open("ab") as out:
            _lock(out, part)
            if path.exists():  # another process was faster
                return True
            have = out.tell()
            version = etag.read_text() if have and etag.exists() else ""
            headers = {"Range": f"bytes={have}-", "If-Range": version} if version else {}
            with self.client.stream("GET", url, headers=headers) as answer:
                if answer.status_code == 404:
                    part.unlink(missing_ok=True)
                    etag.unlink(missing_ok=True)
                    return False
                total = _begin(out, have if version else 0, answer)
                self.make_room(max(0, total - out.tell()))
                etag.write_text(answer.headers.get("ETag") or answer.headers.get("Last-Modified") or "")
                self._receive(out, answer, total)
            out.flush()
            os.fsync(out.fileno())
            if look_at is not None:
                _look(part, etag, look_at)
            os.replace(part, path)
        etag.unlink(missing_ok=True)
        return True

    def _receive(self, out: Any, answer: httpx.Response, total: int) -> None:
        if total > _LARGEST_BYTES:
            raise TerrainError(f"{answer.url}: {total} bytes are no tile; check the address")
        for chunk in answer.iter_bytes():
            if self.stop.is_set():
                raise StoppedError
            out.write(chunk)
            with self._count:
                self.fetched_bytes += len(chunk)
            if out.tell() > (total or _LARGEST_BYTES):
                raise BrokenError("the server sent more than it had said")
        if total and out.tell() != total:
            raise BrokenError(f"the file was cut short: {out.tell()} of {total} bytes")


def _begin(out: Any, have: int, answer: httpx.Response) -> int:
    """Puts the file to where the answer goes on; returns how long it will be (0: the server does not say)."""
    status = answer.status_code
    if status == 206:
        span, _, whole = answer.headers.get("Content-Range", "").removeprefix("bytes ").partition("/")
        if have == 0 or not span.startswith(f"{have}-") or not whole.isdigit():
            out.truncate(0)
            raise BrokenError("the server sent another part of the file than was asked for")
        return int(whole)
    if status in _AGAIN:
        raise BrokenError(f"the server answered {status} {answer.reason_phrase}")  # what has arrived stays
    out.truncate(0)
    if status == 416:
        raise BrokenError(f"the server answered {status} {answer.reason_phrase}")
    if status != 200:
        raise TerrainError(f"{answer.url}: the server answered {status} {answer.reason_phrase}; check the address")
    length = answer.headers.get("Content-Length", "")
    return int(length) if length.isdigit() else 0


def _look(part: Path, etag: Path, look_at: Callable[[Path], None]) -> None:
    try:
        look_at(part)
    except (BrokenError, TerrainError):
        part.unlink(missing_ok=True)
        etag.unlink(missing_ok=True)
        raise


def _lock(out: Any, part: Path) -> None:
    """One process at a time writes a part; where the system has no such locks the last rename wins, still whole."""
    try:
        import fcntl
    except ImportError:
        return
    fcntl.flock(out, fcntl.LOCK_EX)
    out.seek(0, os.SEEK_END)
    if part.exists() and part.stat().st_ino != os.fstat(out.fileno()).st_ino:
        raise BrokenError("another process removed the file in between")


@contextlib.contextmanager
def disk_in_words(folder: Path) -> Iterator[None]:
    """System errors on disk as sentences."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise TerrainError(
                f"the disk of {folder} is full ({error.strerror}); free some space or choose another cache folder"
            ) from error
        raise TerrainError(
            f"{folder} cannot be written to ({error.strerror or error}); choose another cache folder"
        ) from error
