"""Accounts: people who sign in, and the roles they hold.

What somebody may do follows from three tables and nothing else: ``city_role`` (staff of a city),
``membership`` (in an organisation, see models/organisation.py) and ``testbed_host`` (see
models/testbed.py).  The programme's administrators hold the Role named ``admin``.
Columns whose names begin with ``fs_`` or ``tf_`` and the tracking columns belong to
Flask-Security.
"""

import datetime as dt
import enum
from typing import Any

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Integer, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, ShortText, choice
from models.city import City


class CityRole(enum.StrEnum):
    """What a member of a city's staff does."""

    EDITOR = "editor"
    REVIEWER = "reviewer"
    COORDINATOR = "coordinator"


role_of_user = Table(
    "role_of_user",
    Base.metadata,
    Column("user_id", ForeignKey("account.id", ondelete="CASCADE"), primary_key=True),
    Column("role_id", ForeignKey("role.id", ondelete="CASCADE"), primary_key=True),
)


class Role(Base):
    """A programme-wide role; the only one in use is ``admin``."""

    __tablename__ = "role"

    id: Mapped[PrimaryKey]
    name: Mapped[str] = mapped_column(String(80), unique=True)
    description: Mapped[str | None] = mapped_column(String(255))
    permissions: Mapped[list[str] | None] = mapped_column(JSON)

    def get_permissions(self) -> set[str]:
        """Return what the sign-in library asks of a role; permissions are in app/policies/."""
        return set(self.permissions or ())


class SignsIn:
    """What the sign-in library asks of an account."""

    is_authenticated = True
    is_anonymous = False
    active: Any
    fs_uniquifier: Any

    @property
    def is_active(self) -> bool:
        """Whether the account is switched on."""
        return bool(self.active)

    def get_id(self) -> str:
        """Return what the library calls the account by; sessions hold the secret of a login."""
        return str(self.fs_uniquifier)


class User(SignsIn, Base):
    """A person with an account.

    ``idle_asked_at`` is when an account that nobody uses was asked about, see
    models/personal_idle.py.
    """

    __tablename__ = "account"

    id: Mapped[PrimaryKey]
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[ShortText] = mapped_column(default="")
    language: Mapped[str] = mapped_column(String(2), default="fi")
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    confirmed_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]
    last_login_at: Mapped[dt.datetime | None]
    current_login_at: Mapped[dt.datetime | None]
    last_login_ip: Mapped[str | None] = mapped_column(String(64))
    current_login_ip: Mapped[str | None] = mapped_column(String(64))
    idle_asked_at: Mapped[dt.datetime | None]
    login_count: Mapped[int | None] = mapped_column(Integer)
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))

    roles: Mapped[list[Role]] = relationship(secondary=role_of_user)
    city_roles: Mapped[list["CityRoleGrant"]] = relationship(
        back_populates="user", cascade="all, delete-orphan"
    )


class CityRoleGrant(Base):
    """One person's role in one city."""

    __tablename__ = "city_role"
    __table_args__ = (UniqueConstraint("user_id", "city_id", "role"),)

    id: Mapped[PrimaryKey]
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("city.id"), index=True)
    role: Mapped[CityRole] = mapped_column(choice(CityRole, "city_role"))
    granted_at: Mapped[dt.datetime]

    user: Mapped[User] = relationship(back_populates="city_roles")
    city: Mapped[City] = relationship()
