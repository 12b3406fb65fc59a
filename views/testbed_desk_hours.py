"""The weekly hours of a testbed at the desk."""

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.forms.testbed_hours import HoursForm
from app.policies.subject import of_testbed
from app.policies.table import Action, may
from app.queries.testbed_desk import staff_testbed
from app.queries.testbed_hours import weeks_of
from app.services.testbed_hours import remove_week, save_week
from models.errors import ConflictError, FieldError
from models.testbed import Testbed
from views.access import staff, viewer
from views.errors import flash_refusal
from views.hours_words import hours_views
from views.language import PREFIX
from views.messages import message_for
from views.page import page
from views.testbed_frame import frame

blueprint = Blueprint("testbed_desk_hours", __name__, url_prefix=PREFIX + "/desk/testbeds")


@blueprint.get("/<int:testbed_id>/hours")
@staff
def show(testbed_id: int) -> ResponseReturnValue:
    """Show the weeks of a place, and the form of one of them or of a new one."""
    testbed = _testbed(testbed_id)
    chosen = request.args.get("week", "")
    weeks = weeks_of(testbed_id)
    shown = next((one for one in weeks if one.seen == chosen), None)
    if shown is None and not chosen and len(weeks) == 1:
        shown = weeks[0]
    return _page(testbed, HoursForm.of(shown))


@blueprint.post("/<int:testbed_id>/hours")
@staff
def save(testbed_id: int) -> ResponseReturnValue:
    """Keep a week; or write Monday's hours on the other workdays and show the form again."""
    testbed = _testbed(testbed_id)
    form = HoursForm()
    if "copy" in request.form:
        form.validate()
        form.copy_monday()
        return _page(testbed, form, 422 if form.errors else 200)
    if form.validate_on_submit():
        try:
            save_week(viewer(), testbed_id, form.week(), form.instead_of)
        except (FieldError, ConflictError) as error:
            form.blame(error.field, message_for(error))
            testbed = _testbed(testbed_id)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("testbed_desk_hours.show", testbed_id=testbed_id), 303)
    return _page(testbed, form, 422)


@blueprint.post("/<int:testbed_id>/hours/remove")
@staff
def remove(testbed_id: int) -> ResponseReturnValue:
    """Take a week off."""
    here = url_for("testbed_desk_hours.show", testbed_id=testbed_id)
    _testbed(testbed_id)
    form = HoursForm()
    try:
        remove_week(viewer(), testbed_id, form.instead_of or (None, None), form.seen.data or "")
    except ConflictError as error:
        return flash_refusal(error, here)
    flash(_("Taken off."), "success")
    return redirect(here, 303)


def _testbed(testbed_id: int) -> Testbed:
    testbed = staff_testbed(viewer(), testbed_id)
    if not may(viewer(), Action.TESTBED_CLOSE_DAYS, of_testbed(testbed)):
        abort(403)
    return testbed


def _page(testbed: Testbed, form: HoursForm, status: int = 200) -> ResponseReturnValue:
    today = clock.today(testbed.city.time_zone)
    return page(
        "testbed_desk/hours.html",
        status,
        form=form,
        weeks=hours_views(testbed.id, today),
        **frame(testbed, "hours"),
    )
