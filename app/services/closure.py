"""Close and open days of a testbed, for its city and hosts."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import delete, select

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.subject import of_testbed
from app.policies.table import Action, authorise, may
from app.queries.booking import Stay, stays_of
from app.services.audit import record
from app.services.lapse import settled
from app.services.ledger import take_opened, take_turn
from app.services.waiting import fill
from models.booking import BookingSlot, Closure, slots_of
from models.errors import CapacityError, FieldError, NotFoundError
from models.testbed import Testbed
from models.text import tidy

MAX_DAYS = 366
REASON_LENGTH = 200


@settled("testbed")
@use_case
def close_days(
    actor: Actor, testbed_id: int, start: dt.date, end: dt.date, reason: str = ""
) -> int:
    """Close the days from ``start`` to ``end`` (inclusive); returns how many were newly closed.

    Raises:
        CapacityError: ``days_in_use`` with fact ``bookings``: list of app.queries.booking.Stay,
            who is there when; nothing is closed.
        FieldError: ``end_before_start``, ``in_the_past``, ``range_too_long`` (days).
    """
    testbed = _testbed(actor, testbed_id)
    _check(testbed, start, end)
    first, after = slots_of(testbed.slot_unit, testbed.city.time_zone, start, end)
    if used := _stays_in_use(testbed, start, end, (first, after)):
        raise CapacityError("days_in_use", bookings=used)
    closed = set(
        db.session.scalars(
            select(Closure.slot).where(
                Closure.testbed_id == testbed_id, Closure.slot >= first, Closure.slot < after
            )
        )
    )
    new = [slot for slot in range(first, after) if slot not in closed]
    words = tidy(reason)[:REASON_LENGTH]
    db.session.add_all(Closure(testbed_id=testbed_id, slot=slot, reason=words) for slot in new)
    db.session.flush()
    record(actor, "testbed:close_days", testbed, start=start.isoformat(), end=end.isoformat())
    return len(new)


@settled("testbed")
@use_case
def open_days(actor: Actor, testbed_id: int, start: dt.date, end: dt.date) -> int:
    """Open closed days again and pass them on to the waiting list; returns how many.

    Bookings whose windows have these days take them first.

    Raises:
        CapacityError: ``days_in_use`` (bookings): more of them have a day than fit.
    """
    testbed = _testbed(actor, testbed_id)
    if end < start:
        raise FieldError("end_before_start", field="end")
    first, after = slots_of(testbed.slot_unit, testbed.city.time_zone, start, end)
    inside = (Closure.testbed_id == testbed_id, Closure.slot >= first, Closure.slot < after)
    slots = db.session.scalars(select(Closure.slot).where(*inside)).all()
    db.session.execute(delete(Closure).where(*inside))
    if slots:
        _take(testbed, slots, start, end)
    record(actor, "testbed:open_days", testbed, start=start.isoformat(), end=end.isoformat())
    fill(testbed_id)
    return len(slots)


def _take(testbed: Testbed, slots: Sequence[int], start: dt.date, end: dt.date) -> None:
    try:
        take_opened(testbed, slots)
    except CapacityError as problem:
        bookings = stays_of(testbed, start, end)
        raise CapacityError("days_in_use", bookings=bookings) from problem


def _testbed(actor: Actor, testbed_id: int) -> Testbed:
    testbed = db.session.get(Testbed, testbed_id)
    if testbed is None or not may(actor, Action.TESTBED_READ, of_testbed(testbed)):
        raise NotFoundError
    authorise(actor, Action.TESTBED_CLOSE_DAYS, of_testbed(testbed))
    take_turn([testbed_id])
    return testbed


def _check(testbed: Testbed, start: dt.date, end: dt.date) -> None:
    if end < start:
        raise FieldError("end_before_start", field="end")
    if start < clock.today(testbed.city.time_zone):
        raise FieldError("in_the_past", field="start")
    if (end - start).days + 1 > MAX_DAYS:
        raise FieldError("range_too_long", field="end", days=MAX_DAYS)


def _stays_in_use(
    testbed: Testbed, start: dt.date, end: dt.date, slots: tuple[int, int]
) -> list[Stay]:
    """Return the bookings that use one of the slots; one whose weekdays miss them is not there."""
    using = set(
        db.session.scalars(
            select(BookingSlot.booking_id).where(
                BookingSlot.testbed_id == testbed.id,
                BookingSlot.slot >= slots[0],
                BookingSlot.slot < slots[1],
            )
        )
    )
    return [stay for stay in stays_of(testbed, start, end) if stay.booking_id in using]
