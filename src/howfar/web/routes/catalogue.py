"""The catalogue of systems, and whether the server is up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Response

from howfar import __version__
from howfar.web import models
from howfar.web.routes.shared import ready

if TYPE_CHECKING:
    from howfar.web.pool import Desk
    from howfar.web.settings import Settings


def add(api: APIRouter, settings: Settings, desk: Desk) -> None:
    """Add the routes about systems, and the health endpoint."""

    @api.get("/health", tags=["server"])
    async def health() -> models.HealthAnswer:
        """Up, and what is offered here."""
        return models.HealthAnswer(
            status="ok", version=__version__, fetch=settings.may_fetch, terrain=bool(settings.terrain)
        )

    @api.get("/systems", tags=["catalogue"], response_model=models.SystemsAnswer)
    async def systems() -> Response:
        """The systems that have published figures, with their ranges."""
        return ready(await desk.ask("systems"))

    @api.get("/systems/{name}", tags=["catalogue"], response_model=models.SystemAnswer)
    async def system(name: str) -> Response:
        """One system with every published figure and its source."""
        return ready(await desk.ask("system", name=name[:300]))
