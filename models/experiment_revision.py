"""Which state the public experiments are in, so that a process may keep what it has read of them.

``sum(number)`` over the table is one number for each state of the table ``pilot`` and of the kinds
of testbeds: triggers (models/guard_experiment.py) change it in the transaction that changes them.
The numbers are random, so that a state that was rolled back is never taken for another one.
"""

from decimal import Decimal

from sqlalchemy import Numeric
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, PrimaryKey


class ExperimentRevision(Base):
    """One change on PostgreSQL, which lets writers go on side by side; on SQLite a single row."""

    __tablename__ = "experiment_revision"

    id: Mapped[PrimaryKey]
    number: Mapped[Decimal] = mapped_column(Numeric(30, 0))
