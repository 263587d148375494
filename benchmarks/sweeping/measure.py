"""Clocks: least and median of several runs in this process; wall time and peak memory of a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]


def timed(run: Callable[[], object], repeat: int) -> tuple[float, float]:
    """Least and median seconds, after one run that does not count."""
    run()
    times = []
    for _ in range(repeat):
        begin = time.perf_counter()
        run()
        times.append(time.perf_counter() - begin)
    return min(times), float(np.median(times))


@dataclass
class Child:
    """A process that ended: wall seconds, peak resident memory of it and what it waited for, what it printed."""

    seconds: float
    peak_gib: float
    said: str
    code: int


# A process begins with the memory of the one that started it, and that stays in its peak: a small one stands between.
_BETWEEN = """
import json, os, subprocess, sys, time
begin = time.perf_counter()
process = subprocess.Popen(sys.argv[2:])
_, status, used = os.wait4(process.pid, 0)
seconds = time.perf_counter() - begin
json.dump([seconds, used.ru_maxrss, os.waitstatus_to_exitcode(status)], open(sys.argv[1], "w"))
"""


def child(command: Sequence[str]) -> Child:
    """Run a process to its end."""
    with tempfile.NamedTemporaryFile("r+") as told:
        made = subprocess.run(
            [sys.executable, "-I", "-S", "-c", _BETWEEN, told.name, *command], cwd=ROOT, check=True, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        seconds, peak_kib, code = json.load(told)
    return Child(seconds, peak_kib / 2**20, made.stdout, code)


def job(name: str, **options: Any) -> tuple[Child, dict[str, Any]]:
    """A function of benchmarks.sweeping.jobs as a process of its own, and the dictionary that it gives back."""
    made = child([sys.executable, "-m", "benchmarks.sweeping.jobs", name, json.dumps(options, default=str)])
    if made.code:
        raise RuntimeError(f"{name} failed: {made.said[-2000:]}")
    return made, json.loads(made.said.strip().splitlines()[-1])


def copy_bytes_s(array: np.ndarray) -> float:
    """Bytes read and written a second by a plain copy of the array with one thread: the machine's measure."""
    target = np.empty_like(array)
    best = timed(lambda: np.copyto(target, array), 5)[0]
    return 2 * array.nbytes / best
