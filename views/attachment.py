"""Files of applications and pilots as their readers list and fetch them; nobody keeps a copy."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, Response, abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.adapters import document
from app.queries import attachment as query
from models.attachment import PICTURE, Attachment, stored_name
from models.testbed_media import FileKind
from views.access import signed_in, viewer
from views.file import NEVER_KEPT, file_store, named, sent_with
from views.testbed_gallery import size_words

blueprint = Blueprint("attachment", __name__, url_prefix="/files/attachments")


@dataclass(frozen=True, slots=True)
class AttachmentLine:
    """One file in a list (templates/attachment/_list.html)."""

    id: int
    title: str
    url: str
    about: str
    by: str
    at: dt.datetime
    part_id: int | None
    purpose: str


def lines(found: Iterable[Attachment]) -> list[AttachmentLine]:
    """Return files as a page lists them."""
    return [
        AttachmentLine(
            one.id,
            one.title,
            url_for("attachment.download", attachment_id=one.id),
            f"{kind_words(one.kind)}, {size_words(one.size)}",
            one.by.name if one.by is not None else "",
            one.at,
            one.part_id,
            one.purpose,
        )
        for one in found
    ]


def kind_words(kind: str) -> str:
    """Return what people call a kind of file."""
    return _("Picture") if kind == PICTURE else kind.upper()


@blueprint.get("/<int:attachment_id>")
@signed_in
def download(attachment_id: int) -> ResponseReturnValue:
    """Give a document to keep, or a picture to look at."""
    one = query.get(viewer(), attachment_id)
    content = file_store().read(stored_name(one.digest, one.kind))
    if content is None:
        abort(404)
    response = Response(content, mimetype=_type(one.kind))
    name = named(f"{one.title}.{one.kind}")
    if one.kind == PICTURE:
        name = name.replace("attachment;", "inline;", 1)
    response.headers["Content-Disposition"] = name
    return sent_with(response, NEVER_KEPT)


def _type(kind: str) -> str:
    return "image/jpeg" if kind == PICTURE else document.TYPES[FileKind(kind)]
