"""Calls: times in which applications are taken, with what is asked for and how it is judged.

A testbed whose entry mode is "call" takes applications only while a published call of it is open:
``[opens_at, closes_at)``, half-open, judged by the clock of the service in the transaction that
writes (app/services/application.py).  The state is derived from those instants, never stored.
Editors of a city write its calls, its coordinator publishes and ends them.  Once somebody has
applied, a call is only ever extended.
"""

import datetime as dt
import enum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, Translated, translated
from models.city import City
from models.testbed import Testbed


class CallState(enum.StrEnum):
    """Where a call stands at an instant."""

    DRAFT = "draft"
    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


class Call(Base):
    """One call of one city, for chosen testbeds or for every one that takes applications by call.

    ``pilot_from`` and ``pilot_to`` are the first and last local day on which pilots may run,
    inclusive; None leaves that end open.  ``weights`` are those of its reviews, None for the usual
    ones; ``reviews_needed`` is how many must be in before a part is shortlisted or promised days.
    """

    __tablename__ = "call"
    __table_args__ = (
        CheckConstraint("closes_at >= opens_at", name="times_ordered"),
        CheckConstraint("pilot_to >= pilot_from", name="pilot_days_ordered"),
        Index("ix_call_city", "city_id", "closes_at"),
    )

    id: Mapped[PrimaryKey]
    city_id: Mapped[int] = mapped_column(ForeignKey("city.id"))
    title: Mapped[Translated] = translated("title")
    text: Mapped[Translated] = translated("text")
    criteria: Mapped[Translated] = translated("criteria")
    opens_at: Mapped[dt.datetime]
    closes_at: Mapped[dt.datetime]
    pilot_from: Mapped[dt.date | None]
    pilot_to: Mapped[dt.date | None]
    every_testbed: Mapped[bool] = mapped_column(default=False)
    weights: Mapped[dict[str, int] | None] = mapped_column(JSON(none_as_null=True))
    reviews_needed: Mapped[int] = mapped_column(default=0, server_default="0")
    published_at: Mapped[dt.datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]

    city: Mapped[City] = relationship()
    testbeds: Mapped[list[Testbed]] = relationship(secondary="call_testbed", order_by=Testbed.id)

    def state(self, now: dt.datetime) -> CallState:
        """Return where the call stands at an instant."""
        if self.published_at is None:
            return CallState.DRAFT
        if now < self.opens_at:
            return CallState.PLANNED
        return CallState.OPEN if now < self.closes_at else CallState.CLOSED


class CallTestbed(Base):
    """A testbed that a call is for."""

    __tablename__ = "call_testbed"

    call_id: Mapped[int] = mapped_column(
        ForeignKey("call.id", ondelete="CASCADE"), primary_key=True
    )
    testbed_id: Mapped[int] = mapped_column(
        ForeignKey("testbed.id", ondelete="CASCADE"), primary_key=True, index=True
    )
