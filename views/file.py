"""Pictures and files as browsers fetch them, from our own origin.

The address holds the digest of the content, so what everybody may see is kept for good by whoever
fetched it; what only staff may see is kept by nobody.
"""

import re
import unicodedata
from urllib.parse import quote

from flask import Blueprint, Response, abort, g, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from app.adapters import document, picture
from app.adapters.exchange_folder import ExchangeFolders
from app.adapters.file_store import FileStore, store_of
from app.queries.testbed_media import is_for_all, may_see, offered_file
from models.testbed_media import FileKind, TestbedFile
from views.access import public, viewer
from views.headers import FOREVER

blueprint = Blueprint("file", __name__, url_prefix="/files")

UNSAFE = re.compile(r"[^\w. -]")
NEVER_KEPT = "private, no-store"
AN_HOUR = "public, max-age=3600"
NOTHING_RUNS = "default-src 'none'; frame-ancestors 'none'; sandbox"


@blueprint.record
def prepare(state: BlueprintSetupState) -> None:
    """Lend every request the store of this installation, and where uploads of imports lie."""
    instance = state.app.extensions["settings"].instance
    store, folders = store_of(instance), ExchangeFolders(instance)

    @state.app.before_request
    def lend() -> None:
        g.file_store, g.uploads = store, folders


def file_store() -> FileStore:
    """Return where the content of pictures and files is kept."""
    store: FileStore = g.file_store
    return store


def uploads() -> ExchangeFolders:
    """Return where uploads of imports lie."""
    folders: ExchangeFolders = g.uploads
    return folders


@blueprint.get("/pictures/<string(length=64):digest>-<int:width>.<any(webp,jpg):ending>")
@public
def show_picture(digest: str, width: int, ending: str) -> ResponseReturnValue:
    """Give one size of a picture to everybody when it is public, else to the place's staff."""
    for_all = is_for_all(digest, width)
    if not for_all and not may_see(viewer(), digest):
        abort(404)
    content = file_store().read(picture.stored_name(digest, width, ending))
    if content is None:
        abort(404)
    response = Response(content, mimetype=picture.ENDINGS[ending])
    response.set_etag(f"{digest[:32]}-{width}-{ending}")
    return sent_with(response, FOREVER if for_all else NEVER_KEPT)


@blueprint.get(
    f"/documents/<int:file_id>-<string(length=64):digest>.<any({','.join(FileKind)}):kind>"
)
@public
def download(file_id: int, digest: str, kind: str) -> ResponseReturnValue:
    """Give a file to keep, never to open in the page."""
    found = offered_file(viewer(), file_id, digest, FileKind(kind))
    if found is None:
        abort(404)
    content = file_store().read(document.stored_name(digest, FileKind(kind)))
    if content is None:
        abort(404)
    response = _attachment(found.row, content)
    return sent_with(response, AN_HOUR if found.for_all else NEVER_KEPT)


def _attachment(row: TestbedFile, content: bytes) -> Response:
    response = Response(content, mimetype=document.TYPES[row.kind])
    response.headers["Content-Disposition"] = named(f"{row.title.best('fi')[0]}.{row.kind}")
    response.set_etag(row.digest[:32])
    return response


def named(name: str) -> str:
    """Return the header that names a download, also for browsers that read only ASCII.

    Source: RFC 6266, appendix D.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    safe = UNSAFE.sub("_", plain)
    return f"attachment; filename=\"{safe}\"; filename*=UTF-8''{quote(name, safe='')}"


def private_file(content: str | bytes, kind: str, name: str, *, is_shown: bool = False) -> Response:
    """Return a file made for this reader, kept by nobody else: saved under ``name``, or shown."""
    response = Response(content, mimetype=kind)
    way = named(name)
    if is_shown:
        way = way.replace("attachment;", "inline;", 1)
    response.headers["Content-Disposition"] = way
    response.headers["Cache-Control"] = NEVER_KEPT
    return response


def sent_with(response: Response, cache: str) -> Response:
    """Return a file's answer with who may keep it, and nothing in it allowed to run."""
    response.headers["Cache-Control"] = cache
    response.headers["Content-Security-Policy"] = NOTHING_RUNS
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.make_conditional(request)
    return response
