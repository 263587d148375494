"""Other programs' viewsheds: GDAL through ctypes, in memory and file to file; Debian's GDAL and GRASS as processes."""

from __future__ import annotations

import ctypes
import shutil
from pathlib import Path
from typing import Any

import numpy as np

CURVATURE = 0.75  # GDAL's coefficient 1 - refraction, and refraction is 1 - 1 / k = 0.25 for k = 4/3
BINARY, GROUND = 1, 3  # GDALViewshedOutputType
_POINTERS = (
    "GDALGetDriverByName", "GDALCreate", "GDALGetRasterBand", "GDALViewshedGenerate", "GDALOpen",
    "GDALGetGlobalAlgorithmRegistry", "GDALAlgorithmRegistryInstantiateAlg", "GDALAlgorithmInstantiateSubAlgorithm",
)  # fmt: skip


def newest_gdal() -> ctypes.CDLL | None:
    """The GDAL inside pyogrio's wheel, which is newer than most systems' and exports the viewshed."""
    try:
        import pyogrio
    except ImportError:
        return None
    found = sorted(Path(pyogrio.__file__).parent.parent.glob("pyogrio.libs/libgdal*"))
    if not found:
        return None
    library = ctypes.CDLL(str(found[-1]))
    for name in _POINTERS:
        getattr(library, name).restype = ctypes.c_void_p
    library.GDALVersionInfo.restype = ctypes.c_char_p
    library.GDALAllRegister()
    return library


def version(library: ctypes.CDLL) -> str:
    """For example 3.12.4."""
    return str(library.GDALVersionInfo(b"RELEASE_NAME").decode())


def gdal_file(library: ctypes.CDLL, source: str, target: str, place: tuple[float, float], **options: Any) -> None:
    """The viewshed of a file into a plain GeoTIFF (GDAL's defaults: not compressed, ground height as float64)."""
    dataset = ctypes.c_void_p(library.GDALOpen(source.encode(), 0))
    band = ctypes.c_void_p(library.GDALGetRasterBand(dataset, 1))
    made = viewshed(library, band, b"GTiff", target.encode(), place, **options)
    library.GDALClose(made)
    library.GDALClose(dataset)


def viewshed(
    library: ctypes.CDLL, band: ctypes.c_void_p, driver: bytes, name: bytes, place: tuple[float, float], *,
    antenna_m: float, range_m: float, mode: int, target_m: float = 0.0,
) -> ctypes.c_void_p:  # fmt: skip
    """GDALViewshedGenerate with the curvature of k = 4/3; gives the result's dataset."""
    d = ctypes.c_double
    result = library.GDALViewshedGenerate(
        band, driver, name, None, d(place[0]), d(place[1]), d(antenna_m), d(target_m), d(255.0), d(0.0), d(0.0),
        d(-1.0), d(CURVATURE), 2, d(range_m), None, None, mode, None,
    )  # fmt: skip
    if not result:
        raise RuntimeError("GDALViewshedGenerate failed")
    return ctypes.c_void_p(result)


def gdal_cumulative(library: ctypes.CDLL, source: str, target: str, spacing: int, threads: int, **options: Any) -> None:
    """`gdal raster viewshed --mode cumulative`: observers at every `spacing` cells, counted in a byte."""
    registry = ctypes.c_void_p(library.GDALGetGlobalAlgorithmRegistry())
    raster = ctypes.c_void_p(library.GDALAlgorithmRegistryInstantiateAlg(registry, b"raster"))
    algorithm = ctypes.c_void_p(library.GDALAlgorithmInstantiateSubAlgorithm(raster, b"viewshed"))
    words = [
        "--mode", "cumulative", "--observer-spacing", str(spacing), "--num-threads", str(threads),
        "--curvature-coefficient", str(CURVATURE),
        *(str(w) for pair in options.items() for w in (f"--{pair[0].replace('_', '-')}", pair[1])),
        "--overwrite", source, target,
    ]  # fmt: skip
    listed = (ctypes.c_char_p * (len(words) + 1))(*[w.encode() for w in words], None)
    if not library.GDALAlgorithmParseCommandLineArguments(algorithm, listed):
        raise RuntimeError("gdal raster viewshed does not take these arguments")
    library.GDALAlgorithmRun.restype = ctypes.c_bool
    if not library.GDALAlgorithmRun(algorithm, None, None) or not library.GDALAlgorithmFinalize(algorithm):
        raise RuntimeError("gdal raster viewshed failed")


