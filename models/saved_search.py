"""Searches for testbeds that people keep under a name, and what they were told of already.

Alerts tell each place once for each search: ``SavedSearchTold`` has a row for every place that
fitted when the alerts began or that was told of since.  Docs: docs/adr/0017-places-that-fit.md.
"""

import datetime as dt
import enum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import User
from models.base import Base, PrimaryKey, choice

NAME_LENGTH = 60


class AlertRhythm(enum.StrEnum):
    """How often somebody is told of places that newly fit."""

    NEVER = "never"
    DAILY = "daily"
    WEEKLY = "weekly"


class SavedSearch(Base):
    """One kept search.  ``wish`` holds the address's arguments by name, each a list of words.

    ``due_at`` is when it is looked at next, None without alerts.  ``stop_token`` opens the page
    that ends the alerts, from a mail and without signing in.
    """

    __tablename__ = "saved_search"
    __table_args__ = (
        UniqueConstraint("user_id", "name"),
        CheckConstraint("(alert = 'never') = (due_at IS NULL)", name="alerts_are_due"),
        Index("ix_saved_search_due_at", "due_at"),
    )

    id: Mapped[PrimaryKey]
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    wish: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    alert: Mapped[AlertRhythm] = mapped_column(
        choice(AlertRhythm, "alert_rhythm"), default=AlertRhythm.NEVER
    )
    due_at: Mapped[dt.datetime | None]
    stop_token: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[dt.datetime]

    user: Mapped[User] = relationship()


class SavedSearchTold(Base):
    """A place that the owner of a search knows of: it fitted at first, or a mail named it."""

    __tablename__ = "saved_search_told"

    search_id: Mapped[int] = mapped_column(
        ForeignKey("saved_search.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    testbed_id: Mapped[int] = mapped_column(
        ForeignKey("testbed.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
        index=True,
    )
    at: Mapped[dt.datetime]
