"""Receipts: the first answer to each writing request, so that a repeat gets the same one.

Also the small table that limits how often a door may be tried (``Attempt``): it is shared by all
web processes on both engines, which an in-memory counter is not.
"""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, PrimaryKey


class Receipt(Base):
    """The result of one committed request of one actor, found by the key its client made."""

    __tablename__ = "receipt"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    work: Mapped[str] = mapped_column(String(120), primary_key=True)
    actor_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    result: Mapped[Any] = mapped_column(JSON)
    at: Mapped[dt.datetime]


class Attempt(Base):
    """One try at a door (sign-in, reset, booking), counted by ``door`` and hashed ``who``."""

    __tablename__ = "attempt"
    __table_args__ = (Index("ix_attempt_door", "door", "who", "at"),)

    id: Mapped[PrimaryKey]
    door: Mapped[str] = mapped_column(String(40))
    who: Mapped[str] = mapped_column(String(64))
    at: Mapped[dt.datetime]
