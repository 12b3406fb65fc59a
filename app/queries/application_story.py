"""What has happened to an application, for its applicant: from the trail, decisions and files.

No names of people and no internal steps; the words are in views/application_story.py.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field as filled_by
from typing import Any

from sqlalchemy import select

from app.database import db
from app.policies.actor import Actor
from app.policies.attachment import reads
from app.policies.subject import of_application
from app.policies.table import Action, may
from models.application import Application, ApplicationPart
from models.application_change import WishRevision
from models.attachment import Attachment
from models.audit import AuditLine
from models.base import Translated
from models.booking import Booking
from models.decision import Decision
from models.errors import NotFoundError

# Steps that the trail tells of; what the city decides is told by its decisions.
STEPS = (
    "take_up", "ask", "answer", "shortlist", "accept", "decline_offer", "expire", "withdraw",
    "cancel_by_applicant", "release", "reopen", "propose",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened; ``kind`` names its words, ``place`` where, None for everywhere.

    ``start`` and ``end`` are the days it is about, ``text`` what the city wrote.
    """

    at: dt.datetime
    kind: str
    place: Translated | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    text: str = ""
    wish: dict[str, Any] = filled_by(default_factory=dict)


def story(viewer: Actor, application: Application) -> list[Event]:
    """Return what happened, oldest first.

    Raises:
        NotFoundError: The application is not the viewer's.
    """
    if not may(viewer, Action.APPLICATION_READ, of_application(application)):
        raise NotFoundError
    parts = {part.id: part for part in application.parts}
    found = [
        *_sent(application),
        *_steps(parts),
        *_decisions(parts),
        *_changes(parts),
        *_moves(parts),
        *_files(viewer, application),
        *_requests(application),
    ]
    return sorted(found, key=lambda event: event.at)


def _sent(application: Application) -> Iterator[Event]:
    if application.submitted_at is not None:
        yield Event(application.submitted_at, "sent")


def _steps(parts: dict[int, ApplicationPart]) -> Iterator[Event]:
    lines = db.session.scalars(
        select(AuditLine)
        .where(
            AuditLine.thing == "application_part",
            AuditLine.thing_id.in_(parts),
            AuditLine.action.in_([f"application_part:{step}" for step in STEPS]),
        )
        .order_by(AuditLine.id)
    )
    for line in lines:
        name = parts[line.thing_id].testbed.name
        yield Event(line.at, line.action.partition(":")[2], name)


def _decisions(parts: dict[int, ApplicationPart]) -> Iterator[Event]:
    rows = db.session.scalars(
        select(Decision).where(Decision.part_id.in_(parts)).order_by(Decision.id)
    )
    for row in rows:
        days = (row.facts.get("start"), row.facts.get("end"))
        start, end = (dt.date.fromisoformat(one) if one else None for one in days)
        name = parts[row.part_id].testbed.name
        yield Event(row.at, row.outcome.value, name, start, end, row.reasons)


def _changes(parts: dict[int, ApplicationPart]) -> Iterator[Event]:
    rows = db.session.scalars(
        select(WishRevision).where(WishRevision.part_id.in_(parts)).order_by(WishRevision.id)
    )
    for row in rows:
        yield Event(row.at, "change_wish", parts[row.part_id].testbed.name, wish=row.after)


def _moves(parts: dict[int, ApplicationPart]) -> Iterator[Event]:
    """Tell of bookings that were moved to other days."""
    owners: dict[int, int | None] = {
        row[0]: row[1]
        for row in db.session.execute(
            select(Booking.id, Booking.part_id).where(Booking.part_id.in_(parts))
        )
    }
    lines = db.session.scalars(
        select(AuditLine)
        .where(
            AuditLine.thing == "booking",
            AuditLine.thing_id.in_(owners),
            AuditLine.action == "booking:move",
        )
        .order_by(AuditLine.id)
    )
    for line in lines:
        start, end = (dt.date.fromisoformat(day) for day in line.facts["after"])
        yield Event(line.at, "move", parts[owners[line.thing_id] or 0].testbed.name, start, end)


def _files(viewer: Actor, application: Application) -> Iterator[Event]:
    """Tell of files that were added after it was sent."""
    rows = db.session.scalars(
        select(Attachment).where(
            Attachment.application_id == application.id, Attachment.at > application.submitted_at
        )
    )
    for row in rows:
        if reads(viewer, row):
            yield Event(row.at, "file", text=row.title)


def _requests(application: Application) -> Iterator[Event]:
    for one in application.requests:
        if one.answered_at is not None and one.part_id is None:
            yield Event(one.answered_at, "no_place", one.city.name, text=one.reason)
