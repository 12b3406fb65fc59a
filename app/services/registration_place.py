"""Places of sessions: given while there are any, passed on to whoever waits longest.

Each step runs inside the use case that caused it, with the sessions locked in the order of their
ids, so that those who come at once are looked at one after the other; the database's own count
has the last word.
"""

import datetime as dt
import logging
from collections.abc import Iterable

from sqlalchemy import and_, or_, select, update
from sqlalchemy.exc import SQLAlchemyError

from app import clock
from app.database import db, use_case
from app.policies.actor import SYSTEM
from app.queries.registration import free_at, in_state
from app.services.move import move
from app.services.registration_mail import tell_of_place
from models.errors import ConflictError
from models.event import Event, EventSession, EventStatus
from models.registration import (
    HELD,
    REGISTRATION_WORKFLOW,
    Registrant,
    Registration,
    RegistrationAction,
    RegistrationStatus,
    offer_end,
)

logger = logging.getLogger(__name__)

_S, _A = RegistrationStatus, RegistrationAction


def locked(session_ids: Iterable[int]) -> list[EventSession]:
    """Return the sessions of these ids as they are now, locked until the transaction ends."""
    return list(
        db.session.scalars(
            select(EventSession)
            .where(EventSession.id.in_(sorted(set(session_ids))))
            .order_by(EventSession.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


def takes_people(session: EventSession, now: dt.datetime) -> bool:
    """Say whether people can register for a session now."""
    return session.cancelled_at is None and is_open(session.event, session.starts_at, now)


def is_open(event: Event, starts_at: dt.datetime, now: dt.datetime) -> bool:
    """Say whether people can register now for what begins then at an event."""
    if event.status is not EventStatus.PUBLISHED or not event.registers:
        return False
    return now < min(event.registration_closes_at or starts_at, starts_at)


def require_open(session: EventSession) -> None:
    """Refuse where nobody can register any more.

    Raises:
        ConflictError: ``registration_closed``.
    """
    if not takes_people(session, clock.now()):
        raise ConflictError("registration_closed")


def add(session: EventSession, registrant: Registrant, now: dt.datetime) -> Registration:
    """Write down that somebody applied; a place is held if one is free and nobody waits for it.

    The session is locked and what is due there has lapsed.
    """
    row = Registration(
        session=session, registrant=registrant, status=_S.APPLIED, asked_at=now,
        held_until=now + HELD if is_free(session) else None,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    if row.held_until is not None:
        _recount(session)
    return row


def settle(registration: Registration) -> bool:
    """Give somebody who is confirmed the place held for them, a free one, or one in the queue.

    The session is locked.  Returns whether they have a place.
    """
    session, now = registration.session, clock.now()
    lapse_due(session)
    db.session.refresh(registration)
    is_held = registration.held_until is not None
    if is_held or is_free(session):
        move(
            SYSTEM, registration, REGISTRATION_WORKFLOW, _A.CONFIRM,
            queued_at=now, held_until=None,
        )  # fmt: skip
        if not is_held:
            _recount(session)
        return True
    move(SYSTEM, registration, REGISTRATION_WORKFLOW, _A.QUEUE, queued_at=now, held_until=None)
    return False


def is_free(session: EventSession) -> bool:
    """Say whether somebody who comes now gets a place: one is free, and nobody waits for it."""
    free = free_at(session)
    return free is None or (free > 0 and not in_state(session.id, [_S.WAITING], most=1))


def fill(session: EventSession) -> None:
    """Offer what is free to those who wait, the longest first, for the time that the event says."""
    db.session.flush()
    _recount(session)
    now = clock.now()
    until = offer_end(session, now)
    is_on = session.event.status is EventStatus.PUBLISHED and session.cancelled_at is None
    if until is None or not is_on:
        return
    free = free_at(session)
    for one in in_state(session.id, [_S.WAITING], most=None if free is None else max(0, free)):
        move(SYSTEM, one, REGISTRATION_WORKFLOW, _A.OFFER, held_until=until)
        tell_of_place(one, "registration/offered", f"{one.version}", held_until=until.isoformat())
    _recount(session)


def lapse_due(session: EventSession) -> int:
    """Let what is held too long go and pass the places on; returns how many offers lapsed.

    An address that was not confirmed in time loses the place held for it, not its turn: whoever
    confirms later gets what is free then.  Most often nothing is due, which is asked first.
    """
    now = clock.now()
    if not _has_due(session, now):
        return 0
    db.session.execute(
        update(Registration)
        .where(
            Registration.session_id == session.id, Registration.status == _S.APPLIED,
            Registration.held_until <= now,
        )
        .values(held_until=None, version=Registration.version + 1)
    )  # fmt: skip
    due = [
        one
        for one in in_state(session.id, [_S.OFFERED])
        if one.held_until is not None and one.held_until <= now
    ]
    for one in due:
        move(SYSTEM, one, REGISTRATION_WORKFLOW, _A.LAPSE, held_until=None)
        tell_of_place(one, "registration/lapsed", f"{one.version}")
    fill(session)
    return len(due)


def lapse_all_due() -> int:
    """Let everything that is held too long go, for the job; returns how many offers lapsed.

    Places that became free by an erasure or by more room are offered, too.
    """
    now = clock.now()
    is_late = Registration.held_until <= now
    has_room = or_(EventSession.capacity.is_(None), EventSession.taken < EventSession.capacity)
    waits = and_(Registration.status == _S.WAITING, has_room, EventSession.starts_at > now)
    due = db.session.scalars(
        select(EventSession.id).join(Registration).where(or_(is_late, waits)).distinct()
    ).all()
    lapsed = 0
    for session_id in sorted(due):
        try:
            lapsed += lapse_one(session_id)
        except SQLAlchemyError:
            raise
        except Exception:
            logger.exception("session %s could not be looked at", session_id)
    return lapsed


@use_case
def lapse_one(session_id: int) -> int:
    """Let what is held too long at one session go, and offer what is free; returns how many."""
    session = db.session.get(EventSession, session_id, with_for_update=True, populate_existing=True)
    return lapse_due(session) if session is not None else 0


def refill(event: Event) -> None:
    """Offer places that an event has more of than before, for whoever changed its sessions."""
    for session in locked(one.id for one in event.sessions):
        lapse_due(session)


def _has_due(session: EventSession, now: dt.datetime) -> bool:
    """Say whether a place is held too long, or is free while somebody waits for it."""
    free = free_at(session)
    is_due = Registration.held_until <= now
    if free is None or free > 0:
        is_due |= Registration.status == _S.WAITING
    due = select(Registration.id).where(Registration.session_id == session.id, is_due)
    return db.session.scalar(due.limit(1)) is not None


def _recount(session: EventSession) -> None:
    db.session.refresh(session, ["taken", "capacity"])
