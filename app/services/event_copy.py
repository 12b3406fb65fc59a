"""Begin a new event from one that there is: the same texts, place, tracks and sessions."""

import datetime as dt
from zoneinfo import ZoneInfo

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.table import Action
from app.services.audit import record
from app.services.event_row import locked
from app.services.event_slug import free_slug
from app.services.event_text import kept, put
from models.event import Event, EventSession, EventStatus, EventTrack

CARRIED = (
    *("registers", "offer_hours", "remind_hours", "attendee_list"),
    *("picture_digest", "picture_width", "picture_height", "picture_alt"),
)


@use_case
def copy(actor: Actor, event_id: int, days: int) -> int:
    """Begin a new event like this one, so many days later; returns its id.

    Times on the wall stay as they are.  Names of speakers are not carried over: they agreed to be
    named at the first one.

    Raises:
        NotFoundError, ForbiddenError: The actor does not write events of this city.
        FieldError: ``not_a_choice``: the testbed where it was held is closed for good.
    """
    event = locked(actor, event_id, Action.EVENT_EDIT)
    now, later = clock.now(), dt.timedelta(days=days)
    made = Event(
        city_id=event.city_id, status=EventStatus.DRAFT, slug=free_slug(event.title),
        created_by_id=actor.user_id, copied_from_id=event.id, created_at=now, updated_at=now,
        version=1,
    )  # fmt: skip
    made.city = event.city
    put(made, event.city, kept(event))
    for name in CARRIED:
        setattr(made, name, getattr(event, name))
    tracks = {one.id: EventTrack(position=one.position, name=one.name) for one in event.tracks}
    made.tracks = list(tracks.values())
    made.sessions = [
        EventSession(
            track=tracks.get(one.track_id or 0), title=one.title, description=one.description,
            starts_at=shifted(one.starts_at, later, event.city.time_zone),
            ends_at=shifted(one.ends_at, later, event.city.time_zone),
            room=one.room, capacity=one.capacity, version=1, created_at=now, updated_at=now,
        )
        for one in event.live_sessions
    ]  # fmt: skip
    db.session.add(made)
    db.session.flush()
    record(actor, "event:copy", made, copied=event.id)
    return made.id


def shifted(instant: dt.datetime, later: dt.timedelta, zone: str) -> dt.datetime:
    """Return the same wall time some days later; one that clocks skip that night, an hour on."""
    local = instant.astimezone(ZoneInfo(zone))
    moved = dt.datetime.combine(local.date() + later, local.time(), ZoneInfo(zone))
    return moved.astimezone(dt.UTC)
