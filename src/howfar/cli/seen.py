"""`howfar seen`: from where a target is seen, the inverse of `howfar cover`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from howfar.cli import common
from howfar.cli.elevation import Elevation, Grouped, with_elevation
from howfar.constants import NOMINAL_ANTENNA_AGL_M, STANDARD_K_FACTOR
from howfar.errors import UsageError
from howfar.units import length_m

if TYPE_CHECKING:
    from howfar.check.question import OpensTerrain
    from howfar.places.model import Place
    from howfar.report.seenview import Seen
    from howfar.terrain.grid import ElevationGrid

_RASTERS: Final = (".tif", ".tiff")
_PICTURES: Final = (".png", ".svg")


def register(app: typer.Typer) -> None:
    """Add the command to the door."""
    app.command("seen", cls=Grouped)(with_elevation(seen))


def seen(
    target: Annotated[str, typer.Argument(help='What is looked at: a place or "lat,lon".')],
    altitude: Annotated[
        str | None, typer.Option("--altitude", help="The target's altitude above the sea: 10km, FL300.")
    ] = None,
    height: Annotated[
        str | None, typer.Option("--height", help="Or, with --terrain, its height above the ground: 100m.")
    ] = None,
    origin: Annotated[
        str | None, typer.Option("--from", help="From where in this country or region, or how near to this place.")
    ] = None,
    antenna: common.Antenna = None,
    reach: Annotated[
        str | None, typer.Option("--range", help="How far to look; the horizon over a smooth Earth if not given.")
    ] = None,
    k_factor: common.KFactor = None,
    output: common.Output = None,
    as_json: common.Json = False,
    *,
    elevation: Elevation,
) -> None:
    """From where is a target seen? The inverse viewshed: places whose antenna has it in line of sight.

    A .tif holds the least antenna height above ground for every cell.

    Example: howfar seen Minsk --altitude 3km --from Lithuania --antenna 30m
    """
    opens = elevation.opens()
    given = common.assumptions_of(antenna, k_factor, terrain=opens)
    if (altitude is None) == (height is None):
        raise UsageError("give the target's height once: --altitude above the sea, or --height above the ground")
    if height is not None and opens is None:
        raise UsageError("--height is above the ground of an elevation model; give --terrain, or --altitude")
    check_kinds(output or (), has_terrain=opens is not None)
    asked = Asked(
        *_places(target, origin),
        None if altitude is None else length_m(altitude, what="--altitude"),
        None if height is None else length_m(height, what="--height"),
        NOMINAL_ANTENNA_AGL_M if given.antenna_agl_m is None else given.antenna_agl_m,
        STANDARD_K_FACTOR if given.k_factor is None else given.k_factor,
        None if reach is None else length_m(reach, what="--range", at_least_m=1.0),
    )
    found, heights = _smooth(asked) if opens is None else _over_terrain(asked, opens, quiet=elevation.quiet)
    from howfar.report import seenview

    for path in output or ():
        _write(path, found, heights)
    if as_json:
        common.print_json(seenview.seen_object(found))
    else:
        lines = [*seenview.seen_lines(found), *found.assumptions.get("notes", ())]
        print("\n".join(part for line in lines for part in common.wrapped(line, indent=0)))


def _places(target: str, origin: str | None) -> tuple[Place, Place | None]:
    """The target, a point, and from where it is asked to be seen."""
    from howfar.places.gazetteer import Gazetteer

    gazetteer = Gazetteer.default()
    place = gazetteer.resolve(target).place
    if place.is_region:
        raise UsageError(f"a target is at a point, and {place.name} is a {place.kind}; give a town or coordinates")
    return place, None if origin is None else gazetteer.resolve(origin).place


def _write(path: Path, found: Seen, heights: Any) -> None:
    """One file by its ending: .tif the least antenna height, .png a map, else layers."""
    from howfar.cli.outputs import write_picture
    from howfar.report import geo, seenview

    if path.suffix.lower() in _RASTERS:
        _write_heights(path, heights, found)
    elif path.suffix.lower() in _PICTURES:
        write_picture(path, seenview.seen_scene(found))
    else:
        geo.write(path, seenview.seen_layers(found), credit=found.credits)


@dataclass(frozen=True)
class Asked:
    """The question; metres. Exactly one of altitude_m (above the sea) and height_m (above ground) is given."""

    target: Place
    origin: Place | None
    altitude_m: float | None
    height_m: float | None
    antenna_agl_m: float
    k_factor: float
    limit_m: float | None

    def range(self, above_m: float) -> tuple[float, str]:
        """How far to look (metres) and what that is, for a target that far above the sea or its ground."""
        from howfar.check.wording import distance_words
        from howfar.earth.horizon import line_of_sight_range_m

        if self.limit_m is not None:
            return self.limit_m, f"the range given, {distance_words(self.limit_m / 1000)}"
        smooth_m = float(line_of_sight_range_m(self.antenna_agl_m, max(above_m, 10.0), k_factor=self.k_factor))
        words = (
            f"out to {distance_words(smooth_m / 1000)}, the horizon over a smooth Earth; an antenna on high ground may "
            "see it from farther (--range)"
        )
        if self.origin is not None and self.origin.is_region:
            from howfar.check.distance import geometry_of
            from howfar.earth.region import region_distances

            shape = geometry_of(self.origin, for_m=smooth_m)
            far_m = float(region_distances(geometry_of(self.target), shape).farthest_m)
            if far_m < smooth_m:
                return far_m, f"all of {self.origin.name}"
        return smooth_m, words


def check_kinds(output: Sequence[Path], *, has_terrain: bool) -> None:
    """Refuse endings that are not known, before the work begins."""
    from howfar.report.geo import KINDS, UPINTHEAIR

    for path in output:
        kind = path.suffix.lower()
        if kind not in (*_RASTERS, *_PICTURES, *KINDS) or path.name.lower().endswith(UPINTHEAIR):
            raise UsageError(f"{path.name}: unknown ending; use one of {', '.join((*KINDS, *_RASTERS, *_PICTURES))}")
        if kind in _RASTERS and not has_terrain:
            raise UsageError(f"{path.name}: a raster is cut from an elevation model; give --terrain")


def _over_terrain(asked: Asked, opens: OpensTerrain, *, quiet: bool) -> tuple[Seen, Any]:
    from howfar.cli.ground import progress
    from howfar.cli.groundcover import say_first_use
    from howfar.report.seenview import Seen
    from howfar.sight.vantage import vantage

    target, origin = asked.target, asked.origin
    guess_m = asked.altitude_m if asked.altitude_m is not None else (asked.height_m or 0.0) + 1000.0
    range_m, range_words = asked.range(guess_m)
    grid = opens((target.lat, target.lon), range_m)
    altitude_m = _altitude_m(asked, grid)
    say_first_use()
    with progress("Sweeping", quiet=quiet):
        found = vantage(
            grid, target.lat, target.lon, target_amsl_m=altitude_m, antenna_agl_m=asked.antenna_agl_m,
            region=None if origin is None or not origin.is_region else origin.geometry, k_factor=asked.k_factor,
            max_range_m=range_m,
        )  # fmt: skip
    return Seen(
        target, altitude_m, origin, asked.antenna_agl_m, asked.k_factor, range_m, range_words, found.outline(),
        found.area_m2(), found.share(),
        min(found.known_area_m2() / asked_m2, 1.0) if (asked_m2 := _asked_m2(asked, range_m)) else 1.0,
        found.farthest_m(),
        None if origin is None or origin.is_region else found.nearest_to(origin.lat, origin.lon),
        {"earth": "WGS84 with terrain", "vertical_datum": grid.vertical_datum, "notes": list(grid.assumptions)},
        grid.credits,
    ), found.coverage  # fmt: skip


def _asked_m2(asked: Asked, range_m: float) -> float:
    """Area within the range, and of the region where one was asked for, whether or not a model tells about it."""
    from howfar.check.distance import geometry_of
    from howfar.earth.region import area_m2, range_ring

    around = range_ring(asked.target.lat, asked.target.lon, range_m)
    if asked.origin is not None and asked.origin.is_region:
        around = geometry_of(asked.origin, for_m=range_m).intersection(around)
    return 0.0 if around.is_empty else float(area_m2(around))


def _altitude_m(asked: Asked, grid: ElevationGrid) -> float:
    """The target's altitude above the sea. Raises UsageError under the ground."""
    target = asked.target
    ground_m = float(grid.height_m(target.lat, target.lon))
    if asked.altitude_m is None:
        return ground_m + (asked.height_m or 0.0)
    if asked.altitude_m < ground_m:
        raise UsageError(
            f"a target {asked.altitude_m:g} m above the sea is under the ground at {target.name}, which is "
            f"{ground_m:.0f} m high in the elevation model; give a higher --altitude, or --height above the ground"
        )
    return asked.altitude_m


