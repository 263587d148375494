"""Arrays of voids whose memory is taken only where something is written: a path over 600 km touches a few blocks of a
window that would fill gigabytes, and a disc leaves the corners of its square alone.

Linux: one small file in memory, full of the void, is mapped privately over and over, so that every page reads as void
and becomes the array's own at the first write. Elsewhere the array is simply filled.
"""

from __future__ import annotations

import ctypes
import mmap
import os
import sys
import weakref
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from howfar.terrain.grid import INT16_VOID

if TYPE_CHECKING:
    import numpy.typing as npt

_PIECE_BYTES: Final = 1 << 20  # filled once; a multiple of every page size
_LEAST_BYTES: Final = 16 << 20  # below this filling is quicker than mapping
_MOST_PIECES: Final = 4096  # the kernel allows a process some 65 000 mappings
_MAP_FIXED: Final = 0x10
_MAP_NORESERVE: Final = 0x4000
_FAILED: Final = ctypes.c_void_p(-1).value


def void_array(shape: tuple[int, int], dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    """An array of nothing but voids (INT16_VOID or NaN), as cheap as what is written to it. Raises MemoryError."""
    kind = np.dtype(dtype)
    void = INT16_VOID if kind == np.int16 else np.nan
    size = shape[0] * shape[1] * kind.itemsize
    if sys.platform != "linux" or size < _LEAST_BYTES:
        return np.full(shape, void, dtype=kind)
    piece = _PIECE_BYTES * -(-size // (_PIECE_BYTES * _MOST_PIECES))
    buffer = _mapped(np.full(piece // kind.itemsize, void, dtype=kind).tobytes(), size)
    return np.frombuffer(buffer, dtype=kind, count=shape[0] * shape[1]).reshape(shape)


def _mapped(piece: bytes, size: int) -> Any:
    """A writable buffer of at least `size` bytes that reads as `piece` again and again."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.mmap.restype = ctypes.c_void_p
    libc.mmap.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long)
    libc.munmap.argtypes = (ctypes.c_void_p, ctypes.c_size_t)
    count = -(-size // len(piece))
    whole = count * len(piece)
    access, private = mmap.PROT_READ | mmap.PROT_WRITE, mmap.MAP_PRIVATE
    start = libc.mmap(None, whole, access, private | mmap.MAP_ANONYMOUS | _MAP_NORESERVE, -1, 0)
    if start == _FAILED:
        raise MemoryError(f"no address space for {whole} bytes")
    file = os.memfd_create("howfar-void")
    try:
        os.write(file, piece)
        for at in range(start, start + whole, len(piece)):
            if libc.mmap(at, len(piece), access, private | _MAP_FIXED, file, 0) == _FAILED:
                libc.munmap(start, whole)
                raise MemoryError(f"{whole} bytes cannot be mapped: {os.strerror(ctypes.get_errno())}")
    finally:
        os.close(file)
    buffer = (ctypes.c_char * whole).from_address(start)
    weakref.finalize(buffer, libc.munmap, start, whole)
    return buffer
