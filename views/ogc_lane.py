"""A short way for what was answered a moment ago: no session, no routing, no hooks.

Map programs and caches ask the same again and again, mostly to hear that nothing has changed.
What a view answered with features is remembered here with its headers, by everything that it may
depend on (address, Accept, Accept-Language), for as long as its collection stays in its state; a
tile by its address and Accept-Encoding, packed as it went out.
The features' way for programs depends on no cookie; pages for people are never remembered.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Flask, request

from app import clock
from app.adapters.byte_cache import ByteCache
from app.queries.open_feature import State
from app.queries.open_fresh import FreshStates

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Wsgi = Callable[[Environ, Any], Iterable[bytes]]
Note = Callable[[Environ, int], tuple[str, str]]
PREFIX = "/ogc/collections/"
MARK = "koepaikka.ogc.answer"
CACHE_BYTES = 16 * 1024 * 1024
TILES = "/tiles/"
ASKED = ("PATH_INFO", "QUERY_STRING", "HTTP_ACCEPT", "HTTP_ACCEPT_LANGUAGE")
ASKED_OF_TILE = ("PATH_INFO", "QUERY_STRING", "HTTP_ACCEPT_ENCODING")
KEPT_STATUSES = ("200 OK", "204 NO CONTENT")
NOT_KEPT = frozenset({"content-length", "set-cookie", "date", "x-request-id"})
PACKING = frozenset({"content-encoding"})
BEGIN = b'{"type":"FeatureCollection","timeStamp":"'
PACKED = ("br", "gzip")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a view made: ``body`` is all, or with ``is_page`` what follows the time stamp.

    ``is_tile``: it has its packing already, and may be empty.
    """

    collection: str
    state: State
    body: bytes
    is_page: bool = False
    is_tile: bool = False

    def text(self) -> bytes:
        """Return the body to send now."""
        if not self.is_page:
            return self.body
        return b"".join((BEGIN, f'{clock.now():%Y-%m-%dT%H:%M:%S.%fZ}"'.encode(), self.body))


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer with the headers it went out with, and its validator."""

    answer: Answer
    status: str
    headers: Headers
    tag: str


def remember(answer: Answer) -> None:
    """Let the short way know what this request is answered with."""
    request.environ[MARK] = answer


class Lane:
    """Answers from memory what it can, and passes everything else on to ``app``."""

    def __init__(self, app: Wsgi, states: FreshStates, note: Note, most: int) -> None:
        self.app, self.states, self.note = app, states, note
        self._known: ByteCache[Kept] = ByteCache(most)

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        if method not in {"GET", "HEAD"} or not environ["PATH_INFO"].startswith(PREFIX):
            return self.app(environ, start_response)
        asked = ASKED_OF_TILE if TILES in environ["PATH_INFO"] else ASKED
        key = tuple(environ.get(name, "") for name in asked)
        kept = self._known.get(key)
        if kept is not None and self.states.of(kept.answer.collection) == kept.answer.state:
            if kept.tag in environ.get("HTTP_IF_NONE_MATCH", ""):
                start_response("304 NOT MODIFIED", [*kept.headers, self.note(environ, 304)])
                return []
            taken = environ.get("HTTP_ACCEPT_ENCODING", "")
            if kept.answer.is_tile or not any(one in taken for one in PACKED):
                return self._sent(kept, environ, start_response)
        return self.app(environ, self._listening(key, environ, start_response))

    def _sent(self, kept: Kept, environ: Environ, start_response: Any) -> Iterable[bytes]:
        body = kept.answer.text()
        length = [("Content-Length", str(len(body)))] if body else []
        mark = self.note(environ, int(kept.status[:3]))
        start_response(kept.status, [*kept.headers, *length, mark])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _listening(self, key: tuple[str, ...], environ: Environ, start_response: Any) -> Any:
        """Return a ``start_response`` that remembers what a view has marked."""

        def start(status: str, headers: Headers, *more: Any) -> Any:
            answer: Answer | None = environ.get(MARK)
            if answer is not None and status in KEPT_STATUSES:
                dropped = NOT_KEPT if answer.is_tile else NOT_KEPT | PACKING
                mine = [one for one in headers if one[0].lower() not in dropped]
                tag = next((value for name, value in mine if name.lower() == "etag"), "")
                if tag:
                    self._known.put(key, Kept(answer, status, mine, tag), len(answer.body))
            return start_response(status, headers, *more)

        return start


def init_app(app: Flask) -> None:
    """Lay the short way before the application; tests, which commit nothing, go the long one."""
    if app.testing:
        return
    with app.app_context():
        states = app.extensions["open_states"] = FreshStates()

    note = partial(app.extensions["note_short_way"], app)
    app.wsgi_app = Lane(app.wsgi_app, states, note, CACHE_BYTES)  # type: ignore[method-assign]  # Flask's documented way
