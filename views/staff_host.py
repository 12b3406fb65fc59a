"""The hosts of one testbed, on its own desk page: who they are, and inviting more."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.staff import OneHostForm
from app.policies.subject import of_city
from app.policies.table import Action, may
from app.queries.staff import hosts_of
from app.queries.staff_invitation import open_invitations
from app.queries.testbed_desk import coordinators, staff_testbed
from models.errors import FieldError, ForbiddenError
from models.staff import StaffRole
from models.testbed import Testbed
from views.access import staff, viewer
from views.language import PREFIX
from views.messages import message_for
from views.page import page
from views.staff_invitation import invite
from views.testbed_frame import frame

blueprint = Blueprint("staff_host", __name__, url_prefix=PREFIX + "/desk/testbeds")


@blueprint.get("/<int:testbed_id>/hosts")
@staff
def show(testbed_id: int) -> ResponseReturnValue:
    """Show who answers for a testbed."""
    return _page(staff_testbed(viewer(), testbed_id), OneHostForm())


@blueprint.post("/<int:testbed_id>/hosts")
@staff
def invite_host(testbed_id: int) -> ResponseReturnValue:
    """Invite somebody to answer for this testbed."""
    testbed = staff_testbed(viewer(), testbed_id)
    if not _manages(testbed):
        raise ForbiddenError
    form = OneHostForm()
    if form.validate_on_submit():
        try:
            invite(form.email.data, StaffRole.HOST, testbed.city_id, testbed.id)
        except FieldError as error:
            form.blame("email", message_for(error))
        else:
            flash(_("An invitation to %(email)s is on its way.", email=form.email.data), "success")
            return redirect(url_for("staff_host.show", testbed_id=testbed_id), 303)
    return _page(staff_testbed(viewer(), testbed_id), form)


def _manages(testbed: Testbed) -> bool:
    return may(viewer(), Action.CITY_STAFF, of_city(testbed.city_id))


def _page(testbed: Testbed, form: OneHostForm) -> ResponseReturnValue:
    manages = _manages(testbed)
    return page(
        "staff/hosts.html",
        422 if form.errors else 200,
        form=form,
        hosts=hosts_of(testbed),
        invitations=open_invitations(testbed.city, testbed) if manages else [],
        manages=manages,
        coordinators=[] if manages else coordinators(testbed.city_id),
        **frame(testbed, "hosts"),
    )
