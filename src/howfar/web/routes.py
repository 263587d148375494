"""The JSON of the web door: one route for each question that the command line answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from howfar import __version__
from howfar.errors import UnknownPlaceError, UsageError
from howfar.report.contract import CoverageResult, VerdictView
from howfar.units import length_m
from howfar.web import downloads, mapdata, models
from howfar.web.problems import problem

if TYPE_CHECKING:
    from howfar.web.engine import Engine
    from howfar.web.pool import Pool

_PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": models.ProblemAnswer, "description": words}
    for status, words in {
        400: "The request is not HTTP or JSON as expected", 403: "Beyond the line that howfar does not cross",
        404: "A place or system is unknown", 408: "The request arrived too slowly", 413: "Too large",
        415: "Not JSON", 422: "The question cannot be asked this way", 503: "Busy; come again",
    }.items()
}  # fmt: skip
Text = Annotated[str, Query(min_length=1, max_length=300)]
Near = Annotated[list[str], Query(max_length=20, description="Countries that the text is about: BY.")]
Antenna = Annotated[str | None, Query(max_length=40, description="Antenna height above ground with its unit: 20m.")]
KFactor = Annotated[float | None, Query(ge=0.5, le=10, description="Effective Earth radius factor.")]


def router(engine: Engine, pool: Pool) -> APIRouter:
    """All routes under /api."""
    api = APIRouter(prefix="/api", responses=_PROBLEMS)

    async def heavy(work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return await pool.run(work, *args, **kwargs)

    @api.get("/health", tags=["server"])
    async def health() -> models.HealthAnswer:
        """Up, and what is offered here."""
        settings = engine.settings
        return models.HealthAnswer(
            status="ok", version=__version__, fetch=settings.fetch, terrain=bool(settings.terrain)
        )

    @api.post("/read", tags=["texts"], response_model=models.ReadAnswer)
    async def read(ask: models.TextAsk) -> Response:
        """Find the claims of reach in a text (`howfar read --json`, with the text)."""
        return _json(await heavy(engine.read, ask))

    @api.post("/check", tags=["texts"], response_model=models.CheckAnswer)
    async def check(ask: models.CheckAsk) -> Response:
        """Judge every claim of reach in a text (`howfar check --json`, with the text)."""
        return _json(await heavy(engine.check, ask, ask.assume))

    @api.post("/judge", tags=["questions"], response_model=models.PageVerdict)
    async def judge(ask: models.JudgeAsk) -> Response:
        """Judge one claim again after a slot was changed."""
        return _json(await heavy(engine.judge, ask.claim, ask.near, ask.home, ask.assume))

    @api.post(
        "/document",
        tags=["texts"],
        response_model=models.DocumentAnswer,
        openapi_extra={
            "requestBody": {
                "required": True,
                "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
            }
        },
    )
    async def document(request: Request, name: Annotated[str | None, Query(max_length=255)] = None) -> Response:
        """Make a file (text, HTML, Markdown, PDF, feed item, e-mail) into text. The body is the file itself."""
        return _json(await heavy(engine.document, await request.body(), name=name))

    @api.post(
        "/report/{kind}",
        tags=["texts"],
        response_class=Response,
        responses={200: {"description": "The file", "content": {kind: {} for kind, _ in downloads.FORMATS.values()}}},
    )
    async def report(kind: str, ask: models.ReportAsk) -> Response:
        """A file to take away: html, json, csv, claimreview, png, svg, geojson or kml."""
        content = await heavy(downloads.made, engine, ask, kind)
        media, name = downloads.FORMATS[kind]
        headers = {"Content-Disposition": f'attachment; filename="howfar-{name}"'}
        return Response(content, media_type=media, headers=headers)

    @api.get("/can", tags=["questions"], response_model=VerdictView)
    async def can(  # noqa: PLR0917 - FastAPI gives them by name
        system: Annotated[str, Query(min_length=1, max_length=300, examples=["s-400"])],
        verb: Annotated[str, Query(min_length=1, max_length=40, examples=["see"])],
        target: Annotated[str | None, Query(min_length=1, max_length=300, examples=["Berlin"])] = None,
        origin: Annotated[str | None, Query(alias="from", min_length=1, max_length=300, examples=["Minsk"])] = None,
        distance: Annotated[str | None, Query(max_length=40, description="With its unit: 600km.")] = None,
        altitude: Annotated[str | None, Query(max_length=40, description="With its unit: 10km, FL300.")] = None,
        whole: bool = False,
        minutes: Annotated[float | None, Query(gt=0, le=1e5, description="The flight time that is claimed.")] = None,
        antenna: Antenna = None,
        k: KFactor = None,
    ) -> Response:
        """One structured claim (`howfar can --json`)."""
        asked = {
            "system": system, "verb": verb, "target": target, "origin": origin, "whole": whole, "k_factor": k,
            "distance_km": _km(distance, "distance"), "altitude_km": _km(altitude, "altitude"),
            "duration_s": None if minutes is None else minutes * 60.0, "antenna_m": _metres(antenna, "antenna"),
        }  # fmt: skip
        kept = engine.remembered.get(("can", *sorted(asked.items(), key=str)))
        return _json(kept if kept is not None else await heavy(engine.can, **asked))

    @api.get("/cover", tags=["places"], response_model=CoverageResult)
    async def cover(  # noqa: PLR0917 - FastAPI gives them by name
        at: Annotated[list[Text], Query(min_length=1, max_length=12, examples=[["Minsk"]])],
        system: Annotated[str | None, Query(min_length=1, max_length=300, examples=["s-400"])] = None,
        altitude: Annotated[list[str], Query(max_length=12, examples=[["100m", "10km"]])] = [],  # noqa: B006 - FastAPI copies
        antenna: Antenna = None,
        k: KFactor = None,
        near: Near = [],  # noqa: B006 - FastAPI copies
        verb: models.Verb | None = None,
    ) -> Response:
        """Every published range as a ring and the horizon by target altitude, on a smooth Earth."""
        heights = [length_m(part, what="altitude") for words in altitude for part in words.split(",") if part.strip()]
        if len(heights) > 12:
            raise UsageError(f"{len(heights)} altitudes were given; give at most 12")
        made = await heavy(
            engine.cover, system=system, at=at, altitudes_m=heights, near=near, k_factor=k,
            antenna_m=_metres(antenna, "antenna"), verb=verb,
        )  # fmt: skip
        return _json(made)

    @api.get("/sight", tags=["places"], response_model=models.SightAnswer)
    async def sight(  # noqa: PLR0917 - FastAPI gives them by name
        origin: Annotated[str, Query(alias="from", min_length=1, max_length=300, examples=["Minsk"])],
        to: Annotated[str, Query(min_length=1, max_length=300, examples=["Berlin"])],
        target_height: Annotated[str | None, Query(max_length=40, examples=["10km"])] = None,
        antenna: Antenna = None,
        k: KFactor = None,
        system: Annotated[str | None, Query(min_length=1, max_length=300)] = None,
        near: Near = [],  # noqa: B006 - FastAPI copies
    ) -> Response:
        """Whether a target is above the horizon, and the vertical cut along the path (`howfar sight --json`)."""
        made = await heavy(
            engine.sight, origin, to, near=near, system=system, k_factor=k, antenna_m=_metres(antenna, "antenna"),
            target_altitude_m=_metres(target_height, "target_height"),
        )  # fmt: skip
        return _json(made)

    @api.get("/systems", tags=["catalogue"], response_model=models.SystemsAnswer)
    async def systems() -> Response:
        """The systems that have published figures, with their ranges."""
        return _json(await heavy(engine.systems))

    @api.get("/systems/{name}", tags=["catalogue"], response_model=models.SystemAnswer)
    async def system(name: str) -> Response:
        """One system with every published figure and its source."""
        return _json(await heavy(engine.system, name[:300]))

    @api.get("/place", tags=["places"], response_model=models.PlaceAnswer)
    async def place(q: Text, near: Near = []) -> Response:  # noqa: B006 - FastAPI copies
        """What words for a place mean, with its shape (`howfar places --json`)."""
        return _json(await heavy(engine.place, q, near))

    @api.get("/places", tags=["places"], response_model=models.PlacesAnswer)
    async def places(q: Text, limit: Annotated[int, Query(ge=1, le=20)] = 8) -> Response:
        """Places whose name begins so, for a search field."""
        try:
            return _json(await heavy(engine.suggestions, q, limit))
        except UnknownPlaceError:
            return _json({"places": []})

    @api.get(
        "/map/{layer}.json",
        tags=["places"],
        response_class=Response,
        responses={200: {"description": "GeoJSON", "content": {"application/geo+json": {}}}},
    )
    async def map_layer(request: Request, layer: str) -> Response:
        """GeoJSON that the map is drawn from: `countries` and `labels`."""
        makers = {"countries": mapdata.countries_gzip, "labels": mapdata.labels_gzip}
        if layer not in makers:
            return problem(404, "UnknownLayer", f"there is no map layer {layer[:60]!r}; there are: countries, labels")
        packed = await heavy(makers[layer], engine.gazetteer)
        return _packed(packed, request)

    return api


def _json(value: Any) -> Response:
    """A ready JSON answer: the engine's values are already the contract's, checking them again would only cost time."""
    from howfar.web.engine import dumped

    body = value if isinstance(value, bytes) else dumped(value)
    return Response(body, media_type="application/json")


def _packed(packed: bytes, request: Request) -> Response:
    headers = {"Cache-Control": "public, max-age=86400", "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(packed, media_type="application/geo+json", headers={**headers, "Content-Encoding": "gzip"})
    import gzip

    return Response(gzip.decompress(packed), media_type="application/geo+json", headers=headers)


def _km(words: str | None, what: str) -> float | None:
    return None if words is None else length_m(words, what=what) / 1000.0


def _metres(words: str | None, what: str) -> float | None:
    return None if words is None else length_m(words, what=what)
