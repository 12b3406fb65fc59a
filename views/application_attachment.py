"""The files of an application: list them, add one, take one off a draft."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.attachment import AttachmentForm, content_of, title_of
from app.queries import application as query
from app.queries.attachment import attachments
from app.services import attachment as service
from models.application import Application
from models.errors import DomainError, FieldError
from views import navigation
from views.access import signed_in, viewer
from views.application_step import is_sent, step_url
from views.attachment import lines
from views.errors import flash_refusal
from views.file import file_store
from views.language import PREFIX
from views.messages import message_for
from views.page import page

blueprint = Blueprint("application_attachment", __name__, url_prefix=PREFIX + "/my/applications")

MOST_SENT = 24 * 1024 * 1024  # a picture of the greatest size with everything around it
OK, UNFIT = 200, 422


@blueprint.url_value_preprocessor
def let_pictures_in(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let more in from signed-in people than other pages do, before anybody reads the form."""
    if viewer().is_signed_in:
        request.max_content_length = MOST_SENT


def taken(application: Application, upload: Any, title: str = "") -> service.Paper | None:
    """Look at a file that was sent and keep what is in it; None when none was sent.

    Raises:
        FieldError: It is no file that can be taken.
    """
    if not upload.data:
        return None
    name = title_of(title, upload)
    return service.take(viewer(), application, file_store(), content_of(upload), name)


@blueprint.route("/<int:application_id>/files", methods=["GET", "POST"])
@signed_in
def files(application_id: int) -> ResponseReturnValue:
    """List the files with a form for one more."""
    application = query.for_applicant(viewer(), application_id)
    form = AttachmentForm()
    if form.validate_on_submit():
        try:
            paper = taken(application, form.upload, form.title.data or "")
            if paper is not None:
                service.add_to_application(viewer(), application_id, paper)
        except FieldError as error:
            form.blame(error.field, message_for(error))
        else:
            flash(_("The file has been added."), "success")
            return redirect(url_for(".files", application_id=application_id), 303)
    return _files_page(query.for_applicant(viewer(), application_id), form)


def _files_page(application: Application, form: AttachmentForm) -> ResponseReturnValue:
    sent = is_sent(application)
    home = url_for("application.show", application_id=application.id)
    return page(
        "attachment/application.html",
        UNFIT if form.errors else OK,
        application=application,
        form=form,
        files=lines(attachments(viewer(), application)),
        is_sent=sent,
        home=home if sent else step_url(application.id, "check"),
        section_links=navigation.my_menu(viewer()),
    )


@blueprint.post("/files/<int:attachment_id>/remove")
@signed_in
def remove(attachment_id: int) -> ResponseReturnValue:
    """Take a file off a draft."""
    try:
        application_id = service.remove(viewer(), attachment_id)
    except DomainError as error:
        if error.status in {403, 404}:
            raise
        return flash_refusal(error, url_for("my.index"))
    flash(_("The file has been taken off."), "success")
    return redirect(url_for(".files", application_id=application_id), 303)
