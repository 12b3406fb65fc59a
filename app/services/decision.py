"""Decide on parts of applications, for the cities: one function for each button of the desk.

Every function returns the part's id (``offer_joint`` the application's), raises NotFoundError for
staff of other cities, ForbiddenError for colleagues whose role does not do this, IllegalMoveError
when the state has moved on.  Deciding on one's own application is refused (``own_application``).
"""

import datetime as dt
from dataclasses import dataclass

from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.alternative import one_of_each
from app.policies.approval import may_promise, needs_all, reads_for_city
from app.policies.subject import of_part
from app.policies.table import Action, authorise, may
from app.queries.decision import part_for_staff
from app.services import hold, message
from app.services.audit import record
from app.services.correspondence import tell_applicant
from app.services.decision_days import agreed, agreed_window, check_days, ordered
from app.services.joint_release import release_rest, turns_with
from app.services.lapse import settled
from app.services.lead import refuse_unless_lead, tell_if_ready
from app.services.ledger import take_turn, take_turn_of
from app.services.release import release
from app.services.review import require_impartial, require_reviews
from app.services.step import step
from app.services.verdict import legal_text, write
from app.services.waiting import WAITING, fitting_window
from models.application import (
    PART_WORKFLOW,
    Application,
    ApplicationPart,
    PartAction,
    PartStatus,
)
from models.decision import Outcome
from models.errors import ConflictError, DomainError, FieldError, ForbiddenError, NotFoundError
from models.window import Hours, Window

MOST_HOLD_DAYS = 90


@dataclass(frozen=True, slots=True)
class OfferTerms:
    """What is offered.

    None: the testbed's own hold time; weekdays, places and hours as wished, or as agreed on.
    """

    start: dt.date
    end: dt.date
    hold_days: int | None = None
    note: str = ""
    weekdays: int | None = None
    units: int | None = None
    hours: Hours | None = None


@use_case
def take_up(actor: Actor, part_id: int) -> int:
    """Begin reading a sent part."""
    part = _part(actor, part_id, Action.PART_REVIEW)
    step(actor, part, PartAction.TAKE_UP)
    return part_id


@use_case
def ask(actor: Actor, part_id: int, question: str) -> int:
    """Ask the applicant for more; the clock stops until they answer."""
    part = _part(actor, part_id, Action.PART_ASK)
    words = message.said(question, "question")
    step(actor, part, PartAction.ASK)
    message.write(actor, part.application_id, words, part_id=part.id, city_id=part.city_id)
    tell_applicant(part, "decision/question", question=words)
    return part_id


@use_case
def shortlist(
    actor: Actor,
    part_id: int,
    start: dt.date | None = None,
    end: dt.date | None = None,
    hours: Hours | None = None,
) -> int:
    """Shortlist; for a joint application that needs every place, with the days agreed on.

    Without days the wish itself is agreed on.  Call it again on a shortlisted part to change them.

    Raises:
        ConflictError: ``reviews_missing`` (needed, count): the call asks for more reviews first.
    """
    part = _part(actor, part_id, Action.PART_REVIEW)
    take_turn([part.testbed_id])
    agreed_start, agreed_end = agreed(part, start, end)
    asked = ordered(hours or part.agreed_hours)
    days = {
        "agreed_start": agreed_start,
        "agreed_end": agreed_end,
        "agreed_from_hour": asked.start,
        "agreed_to_hour": asked.end,
    }
    if part.status is PartStatus.SHORTLISTED:
        for name, value in days.items():
            setattr(part, name, value)
        part.version += 1
        record(actor, "application_part:agree_days", part)
        return part_id
    PART_WORKFLOW.after(part.status, PartAction.SHORTLIST)
    require_reviews(part)
    step(actor, part, PartAction.SHORTLIST, **days)
    tell_if_ready(part)
    return part_id


@settled("part")
@use_case
def waitlist(actor: Actor, part_id: int, note: str = "") -> int:
    """Promise the next free days that fit the wish.

    Raises:
        ConflictError: ``still_room`` (facts: start, end): the wish fits now, so offer it.
        ForbiddenError: ``city_decides``, as for an offer: the promise is kept without asking again.
    """
    part = _promised(actor, part_id)
    take_turn([part.testbed_id])
    PART_WORKFLOW.after(part.status, PartAction.WAITLIST)
    require_reviews(part)
    words = message.said(note, "note", needed=False)
    window = fitting_window(part)
    if window is not None:
        raise ConflictError("still_room", start=window.start, end=window.end)
    step(actor, part, PartAction.WAITLIST)
    write(actor, part, Outcome.WAITLIST, words)
    tell_if_ready(part)
    tell_applicant(part, "decision/waitlisted", note=words)
    return part_id


@use_case
def reject(actor: Actor, part_id: int, reason: str) -> int:
    """Decline with a reason that the applicant reads."""
    part = _part(actor, part_id, Action.PART_DECIDE)
    words = _reason(reason)
    step(actor, part, PartAction.REJECT)
    write(actor, part, Outcome.REJECT, words)
    tell_applicant(part, "decision/rejected", reason=words, legal=legal_text(part))
    return part_id


