"""Mosaics of degree tiles over a disc of 600 km: hills of several scales, int16, deflated tiles or .hgt as SRTM's."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

SITE = (20.01, 10.01)  # 1 arc second there is 39 024 x 41 295 cells for 600 km: 1.6 billion
END = (24.0, 14.2)  # 617 km to the north-east: across rows and columns of tiles


def hills(cells: int, relief_m: float, seed: int) -> np.ndarray:
    """A periodic fractal surface."""
    spectrum = np.fft.rfft2(np.random.default_rng(seed).normal(size=(cells, cells)).astype(np.float32))
    wave = np.hypot(np.fft.fftfreq(cells)[:, None] * cells, np.fft.rfftfreq(cells)[None, :] * cells)
    wave[0, 0] = 1.0
    surface = np.fft.irfft2(spectrum * np.where(wave < 2, 0.0, wave**-1.9), s=(cells, cells))
    return (surface * (relief_m / surface.std())).astype(np.float32)


def build(folder: Path, arc_seconds: int, *, hgt: bool = False) -> Path:
    """12 x 12 tiles around SITE; those that exist are kept."""
    import rasterio
    from rasterio.transform import Affine

    folder.mkdir(parents=True, exist_ok=True)
    broad, fine = hills(3600, 250.0, 1), hills(5000, 200.0, 2)
    noise = np.random.default_rng(3).normal(size=(3600, 3600)).astype(np.float32)
    cells, step = 3600 // arc_seconds, arc_seconds / 3600

    def tile(place: tuple[int, int]) -> None:
        lat, lon = place
        path = folder / f"N{lat:02d}E{lon:03d}.{'hgt' if hgt else 'tif'}"
        if path.exists():
            return
        size = cells + hgt
        rows = (89 - lat) * 3600 + np.arange(size) * arc_seconds
        cols = (lon + 180) * 3600 + np.arange(size) * arc_seconds
        heights = broad[np.ix_(rows % 3600, cols % 3600)] + fine[np.ix_(rows % 5000, cols % 5000)] + 600.0
        heights += noise[np.ix_(rows // arc_seconds % 3600, cols // arc_seconds % 3600)]
        whole = np.rint(np.maximum(heights, 0.0)).astype(np.int16)
        if hgt:
            whole.astype(">i2").tofile(path)
            return
        with rasterio.open(
            path, "w", driver="GTiff", width=size, height=size, count=1, dtype="int16", crs="EPSG:4326", nodata=-32768,
            transform=Affine(step, 0, lon - step / 2, 0, -step, lat + 1 + step / 2), tiled=True, blockxsize=512,
            blockysize=512, compress="deflate", predictor=2,
        ) as out:  # fmt: skip
            out.write(whole, 1)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(tile, [(lat, lon) for lat in range(14, 26) for lon in range(4, 16)]))
    return folder
