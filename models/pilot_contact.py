"""The people of a pilot on both sides: they see each other and get its reminders."""

import datetime as dt

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import User
from models.base import Base, PrimaryKey, choice
from models.pilot import Pilot
from models.pilot_task import Side


class PilotContact(Base):
    """One person.  It grants nothing: who may do what follows from roles and memberships."""

    __tablename__ = "pilot_contact"
    __table_args__ = (UniqueConstraint("pilot_id", "user_id"),)

    id: Mapped[PrimaryKey]
    pilot_id: Mapped[int] = mapped_column(ForeignKey("pilot.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    side: Mapped[Side] = mapped_column(choice(Side, "contact_side"))
    added_at: Mapped[dt.datetime]

    pilot: Mapped[Pilot] = relationship()
    user: Mapped[User] = relationship()
