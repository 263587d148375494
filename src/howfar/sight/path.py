"""One path: is the target seen, what hides it, and how high it would have to be. Exact on the bilinear surface.

Rows and columns along the geodesic are smooth functions of the distance (Chebyshev polynomials through solved points).
Between two crossings of lattice lines the surface along the path is a parabola, so its steepest point is known in closed
form; the slope is that of `geometry`.
"""

# ruff: noqa: E501, PLR0917 - a parabola has three heights
from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import numpy.typing as npt
from numpy.polynomial import chebyshev

from howfar.constants import STANDARD_K_FACTOR
from howfar.earth.geodesic import inverse, wgs84
from howfar.errors import OutsideError, UsageError
from howfar.sight.coverage import antenna_height_m, check_atmosphere
from howfar.sight.geometry import path_radius_m
from howfar.sight.site import HIGHEST_M

if TYPE_CHECKING:
    from collections.abc import Callable

    from howfar.sight.site import Site
    from howfar.terrain.grid import ElevationGrid

Floats = npt.NDArray[np.float64]
Reason = Literal["clear", "horizon", "terrain", "no data"]

_DEGREE: Final = 24  # of the polynomials along the path: far below a millimetre at 1000 km away from the poles
_POLAR_DEG: Final = 84.0  # of latitude: nearer to a pole columns are followed by samples
_NEAREST: Final = 0.01  # cells: nothing nearer to the antenna than this hides, as in the sweep


@dataclass(frozen=True, eq=False)
class PathSight:
    """What one path says. Distances in metres along the geodesic, heights in metres above mean sea level.

    is_visible: None where a void on the way leaves it open. clearance_m: the target's height over the lowest visible
    altitude, negative when hidden. blocked_at_m and ridge: the point that decides the lowest visible altitude.
    profile_*: for drawing; line_amsl_m is the straight sight line to the target, lowest_amsl_m the lowest one that is clear.
    """

    is_visible: bool | None
    reason: Reason
    ground_range_m: float
    azimuth_deg: float
    antenna_amsl_m: float
    target_amsl_m: float
    target_ground_amsl_m: float
    clearance_m: float | None
    minimum_visible_altitude_amsl_m: float | None
    minimum_visible_height_agl_m: float | None
    blocked_at_m: float | None
    ridge_lat: float | None
    ridge_lon: float | None
    ridge_amsl_m: float | None
    k_factor: float
    profile_distance_m: Floats
    profile_ground_amsl_m: Floats
    profile_line_amsl_m: Floats
    profile_lowest_amsl_m: Floats


@dataclass(frozen=True)
class _Rays:
    """Slopes and heights along one azimuth: T = q / sin(theta) - tan(theta / 2), see geometry."""

    antenna_m: float
    length_m: float
    bent_m: npt.NDArray[np.float64]  # Chebyshev coefficients of k R over the path

    def bent(self, s: Floats) -> Floats:
        return np.asarray(chebyshev.chebval(2.0 * s / self.length_m - 1.0, self.bent_m))

    def slope(self, s: Floats, height: Floats) -> Floats:
        bent = self.bent(s)
        theta = s / bent
        return (height - self.antenna_m) / (bent + height) / np.sin(theta) - np.tan(theta / 2.0)

    def height(self, s: Floats, slope: float) -> Floats:
        bent = self.bent(s)
        theta = s / bent
        q = (slope + np.tan(theta / 2.0)) * np.sin(theta)
        return np.where(q < 1.0, (self.antenna_m + q * bent) / np.where(q < 1.0, 1.0 - q, 1.0), np.inf)


