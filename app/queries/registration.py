"""Registrations: by the links of their mails, by whose they are, and what is free at sessions."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import defer, joinedload, selectinload

from app.database import db
from app.policies.actor import Actor
from app.queries.event import known_to
from app.queries.reader import reader_of
from models.base import Translated
from models.errors import NotFoundError
from models.event import AttendeeList, Event, EventSession, EventStatus
from models.reader import TOKEN_LENGTH
from models.registration import (
    COUNTED,
    OVER,
    Registrant,
    Registration,
    RegistrationStatus,
)
from models.testbed import Testbed


@dataclass(frozen=True, slots=True)
class Place:
    """One session as somebody sees it who looks for a place.

    ``title`` is empty where it has none of its own; ``free`` is how many places nobody has and
    nobody has been offered, None without a limit; ``waiting`` is how many wait; ``mine`` is the
    person's own registration, if they have one that is not over.
    """

    id: int
    title: Translated
    starts_at: dt.datetime
    ends_at: dt.datetime
    room: str
    free: int | None
    waiting: int
    mine: Registration | None

    @property
    def is_full(self) -> bool:
        """Whether somebody who comes now has to wait."""
        return self.free is not None and (self.free <= 0 or self.waiting > 0)


def free_at(session: EventSession) -> int | None:
    """Return how many places nobody has and nobody has been offered; None without a limit."""
    return None if session.capacity is None else session.capacity - session.taken


_LEAN = (
    joinedload(Event.city),
    joinedload(Event.testbed).options(defer(Testbed.geom), defer(Testbed.shape_json)),
    defer(Event.geom),
)
"""What is read of an event when somebody registers: not its sessions, nor what it is about."""


def event_to_join(viewer: Actor, slug: str) -> Event:
    """Return the event of an address, without its sessions, to who may read it.

    Raises:
        NotFoundError: There is none that the viewer may know of.
    """
    found = db.session.scalar(select(Event).where(Event.slug == slug).options(*_LEAN))
    return known_to(viewer, found)


def span_of(event: Event) -> tuple[dt.datetime, dt.datetime] | None:
    """Return when the first session of an event begins and its last ends; None without any."""
    found = db.session.execute(
        select(func.min(EventSession.starts_at), func.max(EventSession.ends_at)).where(
            EventSession.event_id == event.id, EventSession.cancelled_at.is_(None)
        )
    ).one()
    first: dt.datetime | None = found[0]
    return None if first is None else (first, found[1])


def public_event(slug: str) -> Event:
    """Return an event that everybody may read.

    Raises:
        NotFoundError: There is none.
    """
    found = db.session.scalar(
        select(Event).where(Event.slug == slug, Event.status != EventStatus.DRAFT).options(*_LEAN)
    )
    if found is None:
        raise NotFoundError
    return found


def held_sessions(event_id: int, session_ids: Collection[int]) -> list[EventSession]:
    """Return those of an event's sessions that are held, of these ids; with no ids the first two.

    A programme may have hundreds of sessions, of which somebody wants a few.
    """
    asked = select(EventSession).where(
        EventSession.event_id == event_id, EventSession.cancelled_at.is_(None)
    )
    asked = asked.where(EventSession.id.in_(session_ids)) if session_ids else asked.limit(2)
    return list(db.session.scalars(asked.order_by(EventSession.starts_at, EventSession.id)))


def registrant_of_token(token: str, *, lock: bool = False) -> Registrant:
    """Return the registrant whose own page a link opens.

    With ``lock`` as it is now, locked until the end of the transaction.

    Raises:
        NotFoundError: It opens none.
    """
    found = None
    if len(token) == TOKEN_LENGTH:
        asked = (
            select(Registrant)
            .where(Registrant.token == token)
            .options(
                joinedload(Registrant.reader, innerjoin=True),
                joinedload(Registrant.event, innerjoin=True).options(*_LEAN),
            )
        )
        if lock:
            asked = asked.with_for_update(of=Registrant)
            asked = asked.execution_options(populate_existing=True)
        found = db.session.scalar(asked)
    if found is None:
        raise NotFoundError
    return found


def registrant_of_id(registrant_id: int) -> Registrant:
    """Return the registrant that the request itself has just made.

    Raises:
        NotFoundError: There is none.
    """
    found = db.session.get(Registrant, registrant_id)
    if found is None:
        raise NotFoundError
    return found


def registrant_at(event_id: int, reader_id: int) -> Registrant | None:
    """Return who an address is at an event, if it ever registered there."""
    return db.session.scalar(
        select(Registrant).where(Registrant.event_id == event_id, Registrant.reader_id == reader_id)
    )


def mine_at(viewer: Actor, event: Event) -> Registrant | None:
    """Return the viewer as a registrant of an event, for pages about it."""
    reader = reader_of(viewer)
    return registrant_at(event.id, reader.id) if reader is not None else None


def of_reader(reader_id: int) -> list[Registrant]:
    """Return what somebody registered for and confirmed, the latest event first."""
    begins = func.max(EventSession.starts_at)
    first = (
        select(Registration.registrant_id, begins.label("begins"))
        .join(EventSession)
        .where(Registration.registrant_id.is_not(None))
        .group_by(Registration.registrant_id)
        .subquery()
    )
    return list(
        db.session.scalars(
            select(Registrant)
            .outerjoin(first, first.c.registrant_id == Registrant.id)
            .where(Registrant.reader_id == reader_id, Registrant.confirmed_at.is_not(None))
            .options(
                joinedload(Registrant.event),
                selectinload(Registrant.registrations).joinedload(Registration.session),
            )
            .order_by(first.c.begins.desc(), Registrant.id.desc())
        )
    )


def mine(viewer: Actor) -> list[Registrant]:
    """Return the viewer's own registrations, for their page."""
    reader = reader_of(viewer)
    return of_reader(reader.id) if reader is not None else []


