"""One session of a programme as everybody reads it."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.policies.subject import of_city
from app.policies.table import Action, may
from app.queries import event as query
from models.event import EventStatus
from views import language
from views.access import public, viewer
from views.event_agenda import shown_session, shown_sessions
from views.event_words import place_words, session_words, spoken_words
from views.language import PREFIX
from views.page import page
from views.registration_words import registering

blueprint = Blueprint("event_session", __name__, url_prefix=PREFIX + "/events/<slug>/sessions")


@blueprint.get("/<int:session_id>")
@public
def show(slug: str, session_id: int) -> ResponseReturnValue:
    """Show one session; that of a single event is on the event's own page."""
    one = query.session_of(viewer(), slug, session_id)
    event, lang = one.event, language.current()
    if not event.is_programme:
        return redirect(url_for("event.show", slug=slug))
    beside = [
        other
        for other in event.live_sessions
        if other.id != one.id and other.starts_at < one.ends_at and one.starts_at < other.ends_at
    ]
    is_off = one.cancelled_at is not None or event.status is EventStatus.CANCELLED
    return page(
        "event/session.html",
        event=event,
        event_session=one,
        shown=shown_session(one),
        event_title=event.title.best(lang),
        description=one.description.best(lang),
        access=event.access.best(lang),
        when=session_words(one),
        place=place_words(event),
        spoken=spoken_words(event),
        registering=registering(event, one),
        is_off=is_off,
        is_coming=not is_off and one.ends_at > clock.now(),
        beside=shown_sessions(beside),
        desk_url=url_for("event_desk.show", event_id=event.id)
        if may(viewer(), Action.EVENT_READ, of_city(event.city_id))
        else None,
    )
