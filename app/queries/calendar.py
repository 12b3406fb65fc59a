"""What is free when, for everybody.  What these queries show as free, the ledger takes.

Days are local calendar days, both ends inclusive.  Testbeds booked by the hour are shown by the
day: the busiest of the hours asked for counts (app/queries/calendar_hour.py).
"""

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import case, select

from app.database import db
from app.queries.calendar_hour import DayLoad as DayLoad
from app.queries.calendar_hour import days_of_hours
from models.booking import BookingSlot, TestbedLoad, day_of, local_day, slot_of
from models.city import City
from models.local_hour import slots_of_day, stretches_of
from models.testbed import Testbed
from models.testbed_kind import SlotUnit
from models.window import EVERY_DAY, WHOLE_DAY, Hours, Window, uses_weekday

HORIZON_DAYS = 730
ONE_DAY = dt.timedelta(days=1)
_UTMOST_OFFSET = 14  # hours that a local day may begin before or after the UTC day


def load(
    testbed_ids: Sequence[int], start: dt.date, end: dt.date, hours: Hours | None = None
) -> dict[int, list[DayLoad]]:
    """Return every day from ``start`` to ``end`` of each testbed, in one statement.

    At testbeds booked by the hour only these hours of the day count; all of them by default.
    """
    days = [start + n * ONE_DAY for n in range((end - start).days + 1)]
    rows: dict[int, list[Any]] = {}
    for row in db.session.execute(_rows_between(testbed_ids, start, end)):
        rows.setdefault(row[0], []).append(row)
    return {
        testbed_id: _by_hour(found, days, hours or WHOLE_DAY)
        if found[0][2] is SlotUnit.HOUR
        else _by_day(found, days)
        for testbed_id, found in rows.items()
    }


def _by_day(rows: Sequence[Any], days: Sequence[dt.date]) -> list[DayLoad]:
    known = {day_of(row[4]): (row[5], row[6] == 0) for row in rows if row[4] is not None}
    capacity, untouched = rows[0][1], (0, False)
    return [
        DayLoad(day, used, capacity, closed)
        for day in days
        for used, closed in (known.get(day, untouched),)
    ]


def _by_hour(rows: Sequence[Any], days: Sequence[dt.date], hours: Hours) -> list[DayLoad]:
    capacity, zone = rows[0][1], rows[0][3]
    known = {row[4]: (row[5], row[6]) for row in rows if row[4] is not None}
    counts = days_of_hours(known, capacity, [slots_of_day(zone, day, hours) for day in days])
    return [
        DayLoad(day, count.used, capacity, closed=not count.open, hours=count)
        for day, count in zip(days, counts, strict=True)
    ]


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
    testbed_id: int,
    days: int,
    after: dt.date,
    units: int = 1,
    weekdays: int = EVERY_DAY,
    hours: Hours | None = None,
) -> dt.date | None:
    """Return the first start day on or after ``after`` with room for ``days`` days, or None.

    Looks two years ahead.  Closed days, and days with one of the hours closed, break the run;
    weekdays outside the pattern do not.
    """
    end = after + (HORIZON_DAYS + days) * ONE_DAY
    loads = load([testbed_id], after, end, hours).get(testbed_id, [])
    busy = [
        uses_weekday(weekdays, day.day) and (day.free < units or day.is_cut_short) for day in loads
    ]
    first = first_run(busy, days)
    return None if first is None else loads[first].day


def first_fit(loads: Sequence[DayLoad], wish: Window) -> Window | None:
    """Return the first window of the wish's length that the ledger would take within ``loads``.

    ``loads`` are consecutive days, of the wish's hours; the wish gives length, weekdays and places.
    Closed days are skipped as the ledger skips them, but one open day must remain.
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
            return replace(wish, start=start, end=start + (wish.days - 1) * ONE_DAY)
        begin = first + 1
    return None


def full_days(testbed: Testbed, window: Window, without: int | None = None) -> list[dt.date]:
    """Return the open days of the window that have no room for it, in order.

    ``without`` is a booking whose own days do not count, because it is being moved.
    """
    unit, zone = testbed.slot_unit, testbed.city.time_zone
    slots = _slots(testbed, window)
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
            TestbedLoad.slot >= min(slots, default=0),
            TestbedLoad.slot <= max(slots, default=0),
        )
    ).all()
    seen = {slot: (used - (mine or 0), cap) for slot, used, cap, mine in rows}
    full = {
        local_day(unit, zone, slot)
        for slot in slots
        for used, cap in (seen.get(slot, (0, testbed.capacity)),)
        if cap > 0 and used + window.units > cap
    }
    return sorted(full)


def _slots(testbed: Testbed, window: Window) -> list[int]:
    """Return the slots that a booking of the window would take, were none of them closed."""
    if testbed.slot_unit is SlotUnit.DAY:
        return [slot_of(day) for day in window.used_days()]
    return [
        slot
        for first, after in stretches_of(testbed.city.time_zone, window)
        for slot in range(first, after)
    ]
