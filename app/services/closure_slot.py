"""From stretches of days to the closed slots of the ledger, and back.

Runs inside the use cases of app/services/closure.py, at the testbed's turn; asks no permission.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from app.database import constraint_of, db
from app.queries.booking import stays_of
from app.queries.closure import stays_using
from app.services.ledger import take_opened
from models.base import Translated
from models.booking import EVERY_DAY, Closure, slot_of
from models.closure import ClosureRange
from models.errors import CapacityError
from models.local_hour import slots_of_day
from models.testbed import Testbed
from models.testbed_kind import SlotUnit
from models.window import WHOLE_DAY, Hours, uses_weekday

ONE_DAY = dt.timedelta(days=1)
NO_REASON = Translated()
MOST_AT_ONCE = 5000  # values that a statement of either engine takes


@dataclass(frozen=True, slots=True)
class Stretch:
    """Local days from ``start`` to ``end``, inclusive, on the weekdays of the mask, and why.

    ``hours`` of each day, by the clock on the wall; testbeds booked by the day know whole ones.
    """

    start: dt.date
    end: dt.date
    reason: Translated = NO_REASON
    weekdays: int = EVERY_DAY
    hours: Hours = WHOLE_DAY

    @classmethod
    def of(cls, row: ClosureRange) -> "Stretch":
        """Return what a kept row says."""
        return cls(row.start_day, row.end_day, row.reason, row.weekdays, row.hours)

    def days(self, since: dt.date | None = None) -> list[dt.date]:
        """Return the closed days in order, those before ``since`` left out."""
        start = max(self.start, since) if since else self.start
        every = (start + n * ONE_DAY for n in range((self.end - start).days + 1))
        return [day for day in every if uses_weekday(self.weekdays, day)]

    def is_the_days_of(self, row: ClosureRange) -> bool:
        """Say whether a kept row closes exactly the same days, and hours of them."""
        kept = Stretch.of(row)
        return replace(self, reason=NO_REASON) == replace(kept, reason=NO_REASON)

    def facts(self) -> dict[str, Any]:
        """Return the days as the audit trail keeps them; what people wrote is not kept there."""
        return {
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "weekdays": self.weekdays,
            **({} if self.hours.is_whole_day else {"hours": [self.hours.start, self.hours.end]}),
        }


def slots_in(testbed: Testbed, stretch: Stretch, since: dt.date | None = None) -> list[int]:
    """Return the slots of the stretch's days; a whole day by the hour has 23 to 25 of them."""
    if testbed.slot_unit is SlotUnit.DAY:
        return [slot_of(day) for day in stretch.days(since)]
    found: list[int] = []
    for day in stretch.days(since):
        found.extend(range(*slots_of_day(testbed.city.time_zone, day, stretch.hours)))
    return found


def overlapping(testbed_id: int, start: dt.date, end: dt.date) -> Sequence[ClosureRange]:
    """Return the stretches of a testbed that touch the days."""
    return db.session.scalars(
        select(ClosureRange)
        .where(
            ClosureRange.testbed_id == testbed_id,
            ClosureRange.start_day <= end,
            ClosureRange.end_day >= start,
        )
        .order_by(ClosureRange.start_day, ClosureRange.id)
    ).all()


def covered(testbed: Testbed, start: dt.date, end: dt.date, but: int) -> set[int]:
    """Return the slots from ``start`` to ``end`` that other stretches than ``but`` close."""
    others = [one for one in overlapping(testbed.id, start, end) if one.id != but]
    return {slot for one in others for slot in slots_in(testbed, Stretch.of(one))}


def closed_slots(testbed: Testbed, slots: Sequence[int]) -> list[int]:
    """Return which of the slots are closed now."""
    if not slots:
        return []
    closed = set(
        db.session.scalars(
            select(Closure.slot).where(
                Closure.testbed_id == testbed.id, Closure.slot.between(min(slots), max(slots))
            )
        )
    )
    return [slot for slot in slots if slot in closed]


def close_slots(testbed: Testbed, slots: Sequence[int], start: dt.date, end: dt.date) -> int:
    """Close slots that nobody uses; returns how many were open before.

    Raises:
        CapacityError: ``days_in_use`` (bookings, testbed).
    """
    if used := stays_using(testbed, slots, start, end):
        raise CapacityError("days_in_use", bookings=used, testbed=testbed.name)
    closed = set(closed_slots(testbed, slots))
    new = [slot for slot in slots if slot not in closed]
    try:
        with db.session.begin_nested():
            db.session.add_all(Closure(testbed_id=testbed.id, slot=slot) for slot in new)
    except IntegrityError as problem:
        if "within_capacity" not in constraint_of(problem):
            raise
        used = stays_of(testbed, start, end)
        raise CapacityError("days_in_use", bookings=used, testbed=testbed.name) from problem
    return len(new)


def open_slots(testbed: Testbed, slots: Sequence[int], start: dt.date, end: dt.date) -> None:
    """Open slots; the bookings whose windows have them take them.

    Raises:
        CapacityError: ``days_in_use`` (bookings): more of them have a slot than fit.
    """
    for first in range(0, len(slots), MOST_AT_ONCE):
        db.session.execute(
            delete(Closure)
            .where(
                Closure.testbed_id == testbed.id,
                Closure.slot.in_(slots[first : first + MOST_AT_ONCE]),
            )
            .execution_options(synchronize_session=False)
        )
    if not slots:
        return
    db.session.expire_all()
    try:
        take_opened(testbed, set(slots))
    except CapacityError as problem:
        bookings = stays_of(testbed, start, end)
        raise CapacityError("days_in_use", bookings=bookings, testbed=testbed.name) from problem
