"""What readers follow, what is to be told to them, and what they have been told.

A subscription asks for one of five things (``Target``).  Places are kept as a shape in
ETRS-TM35FIN (EPSG:3067), where distances are metres: a point with a radius, or an area with the
radius 0.  An event that fits waits in ``SubscriptionNews`` until the rhythm's time; when a mail has
named it, ``SubscriptionTold`` remembers that for the reader, whichever of their subscriptions it
fitted.  Docs: docs/adr/0029-following.md.
"""

import datetime as dt
import enum
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, ShortText, choice
from models.pilot import Pilot
from models.reader import Reader
from models.testbed import Testbed

PLACE_EPSG = 3067
TOKEN_LENGTH = 43


class Target(enum.StrEnum):
    """What is followed."""

    PLACE = "place"  # all within a distance of a point
    AREA = "area"
    VIEW = "view"  # a filter of the front page: a city, a theme, or several things together
    TESTBED = "testbed"
    PILOT = "pilot"


class Rhythm(enum.StrEnum):
    """How soon a reader is told."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"


class Subscription(Base):
    """One thing that one reader follows, from ``confirmed_at`` until ``stopped_at``.

    ``wish`` says what in words that can be asked again: ``near`` and ``radius`` of a place,
    ``shape`` (GeoJSON) of an area, the arguments of a view.  ``wish_key`` is its hash, and with
    the reader makes it followed once.  ``shape`` is WKB in ``PLACE_EPSG``.  ``name`` is what the
    reader calls it, in the language in which it was asked for.
    """

    __tablename__ = "subscription"
    __table_args__ = (
        UniqueConstraint("reader_id", "wish_key"),
        CheckConstraint("(target = 'pilot') = (pilot_id IS NOT NULL)", name="pilot_named"),
        CheckConstraint("(target = 'testbed') = (testbed_id IS NOT NULL)", name="testbed_named"),
        CheckConstraint("(target IN ('place', 'area')) = (shape IS NOT NULL)", name="shape_given"),
        CheckConstraint("radius_m >= 0", name="radius_positive"),
        Index("ix_subscription_wish", "target", "wish_key"),
        Index("ix_subscription_pilot", "pilot_id"),
        Index("ix_subscription_testbed", "testbed_id"),
        Index("ix_subscription_created", "confirmed_at", "created_at"),
    )

    id: Mapped[PrimaryKey]
    reader_id: Mapped[int] = mapped_column(ForeignKey("reader.id", ondelete="CASCADE"))
    target: Mapped[Target] = mapped_column(choice(Target, "subscription_target"))
    name: Mapped[ShortText]
    wish: Mapped[dict[str, Any]] = mapped_column(JSON)
    wish_key: Mapped[str] = mapped_column(String(64))
    pilot_id: Mapped[int | None] = mapped_column(ForeignKey("pilot.id", ondelete="CASCADE"))
    testbed_id: Mapped[int | None] = mapped_column(ForeignKey("testbed.id", ondelete="CASCADE"))
    shape: Mapped[bytes | None] = mapped_column(LargeBinary)
    radius_m: Mapped[int] = mapped_column(default=0)
    rhythm: Mapped[Rhythm] = mapped_column(choice(Rhythm, "subscription_rhythm"))
    confirm_token: Mapped[str] = mapped_column(String(TOKEN_LENGTH), unique=True)
    stop_token: Mapped[str] = mapped_column(String(TOKEN_LENGTH), unique=True)
    feed_token: Mapped[str] = mapped_column(String(TOKEN_LENGTH), unique=True)
    confirmed_at: Mapped[dt.datetime | None]
    stopped_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]

    reader: Mapped[Reader] = relationship()
    pilot: Mapped[Pilot | None] = relationship()
    testbed: Mapped[Testbed | None] = relationship()

    @property
    def is_live(self) -> bool:
        """Whether it is told of."""
        return self.confirmed_at is not None and self.stopped_at is None


class SubscriptionNews(Base):
    """An event that fits a subscription and is to be told at ``due_at`` or with the next mail.

    ``event_id`` is no reference: checking it took longer than finding who is to be told.  What
    waits for an event that is gone is not found, and taken off at its time like all else.
    """

    __tablename__ = "subscription_news"
    __table_args__ = (
        Index("ix_subscription_news_due", "due_at", "reader_id"),
        Index("ix_subscription_news_reader", "reader_id", "event_id"),
    )

    subscription_id: Mapped[int] = mapped_column(
        ForeignKey("subscription.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    event_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    reader_id: Mapped[int]
    due_at: Mapped[dt.datetime]


class SubscriptionTold(Base):
    """An event that a mail to a reader has named."""

    __tablename__ = "subscription_told"

    reader_id: Mapped[int] = mapped_column(
        ForeignKey("reader.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    event_id: Mapped[int] = mapped_column(
        ForeignKey("pilot_event.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
        index=True,
    )
    at: Mapped[dt.datetime] = mapped_column(index=True)
