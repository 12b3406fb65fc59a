"""What has happened that people may want to hear of, in an order that only grows.

It happened to a pilot, to a challenge or to an event of a city, which is called a gathering here,
so that ``PilotEvent`` may go on being an event.  The audit trail is the source: whatever takes a
step of one of them, moves a pilot's days or publishes a post leaves a line there in the same
transaction.  One job at a time reads the lines that it has not seen and writes an event for each,
so that events get their numbers in the order in which they can be seen.  Nothing changes an event
afterwards.  Docs: docs/adr/0029-following.md, docs/adr/0043-news-of-challenges-and-events.md.
"""

import datetime as dt
import enum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, choice
from models.challenge import Challenge
from models.event import Event
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
    CHALLENGE_OPEN = "challenge_open"
    CHALLENGE_TOLD = "challenge_told"
    GATHERING = "gathering"


class About(enum.StrEnum):
    """What kind of thing it happened to."""

    PILOT = "pilot"
    CHALLENGE = "challenge"
    GATHERING = "gathering"


ONE_THING = (
    "(CASE WHEN pilot_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN challenge_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN gathering_id IS NULL THEN 0 ELSE 1 END) = 1"
)


class PilotEvent(Base):
    """One thing that happened at an instant to a public pilot, challenge or event of a city.

    ``audit_id`` is its line in the trail.  ``is_urgent``: it was paused or stopped while an
    incident with harm was open.
    """

    __tablename__ = "pilot_event"
    __table_args__ = (
        CheckConstraint(ONE_THING, name="about_one_thing"),
        Index("ix_pilot_event_pilot", "pilot_id", "id"),
        Index("ix_pilot_event_challenge", "challenge_id", "id"),
        Index("ix_pilot_event_gathering", "gathering_id", "id"),
    )

    id: Mapped[PrimaryKey]
    audit_id: Mapped[int] = mapped_column(unique=True)
    pilot_id: Mapped[int | None] = mapped_column(ForeignKey("pilot.id", ondelete="CASCADE"))
    challenge_id: Mapped[int | None] = mapped_column(ForeignKey("challenge.id", ondelete="CASCADE"))
    gathering_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    kind: Mapped[EventKind] = mapped_column(choice(EventKind, "event_kind"))
    update_id: Mapped[int | None] = mapped_column(
        ForeignKey("pilot_update.id", ondelete="CASCADE"), index=True
    )
    is_urgent: Mapped[bool] = mapped_column(default=False)
    at: Mapped[dt.datetime]

    pilot: Mapped[Pilot | None] = relationship()
    challenge: Mapped[Challenge | None] = relationship()
    gathering: Mapped[Event | None] = relationship()
    update: Mapped[PilotUpdate | None] = relationship()

    @property
    def about(self) -> tuple[About, int]:
        """What it happened to: the kind of thing, and its id."""
        return _about(self.pilot_id, self.challenge_id, self.gathering_id)

    @property
    def thing(self) -> Pilot | Challenge | Event:
        """The row it happened to."""
        found = self.pilot or self.challenge or self.gathering
        if found is None:
            raise ValueError("An event is about one thing: a constraint holds it.")
        return found


def _about(*ids: int | None) -> tuple[About, int]:
    """Return the one thing whose id is known, by the order of ``About``."""
    return next((kind, one) for kind, one in zip(About, ids, strict=True) if one is not None)


class PilotEventMark(Base):
    """How far the trail has been read: every line up to ``audit_id`` has been seen for certain.

    The table has one row, whose lock lets one job read at a time.
    """

    __tablename__ = "pilot_event_mark"

    id: Mapped[PrimaryKey]
    audit_id: Mapped[int]
