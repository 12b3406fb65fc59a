"""What happened to pilots: the lines of the trail that tell it, and the events made of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.orm import joinedload

from app.database import db
from models.audit import AuditLine
from models.city import City
from models.pilot import PUBLIC_STATES, Pilot, PilotStatus
from models.pilot_event import EventKind, PilotEvent
from models.pilot_incident import IncidentStatus, PilotIncident
from models.testbed import Testbed
from models.testbed_kind import TestbedKind

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
}
"""What each line of the trail tells people; other lines are nobody else's business."""


@dataclass(frozen=True, slots=True)
class PilotFacts:
    """What subscriptions are matched with.  ``shape`` is GeoJSON text as the public may see it."""

    id: int
    status: PilotStatus
    city: str
    testbed_id: int | None
    kind: str
    themes: frozenset[str]
    personal_data: str
    shape: str | None


def unseen(after_id: int, most: int) -> Sequence[AuditLine]:
    """Return the oldest lines after ``after_id`` that tell something and have no event yet."""
    known = exists().where(PilotEvent.audit_id == AuditLine.id)
    return db.session.scalars(
        select(AuditLine)
        .where(AuditLine.id > after_id, AuditLine.action.in_(KIND_OF), ~known)
        .order_by(AuditLine.id)
        .limit(most)
    ).all()


def facts_of(pilot_ids: Collection[int]) -> dict[int, PilotFacts]:
    """Return what can be matched of public pilots, by id."""
    rows = db.session.execute(
        select(
            Pilot.id, Pilot.status, City.slug, Pilot.testbed_id, Testbed.kind, Pilot.themes,
            Pilot.personal_data, Pilot.shape_json,
        )
        .join(City, City.id == Pilot.city_id)
        .outerjoin(Testbed, Testbed.id == Pilot.testbed_id)
        .where(Pilot.id.in_(pilot_ids), Pilot.status.in_(PUBLIC_STATES))
    )  # fmt: skip
    return {
        row[0]: PilotFacts(
            row[0], row[1], row[2], row[3], row[4] or TestbedKind.NEIGHBOURHOOD,
            frozenset(row[5]), {True: "yes", False: "no", None: "unknown"}[row[6]], row[7],
        )
        for row in rows
    }  # fmt: skip


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


def latest_events(pilot_ids: Collection[int], most: int) -> list[PilotEvent]:
    """Return the newest events of public pilots, the newest first; removed posts are left out."""
    rows = db.session.scalars(
        select(PilotEvent)
        .where(PilotEvent.pilot_id.in_(pilot_ids))
        .options(joinedload(PilotEvent.pilot).joinedload(Pilot.city), joinedload(PilotEvent.update))
        .order_by(PilotEvent.id.desc())
        .limit(most)
    )
    return [one for one in rows if one.update is None or one.update.removed_at is None]
