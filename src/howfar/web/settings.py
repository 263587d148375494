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
    max_body_bytes: largest request with a text; max_file_bytes: largest uploaded file.
    body_timeout_s: to receive a request. request_timeout_s: to answer it. workers: threads for heavy work;
    max_waiting: requests that may wait for one before the next is told to come again.
    terrain: elevation models, as for --terrain. systems: a folder of the user's own system and source files.
    """

    host: str = "127.0.0.1"
    port: int = 8350
    allowed_hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]")
    fetch: bool = True
    allow_private_fetch: bool = False
    max_body_bytes: int = 2_000_000
    max_file_bytes: int = 20_000_000
    body_timeout_s: float = 15.0
    request_timeout_s: float = 20.0
    workers: int = 2
    max_waiting: int = 64
    terrain: tuple[str, ...] = ()
    systems: Path | None = None
    static: Path = field(default=STATIC)

    @property
    def is_public(self) -> bool:
        """Whether others than this machine can reach the server."""
        return self.host not in ("127.0.0.1", "localhost", "::1")
