"""Registrations as the people of an event see them: who comes, who waits, who came."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.database import db
from app.policies.actor import Actor
from app.policies.subject import of_event
from app.policies.table import Action, authorise, may
from models.errors import NotFoundError
from models.event import Event, EventSession
from models.registration import (
    CODE_LENGTH,
    COUNTED,
    Registrant,
    Registration,
    RegistrationStatus,
)
from models.registration_question import RegistrationAnswer

_S = RegistrationStatus
SHOWN_FIRST = (
    _S.CONFIRMED, _S.ATTENDED, _S.NO_SHOW, _S.OFFERED, _S.WAITING, _S.LAPSED, _S.CANCELLED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counts:
    """How many registrations of a session are in each state."""

    by_status: Mapping[RegistrationStatus, int]

    def of(self, *statuses: RegistrationStatus) -> int:
        """Return how many are in one of these states."""
        return sum(self.by_status.get(one, 0) for one in statuses)

    @property
    def placed(self) -> int:
        """How many have or had a place for good."""
        return self.of(*COUNTED)

    @property
    def came(self) -> int:
        return self.of(_S.ATTENDED)

    @property
    def missed(self) -> int:
        return self.of(_S.NO_SHOW)

    @property
    def waiting(self) -> int:
        return self.of(_S.WAITING, _S.OFFERED)


def event_of(viewer: Actor, event_id: int, action: Action = Action.REGISTRATION_READ) -> Event:
    """Return an event for those who look after its registrations.

    Raises:
        NotFoundError: There is none, or it is not the viewer's to know of.
        ForbiddenError: Names are not for this viewer.
    """
    event = db.session.get(Event, event_id)
    if event is None or not may(viewer, Action.EVENT_READ, of_event(event)):
        raise NotFoundError
    authorise(viewer, action, of_event(event))
    return event


def session_of(event: Event, session_id: int) -> EventSession:
    """Return one session of an event.

    Raises:
        NotFoundError: It has no such session.
    """
    found = db.session.get(EventSession, session_id)
    if found is None or found.event_id != event.id:
        raise NotFoundError
    return found


def counts(event: Event) -> dict[int, Counts]:
    """Return the counts of each session of an event, by the session's id."""
    found: dict[int, dict[RegistrationStatus, int]] = {one.id: {} for one in event.sessions}
    rows = db.session.execute(
        select(Registration.session_id, Registration.status, func.count())
        .join(EventSession, EventSession.id == Registration.session_id)
        .where(EventSession.event_id == event.id)
        .group_by(Registration.session_id, Registration.status)
    )
    for session_id, status, number in rows:
        found[session_id][status] = number
    return {session_id: Counts(one) for session_id, one in found.items()}


def people_who_came(event: Event) -> int | None:
    """Return how many people were checked in at an event; None where nobody was.

    Who came to several sessions is one person; of those without a name each row is one.
    """
    came, nameless = db.session.execute(
        select(
            func.count(Registration.registrant_id.distinct()),
            func.count() - func.count(Registration.registrant_id),
        )
        .join(EventSession, EventSession.id == Registration.session_id)
        .where(EventSession.event_id == event.id, Registration.status == _S.ATTENDED)
    ).one()
    return came + nameless or None


def listed(event: Event, session: EventSession | None = None) -> list[Registration]:
    """Return the registrations whose address is confirmed, of one session or of all.

    Those who have a place stand first, by name; then the queue in its order; then who has left.
    Whoever has been forgotten is left out.
    """
    found = db.session.scalars(
        select(Registration)
        .join(Registrant)
        .where(
            Registrant.event_id == event.id,
            Registration.status != _S.APPLIED,
            *([Registration.session_id == session.id] if session is not None else []),
        )
        .options(
            joinedload(Registration.session),
            joinedload(Registration.registrant).joinedload(Registrant.reader),
            joinedload(Registration.registrant)
            .selectinload(Registrant.answers)
            .joinedload(RegistrationAnswer.question),
        )
        .order_by(Registration.queued_at, Registration.id)
    ).all()
    return sorted(found, key=_place_in_list)


def _place_in_list(one: Registration) -> tuple[int, int, str]:
    number = SHOWN_FIRST.index(one.status)
    is_placed = one.status in COUNTED
    name = one.registrant.name.casefold() if is_placed and one.registrant else ""
    return (0 if is_placed else number, one.session_id if is_placed else 0, name)


def found_at_door(
    session: EventSession, words: str, statuses: Collection[RegistrationStatus] = COUNTED
) -> list[Registration]:
    """Return who has a place at a session, by the code on the ticket or by a part of the name.

    Without words everybody is returned, by name.
    """
    asked = (
        select(Registration)
        .join(Registrant)
        .where(Registration.session_id == session.id, Registration.status.in_(statuses))
        .options(joinedload(Registration.registrant))
        .order_by(func.lower(Registrant.name), Registration.id)
    )
    wanted = " ".join(words.split())
    if wanted:
        code = wanted.replace(" ", "").replace("-", "").upper()[:CODE_LENGTH]
        asked = asked.where(
            or_(
                Registrant.code == code,
                func.lower(Registrant.name).contains(wanted.lower(), autoescape=True),
            )
        )
    return list(db.session.scalars(asked))


def ticket_of(event: Event, code: str) -> Registrant:
    """Return whose ticket a code is.

    Raises:
        NotFoundError: It is nobody's at this event.
    """
    found = db.session.scalar(
        select(Registrant)
        .where(Registrant.event_id == event.id, Registrant.code == code.upper()[:CODE_LENGTH])
        .options(selectinload(Registrant.registrations).joinedload(Registration.session))
    )
    if found is None or found.confirmed_at is None:
        raise NotFoundError
    return found


_LET_IN = (
    Registration.registrant_id.is_(None),
    Registration.queued_at.is_(None),
    Registration.status == _S.ATTENDED,
)
"""Who was let in at the door; of whom was forgotten it is known when they came into the queue."""


def let_in_at(session: EventSession) -> int:
    """Return how many were let in at the door without having registered."""
    asked = select(func.count()).where(Registration.session_id == session.id, *_LET_IN)
    return db.session.scalar(asked) or 0


def last_let_in(session: EventSession) -> Registration | None:
    """Return the last one who was let in at the door."""
    asked = select(Registration).where(Registration.session_id == session.id, *_LET_IN)
    return db.session.scalar(asked.order_by(Registration.id.desc()).limit(1))


def registration_at(event: Event, registration_id: int) -> Registration:
    """Return one registration of an event.

    Raises:
        NotFoundError: It has no such registration, or its address is not confirmed.
    """
    found = db.session.get(Registration, registration_id)
    if found is None or found.session.event_id != event.id or found.status is _S.APPLIED:
        raise NotFoundError
    return found


def those_in(
    sessions: Sequence[int], statuses: Collection[RegistrationStatus]
) -> list[Registration]:
    """Return the registrations of sessions in these states that still have their person."""
    return list(
        db.session.scalars(
            select(Registration)
            .where(
                Registration.session_id.in_(sessions),
                Registration.status.in_(statuses),
                Registration.registrant_id.is_not(None),
            )
            .options(joinedload(Registration.registrant).joinedload(Registrant.reader))
            .order_by(Registration.registrant_id, Registration.session_id)
        )
    )
