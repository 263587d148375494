"""Where sensors stand: --at, several times, or a table of sites."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from howfar.errors import UnitError, UsageError
from howfar.units import length_m

if TYPE_CHECKING:
    from howfar.places.model import Place
    from howfar.sight.site import Site


@dataclass(frozen=True)
class Standing:
    """A sensor at a place. antenna_agl_m, antenna_amsl_m: None where the site does not say it itself."""

    place: Place
    antenna_agl_m: float | None = None
    antenna_amsl_m: float | None = None

    def sensor(self, antenna_agl_m: float) -> Site:
        """The site as the engine of sight has it; antenna_agl_m where it says no height itself."""
        from howfar.sight.site import Site

        agl_m = antenna_agl_m if self.antenna_agl_m is None and self.antenna_amsl_m is None else self.antenna_agl_m
        return Site(
            self.place.lat, self.place.lon, antenna_agl_m=agl_m, antenna_amsl_m=self.antenna_amsl_m,
            name=self.place.name,
        )  # fmt: skip


def standing(at: Sequence[str], table: Path | None) -> tuple[Standing, ...]:
    """The sites of --at and of --sites, in that order, each with a name of its own.

    Raises UsageError where there is none, UnknownPlaceError, and for a table what is wrong with which line.
    """
    from howfar.places.gazetteer import Gazetteer

    found = [Standing(Gazetteer.default().resolve(words).place) for words in at]
    if table is not None:
        found += _of_table(table)
    if not found:
        raise UsageError('say where it stands: --at "46.5,8.5", or --sites FILE.csv with the columns name,lat,lon')
    return _told_apart(found)


def _of_table(table: Path) -> list[Standing]:
    from howfar.cli.ground import rows_of
    from howfar.places.model import Place

    found = []
    for number, row in enumerate(rows_of(table), start=1):
        lat, lon = row["lat"], (row["lon"] + 180.0) % 360.0 - 180.0
        name = (row.get("name") or "").strip() or f"site {number}"
        typed = (row.get("antenna") or "").strip()
        try:
            antenna_m = length_m(typed, what="antenna") if typed else None
        except UnitError as error:
            raise UnitError(f"{table}, {name}: {error}") from None
        found.append(Standing(Place(name, "point", lat, lon, asked=f"{lat:g},{lon:g}", source="--sites"), antenna_m))
    return found


def _told_apart(found: list[Standing]) -> tuple[Standing, ...]:
    """Sites of one name get a number behind it: what is lost without one is told by name."""
    names = [site.place.name for site in found]
    return tuple(
        replace(site, place=replace(site.place, name=f"{name} ({names[: index + 1].count(name)})"))
        if names.count(name) > 1
        else site
        for index, (site, name) in enumerate(zip(found, names, strict=True))
    )
