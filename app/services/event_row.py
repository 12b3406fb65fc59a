"""The row of an event while it is written: locked, seen as it is now, not over."""

from app import clock
from app.database import db
from app.policies.actor import Actor
from app.policies.subject import of_city
from app.policies.table import Action, authorise, may
from models.errors import ConflictError, FieldError, NotFoundError
from models.event import Event, EventSession, EventStatus


def locked(actor: Actor, event_id: int, action: Action) -> Event:
    """Return an event under a lock, for somebody who may do this with it.

    Whoever writes a session or a track locks its event first, so clashes are judged one by one.

    Raises:
        NotFoundError: There is none, or the actor may not know of it.
        ForbiddenError: They know of it, but may not do this.
    """
    event = db.session.get(Event, event_id, with_for_update={"of": Event}, populate_existing=True)
    if event is None or not may(actor, Action.EVENT_READ, of_city(event.city_id)):
        raise NotFoundError
    authorise(actor, action, of_city(event.city_id))
    return event


def refuse_stale(event: Event, version: int) -> None:
    """Refuse to write over what somebody else has changed meanwhile."""
    if event.version != version:
        raise ConflictError("changed_meanwhile")


def refuse_over(event: Event) -> None:
    """Refuse to change what has been held or cancelled; what came of it is told elsewhere."""
    is_open = event.status in (EventStatus.DRAFT, EventStatus.PUBLISHED)
    held = event.status is EventStatus.PUBLISHED and event.is_over(clock.now())
    if held or not is_open:
        raise ConflictError("event_over")


def refuse_too_few(session: EventSession, capacity: int | None) -> None:
    """Refuse a capacity smaller than the places that are taken already."""
    if capacity is not None and session.taken > capacity:
        raise FieldError("capacity_below_taken", field="capacity", count=session.taken)


def touch(event: Event) -> None:
    """Count one more version of an event."""
    event.version += 1
    event.updated_at = clock.now()
