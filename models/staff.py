"""Invitations to a city's staff: a role in the city, or being host of one of its testbeds.

The mail carries a link that works once and for two weeks.  Whoever has the account of the address
it was sent to accepts or declines; until then the city's coordinator sends it anew or withdraws
it.  Who holds which role: ``CityRoleGrant`` in models/account.py, ``TestbedHost`` in
models/testbed.py.
"""

import datetime as dt
import enum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import CityRole, User
from models.base import Base, PrimaryKey, choice
from models.city import City
from models.testbed import Testbed


class StaffRole(enum.StrEnum):
    """What somebody can be invited to be."""

    EDITOR = "editor"
    REVIEWER = "reviewer"
    COORDINATOR = "coordinator"
    HOST = "host"

    @property
    def city_role(self) -> CityRole:
        """The role in the city; a host has none."""
        return CityRole(self.value)


class StaffInvitation(Base):
    """One invitation.  Only the SHA-256 of its token is kept; ``language`` is that of its mail."""

    __tablename__ = "staff_invitation"
    __table_args__ = (
        CheckConstraint("(role = 'host') = (testbed_id IS NOT NULL)", name="hosts_have_a_testbed"),
        Index("ix_staff_invitation_email", "email"),
    )

    id: Mapped[PrimaryKey]
    city_id: Mapped[int] = mapped_column(ForeignKey("city.id"), index=True)
    testbed_id: Mapped[int | None] = mapped_column(
        ForeignKey("testbed.id", ondelete="CASCADE"), index=True
    )
    role: Mapped[StaffRole] = mapped_column(choice(StaffRole, "staff_role"))
    email: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(2))
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    sent_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    accepted_at: Mapped[dt.datetime | None]

    city: Mapped[City] = relationship()
    testbed: Mapped[Testbed | None] = relationship()
    invited_by: Mapped[User] = relationship()
