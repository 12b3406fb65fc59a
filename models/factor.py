"""Second factors: what somebody shows beside their password.

An authenticator app (one), passkeys or security keys (several), and ten recovery codes for the day
when neither is at hand.  The app's secret is kept sealed, of codes only hashes are kept, and of a
passkey only its public half.  Docs: docs/adr/0054-second-factor-and-logins.md.
"""

import datetime as dt
import enum
import hashlib

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, PrimaryKey


class FactorKind(enum.StrEnum):
    """With what a sign-in was proven beside the password."""

    APP = "app"
    PASSKEY = "passkey"
    RECOVERY = "recovery"


class FactorNeed(enum.StrEnum):
    """What this installation asks of people with a role in a city, a jury or the programme."""

    OFFERED = "offered"
    REQUIRED = "required"


STEP_SECONDS, DIGITS = 30, 6  # RFC 6238: what every authenticator app takes
DRIFT = 1  # steps that a phone's clock may be ahead or behind
NAME_LENGTH = 60
MOST_PASSKEYS = 10
CODES = 10
CODE_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters of recovery codes: none that is taken for another one."""

CODE_GROUPS, GROUP = 4, 4  # 16 letters of 31: 79 bits, which nobody tries out even offline


class AuthenticatorApp(Base):
    """The authenticator app of an account.

    ``last_step`` is the step of time whose code was taken last; no code of it or before is taken.
    """

    __tablename__ = "authenticator_app"

    id: Mapped[PrimaryKey]
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), unique=True)
    sealed_secret: Mapped[str] = mapped_column(String(255))
    last_step: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]


class Passkey(Base):
    """A passkey or security key: its public half, and how often it says it was used."""

    __tablename__ = "passkey"

    id: Mapped[PrimaryKey]
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    credential_id: Mapped[str] = mapped_column(String(1400), unique=True)  # base64url
    public_key: Mapped[str] = mapped_column(String(1400))  # base64url of the COSE key
    sign_count: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]


class RecoveryCode(Base):
    """One of the codes that let somebody in once without app or passkey."""

    __tablename__ = "recovery_code"
    __table_args__ = (Index("ix_recovery_code_user_id", "user_id"),)

    id: Mapped[PrimaryKey]
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    code_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    used_at: Mapped[dt.datetime | None]


def recovery_code(random: bytes) -> str:
    """Return the code that these random bytes (two a letter) make, as in abcd-efgh-jkmn-pqrs."""
    pairs = zip(random[::2], random[1::2], strict=True)
    letters = "".join(CODE_LETTERS[(high * 256 + low) % len(CODE_LETTERS)] for high, low in pairs)
    parts = (letters[at : at + GROUP] for at in range(0, CODE_GROUPS * GROUP, GROUP))
    return "-".join(parts)


def code_digest(user_id: int, typed: str) -> str:
    """Return what is kept of a recovery code, however its groups were typed."""
    plain = "".join(letter for letter in typed.lower() if letter in CODE_LETTERS)
    return hashlib.sha256(f"{user_id}:{plain}".encode()).hexdigest()
