"""What residents say of a pilot, without an account: words, a grade, a place, a picture.

What is to be shown to all is confirmed from the writer's mailbox, then looked at by the city or the
place (``FEEDBACK_WORKFLOW``); what is not shown goes to the pilot's people alone.  Nothing that
somebody wrote is ever changed: hiding keeps the original with its reason, the writer is told and
may appeal once, and somebody else answers that.
Docs: docs/adr/0030-feedback-without-an-account.md.
"""

import datetime as dt
import enum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import User
from models.base import Base, PrimaryKey, ShortText, choice
from models.pilot import Pilot
from models.pilot_task import Side
from models.reader import Reader
from models.workflow import Workflow

LEAST_SHOWN = 5
"""From how many grades on figures are shown: fewer would tell of somebody in particular."""
GRADES = (1, 2, 3, 4, 5)
MOST_LINKS = 2
"""More web addresses than this in a text, and somebody looks before it is like any other."""


class FeedbackStatus(enum.StrEnum):
    """Where a piece of feedback stands."""

    RECEIVED = "received"  # its writer has not confirmed it yet
    WAITING = "waiting"
    HELD = "held"  # a rule held it back
    PUBLISHED = "published"
    UNREAD = "unread"  # for the pilot's people alone, not looked at yet
    NOTED = "noted"  # read by them
    SET_ASIDE = "set_aside"  # not for them either
    HIDDEN = "hidden"
    APPEALED = "appealed"
    UPHELD = "upheld"  # hidden for good


class FeedbackAction(enum.StrEnum):
    """Moves of a piece of feedback."""

    CONFIRM = "confirm"
    HOLD = "hold"
    PUBLISH = "publish"
    NOTE = "note"
    SET_ASIDE = "set_aside"
    HIDE = "hide"
    RESTORE = "restore"
    APPEAL = "appeal"
    GRANT = "grant"
    UPHOLD = "uphold"


_S, _A = FeedbackStatus, FeedbackAction
FEEDBACK_WORKFLOW: Workflow[FeedbackStatus, FeedbackAction] = Workflow(
    "feedback",
    {
        (_S.RECEIVED, _A.CONFIRM): _S.WAITING,
        (_S.RECEIVED, _A.HOLD): _S.HELD,
        (_S.WAITING, _A.PUBLISH): _S.PUBLISHED,
        (_S.WAITING, _A.HIDE): _S.HIDDEN,
        (_S.HELD, _A.PUBLISH): _S.PUBLISHED,
        (_S.HELD, _A.HIDE): _S.HIDDEN,
        (_S.PUBLISHED, _A.HIDE): _S.HIDDEN,
        (_S.HIDDEN, _A.RESTORE): _S.PUBLISHED,
        (_S.HIDDEN, _A.APPEAL): _S.APPEALED,
        (_S.APPEALED, _A.GRANT): _S.PUBLISHED,
        (_S.APPEALED, _A.UPHOLD): _S.UPHELD,
        (_S.UNREAD, _A.NOTE): _S.NOTED,
        (_S.UNREAD, _A.SET_ASIDE): _S.SET_ASIDE,
        (_S.NOTED, _A.SET_ASIDE): _S.SET_ASIDE,
        (_S.SET_ASIDE, _A.NOTE): _S.NOTED,
    },
)
TO_LOOK_AT = (_S.WAITING, _S.HELD, _S.APPEALED, _S.UNREAD)
SEEN_BY_PILOT = (_S.PUBLISHED, _S.NOTED)
"""States in which those who run the pilot read it too."""


class HoldRule(enum.StrEnum):
    """Why a rule held a piece back."""

    LINKS = "links"
    MANY = "many"


class HideReason(enum.StrEnum):
    """Why a piece is not shown; the writer reads it."""

    ABUSE = "abuse"
    PRIVACY = "privacy"
    LAW = "law"
    OFF_TOPIC = "off_topic"
    ADVERT = "advert"
    PICTURE = "picture"
    OTHER = "other"


class FlagReason(enum.StrEnum):
    """What a reader finds not all right in a piece."""

    ABUSE = "abuse"
    PRIVACY = "privacy"
    UNTRUE = "untrue"
    ADVERT = "advert"
    OTHER = "other"


