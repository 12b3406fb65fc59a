"""Days and their hours: what is used of them, how many hours are free, and each by itself."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select

from app.database import db
from models.booking import TestbedLoad
from models.local_hour import Stretch, slots_of_day, wall_time
from models.testbed import Testbed

Known = Mapping[int, tuple[int, int]]  # slot: places used, places there are (0: closed)


class HourCount(NamedTuple):
    """Hours of one day: open ones, those with a free place, places used in the busiest one.

    ``closed`` is how many of the hours asked for are closed.
    """

    open: int
    free: int
    used: int
    closed: int = 0

    @property
    def every(self) -> int:
        """How many hours there are."""
        return self.open + self.closed


class DayLoad(NamedTuple):
    """One day of one testbed; ``hours`` where it is booked by the hour."""

    day: dt.date
    used: int
    capacity: int
    closed: bool
    hours: HourCount | None = None

    @property
    def free(self) -> int:
        """Places left; 0 when closed."""
        return 0 if self.closed else max(0, self.capacity - self.used)

    @property
    def is_cut_short(self) -> bool:
        """Whether some of the hours asked for are closed and some are not."""
        return self.hours is not None and 0 < self.hours.closed < self.hours.every

    @property
    def counts_hours(self) -> bool:
        """Whether some of its hours are full or closed, so that one asks how many are not."""
        return self.hours is not None and self.hours.free < self.hours.every

    @property
    def room(self) -> tuple[int, int]:
        """What is free and what there is: hours when some are full or closed, else places."""
        by_hour = self.hours if self.counts_hours else None
        return (by_hour.free, by_hour.every) if by_hour else (self.free, self.capacity)


@dataclass(frozen=True, slots=True)
class HourLoad:
    """One hour of one testbed; ``start`` and ``end`` are wall times with their zone.

    ``again`` is an hour that the clocks show for the second time that day.
    """

    start: dt.datetime
    end: dt.datetime
    used: int
    capacity: int
    closed: bool

    @property
    def free(self) -> int:
        """Places left; 0 when closed."""
        return 0 if self.closed else max(0, self.capacity - self.used)

    @property
    def again(self) -> bool:
        return bool(self.start.fold)


def days_of_hours(known: Known, capacity: int, stretches: Sequence[Stretch]) -> Iterator[HourCount]:
    """Count the hours of each of the stretches, one a day; hours not known are free."""
    untouched = (0, capacity)
    for first, after in stretches:
        hours = [known.get(slot, untouched) for slot in range(first, after)]
        opened = [used for used, cap in hours if cap > 0]
        free = sum(used < capacity for used in opened)
        shut = len(hours) - len(opened)
        yield HourCount(len(opened), free, max(opened, default=0), shut)


def hours_on(testbed: Testbed, day: dt.date) -> list[HourLoad]:
    """Return every hour of a local day, 23 to 25 of them."""
    return hours_between(testbed, day, day)


def hours_between(testbed: Testbed, start: dt.date, end: dt.date) -> list[HourLoad]:
    """Return every hour of the local days from ``start`` to ``end``, in order, in one statement."""
    zone = testbed.city.time_zone
    first, after = slots_of_day(zone, start)[0], slots_of_day(zone, end)[1]
    rows = db.session.execute(
        select(TestbedLoad.slot, TestbedLoad.used, TestbedLoad.cap).where(
            TestbedLoad.testbed_id == testbed.id,
            TestbedLoad.slot >= first,
            TestbedLoad.slot < after,
        )
    )
    known = {slot: (used, cap) for slot, used, cap in rows}
    return [
        HourLoad(
            start=wall_time(zone, slot),
            end=wall_time(zone, slot + 1),
            used=used,
            capacity=testbed.capacity,
            closed=cap == 0,
        )
        for slot in range(first, after)
        for used, cap in (known.get(slot, (0, testbed.capacity)),)
    ]
