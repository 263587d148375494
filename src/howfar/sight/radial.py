r"""Rays from a site along geodesics, one an azimuth: the ground under each, the lowest visible altitude, and its ridge.

Places are unit vectors normal to the ellipsoid, carried by Chebyshev polynomials of the distance: they are smooth
everywhere, at the poles and the antimeridian too, which rows and columns are not.

          ___ lowest visible altitude behind the ridge
     ____/ :
  A /   /\ :          T = q / sin(theta) - tan(theta / 2), as in `geometry`; the running maximum of T along a ray
  |\___/  \:_         gives the altitude, the place of that maximum is the ridge
  |        \ \_
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from numpy.polynomial import chebyshev

from howfar.constants import STANDARD_K_FACTOR
from howfar.earth.geodesic import wgs84
from howfar.sight.coverage import antenna_height_m, check_atmosphere
from howfar.sight.geometry import path_radius_m
from howfar.sight.site import Site
from howfar.terrain.grid import ElevationGrid

Floats = npt.NDArray[np.float64]

_NODES: Final = 24  # of the polynomials along a ray: below a millimetre at 1000 km
_RADIUS_NODES: Final = 8
_STEP_CELLS: Final = ((0.02, 8.0, 0.05), (8.0, 64.0, 0.2), (64.0, np.inf, 0.5))  # from, to, step: finer near the site
_SAMPLES_AT_ONCE: Final = 500_000


@dataclass(frozen=True, eq=False)
class Radials:
    """What rays of the azimuths meet. Arrays [azimuth, distance]; heights in metres above mean sea level.

    ground_m: NaN outside the model and on voids. lowest_m: lowest visible altitude, NaN from the first void on.
    ridge: index into distance_m of the place that decides lowest_m (the place itself where its ground is seen).
    """

    azimuths_deg: Floats
    distance_m: Floats
    ground_m: Floats
    lowest_m: Floats
    ridge: npt.NDArray[np.int32]
    antenna_amsl_m: float


def radials(
    grid: ElevationGrid,
    site: Site,
    azimuths_deg: npt.ArrayLike,
    *,
    max_range_m: float,
    k_factor: float = STANDARD_K_FACTOR,
) -> Radials:
    """The rays of those azimuths (degrees from true north) out to max_range_m metres, sampled twice a cell or finer.

    Errors as `howfar.sight.coverage.minimum_visible_altitude`. Memory: 20 bytes a sample.
    """
    antenna_m = antenna_height_m(grid, site)
    check_atmosphere(k_factor, max_range_m)
    azimuths = np.atleast_1d(np.asarray(azimuths_deg, dtype=np.float64))
    distance = distances_m(grid, site, max_range_m)
    shape = len(azimuths), len(distance)
    found = Radials(azimuths, distance, np.empty(shape), np.empty(shape), np.empty(shape, dtype=np.int32), antenna_m)

    def follow(part: slice) -> None:
        lat, lon = places(site, azimuths[part], distance)
        ground = grid.height_m(lat, lon)
        bent = bent_m(site, azimuths[part], distance, k_factor)
        found.ground_m[part] = ground
        found.lowest_m[part], found.ridge[part] = lowest_visible(ground, distance, bent, antenna_m)

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        try:
            for _ in pool.map(follow, _parts(*shape)):
                pass
        finally:
            pool.shutdown(wait=True, cancel_futures=True)  # Ctrl-C leaves nothing running
    return found


def distances_m(grid: ElevationGrid, site: Site, max_range_m: float) -> Floats:
    """Distances of the samples along a ray: fine near the site, where a mistake grows most, half a cell beyond."""
    cell_m = 111_000.0 * min(grid.lat_step_deg, grid.lon_step_deg * max(np.cos(np.radians(site.lat)), 1e-3))
    cell_m = max(cell_m, 0.2 * 111_000.0 * grid.lat_step_deg)  # columns shrink towards a pole: no finer than that
    pieces = []
    for start, end, step in _STEP_CELLS:
        reach = min(end * cell_m, max_range_m)
        if reach > start * cell_m:
            pieces.append(np.arange(start * cell_m, reach, step * cell_m))
    return np.append(np.concatenate(pieces), max_range_m) if pieces else np.array([max_range_m])


def places(site: Site, azimuths_deg: Floats, distance_m: Floats) -> tuple[Floats, Floats]:
    """Latitudes and longitudes in degrees [azimuth, distance] along the geodesics of the azimuths."""
    far = float(distance_m[-1])
    nodes = chebyshev.chebpts1(_NODES)
    s = np.broadcast_to(0.5 * far * (nodes + 1.0), (len(azimuths_deg), _NODES))
    azimuth = np.repeat(azimuths_deg[:, None], _NODES, axis=1)
    lon, lat, _ = wgs84().fwd(np.full(s.shape, site.lon), np.full(s.shape, site.lat), azimuth, s)
    phi, lam = np.radians(lat), np.radians(lon)
    normal = np.stack((np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)))
    to_coefficients = np.linalg.inv(chebyshev.chebvander(nodes, _NODES - 1))
    basis = chebyshev.chebvander(2.0 * distance_m / far - 1.0, _NODES - 1)
    x, y, z = np.einsum("nm,cam,sn->cas", to_coefficients, normal, basis, optimize=True)
    return np.degrees(np.arctan2(z, np.hypot(x, y))), np.degrees(np.arctan2(y, x))


def lowest_visible(
    ground_m: Floats, distance_m: Floats, bent_m: Floats, antenna_m: float
) -> tuple[Floats, npt.NDArray[np.int32]]:
    """Lowest visible altitude along each ray and the index of the ridge that decides it; NaN from the first void on.

    bent_m: radius of the effective Earth, metres, for every sample.
    """
    theta = distance_m / bent_m
    sine, half = np.sin(theta), np.tan(theta / 2.0)
    slope = (ground_m - antenna_m) / (bent_m + ground_m) / sine - half
    steepest = np.maximum.accumulate(slope, axis=-1)  # NaN goes on from where it is met
    own = np.broadcast_to(np.arange(len(distance_m), dtype=np.int32), slope.shape)
    ridge = np.maximum.accumulate(np.where(slope >= steepest, own, 0), axis=-1)
    q = (steepest + half) * sine
    with np.errstate(divide="ignore", invalid="ignore"):
        height = np.where(q < 1.0, (antenna_m + q * bent_m) / (1.0 - q), np.where(np.isnan(q), np.nan, np.inf))
    return np.maximum(height, ground_m), ridge.astype(np.int32)


def _parts(azimuths: int, samples: int) -> Iterator[slice]:
    rows = max(_SAMPLES_AT_ONCE // samples, 1)
    return (slice(first, min(first + rows, azimuths)) for first in range(0, azimuths, rows))


def bent_m(site: Site, azimuths_deg: Floats, distance_m: Floats, k_factor: float) -> Floats:
    """Radius of the effective Earth for every sample: k times the ellipsoid's own along each path."""
    nodes, far = chebyshev.chebpts1(_RADIUS_NODES), float(distance_m[-1])
    s = np.broadcast_to(0.5 * far * (nodes + 1.0), (len(azimuths_deg), _RADIUS_NODES))
    azimuth = np.repeat(azimuths_deg[:, None], _RADIUS_NODES, axis=1)
    radius = k_factor * path_radius_m(site.lat, site.lon, azimuth, s)
    to_coefficients = np.linalg.inv(chebyshev.chebvander(nodes, _RADIUS_NODES - 1))
    basis = chebyshev.chebvander(2.0 * distance_m / far - 1.0, _RADIUS_NODES - 1)
    return np.asarray(np.einsum("nm,am,sn->as", to_coefficients, radius, basis, optimize=True))
