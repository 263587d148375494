"""How the server and its worker processes talk: values as pickles with their length before them, over a socket pair.

Both ends are ours and the socket has no name, so that nobody else can write to it.
"""

from __future__ import annotations

import pickle
import struct
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from io import BufferedReader

_LENGTH: Final = struct.Struct("!I")


def packed(value: Any) -> bytes:
    """A value as one frame."""
    data = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    return _LENGTH.pack(len(data)) + data


def taken(stream: BufferedReader) -> Any:
    """The next value of a stream. Raises EOFError at its end."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    data = stream.read(size := _LENGTH.unpack(head)[0])
    if len(data) < size:
        raise EOFError
    return pickle.loads(data)


class Unpacker:
    """Values out of pieces of bytes as they arrive."""

    def __init__(self) -> None:
        self._seen = bytearray()

    def feed(self, data: bytes) -> list[Any]:
        """The values that are whole now."""
        self._seen += data
        found = []
        while len(self._seen) >= _LENGTH.size:
            end = _LENGTH.size + _LENGTH.unpack_from(self._seen)[0]
            if len(self._seen) < end:
                break
            found.append(pickle.loads(memoryview(self._seen)[_LENGTH.size : end]))
            del self._seen[:end]
        return found
