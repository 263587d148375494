"""The highest ground, and the highest target, of squares of a model: what need not be looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from howfar.terrain.grid import void_cells

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

SHIFT: Final = 4  # squares of 16 x 16 cells, as the blocks of the sweep
_STRIP: Final = 1024  # rows at once, of whole squares


@dataclass(frozen=True, eq=False)
class Tops:
    """float32, contiguous, one value for squares of 1 << shift cells of the model that a task's heights are of.

    ground: metres, infinite where a square has a void. target: metres in the same datum, -infinite where none is left.
    """

    ground: npt.NDArray[np.float32]
    target: npt.NDArray[np.float32]
    shift: int = SHIFT


def tops_of(heights_m: npt.NDArray[Any], level_m: float, *, above_sea: bool) -> Tops:
    """Targets everywhere: level_m over the ground, or at level_m above the sea."""

    def grounds(rows: slice) -> npt.NDArray[np.float32]:
        heights = heights_m[rows]
        return np.where(void_cells(heights), np.float32(np.inf), _float(heights))

    ground = _by_strips(grounds, heights_m)
    return left_over(Tops(ground, ground), heights_m, level_m, None, above_sea=above_sea)


def left_over(
    tops: Tops, heights_m: npt.NDArray[Any], level_m: float, seen: npt.NDArray[np.uint8] | None, *, above_sea: bool
) -> Tops:
    """Targets only where `seen` (same shape as heights_m) is 0."""

    def targets(rows: slice) -> npt.NDArray[np.float32]:
        heights = heights_m[rows]
        nothing = void_cells(heights) if seen is None else void_cells(heights) | (seen[rows] != 0)
        level = np.float32(level_m)
        return np.where(nothing, np.float32(-np.inf), level if above_sea else _float(heights) + level)

    return Tops(tops.ground, _by_strips(targets, heights_m))


def _float(heights_m: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    return heights_m.astype(np.float32, copy=False)


def _by_strips(made: Callable[[slice], npt.NDArray[np.float32]], like: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    rows = (slice(first, first + _STRIP) for first in range(0, len(like), _STRIP))
    return np.concatenate([_highest(made(strip)) for strip in rows])


def _highest(values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    side = 1 << SHIFT
    by_row = np.maximum.reduceat(values, np.arange(0, values.shape[0], side), axis=0)
    return np.maximum.reduceat(by_row, np.arange(0, values.shape[1], side), axis=1)
