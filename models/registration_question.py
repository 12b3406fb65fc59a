"""What an event asks of those who register, and for how long the answers are kept.

Each question says what it is for and how many days after the event its answers go; the retention
run takes them out and writes it down (models/personal_registration.py).
"""

import datetime as dt
import enum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, Translated, choice, translated
from models.event import Event

MOST_QUESTIONS, MOST_CHOICES = 10, 12
ANSWER_LENGTH = 1000
KEPT_DAYS = (1, 14, 30, 90, 180)
"""For how many days after the event answers can be kept; registrations themselves go after 180."""


class AskedKind(enum.StrEnum):
    """What is asked, and how it is answered."""

    TEXT = "text"
    CHOICE = "choice"
    YES_NO = "yes_no"
    FOOD = "food"
    ACCESS = "access"


SENSITIVE = frozenset({AskedKind.FOOD, AskedKind.ACCESS})
"""Answers that may tell of health or belief: never required, and kept with a consent only."""


class RegistrationQuestion(Base):
    """One question; ``purpose`` is what the answer is used for, ``choices`` ``{language: words}``.

    ``keep_days`` is one of ``KEPT_DAYS``, counted from the end of the event.
    """

    __tablename__ = "registration_question"
    __table_args__ = (
        CheckConstraint("keep_days IN (1, 14, 30, 90, 180)", name="keep_days_known"),
        CheckConstraint(
            "NOT is_required OR kind NOT IN ('food', 'access')", name="sensitive_is_voluntary"
        ),
    )

    id: Mapped[PrimaryKey]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    kind: Mapped[AskedKind] = mapped_column(choice(AskedKind, "asked_kind"))
    words: Mapped[Translated] = translated("words")
    purpose: Mapped[Translated] = translated("purpose")
    choices: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    is_required: Mapped[bool] = mapped_column(default=False)
    keep_days: Mapped[int]

    event: Mapped[Event] = relationship()

    @property
    def city_id(self) -> int:
        """The event's city, for the audit trail."""
        return self.event.city_id

    @property
    def is_sensitive(self) -> bool:
        """Whether a consent is asked with the answer."""
        return self.kind in SENSITIVE


class RegistrationAnswer(Base):
    """What one person answered to one question.

    ``value`` is text, ``yes`` or ``no``, or the number of a choice; ``consented_at`` is when the
    person agreed to a sensitive answer being kept.
    """

    __tablename__ = "registration_answer"
    __table_args__ = (UniqueConstraint("registrant_id", "question_id"),)

    id: Mapped[PrimaryKey]
    registrant_id: Mapped[int] = mapped_column(ForeignKey("registrant.id", ondelete="CASCADE"))
    question_id: Mapped[int] = mapped_column(
        ForeignKey("registration_question.id", ondelete="CASCADE"), index=True
    )
    value: Mapped[str]
    consented_at: Mapped[dt.datetime | None]

    question: Mapped[RegistrationQuestion] = relationship()
