"""Other days for a pilot: asked for by the applicant, answered by host or coordinator."""

import datetime as dt
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.forms.decision import LookForm
from app.forms.pilot_run import ApproveForm, DaysForm, WhyForm
from app.policies.subject import of_pilot
from app.policies.table import Action, authorise, may
from app.queries import pilot as query
from app.queries.calendar import month
from app.queries.pilot_change import (
    asked_of,
    booking_of,
    change_of,
    changes_of,
    effect,
    first_day_stays,
    may_move,
)
from app.services import pilot_change as service
from models.booking import Booking
from models.errors import CapacityError, DomainError
from models.pilot import Pilot
from models.pilot_change import MOVABLE
from views.access import signed_in, viewer
from views.desk_words import day_spans
from views.errors import flash_refusal
from views.language import PREFIX
from views.messages import message_for
from views.month_view import Choice, MonthView, asked_month, month_view
from views.page import page
from views.pilot_frame import frame

blueprint = Blueprint(
    "pilot_change", __name__, url_prefix=PREFIX + "/my/pilots/<int:pilot_id>/days"
)

HIDDEN = frozenset({403, 404})


@blueprint.route("", methods=["GET", "POST"])
@signed_in
def show(pilot_id: int) -> ResponseReturnValue:
    """Show the days, the calendar and the wishes; the applicant asks for other days."""
    pilot = query.get(viewer(), pilot_id)
    form: Any = DaysForm(**_days(pilot))
    if request.method == "GET":
        return shown(pilot_id, 200, form)
    authorise(viewer(), Action.PILOT_ASK, of_pilot(pilot))
    is_good = form.validate_on_submit()
    if not first_day_stays(pilot) and not form.start.data and not form.start.errors:
        form.blame("start", _("Choose the first day."))
    if not is_good or form.errors:
        return shown(pilot_id, 422, form)
    start = form.start.data or pilot.start_day
    try:
        service.ask(viewer(), pilot_id, start, form.end.data, form.reason.data)
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        form.blame(error.field, message_for(error))
        return shown(pilot_id, error.status, form)
    flash(_("Your wish is sent. The days change when it is approved."), "success")
    return redirect(_home(pilot_id), 303)


def shown(
    pilot_id: int, status: int, form: Any, bad: tuple[str, Any] | None = None
) -> ResponseReturnValue:
    """Return the page; ``bad`` is (name, form) of an answer that was refused."""
    pilot = query.get(viewer(), pilot_id)
    actor, subject, booking = viewer(), of_pilot(pilot), booking_of(pilot)
    asked = asked_of(pilot)
    forms: dict[str, Any] = {
        "approve": ApproveForm(formdata=None).named("approve"),
        "decline": WhyForm(formdata=None).named("decline"),
    }
    if bad is not None:
        forms[bad[0]] = bad[1]
    may_answer = may_move(actor, pilot)
    form.start.flags.required = True  # shown only where it is
    has_part = booking is not None and booking.part_id is not None
    is_movable = has_part and pilot.status in MOVABLE
    return page(
        "pilot_change/show.html",
        status,
        pilot=pilot,
        form=bad[1] if bad else form,
        days_form=form,
        forms=forms,
        opened=bad[0] if bad else "",
        asked=asked,
        effect=effect(pilot, asked.start_day, asked.end_day) if asked and may_answer else None,
        day_spans=day_spans,
        earlier=[one for one in changes_of(pilot) if one is not asked],
        may_ask=may(actor, Action.PILOT_ASK, subject) and is_movable and asked is None,
        may_withdraw=may(actor, Action.PILOT_ASK, subject),
        may_answer=may_answer and is_movable,
        only_end=first_day_stays(pilot),
        calendar=_calendar(pilot, booking) if booking is not None else None,
        free=_room(pilot, booking, form),
        **frame(pilot, "pilot_change.show"),
    )


def _days(pilot: Pilot) -> dict[str, dt.date]:
    """Return the days that the address asks for, else the pilot's own."""
    asked: Any = LookForm(request.args)
    if asked.validate() and asked.start.data and asked.end.data:
        return {"start": asked.start.data, "end": asked.end.data}
    return {"start": pilot.start_day, "end": pilot.end_day}


def _room(pilot: Pilot, booking: Booking | None, form: Any) -> dict[str, Any] | None:
    """Say whether days other than the pilot's own have room now; None when none were chosen."""
    start, end = form.start.data or pilot.start_day, form.end.data
    own = (pilot.start_day, pilot.end_day)
    if booking is None or end is None or end < start or (start, end) == own:
        return None
    full = effect(pilot, start, end).full
    return {"start": start, "end": end, "full": day_spans(full)}


def _calendar(pilot: Pilot, booking: Booking) -> MonthView:
    """Return the month asked for, else that of the last day; a chosen day fills in the form.

    Before the pilot has begun a chosen day is its first, afterwards its last.
    """
    today = clock.today(pilot.city.time_zone)
    begun = first_day_stays(pilot)
    own = max(pilot.end_day if begun else pilot.start_day, today)
    first = asked_month(request.args.get("month", f"{own:%Y-%m}"), today)
    length = pilot.end_day - pilot.start_day

    def url(**asked: Any) -> str:
        return url_for("pilot_change.show", pilot_id=pilot.id, **asked)

    def chosen(day: dt.date) -> str:
        start, end = (pilot.start_day, day) if begun else (day, day + length)
        return url(start=start, end=end, month=f"{day:%Y-%m}") + "#ask"

    return month_view(
        month(booking.testbed_id, first),
        today,
        lambda day: url(month=f"{day:%Y-%m}") + "#calendar",
        chosen if may(viewer(), Action.PILOT_ASK, of_pilot(pilot)) else None,
        Choice(pilot.start_day, pilot.end_day),
    )


@blueprint.post("/<int:change_id>/withdraw")
@signed_in
def withdraw(pilot_id: int, change_id: int) -> ResponseReturnValue:
    """Take a wish back."""
    try:
        service.withdraw(viewer(), pilot_id, change_id)
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        return flash_refusal(error, _home(pilot_id))
    flash(_("The wish is taken back. The days stay as they are."), "success")
    return redirect(_home(pilot_id), 303)


@blueprint.post("/<int:change_id>/<any(approve,decline):action>")
@signed_in
def answer(pilot_id: int, change_id: int, action: str) -> ResponseReturnValue:
    """Approve or decline a wish."""
    pilot = query.get(viewer(), pilot_id)
    authorise(viewer(), Action.BOOKING_MOVE, of_pilot(pilot))
    change_of(pilot, change_id)
    form: Any = (ApproveForm() if action == "approve" else WhyForm()).named(action)
    days = DaysForm(formdata=None, **_days(pilot))
    if not form.validate_on_submit():
        return shown(pilot_id, 422, days, (action, form))
    try:
        if action == "approve":
            service.approve(viewer(), pilot_id, change_id, form.note.data or "")
        else:
            service.decline(viewer(), pilot_id, change_id, form.reason.data)
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        form.blame(None if isinstance(error, CapacityError) else error.field, message_for(error))
        return shown(pilot_id, error.status, days, (action, form))
    flash(
        _("The days are changed, and both sides have been told.")
        if action == "approve"
        else _("The wish is declined, and the applicant has been told."),
        "success",
    )
    return redirect(_home(pilot_id), 303)


def _home(pilot_id: int) -> str:
    return url_for("pilot_change.show", pilot_id=pilot_id)
