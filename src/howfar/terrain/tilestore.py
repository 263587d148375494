"""Copernicus tiles from an object store into a folder with a size limit.

NAME.tif             a tile, complete and looked at
NAME.tif.part        what has arrived so far; NAME.tif.etag says of which version, so a resumed file is of one piece
NAME.absent          the store has no such tile
NAME_SEA.tif         a tile of open sea, made here
tiles-<hash>.txt     the store's own list of its tiles
"""

from __future__ import annotations

import hashlib
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from howfar.errors import TerrainError
from howfar.terrain.download import BrokenError, Downloader, disk_in_words
from howfar.terrain.tiles import PRODUCTS, UNRELEASED, Tile, sea_tile

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from howfar.terrain.tiles import Product

# The public object stores of the Copernicus DEM (registry of open data: "copernicus-dem").
PUBLIC_30: Final = "https://copernicus-dem-30m.s3.amazonaws.com"
PUBLIC_90: Final = "https://copernicus-dem-90m.s3.amazonaws.com"
TILE_LIST: Final = "tileList.txt"


@dataclass(frozen=True)
class Store:
    """Where tiles come from. base_30 and base_90: addresses under which NAME/NAME.tif lies; a mirror may hold both."""

    base_30: str = PUBLIC_30
    base_90: str = PUBLIC_90
    timeout_s: float = 30.0
    tries: int = 5
    parallel: int = 4
    pause_s: float = 1.0
    sleep: Callable[[float], object] = time.sleep

    @staticmethod
    def mirror(base: str, **options: Any) -> Store:
        """A mirror that holds both products under one address."""
        if not base.startswith(("http://", "https://")):
            raise TerrainError(f"the mirror {base!r} is no address; write for example https://mirror.example/dem")
        return Store(base_30=base, base_90=base, **options)

    def base(self, product: Product) -> str:
        """The address of a product."""
        return (self.base_30 if product == "glo-30" else self.base_90).rstrip("/")


@dataclass(frozen=True)
class TileCache:
    """A folder of tiles. When limit_bytes would be passed, the tiles used longest ago go first."""

    folder: Path
    limit_bytes: int = 20_000_000_000
    _lock: threading.Lock = field(default_factory=threading.Lock, compare=False, repr=False)

    @staticmethod
    def default_folder() -> Path:
        """The folder that this system has for caches; the doors may choose another."""
        from platformdirs import user_cache_path

        return Path(user_cache_path("howfar")) / "copernicus"

    def size_bytes(self) -> int:
        """Bytes of all files in the folder."""
        return sum(_size(path) for path in self.folder.glob("*"))

    def make_room(self, needed_bytes: int, *, keep: frozenset[str]) -> None:
        """Removes the tiles used longest ago, except those named in keep; needed_bytes are still to come.

        Raises TerrainError where that is not enough.
        """
        with self._lock:
            excess = self.size_bytes() + needed_bytes - self.limit_bytes
            files = (path for end in ("*.tif", "*.part") for path in self.folder.glob(end))
            for path in sorted((p for p in files if p.name.removesuffix(".part") not in keep), key=_last_use):
                if excess <= 0:
                    return
                excess -= _size(path)
                path.unlink(missing_ok=True)
        if excess > 0:
            raise TerrainError(
                f"the tiles of this area do not fit into the cache: the limit is {self.limit_bytes / 1e9:.3g} GB in "
                f"{self.folder}; raise the limit, take a smaller radius or glo-90"
            )


@dataclass(frozen=True)
class Fetched:
    """What an area needs, all of it on disk. remarks: sentences for the report (sea, missing countries)."""

    product: Product
    files: tuple[Path, ...]
    sea: tuple[Tile, ...]
    coarse: tuple[Tile, ...]  # taken from GLO-90 in an area of GLO-30
    missing: tuple[Tile, ...]  # land that the store has nothing of
    bytes_fetched: int

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a reader has to know."""
        found = []
        if self.sea:
            found.append(f"{len(self.sea)} tile(s) that do not exist in the model were taken as open sea, 0 m")
        if self.coarse:
            found.append(
                f"{len(self.coarse)} tile(s) are not in the public GLO-30 ({_where(self.coarse)}): GLO-90 is used there"
            )
        if self.missing:
            found.append(f"the store has no heights for {_where(self.missing)}, which is land: no data there")
        return tuple(found)


def _where(tiles: Sequence[Tile]) -> str:
    names = ", ".join(tile.short_name for tile in tiles[:6]) + (" …" if len(tiles) > 6 else "")
    known = any((tile.lat, tile.lon) in UNRELEASED for tile in tiles)
    return f"{names}; Armenia and Azerbaijan were not released" if known else names


@dataclass
class _Job:
    """One call of fetch_tiles: what its threads share."""

    product: Product
    cache: TileCache
    store: Store
    offline: bool
    downloader: Downloader
    lists: dict[Product, frozenset[str] | None] = field(default_factory=dict)

    def tile(self, tile: Tile) -> tuple[str, Path | None]:
        """("tile" | "sea" | "coarse" | "missing", the file)."""
        if path := self._have(tile, self.product):
            return "tile", path
        if self.product == "glo-30" and (path := self._have(tile, "glo-90")):
            return "coarse", path
        if self.product == "glo-30" and (tile.lat, tile.lon) in UNRELEASED:
            return "missing", None
        return "sea", sea_tile(tile, self.product, self.cache.folder)

    def _have(self, tile: Tile, product: Product) -> Path | None:
        """The tile's file, fetched if need be; None where the store has no such tile."""
        name = tile.name(product)
        path, absent = self.cache.folder / f"{name}.tif", self.cache.folder / f"{name}.absent"
        if path.exists():
            path.touch()  # used now: the last to go
            return path
        listed = self.lists[product]
        if absent.exists() or (listed is not None and name not in listed):
            return None
        if self.offline:
            raise TerrainError(
                f"{name} is not in the cache {self.cache.folder} and howfar works offline; prepare the area with "
                f"howfar terrain fetch while there is a connection"
            )
        base = self.store.base(product)
        if self.downloader.fetch(f"{base}/{name}/{name}.tif", path, lambda part: _look_at(part, tile)):
            return path
        if listed is not None:
            raise TerrainError(f"{base} lists {name} but does not hold it; choose another mirror")
        absent.touch()
        return None


