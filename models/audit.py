"""The audit trail: one append-only line for each change, written in the same transaction."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, PrimaryKey


class AuditLine(Base):
    """Who did what to which thing.  A trigger refuses UPDATE and DELETE of these rows."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_thing", "thing", "thing_id"),
        Index("ix_audit_city_actor", "city_id", "actor_id"),
    )

    id: Mapped[PrimaryKey]
    at: Mapped[dt.datetime]
    actor_id: Mapped[int | None]
    action: Mapped[str] = mapped_column(String(60))
    thing: Mapped[str] = mapped_column(String(40))
    thing_id: Mapped[int]
    city_id: Mapped[int | None] = mapped_column(index=True)
    from_status: Mapped[str | None] = mapped_column(String(40))
    to_status: Mapped[str | None] = mapped_column(String(40))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
