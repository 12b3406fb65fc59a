"""Change bookings after they were made, for the cities and for applicants who cancel."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.database import constraint_of, db, use_case
from app.policies.actor import Actor
from app.policies.subject import of_part, of_testbed
from app.policies.table import Action, authorise, may
from app.services import application, decision
from app.services.audit import record
from app.services.booking_shift import shift
from app.services.correspondence import tell_applicant
from app.services.hold import told
from app.services.lapse import settled
from app.services.ledger import MOST_DAYS_NAMED, take_turn
from app.services.review import require_impartial
from app.services.waiting import fill
from models.application import ApplicationPart
from models.booking import Booking, TestbedLoad, local_day
from models.errors import CapacityError, FieldError, NotFoundError
from models.testbed import Testbed
from models.text import tidy
from models.window import Hours


@settled("booking")
@use_case
def move_booking(
    actor: Actor,
    booking_id: int,
    start: dt.date,
    end: dt.date,
    reason: str,
    hours: Hours | None = None,
) -> int:
    """Move a booking to other days in one step; the pilot's dates follow.  Returns its id.

    Its hours stay unless others are given.

    The agreement is put anew with the new days; ``said`` is what the applicant and
    the city have said to them, as in ``agreement.supersede``.

    Raises:
        CapacityError: The new days are full (facts: testbed, days); the old ones are kept.
        ForbiddenError: ``own_application``, ``recused``.
        FieldError: ``reason_needed``, ``hour_order``, or dates as in ``decision.offer``; the first
            day of a running pilot stays.
    """
    booking, part = _booking(actor, booking_id)
    authorise(actor, Action.BOOKING_MOVE, of_part(part))
    require_impartial(actor, part)
    take_turn([booking.testbed_id])
    why = tidy(reason)
    if not why:
        raise FieldError("reason_needed", field="reason")
    shift(actor, booking, start, end, hours)
    once = f"b{booking.id}.{booking.version}"  # a part offered again has another booking
    tell_applicant(part, "booking/moved", once=once, reason=why, **told(booking))
    return booking.id


def cancel(actor: Actor, booking_id: int, reason: str) -> int:
    """Cancel a booking for the city (with a reason) or for the applicant.  Returns its id."""
    _row, part = _booking(actor, booking_id)
    subject = of_part(part)
    authorise(actor, Action.BOOKING_CANCEL, subject)
    if may(actor, Action.APPLICATION_WITHDRAW, subject):
        application.withdraw(actor, part.id, reason)
    else:
        decision.cancel_by_city(actor, part.id, reason)
    return booking_id


@settled("testbed")
@use_case
def change_capacity(actor: Actor, testbed_id: int, capacity: int) -> int:
    """Change how many pilots fit at once, for the testbed's editors; returns the capacity.

    Raises:
        CapacityError: ``capacity_in_use`` (facts: testbed, days, used): more is booked already.
    """
    testbed = db.session.get(Testbed, testbed_id)
    if testbed is None or not may(actor, Action.TESTBED_READ, of_testbed(testbed)):
        raise NotFoundError
    authorise(actor, Action.TESTBED_EDIT, of_testbed(testbed))
    if capacity < 1:
        raise FieldError("capacity_too_small", field="capacity")
    take_turn([testbed_id])
    before = testbed.capacity
    try:
        with db.session.begin_nested():
            testbed.capacity = capacity
            db.session.flush()
    except IntegrityError as problem:
        if "within_capacity" not in constraint_of(problem):
            raise
        raise _in_use(testbed_id, capacity) from problem
    record(actor, "testbed:capacity", testbed, before=before, after=capacity)
    if capacity > before:
        fill(testbed_id)
    return capacity


def _booking(actor: Actor, booking_id: int) -> tuple[Booking, ApplicationPart]:
    """Return a booking and its part when the actor may know of them."""
    booking = db.session.get(Booking, booking_id)
    part = db.session.get(ApplicationPart, booking.part_id) if booking and booking.part_id else None
    if booking is None or part is None:
        raise NotFoundError
    subject = of_part(part)
    if not (may(actor, Action.PART_READ, subject) or may(actor, Action.APPLICATION_READ, subject)):
        raise NotFoundError
    return booking, part


def _in_use(testbed_id: int, capacity: int) -> CapacityError:
    """Return the refusal with the days on which more is booked than would fit."""
    testbed = db.session.get_one(Testbed, testbed_id)
    rows = db.session.execute(
        select(TestbedLoad.slot, TestbedLoad.used)
        .where(TestbedLoad.testbed_id == testbed_id, TestbedLoad.used > capacity)
        .order_by(TestbedLoad.slot)
    ).all()
    days = [local_day(testbed.slot_unit, testbed.city.time_zone, slot) for slot, _used in rows]
    return CapacityError(
        "capacity_in_use",
        testbed=testbed.name,
        days=sorted(set(days))[:MOST_DAYS_NAMED],
        used=max((used for _slot, used in rows), default=0),
    )
