"""`howfar serve` as a process: it says where, answers, logs lines of JSON, finishes what runs, leaves nobody behind."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

TEXT = "An S-400 near Minsk will see all the way to Berlin, he said. " * 40


class Served:
    """A running `howfar serve`: its address and what it has written to stderr."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines: list[str] = []
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        self.url = self._address()

    def _read(self) -> None:
        assert self.process.stderr is not None
        self.lines.extend(iter(self.process.stderr.readline, ""))

    def _address(self) -> str:
        for _ in range(300):
            found = re.search(r"open (http://\S+) in a browser", "".join(self.lines))
            if found:
                return self._answering(found.group(1))
            time.sleep(0.05)
        raise AssertionError(f"the server did not say where it is: {self.lines}")

    def _answering(self, url: str) -> str:
        for _ in range(200):
            try:
                httpx.get(f"{url}/api/health", timeout=5, trust_env=False)
                return url
            except httpx.TransportError:
                time.sleep(0.05)
        raise AssertionError("the server did not start")

    def workers(self) -> list[int]:
        pid = self.process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def ended(self) -> str:
        self.process.wait(20)
        self.reader.join(5)
        return "".join(self.lines)


@contextmanager
def serving(*options: str) -> Iterator[Served]:
    code = "from howfar.cli.main import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, "serve", "--port", "0", *options], stderr=subprocess.PIPE, text=True
    )
    try:
        yield Served(process)
    finally:
        process.kill()
        process.wait(10)
        assert process.stderr is not None
        process.stderr.close()


def gone(pids: list[int]) -> bool:
    def runs(pid: int) -> bool:
        try:
            return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
        except FileNotFoundError:
            return False

    deadline = time.monotonic() + 15
    while any(runs(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not any(runs(pid) for pid in pids)


def test_serve_says_where_answers_logs_and_finishes_what_runs() -> None:
    with serving("--offline", "--allow-host", "howfar.example.org", "--workers", "1") as served:
        health = httpx.get(f"{served.url}/api/health", trust_env=False)
        assert health.json()["fetch"] is False
        for host, status in (("howfar.example.org", 200), ("HOWFAR.example.org:80", 200), ("evil.example", 421)):
            told = httpx.get(f"{served.url}/api/health", headers={"Host": host}, trust_env=False)
            assert told.status_code == status, host
        workers = served.workers()
        assert len(workers) == 1
        answers: list[httpx.Response] = []

        def ask() -> None:
            answers.append(httpx.post(f"{served.url}/api/check", json={"text": TEXT}, timeout=30, trust_env=False))

        asking = threading.Thread(target=ask)
        asking.start()
        time.sleep(0.3)
        served.process.send_signal(signal.SIGTERM)
        asking.join(30)
        errors = served.ended()
    assert [answer.status_code for answer in answers] == [200]
    assert len(answers[0].json()["verdicts"]) == 40
    assert gone(workers)
    lines = [json.loads(line) for line in errors.splitlines() if line.startswith("{")]
    entries = [line["entry"] for line in lines if line["log"] == "howfar.access"]
    assert {"method", "path", "status", "ms", "bytes"} <= set(entries[0])
    assert any(entry["path"] == "/api/health" and entry["status"] == 200 for entry in entries)
    assert any(entry["path"] == "/api/check" and entry["status"] == 200 for entry in entries)
    assert "Traceback" not in errors


def test_a_server_that_is_killed_leaves_no_worker_behind() -> None:
    with serving("--workers", "2") as served:
        workers = served.workers()
        served.process.kill()
        served.ended()
        assert len(workers) == 2
        assert gone(workers)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--terrain", "no-such-model.tif"], "there is no such file or folder"),
        (["--terrain", "copernicus", "--terrain", "."], "stands alone"),
        (["--systems", "no-such-folder"], "no-such-folder"),
        (["--host", "203.0.113.7"], "give another with --port"),
    ],
)
def test_what_cannot_be_served_is_said_at_once(options: list[str], words: str) -> None:
    code = "from howfar.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "serve", "--port", "0", *options],
        capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr
