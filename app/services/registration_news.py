"""What those who registered are told of their event: changes, its end, and what came of it.

The people of an event cause it; each is told once.  Reminders come by the clock.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby

from sqlalchemy import select

from app import clock
from app.database import db, use_case
from app.policies.actor import SYSTEM
from app.queries.registration_desk import those_in
from app.services.audit import record
from app.services.move import move
from app.services.registration_mail import calendar_of, session_told, tell_registrant
from app.services.registration_place import locked
from models.event import Event, EventSession, EventStatus
from models.registration import (
    REGISTRATION_WORKFLOW,
    Registrant,
    Registration,
    RegistrationAction,
    RegistrationStatus,
)

_S = RegistrationStatus
OPEN = (_S.APPLIED, _S.WAITING, _S.OFFERED, _S.CONFIRMED)


def tell_changed(event: Event, session: EventSession | None = None) -> None:
    """Tell who registered that time or place changed: of one session, or of the whole event."""
    changed = _of(event, session)
    once = clock.now().isoformat()
    for registrant, rows in _people(changed, (_S.WAITING, _S.OFFERED, _S.CONFIRMED)):
        for row in rows:
            row.reminded_at = None
        lang = registrant.reader.language
        tell_registrant(
            registrant, "registration/changed", once,
            sessions=[session_told(row.session, lang) for row in rows],
            calendar=calendar_of(registrant),
        )  # fmt: skip
    record(SYSTEM, "registration:tell_changed", event, sessions=changed)
    db.session.flush()


def tell_cancelled(event: Event, session: EventSession | None = None) -> None:
    """End the registrations of an event, or of one of its sessions, and tell everybody once."""
    gone = _of(event, session)
    locked(one.id for one in event.sessions if one.id in gone)
    is_whole = event.status is EventStatus.CANCELLED
    for registrant, rows in _people(gone, OPEN):
        was_confirmed = registrant.confirmed_at is not None
        told = [session_told(row.session, registrant.reader.language) for row in rows]
        for row in rows:
            move(SYSTEM, row, REGISTRATION_WORKFLOW, RegistrationAction.CANCEL, held_until=None)
        if was_confirmed:
            db.session.expire(registrant, ["registrations"])
            tell_registrant(
                registrant, "registration/event_cancelled", f"{rows[0].id}",
                sessions=told, is_whole=is_whole,
                reason=event.note.best(registrant.reader.language)[0] if is_whole else "",
                calendar=calendar_of(registrant),
            )  # fmt: skip


def thank(event: Event) -> int:
    """Thank those who came, with what came of it; returns how many people that were.

    Where nobody was marked at the door, those who had a place are thanked.
    """
    came = list(_people(_of(event, None), (_S.ATTENDED,)))
    came = came or list(_people(_of(event, None), (_S.CONFIRMED,)))
    for registrant, _rows in came:
        lang = registrant.reader.language
        tell_registrant(
            registrant, "registration/thanks", "thanks", outcome=event.outcome.best(lang)[0]
        )
    record(SYSTEM, "registration:thank", event, people=len(came))
    return len(came)


def remind_all() -> int:
    """Remind whoever has a place at what begins soon, one mail for each person and event.

    Returns how many mails were written.
    """
    now = clock.now()
    soon = db.session.execute(
        select(Event.id, Event.remind_hours)
        .join(EventSession, EventSession.event_id == Event.id)
        .join(Registration, Registration.session_id == EventSession.id)
        .where(
            Event.status == EventStatus.PUBLISHED,
            Event.remind_hours > 0,
            EventSession.starts_at > now,
            EventSession.cancelled_at.is_(None),
            Registration.status == _S.CONFIRMED,
            Registration.reminded_at.is_(None),
        )
        .distinct()
    ).all()
    return sum(remind_one(event_id, hours) for event_id, hours in soon)


@use_case
def remind_one(event_id: int, hours: int) -> int:
    """Remind those of one event; returns how many mails were written."""
    now = clock.now()
    due = db.session.scalars(
        select(EventSession.id).where(
            EventSession.event_id == event_id,
            EventSession.cancelled_at.is_(None),
            EventSession.starts_at > now,
            EventSession.starts_at <= now + dt.timedelta(hours=hours),
        )
    ).all()
    mails = 0
    for registrant, found in _people(due, (_S.CONFIRMED,)):
        rows = [row for row in found if row.reminded_at is None]
        if not rows:
            continue
        for row in rows:
            row.reminded_at = now
        lang = registrant.reader.language
        tell_registrant(
            registrant, "registration/reminder", f"{rows[0].id}:{now.isoformat()}",
            sessions=[session_told(row.session, lang) for row in rows],
        )  # fmt: skip
        mails += 1
    if mails:
        record(SYSTEM, "registration:remind", db.session.get_one(Event, event_id), people=mails)
    db.session.flush()
    return mails


def _of(event: Event, session: EventSession | None) -> list[int]:
    return [one.id for one in event.sessions] if session is None else [session.id]


def _people(
    session_ids: Sequence[int], statuses: Collection[RegistrationStatus]
) -> Iterator[tuple[Registrant, list[Registration]]]:
    """Give each person with their registrations in these states."""
    found = those_in(session_ids, statuses)
    for _id, rows in groupby(found, key=lambda one: one.registrant_id):
        mine = list(rows)
        if mine[0].registrant is not None:
            yield mine[0].registrant, mine
