"""A language is a folder of data. This module loads one; it contains no word of any language.

languages/<code>/language.toml   name, morphology, quotation marks
                 words.toml      word classes, used by the code by role and by the rules as macros
                 numbers.toml    number words, vague numbers, decimal sign
                 units.toml      units of length, area, time, and of what is not a reach
                 classes.toml    words for kinds of systems
                 rules.toml      the grammar
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from howfar.claims.morphology import Morphology, morphology
from howfar.errors import UsageError

FILES = ("language", "words", "numbers", "units", "classes", "rules")


@dataclass(frozen=True)
class Unit:
    """A unit: what it measures ("length", "area", "time", or a measure that is never a reach) and its size in SI."""

    measure: str
    si: float


@dataclass(frozen=True)
class SystemWord:
    """A word for a kind of system: its class, the short form used in ids, and whether it is many."""

    system_class: str
    short: str | None
    plural: bool
    weak: bool  # says nothing on the kind by itself ("system", "battery")


@dataclass(frozen=True)
class Language:
    """Everything that the reader knows of one language."""

    code: str
    key: Morphology
    quotes: tuple[tuple[str, str], ...]
    words: Mapping[str, frozenset[str]]
    phrases: Mapping[str, tuple[str, ...]]
    numbers: Mapping[str, Any]
    units: Mapping[str, Unit]
    system_words: Mapping[str, SystemWord]
    class_rules: Mapping[str, Any]
    rules: tuple[Mapping[str, Any], ...]
    number_openers: frozenset[str]


@lru_cache(maxsize=8)
def load(code: str) -> Language:
    """The language of that code; raises UsageError, naming those that exist, for another."""
    root = resources.files("howfar.claims").joinpath("languages")
    if not code.isalpha() or not root.joinpath(code, "language.toml").is_file():
        known = ", ".join(available())
        raise UsageError(f"language {code!r} is not known; the reader has: {known}")
    data = {name: tomllib.loads(root.joinpath(code, f"{name}.toml").read_text("utf-8")) for name in FILES}
    key = morphology(data["language"]["morphology"])
    phrases = {name: tuple(entries) for name, entries in data["words"].items() if isinstance(entries, list)}
    words = {name: frozenset(entries) for name, entries in phrases.items()}
    return Language(
        code=code,
        key=key,
        quotes=tuple((pair[0], pair[1]) for pair in data["language"]["quotes"]),
        words=words,
        phrases=phrases,
        numbers=data["numbers"],
        units=_units(data["units"]),
        system_words=_system_words(data["classes"]),
        class_rules=data["classes"],
        rules=tuple(data["rules"]["rule"]),
        number_openers=frozenset({*data["numbers"]["value"], *data["numbers"]["scale"], *data["numbers"]["vague"]}),
    )


def available() -> tuple[str, ...]:
    """Codes of the languages whose folders exist."""
    root = resources.files("howfar.claims").joinpath("languages")
    return tuple(sorted(entry.name for entry in root.iterdir() if entry.joinpath("language.toml").is_file()))


def _units(data: Mapping[str, Any]) -> dict[str, Unit]:
    return {
        spelling: Unit(measure, float(entry["si"]))
        for measure, entries in data.items()
        if isinstance(entries, list)
        for entry in entries
        for spelling in entry["words"]
    }


def _system_words(data: Mapping[str, Any]) -> dict[str, SystemWord]:
    out: dict[str, SystemWord] = {}
    for entry in data["kind"]:
        for number, plural in (("one", False), ("many", True)):
            for word in entry.get(number, ()):
                out[word] = SystemWord(entry["class"], entry.get("short"), plural, entry.get("weak", False))
    return out
