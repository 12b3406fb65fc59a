"""From hours on the wall clock to slots of the ledger, also when the clocks change.

A slot is an hour since 1970-01-01T00Z.  A stay takes the slots during which the wall clock shows
one of its hours: 9 to 12 is 9 to 12 in every week; a night from 0 to 6 is five slots long in March
and seven in October; 3 to 4 is both of its hours in October.  In March, where 3 to 4 does not
come, it is the hour that begins in its place.  Zones differ from UTC by whole hours here.
Docs: docs/adr/0025-hour-slots.md.
"""

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from models.window import HOURS_IN_DAY, WHOLE_DAY, Hours, Window

SECONDS_IN_HOUR = 3600
ONE_DAY = dt.timedelta(days=1)

Stretch = tuple[int, int]  # half-open slots


def slot_at(zone: str, day: dt.date, hour: int) -> int:
    """Return the slot that begins when the wall clock first shows ``hour`` (24: the day is over).

    An hour that is left out begins where the next one does.
    """
    if hour == HOURS_IN_DAY:
        day, hour = day + ONE_DAY, 0
    wall = dt.datetime.combine(day, dt.time(hour), ZoneInfo(zone))
    return int(wall.timestamp()) // SECONDS_IN_HOUR


def slots_of_day(zone: str, day: dt.date, hours: Hours = WHOLE_DAY) -> Stretch:
    """Return the slots of these hours of a day; at least one."""
    first = slot_at(zone, day, hours.start)
    return first, max(first + 1, slot_at(zone, day, hours.end))


def stretches_of(zone: str, window: Window) -> list[Stretch]:
    """Return the slots of a window in order; those that touch are one stretch."""
    hours = window.hours or WHOLE_DAY
    return joined(slots_of_day(zone, day, hours) for day in window.used_days())


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Return stretches, which are in order, with those that touch made one."""
    found: list[Stretch] = []
    for first, after in stretches:
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(after, found[-1][1]))
        else:
            found.append((first, after))
    return found


def wall_time(zone: str, slot: int) -> dt.datetime:
    """Return what calendar and clock on the wall show when a slot begins; ``fold`` as always."""
    return dt.datetime.fromtimestamp(slot * SECONDS_IN_HOUR, ZoneInfo(zone))
