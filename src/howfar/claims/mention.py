"""A mention of a system, the classes that the reader knows, and how a name becomes an id."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

_SQUEEZE: Final = re.compile(r"[\W_]+")
# Cyrillic in ids: the BGN/PCGN letters without apostrophes, so that an id reads and sorts in Latin.
_LETTERS: Final[dict[str, str]] = {
    **dict(zip("абвгдезийклмнопрстуфыэіґ", "abvgdeziyklmnoprstufyeig", strict=True)),
    "ж": "zh",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ъ": "",
    "ь": "",
    "ю": "yu",
    "я": "ya",
    "ё": "yo",
    "ї": "yi",
    "є": "ye",
}
_LATIN: Final[dict[int, str]] = {ord(letter): latin for letter, latin in _LETTERS.items()}
_REMEMBERED: Final = 10_000  # names: enough for the usual ones, and memory stays flat
SENSORS: Final = frozenset({"radar", "oth-radar", "early-warning-radar", "airborne-radar"})
DEFENCES: Final = frozenset({"air-defence", "missile-defence"})
PLATFORM: Final = "platform"
UNKNOWN: Final = "unknown"


class Mention(NamedTuple):
    """A system named in a sentence. first, last: token indices (last exclusive); head: index of the word that decides.

    system_id: the id of a named one, None for a kind ("its ballistic missiles"). part_of: the system whose radar or
    missile it is ("the system's radar"). owner: country slug where the words themselves say it.
    """

    first: int
    last: int
    head: int
    system_class: str
    system_id: str | None = None
    short: str | None = None
    plural: bool = False
    definite: bool = False
    anaphoric: bool = False
    owner: str | None = None
    possessor: str | None = None  # the key of a possessive pronoun or the id of the system that owns this part
    slug_words: tuple[str, ...] = ()
    known: bool = False
    whole_id: str | None = None  # "the S-400's radar": the id of the system it is a part of
    whole_class: str = UNKNOWN
    operators: tuple[str, ...] = ()  # countries (slugs) that have a system of this name, where the lexicon knows


replace: Final = Mention._replace  # a tuple with names: made and changed several times in every sentence


@lru_cache(maxsize=_REMEMBERED)
def squeeze(name: str) -> str:
    """A name without case, hyphens and spaces: "S 400", "S-400" and "s400" are one."""
    return _SQUEEZE.sub("", name.casefold())


def is_platform(what: object) -> bool:
    """Whether it is the mention of a ship, a plane or a vehicle."""
    return isinstance(what, Mention) and what.system_class == PLATFORM


def slug(words: Iterable[str]) -> str:
    """Words as an id: lower case, joined by hyphens."""
    plain = " ".join(words).casefold().replace("'", "").translate(_LATIN)
    return re.sub(r"[\W_]+", "-", plain).strip("-")
