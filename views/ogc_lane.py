"""A short way for programs that read features and tiles: no session, no routing, no hooks.

Map programs ask for the same few addresses again and again, in the same few forms.  Flask's own way
(a request, hundreds of rules, a dozen hooks before and after) takes longer than most of the answers
themselves, so these forms are answered before it: a page of features or one of them as data, and a
tile.  What is said is made by the very functions of the views (views/ogc_items.py and
views/ogc_tile.py).  Everything else, everything refused, and whatever goes wrong here goes the long
way, which knows the words for it.

What is answered here is the same for everybody: no cookie is read or set.  The headers that every
answer bears are those of the first one, which goes the long way.
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from typing import Any

from flask import Flask, g
from flask_compress.flask_compress import _choose_algorithm, _compress_data
from werkzeug.datastructures import Accept, LanguageAccept, MIMEAccept
from werkzeug.exceptions import HTTPException
from werkzeug.http import parse_accept_header, parse_etags
from werkzeug.wrappers import Request

from app.queries.open_feature import State
from app.queries.open_fresh import FreshStates
from app.serializers.ogc_tile import in_limits
from geodata.tile_grid import MATRIX_SET, Tile
from models.base import LANGUAGES
from models.ogc import OgcError
from views import ogc_items, ogc_tile
from views.ogc_frame import GEOJSON, HTML, JSON, SCHEMA

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Wsgi = Callable[[Environ, Any], Iterable[bytes]]
Note = Callable[[Environ, int], tuple[str, str]]
Answer = tuple[str, dict[str, str], bytes]  # status, headers of its own, body

PREFIX = "/ogc/collections/"
PATH = re.compile(
    rf"{PREFIX}([a-z]{{1,20}})/(?:items(?:/([1-9][0-9]{{0,8}}))?"
    rf"|tiles/{MATRIX_SET}/([0-9]{{1,2}})/([0-9]{{1,7}})/([0-9]{{1,7}}))",
)
PLAIN = re.compile(r"(?:(?!f=|lang=)[a-z-]+=[\w.,:-]*(?:&|$))*", re.ASCII)
"""Parameters among which there is neither format nor language."""

RARE = (
    "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_IF_MATCH", "HTTP_RANGE",
    "HTTP_IF_RANGE",
)  # fmt: skip
OWN = frozenset({
    "content-type", "content-length", "content-encoding", "content-language", "content-crs",
    "etag", "last-modified", "cache-control", "vary", "date", "set-cookie", "x-request-id",
})  # fmt: skip
"""Headers that belong to one answer; all others are borne by every answer."""

OF_A_BODY = ("Content-Type", "Content-Language", "Content-Encoding", "Last-Modified")
PACKINGS = ("br", "gzip")
LEAST_PACKED = 500
UNCHANGED, EMPTY, GOOD = "304 NOT MODIFIED", "204 NO CONTENT", "200 OK"
KNOWN_HEADERS = 500  # different values of a header that are kept read


class Lane:
    """Answers what it can, and passes everything else on to ``app``, the long way of ``flask``."""

    def __init__(self, app: Wsgi, flask: Flask, states: FreshStates, note: Note) -> None:
        self.app, self.flask, self.states, self.note = app, flask, states, note
        self.base = str(flask.extensions["settings"].public_url).rstrip("/")
        self.borne: Headers = []

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        found = PATH.fullmatch(environ["PATH_INFO"]) if method in {"GET", "HEAD"} else None
        if found is None or any(name in environ for name in RARE):
            return self.app(environ, start_response)
        if not self.borne:
            return self.app(environ, self._learning(start_response))
        try:
            answer = self._answer(found, environ)
        except Exception:  # noqa: BLE001 - whatever it is, the long way meets and reports it
            answer = None
        if answer is None:
            return self.app(environ, start_response)
        status, headers, body = answer
        if status == UNCHANGED:
            headers = {name: one for name, one in headers.items() if name not in OF_A_BODY}
        elif status == GOOD:
            headers["Content-Length"] = str(len(body))
        mark = self.note(environ, int(status[:3]))
        start_response(status, [*headers.items(), *self.borne, mark])
        return [] if method == "HEAD" else [body]

    def _learning(self, start_response: Any) -> Any:
        """Return a ``start_response`` that learns which headers every answer bears."""

        def start(status: str, headers: Headers, *more: Any) -> Any:
            if status == GOOD:
                self.borne = [one for one in headers if one[0].lower() not in OWN]
            return start_response(status, headers, *more)

        return start

    def _answer(self, found: re.Match[str], environ: Environ) -> Answer | None:
        """Return the answer, or None where the long way has to be gone."""
        name, key, *place = found.groups()
        state = self.states.of(name)
        if state is None:
            return None
        try:
            if place[0] is not None:
                return self._tile(name, state, Tile(*map(int, place)), environ)
            return self._features(name, state, None if key is None else int(key), environ)
        except (OgcError, HTTPException):
            return None

    def _tile(self, name: str, state: State, tile: Tile, environ: Environ) -> Answer | None:
        if environ.get("QUERY_STRING") or not in_limits(tile):
            return None
        kept = self.flask.extensions["kept_tiles"]
        is_packed = _takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
        tag = ogc_tile.tag_of(name, state, tile, is_packed=is_packed)
        tags = environ.get("HTTP_IF_NONE_MATCH")
        if tags and parse_etags(tags).contains(tag):
            return UNCHANGED, ogc_tile.headers_of(tag), b""
        body = kept.get(tag)
        if body is None:
            with self.flask.app_context(), self.states.reading(name, state):
                if not self.states.is_current(name, state):
                    return None  # a strong validator must not be a second old
                body = ogc_tile.tile_body(kept, name, state, tile, is_packed=is_packed)
        return (GOOD if body else EMPTY), ogc_tile.headers_of(tag, body), body

    def _features(
        self, name: str, state: State, key: int | None, environ: Environ
    ) -> Answer | None:
        query = environ.get("QUERY_STRING", "")
        lang = _language(environ.get("HTTP_ACCEPT_LANGUAGE", ""))
        args = None
        if not PLAIN.fullmatch(query):
            args = Request(environ).args
            lang = args.get("lang", lang)
            if lang not in LANGUAGES:
                return None
        if not query.isascii() or not _wants_data(args, environ.get("HTTP_ACCEPT", "")):
            return None
        full_path = f"{environ['PATH_INFO']}?{query}"
        tag = ogc_items.tag_of(self.base, full_path, lang, state)
        tags = environ.get("HTTP_IF_NONE_MATCH")
        if tags and parse_etags(tags).contains_weak(tag):
            return UNCHANGED, _varied(ogc_items.headers_of(tag, state, lang)), b""
        found = ogc_items.kept(self.base, full_path, lang, state)
        if found is None:
            with self.flask.app_context(), self.states.reading(name, state):
                g.lang, g.ogc_base, g.ogc_states = lang, self.base, self.states
                g.ogc_args = Request(environ).args if args is None else args
                found = ogc_items.answered(name, key, full_path, state)
        headers = _varied(ogc_items.headers_of(tag, state, lang, found[1]))
        body = ogc_items.stamped(found[0], key)
        packing = _packing(environ.get("HTTP_ACCEPT_ENCODING", ""))
        if packing and len(body) >= LEAST_PACKED:
            headers["Content-Encoding"] = packing
            body = _compress_data(self.flask, body, packing)
        return GOOD, headers, body


def _varied(headers: dict[str, str]) -> dict[str, str]:
    """Add what the compression of pages (app/extensions.py) says of every answer."""
    headers["Vary"] += ", Accept-Encoding"
    return headers


@lru_cache(KNOWN_HEADERS)
def _language(accepted: str) -> str:
    return parse_accept_header(accepted, LanguageAccept).best_match(LANGUAGES, "fi")


@lru_cache(KNOWN_HEADERS)
def _takes_page(accepted: str) -> bool:
    offered = [JSON, GEOJSON, SCHEMA, HTML]
    return parse_accept_header(accepted, MIMEAccept).best_match(offered, JSON) == HTML


def _wants_data(args: Any, accepted: str) -> bool:
    """Say whether data is asked for: by ``f=json``, or by not taking pages rather."""
    if args is not None and "f" in args:
        return bool(args["f"] == "json")
    return not _takes_page(accepted)


@lru_cache(KNOWN_HEADERS)
def _takes_gzip(accepted: str) -> bool:
    return bool(parse_accept_header(accepted, Accept).quality("gzip") > 0)


@lru_cache(KNOWN_HEADERS)
def _packing(accepted: str) -> str | None:
    """Return how the compression of pages would pack for this header."""
    return _choose_algorithm(PACKINGS, accepted)


def init_app(app: Flask) -> None:
    """Lay the short way before the application; tests, which commit nothing, go the long one."""
    if app.testing:
        return
    with app.app_context():
        states = app.extensions["open_states"] = FreshStates(
            replicas=app.extensions.get("replicas")
        )

    note = partial(app.extensions["note_short_way"], app)
    app.wsgi_app = Lane(app.wsgi_app, app, states, note)  # type: ignore[method-assign]  # Flask's documented way
