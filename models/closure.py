"""Closures: stretches of days on which a testbed cannot be used, as people write them.

One row says from when to when, on which weekdays, and why, in the languages of the city.  What the
ledger counts with are the slots in ``closure`` (models/booking.py); app/services/closure.py alone
keeps the two together: a slot is closed as long as at least one stretch holds it.
"""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, Translated, translated
from models.testbed import Testbed
from models.window import EVERY_DAY, Hours, Window, uses_weekday


class ClosureRange(Base):
    """Local calendar days from ``start_day`` to ``end_day``, both inclusive, on some weekdays.

    At testbeds booked by the hour it may be some hours of each day, by the clock on the wall.
    Rows of one ``batch`` were written in one go for several testbeds; empty for a single one.
    """

    __tablename__ = "closure_range"
    __table_args__ = (
        CheckConstraint("end_day >= start_day", name="days_ordered"),
        CheckConstraint("weekdays BETWEEN 1 AND 127", name="weekdays_mask"),
        CheckConstraint(
            "from_hour >= 0 AND from_hour < to_hour AND to_hour <= 24", name="hours_ordered"
        ),
        Index("ix_closure_range_testbed", "testbed_id", "start_day"),
        Index("ix_closure_range_batch", "batch"),
    )

    id: Mapped[PrimaryKey]
    testbed_id: Mapped[int] = mapped_column(ForeignKey("testbed.id", ondelete="CASCADE"))
    start_day: Mapped[dt.date]
    end_day: Mapped[dt.date]
    weekdays: Mapped[int] = mapped_column(default=EVERY_DAY)
    from_hour: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    to_hour: Mapped[int] = mapped_column(default=24, server_default=text("24"))
    reason: Mapped[Translated] = translated("reason")
    batch: Mapped[str] = mapped_column(String(36), default="")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[dt.datetime]

    testbed: Mapped[Testbed] = relationship()

    @property
    def hours(self) -> Hours:
        """Hours closed of each day."""
        return Hours(self.from_hour, self.to_hour)

    @property
    def window(self) -> Window:
        """What is closed, as people speak of it."""
        hours = None if self.hours.is_whole_day else self.hours
        return Window(self.start_day, self.end_day, self.weekdays, hours=hours)

    def holds(self, day: dt.date) -> bool:
        """Say whether a day is one of the closed ones."""
        return self.start_day <= day <= self.end_day and uses_weekday(self.weekdays, day)
