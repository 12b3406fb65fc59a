"""The calendar of a testbed at the desk: who is there when, what is closed, and closing days."""

import datetime as dt
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.forms.closure import ClosureForm
from app.policies.subject import of_testbed
from app.policies.table import Action, may
from app.queries.booking import Stay, stays
from app.queries.calendar_city import calendars
from app.queries.closure import range_of, ranges_ahead
from app.queries.testbed_desk import staff_testbed
from app.queries.testbed_effect import WishedDays, wishes
from app.services.closure import change_range, close_stretch, open_days, remove_range
from app.services.closure_slot import Stretch
from models.errors import CapacityError, ConflictError, FieldError
from models.testbed import Testbed
from models.testbed_kind import SlotUnit
from models.window import uses_weekday
from views import language
from views.access import staff, viewer
from views.calendar_band import band_row, columns
from views.closure_words import closure_rows
from views.errors import flash_refusal
from views.hour_view import hour_view
from views.language import PREFIX
from views.messages import message_for
from views.month_view import asked_month
from views.page import page
from views.testbed_calendar import asked_day, hour_day, staff_month
from views.testbed_frame import frame

blueprint = Blueprint("testbed_desk_calendar", __name__, url_prefix=PREFIX + "/desk/testbeds")


@blueprint.get("/<int:testbed_id>/calendar")
@staff
def show(testbed_id: int) -> ResponseReturnValue:
    """Show a month, who is there, what is closed, and the form that closes days."""
    testbed = _readable(testbed_id)
    return _page(testbed, ClosureForm().at(testbed))


@blueprint.post("/<int:testbed_id>/calendar")
@staff
def change(testbed_id: int) -> ResponseReturnValue:
    """Close days, or open them again; those who have asked for closed days are named first."""
    actor = viewer()
    testbed = staff_testbed(actor, testbed_id)
    form = ClosureForm().at(testbed)
    if not form.validate_on_submit():
        return _page(testbed, form, 422)
    wanted = form.stretch()
    opening = "open" in request.form
    if not opening and "anyway" not in request.form and (asked := _asked_for(testbed, wanted)):
        return _page(testbed, form, asked=asked)
    try:
        if opening:
            opened = open_days(actor, testbed_id, wanted.start, wanted.end, wanted.hours)
            said = _opened(testbed, opened)
        else:
            said = _closed(testbed, close_stretch(actor, testbed_id, wanted))
    except (FieldError, CapacityError) as error:
        form.blame(error.field or "start", message_for(error))
        testbed = staff_testbed(actor, testbed_id)
        return _page(testbed, form, 422, displaced=error.facts.get("bookings"))
    flash(said, "success")
    return redirect(_month_url(testbed_id, wanted.start), 303)


@blueprint.route("/<int:testbed_id>/calendar/closures/<int:range_id>", methods=["GET", "POST"])
@staff
def edit_range(testbed_id: int, range_id: int) -> ResponseReturnValue:
    """Give a closed stretch other days or another reason."""
    actor = viewer()
    testbed = staff_testbed(actor, testbed_id)
    form = ClosureForm.of(range_of(actor, testbed, range_id)).at(testbed)
    displaced = None
    if form.validate_on_submit():
        try:
            change_range(actor, testbed_id, range_id, form.seen, form.stretch())
        except (FieldError, CapacityError, ConflictError) as error:
            form.blame(error.field, message_for(error))
            displaced = error.facts.get("bookings")
            testbed = staff_testbed(actor, testbed_id)
        else:
            flash(_("Saved."), "success")
            return redirect(_month_url(testbed_id, form.start.data), 303)
    return page(
        "testbed_desk/closure.html",
        422 if form.errors else 200,
        form=form,
        range_id=range_id,
        displaced=displaced,
        **frame(testbed, "calendar"),
    )


