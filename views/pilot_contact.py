"""The people of a pilot on both sides."""

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.pilot_run import ContactForm
from app.policies.subject import of_pilot
from app.policies.table import Action, authorise, may
from app.queries import pilot as query
from app.queries.pilot_contact import candidates, contacts
from app.services import pilot_contact as service
from models.errors import DomainError
from models.pilot import Pilot
from models.pilot_task import Side
from views.access import signed_in, viewer
from views.language import PREFIX
from views.messages import message_for
from views.page import page
from views.pilot_frame import frame

blueprint = Blueprint(
    "pilot_contact", __name__, url_prefix=PREFIX + "/my/pilots/<int:pilot_id>/people"
)


@blueprint.route("", methods=["GET", "POST"])
@signed_in
def show(pilot_id: int) -> ResponseReturnValue:
    """Show who is there on each side, and name one more of one's own."""
    pilot = query.get(viewer(), pilot_id)
    form: Any = _offered(ContactForm(), pilot)
    status = 200
    if form.validate_on_submit():
        authorise(viewer(), Action.PILOT_EDIT, of_pilot(pilot))
        try:
            service.add(viewer(), pilot_id, int(form.person.data))
        except DomainError as error:
            if error.status in {403, 404}:
                raise
            form.blame(error.field, message_for(error))
            status = error.status
        else:
            flash(_("The person is named and gets the pilot’s reminders."), "success")
            return redirect(url_for("pilot_contact.show", pilot_id=pilot_id), 303)
    elif form.errors:
        authorise(viewer(), Action.PILOT_EDIT, of_pilot(pilot))
        status = 422
    pilot = query.get(viewer(), pilot_id)
    named = contacts(pilot)
    return page(
        "pilot_contact/show.html",
        status,
        pilot=pilot,
        form=form,
        sides=[(side, [one for one in named if one.side is side]) for side in Side],
        own_sides=service.own_sides(viewer(), pilot),
        may_edit=may(viewer(), Action.PILOT_EDIT, of_pilot(pilot)),
        **frame(pilot, "pilot_contact.show"),
    )


def _offered(form: Any, pilot: Pilot) -> Any:
    """Give the form the people of the reader's side who are not named yet."""
    named = {one.user_id for one in contacts(pilot)}
    there = candidates(pilot)
    people = {
        one.id: one.name
        for side in service.own_sides(viewer(), pilot)
        for one in there[side]
        if one.id not in named
    }
    form.person.choices = [
        ("", _("Choose a person")),
        *((str(user_id), name) for user_id, name in people.items()),
    ]
    return form


@blueprint.post("/<int:contact_id>/remove")
@signed_in
def remove(pilot_id: int, contact_id: int) -> ResponseReturnValue:
    """Take somebody off."""
    service.remove(viewer(), pilot_id, contact_id)
    flash(_("The person is no longer a contact of the pilot."), "success")
    return redirect(url_for("pilot_contact.show", pilot_id=pilot_id), 303)
