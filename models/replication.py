"""Which completed pilot an application wants to try again somewhere else.

A row is written with the draft and read when its pilot is born, which then says the same in
``Pilot.replicates_id``.  A pilot can only replicate one that was completed before it existed, so
the family is a tree.  A table of its own, because a column in ``application`` would tie the two
tables to each other in a circle.
"""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.pilot import Pilot


class Replication(Base):
    """The pilot that one application repeats."""

    __tablename__ = "replication"

    application_id: Mapped[int] = mapped_column(
        ForeignKey("application.id", ondelete="CASCADE"), primary_key=True
    )
    pilot_id: Mapped[int] = mapped_column(ForeignKey("pilot.id"), index=True)

    pilot: Mapped[Pilot] = relationship()
