"""The queue of the city's desk: what waits for a decision, the most urgent first."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import joinedload

from app.database import db
from app.policies.actor import Actor
from app.policies.alternative import Rank, rank_of
from app.queries.decision_mark import RUNNING as RUNNING
from app.queries.decision_mark import LightRow, Mark, marks_of
from app.queries.review import submitted_counts
from models.application import (
    OPEN_FOR_DECISION,
    ApplicantForm,
    Application,
    ApplicationPart,
    PartStatus,
)
from models.booking import Booking, BookingStatus
from models.city import City
from models.organisation import Organisation
from models.testbed import Testbed


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What to show.  Empty: everything open for decision; ``without`` are parts left out.

    ``only`` leaves those that carry every one of the marks; ``marked`` asks for the number that
    carries each mark, which costs two statements.
    """

    statuses: tuple[PartStatus, ...] = ()
    without: frozenset[int] = frozenset()
    city_id: int | None = None
    testbed_id: int | None = None
    call_id: int | None = None
    text: str = ""
    only: frozenset[Mark] = frozenset()
    marked: bool = False
    order: str = "due"  # due | oldest | newest | testbed
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
    days_left: int | None
    hold_expires_at: dt.datetime | None
    call: str
    reviews: int
    reviews_needed: int
    marks: frozenset[Mark]
    rank: Rank | None


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of the queue; ``counts`` by status over everything the viewer may see.

    ``testbeds`` are those asked for, id to (name, how many), in the states shown; ``late`` is how
    many of the parts in the states shown should have been answered already, by city; ``marks`` how
    many of them carry each mark, before ``only`` is looked at.
    """

    rows: list[QueueRow]
    counts: dict[PartStatus, int]
    total: int
    page: int
    pages: int
    testbeds: dict[int, tuple[str, int]]
    late: Mapping[int, int]
    marks: Mapping[Mark, int]


def queue(viewer: Actor, chosen: QueueFilter | None = None) -> Queue:
    """Return the parts, never drafts, of the viewer's cities and hosted testbeds.

    All that match are read as light rows to count and order them; those on the page are read
    whole.  The number of statements does not depend on how many there are.
    """
    wanted = chosen or QueueFilter()
    statuses = wanted.statuses or OPEN_FOR_DECISION
    every = _light_rows(viewer, wanted)
    testbeds = _testbeds([row for row in every if row.status in statuses], viewer.language)
    found = [row for row in every if wanted.testbed_id in (None, row.testbed_id)]
    counts: dict[PartStatus, int] = {}
    for row in found:
        counts[row.status] = counts.get(row.status, 0) + 1
    order = _order(wanted.order, viewer.language)
    marks = marks_of(viewer, found) if wanted.only or wanted.marked else {}
    shown_states = [row for row in found if row.status in statuses]
    many = Counter(mark for row in shown_states for mark in marks.get(row.part_id, ()))
    rows = [row for row in shown_states if wanted.only <= marks.get(row.part_id, frozenset())]
    rows.sort(key=order)
    first = (wanted.page - 1) * wanted.per_page
    pages = max(1, -(-len(rows) // wanted.per_page))
    shown = _rows(viewer, rows[first : first + wanted.per_page], marks)
    late = Counter(row.city_id for row in rows if row.days_left is not None and row.days_left < 0)
    return Queue(shown, counts, len(rows), wanted.page, pages, testbeds, late, many)


def _testbeds(rows: Sequence[LightRow], lang: str) -> dict[int, tuple[str, int]]:
    """Return name and number of parts of each testbed, by name."""
    many: dict[int, int] = {}
    for row in rows:
        many[row.testbed_id] = many.get(row.testbed_id, 0) + 1
    names = {row.testbed_id: row.testbed.best(lang)[0] for row in rows}
    by_name = sorted(names, key=lambda testbed_id: names[testbed_id].casefold())
    return {testbed_id: (names[testbed_id], many[testbed_id]) for testbed_id in by_name}


def _light_rows(viewer: Actor, wanted: QueueFilter) -> list[LightRow]:
    conditions = [Application.submitted_at.is_not(None), _theirs(viewer)]
    conditions.append(ApplicationPart.status != PartStatus.DRAFT)
    if wanted.city_id is not None:
        conditions.append(ApplicationPart.city_id == wanted.city_id)
    if wanted.without:
        conditions.append(ApplicationPart.id.not_in(wanted.without))
    if wanted.call_id is not None:
        conditions.append(ApplicationPart.call_id == wanted.call_id)
    if wanted.text.strip():
        conditions.append(_mentions(wanted.text.strip()))
    statement = (
        select(
            ApplicationPart.id, ApplicationPart.status, Application.submitted_at,
            Testbed.decision_rhythm_days, Testbed.name, Testbed.id, Testbed.city_id,
            ApplicationPart.clock_from, City.time_zone,
        )
        .join(Application, Application.id == ApplicationPart.application_id)
        .join(Testbed, Testbed.id == ApplicationPart.testbed_id)
        .join(City, City.id == Testbed.city_id)
        .where(*conditions)
    )  # fmt: skip
    rows: Any = db.session.execute(
        statement
    )  # sent parts have the day, which the types do not know
    return [LightRow(*row) for row in rows]


def _theirs(viewer: Actor) -> ColumnElement[bool]:
    if viewer.is_admin:
        return true()
    return or_(
        ApplicationPart.city_id.in_(viewer.cities),
        ApplicationPart.testbed_id.in_(viewer.hosted_testbeds),
    )


def _mentions(text: str) -> ColumnElement[bool]:
    """Return the condition that title, group, contact or organisation has the text in it."""
    owner = select(Organisation.id).where(Organisation.name.icontains(text, autoescape=True))
    return or_(
        Application.title.icontains(text, autoescape=True),
        Application.group_name.icontains(text, autoescape=True),
        Application.contact_name.icontains(text, autoescape=True),
        Application.organisation_id.in_(owner),
    )


def _order(name: str, lang: str) -> Callable[[LightRow], Any]:
    """Return the key that sorts by what is due, by what came first or last, or by place."""
    if name == "oldest":
        return lambda row: (row.submitted_at, row.part_id)
    if name == "newest":
        return lambda row: (-row.submitted_at.timestamp(), row.part_id)
    if name == "testbed":
        return lambda row: (row.testbed.best(lang)[0].casefold(), row.submitted_at, row.part_id)
    return lambda row: (row.days_left is None, row.days_left or 0, row.submitted_at, row.part_id)


def _rows(
    viewer: Actor, light: Sequence[LightRow], marks: Mapping[int, frozenset[Mark]]
) -> list[QueueRow]:
    ids = [row.part_id for row in light]
    parts = {
        part.id: part
        for part in db.session.scalars(
            select(ApplicationPart)
            .where(ApplicationPart.id.in_(ids))
            .options(
                joinedload(ApplicationPart.testbed),
                joinedload(ApplicationPart.call),
                joinedload(ApplicationPart.application).joinedload(Application.organisation),
                joinedload(ApplicationPart.application).joinedload(Application.author),
                joinedload(ApplicationPart.application).selectinload(Application.parts),
            )
        )
    }
    holds: dict[int | None, dt.datetime | None] = {
        row[0]: row[1]
        for row in db.session.execute(
            select(Booking.part_id, Booking.hold_expires_at).where(
                Booking.part_id.in_(ids), Booking.status == BookingStatus.HELD
            )
        )
    }
    reviews = submitted_counts(ids) if marks else {}
    return [
        replace(
            _row(parts[row.part_id], row, viewer, holds.get(row.part_id)),
            reviews=reviews.get(row.part_id, 0),
            marks=marks.get(row.part_id, frozenset()),
        )
        for row in light
    ]


def _row(
    part: ApplicationPart, light: LightRow, viewer: Actor, held_until: dt.datetime | None
) -> QueueRow:
    application = part.application
    return QueueRow(
        part_id=part.id,
        application_id=application.id,
        title=application.title,
        applicant=application.applicant_name,
        applicant_form=application.applicant_form,
        testbed_id=part.testbed_id,
        testbed=light.testbed.best(viewer.language)[0],
        city_id=part.city_id,
        status=part.status,
        version=part.version,
        earliest=part.earliest,
        days=part.days,
        latest_end=part.latest_end,
        units=part.units,
        parts=len(application.parts),
        submitted_at=light.submitted_at,
        days_left=light.days_left,
        hold_expires_at=held_until,
        call=part.call.title.best(viewer.language)[0] if part.call else "",
        reviews=0,
        reviews_needed=part.call.reviews_needed if part.call else 0,
        marks=frozenset(),
        rank=rank_of(part),
    )
