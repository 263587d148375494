"""The head of an uncompressed GeoTIFF (TIFF 6.0, BigTIFF where it must be, OGC GeoTIFF 1.1): cells follow as they are.

GDAL copies every cell twice on its way to the file; a large raster is written in a third of the time by its own bytes.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape, quoteattr

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_STRIP_BYTES: Final = 1 << 20
_CLASSIC_BYTES: Final = 4_000_000_000  # offsets of 32 bits beyond the head
_ASCII: Final = (2, "B")
_SHORT: Final = (3, "H")
_LONG: Final = (4, "I")
_DOUBLE: Final = (12, "d")
_LONG8: Final = (16, "Q")
_SAMPLE_FORMAT: Final = {"u": 1, "i": 2, "f": 3}
# GeoKeys: version 1.1.0, three keys: geographic coordinates, a cell is an area, WGS 84 (EPSG:4326)
_WGS84: Final = (1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, 4326)

Tag = tuple[int, tuple[int, str], "Sequence[Any]"]


def head(
    shape: tuple[int, int],
    dtype: np.dtype[Any],
    transform: Sequence[float],
    *,
    nodata: float | None,
    about: Mapping[str, str],
    description: str,
    unit: str,
) -> bytes:
    """What stands before the cells (rows from the north, little-endian) of a raster on WGS84 latitude and longitude.

    transform: (a, b, c, d, e, f) of cell corners with b = d = 0. about: metadata of GDAL's. Raises ValueError for a
    transform that is turned.
    """
    if transform[1] or transform[3]:
        raise ValueError("a turned raster cannot be written like this")
    row_bytes = shape[1] * dtype.itemsize
    rows = max(1, min(shape[0], _STRIP_BYTES // row_bytes))
    sizes = [min(rows, shape[0] - first) * row_bytes for first in range(0, shape[0], rows)]
    big = shape[0] * row_bytes > _CLASSIC_BYTES
    offset = _LONG8 if big else _LONG
    tags: list[Tag] = [
        (256, _LONG, [shape[1]]), (257, _LONG, [shape[0]]), (258, _SHORT, [8 * dtype.itemsize]), (259, _SHORT, [1]),
        (262, _SHORT, [1]), (273, offset, [0] * len(sizes)), (277, _SHORT, [1]), (278, _LONG, [rows]),
        (279, offset, sizes), (284, _SHORT, [1]), (339, _SHORT, [_SAMPLE_FORMAT[dtype.kind]]),
        (33550, _DOUBLE, [transform[0], -transform[4], 0.0]),
        (33922, _DOUBLE, [0.0, 0.0, 0.0, transform[2], transform[5], 0.0]), (34735, _SHORT, _WGS84),
        (42112, _ASCII, _text(_metadata(about, description, unit))),
        *([(42113, _ASCII, _text(f"{nodata:g}"))] if nodata is not None else []),
    ]  # fmt: skip
    start = -(-len(_packed(tags, big=big)) // 4096) * 4096  # cells begin on a page
    places = (start + np.concatenate(([0], np.cumsum(sizes[:-1], dtype=np.int64)))).astype(int).tolist()
    tags[5] = (273, offset, places)
    return _packed(tags, big=big).ljust(start, b"\0")


def _text(words: str) -> bytes:
    return words.encode() + b"\0"


def _metadata(about: Mapping[str, str], description: str, unit: str) -> str:
    """GDAL_METADATA; GDAL takes the escapes of XML off twice."""
    items = [f"<Item name={quoteattr(name)}>{escape(escape(value))}</Item>" for name, value in about.items()]
    items += [
        f'<Item name="{role.upper()}" sample="0" role="{role}">{escape(escape(value))}</Item>'
        for role, value in (("description", description), ("unittype", unit))
    ]
    return f"<GDALMetadata>{''.join(items)}</GDALMetadata>"


def _packed(tags: Sequence[Tag], *, big: bool) -> bytes:
    """Header and directory, with what does not fit into an entry behind it."""
    word, count_of, room = ("Q", "Q", 8) if big else ("I", "H", 4)
    header = struct.pack("<2sHHHQ", b"II", 43, 8, 0, 16) if big else struct.pack("<2sHI", b"II", 42, 8)
    entry = 20 if big else 12
    behind = len(header) + struct.calcsize("<" + count_of) + entry * len(tags) + room
    entries, values = b"", b""
    for number, (kind, code), content in tags:
        packed = struct.pack(f"<{len(content)}{code}", *content)
        if len(packed) > room:
            place = behind + len(values)
            values += packed + b"\0" * (-len(packed) % 8)
            packed = struct.pack("<" + word, place)
        entries += struct.pack(f"<HH{word}", number, kind, len(content)) + packed.ljust(room, b"\0")
    return header + struct.pack("<" + count_of, len(tags)) + entries + struct.pack("<" + word, 0) + values
