"""`howfar serve` as a process: it answers on loopback, logs in lines of JSON, and stops when told to."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time

import httpx


def test_serve_answers_logs_and_stops() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-c",
        "from howfar.cli.main import main; main()",
        "serve",
        "--port",
        str(port),
        "--no-fetch",
    ]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        told = _health(port)
        assert told["status"] == "ok"
        assert told["fetch"] is False
    finally:
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=20)
    entries = [json.loads(line)["entry"] for line in errors.splitlines() if line.startswith("{")]
    assert any(entry["path"] == "/api/health" and entry["status"] == 200 for entry in entries)
    assert "Traceback" not in errors


def _health(port: int) -> dict[str, object]:
    for _ in range(200):
        try:
            return httpx.get(f"http://127.0.0.1:{port}/api/health", timeout=5, trust_env=False).json()
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the server did not start")
