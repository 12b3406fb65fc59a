"""One step of a pilot, with the booking that hangs on it and the mail that tells of it."""

from typing import Any

from app import clock
from app.database import db
from app.policies.actor import Actor
from app.policies.subject import of_pilot
from app.policies.table import IMPARTIAL, Action, authorise, may
from app.services.correspondence import tell_applicant
from app.services.ledger import finish, let_go, take_turn
from app.services.move import move
from app.services.review import require_impartial
from app.services.search import index_pilot
from app.services.volunteer_mail import tell_how_it_ended
from app.services.waiting import fill
from models.application import ApplicationPart
from models.base import Translated
from models.booking import BookingAction, BookingStatus
from models.errors import NotFoundError
from models.pilot import PILOT_WORKFLOW, Pilot, PilotAction


def entered(actor: Actor, pilot_id: int, action: Action) -> Pilot:
    """Return the pilot when the actor may know of it and take the action, at their turn.

    Raises:
        NotFoundError: It does not exist or is not theirs to know of.
        ForbiddenError: They may look but not do this; ``own_application`` or ``recused`` for
            decisions of those who are bound to the applicant.
    """
    pilot = db.session.get(Pilot, pilot_id)
    if pilot is None:
        raise NotFoundError
    if pilot.testbed_id is not None:
        take_turn([pilot.testbed_id])
    if not (actor.is_system or may(actor, Action.PILOT_READ, of_pilot(pilot))):
        raise NotFoundError
    authorise(actor, action, of_pilot(pilot))
    if action in IMPARTIAL and (part := part_of(pilot)) is not None:
        require_impartial(actor, part)
    return pilot


def take_step(
    actor: Actor, pilot: Pilot, action: PilotAction, note: Translated | None = None, **facts: Any
) -> None:
    """Move a pilot; ``note`` is what residents read about it from now on.

    ``facts`` go into the audit line.
    """
    if note is not None:
        pilot.status_note = note
    pilot.updated_at = clock.now()
    db.session.flush()
    move(actor, pilot, PILOT_WORKFLOW, action, facts)
    index_pilot(pilot)


def publish_result(actor: Actor, pilot: Pilot) -> None:
    """Complete a pilot whose report has been approved; its result is public from now on."""
    take_step(actor, pilot, PilotAction.COMPLETE)
    tell(pilot, "pilot/completed")
    tell_how_it_ended(pilot)


def free_rest(actor: Actor, pilot: Pilot) -> None:
    """Let the pilot end today at the latest; days after today go to the waiting list."""
    last = max(pilot.start_day, min(pilot.end_day, clock.today(pilot.city.time_zone)))
    pilot.end_day = last
    db.session.flush()
    booking = pilot.booking
    if booking is None:
        return
    if booking.status is BookingStatus.RUNNING:
        finish(actor, booking, last)
    elif booking.status is BookingStatus.CONFIRMED:
        let_go(actor, booking, BookingAction.CANCEL)
    fill(booking.testbed_id)


def part_of(pilot: Pilot) -> ApplicationPart | None:
    """Return the part of the application that became this pilot; imported pilots have none."""
    if pilot.booking is None or pilot.booking.part_id is None:
        return None
    return db.session.get(ApplicationPart, pilot.booking.part_id)


def tell(pilot: Pilot, template: str) -> None:
    """Tell the applicant's people what happened to the pilot; real pilots of the past have none."""
    part = part_of(pilot)
    if part is not None:
        facts: dict[str, Any] = {"pilot_id": pilot.id, "slug": pilot.slug}
        facts["end"] = pilot.end_day.isoformat()
        tell_applicant(part, template, once=f"p{pilot.id}.{pilot.version}", **facts)
