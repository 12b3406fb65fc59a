"""Awards: what a jury's ranking becomes when a challenge is announced, and what comes of it.

Before the announcement there is only what the coordinator prepares (``Announcement`` with its
``AwardChoice`` rows), which nobody else reads.  Announcing makes an ``Award`` of every choice, in
the transaction that makes the outcome public.  A prize is offered until a stated instant: it is
accepted, declined, or lapses, and then the next in rank is offered it (``AWARD_WORKFLOW``).  An
accepted prize has the draft of an application for a pilot (``application_id``): the ordinary way
to days at a testbed begins there.  The award keeps what its page tells in columns of its own, so
that the page stays when the entries are forgotten.  Docs: docs/adr/0039-awards.md.
"""

import datetime as dt
import enum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.application import Application
from models.base import Base, PrimaryKey, ShortText, Translated, choice, translated
from models.challenge import Challenge
from models.concept import Concept
from models.workflow import Workflow

ANSWER_DAYS = 14
MOST_ANSWER_DAYS = 90
REFERENCE = 60  # letters


class AwardKind(enum.StrEnum):
    """What a concept got."""

    PRIZE = "prize"
    MENTION = "mention"


class AwardStatus(enum.StrEnum):
    """Where an award stands; a mention asks nothing of anybody."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"
    STEPPED_BACK = "stepped_back"
    MENTIONED = "mentioned"


class AwardAction(enum.StrEnum):
    """Moves of an award."""

    ACCEPT = "accept"
    DECLINE = "decline"
    LAPSE = "lapse"
    STEP_BACK = "step_back"


_S, _A = AwardStatus, AwardAction
AWARD_WORKFLOW: Workflow[AwardStatus, AwardAction] = Workflow(
    "award",
    {
        (_S.OFFERED, _A.ACCEPT): _S.ACCEPTED,
        (_S.OFFERED, _A.DECLINE): _S.DECLINED,
        (_S.OFFERED, _A.LAPSE): _S.LAPSED,
        (_S.ACCEPTED, _A.STEP_BACK): _S.STEPPED_BACK,
    },
)
PASSED_ON = (_S.DECLINED, _S.LAPSED, _S.STEPPED_BACK)
HELD = (_S.OFFERED, _S.ACCEPTED)


class Announcement(Base):
    """What is announced of one challenge; a draft under embargo until ``announced_at``.

    ``reason`` says why prizes depart from what the ranking suggests; empty where they do not.
    ``answer_days`` is how long a winner has to answer.  ``figures`` are the public statistics,
    frozen when announced (app/queries/award_figure.py says their shape).
    """

    __tablename__ = "award_announcement"
    __table_args__ = (CheckConstraint("answer_days >= 1", name="answer_days_positive"),)

    id: Mapped[PrimaryKey]
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenge.id"), unique=True)
    statement: Mapped[Translated] = translated("statement")
    reason: Mapped[str] = mapped_column(default="")
    answer_days: Mapped[int] = mapped_column(default=ANSWER_DAYS)
    figures: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    version: Mapped[int] = mapped_column(default=1)
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    announced_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    announced_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]

    challenge: Mapped[Challenge] = relationship()
    choices: Mapped[list["AwardChoice"]] = relationship(
        back_populates="announcement",
        cascade="all, delete-orphan",
        order_by="AwardChoice.kind.desc(), AwardChoice.place, AwardChoice.id",
    )


class AwardChoice(Base):
    """What one concept is to get, before anybody is told.

    ``place`` counts prizes from 1; a mention has none.
    """

    __tablename__ = "award_choice"
    __table_args__ = (
        UniqueConstraint("announcement_id", "concept_id", name="uq_award_choice_concept"),
        CheckConstraint("amount_eur >= 0", name="amount_not_negative"),
        CheckConstraint("(kind = 'mention') = (place IS NULL)", name="prizes_have_places"),
    )

    id: Mapped[PrimaryKey]
    announcement_id: Mapped[int] = mapped_column(
        ForeignKey("award_announcement.id", ondelete="CASCADE")
    )
    concept_id: Mapped[int] = mapped_column(ForeignKey("concept.id"), index=True)
    kind: Mapped[AwardKind] = mapped_column(choice(AwardKind, "award_choice_kind"))
    place: Mapped[int | None]
    amount_eur: Mapped[int | None]

    announcement: Mapped[Announcement] = relationship(back_populates="choices")
    concept: Mapped[Concept] = relationship()


class Award(Base):
    """A prize or a mention, public from the announcement on.

    ``title``, ``summary`` (in ``language``) and ``runner_name`` are the public words of the
    concept.  ``rank`` is that of the final ranking.  ``follows_id`` is the award that was passed
    on.  ``note`` is what a winner says who does not accept: the city alone reads it.
    """

    __tablename__ = "award"
    __table_args__ = (
        UniqueConstraint("concept_id", "kind", name="uq_award_concept_kind"),
        CheckConstraint("amount_eur >= 0", name="amount_not_negative"),
        CheckConstraint("(kind = 'mention') = (status = 'mentioned')", name="mentions_ask_nothing"),
        Index("ix_award_challenge", "challenge_id", "status"),
        Index("ix_award_due", "status", "answer_by"),
    )

    id: Mapped[PrimaryKey]
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenge.id"))
    concept_id: Mapped[int] = mapped_column(ForeignKey("concept.id"))
    kind: Mapped[AwardKind] = mapped_column(choice(AwardKind, "award_kind"))
    status: Mapped[AwardStatus] = mapped_column(choice(AwardStatus, "award_status"))
    version: Mapped[int] = mapped_column(default=1)
    place: Mapped[int | None]
    rank: Mapped[int | None]
    amount_eur: Mapped[int | None]
    title: Mapped[ShortText]
    summary: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(String(2))
    runner_name: Mapped[ShortText]
    offered_at: Mapped[dt.datetime | None]
    answer_by: Mapped[dt.datetime | None]
    answered_at: Mapped[dt.datetime | None]
    note: Mapped[str] = mapped_column(default="")
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("award.id"), index=True)
    application_id: Mapped[int | None] = mapped_column(
        ForeignKey("application.id", ondelete="SET NULL"), unique=True
    )
    created_at: Mapped[dt.datetime]

    challenge: Mapped[Challenge] = relationship()
    concept: Mapped[Concept] = relationship()
    application: Mapped[Application | None] = relationship()
    payments: Mapped[list["AwardPayment"]] = relationship(
        back_populates="award", order_by="AwardPayment.paid_on, AwardPayment.id"
    )

    @property
    def city_id(self) -> int:
        """The challenge's city, for the audit trail."""
        return self.challenge.city_id


class AwardPayment(Base):
    """That prize money was paid: when, how much, under which reference of the payer's books.

    Nothing is paid by this service, and nothing of the payee beyond the award is kept.
    """

    __tablename__ = "award_payment"
    __table_args__ = (CheckConstraint("amount_eur > 0", name="amount_positive"),)

    id: Mapped[PrimaryKey]
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"), index=True)
    paid_on: Mapped[dt.date]
    amount_eur: Mapped[int]
    reference: Mapped[str] = mapped_column(String(REFERENCE))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[dt.datetime]

    award: Mapped[Award] = relationship(back_populates="payments")