def _smooth(asked: Asked) -> tuple[Seen, None]:
    """Over a smooth Earth: all places within the horizon, held to the region."""
    from howfar.check.distance import geometry_of
    from howfar.earth.refraction import sight_range_m
    from howfar.earth.region import area_m2, range_ring, region_distances
    from howfar.report.seenview import Seen

    target, origin, altitude_m = asked.target, asked.origin, asked.altitude_m or 0.0
    horizon_m = float(sight_range_m(asked.antenna_agl_m, altitude_m, k_factor=asked.k_factor))
    range_m = min(horizon_m, asked.limit_m or horizon_m)
    outline = range_ring(target.lat, target.lon, range_m)
    share, farthest_m, nearest = None, range_m, None
    if origin is not None and origin.is_region:
        whole = geometry_of(origin, for_m=range_m)
        outline = whole.intersection(outline)
        share = area_m2(outline) / area_m2(whole) if not outline.is_empty else 0.0
        farthest_m = min(range_m, float(region_distances(geometry_of(target), whole).farthest_m))
    elif origin is not None:
        nearest = _nearest_on_ring(target, origin, range_m)
    return Seen(
        target, altitude_m, origin, asked.antenna_agl_m, asked.k_factor, range_m,
        "a smooth Earth, without terrain", outline,
        0.0 if outline.is_empty else float(area_m2(outline)), share, 1.0, None if outline.is_empty else farthest_m,
        nearest, {"earth": "WGS84, smooth; no terrain"},
    ), None  # fmt: skip


def _nearest_on_ring(target: Place, origin: Place, range_m: float) -> tuple[float, float, float]:
    from howfar.earth.geodesic import destination, inverse

    away_m, azimuth, _ = inverse(target.lat, target.lon, origin.lat, origin.lon)
    if away_m <= range_m:
        return origin.lat, origin.lon, 0.0
    lat, lon = destination(target.lat, target.lon, azimuth, range_m)
    return float(lat), float(lon), float(away_m - range_m)


def _write_heights(path: Path, coverage: Any, found: Seen) -> None:
    from howfar.report.geotiff import write_cog

    write_cog(
        path, coverage.minimum_visible_height_agl_m, coverage.grid.transform, datum="ground",
        description=f"least antenna height above ground that sees {found.target.name}", credit=found.credits,
    )  # fmt: skip
