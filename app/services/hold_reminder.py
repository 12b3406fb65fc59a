"""Remind applicants, once, that the days held for them are let go within a day."""

import datetime as dt

from sqlalchemy import select

from app import clock
from app.database import db, use_case
from app.services.correspondence import tell_applicant
from models.application import ApplicationPart, PartStatus
from models.booking import Booking, BookingStatus

BEFORE = dt.timedelta(days=1)
# Whoever got the offer itself so lately needs no reminder of it.
NOT_AFTER_OFFER = dt.timedelta(hours=12)


@use_case
def remind_all() -> int:
    """Remind everybody whose held days end within a day; returns of how many offers."""
    now = clock.now()
    ending = db.session.execute(
        select(Booking, ApplicationPart)
        .join(ApplicationPart, ApplicationPart.id == Booking.part_id)
        .where(
            Booking.status == BookingStatus.HELD,
            Booking.hold_expires_at > now,
            Booking.hold_expires_at <= now + BEFORE,
            Booking.created_at <= now - NOT_AFTER_OFFER,
            ApplicationPart.status == PartStatus.OFFERED,
        )
        .order_by(Booking.id)
    ).all()
    for booking, part in ending:
        tell_applicant(
            part,
            "offer/last_day",
            once=f"b{booking.id}",
            held_until=booking.hold_expires_at.isoformat() if booking.hold_expires_at else "",
            start=booking.start_day.isoformat(),
            end=booking.last_day.isoformat(),
        )
    return len(ending)