def live(registrant: Registrant) -> list[Registration]:
    """Return the registrations of one person that are not over, in the order of the sessions."""
    found = [one for one in registrant.registrations if one.status not in OVER]
    return sorted(found, key=lambda one: (one.session.starts_at, one.session_id))


def latest(registrant: Registrant) -> list[Registration]:
    """Return the latest registration of one person at each session, in the order of the sessions.

    What has been left or has lapsed is told as long as nothing newer is there.
    """
    newest = {one.session_id: one for one in sorted(registrant.registrations, key=lambda r: r.id)}
    return sorted(newest.values(), key=lambda one: (one.session.starts_at, one.session_id))


_S = EventSession.__table__.c
_PLACES = (
    select(
        _S.id, _S.title_fi, _S.title_sv, _S.title_en, _S.starts_at, _S.ends_at, _S.room,
        _S.capacity - _S.taken,
    )
    .where(_S.event_id == bindparam("event"), _S.cancelled_at.is_(None))
    .order_by(_S.starts_at, _S.id)
)  # fmt: skip
_WAITING = (
    select(Registration.session_id, func.count())
    .where(
        Registration.session_id.in_(select(_S.id).where(_S.event_id == bindparam("event"))),
        Registration.status == RegistrationStatus.WAITING,
    )
    .group_by(Registration.session_id)
)


def places(event: Event, registrant: Registrant | None) -> list[Place]:
    """Return what is free at the sessions of an event that are held, the first first.

    It is as one person sees it who may have places there already.  Columns alone are read,
    because a programme has hundreds of sessions and thousands of people open this at once.
    """
    rows = db.session.execute(_PLACES, {"event": event.id}).all()
    waiting = waiting_at(event.id)
    own = {one.session_id: one for one in live(registrant)} if registrant is not None else {}
    return [
        Place(key, Translated(*title), start, end, room, free, waiting.get(key, 0), own.get(key))
        for key, *title, start, end, room, free in rows
    ]


def waiting_at(event_id: int) -> dict[int, int]:
    """Return how many wait at the sessions of an event; those without a queue are left out."""
    found = db.session.execute(_WAITING, {"event": event_id})
    return {row[0]: row[1] for row in found}


def in_state(
    session_id: int, statuses: Collection[RegistrationStatus], most: int | None = None
) -> list[Registration]:
    """Return the registrations of a session in these states, as they came."""
    return list(
        db.session.scalars(
            select(Registration)
            .where(Registration.session_id == session_id, Registration.status.in_(statuses))
            .order_by(Registration.queued_at, Registration.id)
            .limit(most)
        )
    )


def number_in_queue(registration: Registration) -> int:
    """Return how many were there before somebody who waits, plus one."""
    before = select(func.count()).where(
        Registration.session_id == registration.session_id,
        Registration.status == RegistrationStatus.WAITING,
        (Registration.queued_at < registration.queued_at)
        | (
            (Registration.queued_at == registration.queued_at) & (Registration.id < registration.id)
        ),
    )
    return 1 + (db.session.scalar(before) or 0)


def listed_names(event: Event, to: AttendeeList) -> Sequence[str]:
    """Return the names of those who come, for ``to``: the public, or others who come.

    Nobody is named to more people than both the event and they themselves allow.
    """
    shown = event.attendee_list
    wide = {AttendeeList.PUBLIC: 2, AttendeeList.ATTENDING: 1, AttendeeList.NOBODY: 0}
    if to is AttendeeList.NOBODY or wide[shown] < wide[to]:
        return []
    agreed = [one for one in AttendeeList if wide[one] >= wide[to]]
    return db.session.scalars(
        select(Registrant.name)
        .where(
            Registrant.event_id == event.id,
            Registrant.shown_to.in_(agreed),
            Registrant.id.in_(
                select(Registration.registrant_id).where(Registration.status.in_(COUNTED))
            ),
        )
        .order_by(func.lower(Registrant.name), Registrant.id)
    ).all()
