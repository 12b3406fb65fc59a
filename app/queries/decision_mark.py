"""What a part in the queue is to one reader: late, unread, to be reviewed, begun by them."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from app import clock
from app.policies.actor import Actor
from app.policies.table import Action, Subject, may
from app.queries.application_seen import unread_parts
from app.queries.review import mine_by_part
from models.application import OPEN_FOR_DECISION, ApplicationPart, PartStatus
from models.base import Translated
from models.review import ReviewStatus
from models.wall_time import ONE_DAY, local_date

RUNNING = (PartStatus.SUBMITTED, PartStatus.IN_REVIEW, PartStatus.SHORTLISTED)


class Mark(StrEnum):
    """What a part in the queue can be to the viewer."""

    LATE = "late"  # its time to answer is over
    UNREAD = "unread"  # messages that the viewer has not read
    TO_REVIEW = "to_review"  # the viewer may score it and has not
    MINE = "mine"  # the viewer has begun or submitted a review


def answer_day(part: ApplicationPart) -> dt.date | None:
    """Return the last local day by which a place said it would answer; None before sending."""
    since = part.clock_from or part.application.submitted_at
    if since is None:
        return None
    testbed = part.testbed
    return answer_day_after(since, testbed.decision_rhythm_days, testbed.city.time_zone)


def answer_day_after(since: dt.datetime, rhythm: int, zone: str) -> dt.date:
    """Return the last day of a time to answer that began ``since``.

    ``since`` has been moved on by the time questions waited.
    """
    return local_date(since, zone) + rhythm * ONE_DAY


def days_left(status: PartStatus, until: dt.date | None, zone: str) -> int | None:
    """Return the days from today to the day of an answer; None while the clock stands."""
    if until is None or status not in RUNNING:
        return None
    return (until - clock.today(zone)).days


class LightRow(NamedTuple):
    """What order depends on."""

    part_id: int
    status: PartStatus
    submitted_at: dt.datetime
    rhythm: int
    testbed: Translated
    testbed_id: int
    city_id: int
    clock_from: dt.datetime | None
    zone: str

    @property
    def days_left(self) -> int | None:
        """Days until the place said it would answer; None while the clock stands."""
        since = self.clock_from or self.submitted_at
        return days_left(self.status, answer_day_after(since, self.rhythm, self.zone), self.zone)


def marks_of(viewer: Actor, rows: Sequence[LightRow]) -> dict[int, frozenset[Mark]]:
    """Return what each part is to the viewer."""
    unread, reviews = unread_parts(viewer), mine_by_part(viewer)
    return {row.part_id: frozenset(_of_row(viewer, row, unread, reviews)) for row in rows}


def _of_row(
    viewer: Actor, row: LightRow, unread: frozenset[int], reviews: Mapping[int, ReviewStatus]
) -> Iterator[Mark]:
    if row.days_left is not None and row.days_left < 0:
        yield Mark.LATE
    if row.part_id in unread:
        yield Mark.UNREAD
    status = reviews.get(row.part_id)
    subject = Subject(city_id=row.city_id, testbed_id=row.testbed_id)
    is_open = row.status in OPEN_FOR_DECISION and status in (None, ReviewStatus.DRAFT)
    if is_open and may(viewer, Action.PART_SCORE, subject):
        yield Mark.TO_REVIEW
    if status in (ReviewStatus.DRAFT, ReviewStatus.SUBMITTED):
        yield Mark.MINE
