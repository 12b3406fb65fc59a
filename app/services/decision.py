"""Decide on parts of applications, for the cities: one function for each button of the desk.

Every function returns the part's id (``offer_joint`` the application's), raises NotFoundError for
staff of other cities, ForbiddenError for colleagues whose role does not do this, IllegalMoveError
when the state has moved on.  Deciding on one's own application is refused (``own_application``).
"""

import datetime as dt
from dataclasses import dataclass

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.subject import of_part
from app.policies.table import Action, Relation, authorise, may, relations
from app.queries.calendar import HORIZON_DAYS
from app.services import hold
from app.services.audit import record
from app.services.correspondence import tell_applicant
from app.services.lapse import settled
from app.services.ledger import take_turn
from app.services.release import release
from app.services.step import step
from app.services.verdict import legal_text, write
from app.services.waiting import fitting_window, weekdays_of
from models.application import (
    PART_WORKFLOW,
    Application,
    ApplicationPart,
    JointPolicy,
    Message,
    PartAction,
    PartStatus,
)
from models.decision import Outcome
from models.errors import ConflictError, DomainError, FieldError, ForbiddenError, NotFoundError
from models.testbed_kind import Approval
from models.text import tidy
from models.window import Window

MOST_HOLD_DAYS = 90


@dataclass(frozen=True, slots=True)
class OfferTerms:
    """What is offered.  None: the testbed's own hold time, the weekdays and places as wished."""

    start: dt.date
    end: dt.date
    hold_days: int | None = None
    note: str = ""
    weekdays: int | None = None
    units: int | None = None


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
    words = _needed(question, "question")
    step(actor, part, PartAction.ASK)
    db.session.add(
        Message(
            application_id=part.application_id,
            part_id=part.id,
            author_id=actor.user_id,
            city_id=part.city_id,
            body=words,
            at=clock.now(),
        )
    )
    tell_applicant(part, "decision/question", question=words)
    return part_id


@use_case
def shortlist(
    actor: Actor, part_id: int, start: dt.date | None = None, end: dt.date | None = None
) -> int:
    """Shortlist; for a joint application that needs every place, with the days agreed on.

    Without days the wish itself is agreed on.  Call it again on a shortlisted part to change them.
    """
    part = _part(actor, part_id, Action.PART_REVIEW)
    days = _agreed(part, start, end)
    if part.status is PartStatus.SHORTLISTED:
        part.agreed_start, part.agreed_end = days
        part.version += 1
        record(actor, "application_part:agree_days", part)
        return part_id
    step(actor, part, PartAction.SHORTLIST, agreed_start=days[0], agreed_end=days[1])
    return part_id


@settled("part")
@use_case
def waitlist(actor: Actor, part_id: int, note: str = "") -> int:
    """Promise the next free days that fit the wish.

    Raises:
        ConflictError: ``still_room`` (facts: start, end): the wish fits now, so offer it.
    """
    part = _part(actor, part_id, Action.PART_DECIDE)
    take_turn([part.testbed_id])
    PART_WORKFLOW.after(part.status, PartAction.WAITLIST)
    window = fitting_window(part)
    if window is not None:
        raise ConflictError("still_room", start=window.start, end=window.end)
    step(actor, part, PartAction.WAITLIST)
    write(actor, part, Outcome.WAITLIST, tidy(note))
    tell_applicant(part, "decision/waitlisted", note=tidy(note))
    return part_id


