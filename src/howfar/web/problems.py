"""Errors as JSON: what was wrong, what is allowed, what to do. Never a stack trace, never an article in a log."""

from __future__ import annotations

import json
import logging
import secrets
from typing import TYPE_CHECKING, Any, Final

from howfar import errors
from howfar.web.pool import BusyError, LostError

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.requests import Request
    from starlette.responses import Response

LOG: Final = logging.getLogger("howfar.web")
_STATUS: Final[tuple[tuple[type[errors.HowfarError], int], ...]] = (
    (errors.UnknownPlaceError, 404),
    (errors.UnknownSystemError, 404),
    (errors.RefusedError, 403),
    (errors.UsageError, 422),
    (errors.HowfarError, 422),
)


def problem(status: int, kind: str, message: str, **more: Any) -> Response:
    """The JSON twin of an error."""
    from starlette.responses import Response

    body = json.dumps({"error": {"status": status, "kind": kind, "message": message, **more}}, ensure_ascii=False)
    headers = {"Retry-After": "2"} if status == 503 else None
    return Response(body, status_code=status, media_type="application/json", headers=headers)


def status_of(error: errors.HowfarError) -> int:
    """The HTTP status of one of our own errors."""
    return next(status for kind, status in _STATUS if isinstance(error, kind))


def install(app: FastAPI) -> None:
    """Give every error of the app its JSON twin."""
    from fastapi.exceptions import RequestValidationError
    from starlette.exceptions import HTTPException

    async def ours(_: Request, error: Exception) -> Response:
        assert isinstance(error, errors.HowfarError)
        return problem(status_of(error), type(error).__name__, str(error))

    async def invalid(_: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"] if part not in ("body", "query", "path"))
        return problem(422, "InvalidRequest", f"{where or 'the request'}: {first['msg']}; see /api/openapi.json")

    async def http(_: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return problem(error.status_code, "HTTPError", str(error.detail))

    async def busy(_: Request, __: Exception) -> Response:
        return problem(503, "Busy", "too many questions at once; wait a moment and try again")

    async def lost(_: Request, __: Exception) -> Response:
        return problem(503, "Lost", "the work on this was cut off; try again, with a shorter text if it is long")

    async def unexpected(_: Request, error: Exception) -> Response:
        ticket = secrets.token_hex(4)
        LOG.error("unexpected error %s: %s", ticket, type(error).__name__, exc_info=error)
        return problem(500, "InternalError", f"something in howfar failed; please report it with the mark {ticket}")

    app.add_exception_handler(errors.HowfarError, ours)
    app.add_exception_handler(BusyError, busy)
    app.add_exception_handler(LostError, lost)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(Exception, unexpected)
