"""Which state the listed testbeds are in, so that a process may keep what it has read of them.

As models/experiment_revision.py for experiments: ``sum(number)`` is one number for each state of
what the list and the map of testbeds are made of (models/guard_testbed.py says which columns).
"""

from decimal import Decimal

from sqlalchemy import Numeric
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, PrimaryKey


class TestbedRevision(Base):
    """One change on PostgreSQL, which lets writers go on side by side; on SQLite a single row."""

    __tablename__ = "testbed_revision"

    id: Mapped[PrimaryKey]
    number: Mapped[Decimal] = mapped_column(Numeric(30, 0))
