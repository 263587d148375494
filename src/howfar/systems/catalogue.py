"""The catalogue: systems by any of their names, their figures and sources.

The TOML files under data/ are the truth. `scripts/build_catalogue.py` packs them into one JSON file, because some two
hundred files parse too slowly for a cold start; a test holds the two together.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from howfar.errors import CatalogueError, UnknownSystemError
from howfar.systems.evidence import deciding_figures
from howfar.systems.model import Figure, Source, System, SystemClass, Verb
from howfar.systems.naming import key_of, spellings

PACKED = Path(__file__).parent / "data" / "catalogue.json"


@dataclass(frozen=True)
class SystemHit:
    """A system found by name; `variant` where the name is that of one of its variants ("PAC-3" -> patriot, PAC-3)."""

    system: System
    variant: str | None = None


class Name(NamedTuple):
    """One spelling under which a system may be met in a text."""

    alias: str
    system_id: str
    variant: str | None
    system_class: SystemClass
    verbs: tuple[Verb, ...]


class Catalogue:
    """Systems, sources and names. Values are made when first asked for."""

    def __init__(self, packed: Mapping[str, Any]) -> None:
        self._packed = packed
        self._systems: dict[str, System] = {}
        self._fillers = frozenset(packed["fillers"])

    @staticmethod
    @lru_cache(maxsize=1)
    def default() -> Catalogue:
        """The catalogue that ships inside."""
        return Catalogue(json.loads(PACKED.read_text(encoding="utf-8")))

    @property
    def packed(self) -> Mapping[str, Any]:
        """The plain values behind it, as packed."""
        return self._packed

    def ids(self) -> tuple[str, ...]:
        """Ids of all systems, those with figures first, then those known by name only."""
        return tuple(self._packed["systems"])

    def get(self, system_id: str) -> System:
        """The system with this id. Raises UnknownSystemError."""
        if system_id not in self._systems:
            if system_id not in self._packed["systems"]:
                raise UnknownSystemError(self._unknown(system_id))
            self._systems[system_id] = system_value(self._packed["systems"][system_id])
        return self._systems[system_id]

    def systems(self) -> tuple[System, ...]:
        """All systems."""
        return tuple(self.get(system_id) for system_id in self.ids())

    def find(self, name: str, *, suggest: bool = True) -> SystemHit:
        """The system that a name means: an id, an alias in any script, a variant, with or without words around it.

        Raises UnknownSystemError; with `suggest`, which takes a while, it names what looks alike.
        """
        for key in spellings(name, fillers=self._fillers):
            place = self._packed["keys"].get(key)
            if place is not None:
                return SystemHit(self.get(place[0]), place[1])
        raise UnknownSystemError(self._unknown(name, suggest=suggest))

    def names(self) -> Iterator[Name]:
        """Every spelling of every system and variant, for a reader of texts; see also `ordinary_words`."""
        for system in self.systems():
            for alias in dict.fromkeys((system.name, *system.aliases)):
                yield Name(alias, system.id, None, system.system_class, system.verbs)
            for alias, variants in system.variants:
                if self._packed["keys"].get(key_of(alias)) == [system.id, variants[0]]:
                    yield Name(alias, system.id, variants[0], system.system_class, system.verbs)

    @cached_property
    def ordinary_words(self) -> frozenset[str]:
        """Aliases that are ordinary words too ("Hawk", "Container"): the bare word in a text proves nothing."""
        return frozenset(self._packed["ordinary"])

    def source(self, source_id: str) -> Source:
        """The document with this id. Raises CatalogueError."""
        if source_id not in self._packed["sources"]:
            raise CatalogueError(f"{source_id!r} is not a source of the catalogue.")
        return Source(**self._packed["sources"][source_id])

    def sources(self) -> tuple[Source, ...]:
        """All documents."""
        return tuple(self.source(source_id) for source_id in self._packed["sources"])

    def figures_for(
        self, system: System, verb: Verb, variant: str | None = None, *, against: str | None = None
    ) -> tuple[Figure, ...]:
        """The published ranges that decide a claim with this verb; empty where none is filed. See `deciding_figures`.

        A system without such figures borrows those of its parts (THAAD sees with its radar).
        """
        figures = deciding_figures(system, verb, variant=variant, against=against)
        if figures:
            return figures
        parts = (self.get(part) for part in system.parts)
        return tuple(figure for part in parts for figure in deciding_figures(part, verb, against=against))

    def with_directory(self, path: str | Path) -> Catalogue:
        """This catalogue and the TOML files of a folder. Raises CatalogueError with file, line and key."""
        from howfar.systems.packing import packed_with  # pydantic is slow to import and needed only here

        return Catalogue(packed_with(self._packed, Path(path)))

    def _unknown(self, name: str, *, suggest: bool = True) -> str:
        import difflib

        shown = name if len(name) <= 60 else f"{name[:60]}…"
        near = difflib.get_close_matches(key_of(name), self._packed["keys"], n=5, cutoff=0.7) if suggest else []
        names = list(dict.fromkeys(self.get(self._packed["keys"][key][0]).name for key in near))[:3]
        hint = f"Did you mean {' or '.join(names)}?" if names else "`howfar systems` lists those that are known."
        return f"{shown!r} is not a system of the catalogue. {hint} --systems DIR adds your own."


def system_value(packed: Mapping[str, Any]) -> System:
    """A system from its plain values."""
    values = {**packed, "figures": tuple(_figure_value(figure) for figure in packed.get("figures", ()))}
    for key in ("verbs", "aliases", "operators", "parts", "lone_variants"):
        values[key] = tuple(packed.get(key, ()))
    values["variants"] = tuple((alias, tuple(names)) for alias, names in packed.get("variants", ()))
    return System(**values)


def _figure_value(packed: Mapping[str, Any]) -> Figure:
    if "speaks_to" in packed:
        return Figure(**{**packed, "speaks_to": tuple(packed["speaks_to"])})
    return Figure(**packed)


def plain(value: System | Figure | Source) -> dict[str, Any]:
    """The values of a dataclass that differ from its defaults, ready for JSON."""
    result: dict[str, Any] = {}
    for field in fields(value):
        item = getattr(value, field.name)
        if item != field.default and field.name != "figures":
            result[field.name] = item
    if isinstance(value, System) and value.figures:
        result["figures"] = [plain(figure) for figure in value.figures]
    return result
