"""What stands against a change of a testbed: who has booked days, and who has asked for some."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app import clock
from app.database import db
from app.queries.booking import Stay, stays_of
from app.queries.calendar import HORIZON_DAYS
from models.application import OPEN_FOR_DECISION, Application, ApplicationPart, PartStatus
from models.testbed import Testbed
from models.window import uses_weekday

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WishedDays:
    """An application that waits for its answer; ``start`` to ``end`` are its days, inclusive."""

    part_id: int
    testbed_id: int
    applicant: str
    title: str
    status: PartStatus
    start: dt.date
    end: dt.date
    days: int
    weekdays: int
    units: int

    def wants(self, days: Sequence[dt.date]) -> bool:
        """Say whether one of the days is among those wished."""
        return any(
            self.start <= day <= self.end and uses_weekday(self.weekdays, day) for day in days
        )


def wishes(testbed_ids: Sequence[int]) -> list[WishedDays]:
    """Return the applications to testbeds, in no final state, by first wished day.

    The caller may read all of them.
    """
    parts = db.session.scalars(
        select(ApplicationPart)
        .where(
            ApplicationPart.testbed_id.in_(testbed_ids),
            ApplicationPart.status.in_(OPEN_FOR_DECISION),
        )
        .options(
            joinedload(ApplicationPart.application).joinedload(Application.organisation),
            joinedload(ApplicationPart.application).joinedload(Application.author),
        )
        .order_by(ApplicationPart.earliest, ApplicationPart.id)
    )
    return [
        WishedDays(
            part_id=part.id,
            testbed_id=part.testbed_id,
            applicant=part.application.applicant_name,
            title=part.application.title,
            status=part.status,
            start=part.earliest,
            end=part.latest_end or part.earliest + (part.days - 1) * ONE_DAY,
            days=part.days,
            weekdays=part.weekdays,
            units=part.units,
        )
        for part in parts
        if part.earliest is not None and part.days is not None
    ]


def stays_ahead(testbed: Testbed) -> list[Stay]:
    """Return the bookings of a testbed that are not over, by first day."""
    today = clock.today(testbed.city.time_zone)
    return stays_of(testbed, today, today + 2 * HORIZON_DAYS * ONE_DAY)
