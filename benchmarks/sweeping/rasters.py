"""Terrain for the benchmark of the sweep, in memory and as files; the same cells for every program."""

from __future__ import annotations

from pathlib import Path

import numpy as np

CELL_M = 30.0
ANTENNA_AGL_M = 20.0
# At the equator a step of 30 m is nearly the same angle both ways: one raster serves programs that want metres and us.
LAT_STEP_DEG, LON_STEP_DEG = CELL_M / 110_574.0, CELL_M / 111_319.5
SITE_LON_DEG = 8.0


def terrain(kind: str, size: int) -> np.ndarray:
    """Smooth noise at several scales ("hills": 300 m of relief, "alps": 3000 m), or flat sea; float32 metres."""
    from scipy.ndimage import zoom

    generator = np.random.default_rng(1)
    out = np.zeros((size, size), np.float32)
    if kind == "sea":
        return out
    relief_m = 100.0 if kind == "hills" else 800.0
    for step in (256, 64, 16):
        coarse = generator.normal(size=(size // step + 4, size // step + 4)).astype(np.float32)
        out += zoom(coarse, step, order=1)[:size, :size] * np.float32(relief_m * (step / 256) ** 0.9)
    return out


def site(size: int) -> tuple[float, float]:
    """Latitude and longitude of the middle sample of `degrees`."""
    return 0.0, SITE_LON_DEG


def corner(size: int) -> tuple[float, float]:
    """Latitude and longitude of the first sample: the sample (size // 2, size // 2) lies at `site`."""
    return LAT_STEP_DEG * (size // 2), SITE_LON_DEG - LON_STEP_DEG * (size // 2)


def place_m(size: int) -> tuple[float, float]:
    """Easting and northing of the middle sample in the file of metres."""
    return (size // 2 + 0.5) * CELL_M, (size - size // 2 - 0.5) * CELL_M


def write(path: Path, heights_m: np.ndarray, *, metres: bool) -> Path:
    """The raster as whole metres, deflated tiles of 512, in UTM metres (for others) or degrees (for us)."""
    import rasterio
    from rasterio.transform import Affine

    size = len(heights_m)
    north, west = corner(size)
    degrees = Affine(LON_STEP_DEG, 0, west - LON_STEP_DEG / 2, 0, -LAT_STEP_DEG, north + LAT_STEP_DEG / 2)
    with rasterio.open(
        path, "w", driver="GTiff", width=size, height=size, count=1, dtype="int16", tiled=True, blockxsize=512,
        blockysize=512, compress="deflate", predictor=2, num_threads="all_cpus", bigtiff="if_safer",
        crs="EPSG:32632" if metres else "EPSG:4326",
        transform=Affine(CELL_M, 0, 0, 0, -CELL_M, size * CELL_M) if metres else degrees,
    ) as out:  # fmt: skip
        out.write(np.rint(heights_m).astype(np.int16), 1)
    return path
