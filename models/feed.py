"""Secret addresses of calendar feeds: a person's own, and those of their company or city.

Only the hash of an address is kept; it is shown once.  What a feed tells is what its person may
read at that moment, so it stops with their role.  Docs: docs/adr/0026-calendar-feeds.md.
"""

import datetime as dt
import enum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import User
from models.base import Base, PrimaryKey, choice


class FeedKind(enum.StrEnum):
    """Whose days a feed tells of."""

    PERSON = "person"
    ORGANISATION = "organisation"
    CITY = "city"


class Feed(Base):
    """One address, of one person; ``organisation_id`` or ``city_id`` where it is not their own."""

    __tablename__ = "feed"
    __table_args__ = (
        CheckConstraint(
            "(kind = 'organisation') = (organisation_id IS NOT NULL)", name="organisation_named"
        ),
        CheckConstraint("(kind = 'city') = (city_id IS NOT NULL)", name="city_named"),
        Index("ix_feed_user", "user_id"),
    )

    id: Mapped[PrimaryKey]
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    kind: Mapped[FeedKind] = mapped_column(choice(FeedKind, "feed_kind"))
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE")
    )
    city_id: Mapped[int | None] = mapped_column(ForeignKey("city.id", ondelete="CASCADE"))
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[dt.datetime]

    user: Mapped[User] = relationship()
