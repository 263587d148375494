"""Copernicus DEM GLO-30 and GLO-90: which tiles an area needs, how they are named, and the area as one grid.

A tile covers one degree. Its samples begin on its north-western corner; the shared row in the south and column in the
east belong to the neighbours (readme of the public object store). Columns get wider towards the poles. Open sea has no
tiles: 0 m. Land that is missing from GLO-30 (see UNRELEASED) is taken from GLO-90, and said; never taken for sea.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

from howfar.errors import TerrainError
from howfar.terrain import area
from howfar.terrain.open import plan_terrain
from howfar.terrain.rasters import COPERNICUS_CREDIT
from howfar.terrain.reading import MEMORY_LIMIT_BYTES
from howfar.terrain.tiles import ARC_SECONDS, Tile

if TYPE_CHECKING:
    from collections.abc import Callable

    from howfar.terrain.grid import ElevationGrid
    from howfar.terrain.reading import Progress
    from howfar.terrain.tiles import Product
    from howfar.terrain.tilestore import Fetched, Store, TileCache

WIDE_RADIUS_M: Final = 150_000.0  # beyond this "auto" takes GLO-90: a ninth of the cells and of the download


def product_for(radius_m: float) -> Product:
    """GLO-30 for small areas, GLO-90 for wide ones."""
    return "glo-30" if radius_m <= WIDE_RADIUS_M else "glo-90"


def tiles_around(lat_deg: float, lon_deg: float, radius_m: float) -> tuple[Tile, ...]:
    """The tiles that a circle touches, in a fixed order. Raises TerrainError for a place not on Earth."""
    west, south, east, north = area.circle_bounds(lat_deg, lon_deg, radius_m)
    edge = 0.005  # degrees: the cells beyond the outermost ones, for the surface between them
    rows = range(max(-90, math.floor(south - edge)), min(89, math.ceil(north + edge) - 1) + 1)
    cols = range(math.floor(west - edge), min(math.ceil(east + edge), math.floor(west - edge) + 360))
    return tuple(
        sorted(
            Tile(lat, (lon + 180) % 360 - 180)
            for lat in rows
            for lon in cols
            if _distance_m(lat_deg, lon_deg, lat + 0.5, lon + 0.5) <= 1.01 * radius_m + 80_000.0  # half a diagonal
        )
    )


def tiles_along(start: tuple[float, float], end: tuple[float, float]) -> tuple[Tile, ...]:
    """The tiles that the geodesic between two places (lat, lon) touches, in a fixed order."""
    import numpy as np

    lats, lons = area.path_places(start, end, 500.0)
    edge = 0.01  # degrees: more than the path bends between two places, and the cells on both sides of it
    corners = {
        (min(max(int(lat), -90), 89), int(lon))
        for north in (-edge, edge)
        for east in (-edge, edge)
        for lat, lon in zip(np.floor(lats + north), np.floor(lons + east), strict=True)
    }
    return tuple(sorted({Tile(lat, (lon + 180) % 360 - 180) for lat, lon in corners}))


def _distance_m(lat1_deg: float, lon1_deg: float, lat2_deg: float, lon2_deg: float) -> float:
    import numpy as np

    return float(area.distances_m(lat1_deg, lon1_deg, np.array(lat2_deg), np.array(lon2_deg)))


def fetch_area(
    site: tuple[float, float],
    radius_m: float | None = None,
    *,
    towards: tuple[float, float] | None = None,
    cache: TileCache,
    store: Store | None = None,
    product: Product | Literal["auto"] = "auto",
    offline: bool = False,
    refresh: bool = False,
    progress: Callable[[int, int, int], None] | None = None,
) -> Fetched:
    """Brings the tiles around a site (lat, lon) into the cache: all that `open_copernicus` needs, for use offline.

    With towards (lat, lon) in place of radius_m only the tiles along that one path.

    refresh: ask the store again which tiles there are, instead of what it said before.
    progress(tiles done, tiles in all, bytes fetched). Raises TerrainError: no connection, a wrong address, a full disk,
    a cache limit that is too small; what has arrived is kept, and the next call goes on from there.
    """
    from howfar.terrain.tilestore import Store, fetch_tiles

    if (radius_m is None) == (towards is None):
        raise TerrainError("give radius_m, or towards for a single path")
    reach_m = radius_m if radius_m is not None else _distance_m(*site, *(towards or site))
    chosen = product_for(reach_m) if product == "auto" else product
    if chosen not in ARC_SECONDS:
        raise TerrainError(f"the model {product!r} is unknown; choose glo-30, glo-90 or auto")
    tiles = tiles_around(*site, radius_m) if radius_m is not None else tiles_along(site, towards or site)
    return fetch_tiles(
        tiles, chosen, cache=cache, store=store or Store(), offline=offline, refresh=refresh, progress=progress
    )


def open_copernicus(
    site: tuple[float, float],
    radius_m: float | None = None,
    *,
    towards: tuple[float, float] | None = None,
    cache: TileCache,
    store: Store | None = None,
    product: Product | Literal["auto"] = "auto",
    offline: bool = False,
    decimate: int = 1,
    fetch_progress: Callable[[int, int, int], None] | None = None,
    progress: Progress | None = None,
    memory_limit_bytes: int = MEMORY_LIMIT_BYTES,
) -> ElevationGrid:
    """Copernicus heights (EGM2008, metres) around a site (lat, lon), fetched as far as they are not in the cache.

    radius_m around the site, or towards (lat, lon): the path to there alone, everything else void.
    product: "glo-30", "glo-90", or "auto": GLO-30 up to WIDE_RADIUS_M. offline: use the cache alone.
    The surface is a DSM: it includes woods and buildings, and says so. Raises TerrainError as `fetch_area`.
    """
    fetched = fetch_area(
        site,
        radius_m,
        towards=towards,
        cache=cache,
        store=store,
        product=product,
        offline=offline,
        progress=fetch_progress,
    )
    plan = plan_terrain(
        fetched.files, site=site, radius_m=radius_m, towards=towards, decimate=decimate, datum="EGM2008",
        vertical_unit="m", memory_limit_bytes=memory_limit_bytes,
    )  # fmt: skip
    grid = plan.load(progress)
    real = tuple(path.name for path in fetched.files if not path.name.endswith("_SEA.tif"))
    wider = [raster.name for raster in plan.mosaic.resampled if raster.name in real]
    notes = (
        f"Copernicus DEM {fetched.product.upper()}: a surface model, with woods and buildings in it",
        *fetched.remarks,
        *(f"{len(wider)} tile(s) with wider columns were resampled bilinearly" for _ in wider[:1]),
        *(note for note in grid.assumptions if "resampled bilinearly" not in note),
    )
    return replace(grid, sources=real, credits=(COPERNICUS_CREDIT,), assumptions=notes)
