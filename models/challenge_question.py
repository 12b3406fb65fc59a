"""Questions about a challenge, which anybody may ask and everybody reads the answers of."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import User
from models.base import Base, PrimaryKey
from models.challenge import Challenge


class ChallengeQuestion(Base):
    """A question about a challenge and its answer.  Nobody is shown who asked."""

    __tablename__ = "challenge_question"
    __table_args__ = (Index("ix_challenge_question_challenge", "challenge_id", "asked_at"),)

    id: Mapped[PrimaryKey]
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenge.id", ondelete="CASCADE"))
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    language: Mapped[str] = mapped_column(String(2))
    words: Mapped[str]
    asked_at: Mapped[dt.datetime]
    answer: Mapped[str] = mapped_column(default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[dt.datetime | None]
    hidden_at: Mapped[dt.datetime | None]

    challenge: Mapped[Challenge] = relationship()
    asked_by: Mapped[User | None] = relationship(foreign_keys=[asked_by_id])
    answered_by: Mapped[User | None] = relationship(foreign_keys=[answered_by_id])
