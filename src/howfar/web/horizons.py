"""Horizons of `/api/cover`: where a target at each altitude is seen, over terrain or a smooth Earth."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from howfar.check.coverage import HorizonLayer, horizon_layers
from howfar.check.wording import altitude_as_given
from howfar.earth.geodesic import destination
from howfar.errors import TerrainError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from howfar.check.model import Span
    from howfar.check.question import OpensTerrain
    from howfar.places.model import Place
    from howfar.sight.coverage import Coverage

TERRAIN_RANGE_M: Final = 160_000.0  # read so far when nobody says how far: the horizon of a target at 1 km
MOST_TERRAIN_RANGE_M: Final = 300_000.0
_DRAWN_DEG: Final = 0.002  # outlines are simplified to about 200 m


def added(
    told: dict[str, Any],
    ground: OpensTerrain | None,
    stands: Sequence[Place],
    altitudes_m: Sequence[float],
    spans: tuple[Span, Span],
    *,
    range_m: float | None,
) -> dict[str, Any]:
    """`howfar/coverage/1` with its horizon layers, highest first; each says over which Earth it was worked out.

    stands: the points that the sensors stand at. spans: antenna heights above ground (m) and k. range_m: stop here.
    Where no range_m is given, an altitude whose horizon lies beyond TERRAIN_RANGE_M stays on the smooth Earth.
    Raises UsageError for a range_m that is too wide for terrain.
    """
    smooth = horizon_layers(stands, altitudes_m, antenna_m=spans[0], k_factor=spans[1], limit_m=range_m)
    found = [] if ground is None else _coverages(ground, stands, smooth, spans, range_m)
    layers = [_told(layer, found, range_m) for layer in smooth]
    earth = "WGS84 with terrain" if any(layer["earth"] == "terrain" for layer in layers) else None
    more = {"earth": earth, "terrain": _remarks(found)} if earth and found else {}
    stood = [{"name": place.name, "lat": round(place.lat, 5), "lon": round(place.lon, 5)} for place in stands]
    return {**told, "layers": layers, "stands": stood, "assumptions": {**told["assumptions"], **more}}


def _coverages(
    ground: OpensTerrain, stands: Sequence[Place], smooth: Sequence[HorizonLayer], spans: tuple[Span, Span],
    range_m: float | None,
) -> list[Coverage]:  # fmt: skip
    """One surface for every site; [] where there is no ground or no horizon near enough."""
    if range_m is not None and range_m > MOST_TERRAIN_RANGE_M:
        raise UsageError(
            f"a range of {range_m / 1000:g} km is too wide for terrain here; {MOST_TERRAIN_RANGE_M / 1000:g} km are "
            f"allowed, and `howfar cover --terrain` goes farther"
        )
    if range_m is None and all(layer.range_m > TERRAIN_RANGE_M for layer in smooth):
        return []
    try:
        return [_coverage(ground, place, range_m or TERRAIN_RANGE_M, spans) for place in stands]
    except TerrainError:  # no ground there: the smooth Earth is told, and says so
        return []


def _coverage(ground: OpensTerrain, place: Place, radius_m: float, spans: tuple[Span, Span]) -> Coverage:
    from howfar.sight.coverage import minimum_visible_altitude
    from howfar.sight.site import Site

    site = Site(place.lat, place.lon, antenna_agl_m=spans[0].nominal, name=place.name)
    grid = ground((place.lat, place.lon), radius_m)
    return minimum_visible_altitude(grid, site, k_factor=spans[1].nominal, max_range_m=radius_m, threads=1)


def _told(layer: HorizonLayer, found: Sequence[Coverage], range_m: float | None) -> dict[str, Any]:
    if found and (range_m is not None or layer.range_m <= TERRAIN_RANGE_M):
        return _over_terrain(layer, found)
    from shapely.geometry import mapping

    return {
        "altitude": altitude_as_given(layer.altitude_m), "altitude_m": layer.altitude_m,
        "datum": "above mean sea level",
        "area_km2": layer.area_m2 / 1e6, "farthest_km": layer.range_m / 1000.0,
        "farthest_low_km": layer.range_low_m / 1000.0, "farthest_high_km": layer.range_high_m / 1000.0,
        "outline": mapping(layer.geometry), "earth": "smooth",
        "cut_at_km": None if range_m is None or layer.range_m < range_m else range_m / 1000.0,
    }  # fmt: skip


def _remarks(found: Sequence[Coverage]) -> list[str]:
    """What is to be known of the model: how it was read, and whether it ends before the range does."""
    remarks = list(found[0].grid.assumptions)
    if any(_ends_early(coverage) for coverage in found):
        remarks.append("the elevation model ends within the range: what lies beyond its edge is not counted as seen")
    return remarks


def _ends_early(coverage: Coverage) -> bool:
    site, reach_m = coverage.site, 0.97 * (coverage.max_range_m or 0.0)
    lats, lons = destination(site.lat, site.lon, np.arange(0.0, 360.0, 10.0), reach_m)
    return not all(coverage.grid.contains(float(lat), float(lon)) for lat, lon in zip(lats, lons, strict=True))


def _over_terrain(layer: HorizonLayer, found: Sequence[Coverage]) -> dict[str, Any]:
    from shapely import simplify, union_all
    from shapely.geometry import mapping

    from howfar.earth.region import area_m2

    outlines = [c.outline(altitude_amsl_m=layer.altitude_m, simplify_cells=1.0) for c in found]
    together = outlines[0] if len(outlines) == 1 else union_all(outlines)
    area = found[0].area_m2(altitude_amsl_m=layer.altitude_m) if len(found) == 1 else float(area_m2(together))
    reached = [f for c in found if (f := c.farthest_m(altitude_amsl_m=layer.altitude_m)) is not None]
    limit_m = found[0].max_range_m or math.inf
    return {
        "altitude": altitude_as_given(layer.altitude_m), "altitude_m": layer.altitude_m,
        "datum": "above mean sea level",
        "area_km2": area / 1e6, "farthest_km": max(reached) / 1000.0 if reached else None,
        "outline": mapping(simplify(together, _DRAWN_DEG)), "earth": "terrain",
        "cut_at_km": limit_m / 1000.0 if reached and max(reached) > 0.99 * limit_m else None,
    }  # fmt: skip
