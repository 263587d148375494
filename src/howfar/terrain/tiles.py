"""The tiles of the Copernicus DEM: names, shapes, which of them are land without data, and tiles of open sea."""

from __future__ import annotations

import contextlib
import os
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Product = Literal["glo-30", "glo-90"]
PRODUCTS: Final[tuple[Product, ...]] = ("glo-30", "glo-90")
ARC_SECONDS: Final = {"glo-30": 1, "glo-90": 3}
_NAME_NUMBER: Final = {"glo-30": "10", "glo-90": "30"}
# Longitude spacing as a multiple of the latitude spacing, by the tile's latitude nearest to the equator
# (readme of the public object store, table "Longitude spacing").
_WIDER: Final = ((85, 10.0), (80, 5.0), (70, 3.0), (60, 2.0), (50, 1.5), (0, 1.0))
# Armenia and Azerbaijan in the public GLO-30: (latitude, longitudes). Source: ESA's list of non-released tiles of
# GLO-30 PUBLIC, December 2020; released in 2023, but not yet in the public object store in August 2025.
UNRELEASED: Final = frozenset(
    (lat, lon)
    for lat, lons in ((38, (45, 46, 48, 49)), (39, range(44, 50)), (40, range(43, 51)), (41, range(43, 50)))
    for lon in lons
)


@dataclass(frozen=True, order=True)
class Tile:
    """One degree, named by its south-western corner, in whole degrees (lon -180 … 179)."""

    lat: int
    lon: int

    def name(self, product: Product) -> str:
        """The tile's name in the public object store, for example Copernicus_DSM_COG_10_N46_00_E008_00_DEM."""
        north, east = "N" if self.lat >= 0 else "S", "E" if self.lon >= 0 else "W"
        number = _NAME_NUMBER[product]
        return f"Copernicus_DSM_COG_{number}_{north}{abs(self.lat):02d}_00_{east}{abs(self.lon):03d}_00_DEM"

    @property
    def short_name(self) -> str:
        """For people: N46E008."""
        return f"{'N' if self.lat >= 0 else 'S'}{abs(self.lat):02d}{'E' if self.lon >= 0 else 'W'}{abs(self.lon):03d}"

    def shape(self, product: Product) -> tuple[int, int]:
        """Rows and columns."""
        rows = 3600 // ARC_SECONDS[product]
        nearest = self.lat if self.lat >= 0 else -self.lat - 1
        wider = next(factor for latitude, factor in _WIDER if nearest >= latitude)
        return rows, round(rows / wider)


def sea_tile(tile: Tile, product: Product, folder: Path) -> Path:
    """A tile of the open sea: a GeoTIFF of zeros on the tile's own lattice, a few hundred bytes without any block."""
    import rasterio
    from rasterio.transform import Affine

    path = folder / f"{tile.name(product)}_SEA.tif"
    if path.exists():
        return path
    rows, cols = tile.shape(product)
    transform = Affine(1 / cols, 0, tile.lon - 0.5 / cols, 0, -1 / rows, tile.lat + 1 + 0.5 / rows)
    with (
        written_whole(path) as part,
        rasterio.open(part, "w", driver="GTiff", width=cols, height=rows, count=1, dtype="float32", crs="EPSG:4326",
                      transform=transform, sparse_ok=True, tiled=True, blockxsize=1024, blockysize=1024),
    ):  # fmt: skip
        pass
    return path


@contextlib.contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """A name to write to; the file appears under `path` only when the block ends without an error."""
    part = path.with_name(f".{path.stem}.{os.getpid()}.{threading.get_ident()}.part{path.suffix}")
    try:
        yield part
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