def sight(
    grid: ElevationGrid,
    site: Site,
    target_lat: float,
    target_lon: float,
    *,
    target_agl_m: float | None = None,
    target_amsl_m: float | None = None,
    k_factor: float = STANDARD_K_FACTOR,
    profile_points: int = 400,
) -> PathSight:
    """Whether a target is seen from `site` over `grid`, and what decides it.

    The target's height is given once, above ground or above mean sea level (0 to 1,000 km). Errors: TerrainError for a
    site or target outside the model; UsageError for heights, k, or a target under the ground or on the site itself.
    """
    antenna_m = antenna_height_m(grid, site)
    check_atmosphere(k_factor, None)
    ground_m, height_m = _target(grid, target_lat, target_lon, target_agl_m, target_amsl_m)
    length, azimuth, _ = inverse(site.lat, site.lon, target_lat, target_lon)
    if not length > 0.1:
        raise UsageError("the target is at the site itself; give a place at least 1 m away")
    rays = _Rays(antenna_m, float(length), _bent(site, float(azimuth), float(length), k_factor))
    if _is_polar(site, float(azimuth), float(length)):
        ground_at: Callable[[Floats], Floats] = partial(_polar_ground, grid, site, float(azimuth))
        steepest, blocked_s, blocked_height, has_void = _steepest_by_samples(grid, rays, ground_at)
    else:
        row_of, col_of = _track(grid, site, float(azimuth), float(length))
        ground_at = partial(_ground_on, grid, row_of, col_of)
        steepest, blocked_s, blocked_height, has_void = _steepest(grid, rays, row_of, col_of, ground_m)
    lowest = float(rays.height(np.array([length]), steepest)[0]) if math.isfinite(steepest) else -math.inf
    slope = float(rays.slope(np.array([float(length)]), np.array([height_m]))[0])
    is_hidden = slope < steepest and height_m < lowest
    known_lowest = None if has_void else max(lowest, ground_m)
    place = _place(site, float(azimuth), blocked_s)
    distance = np.linspace(0.0, float(length), max(profile_points, 2))
    away = np.maximum(distance, 1e-3)
    is_visible = False if is_hidden else None if has_void else True
    return PathSight(
        is_visible=is_visible,
        reason=_reason(is_visible, rays, slope, ground_at),
        ground_range_m=float(length),
        azimuth_deg=float(azimuth),
        antenna_amsl_m=antenna_m,
        target_amsl_m=height_m,
        target_ground_amsl_m=ground_m,
        clearance_m=None if known_lowest is None else height_m - known_lowest,
        minimum_visible_altitude_amsl_m=known_lowest,
        minimum_visible_height_agl_m=None if known_lowest is None else known_lowest - ground_m,
        blocked_at_m=blocked_s,
        ridge_lat=place[0],
        ridge_lon=place[1],
        ridge_amsl_m=blocked_height,
        k_factor=k_factor,
        profile_distance_m=distance,
        profile_ground_amsl_m=ground_at(distance),
        profile_line_amsl_m=rays.height(away, slope),
        profile_lowest_amsl_m=rays.height(away, steepest) if math.isfinite(steepest) else np.full(len(away), np.nan),
    )


def _target(
    grid: ElevationGrid, lat: float, lon: float, agl_m: float | None, amsl_m: float | None
) -> tuple[float, float]:
    if (agl_m is None) == (amsl_m is None):
        raise UsageError("give the height of the target once: target_agl_m or target_amsl_m")
    ground = float(grid.height_m(lat, lon)) if grid.contains(lat, lon) else math.nan
    if math.isnan(ground):
        raise OutsideError(f"the elevation model has no height at the target {lat:.4f}, {lon:.4f}")
    height = ground + agl_m if agl_m is not None else float(amsl_m or 0.0)
    if not ground <= height <= ground + HIGHEST_M:
        raise UsageError(
            f"a target at {height:.1f} m above mean sea level: between the ground there ({ground:.1f} m) and "
            f"{HIGHEST_M:g} m above it are allowed"
        )
    return ground, height


def _track(grid: ElevationGrid, site: Site, azimuth: float, length: float) -> tuple[Any, Any]:
    """Fractional row and column as functions of the distance along the geodesic."""
    nodes = chebyshev.chebpts1(_DEGREE + 1)
    s = 0.5 * length * (nodes + 1.0)
    lon, lat, _ = wgs84().fwd(np.full(s.shape, site.lon), np.full(s.shape, site.lat), np.full(s.shape, azimuth), s)
    row0, col0 = (float(x) for x in grid.rows_cols(site.lat, site.lon))
    rows = row0 + (site.lat - np.asarray(lat)) / grid.lat_step_deg
    cols = col0 + np.degrees(np.unwrap(np.radians(np.concatenate(([site.lon], lon)))))[1:] / grid.lon_step_deg
    cols -= site.lon / grid.lon_step_deg
    to_coefficients = np.linalg.inv(chebyshev.chebvander(nodes, _DEGREE))
    row_c, col_c = to_coefficients @ rows, to_coefficients @ cols
    # the polynomials start exactly at the site: a centimetre there is metres far out
    row_c[0] += row0 - chebyshev.chebval(-1.0, row_c)
    col_c[0] += col0 - chebyshev.chebval(-1.0, col_c)
    return (
        lambda x: chebyshev.chebval(2.0 * np.asarray(x) / length - 1.0, row_c),
        lambda x: chebyshev.chebval(2.0 * np.asarray(x) / length - 1.0, col_c),
    )