class Feedback(Base):
    """One piece.  Longitude and latitude are EPSG:4326 with four decimals (about ten metres).

    ``token`` is the writer's link; ``confirmed_at`` says that it came from their mailbox.
    ``picture_width`` and ``picture_height`` are pixels of the largest size that is kept.
    """

    __tablename__ = "feedback"
    __table_args__ = (
        CheckConstraint("rating BETWEEN 1 AND 5", name="grade"),
        CheckConstraint("(lon IS NULL) = (lat IS NULL)", name="place_whole"),
        Index("ix_feedback_pilot", "pilot_id", "status", "published_at"),
        Index("ix_feedback_status", "status", "sent_at"),
        Index("ix_feedback_reader", "reader_id"),
        Index("ix_feedback_picture", "picture_digest"),
    )

    id: Mapped[PrimaryKey]
    pilot_id: Mapped[int] = mapped_column(ForeignKey("pilot.id", ondelete="CASCADE"))
    reader_id: Mapped[int | None] = mapped_column(ForeignKey("reader.id", ondelete="SET NULL"))
    status: Mapped[FeedbackStatus] = mapped_column(choice(FeedbackStatus, "feedback_status"))
    version: Mapped[int] = mapped_column(default=1)
    token: Mapped[str] = mapped_column(String(43), unique=True)
    language: Mapped[str] = mapped_column(String(2))
    rating: Mapped[int | None]
    words: Mapped[str]
    name: Mapped[ShortText] = mapped_column(default="")
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    picture_digest: Mapped[str | None] = mapped_column(String(64))
    picture_width: Mapped[int | None]
    picture_height: Mapped[int | None]
    picture_alt: Mapped[str] = mapped_column(default="")
    held_rule: Mapped[HoldRule | None] = mapped_column(choice(HoldRule, "feedback_hold_rule"))
    sent_at: Mapped[dt.datetime]
    confirmed_at: Mapped[dt.datetime | None]
    published_at: Mapped[dt.datetime | None]
    hidden_reason: Mapped[HideReason | None] = mapped_column(choice(HideReason, "hide_reason"))
    hidden_words: Mapped[str] = mapped_column(default="")
    hidden_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    hidden_at: Mapped[dt.datetime | None]
    appeal_words: Mapped[str] = mapped_column(default="")
    appealed_at: Mapped[dt.datetime | None]
    appeal_answer: Mapped[str] = mapped_column(default="")

    pilot: Mapped[Pilot] = relationship()
    reader: Mapped[Reader | None] = relationship()
    hidden_by: Mapped[User | None] = relationship()
    answers: Mapped[list["FeedbackAnswer"]] = relationship(
        cascade="all, delete-orphan", order_by="FeedbackAnswer.id", lazy="selectin"
    )
    flags: Mapped[list["FeedbackFlag"]] = relationship(
        cascade="all, delete-orphan", order_by="FeedbackFlag.id"
    )

    @property
    def city_id(self) -> int:
        """The city whose trail tells of it."""
        return self.pilot.city_id

    @property
    def is_private(self) -> bool:
        """Whether it was written for the pilot's people alone."""
        return self.status in (_S.UNREAD, _S.NOTED, _S.SET_ASIDE)


class FeedbackAnswer(Base):
    """What the city, the place or those who run the pilot answer, in their own name."""

    __tablename__ = "feedback_answer"

    id: Mapped[PrimaryKey]
    feedback_id: Mapped[int] = mapped_column(
        ForeignKey("feedback.id", ondelete="CASCADE"), index=True
    )
    side: Mapped[Side] = mapped_column(choice(Side, "feedback_answer_side"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    author_name: Mapped[ShortText]
    language: Mapped[str] = mapped_column(String(2))
    words: Mapped[str]
    answered_at: Mapped[dt.datetime]


class FeedbackFlag(Base):
    """One reader's "this is not all right"; nobody is named, and it hides nothing by itself."""

    __tablename__ = "feedback_flag"
    __table_args__ = (Index("ix_feedback_flag_open", "feedback_id", "settled_at"),)

    id: Mapped[PrimaryKey]
    feedback_id: Mapped[int] = mapped_column(ForeignKey("feedback.id", ondelete="CASCADE"))
    reason: Mapped[FlagReason] = mapped_column(choice(FlagReason, "feedback_flag_reason"))
    words: Mapped[str] = mapped_column(default="")
    at: Mapped[dt.datetime]
    settled_at: Mapped[dt.datetime | None]
