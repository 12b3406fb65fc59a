"""Bookings and the ledger that keeps them from ever exceeding a testbed's capacity.

A booking takes ``units`` places of its testbed on every open day of its window.  Database
triggers (models/guard_postgresql.py, models/guard_sqlite.py) write one ``booking_slot`` a day
and sum them up in ``testbed_load``, whose CHECK ``within_capacity`` is the last word on every
path: offer, accept, re-offer, move, change of capacity, closure, import.

A *slot* is a whole number, the same on both engines: days since 1970-01-01 for testbeds booked by
the day, hours since 1970-01-01T00Z for those booked by the hour.  Windows are half-open
``[start_slot, end_slot)``.  Bit ``n`` of ``weekdays`` means weekday ``n`` (Monday is 0) is used.

Databases know no time zones, so a booking by the hour brings its slots along: ``stretches`` are
half-open pairs, in order and apart, made from local days and hours by models/local_hour.py when
the row is written.  The triggers take the slots of the stretches that lie within the window, and
read the weekdays only where there are none.
"""

import datetime as dt
import enum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, ShortText, choice
from models.local_hour import slots_of_day, wall_time
from models.testbed import Testbed
from models.testbed_kind import SlotUnit
from models.window import EVERY_DAY as EVERY_DAY
from models.window import Hours, Window
from models.workflow import Workflow

EPOCH = dt.date(1970, 1, 1)
WEEKDAY_OF_EPOCH = 3  # a Thursday


def slot_of(day: dt.date) -> int:
    """Return the slot number of a calendar day."""
    return (day - EPOCH).days


def day_of(slot: int) -> dt.date:
    """Return the calendar day of a slot of a testbed booked by the day."""
    return EPOCH + dt.timedelta(days=slot)


def slots_of(unit: SlotUnit, zone: str, start: dt.date, end: dt.date) -> tuple[int, int]:
    """Return the half-open slots of whole local days; ``end`` is the last day, inclusive."""
    if unit is SlotUnit.DAY:
        return slot_of(start), slot_of(end) + 1
    return slots_of_day(zone, start)[0], slots_of_day(zone, end)[1]


def local_day(unit: SlotUnit, zone: str, slot: int) -> dt.date:
    """Return the local calendar day that a slot belongs to."""
    if unit is SlotUnit.DAY:
        return day_of(slot)
    return wall_time(zone, slot).date()


class BookingStatus(enum.StrEnum):
    """Where a booking stands; the first three take places in the ledger."""

    HELD = "held"
    CONFIRMED = "confirmed"
    RUNNING = "running"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class BookingAction(enum.StrEnum):
    """Moves of a booking."""

    CONFIRM = "confirm"
    START = "start"
    COMPLETE = "complete"
    CANCEL = "cancel"
    EXPIRE = "expire"


_S, _A = BookingStatus, BookingAction
BOOKING_WORKFLOW: Workflow[BookingStatus, BookingAction] = Workflow(
    "booking",
    {
        (_S.HELD, _A.CONFIRM): _S.CONFIRMED,
        (_S.HELD, _A.CANCEL): _S.CANCELLED,
        (_S.HELD, _A.EXPIRE): _S.EXPIRED,
        (_S.CONFIRMED, _A.START): _S.RUNNING,
        (_S.CONFIRMED, _A.CANCEL): _S.CANCELLED,
        (_S.RUNNING, _A.COMPLETE): _S.COMPLETED,
        (_S.RUNNING, _A.CANCEL): _S.CANCELLED,
    },
)
OCCUPYING = (BookingStatus.HELD, BookingStatus.CONFIRMED, BookingStatus.RUNNING)


