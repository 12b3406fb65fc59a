"""What is free when, for everybody.  What these queries show as free, the ledger takes.

Days are local calendar days, both ends inclusive.  Testbeds booked by the hour are shown by the
day: the busiest hour counts.
"""

import calendar
import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row, case, select

from app.database import db
from models.booking import BookingSlot, TestbedLoad, day_of, local_day, slot_of, slots_of
from models.city import City
from models.testbed import Testbed
from models.testbed_kind import SlotUnit
from models.window import EVERY_DAY, Window, uses_weekday

HORIZON_DAYS = 730
ONE_DAY = dt.timedelta(days=1)
_UTMOST_OFFSET = 14  # hours that a local day may begin before or after the UTC day


class DayLoad(NamedTuple):
    """One day of one testbed."""

    day: dt.date
    used: int
    capacity: int
    closed: bool

    @property
    def free(self) -> int:
        """Places left; 0 when closed."""
        return 0 if self.closed else max(0, self.capacity - self.used)


def load(testbed_ids: Sequence[int], start: dt.date, end: dt.date) -> dict[int, list[DayLoad]]:
    """Return every day from ``start`` to ``end`` of each testbed, in one statement."""
    days = [start + n * ONE_DAY for n in range((end - start).days + 1)]
    kept: dict[int, dict[dt.date, tuple[int, bool]]] = {}
    capacities: dict[int, int] = {}
    by_hour: dict[int, list[Row[Any]]] = {}
    for row in db.session.execute(_rows_between(testbed_ids, start, end)):
        testbed_id, capacity, unit, _zone, slot, used, cap = row
        capacities[testbed_id] = capacity
        if unit is SlotUnit.HOUR:
            by_hour.setdefault(testbed_id, []).append(row)
        elif slot is not None:
            kept.setdefault(testbed_id, {})[day_of(slot)] = (used, cap == 0)
    for testbed_id, rows in by_hour.items():
        kept[testbed_id] = _days_of_hours(rows)
    untouched = (0, False)
    answer = {}
    for testbed_id, capacity in capacities.items():
        known = kept.get(testbed_id, {})
        answer[testbed_id] = [
            DayLoad(day, used, capacity, closed)
            for day in days
            for used, closed in (known.get(day, untouched),)
        ]
    return answer


def _rows_between(testbed_ids: Sequence[int], start: dt.date, end: dt.date) -> Any:
    """One row for each used or closed slot of each testbed, at least one for each testbed."""
    first_hour = slot_of(start) * 24 - _UTMOST_OFFSET
    after_hour = slot_of(end + ONE_DAY) * 24 + _UTMOST_OFFSET
    by_day = Testbed.slot_unit == SlotUnit.DAY
    return (
        select(
            Testbed.id, Testbed.capacity, Testbed.slot_unit, City.time_zone,
            TestbedLoad.slot, TestbedLoad.used, TestbedLoad.cap,
        )
        .join(City, City.id == Testbed.city_id)
        .outerjoin(
            TestbedLoad,
            (TestbedLoad.testbed_id == Testbed.id)
            & (TestbedLoad.slot >= case((by_day, slot_of(start)), else_=first_hour))
            & (TestbedLoad.slot < case((by_day, slot_of(end + ONE_DAY)), else_=after_hour)),
        )
        .where(Testbed.id.in_(testbed_ids))
    )  # fmt: skip


def _days_of_hours(rows: Iterable[Any]) -> dict[dt.date, tuple[int, bool]]:
    """Sum the hours of one testbed up to days: the busiest hour; closed when every hour is."""
    used_most: dict[dt.date, int] = {}
    closed_hours: dict[dt.date, int] = {}
    lengths: dict[dt.date, int] = {}
    for _id, _capacity, unit, zone, slot, used, cap in rows:
        if slot is None:
            continue
        day = local_day(unit, zone, slot)
        first, after = slots_of(unit, zone, day, day)
        lengths[day] = after - first
        used_most[day] = max(used_most.get(day, 0), used)
        closed_hours[day] = closed_hours.get(day, 0) + (cap == 0)
    return {day: (used_most[day], closed_hours[day] == lengths[day]) for day in lengths}


def month(testbed_id: int, first_day: dt.date) -> list[DayLoad]:
    """Return the days of the month of ``first_day``; an empty list for an unknown testbed."""
    length = calendar.monthrange(first_day.year, first_day.month)[1]
    start, end = first_day.replace(day=1), first_day.replace(day=length)
    return load([testbed_id], start, end).get(testbed_id, [])


def first_run(busy: Sequence[bool], length: int) -> int | None:
    """Return where the first ``length`` consecutive False values begin, or None."""
    begin = 0
    for place, taken in enumerate(busy):
        if taken:
            begin = place + 1
        elif place + 1 - begin >= length:
            return begin
    return None


def first_free(
    testbed_id: int, days: int, after: dt.date, units: int = 1, weekdays: int = EVERY_DAY
) -> dt.date | None:
    """Return the first start day on or after ``after`` with room for ``days`` days, or None.

    Looks two years ahead.  Closed days break the run; weekdays outside the pattern do not.
    """
    end = after + (HORIZON_DAYS + days) * ONE_DAY
    loads = load([testbed_id], after, end).get(testbed_id, [])
    busy = [uses_weekday(weekdays, day.day) and day.free < units for day in loads]
    first = first_run(busy, days)
    return None if first is None else loads[first].day


def first_fit(loads: Sequence[DayLoad], wish: Window) -> Window | None:
    """Return the first window of the wish's length that the ledger would take within ``loads``.

    ``loads`` are consecutive days; the wish gives length, weekdays and places.  Closed days are
    skipped as the ledger skips them, but one open day must remain.
    """
    open_days = [uses_weekday(wish.weekdays, day.day) and not day.closed for day in loads]
    busy = [
        is_open and day.capacity - day.used < wish.units
        for is_open, day in zip(open_days, loads, strict=True)
    ]
    begin = 0
    while (found := first_run(busy[begin:], wish.days)) is not None:
        first = begin + found
        if any(open_days[first : first + wish.days]):
            start = loads[first].day
            return Window(start, start + (wish.days - 1) * ONE_DAY, wish.weekdays, wish.units)
        begin = first + 1
    return None


def full_days(testbed: Testbed, window: Window, without: int | None = None) -> list[dt.date]:
    """Return the open days of the window that have no room for it, in order.

    ``without`` is a booking whose own days do not count, because it is being moved.
    """
    unit, zone = testbed.slot_unit, testbed.city.time_zone
    first, after = slots_of(unit, zone, window.start, window.end)
    own = (
        select(BookingSlot.slot, BookingSlot.units)
        .where(BookingSlot.booking_id == without, BookingSlot.testbed_id == testbed.id)
        .subquery()
    )
    rows = db.session.execute(
        select(TestbedLoad.slot, TestbedLoad.used, TestbedLoad.cap, own.c.units)
        .outerjoin(own, own.c.slot == TestbedLoad.slot)
        .where(
            TestbedLoad.testbed_id == testbed.id,
            TestbedLoad.slot >= first,
            TestbedLoad.slot < after,
        )
    ).all()
    seen = {slot: (used - (mine or 0), cap) for slot, used, cap, mine in rows}
    full = {
        day
        for slot in range(first, after)
        for used, cap in (seen.get(slot, (0, testbed.capacity)),)
        if cap > 0 and used + window.units > cap
        for day in (local_day(unit, zone, slot),)
        if unit is SlotUnit.HOUR or window.uses(day)
    }
    return sorted(full)
