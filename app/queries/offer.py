"""The days that a part of an application holds or held, for both sides."""

from collections.abc import Sequence

from sqlalchemy import select

from app.database import db
from app.policies.actor import Actor
from app.policies.subject import of_part
from app.policies.table import Action, may
from models.application import ApplicationPart
from models.booking import Booking
from models.errors import NotFoundError


def latest_bookings(parts: Sequence[ApplicationPart]) -> dict[int, Booking]:
    """Return the newest booking of each part that has one; the caller may read the parts."""
    rows = db.session.scalars(
        select(Booking).where(Booking.part_id.in_([part.id for part in parts])).order_by(Booking.id)
    )
    return {booking.part_id: booking for booking in rows if booking.part_id is not None}


def booking_for_staff(viewer: Actor, booking_id: int) -> tuple[Booking, ApplicationPart]:
    """Return a booking and its part for the staff of its city or its host.

    Raises:
        NotFoundError: It does not exist, or belongs to another city.
    """
    booking = db.session.get(Booking, booking_id)
    part = db.session.get(ApplicationPart, booking.part_id) if booking and booking.part_id else None
    if booking is None or part is None or not may(viewer, Action.PART_READ, of_part(part)):
        raise NotFoundError
    return booking, part
