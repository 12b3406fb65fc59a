"""Register for an event, without an account or with one."""

import re
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.extensions import limiter
from app.forms.registration import Choices, registration_form
from app.queries.registration import (
    event_to_join,
    listed_names,
    mine_at,
    public_event,
    registrant_of_id,
    span_of,
)
from app.queries.registration_question import questions_of
from app.services import registration as service
from models.attempt import Door
from models.errors import DomainError
from models.event import AttendeeList, Event
from views import attempt, language
from views.access import public, viewer
from views.event_words import place_words, when_span_words
from views.language import PREFIX
from views.messages import message_for
from views.page import page
from views.registration_words import shown_sessions, to_choose

blueprint = Blueprint("registration", __name__, url_prefix=PREFIX + "/events/<slug>/register")

NOT_FOUND = 404
ID = re.compile(r"[0-9]{1,9}")


@blueprint.get("")
@public
def ask(slug: str) -> ResponseReturnValue:
    """Show what there is to register for, and the form while it is open."""
    return _shown(event_to_join(viewer(), slug), None)


@blueprint.post("")
@limiter.limit("1200/minute")  # a hall full of people may share one address
@public
def send(slug: str) -> ResponseReturnValue:
    """Register; the answer does not tell whether the address is known."""
    event = public_event(slug)
    form = _form(event, [(one, one, {}) for one in _sent_sessions()])
    if not form.validate_on_submit():
        return _refused(slug, None)
    wanted = form.wanted(language.current())
    try:
        is_own = wanted.email == viewer().email
        attempt.admit(Door.BOOKING if is_own else Door.REGISTRATION, wanted.email)
        made = service.register(viewer(), slug, wanted)
    except DomainError as error:
        if error.status == NOT_FOUND:
            raise
        return _refused(slug, error)
    if made:
        own = registrant_of_id(made)
        return redirect(url_for("registration_own.show", token=own.token), 303)
    return redirect(url_for("registration.sent", slug=slug), 303)


@blueprint.get("/sent")
@public
def sent(slug: str) -> ResponseReturnValue:
    """Say that a mail is on its way."""
    return page("registration/sent.html", **_values(event_to_join(viewer(), slug)))


def _sent_sessions() -> list[str]:
    """Return the sessions that were sent; whether there are such ones is for the service to say."""
    return [one for one in request.form.getlist("sessions") if ID.fullmatch(one)]


def _refused(slug: str, error: DomainError | None) -> ResponseReturnValue:
    """Show the form again with what was typed, and why it was refused."""
    event = event_to_join(viewer(), slug)
    shown = shown_sessions(event, mine_at(viewer(), event))
    form = _form(event, to_choose(shown) if len(shown) > 1 else [])
    form.validate()
    if error is not None:
        form.blame(error.field, message_for(error))
    return _shown(event, form, error.status if error is not None else 422)


def _form(event: Event, sessions: Choices) -> Any:
    actor = viewer()
    lang = language.current()
    return registration_form(
        event, questions_of(event.id), sessions, lang, name=actor.name, email=actor.email
    )


def _values(event: Event) -> dict[str, Any]:
    return {
        "event": event,
        "title": event.title.best(language.current()),
        "when": when_span_words(event, span_of(event)),
        "place": place_words(event),
    }


def _shown(event: Event, form: Any, status: int = 200) -> ResponseReturnValue:
    mine = mine_at(viewer(), event)
    mine = mine if mine is not None and mine.confirmed_at is not None else None
    shown = shown_sessions(event, mine)
    is_open = any(one.is_open and not one.is_mine for one in shown)
    if form is None and is_open and mine is None:
        form = _form(event, to_choose(shown) if len(shown) > 1 else [])
    return page(
        "registration/ask.html",
        status,
        form=form if is_open else None,
        sessions=shown,
        mine=mine,
        listed=listed_names(event, AttendeeList.PUBLIC),
        is_full=all(one.is_full for one in shown if one.is_open),
        **_values(event),
    )
