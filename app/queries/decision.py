"""The city's desk: what waits for a decision, and what an answer would mean."""

import datetime as dt
from dataclasses import dataclass, field

from app.policies.actor import Actor
from models.application import ApplicationPart, ApplicantForm, PartAction, PartStatus
from models.decision import Decision


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
class Rival:
    """Somebody else who is on, or wants, the same days.  ``booked`` when in the ledger."""

    part_id: int | None
    application_id: int | None
    applicant: str
    title: str
    status: PartStatus | None
    booked: bool
    start: dt.date
    end: dt.date
    units: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """What an offer of these days would meet: "would leave ``left`` of ``capacity``" on the
    busiest day; ``full_days`` (up to 10) are why it would be refused."""

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
    raise NotImplementedError


def part_for_staff(viewer: Actor, part_id: int) -> ApplicationPart:
    """Return one part with its application, applicant, testbed and sibling parts.

    Raises:
        NotFoundError: It is a draft, does not exist, or belongs to another city.
    """
    raise NotImplementedError


def outlook(
    viewer: Actor, part_id: int, start: dt.date | None = None, end: dt.date | None = None
) -> Outlook | None:
    """Return what an offer of these days (default: the wish) would meet; None without days."""
    raise NotImplementedError


def history(viewer: Actor, part_id: int) -> list[Decision]:
    """Return the decisions on a part, oldest first; readable by both sides."""
    raise NotImplementedError


def open_actions(viewer: Actor, part: ApplicationPart) -> frozenset[PartAction]:
    """Return the moves whose buttons this viewer should see: the state's, by their role."""
    raise NotImplementedError
