"""The web door: JSON under /api, the page and its files beside it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request, Response
from starlette.middleware.gzip import GZipMiddleware

from howfar import __version__
from howfar.web import mapdata, problems
from howfar.web.engine import Engine
from howfar.web.guards import Guard
from howfar.web.pages import pages
from howfar.web.pool import BusyError, Pool
from howfar.web.routes import router
from howfar.web.settings import Settings

if TYPE_CHECKING:
    from howfar.systems.catalogue import Catalogue

_ABOUT = """The same functions and the same JSON as the command line: see the contracts `howfar/claims/1`,
`howfar/verdicts/1`, `howfar/coverage/1` and `howfar/sight/1`.
A verdict speaks of physics, never of truth, intent or character."""


def create_app(settings: Settings | None = None, catalogue: Catalogue | None = None) -> FastAPI:
    """The application. Nothing is loaded until the first request or the warm-up after start."""
    settings = settings or Settings()
    engine = Engine(settings, catalogue)
    pool = Pool(settings.workers, settings.max_waiting)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        warming = asyncio.create_task(_warm(engine, pool))
        yield
        warming.cancel()
        with suppress(asyncio.CancelledError):
            await warming
        pool.close()

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

    async def busy(_: Request, __: Exception) -> Response:
        return problems.problem(503, "Busy", "too many questions at once; wait a moment and try again")

    app.add_exception_handler(BusyError, busy)
    app.include_router(router(engine, pool))
    pages(app, settings)
    app.add_middleware(GZipMiddleware, minimum_size=1500, compresslevel=5)
    app.add_middleware(Guard, settings=settings)
    app.state.engine = engine
    return app


async def _warm(engine: Engine, pool: Pool) -> None:
    """Load what the first visitor would wait for."""

    def load() -> Any:
        engine.systems()
        engine.gazetteer.names()
        mapdata.labels_gzip(engine.gazetteer)
        return mapdata.countries_gzip(engine.gazetteer)

    await pool.run(load)
