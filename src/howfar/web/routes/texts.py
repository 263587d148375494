"""Texts: read, check, a file made into text, and files to take away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response

from howfar.web import models
from howfar.web.formats import FORMATS, media_of
from howfar.web.routes.shared import ready

if TYPE_CHECKING:
    from howfar.web.fetching import Fetcher
    from howfar.web.pool import Desk

_FILE: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
_FILES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The file", "content": {media: {} for media, _ in FORMATS.values()}}
}


def add(api: APIRouter, desk: Desk, fetcher: Fetcher) -> None:
    """Add the routes about texts."""

    @api.post("/read", tags=["texts"], response_model=models.ReadAnswer)
    async def read(ask: models.TextAsk) -> Response:
        """Find the claims of reach in a text (`howfar read --json`, with the text)."""
        return ready(await desk.ask("read", ask=ask, page=await fetcher.page_of(ask)))

    @api.post("/check", tags=["texts"], response_model=models.CheckAnswer)
    async def check(ask: models.CheckAsk) -> Response:
        """Judge every claim of reach in a text (`howfar check --json`, with the text)."""
        return ready(await desk.ask("check", ask=ask, assume=ask.assume, page=await fetcher.page_of(ask)))

    @api.post("/document", tags=["texts"], response_model=models.DocumentAnswer, openapi_extra=_FILE)
    async def document(request: Request, name: Annotated[str | None, Query(max_length=255)] = None) -> Response:
        """Make a file (text, HTML, Markdown, PDF, feed item, e-mail) into text. The body is the file itself."""
        return ready(await desk.ask("document", data=await request.body(), name=name))

    @api.post("/report/{kind}", tags=["texts"], response_class=Response, responses=_FILES)
    async def report(kind: str, ask: models.ReportAsk) -> Response:
        """A file to take away: html, json, csv, claimreview, png, svg, geojson or kml."""
        media, name = media_of(kind)
        page = await fetcher.page_of(ask) if ask.text or ask.address else None
        content = await desk.ask("report", ask=ask, kind=kind, page=page)
        headers = {"Content-Disposition": f'attachment; filename="howfar-{name}"'}
        return Response(content, media_type=media, headers=headers)
