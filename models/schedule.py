"""What happens by itself, and when it last did: one row for each line of the schedule."""

import datetime as dt

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base

ERROR_LENGTH = 80


class JobRun(Base):
    """The latest run of one job, whichever process ran it.

    ``every_s`` is how often it is meant to run.  ``ended_at`` is the end of the latest run that
    went well; ``error`` is the kind of fault of the latest run, empty when that one went well.
    """

    __tablename__ = "job_run"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    every_s: Mapped[int]
    began_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    failed_at: Mapped[dt.datetime | None]
    error: Mapped[str] = mapped_column(String(ERROR_LENGTH), default="")

    @property
    def next_at(self) -> dt.datetime:
        """When it is due again."""
        return self.began_at + dt.timedelta(seconds=self.every_s)

    def late_s(self, now: dt.datetime) -> float:
        """Return for how many seconds it has been due."""
        return max(0.0, (now - self.next_at).total_seconds())
