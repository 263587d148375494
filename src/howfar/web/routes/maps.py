"""What the map is drawn from: files that were made when the package was built."""

from __future__ import annotations

import gzip
from functools import cache
from importlib.resources import files
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from howfar.web.problems import problem

LAYERS: Final = ("countries", "labels")
_MEDIA: Final = "application/geo+json"
_ANSWERS: Final[dict[int | str, dict[str, Any]]] = {200: {"description": "GeoJSON", "content": {_MEDIA: {}}}}


@cache
def packed_layer(layer: str) -> bytes:
    """GeoJSON of a layer, gzipped, as scripts/build_web_map.py made it."""
    return (files("howfar.web") / "mapdata" / f"{layer}.json.gz").read_bytes()


def add(api: APIRouter) -> None:
    """Add the layers of the map."""

    @api.get("/map/{layer}.json", tags=["places"], response_class=Response, responses=_ANSWERS)
    async def map_layer(request: Request, layer: str) -> Response:
        """GeoJSON that the map is drawn from: `countries` and `labels`."""
        if layer not in LAYERS:
            return problem(404, "UnknownLayer", f"there is no map layer {layer[:60]!r}; there are: countries, labels")
        headers = {"Cache-Control": "public, max-age=86400", "Vary": "Accept-Encoding"}
        body = packed_layer(layer)
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(body, media_type=_MEDIA, headers={**headers, "Content-Encoding": "gzip"})
        return Response(gzip.decompress(body), media_type=_MEDIA, headers=headers)