@settled("part")
@use_case
def offer(actor: Actor, part_id: int, terms: OfferTerms) -> int:
    """Hold the days in the ledger and offer them to the applicant.

    Raises:
        CapacityError: ``full`` (facts: testbed, days) or ``no_open_day``.
        ForbiddenError: ``city_decides`` where the testbed needs its city's coordinator.
        DomainError: ``joint_needs_all``: a part of an application that needs every place.
        FieldError: ``start``/``end`` with ``in_the_past``, ``end_before_start``,
            ``beyond_horizon``; ``hold_days`` with ``hold_length``; ``to_hour`` with
            ``hour_order``.
    """
    take_turn_of(part_id)
    part = _promised(actor, part_id)
    if needs_all(part):
        raise DomainError("joint_needs_all")
    PART_WORKFLOW.after(part.status, PartAction.OFFER)
    require_reviews(part)
    hold_days = part.testbed.hold_days if terms.hold_days is None else terms.hold_days
    check_days(part, terms.start, terms.end)
    offered = _offer_terms(hold_days, terms.note)
    window = Window(
        terms.start,
        terms.end,
        terms.weekdays or part.weekdays,
        terms.units or part.units,
        ordered(terms.hours or part.agreed_hours),
    )
    hold.place(actor, part, window, offered)
    return part_id


@settled("application")
@use_case
def offer_joint(actor: Actor, application_id: int, hold_days: int = 14, note: str = "") -> int:
    """Offer every part of an application that needs all its places, or none.

    Of places wished for instead of each other the most wished for that is still open is offered.

    The actor coordinates the city that leads; every part is shortlisted with agreed days, or waits
    for its days.

    Raises:
        ForbiddenError: ``lead_city_sends`` (city) for everybody else.
        CapacityError: Some place is full (facts: testbed, days); nothing is offered.
        ConflictError: ``joint_not_ready`` (facts: testbeds not shortlisted yet);
            ``no_lead_needed``: every city offers its own parts.
    """
    application = db.session.get(Application, application_id)
    if application is None:
        raise NotFoundError
    readable = [part for part in application.parts if reads_for_city(actor, part)]
    if not readable:
        raise NotFoundError
    if not any(may(actor, Action.APPLICATION_LEAD, of_part(part)) for part in readable):
        raise ForbiddenError(action=Action.APPLICATION_LEAD)
    refuse_unless_lead(actor, application)
    if not needs_all(readable[0]):
        raise ConflictError("no_lead_needed")
    for part in readable:
        require_impartial(actor, part)
    offered = _offer_terms(hold_days, note)
    take_turn(part.testbed_id for part in application.parts)
    parts = one_of_each(application)
    unready = [part for part in parts if part.status not in WAITING]
    if unready:
        raise ConflictError("joint_not_ready", testbeds=[part.testbed.name for part in unready])
    hold.place_all(actor, [(part, agreed_window(part)) for part in parts], offered)
    return application_id


@use_case
def reopen(actor: Actor, part_id: int) -> int:
    """Take an ended part up again.  Takes no days back: a new offer passes the ledger."""
    part = _part(actor, part_id, Action.PART_REOPEN)
    step(actor, part, PartAction.REOPEN)
    tell_applicant(part, "decision/reopened")
    return part_id


@settled("part")
@use_case
def cancel_by_city(actor: Actor, part_id: int, reason: str) -> int:
    """Cancel an offer or a booking of the city's own, with a reason; freed days are passed on.

    Where the applicant needs every place, the offers of the others are let go with it.
    """
    part = _part(actor, part_id, Action.BOOKING_CANCEL)
    words = _reason(reason)
    take_turn(turns_with(part))
    release(actor, part, PartAction.CANCEL_BY_CITY)
    write(actor, part, Outcome.CANCEL, words)
    tell_applicant(part, "decision/cancelled", reason=words, legal=legal_text(part))
    release_rest(part)
    return part_id


def _part(actor: Actor, part_id: int, action: Action) -> ApplicationPart:
    """Return the part when the actor is of its city or its host and may take the action."""
    part = part_for_staff(actor, part_id)
    authorise(actor, action, of_part(part))
    require_impartial(actor, part)
    return part


def _promised(actor: Actor, part_id: int) -> ApplicationPart:
    """Return a part to which the actor may promise days."""
    part = _part(actor, part_id, Action.PART_DECIDE)
    if not may_promise(actor, part):
        raise ForbiddenError("city_decides")
    return part


def _reason(words: str) -> str:
    kept = message.said(words, "reason", needed=False)
    if not kept:
        raise FieldError("reason_needed", field="reason")
    return kept


def _offer_terms(hold_days: int, note: str) -> hold.Terms:
    if not 1 <= hold_days <= MOST_HOLD_DAYS:
        raise FieldError("hold_length", field="hold_days", days=MOST_HOLD_DAYS)
    return hold.Terms(hold_days, message.said(note, "note", needed=False))
