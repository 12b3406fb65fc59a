"""Check in at the door, on a phone or from paper: by ticket, by code or name, many at once."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.policies.table import Action
from app.queries.registration import free_at, live
from app.queries.registration_desk import (
    counts,
    event_of,
    found_at_door,
    let_in_at,
    session_of,
    ticket_of,
)
from app.services import registration_desk as service
from app.services import registration_door
from models.errors import DomainError
from models.event import EventSession
from models.personal_read import Look
from models.registration import COUNTED
from views.access import staff, viewer
from views.errors import flash_refusal
from views.event_words import session_words
from views.file import private_file
from views.language import PREFIX
from views.page import page
from views.personal_read import looked
from views.registration_desk import frame, ids_of
from views.registration_paper import paper
from views.registration_words import PILLS, title_of

blueprint = Blueprint(
    "registration_check_in", __name__, url_prefix=PREFIX + "/desk/events/<int:event_id>"
)

HIDDEN = frozenset({403, 404})
LONGEST = 100  # characters of what is looked for


@blueprint.get("/sessions/<int:session_id>/check-in")
@staff
def show(event_id: int, session_id: int) -> ResponseReturnValue:
    """Show who has a place, found by code or name; each is checked in by one press."""
    event = event_of(viewer(), event_id, Action.REGISTRATION_MANAGE)
    session = session_of(event, session_id)
    words = request.args.get("q", "")[:LONGEST]
    rows = found_at_door(session, words)
    looked(Look.DOOR, ids_of(rows), event.city_id)
    return page(
        "registration/check_in.html",
        session=session,
        session_title=title_of(session),
        session_when=session_words(session),
        numbers=counts(event)[session.id],
        is_over=session.ends_at <= clock.now(),
        let_in=let_in_at(session),
        free=free_at(session),
        rows=rows,
        words=words,
        many="many" in request.args,
        pills=PILLS,
        **frame(event),
    )


@blueprint.get("/tickets/<code>")
@staff
def ticket(event_id: int, code: str) -> ResponseReturnValue:
    """Show whose ticket was scanned, with a button for each of their sessions."""
    event = event_of(viewer(), event_id, Action.REGISTRATION_MANAGE)
    person = ticket_of(event, code)
    looked(Look.DOOR, [person.id], event.city_id)
    now = clock.now()
    mine = [one for one in live(person) if one.status in COUNTED]
    rows = sorted(mine, key=lambda one: (one.session.ends_at <= now, one.session.starts_at))
    return page(
        "registration/ticket.html",
        person=person,
        rows=[(one, title_of(one.session), session_words(one.session)) for one in rows],
        pills=PILLS,
        **frame(event),
    )


@blueprint.post("/registrations/<int:registration_id>/<any(check_in,undo):deed>")
@staff
def press(event_id: int, registration_id: int, deed: str) -> ResponseReturnValue:
    """Mark that somebody came, or take it back."""
    deeds = {"check_in": service.check_in, "undo": service.undo}
    return _done(event_id, lambda: deeds[deed](viewer(), event_id, registration_id), "")


@blueprint.post("/sessions/<int:session_id>/door/<any(let_in,take_back):deed>")
@staff
def let_in(event_id: int, session_id: int, deed: str) -> ResponseReturnValue:
    """Count one more who comes without having registered, or take the last one back."""
    deeds = {"let_in": registration_door.let_in, "take_back": registration_door.take_back}
    return _done(event_id, lambda: deeds[deed](viewer(), event_id, session_id), "")


@blueprint.post("/sessions/<int:session_id>/tick")
@staff
def tick(event_id: int, session_id: int) -> ResponseReturnValue:
    """Mark many at once, as they were ticked on paper."""
    ids = [int(one) for one in request.form.getlist("came") if one.isdecimal()]

    def deed() -> str:
        came = service.tick(viewer(), event_id, session_id, ids)
        return ngettext("%(num)s person is marked.", "%(num)s people are marked.", came)

    return _done(event_id, deed, None)


@blueprint.post("/sessions/<int:session_id>/miss-rest")
@staff
def miss_rest(event_id: int, session_id: int) -> ResponseReturnValue:
    """Mark everybody else as not come."""

    def deed() -> str:
        missed = service.miss_rest(viewer(), event_id, session_id)
        return ngettext("%(num)s person is marked.", "%(num)s people are marked.", missed)

    return _done(event_id, deed, None)


@blueprint.get("/sessions/<int:session_id>/paper.pdf")
@staff
def printed(event_id: int, session_id: int) -> ResponseReturnValue:
    """Give the list to print: a box, the code and the name of everybody who has a place."""
    event = event_of(viewer(), event_id, Action.REGISTRATION_MANAGE)
    session: EventSession = session_of(event, session_id)
    rows = found_at_door(session, "")
    looked(Look.REGISTRATIONS_TAKEN, ids_of(rows), event.city_id)
    content = paper(session, rows)
    return private_file(content, "application/pdf", f"{event.slug}.pdf", is_shown=True)


def _done(event_id: int, deed: Any, words: str | None) -> ResponseReturnValue:
    """Do it and go back to where it was pressed; without ``words`` the deed returns them."""
    back = _back(event_id)
    try:
        said = deed()
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        return flash_refusal(error, back)
    if words is None or words:
        flash(words or said, "success")
    else:
        flash(_("It is saved."), "success")
    return redirect(back, 303)


def _back(event_id: int) -> str:
    """Return the page of the session or ticket that a button stood on."""
    session_id = request.form.get("session", type=int) or (request.view_args or {}).get(
        "session_id"
    )
    code = request.form.get("ticket", "")
    if code:
        return url_for("registration_check_in.ticket", event_id=event_id, code=code[:LONGEST])
    if session_id:
        return url_for(
            "registration_check_in.show", event_id=event_id, session_id=session_id,
            q=request.form.get("q", "")[:LONGEST] or None,
        )  # fmt: skip
    return url_for("registration_desk.index", event_id=event_id)
