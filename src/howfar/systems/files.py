"""Catalogue files from disk. What is broken is refused with file, line and key, in words that say how to mend it.

Needs pydantic, so it is imported only when files are read: a cold start uses the packed catalogue instead.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from pydantic import BaseModel, ValidationError

from howfar.errors import CatalogueError
from howfar.systems.model import Figure, Source, System
from howfar.systems.schema import ExtensionFile, FigureEntry, SourceFile, SystemFile, VariantEntry

LARGEST_FILE_BYTES = 2_000_000
_Model = TypeVar("_Model", bound=BaseModel)


class TomlFile:
    """One parsed file that remembers its text, so that a wrong key can be shown with its line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = _text_of(path)
        try:
            self.data: dict[str, Any] = tomllib.loads(self.text)
        except RecursionError:
            raise CatalogueError(f"{path}: nested too deeply to be a catalogue file.") from None
        except ValueError as error:  # TOMLDecodeError is one; a number of thousands of digits raises the plain kind
            place = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
            line = int(place[1]) if place else self.text.count("\n") + 1
            what = str(error).partition(" (at ")[0]
            raise CatalogueError(f"{path}, line {line}: not valid TOML: {what}. Texts are quoted.") from None

    def line_of(self, *where: str | int) -> int:
        """The line of a key such as ("figures", 2, "value"); of its table where the key is not there."""
        lines = self.text.splitlines()
        start, stop = _table_lines(lines, where)
        for key in reversed([part for part in where if isinstance(part, str)]):
            written = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*=""")
            for number in range(start, stop):
                if written.match(lines[number]):
                    return number + 1
        return max(start, 1)

    def refuse(self, *where: str | int, why: str) -> NoReturn:
        """Raise the error for a key."""
        key = ".".join(str(part + 1) if isinstance(part, int) else part for part in where)
        raise CatalogueError(f"{self.path}, line {self.line_of(*where)}, key {key}: {why}")

    def as_model(self, model: type[_Model], data: Any = None, *, at: tuple[str | int, ...] = ()) -> _Model:
        """The content as a border model; `at` says where `data` stands in the file."""
        try:
            return model.model_validate(self.data if data is None else data)
        except ValidationError as error:
            first = error.errors()[0]
            where, why = _explained(first)
            self.refuse(*at, *where, why=why)


def _text_of(path: Path) -> str:
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE_BYTES:
            raise CatalogueError(f"{path}: {size} bytes; a catalogue file has at most {LARGEST_FILE_BYTES}.")
        raw = path.read_bytes()
    except OSError as error:
        raise CatalogueError(f"{path}: cannot be read ({error.strerror}).") from None
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise CatalogueError(f"{path}, line {line}: not UTF-8 text; save the file as UTF-8.") from None


def _table_lines(lines: list[str], where: tuple[str | int, ...]) -> tuple[int, int]:
    """First and one-past-last line (counted from 0) of the table that `where` points into, after its header."""
    headers = [number for number, line in enumerate(lines) if re.match(r"\s*\[", line) and _is_header(line)]
    if len(where) >= 2 and isinstance(where[1], int):
        wanted = [number for number in headers if lines[number].strip().startswith(f"[[{where[0]}]]")]
        start = wanted[where[1]] if where[1] < len(wanted) else 0
    elif len(where) >= 2:
        start = next((number for number in headers if lines[number].strip().startswith(f"[{where[0]}]")), 0)
    else:
        return 0, headers[0] if headers else len(lines)
    return start + 1, next((number for number in headers if number > start), len(lines))


def _is_header(line: str) -> bool:
    return bool(re.match(r"\s*\[\[?\s*[\w.\"'-]+\s*\]\]?\s*(#.*)?$", line))


def _explained(error: Any) -> tuple[tuple[str | int, ...], str]:
    """Where and why, in words for the one who wrote the file."""
    where = tuple(error["loc"])
    kind, context = error["type"], error.get("ctx", {})
    if kind == "missing":
        return where, "missing."
    if kind == "extra_forbidden":
        return where, "unknown key; see docs/systems.md for the keys of a file."
    if kind == "literal_error":
        return where, f"{error['input']!r} is not allowed; it is one of {context['expected']}."
    if kind == "value_error":
        message = str(context["error"])
        key, colon, rest = message.partition(": ")
        if colon and re.fullmatch(r"\w+", key):  # a check of the whole table names its key itself
            return (*where, key), f"{rest}."
        return where, f"{message}, given was {error['input']!r}."
    return where, f"{error['msg'][:1].lower()}{error['msg'][1:]}, given was {str(error['input'])[:60]!r}."


def source_from(entry: SourceFile) -> Source:
    """The value of a source."""
    return Source(**entry.model_dump())


def figure_from(entry: FigureEntry) -> Figure:
    """The value of a figure."""
    values = entry.model_dump()
    return Figure(source_id=values.pop("source"), **values)


def variants_from(entries: tuple[VariantEntry, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Every alias of a variant (and its name) -> the variants that its figures are filed under, its own first."""
    pairs: dict[str, tuple[str, ...]] = {}
    for entry in entries:
        for alias in (entry.name, *entry.aliases):
            pairs.setdefault(alias, (entry.name, *entry.includes))
    return tuple(pairs.items())


def lone_variants(entries: tuple[VariantEntry, ...]) -> tuple[str, ...]:
    """The variants for which the family's figures do not speak."""
    return tuple(entry.name for entry in entries if entry.stands_alone)


def system_from(entry: SystemFile) -> System:
    """The value of a system."""
    return System(
        id=entry.id, name=entry.name, system_class=entry.system_class, verbs=entry.verbs, parts=entry.parts,
        line_of_sight=entry.line_of_sight, aliases=entry.aliases, variants=variants_from(entry.variants),
        operators=entry.operators, range_includes_carrier=entry.range_includes_carrier,
        lone_variants=lone_variants(entry.variants), variants_share_id=entry.variants_share_id,
        description=entry.description,
        is_civil=entry.is_civil,
        figures=tuple(figure_from(figure) for figure in entry.figures),
    )  # fmt: skip


def toml_files(directory: Path) -> tuple[list[Path], list[Path]]:
    """System files (in the folder or in its systems/) and source files (in its sources/), in the order of names."""
    if not directory.is_dir():
        raise CatalogueError(f"{directory}: no such folder; --systems takes a folder with .toml files.")
    systems = sorted(directory.glob("*.toml")) + sorted((directory / "systems").glob("*.toml"))
    sources = sorted((directory / "sources").glob("*.toml"))
    if not systems and not sources:
        raise CatalogueError(f"{directory}: holds no .toml file; docs/systems.md shows how to write one.")
    return systems, sources


def read_system(file: TomlFile) -> SystemFile | ExtensionFile:
    """A system file, or one that adds to a system of the catalogue (`extends`)."""
    if "extends" in file.data:
        return file.as_model(ExtensionFile)
    return file.as_model(SystemFile)
