"""Addresses that our own list does not know, asked of a service by setting, through our own server.

The service's address comes from the installation's settings; of the reader it learns nothing but
the text that was looked for.  It must answer GeoJSON points, as Pelias (Digitransit, the National
Land Survey), Photon and Nominatim (``format=geojson``) do.  Off without a setting.
"""

import http.client
import json
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit

from app.adapters.fuse import Fuse, RestingError

TOTAL_S, CONNECT_S, QUEUE_S = 4.0, 2.0, 1.0
AT_ONCE = 2
MOST_BYTES = 256 * 1024
MOST_SPOTS = 8
MOST_LETTERS = 120
CHUNK = 32 * 1024
OK = 200
NAMES = ("label", "display_name", "name")
KINDS = frozenset({"application/json", "application/geo+json"})


class GeocoderError(Exception):
    """The service gave no answer that can be used; the message says why, for the log."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One answer: its name as the service writes it, and (longitude, latitude) in EPSG:4326."""

    name: str
    at: tuple[float, float]


class Geocoder:
    """Asks one service; few at once, and nobody for a while after failures in a row."""

    def __init__(
        self, template: str, public_url: str, window: tuple[float, float, float, float]
    ) -> None:
        self.template, self.window = template, window
        self._parts = checked(template)
        self._user_agent = f"Koepaikka/0.1 (+{public_url})"
        self._places = threading.BoundedSemaphore(AT_ONCE)
        self._fuse = Fuse()
        self._context = ssl.create_default_context() if self._parts.scheme == "https" else None

    def find(self, text: str, lang: str) -> list[Spot]:
        """Return what the service calls by this text, inside of ``window`` only.

        Raises:
            GeocoderError: It cannot be reached, is too slow, is resting, or answers no GeoJSON.
        """
        try:
            self._fuse.check()
        except RestingError as problem:
            raise GeocoderError(str(problem)) from problem
        if not self._places.acquire(timeout=QUEUE_S):
            raise GeocoderError("too many ask at once")
        try:
            found = list(self._spots(self._ask(text, lang)))
        except GeocoderError:
            self._fuse.note(failed=True)
            raise
        else:
            self._fuse.note(failed=False)
            return found[:MOST_SPOTS]
        finally:
            self._places.release()

    def _ask(self, text: str, lang: str) -> bytes:
        query = self._parts.query.replace("{q}", quote(text, safe="")).replace("{lang}", lang)
        headers = {
            "User-Agent": self._user_agent,
            "Accept": ", ".join(sorted(KINDS)),
            "Connection": "close",
        }
        deadline = time.monotonic() + TOTAL_S
        connection = self._connect()
        try:
            connection.request("GET", f"{self._parts.path or '/'}?{query}", headers=headers)
            response = connection.getresponse()
            kind = (response.getheader("Content-Type") or "").partition(";")[0].strip().lower()
            if response.status != OK or kind not in KINDS:
                raise GeocoderError(f"status {response.status}, {kind[:60]!r}")
            return _body(response, connection, deadline)
        except (OSError, http.client.HTTPException) as problem:
            raise GeocoderError(f"{type(problem).__name__}: {problem}") from problem
        finally:
            connection.close()

    def _connect(self) -> http.client.HTTPConnection:
        host, port = self._parts.hostname or "", self._parts.port
        if self._context is None:
            return http.client.HTTPConnection(host, port, timeout=CONNECT_S)
        return http.client.HTTPSConnection(host, port, timeout=CONNECT_S, context=self._context)

    def _spots(self, body: bytes) -> Iterator[Spot]:
        try:
            features = json.loads(body)["features"]
            read = [one for feature in features if (one := _spot(feature)) is not None]
        except (ValueError, KeyError, TypeError, RecursionError) as problem:
            raise GeocoderError(f"no GeoJSON: {type(problem).__name__}") from problem
        west, south, east, north = self.window
        for spot in read:
            if west <= spot.at[0] <= east and south <= spot.at[1] <= north:
                yield spot


def _spot(feature: Any) -> Spot | None:
    """Return a feature's name and point; None when it lacks either."""
    geometry, facts = feature["geometry"], feature["properties"]
    names = (facts.get(name) for name in NAMES)
    name = next((one.strip() for one in names if isinstance(one, str) and one.strip()), "")
    if not name or geometry["type"] != "Point":
        return None
    lon, lat = (float(number) for number in geometry["coordinates"][:2])
    return Spot(name[:MOST_LETTERS], (lon, lat))


def _body(
    response: http.client.HTTPResponse, connection: http.client.HTTPConnection, deadline: float
) -> bytes:
    """Return the whole body; neither its size nor the time it takes can grow without end."""
    pieces: list[bytes] = []
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            raise GeocoderError("too slow")
        if connection.sock is not None:
            connection.sock.settimeout(left)
        piece = response.read1(CHUNK)
        if not piece:
            return b"".join(pieces)
        pieces.append(piece)
        if sum(map(len, pieces)) > MOST_BYTES:
            raise GeocoderError("too large")


def checked(template: str) -> SplitResult:
    """Return the parts of a template such as ``https://host/search?text={q}&lang={lang}``.

    Raises:
        ValueError: It is not http or https, or lacks {q}; the text says what to set.
    """
    parts = urlsplit(template)
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        raise ValueError("GEOCODER_URL must be like https://host/search?text={q}&lang={lang}")
    if parts.query.count("{q}") != 1 or "{" in parts.netloc + parts.path or parts.fragment:
        raise ValueError("GEOCODER_URL needs {q} once, and perhaps {lang}, after the question mark")
    if not template.isascii() or any(sign <= " " or sign == "\x7f" for sign in template):
        raise ValueError("GEOCODER_URL may hold no blanks and only ASCII; write others as %XX")
    return parts
