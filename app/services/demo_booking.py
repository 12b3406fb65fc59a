"""Bookings of the demonstration.  They pass the same ledger as everybody's."""

import datetime as dt

from sqlalchemy import func, select

from app import clock
from app.database import db
from app.services.ledger import taken as taken_by
from models.booking import OCCUPYING, Booking, BookingStatus, TestbedLoad
from models.testbed import Testbed
from models.window import Window


def book(
    testbed: Testbed,
    start: dt.date,
    last: dt.date,
    status: BookingStatus,
    part_id: int | None = None,
) -> Booking:
    """Write a booking from ``start`` to ``last``; a full testbed of the demo gets more room."""
    return book_window(testbed, Window(start, last), status, part_id)


def book_window(
    testbed: Testbed, window: Window, status: BookingStatus, part_id: int | None = None
) -> Booking:
    """Write a booking of some weekdays or hours, in the same way."""
    taken = taken_by(testbed, window)
    first, end = taken["start_slot"], taken["end_slot"]
    if status in OCCUPYING and _used(testbed, first, end) >= testbed.capacity:
        testbed.capacity += 1
        db.session.flush()
    booking = Booking(
        testbed_id=testbed.id,
        part_id=part_id,
        status=status,
        hold_expires_at=_hold(testbed) if status is BookingStatus.HELD else None,
        created_at=clock.now(),
        **taken,
    )
    db.session.add(booking)
    db.session.flush()
    return booking


def fill(testbed: Testbed, start: dt.date, last: dt.date) -> None:
    """Take every free place of some days, so that a waiting list has a reason."""
    taken = taken_by(testbed, Window(start, last))
    first, end = taken["start_slot"], taken["end_slot"]
    free = testbed.capacity - _used(testbed, first, end)
    if free > 0:
        db.session.add(
            Booking(
                testbed_id=testbed.id,
                status=BookingStatus.CONFIRMED,
                created_at=clock.now(),
                **{**taken, "units": free},
            )
        )
        db.session.flush()


def _used(testbed: Testbed, first: int, end: int) -> int:
    most = db.session.scalar(
        select(func.max(TestbedLoad.used)).where(
            TestbedLoad.testbed_id == testbed.id, TestbedLoad.slot >= first, TestbedLoad.slot < end
        )
    )
    return most or 0


def _hold(testbed: Testbed) -> dt.datetime:
    return clock.now() + dt.timedelta(days=testbed.hold_days)
