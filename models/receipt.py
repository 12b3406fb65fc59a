"""Receipts: the first answer to each writing request, so that a repeat gets the same one."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Receipt(Base):
    """The result of one committed request of one actor, found by the key its client made."""

    __tablename__ = "receipt"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    work: Mapped[str] = mapped_column(String(120), primary_key=True)
    actor_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    result: Mapped[Any] = mapped_column(JSON)
    at: Mapped[dt.datetime]
