"""The only writer of bookings: take days, change them, let them go.

These functions run inside the use cases of applications, decisions, pilots and testbeds; they ask
for no permission.  The database's triggers have the last word (models/booking.py); what is done
here is to wait for one's turn at a testbed and to say which days were full.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.exc import IntegrityError

from app import clock
from app.database import constraint_of, db
from app.policies.actor import Actor
from app.queries.calendar import full_days
from app.services.audit import record
from app.services.move import move
from app.services.window import Window
from models.application import ApplicationPart
from models.booking import (
    BOOKING_WORKFLOW,
    OCCUPYING,
    Booking,
    BookingAction,
    BookingSlot,
    BookingStatus,
    slots_of,
)
from models.errors import CapacityError, ConflictError, FieldError
from models.local_hour import stretches_of
from models.testbed import Testbed
from models.testbed_kind import SlotUnit
from models.window import WHOLE_DAY

MOST_DAYS_NAMED = 10
MOST_SLOTS = 9000


def take_turn(testbed_ids: Iterable[int]) -> None:
    """Let one writer at a time change the bookings of these testbeds, and forget what was read.

    On PostgreSQL the testbeds' rows are locked in the order of their ids, so that writers of
    several testbeds never wait for each other in a circle.  SQLite has one writer anyway.
    """
    _take_turn(Testbed.id.in_(sorted(set(testbed_ids))))


def take_turn_of(part_id: int) -> None:
    """Take the turn at the testbed of a part: first, so that nothing has to be read twice.

    Whoever may not go on afterwards has waited for nothing, and changed nothing.
    """
    _take_turn(
        Testbed.id.in_(select(ApplicationPart.testbed_id).where(ApplicationPart.id == part_id))
    )


def _take_turn(where: ColumnElement[bool]) -> None:
    if db.session.get_bind().dialect.name == "sqlite":
        return  # a writing transaction began alone, so nothing it has read can be old
    db.session.flush()
    db.session.execute(
        select(Testbed.id).where(where).order_by(Testbed.id).with_for_update(key_share=True)
    ).all()
    db.session.expire_all()


def hold(
    actor: Actor, testbed: Testbed, part_id: int | None, window: Window, until: dt.datetime
) -> Booking:
    """Take the days until the offer of them lapses.

    Raises:
        CapacityError: ``full`` (facts: testbed, days) or ``no_open_day`` (testbed).
    """
    booking = Booking(
        testbed_id=testbed.id,
        part_id=part_id,
        status=BookingStatus.HELD,
        hold_expires_at=until,
        created_at=clock.now(),
        **taken(testbed, window),
    )
    with naming_full_days(testbed, window):
        db.session.add(booking)
        db.session.flush()
    record(actor, "booking:hold", booking, city_id=testbed.city_id, testbed=testbed.id)
    return booking


def confirm(actor: Actor, booking: Booking) -> None:
    """Make a held booking firm.

    Raises:
        ConflictError: ``offer_expired``: the hold has lapsed.
    """
    if booking.hold_expires_at is not None and booking.hold_expires_at <= clock.now():
        raise ConflictError("offer_expired")
    _move(actor, booking, BookingAction.CONFIRM, hold_expires_at=None)


def let_go(actor: Actor, booking: Booking, action: BookingAction) -> None:
    """Free the days of a booking that is cancelled or whose hold lapsed."""
    _move(actor, booking, action, hold_expires_at=None)


def finish(actor: Actor, booking: Booking, last_day: dt.date) -> None:
    """Complete a running booking whose last day of use was ``last_day``; later days are freed."""
    testbed = booking.testbed
    used_until = slots_of(testbed.slot_unit, testbed.city.time_zone, last_day, last_day)[1]
    end_slot = max(booking.start_slot + 1, min(booking.end_slot, used_until))
    _move(actor, booking, BookingAction.COMPLETE, end_slot=end_slot)


def change_days(actor: Actor, booking: Booking, window: Window) -> None:
    """Give a booking other days: all of the new ones are taken, or the old ones are kept.

    Its hours stay unless the window names others.

    Raises:
        CapacityError: As in ``hold``.
        ConflictError: Somebody else changed the booking meanwhile.
    """
    testbed = booking.testbed
    before = [booking.start_day.isoformat(), booking.last_day.isoformat()]
    window = replace(window, hours=window.hours or booking.hours)
    with naming_full_days(testbed, window, booking.id):
        changed: Any = db.session.execute(
            update(Booking)
            .where(Booking.id == booking.id, Booking.version == booking.version)
            .values(**taken(testbed, window), version=booking.version + 1, changed_at=clock.now())
            .execution_options(synchronize_session=False)
        )
    if changed.rowcount != 1:
        raise ConflictError(thing="booking", id=booking.id)
    db.session.refresh(booking)
    after = [window.start.isoformat(), window.end.isoformat()]
    record(actor, "booking:move", booking, city_id=testbed.city_id, before=before, after=after)


def take_opened(testbed: Testbed, slots: Collection[int]) -> None:
    """Give slots that were opened to the bookings whose windows have them.

    Raises:
        CapacityError: More bookings have one of them than fit.
    """
    bookings = db.session.scalars(
        select(Booking)
        .where(
            Booking.testbed_id == testbed.id,
            Booking.status.in_(OCCUPYING),
            Booking.start_slot <= max(slots),
            Booking.end_slot > min(slots),
        )
        .order_by(Booking.id)
    ).all()
    try:
        with db.session.begin_nested():
            db.session.add_all(
                BookingSlot(
                    booking_id=booking.id, slot=slot, testbed_id=testbed.id, units=booking.units
                )
                for booking in bookings
                for slot in slots
                if booking.takes(slot)
            )
    except IntegrityError as problem:
        if "within_capacity" not in constraint_of(problem):
            raise
        raise CapacityError(testbed=testbed.name, testbed_id=testbed.id, days=[]) from problem


def taken(testbed: Testbed, window: Window) -> dict[str, Any]:
    """Return the columns of a booking that say what it takes.

    Raises:
        FieldError: ``too_long``.
    """
    zone = testbed.city.time_zone
    start_slot, end_slot = slots_of(testbed.slot_unit, zone, window.start, window.end)
    if end_slot - start_slot > MOST_SLOTS:
        raise FieldError("too_long", field="end", days=testbed.max_days)
    by_hour = testbed.slot_unit is SlotUnit.HOUR
    hours = (window.hours or WHOLE_DAY) if by_hour else WHOLE_DAY
    return {
        "start_slot": start_slot,
        "end_slot": end_slot,
        "weekdays": window.weekdays,
        "units": window.units,
        "from_hour": hours.start,
        "to_hour": hours.end,
        "stretches": [list(one) for one in stretches_of(zone, window)] if by_hour else None,
    }


def _move(actor: Actor, booking: Booking, action: BookingAction, **values: Any) -> None:
    move(actor, booking, BOOKING_WORKFLOW, action, changed_at=clock.now(), **values)


@contextmanager
def naming_full_days(
    testbed: Testbed, window: Window, booking_id: int | None = None
) -> Iterator[None]:
    """Turn the ledger's refusal into one that names the days, read afresh after it.

    ``booking_id`` is the booking that is being moved; the days it has do not count against it.
    """
    try:
        with db.session.begin_nested():
            yield
    except IntegrityError as problem:
        name = constraint_of(problem)
        if "within_capacity" in name:
            days = full_days(testbed, window, booking_id)[:MOST_DAYS_NAMED]
            raise CapacityError(testbed=testbed.name, testbed_id=testbed.id, days=days) from problem
        if "booking_has_no_open_slot" in name:
            raise CapacityError("no_open_day", testbed=testbed.name, days=[]) from problem
        raise
