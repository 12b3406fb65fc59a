"""One line in the log for each request, its number for whoever asks, and what it took.

The line holds the name of the route, never the address: addresses hold tokens and what people
looked for.  Whatever a reader sends comes into it nowhere, except a number of their own making
that consists of nothing but hexadecimal digits.
"""

import re
import time
import uuid
from collections.abc import Callable
from typing import Any

import structlog
from flask import Flask, Response, g, request

from app.engine import statements

GIVEN = re.compile(r"[0-9a-fA-F-]{16,64}")
HEADER = "X-Request-ID"
NOWHERE = "none"  # an address that leads nowhere
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

Observer = Callable[[str, str, int, float, int], None]


def request_id(environ: dict[str, Any]) -> str:
    """Return the number of a request: the one that came with it when it may be one, else a new."""
    given = str(environ.get("HTTP_X_REQUEST_ID", ""))
    return given if GIVEN.fullmatch(given) else uuid.uuid4().hex


def told_method(method: str) -> str:
    """Return a method that is counted and logged; all strange ones are ``other``."""
    return method if method in METHODS else "other"


def init_app(app: Flask, engine: str) -> None:
    """Number, time and log every request of this application; call it before any other hook.

    ``engine`` is the name of the database's dialect.  Who wants to know as well puts a function
    (route, method, status, seconds, statements) into ``app.extensions["observers"]``.
    """
    log = structlog.get_logger("request")
    observers: list[Observer] = app.extensions.setdefault("observers", [])
    app.extensions["note_short_way"] = note_short_way

    @app.before_request
    def begin() -> None:
        g.request_begun, g.request_id = time.perf_counter(), request_id(request.environ)
        g.statements_before = statements.count
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=g.request_id)

    @app.after_request
    def end(response: Response) -> Response:
        begun = g.pop("request_begun", None)
        if begun is None:
            return response
        took = time.perf_counter() - begun
        asked = statements.count - g.pop("statements_before", 0)
        route, method = request.endpoint or NOWHERE, told_method(request.method)
        response.headers[HEADER] = g.pop("request_id", "")
        for observe in observers:
            observe(route, method, response.status_code, took, asked)
        log.info(
            "request",
            route=route,
            method=method,
            status=response.status_code,
            ms=round(took * 1000, 1),
            statements=asked,
            engine=engine,
        )
        return response


def note_short_way(app: Flask, environ: dict[str, Any], status: int) -> tuple[str, str]:
    """Log and count what was answered without a view; return the header with its number."""
    number = request_id(environ)
    method = told_method(environ["REQUEST_METHOD"])
    for observe in app.extensions["observers"]:
        observe("ogc_lane", method, status, 0.0, 0)
    structlog.get_logger("request").info(
        "request", request_id=number, route="ogc_lane", method=method, status=status, statements=0
    )
    return HEADER, number