@blueprint.post("/<int:testbed_id>/calendar/closures/<int:range_id>/remove")
@staff
def remove(testbed_id: int, range_id: int) -> ResponseReturnValue:
    """Take a closed stretch off and open its days."""
    actor = viewer()
    testbed = staff_testbed(actor, testbed_id)
    start = range_of(actor, testbed, range_id).start_day
    here = _month_url(testbed_id, start)
    try:
        seen = request.form.get("version", 0, type=int)
        said = _opened(testbed, remove_range(actor, testbed_id, range_id, seen))
    except (ConflictError, CapacityError) as error:
        return flash_refusal(error, here)
    flash(said, "success")
    return redirect(here, 303)


def _closed(testbed: Testbed, count: int) -> str:
    if not count:
        return _("These days were closed already. The reason is kept.")
    if testbed.slot_unit is SlotUnit.HOUR:
        return ngettext("%(num)s hour closed.", "%(num)s hours closed.", count)
    return ngettext("%(num)s day closed.", "%(num)s days closed.", count)


def _opened(testbed: Testbed, count: int) -> str:
    if not count:
        return _("None of these days was closed.")
    if testbed.slot_unit is SlotUnit.HOUR:
        return ngettext("%(num)s hour opened.", "%(num)s hours opened.", count)
    return ngettext("%(num)s day opened.", "%(num)s days opened.", count)


def _month_url(testbed_id: int, day: dt.date) -> str:
    return url_for("testbed_desk_calendar.show", testbed_id=testbed_id, month=f"{day:%Y-%m}")


def _asked_for(testbed: Testbed, wanted: Stretch) -> list[WishedDays]:
    days = wanted.days()[:800]
    return [wish for wish in wishes([testbed.id]) if wish.wants(days, wanted.hours)]


def _readable(testbed_id: int) -> Testbed:
    """Return a testbed whose staff the viewer is; those who may not close days just look."""
    return staff_testbed(viewer(), testbed_id)


def _day(testbed: Testbed, today: dt.date) -> dict[str, Any]:
    """Return the hours of the day asked for, and who is there; nothing where days are booked."""
    if testbed.slot_unit is SlotUnit.DAY:
        return {"day": None}
    day = hour_day(asked_day(request.args.get("day", "")), today)

    def url(other: dt.date) -> str | None:
        if hour_day(other, today) != other:
            return None
        month = f"{other:%Y-%m}"
        asked: dict[str, Any] = {"month": month, "day": other.isoformat()}
        return url_for("testbed_desk_calendar.show", testbed_id=testbed.id, **asked) + "#calendar"

    here = [one for one in stays(viewer(), testbed.id, day, day) if _uses(one, day)]
    here.sort(key=lambda one: (one.hours.start, one.hours.end))
    return {"day": hour_view(testbed, day, url), "day_stays": here}


def _uses(stay: Stay, day: dt.date) -> bool:
    return uses_weekday(stay.weekdays, day)


def _page(
    testbed: Testbed,
    form: ClosureForm,
    status: int = 200,
    *,
    displaced: Any = None,
    asked: list[WishedDays] | None = None,
) -> ResponseReturnValue:
    actor = viewer()
    may_close = may(actor, Action.TESTBED_CLOSE_DAYS, of_testbed(testbed))
    if not may_close and request.method == "POST":
        abort(403)
    today = clock.today(testbed.city.time_zone)
    first = asked_month(request.args.get("month", ""), today)
    last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    shown = columns(first, last, "day", today)
    place = calendars([testbed], first, last)[0]
    return page(
        "testbed_desk/calendar.html",
        status,
        form=form,
        may_close=may_close,
        month=staff_month(testbed, today),
        **_day(testbed, today),
        columns=shown,
        rows=[band_row(place, shown, today)],
        stays=stays(actor, testbed.id, first, last),
        closures=closure_rows(ranges_ahead(testbed, today), language.current()),
        displaced=displaced,
        asked=asked,
        **frame(testbed, "calendar"),
    )
