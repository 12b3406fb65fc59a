"""Events: what everybody reads, what hangs on a pilot, testbed or challenge, what a desk sees."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import defer, joinedload, selectinload

from app import clock
from app.database import db
from app.policies.actor import Actor
from app.policies.subject import of_city
from app.policies.table import Action, may
from app.queries.city import cities
from models.city import City
from models.errors import NotFoundError
from models.event import PUBLIC_EVENTS, Event, EventKind, EventSession
from models.event_link import EventChallenge, EventPilot, EventTestbed
from models.testbed import Testbed

MOST_READ, MOST_LISTED = 2000, 300
STRIP = 6


@dataclass(frozen=True, slots=True)
class EventFilter:
    """What a reader looks for; an empty set is any.  ``is_past``: those that are over."""

    cities: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()
    is_past: bool = False


def event_of(viewer: Actor, slug: str) -> Event:
    """Return the event of an address: a public one to everybody, a draft to who writes it.

    Raises:
        NotFoundError: There is none that the viewer may know of.
    """
    return known_to(viewer, db.session.scalar(_whole().where(Event.slug == slug)))


def staff_event(viewer: Actor, event_id: int) -> Event:
    """Return an event to the staff of its city.

    Raises:
        NotFoundError: There is none, or the viewer does not work with it.
    """
    event = db.session.scalar(_whole().where(Event.id == event_id))
    if event is None or not may(viewer, Action.EVENT_READ, of_city(event.city_id)):
        raise NotFoundError
    return event


def session_of(viewer: Actor, slug: str, session_id: int) -> EventSession:
    """Return one session of a programme that the viewer may read.

    Raises:
        NotFoundError: There is none.
    """
    event = event_of(viewer, slug)
    found = next((one for one in event.sessions if one.id == session_id), None)
    if found is None:
        raise NotFoundError
    return found


def public_events(
    wanted: EventFilter, now: dt.datetime, *, with_testbeds: bool = False
) -> list[Event]:
    """Return what everybody may come to, the first first; or what is over, the last first.

    At most ``MOST_LISTED``.  A theme fits when the event has one of those that are wanted.
    ``with_testbeds`` reads those that they are about in one statement.
    """
    ends = _ends()
    asked = _listed().where(Event.status.in_(PUBLIC_EVENTS), _between(wanted, ends, now))
    if with_testbeds:
        asked = asked.options(selectinload(Event.testbeds))
    if wanted.cities:
        asked = asked.join(City, City.id == Event.city_id).where(City.slug.in_(wanted.cities))
    if wanted.kinds:
        asked = asked.where(Event.kind.in_([EventKind(one) for one in wanted.kinds]))
    order = ends.desc() if wanted.is_past else _starts()
    found = db.session.scalars(asked.order_by(order, Event.id).limit(MOST_READ))
    fitting = (one for one in found if not wanted.themes or wanted.themes & set(one.themes))
    return list(islice(fitting, MOST_LISTED))


def events_on_pilot(pilot_id: int) -> list[Event]:
    """Return the public events about a pilot, those that come before those that were."""
    return _strip(exists().where(EventPilot.event_id == Event.id, EventPilot.pilot_id == pilot_id))


def events_on_challenge(challenge_id: int) -> list[Event]:
    """Return the public events about a challenge, those that come before those that were."""
    about = EventChallenge.challenge_id == challenge_id
    return _strip(exists().where(EventChallenge.event_id == Event.id, about))


def events_on_testbed(testbed_id: int) -> list[Event]:
    """Return the public events at or about a testbed, those that come before those that were."""
    about = exists().where(EventTestbed.event_id == Event.id, EventTestbed.testbed_id == testbed_id)
    return _strip((Event.testbed_id == testbed_id) | about)


def desk_events(viewer: Actor) -> list[Event]:
    """Return the events of the viewer's cities, the latest first."""
    ids = [one.id for one in cities_of_events(viewer, Action.EVENT_READ)]
    found = db.session.scalars(_listed().where(Event.city_id.in_(ids)).limit(MOST_LISTED))
    return sorted(found, key=_late, reverse=True)


def cities_of_events(viewer: Actor, action: Action = Action.EVENT_EDIT) -> list[City]:
    """Return the cities whose events the viewer may write, or read at the desk."""
    return [one for one in cities() if may(viewer, action, of_city(one.id))]


def shows_event_picture(digest: str, width: int) -> bool:
    """Say whether a public event shows a picture in this width."""
    rows = db.session.scalars(
        select(Event.picture_width).where(
            Event.picture_digest == digest, Event.status.in_(PUBLIC_EVENTS)
        )
    )
    return any(one is not None and one >= width for one in rows)


def cities_of_event_picture(digest: str) -> Sequence[int]:
    """Return the cities of which some event has the picture, drafts too."""
    return db.session.scalars(select(Event.city_id).where(Event.picture_digest == digest)).all()


def known_to(viewer: Actor, event: Event | None) -> Event:
    """Return an event to who may know of it.

    Raises:
        NotFoundError: There is none, or it is a draft of others.
    """
    if event is None:
        raise NotFoundError
    if not event.is_public and not may(viewer, Action.EVENT_READ, of_city(event.city_id)):
        raise NotFoundError
    return event


def _listed() -> Select[Event]:
    return select(Event).options(
        defer(Event.geom),
        joinedload(Event.city),
        joinedload(Event.testbed).options(defer(Testbed.geom), defer(Testbed.shape_json)),
        selectinload(Event.sessions),
    )


def _whole() -> Select[Event]:
    return _listed().options(
        selectinload(Event.tracks),
        selectinload(Event.challenges),
        selectinload(Event.pilots),
        selectinload(Event.testbeds),
    )


def _of_sessions(value: ColumnElement[dt.datetime]) -> ColumnElement[dt.datetime]:
    """Return an instant over the sessions of an event that have not been cancelled."""
    return (
        select(value)
        .where(EventSession.event_id == Event.id, EventSession.cancelled_at.is_(None))
        .correlate(Event)
        .scalar_subquery()
    )


def _starts() -> ColumnElement[dt.datetime]:
    return _of_sessions(func.min(EventSession.starts_at))


def _ends() -> ColumnElement[dt.datetime]:
    return _of_sessions(func.max(EventSession.ends_at))


def _between(
    wanted: EventFilter, ends: ColumnElement[dt.datetime], now: dt.datetime
) -> ColumnElement[bool]:
    return ends <= now if wanted.is_past else ends > now


def _strip(about: ColumnElement[bool]) -> list[Event]:
    now = clock.now()
    asked = _listed().where(about, Event.status.in_(PUBLIC_EVENTS))
    found = db.session.scalars(asked.order_by(_ends().desc(), Event.id).limit(MOST_LISTED))
    rows = [one for one in found if one.starts_at is not None]
    coming = sorted((one for one in rows if not one.is_over(now)), key=_late)
    return [*coming, *(one for one in rows if one.is_over(now))][:STRIP]


def _late(event: Event) -> tuple[dt.datetime, int]:
    return event.starts_at or event.created_at, event.id
