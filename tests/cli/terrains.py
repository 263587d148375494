"""Small elevation models as files, made where a test needs them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from rasterio.transform import Affine


def geotiff(
    path: Path, heights: Any, *, north: float = 47.0, west: float = 8.0, step: float = 1 / 600, **profile: Any
) -> Path:
    """Heights at the centres of cells, the first one at north, west; WGS84 and metres unless the profile says else."""
    values = np.asarray(heights)
    values = values.astype(np.float32 if values.dtype == np.float64 else values.dtype)
    settings = {"driver": "GTiff", "count": 1, "crs": "EPSG:4326", "nodata": None} | profile
    shape = {"width": values.shape[1], "height": values.shape[0], "dtype": values.dtype}
    place = Affine(step, 0.0, west - step / 2, 0.0, -step, north + step / 2)
    with rasterio.open(path, "w", transform=place, **shape, **settings) as out:
        out.write(values, 1)
    return path


def hills(rows: int = 301, cols: int = 301, *, seed: int = 1) -> np.ndarray[Any, Any]:
    """Rolling hills about 300 m high."""
    from scipy.ndimage import gaussian_filter

    noise = gaussian_filter(np.random.default_rng(seed).normal(size=(rows, cols)), 8.0)
    return np.asarray(300.0 + noise / noise.std() * 75.0)
