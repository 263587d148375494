"""The brute force of bruteforce.py, compiled, so that thousands of cells and real mountains are affordable.

Same definition, same steps, same refinement; the places along a geodesic come from a polynomial through solved ones
(exact to far below a millimetre) and the loop is numba's. It shares no code with the sweep and is held to bruteforce.py
by a test.
"""

# ruff: noqa: PLR0917 - geometry has many arguments
from __future__ import annotations

import math

import bruteforce
import numpy as np
from numba import njit
from numpy.polynomial import chebyshev

_NODES = 29
_PER_CELL = 24
_X = chebyshev.chebpts1(_NODES)
_TO_COEFFICIENTS = np.linalg.inv(chebyshev.chebvander(_X, _NODES - 1))


@njit(cache=True, nogil=True)
def _polynomial(c, x):
    b0, b1 = 0.0, 0.0
    for i in range(len(c) - 1, 0, -1):
        b0, b1 = c[i] + 2.0 * x * b0 - b1, b0
    return c[0] + x * b0 - b1


@njit(cache=True, nogil=True)
def _elevation(heights, row_c, col_c, curve, k, antenna, length, s):
    """Elevation angle of the surface at the distance s; NaN on a void."""
    x = 2.0 * s / length - 1.0
    row, col = _polynomial(row_c, x), _polynomial(col_c, x)
    i = min(max(math.floor(row), 0), heights.shape[0] - 2)
    j = min(max(math.floor(col), 0), heights.shape[1] - 2)
    y, z = row - i, col - j
    h = (
        heights[i, j] * (1 - y) * (1 - z)
        + heights[i, j + 1] * (1 - y) * z
        + heights[i + 1, j] * y * (1 - z)
        + heights[i + 1, j + 1] * y * z
    )
    bent = ((curve[0] * s + curve[1]) * s + curve[2]) * s + curve[3]
    radius = k / bent
    theta = s / radius
    forward = (radius + h) * math.sin(theta)
    upward = h - antenna - 2.0 * (radius + h) * math.sin(theta / 2.0) ** 2
    return math.atan2(upward, forward)


@njit(cache=True, nogil=True)
def _angles(heights, row_c, col_c, curve, k, antenna, length, along):
    out = np.empty(len(along))
    for n in range(len(along)):
        out[n] = _elevation(heights, row_c, col_c, curve, k, antenna, length, along[n])
    return out


def lowest_visible(model, site_lat, site_lon, antenna_amsl, row, col, *, k, ground=None):
    """As bruteforce.lowest_visible_agl for any place: (height above the ground, distance of what hides it) in metres.

    row, col may be fractions of cells; ground is then the surface there.
    """
    lat, lon = model.lat_north - row * model.lat_step, model.lon_west + col * model.lon_step
    ground = float(model.at(lat, lon)) if ground is None else ground
    azimuth, _, length = bruteforce.GEOD.inv(site_lon, site_lat, lon, lat)
    r0, c0 = model.place(site_lat, site_lon)
    cells = float(np.hypot(row - r0, col - c0))
    if math.isnan(ground) or cells < 1e-6:
        return (math.nan if math.isnan(ground) else 0.0), 0.0
    row_c, col_c = _track(model, site_lat, site_lon, azimuth, length)
    curve = _curve(site_lat, site_lon, azimuth, length)
    steps = max(int(cells * _PER_CELL), 2)
    fine = np.geomspace(1e-3 / cells, min(12 / cells, 1 - 1e-9), 1500)
    along = np.unique(np.concatenate([np.arange(1, steps) / steps, fine]))
    along = along[along < 1 - 1e-9] * length
    ray = (model.heights, row_c, col_c, curve, k, antenna_amsl, length)
    angles = _angles(*ray, along)
    if np.isnan(angles).any():
        return math.nan, 0.0
    best, where = angles.max(), along[np.argmax(angles)]
    for spot in bruteforce.promising(angles):
        closer = along
        for _ in range(2):
            closer = np.linspace(closer[max(spot - 1, 0)], closer[min(spot + 1, len(closer) - 1)], 120)
            finer = _angles(*ray, closer)
            spot = int(np.argmax(finer))  # noqa: PLW2901
            if finer[spot] > best:
                best, where = finer[spot], closer[spot]
    radius = k / np.polyval(curve, length)
    line = float(bruteforce.height_on_ray(length / radius, antenna_amsl, best, radius))
    return max(line - ground, 0.0), float(where)


def _track(model, site_lat, site_lon, azimuth, length):
    """Chebyshev coefficients of row and column over the distance; the first place is the site itself."""
    s = 0.5 * length * (_X + 1.0)
    lon, lat, _ = bruteforce.GEOD.fwd(np.full(_NODES, site_lon), np.full(_NODES, site_lat), np.full(_NODES, azimuth), s)
    rows, cols = model.place(np.asarray(lat), np.asarray(lon))
    return _TO_COEFFICIENTS @ rows, _TO_COEFFICIENTS @ cols


def _curve(site_lat, site_lon, azimuth, length):
    """Coefficients (highest first) of the curvature 1 / R whose sphere drops as the ellipsoid does up to s."""
    s = np.linspace(0.0, length, 8)
    return np.polyfit(s, 1.0 / bruteforce._radius(site_lat, site_lon, azimuth, s, 1.0, "ellipsoid"), 3)
