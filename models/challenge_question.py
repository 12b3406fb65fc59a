"""Questions about a challenge, which anybody may ask and everybody reads the answers of."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import User
from models.base import Base, PrimaryKey
from models.challenge import Challenge


class ChallengeQuestion(Base):
    """A question about a challenge and its answer.  Nobody is shown who asked, the city neither.

    Everybody reads it once it is answered, unless it was hidden as abuse (``hidden_reason``, told
    to the asker alone).  ``told_at`` is when those who enter were told of the answer.
    """

    __tablename__ = "challenge_question"
    __table_args__ = (Index("ix_challenge_question_challenge", "challenge_id", "asked_at"),)

    id: Mapped[PrimaryKey]
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenge.id", ondelete="CASCADE"))
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    language: Mapped[str] = mapped_column(String(2))
    words: Mapped[str]
    asked_at: Mapped[dt.datetime]
    edited_at: Mapped[dt.datetime | None]
    answer: Mapped[str] = mapped_column(default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[dt.datetime | None]
    told_at: Mapped[dt.datetime | None]
    hidden_at: Mapped[dt.datetime | None]
    hidden_reason: Mapped[str] = mapped_column(default="")

    challenge: Mapped[Challenge] = relationship()
    asked_by: Mapped[User | None] = relationship(foreign_keys=[asked_by_id])
    answered_by: Mapped[User | None] = relationship(foreign_keys=[answered_by_id])

    @property
    def city_id(self) -> int:
        """The challenge's city, for the audit trail."""
        return self.challenge.city_id

    @property
    def is_public(self) -> bool:
        """Whether everybody reads it."""
        return self.answered_at is not None and self.hidden_at is None
