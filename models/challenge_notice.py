"""What has changed about a challenge since it was approved, with the reason, for everybody."""

import datetime as dt
import enum

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, Translated, choice, translated
from models.challenge import Challenge


class NoticeKind(enum.StrEnum):
    """What happened."""

    EXTENDED = "extended"
    REOPENED = "reopened"
    CANCELLED = "cancelled"


class ChallengeNotice(Base):
    """One change that everybody is told of.  It never changes.

    ``closed_at`` and ``closes_at`` are the closing before and after it, for those that move it.
    """

    __tablename__ = "challenge_notice"
    __table_args__ = (
        CheckConstraint("closes_at > closed_at", name="only_later"),
        CheckConstraint("kind = 'cancelled' OR closes_at IS NOT NULL", name="says_until_when"),
    )

    id: Mapped[PrimaryKey]
    challenge_id: Mapped[int] = mapped_column(
        ForeignKey("challenge.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[NoticeKind] = mapped_column(choice(NoticeKind, "challenge_notice_kind"))
    reason: Mapped[Translated] = translated("reason")
    closed_at: Mapped[dt.datetime | None]
    closes_at: Mapped[dt.datetime | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[dt.datetime]

    challenge: Mapped[Challenge] = relationship()
