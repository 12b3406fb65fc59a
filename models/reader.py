"""Readers: people reached at an e-mail address, with or without an account.

Whoever follows, asks to be told, or takes part without an account is a reader.  An address that
nobody has confirmed is sent nothing but the question whether it is theirs.  The private page of a
reader is opened by ``token``, which only mails to a confirmed address hold.
"""

import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import User
from models.base import Base, PrimaryKey

TOKEN_LENGTH = 43  # of secrets.token_urlsafe(32)


class Reader(Base):
    """One address, in lower case.  ``user_id`` is the account whose confirmed address it is."""

    __tablename__ = "reader"

    id: Mapped[PrimaryKey]
    email: Mapped[str] = mapped_column(String(254), unique=True)
    language: Mapped[str] = mapped_column(String(2))
    token: Mapped[str] = mapped_column(String(TOKEN_LENGTH), unique=True)
    confirmed_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]
    user_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), unique=True
    )

    user: Mapped[User | None] = relationship()
