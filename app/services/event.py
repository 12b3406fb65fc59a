"""Write, publish and cancel the events of a city."""

from typing import Any

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.subject import of_city
from app.policies.table import Action, authorise
from app.services.audit import record
from app.services.event_row import locked, refuse_over, refuse_stale, refuse_too_few, touch
from app.services.event_slug import free_slug
from app.services.event_text import EventText, check, kept, put, refuse_unready
from app.services.event_told import offer_room, tell_cancelled, tell_changed
from app.services.move import move
from app.services.typed_value import TEXT, translated_up_to
from models.base import Translated
from models.city import City
from models.errors import ConflictError, FieldError, NotFoundError
from models.event import EVENT_WORKFLOW, Event, EventAction, EventSession, EventStatus

_reason = translated_up_to(TEXT)
WHERE = ("testbed_id", "address", "online_url", "shape_json")


@use_case
def create(actor: Actor, city_id: int, written: EventText) -> int:
    """Begin an event that nobody sees until it is published, and return its id.

    Raises:
        ForbiddenError: The actor does not write events of this city.
        FieldError: As ``save``.
    """
    authorise(actor, Action.EVENT_EDIT, of_city(city_id))
    city = db.session.get(City, city_id)
    if city is None:
        raise NotFoundError
    check(written)
    now = clock.now()
    event = Event(
        city_id=city_id, status=EventStatus.DRAFT, slug=free_slug(written.title),
        created_by_id=actor.user_id, created_at=now, updated_at=now, version=1,
    )  # fmt: skip
    event.city = city
    put(event, city, written)
    _put_times(event, written)
    db.session.add(event)
    db.session.flush()
    record(actor, "event:create", event)
    return event.id


@use_case
def save(actor: Actor, event_id: int, version: int, written: EventText) -> int:
    """Write an event again and return its id.

    Those registered are told once of times or a place that changed after it was published.

    Raises:
        ConflictError: ``changed_meanwhile``; ``event_over``: it was cancelled, or has been told of.
        FieldError: The codes of app/services/event_text.py; ``event_has_sessions`` (count);
            ``capacity_below_taken`` (taken).
    """
    event = locked(actor, event_id, Action.EVENT_EDIT)
    refuse_stale(event, version)
    refuse_over(event)
    check(written)
    if event.status is not EventStatus.DRAFT:
        refuse_unready(event, written)
    before = _where_and_when(event)
    put(event, event.city, written)
    _put_times(event, written)
    if event.status is EventStatus.DRAFT:
        event.slug = free_slug(written.title, event.id)
    touch(event)
    db.session.flush()
    record(actor, "event:edit", event)
    offer_room(event)
    if event.status is EventStatus.PUBLISHED and _where_and_when(event) != before:
        event.moved_at = event.updated_at
        tell_changed(event)
    return event.id


@use_case
def publish(actor: Actor, event_id: int, version: int) -> int:
    """Let everybody read an event; returns its id.

    Raises:
        ForbiddenError: It takes the city's coordinator.
        FieldError: ``event_language_needed``, ``event_place_needed``, ``event_spoken_needed``,
            ``event_session_needed``, ``event_in_past``.
    """
    event = locked(actor, event_id, Action.EVENT_PUBLISH)
    refuse_stale(event, version)
    EVENT_WORKFLOW.after(event.status, EventAction.PUBLISH)
    refuse_unready(event, kept(event))
    if not event.live_sessions:
        raise FieldError("event_session_needed", field="sessions")
    if event.is_over(clock.now()):
        raise FieldError("event_in_past", field="day")
    now = clock.now()
    move(actor, event, EVENT_WORKFLOW, EventAction.PUBLISH, published_at=now, updated_at=now)
    return event.id


@use_case
def cancel(actor: Actor, event_id: int, version: int, reason: Translated) -> int:
    """Say in public that an event will not be held, and why; returns its id.

    Raises:
        FieldError: ``cancel_reason_needed`` at ``reason_<language>``.
        ConflictError: ``event_over``: it has been held.
    """
    event = locked(actor, event_id, Action.EVENT_PUBLISH)
    refuse_stale(event, version)
    EVENT_WORKFLOW.after(event.status, EventAction.CANCEL)
    now = clock.now()
    if event.is_over(now):
        raise ConflictError("event_over")
    why = _reason("reason", reason)
    for lang in event.city.required_languages:
        if not why.get(lang):
            raise FieldError("cancel_reason_needed", field=f"reason_{lang}")
    event.note = why
    db.session.flush()
    move(actor, event, EVENT_WORKFLOW, EventAction.CANCEL, cancelled_at=now, updated_at=now)
    tell_cancelled(event)
    return event.id


@use_case
def discard(actor: Actor, event_id: int) -> None:
    """Throw a draft away."""
    event = locked(actor, event_id, Action.EVENT_EDIT)
    if event.status is not EventStatus.DRAFT:
        raise ConflictError("changed_meanwhile")
    record(actor, "event:discard", event)
    db.session.delete(event)
    db.session.flush()


def _where_and_when(event: Event) -> list[Any]:
    """Return what those registered have to know of: the place, and the times of its sessions."""
    return [getattr(event, name) for name in WHERE] + [
        (one.id, one.starts_at, one.ends_at) for one in event.sessions
    ]


def _put_times(event: Event, written: EventText) -> None:
    """Keep the one session of a single event in step; a programme's sessions are its own."""
    now = clock.now()
    if written.times is None:
        for one in event.sessions:  # a single event becomes a programme: its session gets a name
            one.title = one.title or event.title
        return
    if len(event.sessions) > 1:
        raise FieldError("event_has_sessions", field="kind", count=len(event.sessions))
    if not event.sessions:
        event.sessions.append(
            EventSession(
                starts_at=written.times.start, ends_at=written.times.end,
                capacity=written.capacity, version=1, created_at=now, updated_at=now,
            )
        )  # fmt: skip
        return
    (main,) = event.sessions
    refuse_too_few(main, written.capacity)
    main.starts_at, main.ends_at = written.times.start, written.times.end
    main.title = main.description = Translated()
    main.capacity, main.updated_at, main.version = written.capacity, now, main.version + 1
