"""Change bookings after they were made, for the cities and for applicants who cancel."""

import datetime as dt

from app.database import use_case
from app.policies.actor import Actor


@use_case
def move_booking(actor: Actor, booking_id: int, start: dt.date, end: dt.date, reason: str) -> int:
    """Move a booking to other days in one step; the pilot's dates follow.  Returns its id.

    Raises:
        CapacityError: The new days are full (facts: testbed, days); the old ones are kept.
        FieldError: ``reason_needed``, or dates as in ``decision.offer``; the first day of a
            running pilot stays.
    """
    raise NotImplementedError


@use_case
def cancel(actor: Actor, booking_id: int, reason: str) -> int:
    """Cancel a booking for the city (with a reason) or for the applicant.  Returns its id."""
    raise NotImplementedError


@use_case
def change_capacity(actor: Actor, testbed_id: int, capacity: int) -> int:
    """Change how many pilots fit at once, for the testbed's editors; returns the capacity.

    Raises:
        CapacityError: ``capacity_in_use`` (facts: testbed, days, used): more is booked already.
    """
    raise NotImplementedError