class Booking(Base):
    """A window of one testbed taken for one part of an application."""

    __tablename__ = "booking"
    __table_args__ = (
        CheckConstraint("end_slot > start_slot", name="window_ordered"),
        CheckConstraint("end_slot - start_slot <= 9000", name="window_bounded"),
        CheckConstraint("units >= 1", name="units_positive"),
        CheckConstraint("weekdays BETWEEN 1 AND 127", name="weekdays_mask"),
        CheckConstraint("(status = 'held') = (hold_expires_at IS NOT NULL)", name="hold_has_end"),
        CheckConstraint(
            "from_hour >= 0 AND from_hour < to_hour AND to_hour <= 24", name="hours_ordered"
        ),
        Index("ix_booking_testbed", "testbed_id", "start_slot"),
        Index(
            "uq_booking_part_active",
            "part_id",
            unique=True,
            postgresql_where=text("status IN ('held','confirmed','running')"),
            sqlite_where=text("status IN ('held','confirmed','running')"),
        ),
    )

    id: Mapped[PrimaryKey]
    testbed_id: Mapped[int] = mapped_column(ForeignKey("testbed.id"))
    part_id: Mapped[int | None] = mapped_column(ForeignKey("application_part.id"))
    start_slot: Mapped[int]
    end_slot: Mapped[int]
    weekdays: Mapped[int] = mapped_column(default=EVERY_DAY)
    units: Mapped[int] = mapped_column(default=1)
    from_hour: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    to_hour: Mapped[int] = mapped_column(default=24, server_default=text("24"))
    stretches: Mapped[list[list[int]] | None] = mapped_column(JSON(none_as_null=True))
    status: Mapped[BookingStatus] = mapped_column(choice(BookingStatus, "booking_status"))
    version: Mapped[int] = mapped_column(default=1)
    hold_expires_at: Mapped[dt.datetime | None]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id"))
    created_at: Mapped[dt.datetime]
    changed_at: Mapped[dt.datetime | None]

    testbed: Mapped[Testbed] = relationship()

    @property
    def hours(self) -> Hours:
        """Hours of each day, by the wall clock; the whole day at testbeds booked by the day."""
        return Hours(self.from_hour, self.to_hour)

    @property
    def window(self) -> Window:
        """What is booked, as people speak of it."""
        return Window(self.start_day, self.last_day, self.weekdays, self.units, self.hours)

    @property
    def start_day(self) -> dt.date:
        """First local day of the window."""
        return self._day(self.start_slot)

    @property
    def last_day(self) -> dt.date:
        """Last local day of the window, inclusive."""
        return self._day(self.end_slot - 1)

    def takes(self, slot: int) -> bool:
        """Say whether an open slot belongs to the window; the triggers count in the same way."""
        if not self.start_slot <= slot < self.end_slot:
            return False
        if self.stretches is not None:
            return any(first <= slot < after for first, after in self.stretches)
        return bool(self.weekdays >> (slot + WEEKDAY_OF_EPOCH) % 7 & 1)

    def _day(self, slot: int) -> dt.date:
        unit = self.testbed.slot_unit
        return local_day(unit, self.testbed.city.time_zone if unit is SlotUnit.HOUR else "", slot)


class BookingSlot(Base):
    """One slot that a booking takes.  Written by triggers only."""

    __tablename__ = "booking_slot"

    booking_id: Mapped[int] = mapped_column(
        ForeignKey("booking.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    slot: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    testbed_id: Mapped[int]
    units: Mapped[int]


class TestbedLoad(Base):
    """How many places of one slot are used, and how many there are.  Written by triggers only."""

    __tablename__ = "testbed_load"
    __table_args__ = (CheckConstraint("used >= 0 AND used <= cap", name="within_capacity"),)

    testbed_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    slot: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    used: Mapped[int]
    cap: Mapped[int]


class Closure(Base):
    """A slot on which a testbed cannot be used."""

    __tablename__ = "closure"

    testbed_id: Mapped[int] = mapped_column(
        ForeignKey("testbed.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    slot: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    reason: Mapped[ShortText] = mapped_column(default="")


class Tally(Base):
    """The numbers from 0 upwards; SQLite's triggers count days with them."""

    __tablename__ = "tally"

    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class AccessHour(Base):
    """Weekly hours in local wall time when the place is open for work and visits."""

    __tablename__ = "access_hour"

    id: Mapped[PrimaryKey]
    testbed_id: Mapped[int] = mapped_column(
        ForeignKey("testbed.id", ondelete="CASCADE"), index=True
    )
    weekday: Mapped[int]
    opens: Mapped[str] = mapped_column(String(5))
    closes: Mapped[str] = mapped_column(String(5))
    valid_from: Mapped[dt.date | None]
    valid_to: Mapped[dt.date | None]
