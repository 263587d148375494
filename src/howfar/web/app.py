"""The web door: JSON under /api, the page and its files beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from howfar import __version__
from howfar.web import problems
from howfar.web.fetching import Fetcher
from howfar.web.guards import Guard
from howfar.web.memory import Memory
from howfar.web.pages import pages
from howfar.web.pool import Desk
from howfar.web.routes import router
from howfar.web.settings import Settings

_ABOUT = """The same functions and the same JSON as the command line: see the contracts `howfar/claims/1`,
`howfar/verdicts/1`, `howfar/coverage/1` and `howfar/sight/1`.
A verdict speaks of physics, never of truth, intent or character."""
_KEEP_WITH_TERRAIN_S = 300.0  # tiles that could not be fetched now may be there later
_PACKING_LEVEL = 2  # a verdict of 8.4 kB becomes 3.3 kB in 0.05 ms; level 9 takes twice as long for 3.1 kB


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application. Nothing is loaded until it starts."""
    settings = settings or Settings()
    desk, fetcher = _desk(settings), Fetcher(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await desk.start()
        yield
        fetcher.close()
        await desk.close()

    app = FastAPI(
        title="howfar",
        version=__version__,
        description=_ABOUT,
        openapi_url="/api/openapi.json",
        docs_url=None,  # these pages load scripts from elsewhere
        redoc_url=None,
        lifespan=lifespan,
    )
    problems.install(app)
    app.include_router(router(settings, desk, fetcher))
    pages(app, settings)
    app.add_middleware(GZipMiddleware, minimum_size=1500, compresslevel=_PACKING_LEVEL)
    keep_s = _KEEP_WITH_TERRAIN_S if settings.terrain else float("inf")
    app.add_middleware(Memory, most_bytes=settings.memory_bytes, keep_s=keep_s)
    app.add_middleware(Guard, settings=settings)
    app.state.desk = desk
    return app


def _desk(settings: Settings) -> Desk:
    if settings.processes:
        from howfar.web.workers import Workers

        return Workers(settings)
    from howfar.web.engine import Engine
    from howfar.web.pool import Threads

    return Threads(Engine(settings), settings.threads, settings.max_waiting)
