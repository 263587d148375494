"""The data files, opened once and read only where a question needs them."""

from __future__ import annotations

import json
import sqlite3
import zlib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

FEATURES_PER_BLOCK = 64
CATALOGUE_FROM = 1_000_000  # ids of the catalogue's features: regions, groups and sites of our own files


@dataclass(frozen=True)
class Feature:
    """One row of the gazetteer.

    kind: country, region, sea, city, site or group. code: ISO 3166-1 alpha-2 (or Natural Earth's three letters where
    ISO has none). admin: name of the first-level region of a city, ISO 3166-2 code of a region, continent of a
    country. note: 1 for the capital of a country, the capital's name of a country, the kind of a first-level region
    (Province), the caption of a catalogue entry. area_km2: of a first-level region, rounded; 0 for all else.
    """

    number: int
    kind: str
    name: str
    code: str | None
    admin: str | None
    lat: float
    lon: float
    population: int
    note: str | int | None
    area_km2: int = 0

    @property
    def is_capital(self) -> bool:
        """True for the capital of a country."""
        return self.kind == "city" and self.note == 1


def data_folder() -> Path:
    """Where the data files lie."""
    return Path(str(files("howfar.places"))) / "data"


class Store:
    """Features, name index and shapes of one folder of data files."""

    def __init__(self, folder: Path, *, catalogue: str | None = "catalogue.sqlite") -> None:
        self._gazetteer = _open(folder / "gazetteer.sqlite")
        self._catalogue = _open(folder / catalogue) if catalogue else self._gazetteer  # none while it is being built
        self.feature = lru_cache(maxsize=20_000)(self._feature)
        self.shape = lru_cache(maxsize=64)(self._shape)
        self.first_of = lru_cache(maxsize=4096)(self._first_of_block)
        self.block_of = lru_cache(maxsize=128)(self._names_of_block)
        self._block = lru_cache(maxsize=512)(self._features_block)

    def _database(self, number: int) -> sqlite3.Connection:
        return self._catalogue if number >= CATALOGUE_FROM else self._gazetteer

    def _features_block(self, block: int) -> list[list[Any]]:
        database = self._database(block * FEATURES_PER_BLOCK)
        row = database.execute("SELECT data FROM feature WHERE block = ?", (block,)).fetchone()
        return json.loads(zlib.decompress(row[0])) if row else []

    def _feature(self, number: int) -> Feature:
        rows = self._block(number // FEATURES_PER_BLOCK)
        return Feature(number, *rows[number % FEATURES_PER_BLOCK])

    def _shape(self, number: int) -> BaseGeometry | None:
        row = self._database(number).execute("SELECT data FROM shape WHERE id = ?", (number,)).fetchone()
        if row is None:
            return None
        from howfar.places.shapes import unpack

        return unpack(row[0])

    def numbers(self, key: str) -> tuple[int, ...]:
        """What a folded name may mean: twice the feature's id, plus one where it is another name of the feature."""
        return self._row(key).get(key, ())

    def _first_of_block(self, key: str) -> str:
        query = "SELECT first FROM name WHERE first <= ? ORDER BY first DESC LIMIT 1"
        row = self._gazetteer.execute(query, (key,)).fetchone()
        return row[0] if row else ""

    def _names_of_block(self, first: str) -> dict[str, tuple[int, ...]]:
        row = self._gazetteer.execute("SELECT data FROM name WHERE first = ?", (first,)).fetchone()
        lines = (line.split("\t") for line in zlib.decompress(row[0]).decode().split("\n")) if row else ()
        return {name: tuple(map(int, numbers.split())) for name, numbers in lines}

    def _row(self, key: str) -> dict[str, tuple[int, ...]]:
        return self.block_of(self.first_of(key))

    def names_from(self, prefix: str) -> list[tuple[str, tuple[int, ...]]]:
        """Names that begin with a prefix, in order (one or two blocks of them)."""
        query = "SELECT data FROM name WHERE first >= ? ORDER BY first LIMIT 2"
        first = self.first_of(prefix)
        found = []
        for (data,) in self._gazetteer.execute(query, (first,)):
            for line in zlib.decompress(data).decode().split("\n"):
                name, _, numbers = line.partition("\t")
                if name.startswith(prefix):
                    found.append((name, tuple(map(int, numbers.split()))))
        return found

    def blob(self, name: str) -> bytes:
        """One of the filters or tables."""
        for database in (self._catalogue, self._gazetteer):
            row = database.execute("SELECT data FROM blob WHERE name = ?", (name,)).fetchone()
            if row:
                return bytes(row[0])
        return b""


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
