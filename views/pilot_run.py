"""A pilot as its applicant comes to it: how it stands, what waits, and who is there."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.policies.subject import of_pilot
from app.policies.table import Action, may
from app.queries import pilot as query
from app.queries.pilot_contact import contacts
from models.pilot import PUBLIC_STATES, PilotStatus
from views.access import signed_in, viewer
from views.desk_words import next_words
from views.language import PREFIX
from views.page import page
from views.pilot_frame import frame, is_at_desk
from views.pilot_standing import is_overdue, own_tasks, standing_of

blueprint = Blueprint("pilot_run", __name__, url_prefix=PREFIX + "/my/pilots/<int:pilot_id>")


@blueprint.get("/overview")
@signed_in
def show(pilot_id: int) -> ResponseReturnValue:
    """Show the applicant how their pilot stands; the city has the page of its desk."""
    pilot = query.get(viewer(), pilot_id)
    if is_at_desk(pilot):
        return redirect(url_for("pilot_desk.edit", pilot_id=pilot.id))
    may_report = may(viewer(), Action.PILOT_REPORT, of_pilot(pilot))
    return page(
        "pilot_run/show.html",
        pilot=pilot,
        standing=standing_of(pilot),
        tasks=own_tasks(pilot),
        is_overdue=is_overdue,
        people=contacts(pilot),
        next_words=next_words(pilot, clock.today()),
        is_public=pilot.status in PUBLIC_STATES,
        wants_report=may_report and pilot.status is PilotStatus.REPORTING,
        **frame(pilot, "pilot_run.show"),
    )
