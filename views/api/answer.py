"""How data for programs is sent: with a strong validator, for any origin, in a language."""

import hashlib
from http import HTTPStatus

from flask import Flask, Response, g, request

from models.base import LANGUAGES
from views import language
from views.installation import here
from views.program import is_for_programs

READING = "GET, HEAD, OPTIONS"
EXPOSED = (
    "Content-Crs, Content-Language, ETag, Last-Modified, Link, Location, RateLimit, Retry-After"
)
PACKED = ("", ":br", ":gzip")  # what the compression adds to a validator
TAKEN = "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Accept-Language"


def asked_language() -> str:
    """Return the language of an answer: ``lang`` of the address, else the reader's best.

    A value of ``lang`` that is none of ours counts as if it had not been given; who checks
    parameters refuses it before.
    """
    wanted = request.args.get("lang", "")
    if wanted in LANGUAGES:
        g.lang = wanted
    return language.current()


def answer(body: str | bytes, mimetype: str, *validators: object, max_age: int = 0) -> Response:
    """Send data of ours; ``validators`` are what it follows from, besides its address.

    Who has it already is told that it is the same.  ``max_age`` is in seconds; 0 asks each time.
    Those who ask with HEAD get the same headers.
    """
    tag = etag(*validators) if validators else hashlib.sha256(_bytes(body)).hexdigest()[:32]
    if (same := unchanged(tag, mimetype, max_age=max_age)) is not None:
        return same
    return _dressed(Response(body, mimetype=mimetype), tag, max_age)


def etag(*validators: object) -> str:
    """Return the strong validator of an answer: of this address, these states and this language.

    A state is given whole: after a database was put back to an earlier day its number may come
    again, but not with the same instant.
    """
    return etag_of(here().base_url + request.full_path, language.current(), *validators)


def etag_of(address: str, lang: str, *validators: object) -> str:
    """Return the validator of a whole address with its parameters, in a language."""
    parts = (address, lang, *map(str, validators))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def unchanged(tag: str, mimetype: str, *, max_age: int = 0) -> Response | None:
    """Return the answer that nothing has changed, or None: for those who would rather not read."""
    if not any(request.if_none_match.contains(f"{tag}{how}") for how in PACKED):
        return None
    return _dressed(Response(status=HTTPStatus.NOT_MODIFIED, mimetype=mimetype), tag, max_age)


def _bytes(body: str | bytes) -> bytes:
    return body.encode() if isinstance(body, str) else body


def _dressed(response: Response, tag: str, max_age: int) -> Response:
    response.set_etag(tag)
    response.headers["Cache-Control"] = f"public, max-age={max_age}" if max_age else "no-cache"
    response.content_language.update([language.current()])
    response.vary.update(["Accept", "Accept-Language"])
    return response


def init_app(app: Flask) -> None:
    """Let pages of other origins read what is for programs; nothing here knows a cookie."""

    @app.after_request
    def open_up(response: Response) -> Response:
        if not is_for_programs(request.path):
            return response
        headers = response.headers
        headers.setdefault("Access-Control-Allow-Origin", "*")
        headers.setdefault("Access-Control-Expose-Headers", EXPOSED)
        headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin")
        if request.method == "OPTIONS":
            headers.setdefault("Access-Control-Allow-Headers", TAKEN)
            headers.setdefault("Access-Control-Allow-Methods", headers.get("Allow", READING))
            headers.setdefault("Access-Control-Max-Age", "86400")
        return response
