"""The calendar of a testbed at the desk: who is there when, and days to close or open."""

import datetime as dt

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.forms.testbed_closure import ClosureForm
from app.policies.subject import of_testbed
from app.policies.table import Action, may
from app.queries.booking import stays
from app.queries.testbed_desk import staff_testbed
from app.services.closure import close_days, open_days
from models.errors import CapacityError, FieldError
from models.testbed import Testbed
from views.access import staff, viewer
from views.language import PREFIX
from views.messages import message_for
from views.month_view import asked_month
from views.page import page
from views.testbed_calendar import staff_month
from views.testbed_frame import frame

blueprint = Blueprint("testbed_desk_calendar", __name__, url_prefix=PREFIX + "/desk/testbeds")


@blueprint.get("/<int:testbed_id>/calendar")
@staff
def show(testbed_id: int) -> ResponseReturnValue:
    """Show a month, who is there, and the form that closes days."""
    return _page(staff_testbed(viewer(), testbed_id), ClosureForm())


@blueprint.post("/<int:testbed_id>/calendar")
@staff
def change(testbed_id: int) -> ResponseReturnValue:
    """Close days, or open them again."""
    actor = viewer()
    testbed = staff_testbed(actor, testbed_id)
    form = ClosureForm()
    if not form.validate_on_submit():
        return _page(testbed, form, 422)
    start: dt.date = form.start.data
    end: dt.date = form.end.data or start
    try:
        if "open" in request.form:
            said = _opened(open_days(actor, testbed_id, start, end))
        else:
            said = _closed(close_days(actor, testbed_id, start, end, form.reason.data))
    except (FieldError, CapacityError) as error:
        form.blame(error.field or "start", message_for(error))
        return _page(staff_testbed(actor, testbed_id), form, 422)
    flash(said, "success")
    month = f"{start:%Y-%m}"
    return redirect(url_for("testbed_desk_calendar.show", testbed_id=testbed_id, month=month), 303)


def _closed(count: int) -> str:
    return ngettext("%(num)s day closed.", "%(num)s days closed.", count)


def _opened(count: int) -> str:
    if not count:
        return _("None of these days was closed.")
    return ngettext("%(num)s day opened.", "%(num)s days opened.", count)


def _page(testbed: Testbed, form: ClosureForm, status: int = 200) -> ResponseReturnValue:
    actor = viewer()
    if not may(actor, Action.TESTBED_CLOSE_DAYS, of_testbed(testbed)):
        abort(403)
    today = clock.today(testbed.city.time_zone)
    first = asked_month(request.args.get("month", ""), today)
    last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    return page(
        "testbed_desk/calendar.html",
        status,
        form=form,
        month=staff_month(testbed, today),
        stays=stays(actor, testbed.id, first, last),
        **frame(testbed, "calendar"),
    )
