"""The queue of the city's desk: what waits for a decision, the most urgent first."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import joinedload

from app import clock
from app.database import db
from app.policies.actor import Actor
from app.policies.alternative import Rank, rank_of
from models.application import (
    OPEN_FOR_DECISION,
    ApplicantForm,
    Application,
    ApplicationPart,
    PartStatus,
)
from models.base import Translated
from models.booking import Booking, BookingStatus
from models.organisation import Organisation
from models.testbed import Testbed

RUNNING = (PartStatus.SUBMITTED, PartStatus.IN_REVIEW, PartStatus.SHORTLISTED)


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What to show.  Empty: everything open for decision; ``without`` are parts left out."""

    statuses: tuple[PartStatus, ...] = ()
    without: frozenset[int] = frozenset()
    city_id: int | None = None
    testbed_id: int | None = None
    call_id: int | None = None
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
    call: str
    rank: Rank | None


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of the queue; ``counts`` by status over everything the viewer may see.

    ``testbeds`` are those asked for, id to (name, how many), in the states shown; ``late`` is how
    many of the parts in the states shown should have been answered already, by city.
    """

    rows: list[QueueRow]
    counts: dict[PartStatus, int]
    total: int
    page: int
    pages: int
    testbeds: dict[int, tuple[str, int]]
    late: Mapping[int, int]


class _Light(NamedTuple):
    """What order depends on."""

    part_id: int
    status: PartStatus
    submitted_at: dt.datetime
    rhythm: int
    testbed: Translated
    testbed_id: int
    city_id: int

    @property
    def days_left(self) -> int | None:
        """Days until the place said it would answer; None while the clock stands."""
        if self.status not in RUNNING:
            return None
        return self.rhythm - (clock.now() - self.submitted_at).days


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
    rows = sorted((row for row in found if row.status in statuses), key=order)
    first = (wanted.page - 1) * wanted.per_page
    pages = max(1, -(-len(rows) // wanted.per_page))
    shown = _rows(viewer, rows[first : first + wanted.per_page])
    late = Counter(row.city_id for row in rows if row.days_left is not None and row.days_left < 0)
    return Queue(shown, counts, len(rows), wanted.page, pages, testbeds, late)


def _testbeds(rows: Sequence[_Light], lang: str) -> dict[int, tuple[str, int]]:
    """Return name and number of parts of each testbed, by name."""
    many: dict[int, int] = {}
    for row in rows:
        many[row.testbed_id] = many.get(row.testbed_id, 0) + 1
    names = {row.testbed_id: row.testbed.best(lang)[0] for row in rows}
    by_name = sorted(names, key=lambda testbed_id: names[testbed_id].casefold())
    return {testbed_id: (names[testbed_id], many[testbed_id]) for testbed_id in by_name}


def _light_rows(viewer: Actor, wanted: QueueFilter) -> list[_Light]:
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
        )
        .join(Application, Application.id == ApplicationPart.application_id)
        .join(Testbed, Testbed.id == ApplicationPart.testbed_id)
        .where(*conditions)
    )  # fmt: skip
    rows: Any = db.session.execute(
        statement
    )  # sent parts have the day, which the types do not know
    return [_Light(*row) for row in rows]


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


def _order(name: str, lang: str) -> Callable[[_Light], Any]:
    """Return the key that sorts by what is due, by what came last, or by place."""
    if name == "newest":
        return lambda row: (-row.submitted_at.timestamp(), row.part_id)
    if name == "testbed":
        return lambda row: (row.testbed.best(lang)[0].casefold(), row.submitted_at, row.part_id)
    return lambda row: (row.days_left is None, row.days_left or 0, row.submitted_at, row.part_id)


def _rows(viewer: Actor, light: Sequence[_Light]) -> list[QueueRow]:
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
    return [_row(parts[row.part_id], row, viewer, holds.get(row.part_id)) for row in light]


def _row(
    part: ApplicationPart, light: _Light, viewer: Actor, held_until: dt.datetime | None
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
        age_days=(clock.now() - light.submitted_at).days,
        days_left=light.days_left,
        hold_expires_at=held_until,
        call=part.call.title.best(viewer.language)[0] if part.call else "",
        rank=rank_of(part),
    )
