"""Logins: the browsers in which somebody is signed in, one row each.

The browser's cookie holds 256 random bits, of which only the hash is kept; whoever reads the table
signs in nowhere.  A row counts while it is not ended and the browser has been seen lately.
No network address is kept.  Docs: docs/adr/0054-second-factor-and-logins.md.
"""

import datetime as dt
import enum
import hashlib

from sqlalchemy import Boolean, ColumnElement, ForeignKey, String, and_, false, or_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import User
from models.base import Base, PrimaryKey, choice
from models.factor import FactorKind
from models.identity import Identity

SECRET_BYTES = 32
IDLE = dt.timedelta(hours=4)
"""How long a browser may be silent before it has to sign in again."""

REMEMBERED = dt.timedelta(days=30)
"""The same where the person asked to be kept signed in."""

SEEN_EVERY = dt.timedelta(minutes=5)
"""How exactly it is kept when a browser was last seen."""

FRESH = dt.timedelta(minutes=10)
"""For how long a password and second factor that were shown count for what changes factors."""

BROWSER_LENGTH = 80


class Way(enum.StrEnum):
    """With what a browser was signed in first of all."""

    PASSWORD = "password"  # noqa: S105 - the name of a way
    PASSKEY = "passkey"
    PROVIDER = "provider"


class Login(Base):
    """One browser of one person.

    ``factor`` is the second factor that was shown in it, None when the first was enough.
    ``vouched`` says that the provider of ``identity`` has asked for a second factor itself.
    ``proven_at`` is when the person last showed all that they sign in with.
    """

    __tablename__ = "login"

    id: Mapped[PrimaryKey]
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    secret_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    browser: Mapped[str] = mapped_column(String(BROWSER_LENGTH), default="")
    remembered: Mapped[bool] = mapped_column(Boolean, default=False)
    factor: Mapped[FactorKind | None] = mapped_column(choice(FactorKind, "login_factor"))
    way: Mapped[Way] = mapped_column(
        choice(Way, "login_way"), default=Way.PASSWORD, server_default=Way.PASSWORD.value
    )
    identity_id: Mapped[int | None] = mapped_column(ForeignKey(Identity.id, ondelete="SET NULL"))
    vouched: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    created_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime]
    proven_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]

    user: Mapped[User] = relationship()
    identity: Mapped[Identity | None] = relationship()


def counts(now: dt.datetime) -> ColumnElement[bool]:
    """Return the condition of rows whose browser is signed in."""
    is_remembered = and_(Login.remembered, Login.seen_at > now - REMEMBERED)
    return and_(Login.ended_at.is_(None), or_(Login.seen_at > now - IDLE, is_remembered))


def digest(secret: str) -> str:
    """Return what is kept of a cookie's secret.  It is random, so that a plain hash hides it."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
