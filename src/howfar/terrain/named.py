"""Tiles that say in their names which degree they hold, so that of a folder only those near a question are opened.

A name is believed where all tiles that were opened hold what theirs say; otherwise every file is opened.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from howfar.terrain.rasters import Raster

    Bounds = tuple[float, float, float, float]  # west, south, east, north, degrees

_NAMES: Final = (
    re.compile(r"([NS])(\d\d)([EW])(\d\d\d)(?:\.[\w.]+)?", re.IGNORECASE),  # SRTM and what follows its habit
    re.compile(r"Copernicus_DSM_(?:COG_)?\d\d_([NS])(\d\d)_00_([EW])(\d\d\d)_00_DEM\.\w+"),
)
_FEW: Final = 8  # files that are opened without a look at their names
_MARGIN_DEG: Final = 0.1  # samples on the edge, and half a cell


def read_near(paths: Sequence[str], places: Sequence[Bounds], read: Callable[[str], Raster]) -> list[Raster]:
    """The headers of the files, in their order, without those whose names put them far from all of the places.

    places: what a question needs, in pieces; none: all files.
    """
    squares = {path: _square(path) for path in paths} if places and len(paths) > _FEW else {}
    far = {path for path, square in squares.items() if square and not any(_meet(square, at) for at in places)}
    found = {path: read(path) for path in paths if path not in far}
    believed = [_holds(raster, square) for path, raster in found.items() if (square := squares.get(path))]
    if far and not (believed and all(believed)):
        found |= {path: read(path) for path in far}
    return [found[path] for path in paths if path in found]


def _square(path: str) -> Bounds | None:
    """The degree that a file's name speaks of."""
    for pattern in _NAMES:
        if match := pattern.fullmatch(Path(path).name):
            ns, lat, ew, lon = match.groups()
            south = int(lat) * (1 if ns in "Nn" else -1)
            west = int(lon) * (1 if ew in "Ee" else -1)
            return west, south, west + 1, south + 1
    return None


def _holds(raster: Raster, square: Bounds) -> bool:
    return all(abs(a - b) < _MARGIN_DEG for a, b in zip(raster.bounds_deg, square, strict=True))


def _meet(square: Bounds, bounds: Bounds) -> bool:
    west, south, east, north = square
    if north < bounds[1] - _MARGIN_DEG or south > bounds[3] + _MARGIN_DEG:
        return False
    return any(
        west + turn <= bounds[2] + _MARGIN_DEG and east + turn >= bounds[0] - _MARGIN_DEG
        for turn in (-720, -360, 0, 360, 720)
    )
