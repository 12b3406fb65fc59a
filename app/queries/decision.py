"""The city's desk: what waits for a decision, and what an answer would mean."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import joinedload

from app import clock
from app.database import db
from app.policies.actor import Actor
from app.policies.approval import is_own, may_promise, needs_all, reads_for_city
from app.policies.subject import of_part
from app.policies.table import Action, may
from app.queries.calendar import first_free, load
from app.queries.rival import Rival as Rival
from app.queries.rival import rivals
from models.application import (
    OPEN_FOR_DECISION,
    PART_WORKFLOW,
    ApplicantForm,
    Application,
    ApplicationPart,
    PartAction,
    PartStatus,
)
from models.booking import Booking, BookingStatus
from models.decision import Decision
from models.errors import NotFoundError
from models.organisation import Organisation
from models.testbed import Testbed
from models.window import Window

MOST_DAYS = 10


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What to show.  Empty: everything open for decision."""

    statuses: tuple[PartStatus, ...] = ()
    city_id: int | None = None
    testbed_id: int | None = None
    text: str = ""
    order: str = "due"  # due | newest | testbed
    page: int = 1
    per_page: int = 50


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One part in the queue.  ``days_left`` counts down the testbed's decision rhythm.

    It is None while the clock stands (a question is open, or the part is decided).
    """

    part_id: int
    application_id: int
    title: str
    applicant: str
    applicant_form: ApplicantForm
    testbed_id: int
    testbed: str
    city_id: int
    status: PartStatus
    version: int
    earliest: dt.date | None
    days: int | None
    latest_end: dt.date | None
    units: int
    parts: int
    submitted_at: dt.datetime
    age_days: int
    days_left: int | None
    hold_expires_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of the queue; ``counts`` by status over everything the viewer may see."""

    rows: list[QueueRow]
    counts: dict[PartStatus, int]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """What an offer of these days would meet.

    It would leave ``left`` of ``capacity`` on the busiest day; ``full_days`` (up to 10) are why it
    would be refused.
    """

    start: dt.date
    end: dt.date
    capacity: int
    left: int
    full_days: list[dt.date]
    closed_days: list[dt.date]
    next_free: dt.date | None
    rivals: list[Rival] = field(default_factory=list)


