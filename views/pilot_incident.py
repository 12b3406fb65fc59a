"""Incidents of a pilot: reported by either side, closed by the city's coordinator."""

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.forms.pilot import TRUTH, ReasonForm
from app.forms.pilot_run import ClosingForm, IncidentForm
from app.policies.subject import of_pilot
from app.policies.table import Action, authorise, may
from app.queries import pilot as query
from app.queries.pilot_incident import incident_of, incidents_of
from app.services import pilot_incident as service
from models.errors import DomainError
from models.pilot import PilotAction
from views.access import signed_in, viewer
from views.errors import flash_refusal
from views.language import PREFIX
from views.messages import message_for
from views.page import page
from views.pilot_frame import frame

blueprint = Blueprint(
    "pilot_incident", __name__, url_prefix=PREFIX + "/my/pilots/<int:pilot_id>/incidents"
)

HIDDEN = frozenset({403, 404})


@blueprint.get("")
@signed_in
def index(pilot_id: int) -> ResponseReturnValue:
    """List the incidents; the city may pause the pilot from here."""
    return listed(pilot_id)


def listed(
    pilot_id: int, status: int = 200, bad: tuple[str, Any] | None = None
) -> ResponseReturnValue:
    """Return the page; ``bad`` is (name, form) of a form that came back with errors."""
    pilot = query.get(viewer(), pilot_id)
    actor, subject = viewer(), of_pilot(pilot)
    rows = incidents_of(pilot)
    today = clock.today(pilot.city.time_zone)
    forms: dict[str, Any] = {
        "new": IncidentForm(formdata=None, day=today).named("new"),
        "pause": ReasonForm(formdata=None).named("pause"),
        **{f"close-{one.id}": ClosingForm(formdata=None).named(f"close-{one.id}") for one in rows},
    }
    if bad is not None:
        forms[bad[0]] = bad[1]
    can_report = pilot.status in service.REPORTABLE
    return page(
        "pilot_incident/index.html",
        status,
        pilot=pilot,
        rows=rows,
        forms=forms,
        form=bad[1] if bad else None,
        opened=bad[0] if bad else "",
        may_report=can_report and may(actor, Action.PILOT_EDIT, subject),
        may_close=may(actor, Action.PILOT_CLOSE_INCIDENT, subject),
        may_pause=PilotAction.PAUSE in query.open_actions(actor, pilot),
        **frame(pilot, "pilot_incident.index"),
    )


@blueprint.post("")
@signed_in
def report(pilot_id: int) -> ResponseReturnValue:
    """Report an incident."""
    pilot = query.get(viewer(), pilot_id)
    authorise(viewer(), Action.PILOT_EDIT, of_pilot(pilot))
    form: Any = IncidentForm().named("new")
    if not form.validate_on_submit():
        return listed(pilot_id, 422, ("new", form))
    told = service.Incident(
        day=form.day.data,
        at="" if form.at.data is None else f"{form.at.data // 60:02}:{form.at.data % 60:02}",
        what=form.what.data,
        is_harm=TRUTH[form.harm.data],
        measures=form.measures.data or "",
    )
    try:
        service.report(viewer(), pilot_id, told)
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        form.blame(error.field, message_for(error))
        return listed(pilot_id, error.status, ("new", form))
    flash(_("Thank you. The place and the city’s coordinators have been told."), "success")
    return redirect(_home(pilot_id), 303)


@blueprint.post("/<int:incident_id>/close")
@signed_in
def close(pilot_id: int, incident_id: int) -> ResponseReturnValue:
    """Close an incident with a note."""
    pilot = query.get(viewer(), pilot_id)
    authorise(viewer(), Action.PILOT_CLOSE_INCIDENT, of_pilot(pilot))
    incident_of(pilot, incident_id)
    name = f"close-{incident_id}"
    form: Any = ClosingForm().named(name)
    if not form.validate_on_submit():
        return listed(pilot_id, 422, (name, form))
    try:
        service.close(viewer(), pilot_id, incident_id, form.note.data)
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        form.blame(error.field, message_for(error))
        return listed(pilot_id, error.status, (name, form))
    flash(_("The incident is closed, and the applicant has been told."), "success")
    return redirect(_home(pilot_id), 303)


@blueprint.post("/<int:incident_id>/reopen")
@signed_in
def reopen(pilot_id: int, incident_id: int) -> ResponseReturnValue:
    """Open a closed incident again."""
    try:
        service.reopen(viewer(), pilot_id, incident_id)
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        return flash_refusal(error, _home(pilot_id))
    flash(_("The incident is open again."), "success")
    return redirect(_home(pilot_id), 303)


def _home(pilot_id: int) -> str:
    return url_for("pilot_incident.index", pilot_id=pilot_id)
