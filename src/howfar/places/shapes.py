"""Shapes packed into a few bytes a vertex: whole steps of 1e-4 degree (11 m at most), differences, planes, zlib."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

STEP_DEG = 1e-4
_HEADER = struct.Struct("<BIIII")


def _differences(values: np.ndarray[Any, Any]) -> bytes:
    steps = np.diff(values, prepend=0).astype("<i4")
    zigzag = ((steps << 1) ^ (steps >> 31)).astype("<u4")
    return zigzag.view(np.uint8).reshape(-1, 4).T.tobytes()


def _sums(planes: bytes, count: int) -> np.ndarray[Any, Any]:
    zigzag = np.frombuffer(planes, np.uint8).reshape(4, count).T.copy().view("<u4").ravel().astype(np.int64)
    return np.cumsum((zigzag >> 1) ^ -(zigzag & 1))


def pack(shape: BaseGeometry) -> bytes:
    """The shape (polygons or lines, degrees) as bytes that `unpack` reads."""
    kind, coords, offsets = shapely.to_ragged_array([_as_multi(shape)])
    grid = np.rint(coords[:, :2] / STEP_DEG).astype(np.int64)
    counts = [np.diff(offset) for offset in offsets]
    head = _HEADER.pack(int(kind), len(coords), *(len(count) for count in counts), *([0] * (3 - len(counts))))
    body = _differences(grid[:, 0]) + _differences(grid[:, 1])
    body += b"".join(count.astype("<u4").tobytes() for count in counts)
    return zlib.compress(head + body, 9)


def unpack(data: bytes) -> BaseGeometry:
    """The shape in lon, lat degrees."""
    raw = zlib.decompress(data)
    kind, points, *sizes = _HEADER.unpack_from(raw)
    at = _HEADER.size
    coords = np.empty((points, 2))
    for axis in (0, 1):
        coords[:, axis] = _sums(raw[at : at + 4 * points], points) * STEP_DEG
        at += 4 * points
    offsets = []
    for size in sizes:
        if size:
            counts = np.frombuffer(raw, "<u4", size, at)
            offsets.append(np.concatenate(([0], np.cumsum(counts, dtype=np.int64))))
            at += 4 * size
    shape = shapely.from_ragged_array(shapely.GeometryType(kind), coords, tuple(offsets))[0]
    return shape.geoms[0] if len(shape.geoms) == 1 else shape


def _as_multi(shape: BaseGeometry) -> BaseGeometry:
    if shape.geom_type == "Polygon":
        return shapely.multipolygons([shape])
    if shape.geom_type == "LineString":
        return shapely.multilinestrings([shape])
    return shape
