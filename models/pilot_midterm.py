"""The short report in the middle of a long pilot: written by the applicant, read by the city."""

import datetime as dt

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, ShortText
from models.pilot import Pilot

LEAST_DAYS = 60
"""Pilots of at least this many days tell in their middle how it goes."""


def midterm_day(start: dt.date, end: dt.date) -> dt.date | None:
    """Return the day on which the report is due, or None for a pilot too short to need one.

    ``end`` is the last day, inclusive.
    """
    days = (end - start).days + 1
    return start + dt.timedelta(days=days // 2) if days >= LEAST_DAYS else None


class PilotMidterm(Base):
    """The report of one pilot; ``read_by`` and ``read_at`` are of the city's reader."""

    __tablename__ = "pilot_midterm"

    id: Mapped[PrimaryKey]
    pilot_id: Mapped[int] = mapped_column(ForeignKey("pilot.id", ondelete="CASCADE"), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    goes: Mapped[str]
    numbers: Mapped[str] = mapped_column(default="")
    problems: Mapped[str] = mapped_column(default="")
    changes: Mapped[str] = mapped_column(default="")
    sent_by: Mapped[ShortText]
    sent_at: Mapped[dt.datetime]
    read_by: Mapped[ShortText] = mapped_column(default="")
    read_at: Mapped[dt.datetime | None]

    pilot: Mapped[Pilot] = relationship()

    @property
    def city_id(self) -> int:
        """The city whose trail tells of it."""
        return self.pilot.city_id
