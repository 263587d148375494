"""The options about elevation models, the same under every command that takes --terrain, and help in groups."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import typer
from typer.core import TyperCommand

from howfar.errors import UsageError

if TYPE_CHECKING:
    from howfar.check.question import OpensTerrain

COPERNICUS: Final = "copernicus"
PANEL: Final = "Elevation model"
Tiles = Literal["auto", "glo-30", "glo-90"]
_BYTES: Final = {"b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "tb": 10**12}
_FILES_ONLY: Final = ("voids", "sea_floor", "datum", "vertical_unit", "crs")
_COPERNICUS_ONLY: Final = ("product", "offline", "refresh", "cache_limit")


def _option(kind: Any, name: str, words: str) -> Any:
    return Annotated[kind, typer.Option(name, help=words, rich_help_panel=PANEL)]


Product = _option(Tiles | None, "--product", "Of copernicus: 30 m or 90 m tiles; auto (default): by the area.")
Refresh = _option(bool, "--refresh", "Of copernicus: ask the store again which tiles there are.")
CacheLimit = _option(
    str | None, "--cache-limit", "Of copernicus: the most its cache may hold: 5GB (20GB if not given)."
)
_OPTIONS: Final[dict[str, Any]] = {
    "terrain": _option(
        list[str] | None,
        "--terrain",
        "Elevation models: files or folders that GDAL reads, or the word copernicus. May be given several times.",
    ),
    "product": Product,
    "offline": _option(bool, "--offline", "Of copernicus: use the tiles in the cache, fetch none."),
    "refresh": Refresh,
    "cache_limit": CacheLimit,
    "voids": _option(
        str | None,
        "--voids",
        "Of files: where the model has no height: interpolate (default), nan (not known), sea, refuse.",
    ),
    "sea_floor": _option(
        str | None,
        "--sea-floor",
        "Of files: a model with the floor of the sea: refuse (default), surface (put at 0 m), keep.",
    ),
    "datum": _option(
        str | None, "--datum", "Of files: the vertical datum, where they do not say: EGM96, EGM2008, ellipsoid."
    ),
    "vertical_unit": _option(
        str | None, "--vertical-unit", "Of files: the unit of height, where they do not say: m, ft, us survey foot."
    ),
    "crs": _option(str | None, "--crs", "Of files: the coordinate reference system, where they do not say: EPSG:4326."),
    "decimate": _option(int | None, "--decimate", "Take means of n by n cells: 2, where the model is too large."),
    "quiet": Annotated[bool, typer.Option("--quiet", help="No progress bars.")],
}


@dataclass(frozen=True)
class Elevation:
    """What the options about elevation models say; None and False where they were not given."""

    terrain: tuple[str, ...] = ()
    product: Tiles | None = None
    offline: bool = False
    refresh: bool = False
    cache_limit: str | None = None
    voids: str | None = None
    sea_floor: str | None = None
    datum: str | None = None
    vertical_unit: str | None = None
    crs: str | None = None
    decimate: int | None = None
    quiet: bool = False

    def __post_init__(self) -> None:
        about = (*_COPERNICUS_ONLY, *_FILES_ONLY, "decimate")
        if not self.terrain:
            self._refuse(about, "speaks of an elevation model; give --terrain too")
        elif not self.is_copernicus:
            self._refuse(_COPERNICUS_ONLY, "is for --terrain copernicus; leave it out with files of your own")
        elif len(self.terrain) > 1:
            raise UsageError("--terrain copernicus stands alone; give files without it")
        else:
            self._refuse(_FILES_ONLY, "is for files of your own; the Copernicus model says it itself")
        if self.offline and self.refresh:
            raise UsageError("--offline and --refresh exclude each other: to ask the store, howfar has to be online")
        if self.decimate is not None and not 1 <= self.decimate <= 1000:
            raise UsageError(f"--decimate {self.decimate}: give a whole number from 1 to 1000")
        _ = self.cache_limit_bytes  # refused before the work begins

    @property
    def is_copernicus(self) -> bool:
        """Whether the tiles of Copernicus are asked for, and not files."""
        return COPERNICUS in self.terrain

    @property
    def cache_limit_bytes(self) -> int | None:
        """--cache-limit in bytes. Raises UsageError where it is no size."""
        return None if self.cache_limit is None else bytes_of(self.cache_limit)

    def opens(self) -> OpensTerrain | None:
        """A function that opens the model where a question needs it; None without --terrain."""
        if not self.terrain:
            return None
        from howfar.cli.ground import opener

        return opener(self)

    def opens_around(self) -> OpensTerrain | None:
        """The same where a whole area may be read for one condition of a verdict: nothing has to be fetched for it."""
        return self.opens() if not self.is_copernicus or self.offline else None

    def _refuse(self, names: tuple[str, ...], words: str) -> None:
        for name in names:
            if getattr(self, name) not in (None, False):
                raise UsageError(f"--{name.replace('_', '-')} {words}")


def bytes_of(text: str) -> int:
    """Bytes from a size typed with its unit: 500MB, 5GB, 1.5 TB. Raises UsageError."""
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([A-Za-z]+)\s*", text)
    unit = None if match is None else _BYTES.get(match[2].lower())
    if match is None or unit is None:
        raise UsageError(f"--cache-limit {text!r} is not a size with a unit; write for example 500MB or 5GB")
    return round(float(match[1]) * unit)


def with_elevation(command: Callable[..., None]) -> Callable[..., None]:
    """The command with the options above in place of its parameter `elevation`, which it gets as an Elevation."""
    own = inspect.signature(command, eval_str=True)
    ours = [
        inspect.Parameter(
            name, inspect.Parameter.KEYWORD_ONLY, annotation=kind, default=False if _is_flag(name) else None
        )
        for name, kind in _OPTIONS.items()
    ]
    kept = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in own.parameters.values() if p.name != "elevation"]

    @wraps(command)
    def called(**given: Any) -> None:
        told = {f.name: given.pop(f.name) for f in fields(Elevation)}
        command(**given, elevation=Elevation(**{**told, "terrain": tuple(told["terrain"] or ())}))

    called.__signature__ = inspect.Signature([*kept, *ours])  # type: ignore[attr-defined]
    called.__annotations__ = {p.name: p.annotation for p in [*kept, *ours]} | {"return": None}
    return called


def _is_flag(name: str) -> bool:
    return name in ("offline", "refresh", "quiet")


class Grouped(TyperCommand):
    """A command whose help shows options under the heading of their panel, as plain text."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Arguments first, then the options without a panel, then each panel in the order of its first option."""
        sections: dict[str, list[tuple[str, str]]] = {"Arguments": [], "Options": []}
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx)
            if record is None:
                continue
            panel = getattr(param, "rich_help_panel", None)
            title = "Arguments" if param.param_type_name == "argument" else panel or "Options"
            sections.setdefault(title, []).append(record)
        for title, records in sections.items():
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)
