"""The section of a record with its pictures, files and links, and the preview of the whole."""

from typing import Any

from flask import Blueprint, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.ident import is_ident
from app.forms.testbed_media import FORMS, MediaForm
from app.policies.actor import Actor
from app.policies.subject import of_testbed
from app.policies.table import Action, may
from app.queries.testbed_desk import staff_testbed
from app.queries.testbed_media import shown_pictures
from app.services.testbed_media import Change, Deed, Part, change_part, take_file, take_picture
from models.errors import ConflictError, FieldError
from models.testbed import Testbed, TestbedStatus
from views.access import staff, viewer
from views.file import file_store
from views.language import PREFIX
from views.messages import message_for
from views.page import page
from views.testbed import values_of
from views.testbed_desk import first_error
from views.testbed_frame import frame, missing
from views.testbed_gallery import file_url, picture_of, size_words
from views.testbed_media_conflict import media_conflict
from views.testbed_section import SECTIONS, now_text

blueprint = Blueprint(
    "testbed_media", __name__, url_prefix=PREFIX + "/desk/testbeds/<int:testbed_id>"
)

MOST_SENT = 24 * 1024 * 1024  # a picture of the greatest size with everything around it
CONFLICT, UNFIT = 409, 422
TAKE = {Part.PICTURES: take_picture, Part.FILES: take_file}


@blueprint.url_value_preprocessor
def let_pictures_in(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let more in from staff than other pages do, before anybody reads the form."""
    if viewer().is_staff:
        request.max_content_length = MOST_SENT


@blueprint.get("/edit/media")
@staff
def show(testbed_id: int) -> ResponseReturnValue:
    """Show the three lists with their forms."""
    testbed = staff_testbed(viewer(), testbed_id)
    if not may(viewer(), Action.TESTBED_EDIT, of_testbed(testbed)):
        return redirect(url_for("testbed_desk_state.show", testbed_id=testbed_id))
    return _media_page(testbed)


@blueprint.post("/edit/media/<any(pictures,files,links):part>")
@staff
def save(testbed_id: int, part: str) -> ResponseReturnValue:
    """Save one list with what was done to it, by a button or by itself while somebody writes."""
    actor = viewer()
    testbed = staff_testbed(actor, testbed_id)
    form = FORMS[Part(part)].of(testbed)
    by_itself = "X-Autosave" in request.headers
    form.adding = not by_itself and (request.form.get("do") == "add" or form.has_new)
    status, values = UNFIT, {}
    if form.validate_on_submit():
        try:
            saved = _written(actor, testbed_id, form)
        except FieldError as error:
            form.refuse(error.field, message_for(error))
        except ConflictError as error:
            standing = staff_testbed(actor, testbed_id)
            status, values = CONFLICT, media_conflict(standing, error, form.seen)
            form.version.data = str(error.facts.get("version", form.version.data))
        else:
            if by_itself:
                answer = {"saved": now_text(), "version": saved["version"], "message": ""}
                return jsonify(answer)
            flash(_("Added. Describe it below.") if form.adding and part == "pictures"
                  else _("Saved."), "success")  # fmt: skip
            here = url_for("testbed_media.show", testbed_id=testbed_id, _anchor=part)
            return redirect(here, 303)
    if by_itself:
        return jsonify({"message": values.get("conflict") or first_error(form)}), status
    return _media_page(staff_testbed(actor, testbed_id), form, status, **values)


def _written(actor: Actor, testbed_id: int, form: MediaForm) -> dict[str, Any]:
    """Take in what was sent and hand everything to the use case."""
    new: dict[str, Any] = {}
    if form.adding:
        new = dict(form.new_values())
        if take := TAKE.get(form.PART):
            new |= take(actor, testbed_id, file_store(), form.content)
    deed, row_id = _deed()
    change = Change(form.PART, form.entries(), deed, row_id, new)
    return change_part(actor, testbed_id, form.seen, change, file_store())


def _deed() -> tuple[Deed | None, int]:
    """Return what the pressed button does, and to which row."""
    name, _dash, number = request.form.get("do", "").partition("-")
    if name in list(Deed) and is_ident(number):
        return Deed(name), int(number)
    return None, 0


def _media_page(
    testbed: Testbed, sent: MediaForm | None = None, status: int = 200, **values: Any
) -> ResponseReturnValue:
    forms = {
        part.value: sent if sent is not None and sent.PART is part else kind.kept_form(testbed)
        for part, kind in FORMS.items()
    }
    is_draft = testbed.status is TestbedStatus.DRAFT
    return page(
        "testbed_desk/media.html",
        status,
        form=sent,
        forms=forms,
        section="media",
        title=str(SECTIONS["media"][0]),
        is_draft=is_draft,
        autosave=is_draft and status != CONFLICT,
        needed=testbed.city.required_languages,
        missing=missing(testbed),
        shown={one.id for one in shown_pictures(testbed)},
        described={
            one.id
            for one in testbed.pictures
            if all(one.alt.get(lang) for lang in testbed.city.required_languages)
        },
        pictures={one.id: picture_of(one) for one in testbed.pictures},
        files={one.id: (one, file_url(one), size_words(one.size)) for one in testbed.files},
        links={one.id: one for one in testbed.links},
        **{**frame(testbed, "media"), **values},
    )


@blueprint.get("/preview")
@staff
def preview(testbed_id: int) -> ResponseReturnValue:
    """Show the page that everybody sees, or will see, to the testbed's staff."""
    testbed = staff_testbed(viewer(), testbed_id)
    return page(
        "testbed/preview.html",
        is_public=testbed.status is not TestbedStatus.DRAFT,
        missing=missing(testbed),
        home=url_for("testbed_desk_state.show", testbed_id=testbed_id),
        **values_of(testbed),
    )
