"""The samples along one path, without the window around them: its blocks alone are taken into memory."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np

from howfar.terrain.lazy import void_array

if TYPE_CHECKING:
    import numpy.typing as npt

    from howfar.terrain.mosaic import Window


class Bands:
    """What a path needs of a window: for each row of chunks the columns from the first to the last one that is read.

    Indexed like the array of the whole window by rows and columns (arrays of integers); everything else is void.
    `whole()` is that array.
    """

    ndim = 2

    def __init__(self, shape: tuple[int, int], dtype: npt.DTypeLike, parts: list[Window], void: float) -> None:
        groups = [list(group) for _, group in itertools.groupby(parts, key=lambda part: part.first_row)]
        self.shape, self.dtype, self.void, self._parts = shape, np.dtype(dtype), void, parts
        self._rows = np.array([(g[0].first_row, g[0].end_row) for g in groups])
        self._cols = np.array([(min(p.first_col for p in g), max(p.end_col for p in g)) for g in groups])
        sizes = (self._rows[:, 1] - self._rows[:, 0]) * (self._cols[:, 1] - self._cols[:, 0])
        self._starts = np.concatenate(([0], np.cumsum(sizes)))
        self._flat = np.empty(int(self._starts[-1]), dtype=dtype)
        if int(sizes.sum()) > sum(p.shape[0] * p.shape[1] for p in parts):
            self._flat.fill(void)  # a row of chunks that the path leaves and comes back to

    def part(self, window: Window) -> npt.NDArray[Any]:
        """The samples of one of the parts, to write to."""
        band = int(np.searchsorted(self._rows[:, 0], window.first_row, side="right")) - 1
        left, right = self._cols[band]
        rows = self._flat[self._starts[band] : self._starts[band + 1]].reshape(-1, right - left)
        return rows[:, window.first_col - left : window.end_col - left]

    def __getitem__(self, key: Any) -> npt.NDArray[Any]:
        if not isinstance(key, tuple) or any(isinstance(k, slice) or k is Ellipsis for k in key):
            return np.asarray(self.whole()[key])
        row, col = np.broadcast_arrays(*key)
        band = np.searchsorted(self._rows[:, 0], row, side="right") - 1
        left, right = self._cols[band, 0], self._cols[band, 1]
        top, bottom = self._rows[band, 0], self._rows[band, 1]
        inside = (band >= 0) & (row < bottom) & (col >= left) & (col < right)
        at = self._starts[band] + (row - top) * (right - left) + (col - left)
        found = self._flat[np.where(inside, at, 0)]
        return np.where(inside, found, np.asarray(self.void, dtype=self.dtype))

    def whole(self) -> npt.NDArray[Any]:
        """The array of the window, void where nothing was read; memory is taken for what was."""
        out = void_array(self.shape, self.dtype)
        for part in self._parts:
            out[part.first_row : part.end_row, part.first_col : part.end_col] = self.part(part)
        return out

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> npt.NDArray[Any]:
        return np.asarray(self.whole(), dtype=dtype)
