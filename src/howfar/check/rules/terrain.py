"""The terrain rule: the lowest visible altitude over a real elevation model, in place of the smooth-Earth horizon."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from howfar.check.distance import Distances
from howfar.check.model import Finding, Question
from howfar.check.rules.horizon import Floor, horizon_finding
from howfar.earth.horizon import lowest_visible_altitude_m
from howfar.earth.refraction import sight_floor_m
from howfar.systems.model import Verb

if TYPE_CHECKING:
    from howfar.sight.path import PathSight
    from howfar.terrain.grid import ElevationGrid


@dataclass(frozen=True)
class OverTerrain:
    """The floor over terrain, and the nominal path with the ridge that decides it."""

    floor: Floor
    path: PathSight


def over_terrain(question: Question, needed: Distances, grid: ElevationGrid) -> OverTerrain | None:
    """The floor of sight over the model for point origin and target, over the spread of antenna and k.

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
    nominal_m, low_m, high_m = (float(height or 0.0) for height in heights)
    return OverTerrain(Floor(nominal_m, low_m, high_m), nominal)


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
    from howfar.sight.path import sight
    from howfar.sight.site import Site

    assert question.origin is not None
    assert question.target is not None
    origin, target = question.origin.place, question.target.place
    site = Site(origin.lat, origin.lon, antenna_agl_m=antenna_m)
    return sight(grid, site, target.lat, target.lon, target_agl_m=0.0, k_factor=k_factor, profile_points=2)


def _floor_m(path: PathSight, ground_m: float, antenna_m: float, k_factor: float) -> float | None:
    if path.minimum_visible_altitude_amsl_m is None:
        return None
    traced_m = float(sight_floor_m(ground_m, antenna_m, k_factor=k_factor))
    simple_m = float(lowest_visible_altitude_m(ground_m, antenna_m, k_factor=k_factor))
    return path.minimum_visible_altitude_amsl_m + max(0.0, traced_m - simple_m)
