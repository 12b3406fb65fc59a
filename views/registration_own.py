"""The page of a registration: confirm, take a place, cancel, change answers, calendar and ticket.

Whoever has the link is believed, because only mails to the address hold it.
"""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.adapters.qr_code import drawn
from app.extensions import limiter
from app.forms.registration import more_form, own_form
from app.queries.registration import (
    latest,
    listed_names,
    live,
    number_in_queue,
    registrant_of_token,
    span_of,
)
from app.queries.registration_question import questions_of
from app.services import registration as service
from app.services import registration_own as own
from app.services.registration_mail import calendar_of
from models.attempt import Door
from models.errors import DomainError
from models.event import AttendeeList
from models.event_clash import Slot, wanted_twice
from models.registration import COUNTED, Registrant, Registration, RegistrationStatus
from views import attempt, language
from views.access import public, viewer
from views.errors import flash_refusal
from views.event_words import place_words, session_words, when_span_words
from views.feed_words import prepare
from views.language import PREFIX
from views.messages import message_for
from views.page import page
from views.reader import private
from views.registration_words import PILLS, shown_sessions, title_of, to_choose

blueprint = Blueprint("registration_own", __name__, url_prefix=PREFIX + "/registration")
blueprint.record(prepare)

NOT_FOUND = 404
LEAVABLE = (
    RegistrationStatus.WAITING, RegistrationStatus.OFFERED, RegistrationStatus.CONFIRMED,
)  # fmt: skip


@blueprint.after_request
def keep_private(response: Response) -> Response:
    """Let nobody keep the page or pass on its address."""
    return private(response)


@blueprint.get("/<token>")
@limiter.limit("3000/minute")
@public
def show(token: str) -> ResponseReturnValue:
    """Show where somebody stands at an event, and what can be done."""
    registrant = registrant_of_token(token)
    return _shown(registrant, None, None)


@blueprint.get("/<token>/calendar.ics")
@limiter.limit("300/minute")
@public
def calendar(token: str) -> ResponseReturnValue:
    """Give one's own sessions as a calendar file, which programs can subscribe to."""
    registrant = registrant_of_token(token)
    answer = Response(calendar_of(registrant), mimetype="text/calendar")
    answer.headers["Content-Disposition"] = 'inline; filename="koepaikka.ics"'
    return answer


@blueprint.post("/<token>/confirm")
@limiter.limit("1200/minute")  # a hall full of people may share one address
@public
def confirm(token: str) -> ResponseReturnValue:
    """Confirm the address."""
    network = attempt.network(Door.REGISTRATION)
    return _done(token, lambda: service.confirm(viewer(), token, network), "")


@blueprint.post("/<token>/<int:registration_id>/accept")
@limiter.limit("120/minute")
@public
def accept(token: str, registration_id: int) -> ResponseReturnValue:
    """Take the place that is offered."""
    return _done(
        token, lambda: own.accept(viewer(), token, registration_id), _("The place is yours.")
    )


@blueprint.post("/<token>/<int:registration_id>/cancel")
@limiter.limit("120/minute")
@public
def cancel(token: str, registration_id: int) -> ResponseReturnValue:
    """Give a place back, or leave a queue."""
    return _done(
        token, lambda: own.cancel(viewer(), token, registration_id),
        _("It is cancelled. Thank you for telling: somebody else can come now."),
    )  # fmt: skip


@blueprint.post("/<token>/answers")
@limiter.limit("120/minute")
@public
def answers(token: str) -> ResponseReturnValue:
    """Change what one answered."""
    registrant = registrant_of_token(token)
    form = own_form(registrant, questions_of(registrant.event_id), language.current())
    if not form.validate_on_submit():
        return _shown(registrant, form, None, 422)
    wanted = form.wanted(language.current())
    try:
        own.change(viewer(), token, wanted)
    except DomainError as error:
        return _refused(token, error, form, None)
    flash(_("It is saved."), "success")
    return redirect(url_for("registration_own.show", token=token), 303)


@blueprint.post("/<token>/sessions")
@limiter.limit("120/minute")
@public
def add(token: str) -> ResponseReturnValue:
    """Register for more sessions."""
    registrant = registrant_of_token(token)
    form = more_form(to_choose(shown_sessions(registrant.event, registrant)))
    if not form.validate_on_submit():
        return _shown(registrant, None, form, 422)
    wanted = form.wanted(language.current())
    try:
        own.add(viewer(), token, wanted.sessions, clash_is_fine=wanted.clash_is_fine)
    except DomainError as error:
        return _refused(token, error, None, form)
    flash(_("It is saved."), "success")
    return redirect(url_for("registration_own.show", token=token), 303)


def _refused(token: str, error: DomainError, form: Any, more: Any) -> ResponseReturnValue:
    if error.status == NOT_FOUND:
        raise error
    (form or more).blame(error.field, message_for(error))
    return _shown(registrant_of_token(token), form, more, error.status)


def _shown(registrant: Registrant, form: Any, more: Any, status: int = 200) -> ResponseReturnValue:
    event, lang = registrant.event, language.current()
    is_confirmed = registrant.confirmed_at is not None
    open_sessions = to_choose(shown_sessions(event, registrant)) if is_confirmed else []
    if more is None and event.is_programme and open_sessions:
        more = more_form(open_sessions)
    questions = questions_of(event.id)
    if form is None and is_confirmed:
        form = own_form(registrant, questions, lang)
    comes = any(one.status in COUNTED for one in registrant.registrations)
    return page(
        "registration/own.html",
        status,
        registrant=registrant,
        token=registrant.token,
        event=event,
        title=event.title.best(lang),
        when=when_span_words(event, span_of(event)),
        place=place_words(event),
        rows=[_row(one) for one in latest(registrant)],
        clashes=_clashes(registrant),
        answers_form=form,
        more=more,
        form=(form if form is not None and form.errors else None)
        or (more if more is not None and more.errors else None),
        questions=questions,
        comes=comes,
        ticket=_ticket(registrant) if comes else None,
        others=listed_names(event, AttendeeList.ATTENDING) if comes else [],
    )


def _row(one: Registration) -> dict[str, Any]:
    now = clock.now()
    return {
        "one": one,
        "title": title_of(one.session),
        "when": session_words(one.session),
        "room": one.session.room,
        "pill": PILLS[one.status],
        "number": number_in_queue(one) if one.status is RegistrationStatus.WAITING else None,
        "has_lapsed": one.held_until is not None and one.held_until <= now,
        "can_leave": one.status in LEAVABLE and one.session.starts_at > now,
    }


def _clashes(registrant: Registrant) -> list[tuple[str, str]]:
    """Return the pairs of one's own sessions that are at one time, by title."""
    mine = {one.session_id: one.session for one in live(registrant)}
    slots = [Slot(key, one.starts_at, one.ends_at) for key, one in mine.items()]
    return [
        (title_of(mine[clash.one])[0], title_of(mine[clash.other])[0])
        for clash in wanted_twice(slots)
    ]


def _ticket(registrant: Registrant) -> Any:
    """Return the code that leads the people of the event to where they check somebody in."""
    path = url_for(
        "registration_check_in.ticket", event_id=registrant.event_id, code=registrant.code
    )
    return drawn(f"{g.public_url}{path}")


def _done(token: str, deed: Callable[[], Any], words: str) -> ResponseReturnValue:
    here = url_for("registration_own.show", token=token)
    try:
        deed()
    except DomainError as error:
        if error.status == NOT_FOUND:
            raise
        return flash_refusal(error, here)
    if words:
        flash(words, "success")
    return redirect(here, 303)
