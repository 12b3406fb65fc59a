"""Bookings of the demonstration.  They pass the same ledger as everybody's."""

import datetime as dt

from sqlalchemy import func, select

from app import clock
from app.database import db
from models.booking import OCCUPYING, Booking, BookingStatus, TestbedLoad, slot_of
from models.testbed import Testbed


def book(
    testbed: Testbed,
    start: dt.date,
    last: dt.date,
    status: BookingStatus,
    part_id: int | None = None,
) -> Booking:
    """Write a booking from ``start`` to ``last``; a full testbed of the demo gets more room."""
    first, end = slot_of(start), slot_of(last) + 1
    if status in OCCUPYING and _used(testbed, first, end) >= testbed.capacity:
        testbed.capacity += 1
        db.session.flush()
    booking = Booking(
        testbed_id=testbed.id,
        part_id=part_id,
        start_slot=first,
        end_slot=end,
        status=status,
        hold_expires_at=_hold(testbed) if status is BookingStatus.HELD else None,
        created_at=clock.now(),
    )
    db.session.add(booking)
    db.session.flush()
    return booking


def fill(testbed: Testbed, start: dt.date, last: dt.date) -> None:
    """Take every free place of some days, so that a waiting list has a reason."""
    first, end = slot_of(start), slot_of(last) + 1
    free = testbed.capacity - _used(testbed, first, end)
    if free > 0:
        db.session.add(
            Booking(
                testbed_id=testbed.id,
                start_slot=first,
                end_slot=end,
                units=free,
                status=BookingStatus.CONFIRMED,
                created_at=clock.now(),
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
