"""What is free when, for everybody.  What these queries show as free, the ledger takes.

Days are local calendar days, both ends inclusive.  Testbeds booked by the hour are shown by the
day: the busiest of the hours asked for counts (app/queries/calendar_hour.py).
"""

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import String, case, select, type_coerce

from app.database import db
from app.queries.calendar_hour import DayLoad as DayLoad
from app.queries.calendar_hour import days_of_hours
from models.booking import BookingSlot, TestbedLoad, local_day, slot_of
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
    places: dict[int, _Place] = {}
    for ident, capacity, unit, zone, slot, used, cap in db.session.execute(
        _rows_between(testbed_ids, start, end)
    ):
        place = places.get(ident)
        if place is None:
            place = places[ident] = (capacity, unit, zone, {})
        if slot is not None:
            place[3][slot] = (used, cap)
    untouched: dict[int, list[DayLoad]] = {}
    return {
        ident: _by_hour(place, days, hours or WHOLE_DAY)
        if place[1] == SlotUnit.HOUR
        else _by_day(place, days, untouched)
        for ident, place in places.items()
    }


# Capacity, unit, time zone, and of each used or closed slot: places used, places there are.
_Place = tuple[int, str, str, dict[int, tuple[int, int]]]


def _by_day(
    place: _Place, days: Sequence[dt.date], untouched: dict[int, list[DayLoad]]
) -> list[DayLoad]:
    """Return the days of a testbed; ``untouched`` keeps those of a capacity when nobody is there.

    Most days of most testbeds are such, so they are made once for all of them.
    """
    capacity, _unit, _zone, known = place
    if capacity not in untouched:
        untouched[capacity] = [DayLoad(day, 0, capacity, closed=False) for day in days]
    found, first = untouched[capacity].copy(), slot_of(days[0]) if days else 0
    for slot, (used, cap) in known.items():
        found[slot - first] = DayLoad(days[slot - first], used, capacity, cap == 0)
    return found


def _by_hour(place: _Place, days: Sequence[dt.date], hours: Hours) -> list[DayLoad]:
    capacity, _unit, zone, known = place
    counts = days_of_hours(known, capacity, [slots_of_day(zone, day, hours) for day in days])
    return [
        DayLoad(day, count.used, capacity, closed=not count.open, hours=count)
        for day, count in zip(days, counts, strict=True)
    ]


def _rows_between(testbed_ids: Sequence[int], start: dt.date, end: dt.date) -> Any:
    """One row for each used or closed slot of each testbed, at least one for each testbed.

    Of plain tables: rows that pass through the mapper took half as long again.
    """
    testbed, city, load_ = Testbed.__table__, City.__table__, TestbedLoad.__table__
    first_hour = slot_of(start) * 24 - _UTMOST_OFFSET
    after_hour = slot_of(end + ONE_DAY) * 24 + _UTMOST_OFFSET
    by_day = testbed.c.slot_unit == SlotUnit.DAY
    return (
        select(
            testbed.c.id, testbed.c.capacity, type_coerce(testbed.c.slot_unit, String),
            city.c.time_zone, load_.c.slot, load_.c.used, load_.c.cap,
        )
        .select_from(testbed)
        .join(city, city.c.id == testbed.c.city_id)
        .outerjoin(
            load_,
            (load_.c.testbed_id == testbed.c.id)
            & (load_.c.slot >= case((by_day, slot_of(start)), else_=first_hour))
            & (load_.c.slot < case((by_day, slot_of(end + ONE_DAY)), else_=after_hour)),
        )
        .where(testbed.c.id.in_(testbed_ids))
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

    Looks two years ahead.  Closed days break the run, and where some hours are asked for, days on
    which one of them is closed; weekdays outside the pattern do not.
    """
    end = after + (HORIZON_DAYS + days) * ONE_DAY
    loads = load([testbed_id], after, end, hours).get(testbed_id, [])
    wants_each = hours is not None and not hours.is_whole_day
    busy = [
        uses_weekday(weekdays, day.day) and (day.free < units or (wants_each and day.is_cut_short))
        for day in loads
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
