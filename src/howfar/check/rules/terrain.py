"""The terrain rule: the lowest visible altitude over a real elevation model, in place of the smooth-Earth horizon."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from howfar.check.distance import Distances
from howfar.check.model import Finding, Question
from howfar.check.rules.horizon import Floor, horizon_finding
from howfar.earth.geodesic import destination
from howfar.earth.horizon import lowest_visible_altitude_m
from howfar.earth.refraction import sight_floor_m
from howfar.errors import TerrainError, UsageError
from howfar.places.model import Place
from howfar.systems.model import Verb

if TYPE_CHECKING:
    from howfar.sight.path import PathSight
    from howfar.terrain.grid import ElevationGrid

_SHARP_M: Final = 200.0  # a place known to this is a point on any elevation model


@dataclass(frozen=True)
class OverTerrain:
    """The floor over terrain, and the nominal path with the ridge that decides it."""

    floor: Floor
    path: PathSight


def over_terrain(question: Question, needed: Distances, grid: ElevationGrid) -> OverTerrain | None:
    """The floor of sight over the model for point origin and target, over the spread of antenna, k and the two places.

    A place that is only known to some kilometres is tried on four sides too: a hill beside it may hide what it sees.

    The engine of sight bends rays by a constant k. Where the design asks for the traced ray (docs/models/refraction.md)
    what that ray adds over a smooth Earth is added here too. None where a void on the way leaves it open. Raises
    TerrainError.
    """
    antenna, k = question.antenna_agl_m, question.k_factor
    nominal = _path(question, grid, antenna.nominal, k.nominal)
    heights = [
        _floor_m(_path(question, grid, antenna_m, factor), needed.nominal_m, antenna_m, factor)
        for antenna_m, factor in ((antenna.nominal, k.nominal), (antenna.high, k.high), (antenna.low, k.low))
    ]
    if any(height is None for height in heights):
        return None
    known = [float(height or 0.0) for height in heights] + _beside(question, needed)
    return OverTerrain(Floor(known[0], min(known), max(known)), nominal)


def _beside(question: Question, needed: Distances) -> list[float]:
    """Floors from four sides of the origin and to four sides of the target, as far off as they are vague."""
    if question.opens is None or question.origin is None or question.target is None:
        return []
    origin, target = question.origin.place, question.target.place
    pairs = [(there, (target.lat, target.lon)) for there in _sides(origin)]
    pairs += [((origin.lat, origin.lon), there) for there in _sides(target)]
    antenna_m, k = question.antenna_agl_m.nominal, question.k_factor.nominal
    floors = []
    for start, end in pairs:
        with contextlib.suppress(TerrainError, UsageError):  # beyond the model, or both at one place
            path = _path_between(question.opens(start, end), start, end, antenna_m, k)
            floor_m = _floor_m(path, needed.nominal_m, antenna_m, k)
            floors += [] if floor_m is None else [floor_m]
    return floors


def _sides(place: Place) -> list[tuple[float, float]]:
    if place.vagueness_m < _SHARP_M:
        return []
    lats, lons = destination(place.lat, place.lon, np.array([0.0, 90.0, 180.0, 270.0]), place.vagueness_m)
    return [(float(lat), float(lon)) for lat, lon in zip(lats, lons, strict=True)]


def terrain_finding(question: Question, found: OverTerrain, smooth: Floor, *, verb: Verb) -> Finding:
    """The horizon rule with the terrain's floor; the smooth-Earth floor and the deciding ridge stand in the inputs."""
    path = found.path
    as_horizon = horizon_finding(question, found.floor, verb=verb)
    return Finding(
        rule="terrain",
        holds=as_horizon.holds,
        sentence="",
        value=found.floor.nominal_m / 1000.0,
        low=found.floor.low_m / 1000.0,
        high=found.floor.high_m / 1000.0,
        formula="lowest visible altitude over the elevation model along the geodesic; docs/models/sight.md",
        inputs={
            **as_horizon.inputs,
            "smooth_earth_km": smooth.nominal_m / 1000.0,
            "ridge": None
            if path.ridge_lat is None
            else {
                "lat": path.ridge_lat,
                "lon": path.ridge_lon,
                "distance_km": (path.blocked_at_m or 0.0) / 1000.0,
                "height_amsl_m": path.ridge_amsl_m,
            },
        },
        verb=verb,
    )


def _path(question: Question, grid: ElevationGrid, antenna_m: float, k_factor: float) -> PathSight:
    assert question.origin is not None
    assert question.target is not None
    origin, target = question.origin.place, question.target.place
    return _path_between(grid, (origin.lat, origin.lon), (target.lat, target.lon), antenna_m, k_factor)


def _path_between(
    grid: ElevationGrid, start: tuple[float, float], end: tuple[float, float], antenna_m: float, k_factor: float
) -> PathSight:
    from howfar.sight.path import sight
    from howfar.sight.site import Site

    site = Site(*start, antenna_agl_m=antenna_m)
    return sight(grid, site, *end, target_agl_m=0.0, k_factor=k_factor, profile_points=2)


def _floor_m(path: PathSight, ground_m: float, antenna_m: float, k_factor: float) -> float | None:
    if path.minimum_visible_altitude_amsl_m is None:
        return None
    traced_m = float(sight_floor_m(ground_m, antenna_m, k_factor=k_factor))
    simple_m = float(lowest_visible_altitude_m(ground_m, antenna_m, k_factor=k_factor))
    return path.minimum_visible_altitude_amsl_m + max(0.0, traced_m - simple_m)
