"""The files of an entry: list, add, take off, and fetch by an address that nobody can guess."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.adapters import document
from app.forms.attachment import content_of, title_of
from app.forms.concept import ConceptFileForm
from app.queries import concept as query
from app.queries.concept_file import file_by
from app.services import concept_file as service
from models.attachment import PICTURE, stored_name
from models.concept import Concept, ConceptFile
from models.errors import ConflictError, FieldError
from models.testbed_media import FileKind
from views.access import public, signed_in, viewer
from views.attachment import kind_words
from views.concept_step import home_of, is_draft, refuse_sent, step_page, time_left, too_late
from views.file import NEVER_KEPT, file_store, named, sent_with
from views.language import PREFIX
from views.messages import message_for
from views.testbed_gallery import size_words

blueprint = Blueprint("concept_file", __name__)

OWN = PREFIX + "/my/concepts/<int:concept_id>/files"
MOST_SENT = 24 * 1024 * 1024  # a picture of the greatest size with everything around it
UNFIT = 422


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file in a list."""

    id: int
    title: str
    url: str
    about: str
    is_secret: bool


@blueprint.url_value_preprocessor
def let_pictures_in(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let more in from signed-in people than other pages do, before anybody reads the form."""
    if viewer().is_signed_in:
        request.max_content_length = MOST_SENT


def lines(found: Iterable[ConceptFile]) -> list[FileLine]:
    """Return files as a page lists them."""
    return [
        FileLine(
            one.id,
            one.title,
            url_for("concept_file.download", key=one.key),
            f"{kind_words(one.kind)}, {size_words(one.size)}",
            one.is_secret,
        )
        for one in found
    ]


@blueprint.route(OWN, methods=["GET", "POST"])
@signed_in
def files(concept_id: int) -> ResponseReturnValue:
    """List the files of a draft with a form for one more."""
    concept = query.of_team(viewer(), concept_id)
    form = ConceptFileForm()
    if form.is_submitted():
        return _added(concept, form)
    if not is_draft(concept) or not time_left(concept.challenge).is_open:
        return redirect(home_of(concept))
    return _files_page(concept, form)


def _added(concept: Concept, form: ConceptFileForm) -> ResponseReturnValue:
    if not form.validate():
        return _files_page(concept, form)
    name = title_of(form.title.data, form.upload)
    try:
        content = content_of(form.upload)
        paper = service.take(viewer(), concept.id, file_store(), content, name)
        service.add(viewer(), concept.id, paper, is_secret=bool(form.is_secret.data))
    except FieldError as error:
        form.blame(error.field, message_for(error))
        return _files_page(query.of_team(viewer(), concept.id), form)
    except ConflictError as error:
        concept = query.of_team(viewer(), concept.id)
        return too_late(concept, refuse_sent(concept) if error.code == "illegal_move" else error)
    flash(_("The file has been added."), "success")
    return redirect(url_for(".files", concept_id=concept.id), 303)


def _files_page(concept: Concept, form: ConceptFileForm) -> ResponseReturnValue:
    return step_page(
        concept, "files", "concept/files.html", UNFIT if form.errors else 200,
        form=form, files=lines(concept.files),
    )  # fmt: skip


@blueprint.post(OWN + "/<int:file_id>/remove")
@signed_in
def remove(concept_id: int, file_id: int) -> ResponseReturnValue:
    """Take a file off a draft."""
    concept = query.of_team(viewer(), concept_id)
    try:
        service.remove(viewer(), concept_id, file_id)
    except ConflictError as error:
        return too_late(concept, refuse_sent(concept) if error.code == "illegal_move" else error)
    flash(_("The file has been taken off."), "success")
    return redirect(url_for(".files", concept_id=concept_id), 303)


@blueprint.get("/files/concepts/<string(length=43):key>")
@public
def download(key: str) -> ResponseReturnValue:
    """Give a file to whoever may read it at this instant; nobody keeps a copy on the way."""
    one = file_by(viewer(), key)
    content = file_store().read(stored_name(one.digest, one.kind))
    if content is None:
        abort(404)
    is_picture = one.kind == PICTURE
    response = Response(
        content, mimetype="image/jpeg" if is_picture else document.TYPES[FileKind(one.kind)]
    )
    name = named(f"{one.title}.{one.kind}")
    response.headers["Content-Disposition"] = (
        name.replace("attachment;", "inline;", 1) if is_picture else name
    )
    return sent_with(response, NEVER_KEPT)
