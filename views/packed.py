"""Files that never change are compressed as well as can be, once a process.

Pages are compressed quickly, each time: the finest way takes too long for that, but a fifth less of
the scripts, styles and outlines is what a first visit on a slow connection waits for.
"""

import threading
from collections.abc import Callable
from http import HTTPStatus

import brotli
from flask import Flask, Response, request

from views.headers import FOREVER

FILES = ("static", "style.show")  # the digest of the second is in its address
QUALITY = 10  # 11 takes three times as long for two per cent
MIN_BYTES, MOST_BYTES = 500, 1_000_000
MOST_FILES = 300


class Packed:
    """Compressed files by address and digest; the least lately made make room."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], bytes] = {}
        self._packing = threading.Lock()

    def of(self, address: str, digest: str, read: Callable[[], bytes]) -> bytes:
        """Return a file compressed; ``read`` gives it when that was not done before."""
        key = (address, digest)
        known = self._known.get(key)
        if known is not None:
            return known
        with self._packing:
            if key not in self._known:
                while len(self._known) >= MOST_FILES:
                    del self._known[next(iter(self._known))]
                self._known[key] = brotli.compress(read(), quality=QUALITY)
            return self._known[key]


def init_app(app: Flask) -> None:
    """Compress what may be kept for ever, before the app's own compression acts.

    What is set up last acts first, so this comes after that one and before the headers.
    """
    packed, kinds = Packed(), frozenset(app.config["COMPRESS_MIMETYPES"])

    @app.after_request
    def pack(response: Response) -> Response:
        if response.mimetype not in kinds or not _may(response):
            return response
        digest = response.get_etag()[0] or ""
        response.direct_passthrough = False
        response.set_data(packed.of(request.path, digest, response.get_data))
        response.headers["Content-Encoding"] = "br"
        response.vary.add("Accept-Encoding")
        if digest:
            response.set_etag(f"{digest}:br")
        response.make_conditional(request)
        return response


def _may(response: Response) -> bool:
    """Say whether this is a whole file that never changes, asked for by who reads brotli."""
    return (
        request.endpoint in FILES
        and response.status_code == HTTPStatus.OK
        and response.headers.get("Cache-Control") == FOREVER
        and request.accept_encodings.quality("br") > 0
        and MIN_BYTES <= (response.content_length or 0) <= MOST_BYTES
    )
