"""The days that a part of an application holds or held, for both sides."""

from collections.abc import Sequence

from sqlalchemy import select

from app.database import db
from models.application import ApplicationPart
from models.booking import Booking


def latest_bookings(parts: Sequence[ApplicationPart]) -> dict[int, Booking]:
    """Return the newest booking of each part that has one; the caller may read the parts."""
    rows = db.session.scalars(
        select(Booking).where(Booking.part_id.in_([part.id for part in parts])).order_by(Booking.id)
    )
    return {booking.part_id: booking for booking in rows if booking.part_id is not None}