def queue(viewer: Actor, chosen: QueueFilter | None = None) -> Queue:
    """Return the parts, not drafts, of the viewer's cities and hosted testbeds."""
    wanted = chosen or QueueFilter()
    conditions = [ApplicationPart.status != PartStatus.DRAFT, _theirs(viewer)]
    if wanted.city_id is not None:
        conditions.append(ApplicationPart.city_id == wanted.city_id)
    if wanted.testbed_id is not None:
        conditions.append(ApplicationPart.testbed_id == wanted.testbed_id)
    if wanted.text.strip():
        conditions.append(_mentions(wanted.text))
    counted = db.session.execute(
        select(ApplicationPart.status, func.count())
        .join(Application)
        .where(*conditions)
        .group_by(ApplicationPart.status)
    )
    counts: dict[PartStatus, int] = {row[0]: row[1] for row in counted}
    statuses = wanted.statuses or OPEN_FOR_DECISION
    parts = db.session.scalars(
        select(ApplicationPart)
        .join(Application)
        .where(*conditions, ApplicationPart.status.in_(statuses))
        .options(
            joinedload(ApplicationPart.testbed).joinedload(Testbed.city),
            joinedload(ApplicationPart.application).joinedload(Application.organisation),
            joinedload(ApplicationPart.application).joinedload(Application.author),
            joinedload(ApplicationPart.application).selectinload(Application.parts),
        )
    ).unique()
    holds = _holds()
    rows = sorted((_row(part, viewer, holds) for part in parts), key=_ORDERS[wanted.order])
    total = len(rows)
    first = (wanted.page - 1) * wanted.per_page
    pages = max(1, -(-total // wanted.per_page))
    return Queue(rows[first : first + wanted.per_page], counts, total, wanted.page, pages)


def _theirs(viewer: Actor) -> ColumnElement[bool]:
    if viewer.is_admin:
        return true()
    return or_(
        ApplicationPart.city_id.in_(viewer.cities),
        ApplicationPart.testbed_id.in_(viewer.hosted_testbeds),
    )


def _mentions(text: str) -> ColumnElement[bool]:
    """Return the condition that title, group or organisation has the text in it."""
    owner = select(Organisation.id).where(Organisation.name.icontains(text, autoescape=True))
    return or_(
        Application.title.icontains(text, autoescape=True),
        Application.group_name.icontains(text, autoescape=True),
        Application.organisation_id.in_(owner),
    )


def _holds() -> dict[int, dt.datetime]:
    rows = db.session.execute(
        select(Booking.part_id, Booking.hold_expires_at).where(Booking.status == BookingStatus.HELD)
    )
    return {part: until for part, until in rows if part is not None and until is not None}


def _row(part: ApplicationPart, viewer: Actor, holds: dict[int, dt.datetime]) -> QueueRow:
    application, testbed = part.application, part.testbed
    sent = application.submitted_at or application.created_at
    age = (clock.now() - sent).days
    waits = part.status in (PartStatus.SUBMITTED, PartStatus.IN_REVIEW, PartStatus.SHORTLISTED)
    return QueueRow(
        part_id=part.id,
        application_id=application.id,
        title=application.title,
        applicant=application.applicant_name,
        applicant_form=application.applicant_form,
        testbed_id=testbed.id,
        testbed=testbed.name.best(viewer.language)[0],
        city_id=part.city_id,
        status=part.status,
        version=part.version,
        earliest=part.earliest,
        days=part.days,
        latest_end=part.latest_end,
        units=part.units,
        parts=len(application.parts),
        submitted_at=sent,
        age_days=age,
        days_left=testbed.decision_rhythm_days - age if waits else None,
        hold_expires_at=holds.get(part.id),
    )


_NEVER = 10_000
_ORDERS: dict[str, Callable[[QueueRow], Any]] = {
    "due": lambda row: (row.days_left if row.days_left is not None else _NEVER, row.part_id),
    "newest": lambda row: (-row.submitted_at.timestamp(), row.part_id),
    "testbed": lambda row: (row.testbed, row.submitted_at, row.part_id),
}


def part_for_staff(viewer: Actor, part_id: int) -> ApplicationPart:
    """Return one part with its application, applicant, testbed and sibling parts.

    Raises:
        NotFoundError: It is a draft, does not exist, or belongs to another city.
    """
    part = db.session.get(ApplicationPart, part_id)
    if part is None or not reads_for_city(viewer, part):
        raise NotFoundError
    return part


def staff_parts(viewer: Actor, parts: Sequence[ApplicationPart]) -> list[ApplicationPart]:
    """Return those of the parts, drafts left out, that the viewer reads for a city or as a host."""
    return [part for part in parts if reads_for_city(viewer, part)]


def outlook(
    viewer: Actor, part_id: int, start: dt.date | None = None, end: dt.date | None = None
) -> Outlook | None:
    """Return what an offer of these days (default: the wish) would meet; None without days."""
    part = part_for_staff(viewer, part_id)
    window = _window(part, start, end)
    if window is None:
        return None
    loads = load([part.testbed_id], window.start, window.end).get(part.testbed_id, [])
    used = [day for day in loads if window.uses(day.day) and not day.closed]
    return Outlook(
        start=window.start,
        end=window.end,
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
        ),
        rivals=rivals(part, window),
    )


def _window(part: ApplicationPart, start: dt.date | None, end: dt.date | None) -> Window | None:
    first = start or part.earliest
    if first is None:
        return None
    if end is None:
        if part.days is None:
            return None
        end = first + dt.timedelta(days=part.days - 1)
    return Window(first, end, part.weekdays, part.units) if end >= first else None


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
    if is_own(viewer, part):
        return frozenset()
    return frozenset(
        action
        for action in PART_WORKFLOW.open_actions(part.status) - hidden
        if action in NEEDS and may(viewer, NEEDS[action], subject)
    )
