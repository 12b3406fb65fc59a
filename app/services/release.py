"""Let a part go together with everything that hangs on it: its booking, its pilot, its days.

Shared by declining, withdrawing and cancelling; those ask for permission, this does not.
"""

from sqlalchemy import select

from app import clock
from app.database import db
from app.policies.actor import Actor
from app.services.agreement import end
from app.services.ledger import let_go, take_turn
from app.services.move import move
from app.services.step import step
from app.services.waiting import fill
from models.application import BOOKED, PART_WORKFLOW, ApplicationPart, PartAction
from models.base import Translated
from models.booking import OCCUPYING, Booking, BookingAction
from models.errors import IllegalMoveError
from models.pilot import PILOT_WORKFLOW, Pilot, PilotAction, PilotStatus


def release(
    actor: Actor, part: ApplicationPart, action: PartAction, public_note: Translated | None = None
) -> None:
    """Take an ending step of a part; held or booked days are freed and passed on.

    ``public_note`` is what residents read about a pilot that ends with it.

    Raises:
        IllegalMoveError: The state has no such move, or the pilot has already ended.
    """
    take_turn([part.testbed_id])
    PART_WORKFLOW.after(part.status, action)
    booking = active_booking(part.id)
    if part.status in BOOKED and booking is None:
        raise IllegalMoveError(state=part.status, action=action)
    step(actor, part, action)
    end(part)
    if booking is None:
        return
    _stop_pilot(actor, booking, public_note)
    let_go(actor, booking, BookingAction.CANCEL)
    fill(part.testbed_id)


def active_booking(part_id: int) -> Booking | None:
    """Return the booking that takes days for a part now, if there is one."""
    return db.session.scalar(
        select(Booking).where(Booking.part_id == part_id, Booking.status.in_(OCCUPYING))
    )


def _stop_pilot(actor: Actor, booking: Booking, note: Translated | None) -> None:
    pilot = db.session.scalar(select(Pilot).where(Pilot.booking_id == booking.id))
    if pilot is None or not PILOT_WORKFLOW.allows(pilot.status, PilotAction.STOP):
        return
    if pilot.status in (PilotStatus.RUNNING, PilotStatus.PAUSED):
        today = clock.today(pilot.city.time_zone)
        pilot.end_day = max(pilot.start_day, min(pilot.end_day, today))
    if note:
        pilot.status_note = note
    pilot.updated_at = clock.now()
    db.session.flush()
    move(actor, pilot, PILOT_WORKFLOW, PilotAction.STOP)
