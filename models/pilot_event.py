"""What has happened to pilots that people may want to hear of, in an order that only grows.

The audit trail is the source: whatever takes a step of a public pilot, moves its days or publishes
a post leaves a line there in the same transaction.  One job at a time reads the lines that it has
not seen and writes an event for each, so that events get their numbers in the order in which they
can be seen.  Nothing changes an event afterwards.  Docs: docs/adr/0029-following.md.
"""

import datetime as dt
import enum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, choice
from models.pilot import Pilot
from models.pilot_update import PilotUpdate


class EventKind(enum.StrEnum):
    """What happened."""

    ANNOUNCED = "announced"
    BEGUN = "begun"
    PAUSED = "paused"
    RESUMED = "resumed"
    NEWS = "news"
    DATES = "dates"
    ENDED = "ended"
    STOPPED = "stopped"
    RESULT = "result"


class PilotEvent(Base):
    """One thing that happened to a public pilot at an instant.

    ``audit_id`` is its line in the trail.  ``is_urgent``: it was paused or stopped while an
    incident with harm was open.
    """

    __tablename__ = "pilot_event"
    __table_args__ = (Index("ix_pilot_event_pilot", "pilot_id", "id"),)

    id: Mapped[PrimaryKey]
    audit_id: Mapped[int] = mapped_column(unique=True)
    pilot_id: Mapped[int] = mapped_column(ForeignKey("pilot.id", ondelete="CASCADE"))
    kind: Mapped[EventKind] = mapped_column(choice(EventKind, "event_kind"))
    update_id: Mapped[int | None] = mapped_column(
        ForeignKey("pilot_update.id", ondelete="CASCADE"), index=True
    )
    is_urgent: Mapped[bool] = mapped_column(default=False)
    at: Mapped[dt.datetime]

    pilot: Mapped[Pilot] = relationship()
    update: Mapped[PilotUpdate | None] = relationship()


class PilotEventMark(Base):
    """How far the trail has been read: every line up to ``audit_id`` has been seen for certain.

    The table has one row, whose lock lets one job read at a time.
    """

    __tablename__ = "pilot_event_mark"

    id: Mapped[PrimaryKey]
    audit_id: Mapped[int]