class GdalViewshed:
    """GDALViewshedGenerate on an array held by GDAL's MEM driver."""

    def __init__(self, library: ctypes.CDLL, heights_m: np.ndarray, cell_m: float) -> None:
        import pyproj

        g = self.g = library
        rows, cols = heights_m.shape
        driver = ctypes.c_void_p(g.GDALGetDriverByName(b"MEM"))
        self.source = ctypes.c_void_p(g.GDALCreate(driver, b"", cols, rows, 1, 6, None))
        transform = (ctypes.c_double * 6)(0.0, cell_m, 0.0, rows * cell_m, 0.0, -cell_m)
        g.GDALSetGeoTransform(self.source, transform)
        # without a reference system GDAL leaves out the curvature
        g.GDALSetProjection(self.source, pyproj.CRS("EPSG:32632").to_wkt("WKT1_GDAL").encode())
        self.band = ctypes.c_void_p(g.GDALGetRasterBand(self.source, 1))
        self._io(self.band, 1, np.ascontiguousarray(heights_m, dtype=np.float32))

    def _io(self, band: ctypes.c_void_p, write: int, data: np.ndarray) -> None:
        rows, cols = data.shape
        kind = {"uint8": 1, "float32": 6, "float64": 7}[data.dtype.name]
        failed = self.g.GDALRasterIO(
            band, write, 0, 0, cols, rows, data.ctypes.data_as(ctypes.c_void_p), cols, rows, kind, 0, 0
        )
        if failed:
            raise RuntimeError("GDALRasterIO failed")

    def run(
        self, place: tuple[float, float], antenna_m: float, range_m: float, mode: int, target_m: float = 0.0
    ) -> Any:
        """The result's dataset, in memory."""
        return viewshed(
            self.g, self.band, b"MEM", b"", place, antenna_m=antenna_m, range_m=range_m, mode=mode, target_m=target_m
        )

    def array(self, dataset: ctypes.c_void_p, shape: tuple[int, int], kind: type = np.float32) -> np.ndarray:
        """Its cells."""
        out = np.empty(shape, kind)
        self._io(ctypes.c_void_p(self.g.GDALGetRasterBand(dataset, 1)), 0, out)
        return out

    def close(self, dataset: ctypes.c_void_p) -> None:
        self.g.GDALClose(dataset)


def debian_gdal(
    source: str, target: str, place: tuple[float, float], antenna_m: float, range_m: float, *, ground: bool
) -> list[str] | None:
    """The command line of the system's gdal_viewshed, None where there is none."""
    program = shutil.which("gdal_viewshed")
    if program is None:
        return None
    return [
        program, "-q", "-ox", str(place[0]), "-oy", str(place[1]), "-oz", str(antenna_m), "-md", str(range_m), "-cc",
        str(CURVATURE), "-om", "GROUND" if ground else "NORMAL", source, target,
    ]  # fmt: skip


def grass(
    source: str, target: str, place: tuple[float, float], antenna_m: float, *, range_m: float, target_m: float
) -> list[str] | None:
    """GRASS in a location of its own: imports, times r.viewshed alone ("took NANOSECONDS"), writes a GeoTIFF."""
    program = shutil.which("grass")
    if program is None:
        return None
    script = f"""set -e
r.in.gdal -o --quiet input={source} output=dem && g.region raster=dem
begin=$(date +%s%N)
r.viewshed -c -r -b --quiet input=dem output=seen coordinates={place[0]},{place[1]} observer_elevation={antenna_m} \
  target_elevation={target_m} max_distance={range_m} refraction_coeff=0.25 memory=8000
echo took $(($(date +%s%N) - begin))
r.out.gdal -f -c --quiet input=seen output={target} type=Byte"""
    return [program, "--tmp-location", "EPSG:32632", "--exec", "bash", "-c", script]
