"""From where, or from how high, a claim would hold over terrain: a sweep back from the target where it flies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from howfar.check.distance import Distances
from howfar.check.model import Condition, Question
from howfar.check.wording import altitude_words, distance_words, name_of
from howfar.earth.geodesic import inverse
from howfar.errors import TerrainError, UsageError
from howfar.sight.site import Site

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from howfar.sight.vantage import Vantage

WIDEST_M: Final = 200_000.0  # farther round the target no whole area is read for a condition
_BEYOND_M: Final = 25_000.0  # how far behind the origin places are looked for
_COMPASS: Final = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")
_MAST_M: Final = 1000.0
_ROUND_M: Final = 10_000.0  # of the surroundings of the nearest place that the condition draws


def mast_condition(question: Question) -> Condition | None:
    """The antenna height above ground at the origin from which the stated altitude is seen over terrain, up to 1 km."""
    altitude_m = _stated_m(question)
    if altitude_m is None or question.grid is None or question.origin is None or question.target is None:
        return None
    from howfar.sight.path import sight

    origin, target = question.origin.place, question.target.place
    try:
        back = sight(
            question.grid, Site(target.lat, target.lon, antenna_amsl_m=altitude_m), origin.lat, origin.lon,
            target_agl_m=0.0, k_factor=question.k_factor.nominal, profile_points=2,
        )  # fmt: skip
    except (TerrainError, UsageError):  # the stated altitude lies under the ground there
        return None
    needed_m = back.minimum_visible_height_agl_m
    if needed_m is None or not question.antenna_agl_m.nominal < needed_m <= _MAST_M:
        return None
    words = f"the antenna stands at least {needed_m:,.0f} m above the ground at {name_of(origin)}"
    return Condition("antenna height", words, at_least=round(needed_m, 0), unit="m")


def vantage_condition(question: Question, needed: Distances) -> Condition | None:
    """The nearest place to the origin from which the target is in sight at its stated altitude, and those around it.

    None without a stated altitude or an area to look at, or where the origin itself or no place at all sees it.
    """
    altitude_m = _stated_m(question)
    if altitude_m is None or question.opens_around is None or question.origin is None or question.target is None:
        return None
    reach_m = needed.nominal_m + _BEYOND_M
    if reach_m > WIDEST_M:
        return None
    origin, target = question.origin.place, question.target.place
    from howfar.sight.vantage import vantage

    try:
        found = vantage(
            question.opens_around((target.lat, target.lon), reach_m), target.lat, target.lon,
            target_amsl_m=altitude_m, antenna_agl_m=question.antenna_agl_m.nominal,
            k_factor=question.k_factor.nominal, max_range_m=reach_m,
        )  # fmt: skip
    except (TerrainError, UsageError):
        return None
    nearest = found.nearest_to(origin.lat, origin.lon)
    if nearest is None or nearest[2] < 1.0:
        return None
    lat, lon, away_m = nearest
    _, azimuth, _ = inverse(origin.lat, origin.lon, lat, lon)
    words = (
        f"it stands where {name_of(target)} is in line of sight {altitude_words(altitude_m)} up; the nearest such "
        f"place is {distance_words(away_m / 1000.0)} {_compass(float(azimuth))} of {name_of(origin)}"
    )
    region = _around(found, origin.lat, origin.lon, away_m + _ROUND_M)
    return Condition("vantage", words, at_least=round(away_m / 1000.0, 3), unit="km", region=region)


def _compass(azimuth_deg: float) -> str:
    return _COMPASS[round(azimuth_deg / 45.0) % 8]


def _stated_m(question: Question) -> float | None:
    claim, system = question.claim, question.system
    if claim.altitude_km is None or (system is not None and system.line_of_sight == "airborne"):
        return None
    return claim.altitude_km * 1000.0


def _around(found: Vantage, lat: float, lon: float, radius_m: float) -> BaseGeometry:
    """The places that see the target within a radius of another place."""
    from howfar.sight import masks

    mask = found.seen & masks.cells_within(_ring(lat, lon, radius_m), found.grid)
    return masks.outline(mask, found.grid)


def _ring(lat: float, lon: float, radius_m: float) -> BaseGeometry:
    from howfar.earth.region import range_ring

    return range_ring(lat, lon, radius_m)
