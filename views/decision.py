"""The city's desk for applications: the queue, one part with all there is to know, the answers."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.policies.actor import Actor
from app.queries import decision as query
from app.services import application as messages
from app.services import decision as service
from models.application import ApplicationPart
from models.errors import DomainError
from views.access import staff, viewer
from views.decision_case import FORMS, Returned, shown
from views.decision_queue import queue_page
from views.errors import flash_refusal
from views.language import PREFIX
from views.messages import message_for

blueprint = Blueprint("decision", __name__, url_prefix=PREFIX + "/desk/applications")

HIDDEN = frozenset({403, 404})  # refusals that have a page of their own
FIELDS = {"text": "body"}  # what services and forms call the same thing
DONE: dict[str, Any] = {
    "ask": _l("Your question has been sent."),
    "reject": _l("Declined. The applicant has been told why."),
    "cancel": _l("Cancelled. The applicant has been told why."),
    "waitlist": _l("On the waiting list. Freed days are offered by themselves."),
    "offer": _l("The days are held and offered."),
    "shortlist": _l("Shortlisted."),
    "joint": _l("Every place is held and offered together."),
    "message": _l("Your message has been sent."),
    "note": _l("The note is kept."),
}


@blueprint.get("")
@staff
def queue() -> ResponseReturnValue:
    """List the parts that wait, the most urgent first."""
    return queue_page()


@blueprint.get("/<int:part_id>")
@staff
def show(part_id: int) -> ResponseReturnValue:
    """Show one part with everything needed to decide."""
    return shown(part_id)


@blueprint.post("/<int:part_id>/take-up")
@staff
def take_up(part_id: int) -> ResponseReturnValue:
    """Begin reading."""
    return _pressed(part_id, service.take_up, _("You are reading this now."))


@blueprint.post("/<int:part_id>/reopen")
@staff
def reopen(part_id: int) -> ResponseReturnValue:
    """Take an ended part up again."""
    return _pressed(part_id, service.reopen, _("Taken up again. No days are held for it yet."))


def _pressed(part_id: int, deed: Callable[[Actor, int], int], done: str) -> ResponseReturnValue:
    """Take a step that needs no words."""
    home = url_for("decision.show", part_id=part_id)
    try:
        deed(viewer(), part_id)
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        return flash_refusal(error, home)
    flash(done, "success")
    return redirect(home, 303)


@blueprint.post("/<int:part_id>/<any(ask,reject,cancel,waitlist,offer,shortlist,joint):name>")
@staff
def decide(part_id: int, name: str) -> ResponseReturnValue:
    """Answer in one of the ways that have a form."""
    return _answered(part_id, name)


@blueprint.post("/<int:part_id>/<any(message,note):name>")
@staff
def write(part_id: int, name: str) -> ResponseReturnValue:
    """Write to the applicant, or a note that the city alone reads."""
    return _answered(part_id, name)


def _answered(part_id: int, name: str) -> ResponseReturnValue:
    """Take a form's deed, or show the page again with what was typed and why not."""
    part = query.part_for_staff(viewer(), part_id)
    form = FORMS[name]().named(name, part.testbed)
    if not form.validate_on_submit():
        return shown(part_id, Returned(name, form))
    try:
        DEEDS[name](viewer(), part, form)
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        form.blame(FIELDS.get(error.field or "", error.field), message_for(error))
        return shown(part_id, Returned(name, form, error.status))
    flash(str(DONE[name]), "success")
    anchor = "#conversation" if name in {"message", "note"} else ""
    return redirect(url_for("decision.show", part_id=part_id) + anchor, 303)


def _offer(actor: Actor, part: ApplicationPart, form: Any) -> object:
    note = form.note.data or ""
    terms = service.OfferTerms(
        form.start.data, form.end.data, form.hold_days.data, note, hours=form.hours
    )
    return service.offer(actor, part.id, terms)


def _joint(actor: Actor, part: ApplicationPart, form: Any) -> object:
    return service.offer_joint(
        actor, part.application_id, form.hold_days.data, form.note.data or ""
    )


def _message(actor: Actor, part: ApplicationPart, form: Any) -> object:
    return messages.post_message(actor, part.application_id, form.body.data, part_id=part.id)


def _note(actor: Actor, part: ApplicationPart, form: Any) -> object:
    return messages.post_message(
        actor, part.application_id, form.body.data, part_id=part.id, internal=True
    )


DEEDS: dict[str, Callable[[Actor, ApplicationPart, Any], object]] = {
    "ask": lambda actor, part, form: service.ask(actor, part.id, form.question.data),
    "reject": lambda actor, part, form: service.reject(
        actor, part.id, form.words(part.application.language)
    ),
    "cancel": lambda actor, part, form: service.cancel_by_city(actor, part.id, form.reason.data),
    "waitlist": lambda actor, part, form: service.waitlist(actor, part.id, form.note.data or ""),
    "shortlist": lambda actor, part, form: service.shortlist(
        actor, part.id, form.start.data, form.end.data, form.hours
    ),
    "offer": _offer,
    "joint": _joint,
    "message": _message,
    "note": _note,
}
