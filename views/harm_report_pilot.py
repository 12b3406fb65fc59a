"""Reports of harm at a pilot, for its place, its city and those who run it."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from app.extensions import LOCALES
from app.forms.harm_report import HandledForm, ReopenedForm
from app.forms.pilot import ReasonForm, three
from app.policies.actor import Actor
from app.policies.subject import of_pilot
from app.policies.table import Action, authorise, may
from app.queries import pilot as pilots
from app.queries.harm_report import report_of, reports_of
from app.services import harm_report_step as service
from models.base import LANGUAGES
from models.errors import DomainError
from models.harm_report import HARM_WORKFLOW
from models.personal_read import Look
from models.pilot import PilotAction
from views.access import signed_in, viewer
from views.errors import flash_refusal
from views.feedback_words import photo_of
from views.language import PREFIX
from views.messages import message_for
from views.page import page
from views.personal_read import looked
from views.pilot_frame import frame

blueprint = Blueprint(
    "harm_report_pilot", __name__, url_prefix=PREFIX + "/my/pilots/<int:pilot_id>/harm"
)

HIDDEN = frozenset({403, 404})
WORDED: dict[str, tuple[Any, Callable[[Actor, int, int, str], int]]] = {
    "handle": (HandledForm, service.handle),
    "reopen": (ReopenedForm, service.reopen),
}
PRESSED: dict[str, Callable[[Actor, int, int], int]] = {
    "acknowledge": service.acknowledge,
    "book": service.book,
}
DONE: dict[str, Any] = {
    "acknowledge": _l("You see to it. Whoever reported it has been told."),
    "book": _l("The report is in the incident book."),
    "handle": _l("The report is handled. Whoever reported it has been told."),
    "reopen": _l("The report is open again. Both sides and whoever reported it have been told."),
    "pause": _l("The pilot is paused. Its page says that it is for safety."),
}
SAFETY = _l("Somebody has told us of a danger here. We find out what happened before we go on.")


@blueprint.get("")
@signed_in
def index(pilot_id: int) -> ResponseReturnValue:
    """List the reports."""
    pilot, rows = reports_of(viewer(), pilot_id)
    return page(
        "harm_report/of_pilot.html",
        pilot=pilot,
        rows=rows,
        **frame(pilot, "harm_report_pilot.index"),
    )


@blueprint.get("/<int:report_id>")
@signed_in
def show(pilot_id: int, report_id: int) -> ResponseReturnValue:
    """Show one report with what can be done about it."""
    return _shown(pilot_id, report_id)


def _shown(
    pilot_id: int, report_id: int, status: int = 200, bad: tuple[str, Any] | None = None
) -> ResponseReturnValue:
    actor, pilot = viewer(), pilots.get(viewer(), pilot_id)
    authorise(actor, Action.HARM_READ, of_pilot(pilot))
    row = report_of(pilot, report_id)
    handles = may(actor, Action.HARM_HANDLE, of_pilot(pilot))
    if handles:  # others are not shown who reported it
        looked(Look.HARM, [row.id], pilot.city_id)
    forms: dict[str, Any] = {
        "pause": ReasonForm(formdata=None, **safety_words()).named("pause"),
        "handle": HandledForm(formdata=None).named("handle"),
        "reopen": ReopenedForm(formdata=None).named("reopen"),
    }
    if bad is not None:
        forms[bad[0]] = bad[1]
    can_pause = PilotAction.PAUSE in pilots.open_actions(actor, pilot)
    return page(
        "harm_report/show.html",
        status,
        pilot=pilot,
        row=row,
        picture=photo_of(row),
        forms=forms,
        form=bad[1] if bad else None,
        opened=bad[0] if bad else "",
        handles=handles,
        actions=HARM_WORKFLOW.open_actions(row.status) if handles else frozenset(),
        may_pause=handles and can_pause,
        **frame(pilot, "harm_report_pilot.index"),
    )


def safety_words() -> dict[str, str]:
    """Return the reason that a pause for safety begins with, by the fields of its form."""
    found = {}
    for lang in LANGUAGES:
        with force_locale(LOCALES[lang]):
            found[f"reason_{lang}"] = str(SAFETY)
    return found


@blueprint.post(f"/<int:report_id>/<any({','.join(PRESSED)}):action>")
@signed_in
def press(pilot_id: int, report_id: int, action: str) -> ResponseReturnValue:
    """Do what one button says."""
    try:
        PRESSED[action](viewer(), pilot_id, report_id)
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        return flash_refusal(error, _home(pilot_id, report_id))
    return _done(action, pilot_id, report_id)


@blueprint.post("/<int:report_id>/pause")
@signed_in
def pause(pilot_id: int, report_id: int) -> ResponseReturnValue:
    """Pause the pilot for safety; residents read the reason."""
    _enter(pilot_id, report_id)
    form: Any = ReasonForm().named("pause")
    if not form.validate_on_submit():
        return _shown(pilot_id, report_id, 422, ("pause", form))
    try:
        service.pause(viewer(), pilot_id, report_id, three(form, "reason"))
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        form.blame("reason_fi" if error.field else None, message_for(error))
        return _shown(pilot_id, report_id, error.status, ("pause", form))
    return _done("pause", pilot_id, report_id)


@blueprint.post(f"/<int:report_id>/<any({','.join(WORDED)}):action>")
@signed_in
def word(pilot_id: int, report_id: int, action: str) -> ResponseReturnValue:
    """Say what was done, or why it is taken up again."""
    _enter(pilot_id, report_id)
    made, work = WORDED[action]
    form: Any = made().named(action)
    if not form.validate_on_submit():
        return _shown(pilot_id, report_id, 422, (action, form))
    try:
        work(viewer(), pilot_id, report_id, form.words.data)
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        form.blame(error.field, message_for(error))
        return _shown(pilot_id, report_id, error.status, (action, form))
    return _done(action, pilot_id, report_id)


def _enter(pilot_id: int, report_id: int) -> None:
    """Refuse whoever may not, before their form is looked at.

    Raises:
        NotFoundError, ForbiddenError: It is not theirs.
    """
    pilot = pilots.get(viewer(), pilot_id)
    authorise(viewer(), Action.HARM_HANDLE, of_pilot(pilot))
    report_of(pilot, report_id)


def _done(deed: str, pilot_id: int, report_id: int) -> ResponseReturnValue:
    flash(str(DONE[deed]), "success")
    return redirect(_home(pilot_id, report_id), 303)


def _home(pilot_id: int, report_id: int) -> str:
    return url_for("harm_report_pilot.show", pilot_id=pilot_id, report_id=report_id)
