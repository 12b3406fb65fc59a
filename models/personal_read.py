"""Who looked at somebody's personal details, when and why: lines that are only added.

A line names the thing that was shown (a volunteer, a registration, an application …), never the
person: whose it is follows from the register (models/personal_register.py), so that a line says
nothing of anybody once their things are erased.  Docs: docs/adr/0055-privacy-kept-by-tables.md.
"""

import datetime as dt
import enum
from collections.abc import Mapping

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, PrimaryKey, choice

READS_KEPT = 2 * 365
"""Days for which lines are kept; a trigger refuses to delete younger ones."""
SAME_LOOK = dt.timedelta(minutes=15)
"""Within this time one person's looks at one thing count as one."""


class Look(enum.StrEnum):
    """What was looked at, and what for; ``THINGS`` says in which table."""

    TESTERS = "testers"
    TESTERS_TAKEN = "testers_taken"
    REGISTRATIONS = "registrations"
    REGISTRATIONS_TAKEN = "registrations_taken"
    DOOR = "door"
    APPLICATION = "application"
    ENTRY = "entry"
    FEEDBACK = "feedback"
    HARM = "harm"
    FAULT = "fault"


class Capacity(enum.StrEnum):
    """As whom somebody looked, which is what the person is told; names see administrators."""

    CITY = "city"
    HOST = "host"
    RUNNER = "runner"
    PROGRAMME = "programme"


THINGS: Mapping[Look, str] = {
    Look.TESTERS: "volunteer",
    Look.TESTERS_TAKEN: "volunteer",
    Look.REGISTRATIONS: "registrant",
    Look.REGISTRATIONS_TAKEN: "registrant",
    Look.DOOR: "registrant",
    Look.APPLICATION: "application",
    Look.ENTRY: "concept",
    Look.FEEDBACK: "feedback",
    Look.HARM: "harm_report",
    Look.FAULT: "fault",
}
TAKEN = frozenset({Look.TESTERS_TAKEN, Look.REGISTRATIONS_TAKEN})
"""Looks by which the details were taken along as a file."""


class PersonalRead(Base):
    """One look by ``by_id`` at one thing.  Triggers refuse UPDATE, and DELETE before its time."""

    __tablename__ = "personal_read"
    __table_args__ = (
        Index("ix_personal_read_thing", "thing", "thing_id", "at"),
        Index("ix_personal_read_by", "by_id", "at"),
        Index("ix_personal_read_at", "at"),
    )

    id: Mapped[PrimaryKey]
    at: Mapped[dt.datetime]
    by_id: Mapped[int]  # no foreign key: the line stays when its account is nameless
    capacity: Mapped[Capacity] = mapped_column(choice(Capacity, "capacity"))
    look: Mapped[Look] = mapped_column(choice(Look, "look"))
    thing: Mapped[str] = mapped_column(String(40))
    thing_id: Mapped[int]
    city_id: Mapped[int | None]
