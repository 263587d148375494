"""Places and what is seen from them: names, rings and horizons, the cut along a path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Response

from howfar.report.contract import CoverageResult
from howfar.web import models
from howfar.web.routes.shared import Antenna, KFactor, Near, Text, Whole, altitudes_m, metres, ready

if TYPE_CHECKING:
    from howfar.web.pool import Desk


def add(api: APIRouter, desk: Desk) -> None:
    """Add the routes about places."""
    _add_cover(api, desk)
    _add_sight(api, desk)

    @api.get("/place", tags=["places"], response_model=models.PlaceAnswer)
    async def place(q: Text, near: Near = []) -> Response:  # noqa: B006 - FastAPI copies
        """What words for a place mean, with its shape (`howfar places --json`)."""
        return ready(await desk.ask("place", words=q, near=near))

    @api.get("/places", tags=["places"], response_model=models.PlacesAnswer)
    async def places(q: Text, limit: Annotated[int, Query(ge=1, le=20)] = 8) -> Response:
        """Places whose name begins so, for a search field."""
        return ready(await desk.ask("places", prefix=q, limit=limit))


def _add_cover(api: APIRouter, desk: Desk) -> None:
    @api.get("/cover", tags=["places"], response_model=CoverageResult)
    async def cover(  # noqa: PLR0917 - FastAPI gives them by name
        at: Annotated[list[Text], Query(min_length=1, max_length=12, examples=[["Minsk"]])],
        system: Annotated[str | None, Query(min_length=1, max_length=300, examples=["s-400"])] = None,
        altitude: Annotated[list[str], Query(max_length=12, examples=[["100m", "10km"]])] = [],  # noqa: B006 - FastAPI copies
        antenna: Antenna = None,
        k: KFactor = None,
        near: Near = [],  # noqa: B006 - FastAPI copies
        verb: models.Verb | None = None,
        towards: Annotated[
            str | None, Query(min_length=1, max_length=300, description="The target, where `at` is a region.")
        ] = None,
        whole: Whole = False,
        reach: Annotated[
            str | None, Query(alias="range", max_length=40, description="Stop here, with its unit: 150km.")
        ] = None,
    ) -> Response:
        """Every published range as a ring, and the horizon by target altitude.

        Over terrain where the server has an elevation model, out to 160 km or to `range` (at most 300 km); each layer
        says over which Earth it was worked out. From a region the horizon is drawn around the place nearest `towards`.
        """
        body = await desk.ask(
            "cover", at=tuple(at), system=system, verb=verb, altitudes_m=altitudes_m(altitude), near=tuple(near),
            antenna_m=metres(antenna, "antenna"), k_factor=k, towards=towards, whole=whole,
            range_m=metres(reach, "range"),
        )  # fmt: skip
        return ready(body)


def _add_sight(api: APIRouter, desk: Desk) -> None:
    @api.get("/sight", tags=["places"], response_model=models.SightAnswer)
    async def sight(  # noqa: PLR0917 - FastAPI gives them by name
        origin: Annotated[str, Query(alias="from", min_length=1, max_length=300, examples=["Minsk"])],
        to: Annotated[str, Query(min_length=1, max_length=300, examples=["Berlin"])],
        target_height: Annotated[str | None, Query(max_length=40, examples=["10km"])] = None,
        antenna: Antenna = None,
        k: KFactor = None,
        system: Annotated[str | None, Query(min_length=1, max_length=300)] = None,
        near: Near = [],  # noqa: B006 - FastAPI copies
        whole: Whole = False,
    ) -> Response:
        """Whether a target is above the horizon, and the vertical cut along the path (`howfar sight --json`).

        Of a region its nearest part counts, of a whole one the part that is worst served: `ends` says which.
        """
        body = await desk.ask(
            "sight", origin=origin, target=to, near=near, system=system, k_factor=k, whole=whole,
            antenna_m=metres(antenna, "antenna"), target_altitude_m=metres(target_height, "target_height"),
        )  # fmt: skip
        return ready(body)