@use_case
def reject(actor: Actor, part_id: int, reason: str) -> int:
    """Decline with a reason that the applicant reads."""
    part = _part(actor, part_id, Action.PART_DECIDE)
    words = _needed(reason, "reason")
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
            ``beyond_horizon``; ``hold_days`` with ``hold_length``.
    """
    part = _part(actor, part_id, Action.PART_DECIDE)
    _city_decides(actor, part)
    together = part.application.joint_policy is JointPolicy.ALL and len(part.application.parts) > 1
    if together:
        raise DomainError("joint_needs_all")
    take_turn([part.testbed_id])
    hold_days = part.testbed.hold_days if terms.hold_days is None else terms.hold_days
    _check_days(part, terms.start, terms.end)
    _check_hold(hold_days)
    window = Window(
        terms.start,
        terms.end,
        terms.weekdays or weekdays_of(part),
        terms.units or part.units,
    )
    hold.place(actor, part, window, hold.Terms(hold_days, tidy(terms.note)))
    return part_id


@settled("application")
@use_case
def offer_joint(actor: Actor, application_id: int, hold_days: int = 14, note: str = "") -> int:
    """Offer every part of an application that needs all its places, or none.

    The actor coordinates at least one of the cities; every part is shortlisted with agreed days.

    Raises:
        CapacityError: Some place is full (facts: testbed, days); nothing is offered.
        ConflictError: ``joint_not_ready`` (facts: testbeds not shortlisted yet).
    """
    application = db.session.get(Application, application_id)
    if application is None:
        raise NotFoundError
    parts = sorted(application.parts, key=lambda each: each.testbed_id)
    readable = [part for part in parts if may(actor, Action.PART_READ, of_part(part))]
    if not readable or any(part.status is PartStatus.DRAFT for part in parts):
        raise NotFoundError
    if not any(may(actor, Action.PART_REOPEN, of_part(part)) for part in readable):
        raise ForbiddenError(action=Action.PART_DECIDE)
    _not_own(actor, readable[0])
    _check_hold(hold_days)
    take_turn(part.testbed_id for part in parts)
    waiting = [part for part in parts if part.status is not PartStatus.SHORTLISTED]
    if waiting:
        raise ConflictError("joint_not_ready", testbeds=[part.testbed.name for part in waiting])
    hold.place_all(
        actor, [(part, _agreed_window(part)) for part in parts], hold.Terms(hold_days, tidy(note))
    )
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
    """Cancel an offer or a booking of the city's own, with a reason; freed days are passed on."""
    part = _part(actor, part_id, Action.BOOKING_CANCEL)
    words = _needed(reason, "reason")
    release(actor, part, PartAction.CANCEL_BY_CITY)
    write(actor, part, Outcome.CANCEL, words)
    tell_applicant(part, "decision/cancelled", reason=words, legal=legal_text(part))
    return part_id


def _part(actor: Actor, part_id: int, action: Action) -> ApplicationPart:
    """Return the part when the actor is of its city or its host and may take the action."""
    part = db.session.get(ApplicationPart, part_id)
    if part is None or part.status is PartStatus.DRAFT:
        raise NotFoundError
    if not may(actor, Action.PART_READ, of_part(part)):
        raise NotFoundError
    authorise(actor, action, of_part(part))
    _not_own(actor, part)
    return part


def _not_own(actor: Actor, part: ApplicationPart) -> None:
    if Relation.APPLICANT in relations(actor, of_part(part)):
        raise ForbiddenError("own_application")


def _city_decides(actor: Actor, part: ApplicationPart) -> None:
    """Let hosts offer only where the place alone decides."""
    if part.testbed.approval is Approval.HOST:
        return
    if not {Relation.COORDINATOR, Relation.ADMIN} & relations(actor, of_part(part)):
        raise ForbiddenError("city_decides")


def _needed(words: str, field: str) -> str:
    kept = tidy(words)
    if not kept:
        raise FieldError("reason_needed" if field == "reason" else "needed", field=field)
    return kept


def _check_days(part: ApplicationPart, start: dt.date, end: dt.date) -> None:
    today = clock.today(part.testbed.city.time_zone)
    if start < today:
        raise FieldError("in_the_past", field="start")
    if end < start:
        raise FieldError("end_before_start", field="end")
    latest = today + dt.timedelta(days=HORIZON_DAYS)
    if end > latest:
        raise FieldError("beyond_horizon", field="end", latest=latest)


def _check_hold(days: int) -> None:
    if not 1 <= days <= MOST_HOLD_DAYS:
        raise FieldError("hold_length", field="hold_days", days=MOST_HOLD_DAYS)


def _agreed(
    part: ApplicationPart, start: dt.date | None, end: dt.date | None
) -> tuple[dt.date | None, dt.date | None]:
    """Return the days agreed on: those given, else the wish itself, else none yet."""
    if start is not None and end is not None:
        _check_days(part, start, end)
        return start, end
    if part.earliest is not None and part.days is not None:
        return part.earliest, part.earliest + dt.timedelta(days=part.days - 1)
    return None, None


def _agreed_window(part: ApplicationPart) -> Window:
    if part.agreed_start is None or part.agreed_end is None:
        raise ConflictError("joint_not_ready", testbeds=[part.testbed.name])
    _check_days(part, part.agreed_start, part.agreed_end)
    return Window(part.agreed_start, part.agreed_end, weekdays_of(part), part.units)
