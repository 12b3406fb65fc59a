"""Close and open days of a testbed, for its city and hosts."""

import datetime as dt

from app.database import use_case
from app.policies.actor import Actor

MAX_DAYS = 366


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
    raise NotImplementedError


@use_case
def open_days(actor: Actor, testbed_id: int, start: dt.date, end: dt.date) -> int:
    """Open closed days again and pass them on to the waiting list; returns how many."""
    raise NotImplementedError
