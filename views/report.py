"""The report of a pilot: written by those who ran it, approved by the place and by the city."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.forms.ident import ident
from app.forms.report import ReportForm, SendBackForm, SignForm, told
from app.policies.actor import Actor
from app.policies.subject import of_pilot
from app.policies.table import Action, authorise, may
from app.queries import pilot as query
from app.queries.indicator import indicators_of
from app.queries.report import days_overdue, due_day, report_of
from app.queries.survey import summary_of
from app.services import report as service
from app.services.pilot_text import gaps_before_complete
from models.errors import ConflictError, DomainError
from models.pilot import Pilot, PilotStatus
from models.report import Report, ReportStatus, Side
from views.access import signed_in, viewer
from views.errors import flash_refusal, wants_json
from views.indicator_words import lines
from views.language import PREFIX
from views.messages import message_for
from views.page import page
from views.pilot_frame import frame, gap_link, home_of

blueprint = Blueprint("report", __name__, url_prefix=PREFIX + "/my/pilots/<int:pilot_id>/report")

OK, CONFLICT, UNFIT = 200, 409, 422
HIDDEN = frozenset({403, 404})
ENDED = (PilotStatus.COMPLETED, PilotStatus.STOPPED, PilotStatus.CANCELLED)


@blueprint.get("")
@signed_in
def edit(pilot_id: int) -> ResponseReturnValue:
    """Show the report: to write it, to follow it, or to approve it."""
    pilot = query.get(viewer(), pilot_id)
    if pilot.status is PilotStatus.COMPLETED:
        return redirect(url_for("result.show", slug=pilot.slug))
    if pilot.status not in service.WRITTEN_IN:
        if pilot.status not in ENDED:
            flash(_("The report is written after the experiment has ended."), "info")
        return redirect(home_of(pilot))
    return _shown(pilot)


def _shown(
    pilot: Pilot, status: int = OK, form: ReportForm | None = None, back: Any = None
) -> ResponseReturnValue:
    """Return the page; ``form`` or ``back`` is what came back with errors."""
    actor, report = viewer(), report_of(pilot.id)
    is_sent = report is not None and report.status is ReportStatus.SENT
    writes = may(actor, Action.PILOT_REPORT, of_pilot(pilot)) and not is_sent
    kept, was_stopped = told(pilot), pilot.status is PilotStatus.STOPPED
    forms = {side: SendBackForm(formdata=None, side=side.value).named(side.value) for side in Side}
    if back is not None and back.side.data in set(Side):
        forms[Side(back.side.data)] = back.named(back.side.data)
    return page(
        "report/show.html",
        status,
        pilot=pilot,
        report=report,
        is_sent=is_sent,
        kept=kept,
        write_form=form or (_fresh(pilot, kept) if writes else None),
        form=form or back,
        back_side=back.side.data if back is not None else "",
        may_send=not was_stopped and may(actor, Action.REPORT_SEND, of_pilot(pilot)),
        differing=_differing(form, kept) if form is not None and status == CONFLICT else [],
        gaps=[] if was_stopped else [gap_link(pilot, gap) for gap in gaps_before_complete(pilot)],
        was_stopped=was_stopped,
        sides=_sides(actor, pilot, report),
        forms=forms,
        late=days_overdue(pilot, report, clock.today(pilot.city.time_zone)),
        due=due_day(pilot),
        indicators=lines(indicators_of([pilot.id])[pilot.id]),
        survey=summary_of(pilot.id),
        **frame(pilot, "report.edit"),
    )


def _fresh(pilot: Pilot, kept: dict[str, Any]) -> ReportForm:
    return ReportForm(formdata=None, version=str(pilot.version), **kept)


def _sides(actor: Actor, pilot: Pilot, report: Report | None) -> list[dict[str, Any]]:
    """Return each side that has a say: who answered what, and whether the reader may answer."""
    if report is None or report.round == 0:
        return []
    answered = {one.side: one for one in service.verdicts_now(report)}
    left = service.sides_left(pilot, report)
    found = []
    for side in dict.fromkeys((*service.sides_needed(pilot), *answered)):
        signs = may(actor, service.SIGNS[side], of_pilot(pilot))
        waits = report.status is ReportStatus.SENT and side in left
        code = service.objection(actor, pilot, report, side) if signs and waits else None
        found.append(
            {
                "side": side,
                "verdict": answered.get(side),
                "may": signs and waits and code is None,
                "objection": message_for(DomainError(code)) if code else "",
            }
        )
    return found


@blueprint.post("")
@signed_in
def save(pilot_id: int) -> ResponseReturnValue:
    """Keep what can be kept of what was written; with ``send`` send it as well."""
    pilot = query.get(viewer(), pilot_id)
    authorise(viewer(), Action.PILOT_REPORT, of_pilot(pilot))
    if "send" in request.form:
        authorise(viewer(), Action.REPORT_SEND, of_pilot(pilot))  # else it would be half done
    form = ReportForm()
    form.validate()
    try:
        version = service.save(viewer(), pilot_id, _version(form), form.answers())
    except DomainError as error:
        return _refused(pilot_id, form, error)
    if wants_json():
        return _told(form, version)
    form.version.data = str(version)
    if form.errors:
        return _shown(query.get(viewer(), pilot_id), UNFIT, form)
    if "send" in request.form:
        return _send(pilot_id, form)
    flash(_saved(pilot), "success")
    return redirect(url_for("report.edit", pilot_id=pilot_id), 303)


def _saved(pilot: Pilot) -> str:
    if pilot.status is PilotStatus.STOPPED:
        return str(_("Saved. Everybody can read it on the page of the experiment."))
    return str(_("The report is saved. Nobody else has been told yet."))


def _send(pilot_id: int, form: ReportForm) -> ResponseReturnValue:
    try:
        service.send(viewer(), pilot_id)
    except DomainError as error:
        return _refused(pilot_id, form, error)
    flash(_("The report has been sent to the place and the city."), "success")
    return redirect(url_for("report.edit", pilot_id=pilot_id), 303)


def _told(form: ReportForm, version: int) -> ResponseReturnValue:
    """Tell the page that saves by itself what is kept, and what is wrong first of all."""
    answer = {"saved": clock.now().isoformat(), "version": version}
    words = [*form.form_errors, *(field.errors[0] for field in form if field.errors)]
    return jsonify(answer) if not words else (jsonify(answer | {"message": words[0]}), UNFIT)


def _refused(pilot_id: int, form: ReportForm, error: DomainError) -> ResponseReturnValue:
    """Show what was typed again with why it was not kept."""
    if error.status in HIDDEN:
        raise error
    if wants_json():
        return jsonify({"code": error.code, "message": message_for(error)}), error.status
    if isinstance(error, ConflictError) and "version" in error.facts:
        form.version.data = str(error.facts["version"])
    form.blame(error.field, message_for(error))
    return _shown(query.get(viewer(), pilot_id), error.status, form)


@blueprint.post("/approve")
@signed_in
def approve(pilot_id: int) -> ResponseReturnValue:
    """Approve it for the place or for the city."""
    form = SignForm()
    here = url_for("report.edit", pilot_id=pilot_id)
    query.get(viewer(), pilot_id)
    if not form.validate_on_submit():
        flash(_("Choose for whom you approve."), "error")
        return redirect(here, 303)
    side = Side(form.side.data)
    refusal = _done(lambda: service.approve(viewer(), pilot_id, side, form.seen), here)
    if refusal is not None:
        return refusal
    is_public = query.get(viewer(), pilot_id).status is PilotStatus.COMPLETED
    flash(
        _("The result is published.") if is_public else _("Approved. The other side is to answer."),
        "success",
    )
    return redirect(here, 303)


@blueprint.post("/return")
@signed_in
def send_back(pilot_id: int) -> ResponseReturnValue:
    """Send it back with what should be mended."""
    pilot = query.get(viewer(), pilot_id)
    form: Any = SendBackForm()
    if not form.validate_on_submit():
        return _shown(pilot, UNFIT, back=form)
    side, here = Side(form.side.data), url_for("report.edit", pilot_id=pilot_id)
    try:
        service.send_back(viewer(), pilot_id, side, form.seen, form.words.data)
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        form.blame(error.field, message_for(error))
        return _shown(query.get(viewer(), pilot_id), error.status, back=form)
    flash(_("The report went back to the applicant."), "success")
    return redirect(here, 303)


def _done(deed: Callable[[], object], back: str) -> ResponseReturnValue | None:
    """Run a deed; return the answer that tells why not, or None when it is done."""
    try:
        deed()
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        return flash_refusal(error, back)
    return None


def _version(form: Any) -> int:
    return ident(form.version.data)


def _differing(form: ReportForm, kept: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the texts that somebody else kept meanwhile where other words were typed here."""
    return [
        (form[name].label.text, value)
        for name, value in kept.items()
        if isinstance(value, str) and value and value != (form[name].data or "")
    ]
