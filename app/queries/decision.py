"""The city's desk: one part to be decided, and what an answer would mean."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app import clock
from app.database import db
from app.policies.actor import Actor
from app.policies.approval import is_own, may_promise, needs_all, reads_for_city
from app.policies.subject import of_part
from app.policies.table import Action, may
from app.queries.calendar import first_free, load
from app.queries.decision_queue import Queue as Queue
from app.queries.decision_queue import QueueFilter as QueueFilter
from app.queries.decision_queue import QueueRow as QueueRow
from app.queries.decision_queue import queue as queue
from app.queries.review import is_recused
from app.queries.rival import Rival as Rival
from app.queries.rival import rivals
from app.queries.testbed_hours import days_outside
from models.application import PART_WORKFLOW, Application, ApplicationPart, PartAction
from models.decision import Decision
from models.errors import NotFoundError
from models.testbed import Testbed
from models.window import Hours, Window

MOST_DAYS = 10
_WHOLE = (
    joinedload(ApplicationPart.application).joinedload(Application.author),
    joinedload(ApplicationPart.testbed).joinedload(Testbed.city),
)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What an offer of these days would meet.

    It would leave ``left`` of ``capacity`` on the busiest day; ``full_days`` (up to 10) are why it
    would be refused.  On ``outside`` days its hours reach beyond those when the place is open.
    """

    start: dt.date
    end: dt.date
    hours: Hours
    capacity: int
    left: int
    full_days: list[dt.date]
    closed_days: list[dt.date]
    next_free: dt.date | None
    outside: list[dt.date]
    rivals: list[Rival] = field(default_factory=list)


def part_for_staff(viewer: Actor, part_id: int) -> ApplicationPart:
    """Return one part with its application, applicant, testbed and sibling parts.

    Raises:
        NotFoundError: It is a draft, does not exist, or belongs to another city.
    """
    part = db.session.get(ApplicationPart, part_id, options=_WHOLE)
    if part is None or not reads_for_city(viewer, part):
        raise NotFoundError
    return part


def staff_parts(viewer: Actor, parts: Sequence[ApplicationPart]) -> list[ApplicationPart]:
    """Return those of the parts, drafts left out, that the viewer reads for a city or as a host."""
    return [part for part in parts if reads_for_city(viewer, part)]


def outlook(
    viewer: Actor,
    part_id: int,
    start: dt.date | None = None,
    end: dt.date | None = None,
    hours: Hours | None = None,
) -> Outlook | None:
    """Return what an offer of these days and hours (default: the wish) would meet.

    None without days.
    """
    part = part_for_staff(viewer, part_id)
    wished = part.agreed_hours if hours is None else hours
    window = _window(part, start, end, wished)
    if window is None:
        return None
    loads = load([part.testbed_id], window.start, window.end, window.hours)[part.testbed_id]
    used = [day for day in loads if window.uses(day.day) and not day.closed]
    return Outlook(
        start=window.start,
        end=window.end,
        hours=wished,
        capacity=part.testbed.capacity,
        left=min((day.free for day in used), default=0) - window.units,
        full_days=[day.day for day in used if day.free < window.units][:MOST_DAYS],
        closed_days=[day.day for day in loads if day.closed],
        next_free=first_free(
            part.testbed_id,
            window.days,
            max(window.start, clock.today(part.testbed.city.time_zone)),
            window.units,
            window.weekdays,
            window.hours,
        ),
        outside=days_outside(part.testbed, window),
        rivals=rivals(part, window),
    )


def _window(
    part: ApplicationPart, start: dt.date | None, end: dt.date | None, hours: Hours
) -> Window | None:
    first = start or part.earliest
    if first is None:
        return None
    if end is None:
        if part.days is None:
            return None
        end = first + dt.timedelta(days=part.days - 1)
    return Window(first, end, part.weekdays, part.units, hours) if end >= first else None


def history(viewer: Actor, part_id: int) -> list[Decision]:
    """Return the decisions on a part, oldest first; readable by both sides."""
    part = db.session.get(ApplicationPart, part_id)
    if part is None:
        raise NotFoundError
    subject = of_part(part)
    if not (
        may(viewer, Action.PART_READ, subject) or may(viewer, Action.APPLICATION_READ, subject)
    ):
        raise NotFoundError
    return list(
        db.session.scalars(
            select(Decision)
            .where(Decision.part_id == part_id)
            .options(joinedload(Decision.by))
            .order_by(Decision.id)
        )
    )


NEEDS = {
    PartAction.TAKE_UP: Action.PART_REVIEW,
    PartAction.ASK: Action.PART_ASK,
    PartAction.SHORTLIST: Action.PART_REVIEW,
    PartAction.WAITLIST: Action.PART_DECIDE,
    PartAction.OFFER: Action.PART_DECIDE,
    PartAction.REJECT: Action.PART_DECIDE,
    PartAction.CANCEL_BY_CITY: Action.BOOKING_CANCEL,
    PartAction.REOPEN: Action.PART_REOPEN,
}


def open_actions(viewer: Actor, part: ApplicationPart) -> frozenset[PartAction]:
    """Return the moves whose buttons this viewer should see: the state's, by their role.

    A part that can only be offered with its siblings has no OFFER of its own.
    """
    subject = of_part(part)
    hidden = set() if may_promise(viewer, part) else {PartAction.OFFER, PartAction.WAITLIST}
    if needs_all(part):
        hidden.add(PartAction.OFFER)
    if is_own(viewer, part) or is_recused(viewer, [part.id]):
        return frozenset()
    return frozenset(
        action
        for action in PART_WORKFLOW.open_actions(part.status) - hidden
        if action in NEEDS and may(viewer, NEEDS[action], subject)
    )
