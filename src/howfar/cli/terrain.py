"""`howfar terrain`: prepare elevation tiles for use offline."""

from __future__ import annotations

from typing import Annotated

import typer

from howfar.cli import common
from howfar.cli.elevation import CacheLimit, Product, Refresh, bytes_of
from howfar.units import length_m

_HELP = """Elevation models: fetch the tiles of an area for use offline.

Example: howfar terrain fetch --at Minsk --range 100km
"""


def register(app: typer.Typer) -> None:
    """Add the group of commands to the door."""
    group = typer.Typer(help=_HELP)
    group.callback()(_group)
    group.command("fetch")(fetch)
    app.add_typer(group, name="terrain")


def _group() -> None:
    """A group keeps its name even with a single command in it."""


def fetch(
    at: Annotated[str, typer.Option("--at", help='The middle of the area: "Minsk" or "46.5,8.5".')],
    reach: Annotated[str, typer.Option("--range", help="How far around it: 150km.")],
    product: Product = None,
    refresh: Refresh = False,
    cache_limit: CacheLimit = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress bar.")] = False,
    as_json: common.Json = False,
) -> None:
    """Fetch Copernicus tiles around a place into the cache; goes on where a broken fetch stopped.

    The cache folder is HOWFAR_CACHE, a mirror of the store HOWFAR_COPERNICUS (environment variables).

    Example: howfar terrain fetch --at Minsk --range 100km
    """
    from howfar.cli.ground import in_options, progress, tile_cache, tile_store
    from howfar.places.gazetteer import Gazetteer
    from howfar.terrain.copernicus import fetch_area

    place = Gazetteer.default().resolve(at).place
    radius_m = length_m(reach, what="--range", at_least_m=1.0)
    limit = None if cache_limit is None else bytes_of(cache_limit)
    with in_options(), progress("Fetching tiles", quiet=quiet) as told:
        fetched = fetch_area(
            (place.lat, place.lon), radius_m, cache=tile_cache(limit), store=tile_store(), product=product or "auto",
            refresh=refresh, progress=told,
        )  # fmt: skip
    if as_json:
        from howfar.report.contract import plain

        common.print_json({"schema": "howfar/terrain/1", **plain(fetched)})
        return
    counted = f"{len(fetched.files)} tiles of {fetched.product} are in the cache"
    print(f"{counted}, {fetched.bytes_fetched / 1e6:,.1f} MB fetched now.")
    for line in fetched.remarks:
        print(line)
