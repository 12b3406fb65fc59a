"""What every view of downloads and dumps knows of its installation, and how files are sent."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, BinaryIO
from zlib import MAX_WBITS, compressobj

from flask import Response, g, request
from flask.blueprints import BlueprintSetupState
from werkzeug.http import is_resource_modified
from werkzeug.wsgi import wrap_file

from app.adapters.download_folder import DownloadFolder
from app.adapters.file_store import FileStore, store_of
from models.download import ATTRIBUTION
from models.licence import LICENCES, OpenLicence

PIECE = 64 * 1024
LEVEL = 5  # most of what there is to be gained, for a third of the time


@dataclass(frozen=True, slots=True)
class Place:
    """Where files are made and kept, and the address that links in them begin with."""

    folder: DownloadFolder
    store: FileStore
    base_url: str


def prepare(state: BlueprintSetupState) -> None:
    """Give the requests of a blueprint their place."""
    settings = state.app.extensions["settings"]
    base_url = str(settings.public_url).rstrip("/")
    place = Place(DownloadFolder(settings.instance), store_of(settings.instance), base_url)

    def know(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
        g.download_place = place

    state.app.url_value_preprocessors.setdefault(state.blueprint.name, []).append(know)


def here() -> Place:
    """Return the place of this request."""
    found: Place = g.download_place
    return found


@dataclass(frozen=True, slots=True)
class Shown:
    """How a file is sent: type, name, validators, licence, and what describes it.

    ``is_one`` is False where it is not all of one moment, so that nobody may keep it.
    """

    mimetype: str
    name: str
    tag: str
    changed_at: dt.datetime
    is_text: bool
    licence: OpenLicence
    described_by: str = ""
    max_age: int = 0
    is_one: bool = True

    @property
    def is_packed(self) -> bool:
        """Whether it goes out compressed; a part of a file never does."""
        return self.is_text and request.accept_encodings.quality("gzip") > 0

    @property
    def own_tag(self) -> str:
        """The validator of these very bytes."""
        return f"{self.tag}-gzip" if self.is_packed else self.tag


def sent(shown: Shown, opened: Callable[[], tuple[BinaryIO, int, Shown]]) -> Response:
    """Send a file as a stream; who has it already is told so, and nothing is opened.

    Text is compressed on its way for those who can read that; of the rest, parts may be asked for.
    """
    if not _is_new(shown):
        return _dressed(Response(status=HTTPStatus.NOT_MODIFIED), shown)
    file, size, shown = opened()
    response = Response(direct_passthrough=True, mimetype=shown.mimetype)
    response.call_on_close(file.close)
    if shown.is_packed:
        response.response = _packed(file)
        response.headers["Content-Encoding"] = "gzip"
        return _dressed(response, shown)
    response.response = wrap_file(request.environ, file, PIECE)
    response.content_length = size
    _dressed(response, shown)
    if shown.is_text or not shown.is_one:
        return response
    response.make_conditional(request, accept_ranges=True, complete_length=size)  # in place
    return response


def _is_new(shown: Shown) -> bool:
    return is_resource_modified(
        request.environ, etag=shown.own_tag, last_modified=shown.changed_at, ignore_if_range=True
    )


def _packed(file: BinaryIO) -> Iterator[bytes]:
    packer = compressobj(LEVEL, wbits=MAX_WBITS | 16)
    while piece := file.read(PIECE):
        if packed := packer.compress(piece):
            yield packed
    yield packer.flush()


def _dressed(response: Response, shown: Shown) -> Response:
    headers = response.headers
    if shown.is_one:
        response.set_etag(shown.own_tag)
        response.last_modified = shown.changed_at
    kept = f"public, max-age={shown.max_age}" if shown.max_age else "no-cache"
    headers["Cache-Control"] = kept if shown.is_one else "no-store"
    headers["Content-Disposition"] = f'attachment; filename="{shown.name}"'
    licence = LICENCES[shown.licence]
    named = f"{licence.name}. {ATTRIBUTION}" if licence.asks_naming else licence.name
    headers.add("Link", f'<{licence.url}>; rel="license"; title="{named}"')
    if shown.described_by:
        headers.add("Link", f'<{shown.described_by}>; rel="describedby"')
    if shown.is_text:
        response.vary.add("Accept-Encoding")
    return response
