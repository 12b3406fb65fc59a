"""The report in the middle of a long pilot."""

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.pilot_run import MidtermForm
from app.policies.subject import of_pilot
from app.policies.table import Action, authorise, may
from app.queries import pilot as query
from app.queries.pilot_midterm import Midterm, midterm
from app.services import pilot_midterm as service
from models.errors import DomainError
from views.access import signed_in, viewer
from views.language import PREFIX
from views.messages import message_for
from views.page import page
from views.pilot_frame import frame

blueprint = Blueprint(
    "pilot_midterm", __name__, url_prefix=PREFIX + "/my/pilots/<int:pilot_id>/midterm"
)

TEXTS = ("goes", "numbers", "problems", "changes")


@blueprint.route("", methods=["GET", "POST"])
@signed_in
def show(pilot_id: int) -> ResponseReturnValue:
    """Write the report, or read what was sent."""
    pilot = query.get(viewer(), pilot_id)
    form: Any = MidtermForm(**_sent(midterm(pilot)))
    status = 200
    if form.is_submitted():
        authorise(viewer(), Action.PILOT_ASK, of_pilot(pilot))
        status = _kept(pilot_id, form)
        if status == 200:  # noqa: PLR2004 - OK
            flash(_("The report is sent. The city reads it."), "success")
            return redirect(url_for("pilot_midterm.show", pilot_id=pilot_id), 303)
    pilot = query.get(viewer(), pilot_id)
    standing = midterm(pilot)
    actor, subject = viewer(), of_pilot(pilot)
    is_read = standing.sent is not None and standing.sent.read_at is not None
    return page(
        "pilot_midterm/show.html",
        status,
        pilot=pilot,
        midterm=standing,
        form=form,
        may_send=may(actor, Action.PILOT_ASK, subject) and standing.is_open and not is_read,
        may_mark=may(actor, Action.PILOT_RUN, subject) and standing.sent and not is_read,
        **frame(pilot, "pilot_midterm.show"),
    )


def _sent(standing: Midterm) -> dict[str, str]:
    row = standing.sent
    if row is None:
        return {"version": "0"}
    return {"version": str(row.version), **{name: getattr(row, name) for name in TEXTS}}


def _kept(pilot_id: int, form: Any) -> int:
    """Send what was written; put a refusal into the form and return the status of the answer."""
    if not form.validate():
        return 422
    answers = service.Answers(**{name: form[name].data or "" for name in TEXTS})
    try:
        service.send(viewer(), pilot_id, form.seen, answers)
    except DomainError as error:
        if error.status in {403, 404}:
            raise
        form.blame(error.field, message_for(error))
        return error.status
    return 200


@blueprint.post("/read")
@signed_in
def mark(pilot_id: int) -> ResponseReturnValue:
    """Say that the city has read it."""
    service.mark_read(viewer(), pilot_id)
    flash(_("Marked as read."), "success")
    return redirect(url_for("pilot_midterm.show", pilot_id=pilot_id), 303)
