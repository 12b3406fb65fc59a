"""What residents read of a pilot, and its report: written by the city and the applicant alike."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.pilot import SHOWN_TRUTH, TRUTH, PublicForm, ReportForm, shown, three
from app.policies.subject import of_pilot
from app.policies.table import Action, authorise, may
from app.queries import pilot as query
from app.services import pilot as service
from models.errors import ConflictError, DomainError
from models.pilot import Pilot, PilotStatus
from views import navigation
from views.access import signed_in, viewer
from views.language import PREFIX
from views.messages import message_for
from views.page import page

blueprint = Blueprint("pilot_edit", __name__, url_prefix=PREFIX + "/my/pilots/<int:pilot_id>")

TEXTS = ("title", "plain", "measured", "participation")
REPORT_TEXTS = ("outcome", "learned", "failed")


def frame(pilot: Pilot) -> dict[str, Any]:
    """Return which layout and menu this reader works in, and where the pilot's home is."""
    actor = viewer()
    at_desk = may(actor, Action.PILOT_RUN, of_pilot(pilot)) or pilot.city_id in actor.cities
    if at_desk:
        home = url_for("pilot_desk.edit", pilot_id=pilot.id)
        return {"layout": "desk", "section_links": navigation.desk_menu(), "home": home}
    return {"layout": "my", "section_links": navigation.my_menu(actor), "home": url_for("my.index")}


def _version(form: Any) -> int:
    text = form.version.data or ""
    return int(text) if text.isdecimal() and len(text) < 10 else 0  # noqa: PLR2004 - digits


@blueprint.route("", methods=["GET", "POST"])
@signed_in
def edit(pilot_id: int) -> ResponseReturnValue:
    """Write what residents read."""
    pilot = query.get(viewer(), pilot_id)
    authorise(viewer(), Action.PILOT_EDIT, of_pilot(pilot))
    form = PublicForm(
        version=str(pilot.version),
        sensors=[sensor["type"] for sensor in pilot.sensors],
        themes=pilot.themes,
        personal_data=SHOWN_TRUTH[pilot.personal_data],
        controller=pilot.controller,
        contact_email=pilot.contact_email,
        money_eur=pilot.money_eur,
        **shown(pilot, TEXTS),
    )
    status = 200
    if form.validate_on_submit():
        fields = form.public_fields(pilot.sensors)
        status = _keep(
            form,
            lambda: service.edit_public(viewer(), pilot_id, _version(form), fields),
        )
        if status == 200:  # noqa: PLR2004 - OK
            flash(_("The public text is saved."), "success")
            return redirect(frame(query.get(viewer(), pilot_id))["home"], 303)
    elif form.errors:
        status = 422
    pilot = query.get(viewer(), pilot_id)
    return page("pilot_edit/edit.html", status, pilot=pilot, form=form, **frame(pilot))


@blueprint.route("/report", methods=["GET", "POST"])
@signed_in
def report(pilot_id: int) -> ResponseReturnValue:
    """Write what came of it."""
    pilot = query.get(viewer(), pilot_id)
    authorise(viewer(), Action.PILOT_REPORT, of_pilot(pilot))
    if pilot.status is not PilotStatus.REPORTING and request.method == "GET":
        return redirect(frame(pilot)["home"])
    form = ReportForm(
        version=str(pilot.version),
        testers=pilot.testers,
        continues=SHOWN_TRUTH[pilot.continues],
        bought=SHOWN_TRUTH[pilot.bought],
        **shown(pilot, REPORT_TEXTS),
    )
    status = 200
    if form.validate_on_submit():
        status = _keep(
            form, lambda: service.report(viewer(), pilot_id, _version(form), _report(form))
        )
        if status == 200:  # noqa: PLR2004 - OK
            flash(_("The report is saved. The city publishes it."), "success")
            return redirect(frame(query.get(viewer(), pilot_id))["home"], 303)
    elif form.errors:
        status = 422
    pilot = query.get(viewer(), pilot_id)
    return page("pilot_edit/report.html", status, pilot=pilot, form=form, **frame(pilot))


def _report(form: ReportForm) -> service.Report:
    return service.Report(
        outcome=three(form, "outcome"),
        learned=three(form, "learned"),
        failed=three(form, "failed"),
        testers=form.testers.data,
        continues=TRUTH.get(form.continues.data or ""),
        bought=TRUTH.get(form.bought.data or ""),
    )


def _keep(form: Any, deed: Any) -> int:
    """Run a deed; put its refusal into the form and return the status of the answer."""
    try:
        deed()
    except DomainError as error:
        if error.status in {403, 404}:
            raise
        if isinstance(error, ConflictError) and "version" in error.facts:
            form.version.data = str(error.facts["version"])
        form.blame(error.field, message_for(error))
        return error.status
    return 200
