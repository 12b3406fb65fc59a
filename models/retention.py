"""What was forgotten when: one row for each table and rule of every run of ``flask retention run``.

How long what is kept stands in the register (models/personal_register.py).
"""

import datetime as dt

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, PrimaryKey


class RetentionRun(Base):
    """How many rows of a table went or were emptied; ``oldest`` is the instant of the oldest.

    ``run`` is the same for all rows of a run; ``rule`` numbers the spans of a table.
    """

    __tablename__ = "retention_run"
    __table_args__ = (Index("ix_retention_run_at", "at"),)

    id: Mapped[PrimaryKey]
    run: Mapped[str] = mapped_column(String(32))
    at: Mapped[dt.datetime]
    thing: Mapped[str] = mapped_column(String(60))
    rule: Mapped[int]
    days: Mapped[int]
    count: Mapped[int]
    oldest: Mapped[dt.datetime | None]
