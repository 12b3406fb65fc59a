"""Give a booking other days and let everything that hangs on its days follow.

Shared by the city's own move and by an approved wish of the applicant; those ask for permission
and take their turn at the testbed, this does not.
"""

import datetime as dt

from sqlalchemy import select

from app import clock
from app.database import db
from app.policies.actor import Actor
from app.queries.calendar import HORIZON_DAYS
from app.services.agreement import NOBODY, Consents, supersede
from app.services.ledger import change_days
from app.services.pilot_task import follow_days
from app.services.waiting import fill
from models.application import ApplicationPart
from models.booking import OCCUPYING, Booking, BookingStatus
from models.errors import ConflictError, FieldError
from models.pilot import Pilot
from models.window import Hours, Window


def shift(
    actor: Actor,
    booking: Booking,
    start: dt.date,
    end: dt.date,
    hours: Hours | None = None,
    said: Consents = NOBODY,
) -> None:
    """Move a booking in one step: all new days are taken or the old ones kept.

    Its hours stay unless others are given.

    The pilot's dates, the due days of its checklist and the agreement follow; freed days are
    offered on.  ``said`` is what both sides have said to the new days.

    Raises:
        CapacityError: The new days are full (facts: testbed, days); the old ones are kept.
        FieldError: As ``check_days``; ``hour_order`` for hours that end before they begin.
    """
    if booking.status not in OCCUPYING:
        raise ConflictError("changed_meanwhile")
    check_days(booking, start, end)
    if hours is not None and not hours.are_ordered:
        raise FieldError("hour_order", field="to_hour")
    change_days(actor, booking, Window(start, end, booking.weekdays, booking.units, hours))
    pilot = db.session.scalar(select(Pilot).where(Pilot.booking_id == booking.id))
    if pilot is not None:
        pilot.start_day, pilot.end_day, pilot.updated_at = start, end, clock.now()
        db.session.flush()
        follow_days(pilot)
    part = db.session.get(ApplicationPart, booking.part_id) if booking.part_id else None
    if part is not None:
        supersede(actor, part, said)
    fill(booking.testbed_id)


def check_days(booking: Booking, start: dt.date, end: dt.date) -> None:
    """Refuse days that a booking cannot be moved to, whatever is free.

    Raises:
        FieldError: ``start``/``end`` with ``end_before_start``, ``already_running`` (the first
            day of a running one stays), ``in_the_past``, ``beyond_horizon``.
    """
    today = clock.today(booking.testbed.city.time_zone)
    if end < start:
        raise FieldError("end_before_start", field="end")
    if booking.status is BookingStatus.RUNNING:
        if start != booking.start_day:
            raise FieldError("already_running", field="start")
        if end < today:
            raise FieldError("in_the_past", field="end")
    elif start < today:
        raise FieldError("in_the_past", field="start")
    latest = today + dt.timedelta(days=HORIZON_DAYS)
    if end > latest:
        raise FieldError("beyond_horizon", field="end", latest=latest)
