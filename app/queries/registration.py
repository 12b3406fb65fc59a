"""Registrations: by the links of their mails, by whose they are, and what is free at sessions."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from app.database import db
from app.policies.actor import Actor
from app.queries.reader import reader_of
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


@dataclass(frozen=True, slots=True)
class Place:
    """One session as somebody sees it who looks for a place.

    ``mine`` is their own registration, if they have one that is not over; ``waiting`` is how many
    wait.
    """

    session: EventSession
    mine: Registration | None
    waiting: int

    @property
    def free(self) -> int | None:
        """How many places nobody has and nobody has been offered; None without a limit."""
        return free_at(self.session)

    @property
    def is_full(self) -> bool:
        """Whether somebody who comes now has to wait."""
        return self.free is not None and (self.free <= 0 or self.waiting > 0)


def free_at(session: EventSession) -> int | None:
    """Return how many places nobody has and nobody has been offered; None without a limit."""
    return None if session.capacity is None else session.capacity - session.taken


def public_event(slug: str) -> Event:
    """Return an event that everybody may read.

    Raises:
        NotFoundError: There is none.
    """
    found = db.session.scalar(
        select(Event).where(Event.slug == slug, Event.status != EventStatus.DRAFT)
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


def registrant_of_token(token: str) -> Registrant:
    """Return the registrant whose own page a link opens.

    Raises:
        NotFoundError: It opens none.
    """
    found = None
    if len(token) == TOKEN_LENGTH:
        found = db.session.scalar(select(Registrant).where(Registrant.token == token))
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


def places(sessions: Iterable[EventSession], registrant: Registrant | None) -> list[Place]:
    """Return what is free at sessions, as one person sees it who may have places there already."""
    shown = list(sessions)
    waiting = waiting_at([one.id for one in shown])
    own = {one.session_id: one for one in live(registrant)} if registrant is not None else {}
    return [Place(one, own.get(one.id), waiting.get(one.id, 0)) for one in shown]


def waiting_at(session_ids: Collection[int]) -> dict[int, int]:
    """Return how many wait at each of these sessions; those without a queue are left out."""
    found = db.session.execute(
        select(Registration.session_id, func.count())
        .where(
            Registration.session_id.in_(session_ids),
            Registration.status == RegistrationStatus.WAITING,
        )
        .group_by(Registration.session_id)
    )
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
