"""Links in mails that let somebody do one thing with what is known of them, once and soon.

A new address of an account is confirmed by one; a reader without an account downloads or erases
their data by one.  Only the SHA-256 of a token is kept.
"""

import datetime as dt
import enum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import User
from models.base import Base, PrimaryKey, choice
from models.reader import Reader

LINK_HOURS = 2


class LinkDeed(enum.StrEnum):
    """What a link lets somebody do."""

    ADDRESS = "address"
    DOWNLOAD = "download"
    ERASE = "erase"


class PersonalLink(Base):
    """One link.  ``email`` is where it was sent: for ``ADDRESS`` the new address."""

    __tablename__ = "personal_link"
    __table_args__ = (
        CheckConstraint("(user_id IS NULL) <> (reader_id IS NULL)", name="one_person"),
        CheckConstraint("(deed = 'address') = (user_id IS NOT NULL)", name="accounts_move"),
        Index("ix_personal_link_user", "user_id"),
        Index("ix_personal_link_reader", "reader_id"),
    )

    id: Mapped[PrimaryKey]
    deed: Mapped[LinkDeed] = mapped_column(choice(LinkDeed, "link_deed"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    reader_id: Mapped[int | None] = mapped_column(ForeignKey("reader.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(String(254))
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    asked_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]

    user: Mapped[User | None] = relationship()
    reader: Mapped[Reader | None] = relationship()
