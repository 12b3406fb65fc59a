"""The checklist of a pilot: what has to be in place before it starts, line by line.

Which lines a pilot gets, from whom and how long before its first day, is the table ``RULES`` in
models/pilot_rule.py; either side may add lines of its own.  Its history is in the audit trail.
"""

import datetime as dt
import enum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import User
from models.base import Base, PrimaryKey, ShortText, choice
from models.pilot import Pilot

OWN_KEY = "own_"
"""How the keys of lines begin that people added."""


class Side(enum.StrEnum):
    """Who sees to something around a pilot."""

    APPLICANT = "applicant"
    HOST = "host"
    CITY = "city"


class CheckState(enum.StrEnum):
    """How a line of the checklist stands."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    NOT_NEEDED = "not_needed"


STILL_TO_DO = (CheckState.OPEN, CheckState.IN_PROGRESS)


class PilotTask(Base):
    """One line.  ``title`` is written by people; lines of ``RULES`` go by their ``key`` alone.

    ``has_own_day`` says that somebody chose the due day, which then stays when the pilot is moved.
    """

    __tablename__ = "pilot_task"
    __table_args__ = (
        UniqueConstraint("pilot_id", "key"),
        Index("ix_pilot_task_due", "state", "due_day"),
    )

    id: Mapped[PrimaryKey]
    pilot_id: Mapped[int] = mapped_column(ForeignKey("pilot.id", ondelete="CASCADE"))
    position: Mapped[int]
    key: Mapped[str] = mapped_column(String(40))
    title: Mapped[ShortText] = mapped_column(default="")
    owner: Mapped[Side] = mapped_column(choice(Side, "task_owner"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    state: Mapped[CheckState] = mapped_column(
        choice(CheckState, "task_state"), default=CheckState.OPEN
    )
    due_day: Mapped[dt.date | None]
    has_own_day: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    changed_by: Mapped[ShortText] = mapped_column(default="")
    changed_at: Mapped[dt.datetime | None]

    pilot: Mapped[Pilot] = relationship()
    person: Mapped[User | None] = relationship()

    @property
    def city_id(self) -> int:
        """The city whose trail tells of it."""
        return self.pilot.city_id

    def is_late(self, today: dt.date) -> bool:
        """Say whether it should be in place by now and is not."""
        return self.state in STILL_TO_DO and self.due_day is not None and self.due_day < today
