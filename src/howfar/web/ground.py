"""Elevation models for the page, where the person who started the server gave some: opened around what is asked."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from howfar.check.question import OpensTerrain, Reach
    from howfar.places.model import Place
    from howfar.terrain.grid import ElevationGrid

_KEPT = 4  # models of the last questions: moving a slider asks for the same ground again


def opener(terrain: Sequence[str]) -> OpensTerrain | None:
    """A function that opens the files around a place, or None when there are none. Voids are interpolated."""
    if not terrain:
        return None
    kept: dict[tuple[tuple[float, float], Reach], ElevationGrid] = {}
    lock = Lock()

    def opened(site: tuple[float, float], reach: Reach) -> ElevationGrid:
        from howfar.terrain.open import open_terrain

        key = (site, reach)
        with lock:
            if key not in kept:
                area: Any = {"radius_m": reach} if isinstance(reach, float) else {"towards": reach}
                while len(kept) >= _KEPT:
                    kept.pop(next(iter(kept)))
                kept[key] = open_terrain(terrain, site=site, voids="interpolate", **area)
            return kept[key]

    return opened


def over_ground(
    told: dict[str, Any],
    grid: ElevationGrid,
    ends: Sequence[Place],
    antenna_m: float,
    *,
    k_factor: float,
    target_m: float | None,
) -> dict[str, Any]:
    """`howfar/sight/1` of a smooth Earth, redone over terrain: the numbers, and the ground in the profile."""
    from howfar.sight import path
    from howfar.sight.site import Site

    origin, target = ends
    site = Site(origin.lat, origin.lon, antenna_agl_m=antenna_m)
    height: Any = {"target_agl_m": 0.0} if target_m is None else {"target_amsl_m": target_m}
    seen = path.sight(grid, site, target.lat, target.lon, k_factor=k_factor, **height)
    cut = told["profile"]
    lons, lats = np.array(cut["track"]).T
    ground = np.asarray(grid.height_m(lats, lons)) + np.array(cut["earth_m"])
    return {
        **told,
        "is_visible": None if target_m is None else seen.is_visible,
        "clearance_m": None if target_m is None else seen.clearance_m,
        "blocked_at_km": None if seen.blocked_at_m is None or seen.is_visible else seen.blocked_at_m / 1000.0,
        "minimum_visible_altitude_amsl_m": seen.minimum_visible_altitude_amsl_m,
        "minimum_visible_height_agl_m": seen.minimum_visible_height_agl_m,
        "assumptions": {**told["assumptions"], "earth": "WGS84 with terrain", "vertical_datum": grid.vertical_datum},
        "profile": {**cut, "ground_m": [round(float(h), 1) if np.isfinite(h) else None for h in ground]},
    }
