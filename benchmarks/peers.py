"""Other programs' viewsheds on the same array, for benchmarks: GDAL through ctypes (in memory) and xarray-spatial."""

from __future__ import annotations

import ctypes
from pathlib import Path

import numpy as np


def newest_gdal() -> ctypes.CDLL | None:
    """The GDAL inside pyogrio's wheel, which is newer than most systems' and exports the viewshed."""
    import pyogrio

    found = sorted(Path(pyogrio.__file__).parent.parent.glob("pyogrio.libs/libgdal*"))
    return ctypes.CDLL(str(found[-1])) if found else None


class GdalViewshed:
    """GDALViewshedGenerate on an array held by GDAL's MEM driver."""

    def __init__(self, library: ctypes.CDLL, heights_m: np.ndarray, cell_m: float) -> None:
        g = self.g = library
        g.GDALAllRegister()
        g.GDALVersionInfo.restype = ctypes.c_char_p
        self.version = g.GDALVersionInfo(b"RELEASE_NAME").decode()
        for name in ("GDALGetDriverByName", "GDALCreate", "GDALGetRasterBand", "GDALViewshedGenerate"):
            getattr(g, name).restype = ctypes.c_void_p
        rows, cols = heights_m.shape
        driver = ctypes.c_void_p(g.GDALGetDriverByName(b"MEM"))
        self.source = ctypes.c_void_p(g.GDALCreate(driver, b"", cols, rows, 1, 6, None))
        transform = (ctypes.c_double * 6)(0.0, cell_m, 0.0, rows * cell_m, 0.0, -cell_m)
        g.GDALSetGeoTransform(self.source, transform)
        # without a reference system GDAL leaves out the curvature
        import pyproj

        g.GDALSetProjection(self.source, pyproj.CRS("EPSG:32632").to_wkt("WKT1_GDAL").encode())
        self.band = ctypes.c_void_p(g.GDALGetRasterBand(self.source, 1))
        data = np.ascontiguousarray(heights_m, dtype=np.float32)
        self._io(self.band, 1, data)

    def _io(self, band: ctypes.c_void_p, write: int, data: np.ndarray) -> None:
        rows, cols = data.shape
        kind = 6 if data.dtype == np.float32 else 7
        failed = self.g.GDALRasterIO(
            band, write, 0, 0, cols, rows, data.ctypes.data_as(ctypes.c_void_p), cols, rows, kind, 0, 0
        )
        if failed:
            raise RuntimeError("GDALRasterIO failed")

    def run(
        self, x: float, y: float, antenna_m: float, range_m: float, *, curvature: float, mode: int
    ) -> ctypes.c_void_p:
        """mode 1: binary; 3: ground height (lowest visible height above ground). Gives the result's dataset."""
        d = ctypes.c_double
        result = self.g.GDALViewshedGenerate(
            self.band, b"MEM", b"", None, d(x), d(y), d(antenna_m), d(0.0), d(255.0), d(0.0), d(0.0), d(-1.0),
            d(curvature), 2, d(range_m), None, None, mode, None,
        )  # fmt: skip
        if not result:
            raise RuntimeError("GDALViewshedGenerate failed")
        return ctypes.c_void_p(result)

    def array(self, dataset: ctypes.c_void_p, shape: tuple[int, int]) -> np.ndarray:
        out = np.empty(shape, np.float64)
        self._io(ctypes.c_void_p(self.g.GDALGetRasterBand(dataset, 1)), 0, out)
        return out

    def close(self, dataset: ctypes.c_void_p) -> None:
        self.g.GDALClose(dataset)
