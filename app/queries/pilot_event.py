"""What happened: the lines of the trail that tell it, and the events made of them."""

from collections.abc import Collection, Sequence

from sqlalchemy import exists, func, select
from sqlalchemy.orm import joinedload
from sqlalchemy.sql.base import ExecutableOption

from app.database import db
from models.audit import AuditLine
from models.challenge import Challenge
from models.event import Event
from models.pilot import Pilot
from models.pilot_event import About, EventKind, PilotEvent
from models.pilot_incident import IncidentStatus, PilotIncident

OPENED = "challenge:open"
"""The line that the clock leaves when a challenge begins to take entries."""
MADE_READY, POSTED, MOVED = "pilot:make_ready", "pilot_update:publish", "booking:move"
KIND_OF = {
    MADE_READY: EventKind.ANNOUNCED,
    "pilot:start": EventKind.BEGUN,
    "pilot:pause": EventKind.PAUSED,
    "pilot:resume": EventKind.RESUMED,
    "pilot:end": EventKind.ENDED,
    "pilot:stop": EventKind.STOPPED,
    "pilot:complete": EventKind.RESULT,
    POSTED: EventKind.NEWS,
    MOVED: EventKind.DATES,
    OPENED: EventKind.CHALLENGE_OPEN,
    "challenge:announce": EventKind.CHALLENGE_TOLD,
    "event:publish": EventKind.GATHERING,
}
"""What each line of the trail tells people; other lines are nobody else's business."""


def unseen(after_id: int, most: int) -> Sequence[AuditLine]:
    """Return the oldest lines after ``after_id`` that tell something and have no event yet."""
    known = exists().where(PilotEvent.audit_id == AuditLine.id)
    return db.session.scalars(
        select(AuditLine)
        .where(AuditLine.id > after_id, AuditLine.action.in_(KIND_OF), ~known)
        .order_by(AuditLine.id)
        .limit(most)
    ).all()


def pilots_of_bookings(booking_ids: Collection[int]) -> dict[int, int]:
    """Return the pilot of each booking that has one."""
    rows = db.session.execute(
        select(Pilot.booking_id, Pilot.id).where(Pilot.booking_id.in_(booking_ids))
    )
    return {booking: pilot for booking, pilot in rows if booking is not None}


def announced_by(pilot_ids: Collection[int]) -> dict[int, int]:
    """Return the number of the line that last made each pilot public."""
    rows = db.session.execute(
        select(AuditLine.thing_id, func.max(AuditLine.id))
        .where(
            AuditLine.thing == Pilot.__tablename__,
            AuditLine.thing_id.in_(pilot_ids),
            AuditLine.action == MADE_READY,
        )
        .group_by(AuditLine.thing_id)
    )
    return {row[0]: row[1] for row in rows}


def unsafe(pilot_ids: Collection[int]) -> set[int]:
    """Return the pilots with an open incident in which somebody or something came to harm."""
    return set(
        db.session.scalars(
            select(PilotIncident.pilot_id).where(
                PilotIncident.pilot_id.in_(pilot_ids),
                PilotIncident.is_harm,
                PilotIncident.status == IncidentStatus.OPEN,
            )
        )
    )


def latest_events(about: About, ids: Collection[int], most: int) -> list[PilotEvent]:
    """Return the newest events of public things, the newest first; removed posts are left out."""
    column = {
        About.PILOT: PilotEvent.pilot_id,
        About.CHALLENGE: PilotEvent.challenge_id,
        About.GATHERING: PilotEvent.gathering_id,
    }[about]
    rows = db.session.scalars(
        select(PilotEvent)
        .where(column.in_(ids))
        .options(*with_things())
        .order_by(PilotEvent.id.desc())
        .limit(most)
    )
    return [one for one in rows if one.update is None or one.update.removed_at is None]


def with_things() -> tuple[ExecutableOption, ...]:
    """Return what loads events together with what they happened to."""
    return (
        joinedload(PilotEvent.pilot).joinedload(Pilot.city),
        joinedload(PilotEvent.challenge).joinedload(Challenge.city),
        joinedload(PilotEvent.gathering).joinedload(Event.city),
        joinedload(PilotEvent.gathering).selectinload(Event.sessions),
        joinedload(PilotEvent.update),
    )
