"""Who is where when, for the staff of the place."""

import datetime as dt
from dataclasses import dataclass

from app.policies.actor import Actor
from models.booking import BookingStatus


@dataclass(frozen=True, slots=True)
class Stay:
    """One booking as staff read it; ``start`` and ``end`` are days, inclusive."""

    booking_id: int
    testbed_id: int
    part_id: int | None
    pilot_id: int | None
    applicant: str
    title: str
    status: BookingStatus
    start: dt.date
    end: dt.date
    weekdays: int
    units: int
    hold_expires_at: dt.datetime | None


def stays(viewer: Actor, testbed_id: int, start: dt.date, end: dt.date) -> list[Stay]:
    """Return the bookings that take places from ``start`` to ``end``, by first day.

    Raises:
        NotFoundError: The viewer is not staff of the testbed's city nor its host.
    """
    raise NotImplementedError
