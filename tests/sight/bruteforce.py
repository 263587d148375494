"""Lowest visible height by brute force: one geodesic per cell, fine steps, float64. Shares no code with the sweep.

The slope of a point is its elevation angle seen from the antenna, from the triangle antenna, Earth's centre, point on a
sphere of radius k R. R is the Euler radius of curvature at the sensor, or, with `drop="ellipsoid"`, the radius whose
sphere drops as much as the ellipsoid does along that very path (numerical integral of the curvature).
"""

# ruff: noqa: PLR0917, RUF059 - geometry has many arguments, accuracy runs print what they saw
from __future__ import annotations

import numpy as np
from pyproj import Geod

A_M, F = 6378137.0, 1 / 298.257223563
E2 = F * (2 - F)
GEOD = Geod(a=A_M, f=F)


def bilinear(heights, row, col):
    """The bilinear surface; NaN where a sample with weight is NaN or outside."""
    n_rows, n_cols = heights.shape
    i = np.clip(np.floor(row).astype(int), 0, n_rows - 2)
    j = np.clip(np.floor(col).astype(int), 0, n_cols - 2)
    y, x = row - i, col - j
    return (
        heights[i, j] * (1 - y) * (1 - x)
        + heights[i, j + 1] * (1 - y) * x
        + heights[i + 1, j] * y * (1 - x)
        + heights[i + 1, j + 1] * y * x
    )


def curvature_radius(lat, azimuth):
    s2 = np.sin(np.radians(lat)) ** 2
    meridian = A_M * (1 - E2) / (1 - E2 * s2) ** 1.5
    prime = A_M / np.sqrt(1 - E2 * s2)
    a = np.radians(azimuth)
    return 1 / (np.cos(a) ** 2 / meridian + np.sin(a) ** 2 / prime)


def elevation_rad(theta, h0, h, radius):
    """Elevation angle of a point at height h and angle theta at the centre, seen from height h0."""
    forward = (radius + h) * np.sin(theta)
    upward = h - h0 - 2 * (radius + h) * np.sin(theta / 2) ** 2
    return np.arctan2(upward, forward)


def height_on_ray(theta, h0, elevation, radius):
    """Height at which a straight ray of that elevation passes over the angle theta."""
    r = (radius + h0) * np.cos(elevation) / np.cos(theta + elevation)
    # r - radius without cancellation: cos e - cos(theta + e) = 2 sin(theta/2 + e) sin(theta/2)
    return np.where(
        np.cos(theta + elevation) > 0,
        ((radius + h0) * 2 * np.sin(theta / 2 + elevation) * np.sin(theta / 2)) / np.cos(theta + elevation) + h0,
        np.where(r > 0, np.inf, np.inf),
    )


class Model:
    def __init__(self, heights, lat_north, lon_west, lat_step, lon_step):
        self.heights = np.asarray(heights, dtype=float)
        self.lat_north, self.lon_west, self.lat_step, self.lon_step = lat_north, lon_west, lat_step, lon_step

    def place(self, lat, lon):
        return (self.lat_north - lat) / self.lat_step, (lon - self.lon_west) / self.lon_step

    def at(self, lat, lon):
        return bilinear(self.heights, *self.place(lat, lon))


def lowest_visible_agl(model, site_lat, site_lon, antenna_amsl, row, col, *, k, per_cell=24, drop="ellipsoid"):
    """Lowest visible height above ground of the cell (row, col), metres; NaN when a void is met."""
    lat, lon = model.lat_north - row * model.lat_step, model.lon_west + col * model.lon_step
    azimuth, _, length = GEOD.inv(site_lon, site_lat, lon, lat)
    ground = model.heights[row, col]
    if np.isnan(ground):
        return np.nan
    r0, c0 = model.place(site_lat, site_lon)
    cells = np.hypot(row - r0, col - c0)
    if cells < 1e-6:
        return 0.0
    # fine everywhere, finer near the sensor, where a miss of e metres becomes e D / d
    coarse = np.arange(1, max(int(cells * per_cell), 2)) / max(int(cells * per_cell), 2)
    fine = np.geomspace(1e-3 / cells, min(12 / cells, 1 - 1e-9), 1500)
    along = np.unique(np.concatenate([coarse, fine]))
    along = along[along < 1 - 1e-9] * length
    angles = _angles(model, site_lat, site_lon, antenna_amsl, azimuth, along, k, drop)
    if np.any(np.isnan(angles)):
        return np.nan
    best = angles.max()
    for spot in promising(angles):  # look closer between the neighbours of every sample that may hide a steeper crest
        closer = along
        for _ in range(2):
            closer = np.linspace(closer[max(spot - 1, 0)], closer[min(spot + 1, len(closer) - 1)], 120)
            finer = _angles(model, site_lat, site_lon, antenna_amsl, azimuth, closer, k, drop)
            spot = int(np.argmax(finer))  # noqa: PLW2901
            best = max(best, finer[spot])
    radius = _radius(site_lat, site_lon, azimuth, np.array([length]), k, drop)[0]
    line = float(height_on_ray(length / radius, antenna_amsl, best, radius))
    return max(line - ground, 0.0)


def promising(angles):
    """Local maxima that could be the global one: each may rise by as much again as it stands above its neighbours."""
    before, after = np.roll(angles, 1), np.roll(angles, -1)
    before[0], after[-1] = angles[0], angles[-1]
    rise = np.maximum(angles - before, angles - after)
    return np.flatnonzero((angles >= before) & (angles >= after) & (angles + rise >= angles.max()))


def _angles(model, site_lat, site_lon, antenna, azimuth, along, k, drop):
    n = len(along)
    lon, lat, _ = GEOD.fwd(np.full(n, site_lon), np.full(n, site_lat), np.full(n, azimuth), along)
    h = model.at(np.asarray(lat), np.asarray(lon))
    radius = _radius(site_lat, site_lon, azimuth, along, k, drop)
    return elevation_rad(along / radius, antenna, h, radius)


def _radius(site_lat, site_lon, azimuth, along, k, drop):
    if drop == "site":
        return np.full(along.shape, k * curvature_radius(site_lat, azimuth))
    # drop of the ellipsoid: the integral of (s - x) kappa(x) dx over the path = s^2 / 2R
    s = np.max(along)
    x = np.linspace(0.0, s, 65)
    lon, lat, back = GEOD.fwd(np.full(65, site_lon), np.full(65, site_lat), np.full(65, azimuth), x)
    kappa = 1 / curvature_radius(np.asarray(lat), np.asarray(back))
    first = np.concatenate([[0], np.cumsum((kappa[1:] + kappa[:-1]) / 2 * np.diff(x))])
    second = np.concatenate([[0], np.cumsum((first[1:] + first[:-1]) / 2 * np.diff(x))])
    fit = np.polyfit(x[8:], 2 * second[8:] / x[8:] ** 2, 3)
    return k / np.polyval(fit, along)
