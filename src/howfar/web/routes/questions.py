"""One claim at a time: asked by its parts, or judged again after a change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response

from howfar.report.contract import VerdictView
from howfar.web import models
from howfar.web.routes.shared import described, given, kilometres, metres, ready

if TYPE_CHECKING:
    from howfar.web.pool import Desk


def add(api: APIRouter, desk: Desk) -> None:
    """Add the routes about one claim."""

    @api.post("/judge", tags=["questions"], response_model=models.PageVerdict)
    async def judge(ask: models.JudgeAsk) -> Response:
        """Judge one claim again after a slot was changed."""
        return ready(await desk.ask("judge", claim=ask.claim, near=ask.near, home=ask.home, assume=ask.assume))

    @api.get("/can", tags=["questions"], response_model=VerdictView, openapi_extra=described(models.CanAsk))
    async def can(request: Request) -> Response:
        """One structured claim (`howfar can --json`)."""
        ask = given(models.CanAsk, request)
        body = await desk.ask(
            "can", system=ask.system, verb=ask.verb, target=ask.target, origin=ask.origin, whole=ask.whole,
            k_factor=ask.k, distance_km=kilometres(ask.distance, "distance"),
            altitude_km=kilometres(ask.altitude, "altitude"), antenna_m=metres(ask.antenna, "antenna"),
            duration_s=None if ask.minutes is None else ask.minutes * 60.0,
        )  # fmt: skip
        return ready(body)
