"""The vertical cut along a path: how the Earth falls away, where the lowest ray runs, how high a target must be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from howfar.constants import MEAN_EARTH_RADIUS_M
from howfar.earth import geodesic
from howfar.earth.refraction import sight_floor_m

if TYPE_CHECKING:
    from howfar.check.model import Span
    from howfar.places.model import Place

_POINTS = 240
_FARTHEST_M = 9_000_000.0  # beyond a quarter of the Earth the cut from a touching plane has no meaning


def sight_object(
    origin: Place, target: Place, *, antenna_m: Span, k_factor: Span, target_altitude_m: float | None
) -> dict[str, Any]:
    """`howfar/sight/1` between two places over a smooth Earth, with its profile."""
    from howfar.report.contract import sight_result

    cut = profile(origin, target, antenna_m=antenna_m, k_factor=k_factor, target_altitude_m=target_altitude_m)
    floor_m = float(sight_floor_m(cut["total_km"] * 1000.0, antenna_m.nominal, k_factor=k_factor.nominal))
    clearance_m = None if target_altitude_m is None or not np.isfinite(floor_m) else target_altitude_m - floor_m
    return sight_result(
        is_visible=None if clearance_m is None else clearance_m >= 0,
        ground_range_km=cut["total_km"],
        clearance_m=clearance_m,
        blocked_at_km=None,
        minimum_visible_altitude_amsl_m=floor_m,
        minimum_visible_height_agl_m=floor_m,
        assumptions={
            "earth": "smooth; no terrain",
            "antenna_m": {"nominal": antenna_m.nominal, "from": antenna_m.low, "to": antenna_m.high},
            "k_factor": {"nominal": k_factor.nominal, "from": k_factor.low, "to": k_factor.high},
        },
        profile=cut,
    )


def profile(
    origin: Place, target: Place, *, antenna_m: Span, k_factor: Span, target_altitude_m: float | None
) -> dict[str, Any]:
    """The arrays of `howfar/profile/1` between two places (their representative points), over a smooth Earth."""
    total_m = float(geodesic.distance_m(origin.lat, origin.lon, target.lat, target.lon))
    reach_m = min(total_m, _FARTHEST_M)
    along_m = np.linspace(0.0, reach_m, _POINTS)
    azimuth_deg = geodesic.inverse(origin.lat, origin.lon, target.lat, target.lon)[1]
    lats, lons = geodesic.destination(origin.lat, origin.lon, float(azimuth_deg), along_m)
    angle = along_m / MEAN_EARTH_RADIUS_M
    drop_m = MEAN_EARTH_RADIUS_M * (1.0 - np.cos(angle))
    floors = [
        np.asarray(sight_floor_m(along_m, antenna, k_factor=k))
        for antenna, k in (
            (antenna_m.nominal, k_factor.nominal), (antenna_m.high, k_factor.high), (antenna_m.low, k_factor.low)
        )
    ]  # fmt: skip
    return {
        "schema": "howfar/profile/1",
        "distance_km": _rounded(along_m / 1000.0, 3),
        "earth_m": _rounded(-drop_m, 1),
        "ground_m": None,
        "ray_m": _rounded(floors[0] * np.cos(angle) - drop_m, 1),
        "floor_amsl_m": _rounded(floors[0], 1),
        "floor_low_amsl_m": _rounded(floors[1], 1),
        "floor_high_amsl_m": _rounded(floors[2], 1),
        "track": [(round(float(lon), 4), round(float(lat), 4)) for lat, lon in zip(lats, lons, strict=True)],
        "target_altitude_m": target_altitude_m,
        "antenna_m": antenna_m.nominal,
        "k_factor": round(k_factor.nominal, 4),
        "total_km": round(total_m / 1000.0, 3),
    }


def _rounded(values: Any, decimals: int) -> list[float]:
    return [round(float(value), decimals) if np.isfinite(value) else 0.0 for value in values]