def _bent(site: Site, azimuth: float, length: float, k: float) -> Floats:
    nodes = chebyshev.chebpts1(8)
    radius = k * path_radius_m(site.lat, site.lon, np.full(8, azimuth), 0.5 * length * (nodes + 1.0))
    return np.asarray(np.linalg.solve(chebyshev.chebvander(nodes, 7), radius))


def _crossings(row_of: Any, col_of: Any, length: float) -> Floats:
    """Distances at which the path crosses lattice lines, with both ends, rising."""
    ends = np.array([0.0, length])
    cells = float(np.hypot(np.ptp(row_of(ends)), np.ptp(col_of(ends))))
    s = np.linspace(0.0, length, max(int(2.5 * cells), 8) + 1)
    found = [s[:1], s[-1:]]
    for place_of in (row_of, col_of):
        at = place_of(s)
        low = np.floor(at)
        steps = np.flatnonzero(low[1:] != low[:-1])
        line = np.maximum(low[1:], low[:-1])[steps]
        a, b = at[steps], at[steps + 1]
        where = s[steps] + (s[steps + 1] - s[steps]) * (line - a) / (b - a)
        half = 1e-3 * (s[1] - s[0])
        rate = (place_of(where + half) - place_of(where - half)) / (2.0 * half)
        # a path along a line of the lattice touches it by rounding only: no place there is better than another
        moves = np.abs(rate) * length > 1e-6
        found.append(where + np.where(moves, (line - place_of(where)) / np.where(moves, rate, 1.0), 0.0))
    return np.clip(np.sort(np.concatenate(found)), 0.0, length)


def _surface(grid: ElevationGrid, rows: Floats, cols: Floats, i: Any = None, j: Any = None) -> Floats:
    """Heights of the bilinear surface at fractional rows and columns, in the cells (i, j) where given; NaN on voids."""
    from howfar.terrain.grid import as_float64

    n_rows, n_cols = grid.shape
    i = np.clip(np.floor(rows).astype(np.int64) if i is None else i, 0, n_rows - 2)
    j = np.floor(cols).astype(np.int64) if j is None else j
    if not grid.goes_round:
        j = np.clip(j, 0, n_cols - 2)
    y, x = rows - i, cols - j
    j, j1 = j % n_cols, (j + 1) % n_cols
    inside = (y > -1e-4) & (y < 1.0001) & (x > -1e-4) & (x < 1.0001)
    h = grid.heights_m
    a, b = as_float64(h[i, j]), as_float64(h[i, j1])
    c, d = as_float64(h[i + 1, j]), as_float64(h[i + 1, j1])
    # a void with no weight does not count
    a, b, c, d = (
        np.where(np.abs(w) > 1e-9, v, 0.0)
        for v, w in ((a, (1 - y) * (1 - x)), (b, (1 - y) * x), (c, y * (1 - x)), (d, y * x))
    )
    return np.where(inside, a * (1 - y) * (1 - x) + b * (1 - y) * x + c * y * (1 - x) + d * y * x, np.nan)


def _steepest(
    grid: ElevationGrid, rays: _Rays, row_of: Any, col_of: Any, target_ground_m: float
) -> tuple[float, float | None, float | None, bool]:
    """Largest slope of the surface before the target, its distance and height, and whether a void was met."""
    s = _crossings(row_of, col_of, rays.length_m)
    begin, end = s[:-1], s[1:]
    middle = 0.5 * (begin + end)
    rows, cols = row_of(middle), col_of(middle)
    i, j = np.floor(rows).astype(np.int64), np.floor(cols).astype(np.int64)
    h_begin = _surface(grid, row_of(begin), col_of(begin), i, j)
    h_middle = _surface(grid, rows, cols, i, j)
    h_end = _surface(grid, row_of(end), col_of(end), i, j)
    has_void = bool(np.any(np.isnan(h_begin + h_middle + h_end)))
    nearest = _NEAREST * rays.length_m / max(math.hypot(rows[-1] - rows[0], cols[-1] - cols[0]), 1.0)
    peak = _peak(rays, begin, end, h_begin, h_middle, h_end)
    share = (peak - begin) / np.maximum(end - begin, 1e-12)
    h_peak = h_begin + share * (-3 * h_begin + 4 * h_middle - h_end) + 2 * share**2 * (h_begin - 2 * h_middle + h_end)
    # all but the very end of the path, which is the target's own ground
    where = np.concatenate((begin, peak, end[:-1]))
    height = np.concatenate((h_begin, h_peak, h_end[:-1]))
    good = np.isfinite(height) & (where >= nearest) & (where < rays.length_m * (1.0 - 1e-12))
    if not good.any():
        return -math.inf, None, None, has_void
    where, height = where[good], height[good]
    slopes = rays.slope(where, height)
    best = int(np.argmax(slopes))
    return float(slopes[best]), float(where[best]), float(height[best]), has_void


