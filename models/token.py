"""Personal tokens, with which a program acts for a person, a company or a city.

Only the hash of a token is kept; it is shown once.  What it may do is what its person may at that
moment, no more than its scopes (app/policies/scope.py), and only for the one it acts for: a city,
an organisation, or the person alone.  Docs: docs/adr/0047-tokens.md.
"""

import datetime as dt
import enum
import hashlib
import zlib

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import User
from models.base import Base, PrimaryKey
from models.city import City
from models.organisation import Organisation

MARK = "koep_"
"""How every token begins, so that scanners of published code and people can tell one."""

BODY, CHECK = 40, 6  # letters of the secret, and of the sum by which a typing error is told
LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
HINT = 4  # letters of a token that are kept to tell it from others
NAME_LENGTH = 80
MOST_TOKENS = 30
"""Tokens of one person that work at the same time."""

USED_EVERY = dt.timedelta(minutes=10)
"""How exactly it is kept when a token was last used."""


class Lifetime(enum.StrEnum):
    """How many days a token works, to choose from; none works for ever."""

    MONTH = "30"
    QUARTER = "90"
    HALF_YEAR = "180"
    YEAR = "365"


class ActsFor(enum.StrEnum):
    """For whom a program acts."""

    PERSON = "person"
    ORGANISATION = "organisation"
    CITY = "city"


class TokenState(enum.StrEnum):
    """Whether a token works, and if not, why; derived, never stored."""

    WORKING = "working"
    EXPIRED = "expired"
    REVOKED = "revoked"
    ROLE_LEFT = "role_left"


class AccessToken(Base):
    """One token of one person; ``city_id`` or ``organisation_id`` where it acts for one."""

    __tablename__ = "access_token"
    __table_args__ = (
        CheckConstraint("city_id IS NULL OR organisation_id IS NULL", name="acts_for_one"),
        CheckConstraint("expires_at > created_at", name="ends_after_it_begins"),
        Index("ix_access_token_user", "user_id"),
        Index("ix_access_token_city", "city_id"),
        Index("ix_access_token_organisation", "organisation_id"),
    )

    id: Mapped[PrimaryKey]
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    city_id: Mapped[int | None] = mapped_column(ForeignKey("city.id", ondelete="CASCADE"))
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE")
    )
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    scopes: Mapped[list[str]] = mapped_column(JSON)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    hint: Mapped[str] = mapped_column(String(HINT))
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    last_used_at: Mapped[dt.datetime | None]
    revoked_at: Mapped[dt.datetime | None]
    revoked_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    city: Mapped[City | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()

    @property
    def acts_for(self) -> ActsFor:
        """For whom it acts."""
        if self.city_id is not None:
            return ActsFor.CITY
        return ActsFor.PERSON if self.organisation_id is None else ActsFor.ORGANISATION


def written(random: bytes) -> str:
    """Return the token that these random bytes (``BODY`` or more) make, with its check sum."""
    body = "".join(LETTERS[byte % len(LETTERS)] for byte in random[:BODY])
    return f"{MARK}{body}{_check(body)}"


def is_token(text: str) -> bool:
    """Say whether a text is a token as we write them: its mark, its length and its sum."""
    body, check = text[len(MARK) : -CHECK], text[-CHECK:]
    return (
        text.startswith(MARK)
        and len(body) == BODY
        and all(letter in LETTERS for letter in body)
        and _check(body) == check
    )


def digest(token: str) -> str:
    """Return what is kept of a token.  It is random enough that a plain hash hides it."""
    return hashlib.sha256(token.encode()).hexdigest()


def _check(body: str) -> str:
    number, found = zlib.crc32(body.encode()), ""
    for _letter in range(CHECK):
        number, rest = divmod(number, len(LETTERS))
        found = LETTERS[rest] + found
    return found
