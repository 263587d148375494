"""Is this word a place? An answer in a microsecond for the text reader, without a database round trip."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from howfar.places.fold import fold
from howfar.places.store import Store

HitKind = Literal["country", "region", "sea", "city", "site", "group", "demonym"]
LONGEST_NAME_WORDS = 8
_KINDS: dict[str, HitKind] = {
    "c": "country", "r": "region", "s": "sea", "t": "city", "p": "site", "g": "group", "d": "demonym",
}  # fmt: skip


@dataclass(frozen=True)
class NameHit:
    """The likeliest meaning of a name.

    kind: what it names; "demonym" for an adjective or people's name (Polish, North Koreans).
    country_code: ISO 3166-1 alpha-2 or None. population: people of a city, 0 where it has no meaning.
    """

    kind: HitKind
    country_code: str | None
    population: int
    number: int


class Bloom:
    """A set of names in 12 bits each; says yes to a stranger about once in 300."""

    def __init__(self, bits: bytes) -> None:
        self._bits = bits
        self._size = len(bits) * 8

    def __contains__(self, key: str) -> bool:
        if not self._size:
            return False
        data = key.encode("utf-8", "surrogatepass")
        one, two = zlib.crc32(data), zlib.adler32(data) * 0x9E3779B1 & 0xFFFFFFFF | 1
        bits, size = self._bits, self._size
        for turn in range(5):
            at = (one + turn * two) % size
            if not bits[at >> 3] >> (at & 7) & 1:
                return False
        return True


class Names:
    """All names of the gazetteer: the weighty ones in memory, the others behind a filter."""

    def __init__(self, store: Store, best: Callable[[str], NameHit | None]) -> None:
        self._store = store
        self._best = best
        core = json.loads(zlib.decompress(store.blob("core")))
        self._core: dict[str, str] = core["names"]  # kind letter, country code, people, feature: split when asked for
        self._capitals = {key: frozenset(known) for key, known in core["capitals"].items()}
        self.country_numbers: dict[str, int] = core["countries"]
        self.captions: dict[str, str] = core["captions"]
        self._demonyms: dict[str, str] = core["demonyms"]
        self._core_beginnings = frozenset(core["beginnings"])
        self._all = Bloom(store.blob("names"))
        self._beginnings = Bloom(store.blob("beginnings"))
        self.lookup = lru_cache(maxsize=50_000)(self._lookup)

    def _lookup(self, name: str) -> NameHit | None:
        """What a name names, or None. Case, accents, hyphens and apostrophes do not count (but "us" is not "US")."""
        key = fold(name)
        if key in self._capitals and name.strip() not in self._capitals[key]:
            return None
        hit = self._core.get(key)
        if hit is not None:
            kind, code, people, number = hit.split("\t")
            return NameHit(_KINDS[kind], code or None, int(people), int(number))
        return self._best(key) if key in self._all else None

    def core_number(self, key: str) -> int | None:
        """The feature that a weighty folded name means, or None."""
        hit = self._core.get(key)
        return int(hit.rpartition("\t")[2]) if hit is not None and hit[0] != "d" else None

    def demonym(self, word: str) -> str | None:
        """The country code of an adjective or a people's name ("Polish" gives "PL")."""
        return self._demonyms.get(fold(word))

    def core_keys(self, prefix: str) -> list[tuple[str, int]]:
        """Weighty folded names that begin with a prefix, with their features."""
        found = self._core.items()
        return [(key, int(hit.rpartition("\t")[2])) for key, hit in found if key.startswith(prefix) and hit[0] != "d"]

    def begins(self, words: str) -> bool:
        """True when some name goes on after these words ("south china" for "South China Sea")."""
        key = fold(words)
        return key in self._core_beginnings or key in self._beginnings

    def longest(self, words: Sequence[str], start: int = 0) -> tuple[int, NameHit] | None:
        """The longest name that begins at words[start]: how many words it takes, and what it names.

        words: tokens without surrounding punctuation. Time does not grow with the length of the text.
        """
        found = None
        for end in range(start + 1, min(len(words), start + LONGEST_NAME_WORDS) + 1):
            text = " ".join(words[start:end])
            hit = self.lookup(text)
            if hit is not None:
                found = (end - start, hit)
            if not self.begins(text):
                break
        return found
