"""Elevation models for the page, where the person who started the server gave some: opened around what is asked."""

from __future__ import annotations

import math
import os
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from howfar.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from howfar.check.question import OpensTerrain, Reach
    from howfar.places.model import Place
    from howfar.terrain.grid import ElevationGrid
    from howfar.terrain.tilestore import TileCache

COPERNICUS: Final = "copernicus"
MOST_CELLS: Final = 14_000_000  # of one question: a model with more is averaged down, and the answer says so
_KEPT: Final = 4  # models of the last questions: moving a slider asks for the same ground again
_FINE_RADIUS_M: Final = 50_000.0  # GLO-30 up to here: 11 million cells


def opener(terrain: Sequence[str], *, offline: bool = False) -> OpensTerrain | None:
    """A function that opens the models around a place, or None when there are none.

    terrain: files and folders, or the one word copernicus. offline: take Copernicus tiles from the cache alone.
    Holes in files are interpolated; a model of more than MOST_CELLS cells within the radius is averaged down.
    Raises UsageError for copernicus beside files.
    """
    if not terrain:
        return None
    if COPERNICUS in terrain and len(terrain) > 1:
        raise UsageError("--terrain copernicus stands alone; give files without it")
    kept: dict[tuple[tuple[float, float], Reach], ElevationGrid] = {}
    lock = Lock()

    def opened(site: tuple[float, float], reach: Reach) -> ElevationGrid:
        key = (site, reach)
        with lock:
            if key not in kept:
                while len(kept) >= _KEPT:
                    kept.pop(next(iter(kept)))
                kept[key] = _copernicus(site, reach, offline) if COPERNICUS in terrain else _files(terrain, site, reach)
            return kept[key]

    return opened


def _files(terrain: Sequence[str], site: tuple[float, float], reach: Reach) -> ElevationGrid:
    from howfar.terrain.open import open_terrain, plan_terrain

    area: dict[str, Any] = {"radius_m": reach} if isinstance(reach, float) else {"towards": reach}
    rows, cols = plan_terrain(terrain, site=site, voids="interpolate", **area).shape
    decimate = max(1, math.ceil(math.sqrt(rows * cols / MOST_CELLS))) if isinstance(reach, float) else 1
    return open_terrain(terrain, site=site, voids="interpolate", decimate=decimate, **area)


def _copernicus(site: tuple[float, float], reach: Reach, offline: bool) -> ElevationGrid:
    from howfar.terrain.copernicus import open_copernicus
    from howfar.terrain.tilestore import Store

    mirror = os.environ.get("HOWFAR_COPERNICUS")
    given: dict[str, Any] = {
        "cache": tile_cache(), "store": Store.mirror(mirror) if mirror else None, "offline": offline,
    }  # fmt: skip
    if isinstance(reach, float):
        return open_copernicus(site, reach, product="glo-30" if reach <= _FINE_RADIUS_M else "glo-90", **given)
    return open_copernicus(site, towards=reach, **given)


def tile_cache() -> TileCache:
    """The cache folder: HOWFAR_CACHE, else this system's own; the same as the commands'."""
    from howfar.terrain.tilestore import TileCache

    folder = os.environ.get("HOWFAR_CACHE")
    return TileCache(Path(folder) / "copernicus" if folder else TileCache.default_folder())


def over_ground(
    told: dict[str, Any],
    grid: ElevationGrid,
    ends: Sequence[Place],
    antenna_m: float,
    *,
    k_factor: float,
    target_m: float | None,
) -> dict[str, Any]:
    """`howfar/sight/1` of a smooth Earth, redone over terrain: the numbers, and the profile with ground and ray."""
    from howfar.sight import path
    from howfar.sight.site import Site

    origin, target = ends
    site = Site(origin.lat, origin.lon, antenna_agl_m=antenna_m)
    height: Any = {"target_agl_m": 0.0} if target_m is None else {"target_amsl_m": target_m}
    cut = told["profile"]
    points = len(cut["earth_m"])
    seen = path.sight(grid, site, target.lat, target.lon, k_factor=k_factor, profile_points=points, **height)
    earth = np.array(cut["earth_m"])
    ground, ray = earth + seen.profile_ground_amsl_m, earth + seen.profile_lowest_amsl_m
    return {
        **told,
        "is_visible": None if target_m is None else seen.is_visible,
        "clearance_m": None if target_m is None else seen.clearance_m,
        "blocked_at_km": None if seen.blocked_at_m is None or seen.is_visible else seen.blocked_at_m / 1000.0,
        "minimum_visible_altitude_amsl_m": seen.minimum_visible_altitude_amsl_m,
        "minimum_visible_height_agl_m": seen.minimum_visible_height_agl_m,
        "assumptions": {**told["assumptions"], "earth": "WGS84 with terrain", "vertical_datum": grid.vertical_datum},
        "profile": {
            **cut,
            "ground_m": [round(float(h), 1) if np.isfinite(h) else None for h in ground],
            "ray_m": [round(float(h), 1) for h in ray] if np.isfinite(ray).all() else cut["ray_m"],
        },
    }