def _ground_on(grid: ElevationGrid, row_of: Any, col_of: Any, s: Floats) -> Floats:
    return _surface(grid, row_of(s), col_of(s))


def _is_polar(site: Site, azimuth: float, length: float) -> bool:
    """Whether columns are so narrow somewhere on the path that they are no smooth function of the distance."""
    s = np.linspace(0.0, length, 33)
    _, lat, _ = wgs84().fwd(np.full(33, site.lon), np.full(33, site.lat), np.full(33, azimuth), s)
    return bool(np.max(np.abs(lat)) > _POLAR_DEG)


def _polar_ground(grid: ElevationGrid, site: Site, azimuth: float, s: Floats) -> Floats:
    from howfar.sight.radial import places

    lat, lon = places(site, np.array([azimuth]), s)
    return grid.height_m(lat[0], lon[0])


def _steepest_by_samples(
    grid: ElevationGrid, rays: _Rays, ground_at: Callable[[Floats], Floats]
) -> tuple[float, float | None, float | None, bool]:
    """As `_steepest`, near a pole: twenty samples a cell, finer at the site, in place of crossings of lattice lines."""
    cell_m = 111_000.0 * grid.lat_step_deg
    count = max(int(20.0 * rays.length_m / cell_m), 64)
    fine = np.geomspace(_NEAREST * cell_m, min(20.0 * cell_m, rays.length_m), 2000)
    s = np.unique(np.concatenate((fine, np.linspace(0.0, rays.length_m, count + 1)[1:])))
    s = s[s < rays.length_m * (1.0 - 1e-12)]
    height = ground_at(s)
    has_void = bool(np.any(np.isnan(height)))
    good = np.isfinite(height)
    if not good.any():
        return -math.inf, None, None, has_void
    slopes = rays.slope(s[good], height[good])
    best = int(np.argmax(slopes))
    return float(slopes[best]), float(s[good][best]), float(height[good][best]), has_void


def _peak(rays: _Rays, a: Floats, b: Floats, ha: Floats, hm: Floats, hb: Floats) -> Floats:
    """Distance of the steepest point of a parabola of heights between a and b: sqrt(alpha / c) with the Earth in c."""
    width = np.maximum(b - a, 1e-9)
    c2 = 2.0 * (ha - 2.0 * hm + hb) / width**2
    c1 = (-3.0 * ha + 4.0 * hm - hb) / width
    alpha = ha - c1 * a + c2 * a * a - rays.antenna_m
    c2 = c2 - 0.5 / rays.bent(0.5 * (a + b))
    with np.errstate(invalid="ignore", divide="ignore"):
        s = np.sqrt(alpha / c2)
    return np.asarray(np.clip(np.where(np.isfinite(s), s, a), a, b))


def _place(site: Site, azimuth: float, s: float | None) -> tuple[float | None, float | None]:
    if s is None:
        return None, None
    lon, lat, _ = wgs84().fwd(site.lon, site.lat, azimuth, s)
    return float(lat), float(lon)


def _reason(is_visible: bool | None, rays: _Rays, slope: float, ground_at: Callable[[Floats], Floats]) -> Reason:
    """ "horizon" where a smooth Earth alone hides the target, "terrain" where it takes more than that.

    The smooth Earth lies as in `limits`: at the ground of the site, or at the median of the path where that is lower.
    """
    if is_visible is None:
        return "no data"
    if is_visible:
        return "clear"
    ground = ground_at(np.linspace(0.0, rays.length_m, 201))
    level = min(float(ground[0]), float(np.nanmedian(ground)))  # the site has ground: antenna_height_m asked for it
    s = np.linspace(rays.length_m * 1e-4, rays.length_m, 4001)[:-1]
    smooth = float(np.max(rays.slope(s, np.full(s.shape, level))))
    return "horizon" if slope < smooth else "terrain"
