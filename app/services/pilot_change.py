"""Move or extend a pilot: the applicant asks, host or coordinator answers, the ledger decides."""

import datetime as dt

from sqlalchemy.exc import IntegrityError

from app import clock
from app.database import constraint_of, db, use_case
from app.policies.actor import Actor
from app.policies.approval import is_own
from app.policies.subject import of_part
from app.policies.table import Action, authorise
from app.queries.pilot_change import booking_of, change_of, first_day_stays
from app.services.agreement import Consent, Consents
from app.services.audit import record
from app.services.booking_shift import check_days, shift
from app.services.lapse import settled
from app.services.move import move
from app.services.pilot_mail import tell_applicants, tell_cities
from app.services.pilot_step import entered, part_of
from models.application import ApplicationPart
from models.booking import Booking
from models.errors import ConflictError, FieldError, ForbiddenError, IllegalMoveError
from models.pilot import Pilot
from models.pilot_change import CHANGE_WORKFLOW, MOVABLE, ChangeAction, PilotChange
from models.text import tidy

LONGEST = 2_000


@use_case
def ask(actor: Actor, pilot_id: int, start: dt.date, end: dt.date, reason: str) -> int:
    """Ask for other days, for the applicant; nothing is taken yet.  Returns the wish's id.

    Raises:
        ConflictError: ``other_days_asked``: a wish waits for its answer; ``no_days``: the pilot has
            no days of its own here.
        FieldError: ``reason_needed``; ``same_days``; dates as ``booking_shift.check_days``.
        IllegalMoveError: The pilot has ended.
    """
    pilot = entered(actor, pilot_id, Action.PILOT_ASK)
    booking = _movable(pilot)
    first = pilot.start_day if first_day_stays(pilot) else start
    check_days(booking, first, end)
    if (first, end) == (pilot.start_day, pilot.end_day):
        raise FieldError("same_days", field="end")
    why = tidy(reason)[:LONGEST]
    if not why:
        raise FieldError("reason_needed", field="reason")
    change = PilotChange(
        pilot_id=pilot.id, old_start=pilot.start_day, old_end=pilot.end_day, start_day=first,
        end_day=end, reason=why, asked_by_id=actor.user_id, asked_at=clock.now(),
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(change)
            db.session.flush()
    except IntegrityError as problem:
        if "pilot_change" not in constraint_of(problem):
            raise
        raise ConflictError("other_days_asked") from problem
    record(actor, "pilot_change:ask", change, pilot=pilot.id)
    tell_cities(
        pilot, "pilot/change_asked", f"c{change.id}", start=first.isoformat(),
        end=end.isoformat(), reason=why,
    )  # fmt: skip
    return change.id


@use_case
def withdraw(actor: Actor, pilot_id: int, change_id: int) -> int:
    """Take a wish back, for the applicant.  Returns its id."""
    pilot = entered(actor, pilot_id, Action.PILOT_ASK)
    change = change_of(pilot, change_id)
    move(actor, change, CHANGE_WORKFLOW, ChangeAction.WITHDRAW, answered_at=clock.now())
    return change.id


@settled("pilot")
@use_case
def approve(actor: Actor, pilot_id: int, change_id: int, answer: str = "") -> int:
    """Grant a wish, for host or coordinator: new days taken, old ones freed, all in one.

    The booking moves through the ledger, the pilot's days and its checklist follow, freed days are
    offered to those who wait.  Returns the wish's id.

    Raises:
        CapacityError: The days are full now (facts: testbed, days); everything stays as it was.
        ForbiddenError: ``own_application``.
        FieldError: The wished days have passed.
        IllegalMoveError: It has been answered, or the pilot has ended.
    """
    pilot, change, _part = _to_answer(actor, pilot_id, change_id)
    CHANGE_WORKFLOW.after(change.status, ChangeAction.APPROVE)
    booking = _movable(pilot)
    asked = Consent(change.asked_by_id, change.asked_by.name, change.asked_at)
    shift(actor, booking, change.start_day, change.end_day, said=Consents(asked))
    words = _answered(actor, change, ChangeAction.APPROVE, answer)
    tell_applicants(
        pilot, "pilot/change_approved", f"c{change.id}", start=change.start_day.isoformat(),
        end=change.end_day.isoformat(), note=words,
    )  # fmt: skip
    tell_cities(
        pilot, "pilot/change_approved_city", f"c{change.id}", start=change.start_day.isoformat(),
        end=change.end_day.isoformat(), reason=change.reason,
    )  # fmt: skip
    return change.id


@use_case
def decline(actor: Actor, pilot_id: int, change_id: int, reason: str) -> int:
    """Say no to a wish, with a reason; everything stays as it is.  Returns the wish's id."""
    pilot, change, _part = _to_answer(actor, pilot_id, change_id)
    CHANGE_WORKFLOW.after(change.status, ChangeAction.DECLINE)
    if not tidy(reason):
        raise FieldError("reason_needed", field="reason")
    words = _answered(actor, change, ChangeAction.DECLINE, reason)
    tell_applicants(
        pilot, "pilot/change_declined", f"c{change.id}", start=change.start_day.isoformat(),
        end=change.end_day.isoformat(), reason=words,
    )  # fmt: skip
    return change.id


def _to_answer(
    actor: Actor, pilot_id: int, change_id: int
) -> tuple[Pilot, PilotChange, ApplicationPart]:
    pilot = entered(actor, pilot_id, Action.PILOT_READ)
    change, part = change_of(pilot, change_id), part_of(pilot)
    if part is None:
        raise ForbiddenError
    authorise(actor, Action.BOOKING_MOVE, of_part(part))
    if is_own(actor, part):
        raise ForbiddenError("own_application")
    return pilot, change, part


def _movable(pilot: Pilot) -> Booking:
    if pilot.status not in MOVABLE:
        raise IllegalMoveError(state=pilot.status, action="move")
    booking = booking_of(pilot)
    if booking is None or part_of(pilot) is None:
        raise ConflictError("no_days")
    return booking


def _answered(actor: Actor, change: PilotChange, action: ChangeAction, answer: str) -> str:
    words = tidy(answer)[:LONGEST]
    move(
        actor, change, CHANGE_WORKFLOW, action,
        answer=words, answered_by=actor.name, answered_at=clock.now(),
    )  # fmt: skip
    return words
