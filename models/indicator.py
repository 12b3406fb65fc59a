"""Indicators: the numbers by which a pilot is judged, set in planning and compared afterwards.

What is aimed at is fixed when the pilot starts; a later change needs a reason and leaves a row in
``IndicatorChange``.  Points are measurements of days during the run.  Everything here is public
when the result is, and not before.  Docs: docs/adr/0023-charts-drawn-on-the-server.md.
"""

import datetime as dt
import enum
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, ShortText, Translated, choice, translated
from models.number import ExactNumber
from models.pilot import Pilot


class Direction(enum.StrEnum):
    """Which way is better."""

    HIGHER = "higher"
    LOWER = "lower"


class Indicator(Base):
    """One number of a pilot: where it began, what is aimed at, what came of it.

    ``unit`` is short and the same in every language ("kWh", "%", "min").
    """

    __tablename__ = "pilot_indicator"

    id: Mapped[PrimaryKey]
    pilot_id: Mapped[int] = mapped_column(ForeignKey("pilot.id", ondelete="CASCADE"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    name: Mapped[Translated] = translated("name")
    method: Mapped[Translated] = translated("method")
    unit: Mapped[str] = mapped_column(String(40), default="")
    direction: Mapped[Direction] = mapped_column(
        choice(Direction, "indicator_direction"), default=Direction.HIGHER
    )
    baseline: Mapped[Decimal | None] = mapped_column(ExactNumber)
    target: Mapped[Decimal | None] = mapped_column(ExactNumber)
    result: Mapped[Decimal | None] = mapped_column(ExactNumber)
    evidence_url: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]

    pilot: Mapped[Pilot] = relationship()
    points: Mapped[list["IndicatorPoint"]] = relationship(
        back_populates="indicator",
        cascade="all, delete-orphan",
        order_by="IndicatorPoint.day",
        lazy="selectin",
    )
    changes: Mapped[list["IndicatorChange"]] = relationship(
        cascade="all, delete-orphan", order_by="IndicatorChange.id.desc()"
    )

    @property
    def is_reached(self) -> bool | None:
        """Whether the result is as good as what was aimed at; None when either is not known."""
        if self.result is None or self.target is None:
            return None
        higher = self.direction is Direction.HIGHER
        return self.result >= self.target if higher else self.result <= self.target


class IndicatorPoint(Base):
    """What was measured on one day."""

    __tablename__ = "pilot_indicator_point"
    __table_args__ = (UniqueConstraint("indicator_id", "day"),)

    id: Mapped[PrimaryKey]
    indicator_id: Mapped[int] = mapped_column(ForeignKey("pilot_indicator.id", ondelete="CASCADE"))
    day: Mapped[dt.date]
    value: Mapped[Decimal] = mapped_column(ExactNumber)

    indicator: Mapped[Indicator] = relationship(back_populates="points")


class IndicatorChange(Base):
    """What was aimed at before somebody changed it during the run, and why they did.

    ``before`` holds the fields that changed, as text.
    """

    __tablename__ = "pilot_indicator_change"

    id: Mapped[PrimaryKey]
    indicator_id: Mapped[int] = mapped_column(
        ForeignKey("pilot_indicator.id", ondelete="CASCADE"), index=True
    )
    at: Mapped[dt.datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    by_name: Mapped[ShortText]
    reason: Mapped[str]
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
