"""The page and its files: built by Vite into `static/`, served with long caching for names that carry their hash."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from howfar.web.problems import problem

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.types import Scope

    from howfar.web.settings import Settings

_PAGES: Final = ("/", "/ask", "/systems", "/systems/{name}", "/method")
_TYPES: Final = {".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
_FILES: Final = {"favicon.svg": "image/svg+xml", "licenses.txt": "text/plain; charset=utf-8"}
_NOT_BUILT: Final = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>howfar</title><p>The page has not been built: "
    "run <code>make ui</code>. The JSON under <a href=/api/openapi.json>/api</a> works without it.</p></html>"
)


class _Hashed(StaticFiles):
    """Files whose name changes with their content may be kept for a year; packed when they were built."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        asked = dict(scope["headers"]).get(b"accept-encoding", b"")
        packed = Path(str(self.directory)) / f"{path}.gz"
        is_packed = b"gzip" in asked and ".." not in path and packed.is_file()
        response = await super().get_response(f"{path}.gz" if is_packed else path, scope)
        if is_packed:
            response.headers["Content-Encoding"] = "gzip"
            response.headers["Content-Type"] = _TYPES.get(Path(path).suffix, "application/octet-stream")
        response.headers["Vary"] = "Accept-Encoding"
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def _file(path: Path, media: str) -> Callable[[], Awaitable[Response]]:
    async def answer() -> Response:
        if not path.is_file():
            raise HTTPException(404)
        return Response(path.read_bytes(), media_type=media, headers={"Cache-Control": "public, max-age=86400"})

    return answer


def pages(app: FastAPI, settings: Settings) -> None:
    """Add the page, its files and the answer to unknown addresses."""
    static = settings.static
    if (static / "assets").is_dir():
        app.mount("/assets", _Hashed(directory=static / "assets"), name="assets")

    async def page() -> Response:
        index = static / "index.html"
        html = index.read_text(encoding="utf-8") if index.is_file() else _NOT_BUILT
        return Response(html, media_type="text/html", headers={"Cache-Control": "no-cache"})

    for path in _PAGES:
        app.add_api_route(path, page, methods=["GET", "HEAD"], include_in_schema=False)

    for name, media in _FILES.items():
        app.add_api_route(f"/{name}", _file(static / name, media), methods=["GET"], include_in_schema=False)

    async def missing(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        wants_page = "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/api/")
        if error.status_code == 404 and wants_page:
            answer = await page()
            answer.status_code = 404
            return answer
        words = (
            "there is nothing at this address; see /api/openapi.json" if error.status_code == 404 else str(error.detail)
        )
        return problem(error.status_code, "HTTPError", words)

    app.add_exception_handler(HTTPException, missing)
