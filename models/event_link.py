"""What an event is about: challenges, pilots and testbeds, many to many."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class EventChallenge(Base):
    """A challenge that an event is about."""

    __tablename__ = "event_challenge"

    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    challenge_id: Mapped[int] = mapped_column(
        ForeignKey("challenge.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class EventPilot(Base):
    """A pilot that an event is about."""

    __tablename__ = "event_pilot"

    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    pilot_id: Mapped[int] = mapped_column(
        ForeignKey("pilot.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class EventTestbed(Base):
    """A testbed that an event is about; where it is held is the event's own."""

    __tablename__ = "event_testbed"

    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    testbed_id: Mapped[int] = mapped_column(
        ForeignKey("testbed.id", ondelete="CASCADE"), primary_key=True, index=True
    )
