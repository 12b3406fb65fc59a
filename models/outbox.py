"""The outbox: effects on the outside world, written with the change that causes them.

A row is sent after its transaction has committed, by ``flask outbox run``; see app/jobs/outbox.py.
"""

import datetime as dt
import enum
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.administration import DropReason
from models.base import Base, PrimaryKey, choice


class OutboxStatus(enum.StrEnum):
    """Where a message stands."""

    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"


class OutboxMessage(Base):
    """One mail to one address.  ``dedup_key`` makes each told once, and is its Message-ID.

    ``dropped_for`` is why an administrator gave up a dead one; it is never tried again.
    """

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_due", "status", "due_at"),)

    id: Mapped[PrimaryKey]
    dedup_key: Mapped[str] = mapped_column(String(120), unique=True)
    template: Mapped[str] = mapped_column(String(80))
    language: Mapped[str] = mapped_column(String(2))
    recipient: Mapped[str] = mapped_column(String(254))
    context: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    status: Mapped[OutboxStatus] = mapped_column(
        choice(OutboxStatus, "outbox_status"), default=OutboxStatus.WAITING
    )
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[dt.datetime]
    leased_until: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]
    sent_at: Mapped[dt.datetime | None]
    last_error: Mapped[str] = mapped_column(default="")
    dropped_for: Mapped[DropReason | None] = mapped_column(
        choice(DropReason, "dropped_for"), default=None
    )
