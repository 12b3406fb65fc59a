"""Moving a booking to other days, for the city."""

import datetime as dt
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.forms.booking import MoveForm
from app.forms.decision import LookForm
from app.policies.subject import of_part
from app.policies.table import Action, authorise
from app.queries.calendar import first_free, month
from app.queries.offer import booking_for_staff
from app.services import booking as service
from models.booking import Booking
from models.errors import CapacityError, DomainError
from views import navigation
from views.access import staff, viewer
from views.language import PREFIX
from views.messages import message_for
from views.month_view import Choice, MonthView, asked_month, month_view
from views.page import page

blueprint = Blueprint("booking", __name__, url_prefix=PREFIX + "/desk/bookings")


@blueprint.route("/<int:booking_id>/move", methods=["GET", "POST"])
@staff
def move(booking_id: int) -> ResponseReturnValue:
    """Ask for new days; all of them are taken, or the old ones are kept."""
    booking, part = booking_for_staff(viewer(), booking_id)
    authorise(viewer(), Action.BOOKING_MOVE, of_part(part))
    form: Any = MoveForm(**_days(booking)).at(booking.testbed)
    home = url_for("decision.show", part_id=part.id)
    status, free = 200, None
    if form.validate_on_submit():
        try:
            days = form.start.data, form.end.data
            service.move_booking(viewer(), booking_id, *days, form.reason.data, form.hours)
        except DomainError as error:
            if error.status in {403, 404}:
                raise
            form.blame(error.field, message_for(error))
            status = error.status
            free = _first_free(booking, form) if isinstance(error, CapacityError) else None
        else:
            flash(_("The booking has been moved, and the applicant has been told."), "success")
            return redirect(home, 303)
    elif form.errors:
        status = 422
    booking, part = booking_for_staff(viewer(), booking_id)
    return page(
        "booking/move.html",
        status,
        form=form,
        booking=booking,
        part=part,
        home=home,
        free=free,
        calendar=_calendar(booking),
        section_links=navigation.desk_menu(),
    )


def _days(booking: Booking) -> dict[str, Any]:
    """Return the days that the address asks for, else the booking's own, with its hours."""
    hours = {"from_hour": booking.from_hour, "to_hour": booking.to_hour}
    asked: Any = LookForm(request.args)
    if asked.validate() and asked.start.data and asked.end.data:
        return {"start": asked.start.data, "end": asked.end.data, **hours}
    return {"start": booking.start_day, "end": booking.last_day, **hours}


def _first_free(booking: Booking, form: Any) -> dt.date | None:
    """Return the first day from which a stay as long as the one typed would fit."""
    days = (form.end.data - form.start.data).days + 1
    after = max(form.start.data, clock.today(booking.testbed.city.time_zone))
    return first_free(booking.testbed_id, days, after, booking.units, booking.weekdays, form.hours)


def _calendar(booking: Booking) -> MonthView:
    """Return the month asked for, else the booking's; a day chosen begins a stay of its length."""
    today = clock.today(booking.testbed.city.time_zone)
    own = max(booking.start_day, today)
    first = asked_month(request.args.get("month", f"{own:%Y-%m}"), today)
    length = booking.last_day - booking.start_day

    def url(**asked: Any) -> str:
        return url_for("booking.move", booking_id=booking.id, **asked)

    return month_view(
        month(booking.testbed_id, first),
        today,
        lambda day: url(month=f"{day:%Y-%m}") + "#calendar",
        lambda day: url(start=day, end=day + length, month=f"{day:%Y-%m}"),
        Choice(booking.start_day, booking.last_day),
    )