def fetch_tiles(
    tiles: Sequence[Tile],
    product: Product,
    *,
    cache: TileCache,
    store: Store,
    offline: bool = False,
    refresh: bool = False,
    progress: Callable[[int, int, int], None] | None = None,
) -> Fetched:
    """Brings tiles into the cache, several at a time. progress(tiles done, tiles in all, bytes fetched).

    refresh: ask the store again which tiles there are; tiles that are whole stay.

    Raises TerrainError; what has arrived stays, and the next call goes on from there.
    """
    import httpx

    with disk_in_words(cache.folder):
        cache.folder.mkdir(parents=True, exist_ok=True)
    if refresh and not offline:
        _forget(cache, tiles)
    keep = frozenset(f"{t.name(p)}{end}.tif" for t in tiles for p in PRODUCTS for end in ("", "_SEA"))
    headers = {"Accept-Encoding": "identity"}  # a range of a compressed answer would be of other bytes
    with httpx.Client(timeout=store.timeout_s, follow_redirects=True, headers=headers) as client:
        downloader = Downloader(client, store.tries, store.pause_s, store.sleep)
        downloader.make_room = lambda needed_bytes: cache.make_room(needed_bytes, keep=keep)
        job = _Job(product, cache, store, offline, downloader)
        _learn_lists(job, tiles)
        results = _each(job, tiles, progress)
    _refuse_nothing(job, tiles, results)
    kinds = {kind: tuple(t for t, (k, _) in zip(tiles, results, strict=True) if k == kind) for kind in
             ("sea", "coarse", "missing")}  # fmt: skip
    files = tuple(path for _, path in results if path is not None)
    return Fetched(product, files, kinds["sea"], kinds["coarse"], kinds["missing"], downloader.fetched_bytes)


def _each(
    job: _Job, tiles: Sequence[Tile], progress: Callable[[int, int, int], None] | None
) -> list[tuple[str, Path | None]]:
    results = []
    with ThreadPoolExecutor(job.store.parallel) as pool:
        try:
            for done, result in enumerate(pool.map(job.tile, tiles), start=1):
                results.append(result)
                if progress is not None:
                    progress(done, len(tiles), job.downloader.fetched_bytes)
        except BaseException:  # Ctrl-C too: the other threads stop at their next piece
            job.downloader.stop.set()
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    return results


def _learn_lists(job: _Job, tiles: Sequence[Tile]) -> None:
    """The stores' lists of tiles, where they have one: the surest word on what is sea."""
    job.lists = {"glo-30": None, "glo-90": None}
    products: tuple[Product, ...] = ("glo-30", "glo-90") if job.product == "glo-30" else ("glo-90",)
    for product in products:
        if any(not (job.cache.folder / f"{tile.name(job.product)}.tif").exists() for tile in tiles):
            job.lists[product] = _tile_list(job, product)


def _tile_list(job: _Job, product: Product) -> frozenset[str] | None:
    base = job.store.base(product)
    path = job.cache.folder / f"tiles-{hashlib.sha256(base.encode()).hexdigest()[:12]}.txt"
    if not path.exists() and (job.offline or not job.downloader.fetch(f"{base}/{TILE_LIST}", path)):
        return None
    number = "_10_" if product == "glo-30" else "_30_"
    words = path.read_text(encoding="ascii", errors="replace").split()
    return frozenset(name for name in words if name.startswith("Copernicus_DSM_COG") and number in name) or None


def _refuse_nothing(job: _Job, tiles: Sequence[Tile], results: Sequence[tuple[str, Path | None]]) -> None:
    """An address without a list and without a single tile is more likely wrong than all sea."""
    if job.offline or job.lists[job.product] is not None or any(kind in ("tile", "coarse") for kind, _ in results):
        return
    _forget(job.cache, tiles)  # the mistake must not be remembered
    raise TerrainError(
        f"{job.store.base(job.product)} has none of the {len(tiles)} tile(s) of this area and no {TILE_LIST}: the "
        f"address is wrong, or the area is open sea, where no elevation model is needed"
    )


def _forget(cache: TileCache, tiles: Sequence[Tile]) -> None:
    """What the store said of tiles that it has not; new ones are released from time to time."""
    for path in cache.folder.glob("tiles-*.txt"):
        path.unlink(missing_ok=True)
    for tile in tiles:
        for product in PRODUCTS:
            (cache.folder / f"{tile.name(product)}.absent").unlink(missing_ok=True)


def _look_at(part: Path, tile: Tile) -> None:
    """A tile has to be a raster that can be read at its end and that lies where its name says."""
    import rasterio
    from rasterio.errors import RasterioError
    from rasterio.windows import Window

    try:
        with rasterio.open(part) as dataset:
            west, north = dataset.xy(0, 0)
            dataset.read(1, window=Window(dataset.width - 1, dataset.height - 1, 1, 1))
    except RasterioError as error:
        raise BrokenError(f"what arrived is no readable elevation model ({error})") from error
    if abs(west - tile.lon) > 0.01 or abs(north - (tile.lat + 1)) > 0.01:
        raise TerrainError(f"{part.name} lies at {north}, {west} and not where its name says; choose another mirror")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _last_use(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
