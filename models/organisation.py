"""Organisations that apply: companies, universities, associations, student teams, city units.

A member joins by an invitation that they accept; the owner manages members.  A Finnish business
ID is checked by its check digit (stdnum); foreign ones are kept as country and number.
"""

import datetime as dt
import enum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import User
from models.base import Base, PrimaryKey, ShortText, choice


class OrganisationKind(enum.StrEnum):
    """What an organisation is; a testbed says which kinds it welcomes."""

    COMPANY = "company"
    UNIVERSITY = "university"
    ASSOCIATION = "association"
    STUDENT_TEAM = "student_team"
    CITY_UNIT = "city_unit"


class OrganisationRole(enum.StrEnum):
    """What a person is in an organisation."""

    OWNER = "owner"
    MEMBER = "member"


class OrganisationSize(enum.StrEnum):
    """How many people work in an organisation.

    Source: Commission Recommendation 2003/361/EC (micro, small, medium-sized).
    """

    MICRO = "1-9"
    SMALL = "10-49"
    MEDIUM = "50-249"
    LARGE = "250-"


class Organisation(Base):
    """One applicant organisation."""

    __tablename__ = "organisation"
    __table_args__ = (
        UniqueConstraint("country", "business_id", name="uq_organisation_business_id"),
    )

    id: Mapped[PrimaryKey]
    name: Mapped[ShortText]
    kind: Mapped[OrganisationKind] = mapped_column(choice(OrganisationKind, "organisation_kind"))
    country: Mapped[str] = mapped_column(String(2), default="FI")
    business_id: Mapped[str | None] = mapped_column(String(40))
    size: Mapped[str] = mapped_column(String(20), default="")
    web: Mapped[str] = mapped_column(String(300), default="")
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[dt.datetime]

    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="organisation", cascade="all, delete-orphan"
    )


class Membership(Base):
    """One person in one organisation."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("user_id", "organisation_id"),)

    id: Mapped[PrimaryKey]
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), index=True
    )
    role: Mapped[OrganisationRole] = mapped_column(choice(OrganisationRole, "organisation_role"))
    joined_at: Mapped[dt.datetime]

    user: Mapped[User] = relationship()
    organisation: Mapped[Organisation] = relationship(back_populates="memberships")


class Invitation(Base):
    """An unanswered invitation to an organisation.  Only the SHA-256 of its token is kept."""

    __tablename__ = "invitation"

    id: Mapped[PrimaryKey]
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), index=True
    )
    email: Mapped[str] = mapped_column(String(254))
    role: Mapped[OrganisationRole] = mapped_column(choice(OrganisationRole, "invitation_role"))
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    expires_at: Mapped[dt.datetime]
    accepted_at: Mapped[dt.datetime | None]

    organisation: Mapped[Organisation] = relationship()
