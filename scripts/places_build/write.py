"""The files that the gazetteer reads: blocks of rows in SQLite, Bloom filters of names."""

from __future__ import annotations

import itertools
import json
import sqlite3
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

FEATURES_PER_BLOCK = 64
NAMES_PER_BLOCK = 400

SCHEMA = """
CREATE TABLE feature (block INTEGER PRIMARY KEY, data BLOB);
CREATE TABLE name (block INTEGER PRIMARY KEY, first TEXT, data BLOB);
CREATE TABLE shape (id INTEGER PRIMARY KEY, data BLOB);
CREATE TABLE blob (name TEXT PRIMARY KEY, data BLOB);
CREATE INDEX name_first ON name (first);
"""


def create(path: Path) -> sqlite3.Connection:
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    database = sqlite3.connect(unfinished)
    database.execute("PRAGMA page_size = 1024")
    database.executescript(SCHEMA)
    return database


def finish(database: sqlite3.Connection, path: Path) -> None:
    """Close the file and put it in the place of the old one."""
    database.commit()
    database.execute("VACUUM")
    database.close()
    path.with_suffix(".unfinished").replace(path)


def write_features(database: sqlite3.Connection, rows: Sequence[Sequence[Any]], first_id: int = 0) -> None:
    """Rows in the order of their ids; a block of 64 is one compressed JSON list."""
    for start in range(0, len(rows), FEATURES_PER_BLOCK):
        text = json.dumps(rows[start : start + FEATURES_PER_BLOCK], ensure_ascii=False, separators=(",", ":"))
        block = (first_id + start) // FEATURES_PER_BLOCK
        database.execute("INSERT INTO feature VALUES (?, ?)", (block, zlib.compress(text.encode(), 9)))


def write_names(database: sqlite3.Connection, names: Mapping[str, Iterable[int]]) -> None:
    """Sorted names; a number is twice the feature's id, plus one where the name is not its main one."""
    ordered = sorted(names)
    for start in range(0, len(ordered), NAMES_PER_BLOCK):
        keys = ordered[start : start + NAMES_PER_BLOCK]
        text = "\n".join(f"{key}\t{' '.join(map(str, sorted(names[key])))}" for key in keys)
        database.execute("INSERT INTO name (first, data) VALUES (?, ?)", (keys[0], zlib.compress(text.encode(), 9)))


def write_blob(database: sqlite3.Connection, name: str, data: bytes) -> None:
    database.execute("INSERT INTO blob VALUES (?, ?)", (name, data))


def bloom(keys: Iterable[str], bits_per_key: int = 12) -> bytes:
    """A Bloom filter read by howfar.places.names.Bloom."""
    distinct = set(keys)
    size = max(1024, len(distinct) * bits_per_key // 8)
    bits = bytearray(size)
    for key in distinct:
        data = key.encode()
        one, two = zlib.crc32(data), zlib.adler32(data) * 0x9E3779B1 & 0xFFFFFFFF | 1
        for turn in range(5):
            at = (one + turn * two) % (size * 8)
            bits[at >> 3] |= 1 << (at & 7)
    return bytes(bits)


def beginnings(keys: Iterable[str]) -> set[str]:
    """The first words of names of several words: "new", "south", "south china" for "south china sea"."""
    found: set[str] = set()
    for key in keys:
        words = key.split()
        found.update(itertools.accumulate(words[:-1], lambda left, right: f"{left} {right}"))
    return found
