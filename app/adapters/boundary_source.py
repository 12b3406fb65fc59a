"""The open service of Statistics Finland that publishes the municipalities' boundaries.

Asked by an operator's command only, never by a request.  Source: Statistics Finland, municipality
based statistical units (CC BY 4.0).
"""

import http.client
import time
from contextlib import closing
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

SERVICE = "https://geo.stat.fi/geoserver/tilastointialueet/wfs?" + urlencode(
    {
        "service": "WFS",
        "version": "2.0.0",
        "request": "GetFeature",
        "typeNames": "tilastointialueet:kunta1000k",
        "outputFormat": "application/json",
        "srsName": "EPSG:3067",
    }
)
"""A plane, because services do not agree on the order of latitude and longitude."""

PATIENCE_S = 30.0
TOTAL_S = 180.0
MOST_BYTES = 128 * 1024**2
CHUNK = 256 * 1024
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class SourceError(Exception):
    """The service gave no boundaries; the message says why and what to do."""


class _NoRedirect(HTTPRedirectHandler):
    """A service that moved should be looked at by a person before it is believed."""

    def redirect_request(self, *_args: object) -> None:
        return None


def fetch_boundaries(url: str, target: Path) -> None:
    """Write what the service answers, GeoJSON, into ``target``.

    Raises:
        SourceError: It cannot be reached, is slow, or answers something else.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise SourceError("the address must begin with https://")
    request = Request(url, headers={"Accept": "application/json", "User-Agent": "Koepaikka/0.1"})  # noqa: S310 - checked above
    deadline = time.monotonic() + TOTAL_S
    try:
        with closing(build_opener(_NoRedirect).open(request, timeout=PATIENCE_S)) as answer:
            _write(answer, target, deadline)
    except HTTPError as problem:
        raise SourceError(f"{parts.hostname} answered {problem.code}") from None
    except (URLError, TimeoutError, OSError, http.client.HTTPException) as problem:
        reason = getattr(problem, "reason", problem)
        raise SourceError(
            f"{parts.hostname} cannot be reached ({reason}). Download the file on another machine "
            "and name it instead of --from-wfs"
        ) from None


def _write(answer: http.client.HTTPResponse, target: Path, deadline: float) -> None:
    kind = answer.headers.get_content_type()
    if "json" not in kind:
        start = " ".join(answer.read(300).decode("utf-8", "replace").split())
        raise SourceError(f"it answered {kind} instead of GeoJSON: {start[:200]}")
    size = 0
    with target.open("wb") as file:
        while piece := answer.read(CHUNK):
            size += len(piece)
            if size > MOST_BYTES:
                raise SourceError(f"it sent more than {MOST_BYTES // 1024**2} MB")
            if time.monotonic() > deadline:
                raise SourceError("it was too slow")
            file.write(piece)
