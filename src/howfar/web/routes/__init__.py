"""The JSON of the web door: one route for each question that the command line answers, one module for each kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter

from howfar.web import models
from howfar.web.routes import catalogue, maps, places, questions, texts

if TYPE_CHECKING:
    from howfar.web.fetching import Fetcher
    from howfar.web.pool import Desk
    from howfar.web.settings import Settings

_PROBLEMS: Final[dict[int | str, dict[str, Any]]] = {
    status: {"model": models.ProblemAnswer, "description": words}
    for status, words in {
        400: "The request is not HTTP or JSON as expected", 403: "Beyond the line that howfar does not cross",
        404: "A place or system is unknown", 408: "The request arrived too slowly", 413: "Too large",
        415: "Not JSON", 422: "The question cannot be asked this way", 503: "Busy; come again",
    }.items()
}  # fmt: skip


def router(settings: Settings, desk: Desk, fetcher: Fetcher) -> APIRouter:
    """All routes under /api."""
    api = APIRouter(prefix="/api", responses=_PROBLEMS)
    questions.add(api, desk)  # first, because routes are looked through in order and these are asked most
    texts.add(api, desk, fetcher)
    places.add(api, desk)
    catalogue.add(api, settings, desk)
    maps.add(api)
    return api
