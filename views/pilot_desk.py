"""The city's desk for pilots: prepare, start, pause, end, publish the result."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.pilot import ReasonForm, TickForm, three
from app.labels import CHECKLIST, label
from app.policies.actor import Actor
from app.policies.subject import of_pilot
from app.policies.table import Action, may
from app.queries import pilot as query
from app.services import pilot as service
from app.services.pilot_text import gaps_before_complete
from models.errors import DomainError
from models.pilot import PUBLIC_STATES, PilotAction, PilotStatus
from views import filter_link, navigation
from views.access import staff, viewer
from views.errors import flash_refusal
from views.language import PREFIX
from views.messages import message_for
from views.page import page

blueprint = Blueprint("pilot_desk", __name__, url_prefix=PREFIX + "/desk/pilots")

PER_PAGE = 50
PRESSED: dict[str, Callable[[Actor, int], int]] = {
    "make_ready": service.make_ready,
    "start": service.start,
    "resume": service.resume,
    "end": service.end,
    "complete": service.complete,
}


@blueprint.get("")
@staff
def index() -> ResponseReturnValue:
    """List the pilots, what happens next first."""
    state = request.args.get("state", "")
    chosen = query.PilotFilter(
        statuses=(PilotStatus(state),) if state in set(PilotStatus) else (),
        text=request.args.get("q", "").replace("\0", " ")[:100],
        page=filter_link.asked_page(),
        per_page=PER_PAGE,
    )
    found = query.desk(viewer(), chosen)
    return page(
        "pilot_desk/index.html",
        found=found,
        chosen=chosen,
        state=state if chosen.statuses else "",
        states=[(one.value, label(one), found.counts.get(one, 0)) for one in PilotStatus],
        pages=filter_link.pages(found.total, PER_PAGE),
        section_links=navigation.desk_menu(),
    )


@blueprint.get("/<int:pilot_id>")
@staff
def edit(pilot_id: int) -> ResponseReturnValue:
    """Show a pilot with everything its city does with it."""
    return shown(pilot_id)


def shown(
    pilot_id: int, status: int = 200, bad: tuple[str, Any] | None = None
) -> ResponseReturnValue:
    """Return the page of a pilot; ``bad`` is (name, form) of a form that came back with errors."""
    actor = viewer()
    pilot = query.get(actor, pilot_id)
    subject = of_pilot(pilot)
    reasons = {name: ReasonForm(formdata=None) for name in ("pause", "stop")}
    if bad is not None:
        reasons[bad[0]] = bad[1]
    return page(
        "pilot_desk/edit.html",
        status,
        pilot=pilot,
        actions=query.open_actions(actor, pilot),
        gaps=service.missing(pilot) if pilot.status is PilotStatus.PREPARING else [],
        report_gaps=gaps_before_complete(pilot) if pilot.status is PilotStatus.REPORTING else [],
        ticks=[
            (line, CHECKLIST[line["key"]], TickForm(formdata=None, **_line(line)))
            for line in pilot.checklist
        ],
        checklist_words=CHECKLIST,
        reasons=reasons,
        opened=bad[0] if bad else "",
        form=bad[1] if bad else None,
        is_public=pilot.status in PUBLIC_STATES,
        may_edit=may(actor, Action.PILOT_EDIT, subject),
        may_report=may(actor, Action.PILOT_REPORT, subject),
        may_move=may(actor, Action.BOOKING_MOVE, subject) and pilot.booking_id is not None,
        section_links=navigation.desk_menu(),
        PilotAction=PilotAction,
    )


def _line(line: dict[str, Any]) -> dict[str, Any]:
    return {"key": line["key"], "state": line["state"], "note": line["note"]}


def _home(pilot_id: int) -> str:
    return url_for("pilot_desk.edit", pilot_id=pilot_id)


@blueprint.post("/<int:pilot_id>/tick")
@staff
def tick(pilot_id: int) -> ResponseReturnValue:
    """Mark one line of the checklist."""
    form = TickForm()
    if form.validate_on_submit():
        try:
            service.tick(viewer(), pilot_id, form.key.data, form.state.data, form.note.data or "")
        except DomainError as error:
            if error.status in {403, 404}:
                raise
            return flash_refusal(error, _home(pilot_id))
    else:
        flash(_("Choose how the line stands."), "error")
    return redirect(_home(pilot_id) + "#checklist", 303)


@blueprint.post("/<int:pilot_id>/<any(make_ready,start,resume,end,complete):action>")
@staff
def press(pilot_id: int, action: str) -> ResponseReturnValue:
    """Take a step that needs no words."""
    try:
        PRESSED[action](viewer(), pilot_id)
    except DomainError as error:
        if error.status in {403, 404}:
            raise
        return flash_refusal(error, _home(pilot_id))
    flash(_("Done: %(step)s.", step=label(PilotAction(action)).lower()), "success")
    return redirect(_home(pilot_id), 303)


@blueprint.post("/<int:pilot_id>/<any(pause,stop):action>")
@staff
def explain(pilot_id: int, action: str) -> ResponseReturnValue:
    """Pause or stop, with a reason that residents read."""
    form = ReasonForm()
    deed = service.pause if action == "pause" else service.stop
    if not form.validate_on_submit():
        return shown(pilot_id, 422, (action, form))
    try:
        deed(viewer(), pilot_id, three(form, "reason"))
    except DomainError as error:
        if error.status in {403, 404}:
            raise
        form.blame("reason_fi" if error.field == "reason" else error.field, message_for(error))
        return shown(pilot_id, error.status, (action, form))
    flash(_("Done: %(step)s.", step=label(PilotAction(action)).lower()), "success")
    return redirect(_home(pilot_id), 303)
