"""What the person who starts the server decides. Defaults are for one person on one machine."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

STATIC = Path(__file__).parent / "static"


@dataclass(frozen=True)
class Settings:
    """Limits and switches of the web door.

    host, port: where it listens; loopback unless told otherwise. allowed_hosts: names in the Host header that are
        answered ("*" for all), so that a foreign page cannot reach loopback by renaming itself (DNS rebinding).
    fetch: whether the server fetches addresses for its users. allow_private_fetch: also inside the own network (tests).
    offline: never fetch anything, elevation tiles neither; what is in the cache is used.
    max_body_bytes: largest request with a text; max_file_bytes: largest uploaded file.
    body_timeout_s: to receive a request. request_timeout_s: to answer it.
    processes: worker processes that answer; 0 for `threads` threads of this process. max_waiting: questions that may
    wait for one of them before the next is told to come again. worker_memory_mb: a worker that holds more is replaced.
    memory_bytes: of answers that are kept. terrain: elevation models, as for --terrain. systems: a folder of the user's
    own system and source files.
    """

    host: str = "127.0.0.1"
    port: int = 8710
    allowed_hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]")
    fetch: bool = True
    allow_private_fetch: bool = False
    offline: bool = False
    max_body_bytes: int = 2_000_000
    max_file_bytes: int = 20_000_000
    body_timeout_s: float = 15.0
    request_timeout_s: float = 20.0
    processes: int = 0
    threads: int = 2
    max_waiting: int = 64
    worker_memory_mb: float = 700.0
    memory_bytes: int = 16_000_000
    terrain: tuple[str, ...] = ()
    systems: Path | None = None
    static: Path = field(default=STATIC)

    @property
    def is_public(self) -> bool:
        """Whether others than this machine can reach the server."""
        return self.host not in ("127.0.0.1", "localhost", "::1")

    @property
    def may_fetch(self) -> bool:
        """Whether an address that a user gives is fetched."""
        return self.fetch and not self.offline
