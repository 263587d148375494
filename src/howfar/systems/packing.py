"""TOML files -> the plain values of a packed catalogue; also how a user's own folder is laid over ours."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from howfar.errors import CatalogueError
from howfar.systems.catalogue import plain, system_value
from howfar.systems.files import (
    TomlFile,
    figure_from,
    lone_variants,
    read_system,
    source_from,
    system_from,
    toml_files,
    variants_from,
)
from howfar.systems.model import LineOfSight, System, SystemClass, Verb
from howfar.systems.naming import key_of
from howfar.systems.schema import ExtensionFile, NameEntry, SourceFile, SystemFile

_SEES: tuple[Verb, ...] = ("sees", "covers")
_SEES_AND_ENGAGES: tuple[Verb, ...] = ("sees", "engages", "covers")
_STRIKES: tuple[Verb, ...] = ("strikes", "covers")
CLASS_RULES: dict[SystemClass, tuple[tuple[Verb, ...], LineOfSight]] = {
    "air-defence": (_SEES_AND_ENGAGES, "applies"),
    "missile-defence": (_SEES_AND_ENGAGES, "ballistic-targets"),
    "radar": (_SEES, "applies"),
    "oth-radar": (_SEES, "sky-wave"),
    "early-warning-radar": (_SEES, "ballistic-targets"),
    "airborne-radar": (_SEES, "airborne"),
    "ballistic-missile": (_STRIKES, "none"),
    "cruise-missile": (_STRIKES, "none"),
    "hypersonic-missile": (_STRIKES, "none"),
    "rocket-artillery": (_STRIKES, "none"),
    "attack-drone": (_STRIKES, "none"),
    "gun": (_STRIKES, "none"),
    "other": (_STRIKES, "none"),
}
"""Verbs and sight rule of a system that is known by its name and class only."""


class Packer:
    """Takes files in, refuses what clashes, gives the packed catalogue."""

    def __init__(self, packed: Mapping[str, Any] | None = None) -> None:
        self.systems: dict[str, System] = {}
        self.sources: dict[str, dict[str, Any]] = {}
        self.keys: dict[str, list[str | None]] = {}
        self.fillers: list[str] = []
        self.ordinary: list[str] = []
        if packed is not None:
            self.systems = {key: system_value(value) for key, value in packed["systems"].items()}
            self.sources = dict(packed["sources"])
            self.keys = dict(packed["keys"])
            self.fillers, self.ordinary = list(packed["fillers"]), list(packed["ordinary"])

    def packed(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        values = {
            "systems": {key: plain(system) for key, system in self.systems.items()},
            "sources": self.sources,
            "keys": self.keys,
            "fillers": self.fillers,
            "ordinary": self.ordinary,
        }
        return json.loads(json.dumps(values))  # type: ignore[no-any-return] # tuples become lists, as on disk

    def add_source(self, file: TomlFile, entry: SourceFile, *where: str | int) -> None:
        """A document; an id may be given once."""
        if entry.id in self.sources:
            file.refuse(*where, "id", why=f"{entry.id!r} is taken by another source; choose another id.")
        self.sources[entry.id] = plain(source_from(entry)) | {"date": entry.date, "url": entry.url}

    def add_system(self, file: TomlFile) -> None:
        """A system with its names and figures, or an addition to one that is there."""
        entry = read_system(file)
        for number, source in enumerate(entry.sources):
            self.add_source(file, source, "sources", number)
        for number, figure in enumerate(entry.figures):
            if figure.source not in self.sources:
                why = f"{figure.source!r} is no source known here; add a [[sources]] table with this id."
                file.refuse("figures", number, "source", why=why)
        system = self._extended(file, entry) if isinstance(entry, ExtensionFile) else self._new(file, entry)
        self.systems[system.id] = system
        self._name(file, system, entry)

    def add_names(self, file: TomlFile) -> None:
        """The systems that are known by name only, grouped by class."""
        for group, entries in file.data.items():
            if group not in CLASS_RULES:
                file.refuse(group, why=f"is no class; it is one of {', '.join(CLASS_RULES)}.")
            verbs, line_of_sight = CLASS_RULES[group]
            for system_id, data in entries.items():
                entry = file.as_model(NameEntry, data, at=(group, system_id))
                raw = entry.model_dump() | {"id": system_id, "class": group}
                raw["verbs"], raw["line_of_sight"] = entry.verbs or verbs, entry.line_of_sight or line_of_sight
                whole = file.as_model(SystemFile, raw, at=(group, system_id))
                if system_id in self.systems:
                    file.refuse(group, system_id, why="this id is taken by another system.")
                self.systems[system_id] = system_from(whole)
                self._name(file, self.systems[system_id], whole, at=(group, system_id))

    def add_words(self, file: TomlFile) -> None:
        """Words around names, and names that are ordinary words; comes last, when the names are known."""
        self.fillers = sorted({key_of(word) for word in file.data["fillers"]})
        for word in file.data["ordinary"]:
            if key_of(word) not in self.keys:
                file.refuse("ordinary", why=f"{word!r} is not the name of a system.")
        self.ordinary = sorted(set(file.data["ordinary"]))

    def _new(self, file: TomlFile, entry: SystemFile) -> System:
        if entry.id in self.systems:
            file.refuse("id", why=f"{entry.id!r} is in the catalogue; extends = {entry.id!r} adds figures to it.")
        return system_from(entry)

    def _extended(self, file: TomlFile, entry: ExtensionFile) -> System:
        if entry.extends not in self.systems:
            file.refuse("extends", why=f"{entry.extends!r} is no system of the catalogue.")
        system = self.systems[entry.extends]
        return replace(
            system,
            aliases=system.aliases + entry.aliases,
            variants=system.variants + variants_from(entry.variants),
            lone_variants=system.lone_variants + lone_variants(entry.variants),
            figures=system.figures + tuple(figure_from(figure) for figure in entry.figures),
        )

    def _name(
        self, file: TomlFile, system: System, entry: SystemFile | ExtensionFile, at: tuple[str, ...] = ()
    ) -> None:
        """File every spelling under its key; one key means one system."""
        for name in (system.name, *entry.aliases):
            self._file_key(file, name, [system.id, None], (*at, "aliases"))
        for number, variant in enumerate(entry.variants):
            for alias in variant.aliases:
                self._file_key(file, alias, [system.id, variant.name], ("variants", number, "aliases"))
        if self.keys.get(key_of(system.id), [system.id])[0] == system.id:  # an id may also be the name of a variant
            self.keys.setdefault(key_of(system.id), [system.id, None])
        else:
            self._file_key(file, system.id, [system.id, None], (*at, "id"))

    def _file_key(self, file: TomlFile, name: str, place: list[str | None], where: tuple[str | int, ...]) -> None:
        key = key_of(name)
        if not key:
            file.refuse(*where, why=f"{name!r} has no letter or digit.")
        taken = self.keys.setdefault(key, place)
        if taken[0] != place[0]:
            file.refuse(*where, why=f"{name!r} already means {taken[0]}; one name means one system.")
        if taken != place:
            file.refuse(*where, why=f"{name!r} means both {taken[1] or 'the system'} and {place[1] or 'the system'}.")


def packed_directory(directory: Path) -> dict[str, Any]:
    """Our own data folder: systems/, sources/, names.toml and words.toml."""
    packer = Packer()
    for path in sorted((directory / "sources").glob("*.toml")):
        file = TomlFile(path)
        packer.add_source(file, file.as_model(SourceFile))
    for path in sorted((directory / "systems").glob("*.toml")):
        packer.add_system(TomlFile(path))
    packer.add_names(TomlFile(directory / "names.toml"))
    packer.add_words(TomlFile(directory / "words.toml"))
    for system in packer.systems.values():
        missing = [part for part in system.parts if part not in packer.systems]
        if missing:
            raise CatalogueError(f"{system.id}: parts names {missing[0]!r}, which is no system.")
    return packer.packed()


def packed_with(packed: Mapping[str, Any], directory: Path) -> dict[str, Any]:
    """A packed catalogue with a user's folder laid over it."""
    packer = Packer(packed)
    systems, sources = toml_files(directory)
    for path in sources:
        file = TomlFile(path)
        packer.add_source(file, file.as_model(SourceFile))
    for path in systems:
        packer.add_system(TomlFile(path))
    return packer.packed()
