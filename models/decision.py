"""Decisions: what a city answered to one part of an application, and why.  Rows never change."""

import datetime as dt
import enum
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import User
from models.base import Base, PrimaryKey, choice


class Outcome(enum.StrEnum):
    """What was decided."""

    OFFER = "offer"
    REJECT = "reject"
    WAITLIST = "waitlist"
    CANCEL = "cancel"


class Decision(Base):
    """One decision.  A trigger refuses UPDATE and DELETE of these rows."""

    __tablename__ = "decision"

    id: Mapped[PrimaryKey]
    part_id: Mapped[int] = mapped_column(ForeignKey("application_part.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[dt.datetime]
    outcome: Mapped[Outcome] = mapped_column(choice(Outcome, "outcome"))
    reasons: Mapped[str] = mapped_column(default="")
    legal_text: Mapped[str] = mapped_column(default="")
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    by: Mapped[User | None] = relationship()
