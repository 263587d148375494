"""The sweep without a C++ compiler: jobs for the kernels that numba compiles (kernels.py, lanes.py)."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from howfar.sight import geometry
from howfar.terrain.grid import INT16_VOID

if TYPE_CHECKING:
    from collections.abc import Sequence

    from howfar.sight.plan import Task, WedgePlan

_BLOCK: Final = 64  # lines taken at once
_MOST_KEPT: Final = 4_000_000  # samples of scratch memory


def sweep(task: Task, wedges: Sequence[WedgePlan], owned: npt.NDArray[np.int64], *, threads: int) -> None:
    """Fill task.out, a float32 array."""
    jobs = [job for plan in wedges for job in _jobs(task, plan, owned)]
    count = min(threads, len(jobs))
    if count == 1 or os.environ.get("NUMBA_DISABLE_JIT") == "1":
        for job in jobs:
            job()
        return
    # the kernels let go of Python's lock, and no thread waits for another inside a sweep
    with ThreadPoolExecutor(count) as pool:
        for done in [pool.submit(job) for job in jobs]:
            done.result()


def _jobs(task: Task, plan: WedgePlan, owned: npt.NDArray[np.int64]) -> Iterator[Callable[[], None]]:
    """The wedge in two halves: calls that fill their own cells of the result."""
    from howfar.sight import kernels

    window, heights_m, wedge = task.window, task.heights_m, plan.geometry
    kind = np.dtype(np.float64 if task.is_high else np.float32)
    base, chunks = math.floor(plan.lateral), len(plan.borders_t) - 1
    v = plan.v0 + np.arange(plan.count, dtype=np.float64)
    tables, basis = geometry.chunk_tables(wedge, plan.borders_t), geometry.line_basis(wedge, v)
    u_of = np.linspace(-1.0, 1.0, plan.rays).astype(kind)
    memory = (plan.width + 2 * kernels.PAD + kernels.SPARE) * (_BLOCK + 1)
    for half in (slice(0, chunks // 2), slice(chunks // 2, chunks)):
        fan = _fan(wedge, v, (plan.borders_t[half.start], plan.borders_t[half.stop]), plan.lateral, plan.width)
        yield partial(
            _with_scratch, task.out, kind, memory,
            heights_m, plan.by_row, plan.line, plan.step, window.col0 if plan.by_row else window.row0, plan.width,
            INT16_VOID if heights_m.dtype == np.int16 else 2**31 - 1, task.antenna_amsl_m,
            1.0 / (wedge.radius_m + task.antenna_amsl_m), -kernels.BIG if task.see_through_voids else kernels.BIG,
            tables[half], basis, v, u_of, base, plan.lateral - base, task.near_lines, 1.0 - plan.v0,
            task.max_range_m, math.nan, owned, fan, window.row0 if plan.by_row else window.col0, task.above_sea, _BLOCK,
        )  # fmt: skip


# a few megabytes a thread, kept between sweeps; apart, since answers hold NaN, and a sample times nought must be nought
_LINES: Final[list[npt.NDArray[Any]]] = []
_ANSWERS: Final[list[npt.NDArray[Any]]] = []


def _with_scratch(out: npt.NDArray[np.float32], kind: np.dtype[Any], memory: int, *args: Any) -> None:
    """Run the kernel with memory from the last run: fresh pages would cost a tenth of the sweep."""
    from howfar.sight import kernels

    lines, answers = _piece(_LINES, kind, memory), _piece(_ANSWERS, np.dtype(np.float32), memory)
    kernels.sweep_wedge(*args, lines, answers, out)
    if memory <= _MOST_KEPT and len(_LINES) < (os.cpu_count() or 1):
        _LINES.append(lines)
        _ANSWERS.append(answers)


def _piece(kept: list[npt.NDArray[Any]], kind: np.dtype[Any], memory: int) -> npt.NDArray[Any]:
    try:
        piece = kept.pop()
    except IndexError:
        piece = np.zeros(0, np.float32)
    return piece if piece.dtype == kind and piece.size >= memory else np.zeros(memory, kind)


def _fan(
    wedge: geometry.Wedge, v: npt.NDArray[np.float64], borders: tuple[float, float], lateral: float, width: int
) -> npt.NDArray[np.int64]:
    """[line, 2]: the laterals that rays touch at each line or on the way from the line before."""
    sides = [lateral + v * wedge.values(0, v, np.full(v.shape, t)) for t in borders]
    fan = np.stack((np.floor(sides[0]) - 4, np.ceil(sides[1]) + 5), axis=1)
    fan[0] = math.floor(lateral) - 4, math.ceil(lateral) + 5
    return np.asarray(np.clip(fan, 0, width), dtype=np.int64)
