"""Invitations to a city's staff: sending them, and the page that their link opens."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.queries import staff_invitation as query
from app.services import staff_invitation as service
from models.attempt import Door
from models.errors import DomainError
from models.staff import StaffRole
from views import attempt, language
from views.access import public, signed_in, staff, viewer
from views.errors import flash_refusal
from views.language import PREFIX
from views.page import page

GONE = 410

blueprint = Blueprint("staff_invitation", __name__, url_prefix=PREFIX)


def invite(email: str, role: StaffRole, city_id: int, testbed_id: int | None) -> None:
    """Send an invitation, unless there have been very many from here."""
    attempt.admit(Door.INVITATION, f"account:{viewer().user_id}")
    new = service.NewInvitation(email, role, city_id, testbed_id, language.current(), _link())
    service.invite(viewer(), new)


def _link() -> service.Link:
    token, kept = query.new_token()
    here = url_for("staff_invitation.show", token=token)
    return service.Link(here.removeprefix(f"/{language.current()}"), kept)


@blueprint.post("/desk/people/invitations/<int:invitation_id>/send-again")
@staff
def send_again(invitation_id: int) -> ResponseReturnValue:
    """Send an invitation anew; the link sent before ends."""
    attempt.admit(Door.INVITATION, f"account:{viewer().user_id}")
    email = service.send_again(viewer(), invitation_id, _link())
    flash(_("A new invitation to %(email)s is on its way.", email=email), "success")
    return redirect(_back(), 303)


@blueprint.post("/desk/people/invitations/<int:invitation_id>/withdraw")
@staff
def withdraw(invitation_id: int) -> ResponseReturnValue:
    """Take an invitation back."""
    service.withdraw(viewer(), invitation_id)
    flash(_("The invitation has been taken back."), "success")
    return redirect(_back(), 303)


def _back() -> str:
    """Return the page of the testbed that the button was on, else the city's people."""
    testbed_id = request.form.get("testbed_id", 0, type=int)
    if testbed_id > 0:
        return url_for("staff_host.show", testbed_id=min(testbed_id, 2**31 - 1))
    slug = request.form.get("city", "")
    return url_for("staff.people", slug=slug) if slug.isalpha() else url_for("staff.index")


@blueprint.get("/invitations/<token>")
@public
def show(token: str) -> ResponseReturnValue:
    """Show an invitation to whoever has its link, also before signing in."""
    found = query.invitation_by(token)
    if found is None:
        return page("staff/invitation_old.html", GONE)
    return page(
        "staff/invitation.html",
        invitation=found,
        is_for_viewer=found.email == viewer().email,
        here=url_for("staff_invitation.show", token=token),
    )


@blueprint.post("/invitations/<int:invitation_id>/accept")
@signed_in
def accept(invitation_id: int) -> ResponseReturnValue:
    """Take up what one was invited to."""
    try:
        service.accept(viewer(), invitation_id)
    except DomainError as error:
        return flash_refusal(error, url_for("my.index"))
    flash(_("Welcome! Your work waits here."), "success")
    return redirect(url_for("desk.index"), 303)


@blueprint.post("/invitations/<int:invitation_id>/decline")
@signed_in
def decline(invitation_id: int) -> ResponseReturnValue:
    """Say no."""
    try:
        service.decline(viewer(), invitation_id)
    except DomainError as error:
        return flash_refusal(error, url_for("my.index"))
    flash(_("You said no, and whoever invited you is told."), "success")
    return redirect(url_for("desk.index" if viewer().is_staff else "my.index"), 303)
