"""Pictures and documents of a challenge, for those who write it."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.attachment import content_of, title_of
from app.forms.challenge_part import ChallengeFileForm
from app.forms.ident import ident
from app.labels import label
from app.policies.subject import of_challenge
from app.policies.table import Action, authorise
from app.queries.challenge_desk import staff_challenge
from app.queries.challenge_file import files_of
from app.services import challenge_file as service
from app.services.challenge_edit import Section, may_write
from models.challenge import Challenge
from models.challenge_file import ChallengeFile
from models.errors import ConflictError, DomainError
from models.testbed_media import FileKind
from views.access import signed_in, viewer
from views.challenge_edit import blame, refused, steps
from views.challenge_frame import SECTION_NAMES, frame
from views.challenge_show import paper_url, picture_of
from views.errors import flash_refusal
from views.file import file_store
from views.language import PREFIX
from views.page import page
from views.testbed_gallery import size_words

blueprint = Blueprint(
    "challenge_file", __name__, url_prefix=PREFIX + "/my/challenges/<int:challenge_id>/files"
)


@blueprint.route("", methods=["GET", "POST"])
@signed_in
def index(challenge_id: int) -> ResponseReturnValue:
    """List the files, and take one more."""
    challenge = staff_challenge(viewer(), challenge_id)
    authorise(viewer(), Action.CHALLENGE_EDIT, of_challenge(challenge))
    if request.method == "GET" and not may_write(viewer(), challenge, Section.MEDIA):
        return refused(challenge, Section.MEDIA)
    form: Any = ChallengeFileForm(data={"version": str(challenge.version)})
    status = 200
    if form.validate_on_submit():
        try:
            leaf = service.take(
                viewer(), challenge_id, file_store(), content_of(form.upload),
                title_of(form.title.data, form.upload),
            )  # fmt: skip
            service.add(viewer(), challenge_id, form.seen, leaf, form.alt)
        except DomainError as error:
            status = blame(form, error)
        else:
            flash(_("The file is added."), "success")
            return redirect(url_for("challenge_file.index", challenge_id=challenge_id), 303)
    elif form.errors:
        status = 422
    challenge = staff_challenge(viewer(), challenge_id)
    return page(
        "challenge/files.html",
        status,
        form=form,
        rows=[_shown(one) for one in files_of(challenge)],
        title=str(SECTION_NAMES[Section.MEDIA]),
        steps=steps(challenge, Section.MEDIA),
        required=challenge.city.required_languages,
        may_add=_has_room(challenge),
        **frame(challenge, ""),
    )


@blueprint.post("/<int:file_id>/remove")
@signed_in
def remove(challenge_id: int, file_id: int) -> ResponseReturnValue:
    """Take a file off."""
    here = url_for("challenge_file.index", challenge_id=challenge_id)
    try:
        service.remove(viewer(), challenge_id, file_id, ident(request.form.get("version")))
    except ConflictError as error:
        return flash_refusal(error, here)
    flash(_("The file is taken off."), "success")
    return redirect(here, 303)


def _has_room(challenge: Challenge) -> bool:
    return len(files_of(challenge)) < service.MOST_FILES


def _shown(row: ChallengeFile) -> dict[str, Any]:
    if row.is_picture:
        seen = picture_of(row)
        return {"id": row.id, "title": row.title, "picture": seen, "about": seen.alt}
    about = f"{label(FileKind(row.kind))}, {size_words(row.size)}"
    return {"id": row.id, "title": row.title, "url": paper_url(row), "about": about}
