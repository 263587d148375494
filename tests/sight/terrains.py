"""Terrain for the tests of sight: real tiles where they are at hand, and synthetic hills, ridges and craters."""

# ruff: noqa: PLR0917 - geometry has many arguments, accuracy runs print what they saw
from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from howfar.terrain.grid import ElevationGrid

TILES = Path(__file__).resolve().parents[2] / "../shared/terrain"


def grid_of(heights, *, lat_north=46.0, lon_west=8.0, lat_step=1 / 1200, lon_step=1 / 1200, datum="EGM96"):
    return ElevationGrid(
        np.ascontiguousarray(heights, dtype=np.float32), lat_north, lon_west, lat_step, lon_step, datum
    )


@cache
def _tile(name):
    if not (TILES / name).exists():
        pytest.skip(f"the elevation tile {name} is not here")
    import rasterio

    with rasterio.open(TILES / name) as source:
        heights = source.read(1).astype(np.float32)
        transform = source.transform
    heights[heights == -32767] = np.nan
    return heights, transform.f - transform.a / 2, transform.c + transform.a / 2


@cache
def alps():
    """The Alps around the Gotthard, 3 arc seconds, with the voids of the first SRTM release."""
    heights, north, west = _tile("N46E008.tif")
    return grid_of(heights, lat_north=north, lon_west=west)


@cache
def alps_closed():
    """The same with every void taken from its nearest neighbour."""
    from scipy.ndimage import distance_transform_edt

    grid = alps()
    nearest = distance_transform_edt(np.isnan(grid.heights_m), return_distances=False, return_indices=True)
    return grid_of(grid.heights_m[tuple(nearest)], lat_north=grid.lat_north_deg, lon_west=grid.lon_west_deg)


@cache
def vancouver(*, closed=True):
    """Two tiles as one mosaic: sea, hills, mountains, voids (closed: voids lie at 0 m)."""
    west, north, west_deg = _tile("N49W124.tif")
    east, _, _ = _tile("N49W123.tif")
    heights = np.concatenate((west[:, :-1], east), axis=1)
    return grid_of(np.nan_to_num(heights) if closed else heights, lat_north=north, lon_west=west_deg)


@cache
def hills(rows=601, cols=601, seed=1, lat_step=1 / 1200, lon_step=1 / 1200, relief_m=75.0, smooth=8.0, lat_north=46.0):
    """Gaussian noise smoothed over some cells: rolling hills."""
    from scipy.ndimage import gaussian_filter

    noise = gaussian_filter(np.random.default_rng(seed).normal(size=(rows, cols)), smooth)
    return grid_of(300 + noise / noise.std() * relief_m, lat_north=lat_north, lat_step=lat_step, lon_step=lon_step)


@cache
def hollow():
    """A sensor's hollow: a crater with a rim around the middle of rolling hills."""
    grid = hills(401, 401, seed=3)
    rows, cols = np.mgrid[:401, :401]
    away = np.hypot(rows - 200, cols - 200)
    return grid_of(grid.heights_m + 250 * np.exp(-(((away - 25) / 6) ** 2)) - 100 * np.exp(-((away / 15) ** 2)))
