"""The base map's upstream: one address template, asked tile by tile, and a bounded store on disk.

The address comes from the installation's settings and never from a request; redirects are not
followed and nothing of the reader (cookies, address, language) is passed on.  A slow or broken
upstream must not take the web server's threads with it: few ask at once, and after some failures
in a row nobody asks for a while.
"""

import http.client
import re
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from app.adapters.fuse import Fuse, RestingError

TOTAL_S = 6.0
CONNECT_S = 3.0
MOST_BYTES = 1024 * 1024
CHUNK = 64 * 1024
AT_ONCE = 4
QUEUE_S = 2.0
IMAGES = frozenset({"image/png", "image/jpeg", "image/webp", "image/avif", "image/gif"})
PLACEHOLDERS = ("{z}", "{x}", "{y}")
OK, NOT_MODIFIED, NO_CONTENT, NOT_FOUND, GONE = 200, 304, 204, 404, 410


class TileError(Exception):
    """The upstream gave no tile that can be passed on; the message says why, for the log."""


class NoSuchTileError(TileError):
    """The upstream has no such tile, which is no failure of its."""


class RestingTileError(TileError):
    """The upstream is being left alone after failures that have been told already."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the upstream said.  ``body`` is None when the tile has not changed (304)."""

    body: bytes | None
    content_type: str
    headers: Mapping[str, str]  # names in lower case


class TileSource:
    """Asks the upstream for tiles; connections are kept open, one a thread."""

    def __init__(self, template: str, public_url: str) -> None:
        self.template = template
        self._parts = checked(template)
        self._user_agent = f"Koepaikka/0.1 (+{public_url})"
        self._places = threading.BoundedSemaphore(AT_ONCE)
        self._fuse = Fuse()
        self._kept = threading.local()
        self._context = ssl.create_default_context() if self._parts.scheme == "https" else None

    def fetch(self, z: int, x: int, y: int, *, etag: str = "", last_modified: str = "") -> Answer:
        """Return the upstream's tile; ``etag`` and ``last_modified`` make the question conditional.

        Raises:
            NoSuchTileError: It has none there.
            TileError: It cannot be reached, is too slow, or sends what is no picture.
        """
        wanted = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = {
            "User-Agent": self._user_agent,
            "Accept": ", ".join(sorted(IMAGES)),
            **{name: value for name, value in wanted.items() if value},
        }
        path = self._path(z, x, y)
        try:
            self._fuse.check()
        except RestingError as problem:
            raise RestingTileError(str(problem)) from problem
        with self._place():
            try:
                answer = self._ask(path, headers)
            except NoSuchTileError:
                self._fuse.note(failed=False)
                raise
            except TileError:
                self._fuse.note(failed=True)
                raise
            self._fuse.note(failed=False)
            return answer

    @contextmanager
    def _place(self) -> Iterator[None]:
        if not self._places.acquire(timeout=QUEUE_S):
            raise TileError("too many ask at once")
        try:
            yield
        finally:
            self._places.release()

    def _path(self, z: int, x: int, y: int) -> str:
        path = self._parts.path + (f"?{self._parts.query}" if self._parts.query else "")
        for name, value in zip(PLACEHOLDERS, (z, x, y), strict=True):
            path = path.replace(name, str(value))
        return path

    def _ask(self, path: str, headers: dict[str, str]) -> Answer:
        deadline = time.monotonic() + TOTAL_S
        kept = getattr(self._kept, "connection", None)
        for connection in (kept, None) if kept is not None else (None,):
            open_one = connection or self._connect()
            if open_one.sock is not None:
                open_one.sock.settimeout(CONNECT_S)
            try:
                open_one.request("GET", path, headers=headers)
                response = open_one.getresponse()
                answer = _read(response, open_one, deadline)
            except TileError:
                self._drop(open_one)
                raise
            except (OSError, http.client.HTTPException) as problem:
                self._drop(open_one)
                if connection is not None and not isinstance(problem, TimeoutError):
                    continue  # the upstream had closed a connection that we kept
                raise TileError(f"{type(problem).__name__}: {problem}") from problem
            self._kept.connection = open_one
            return answer
        raise AssertionError("unreachable")

    def _connect(self) -> http.client.HTTPConnection:
        host, port = self._parts.hostname or "", self._parts.port
        if self._context is None:
            return http.client.HTTPConnection(host, port, timeout=CONNECT_S)
        return http.client.HTTPSConnection(host, port, timeout=CONNECT_S, context=self._context)

    def _drop(self, connection: http.client.HTTPConnection) -> None:
        connection.close()
        self._kept.connection = None


def checked(template: str) -> SplitResult:
    """Return the parts of an address template such as ``https://host/{z}/{x}/{y}.png?key=…``.

    Raises:
        ValueError: It is not http or https, or lacks a placeholder; the text says what to set.
    """
    parts = urlsplit(template)
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        raise ValueError("TILES_URL must be like https://host/{z}/{x}/{y}.png")
    if any(template.count(name) != 1 or name in parts.netloc for name in PLACEHOLDERS):
        raise ValueError("TILES_URL needs {z}, {x} and {y} once each, after the host")
    if re.search(r"[\x00-\x20\x7f]", template) or not template.isascii():
        raise ValueError("TILES_URL may hold no blanks and only ASCII; write others as %XX")
    return parts


def _read(
    response: http.client.HTTPResponse, connection: http.client.HTTPConnection, deadline: float
) -> Answer:
    headers = {name.lower(): " ".join(value.split()) for name, value in response.getheaders()}
    if response.status == NOT_MODIFIED:
        response.read()
        return Answer(None, "", headers)
    if response.status in {NO_CONTENT, NOT_FOUND, GONE}:
        raise NoSuchTileError(f"status {response.status}")
    if response.status != OK:
        raise TileError(f"status {response.status}")
    content_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type not in IMAGES:
        raise TileError(f"no picture but {content_type[:60]!r}")
    return Answer(_body(response, connection, deadline), content_type, headers)


def _body(
    response: http.client.HTTPResponse, connection: http.client.HTTPConnection, deadline: float
) -> bytes:
    """Return the whole body, read in pieces so that neither size nor time can grow without end."""
    pieces, size = [], 0
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TileError("too slow")
        if connection.sock is not None:
            connection.sock.settimeout(left)
        piece = response.read1(CHUNK)
        if not piece:
            break
        size += len(piece)
        if size > MOST_BYTES:
            raise TileError("too large")
        pieces.append(piece)
    if response.length:
        raise TileError("cut short")
    response.close()  # else the connection would not be ready for the next question
    return b"".join(pieces)
