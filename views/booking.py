"""Moving a booking to other days, for the city."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.booking import MoveForm
from app.policies.subject import of_part
from app.policies.table import Action, authorise
from app.queries.offer import booking_for_staff
from app.services import booking as service
from models.errors import DomainError
from views import navigation
from views.access import staff, viewer
from views.language import PREFIX
from views.messages import message_for
from views.page import page

blueprint = Blueprint("booking", __name__, url_prefix=PREFIX + "/desk/bookings")


@blueprint.route("/<int:booking_id>/move", methods=["GET", "POST"])
@staff
def move(booking_id: int) -> ResponseReturnValue:
    """Ask for new days; all of them are taken, or the old ones are kept."""
    booking, part = booking_for_staff(viewer(), booking_id)
    authorise(viewer(), Action.BOOKING_MOVE, of_part(part))
    form = MoveForm(start=booking.start_day, end=booking.last_day)
    home = url_for("decision.show", part_id=part.id)
    status = 200
    if form.validate_on_submit():
        try:
            service.move_booking(
                viewer(), booking_id, form.start.data, form.end.data, form.reason.data
            )
        except DomainError as error:
            if error.status in {403, 404}:
                raise
            form.blame(error.field, message_for(error))
            status = error.status
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
        section_links=navigation.desk_menu(),
    )
