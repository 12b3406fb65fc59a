"""Draw up agreements on days that were booked before there were any, once, for the operator."""

from typing import Any

from sqlalchemy import select

from app import clock
from app.database import db, use_case
from app.policies.actor import SYSTEM
from app.policies.approval import decides_by_itself
from app.queries.agreement_text import proposed
from app.services.agreement import Consent, city_signs, written
from app.services.audit import record
from app.services.correspondence import tell_applicant, tell_city
from models.agreement import Agreement, SignedHow
from models.application import BOOKED, ApplicationPart
from models.booking import Booking, BookingStatus

GOING_ON = (BookingStatus.CONFIRMED, BookingStatus.RUNNING)


@use_case
def draw_up_missing() -> int:
    """Put an agreement to both sides of every booking that has none; returns to how many.

    Nobody has signed it: both are asked to, by mail.  Where the place decides by itself the city
    has signed it once for all.  A second run finds nothing to do.
    """
    live = select(Agreement.part_id).where(Agreement.ended_at.is_(None))
    rows = db.session.execute(
        select(ApplicationPart, Booking)
        .join(Booking, Booking.part_id == ApplicationPart.id)
        .where(
            ApplicationPart.status.in_(BOOKED),
            Booking.status.in_(GOING_ON),
            ApplicationPart.id.not_in(live),
        )
        .order_by(ApplicationPart.id)
    ).all()
    for part, booking in rows:
        _draw_up(part, booking)
    return len(rows)


def _draw_up(part: ApplicationPart, booking: Booking) -> None:
    agreement = written(part, proposed(part, booking))
    is_standing = decides_by_itself(part)
    if is_standing:
        city = part.testbed.city.name.best(agreement.language)[0]
        city_signs(agreement, Consent(None, city, clock.now()), SignedHow.STANDING)
    db.session.add(agreement)
    db.session.flush()
    record(SYSTEM, "agreement:draw_up", part, agreement=agreement.id, sha256=agreement.body_sha256)
    once = f"a{agreement.id}"
    days: dict[str, Any] = {name: agreement.facts[name] for name in ("start", "end")}
    tell_applicant(part, "agreement/asked", once=once, agreement_id=agreement.id, **days)
    if not is_standing:
        tell_city(part, "agreement/asked_city", once=once, agreement_id=agreement.id, **days)
