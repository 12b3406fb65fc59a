"""The hours of days at testbeds booked by the hour: how many are free, and each by itself."""

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
    """Hours of one day: open ones, those with a free place, places used in the busiest one."""

    open: int
    free: int
    used: int


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
        yield HourCount(len(opened), free, max(opened, default=0))


def hours_on(testbed: Testbed, day: dt.date) -> list[HourLoad]:
    """Return every hour of a local day, 23 to 25 of them."""
    zone = testbed.city.time_zone
    first, after = slots_of_day(zone, day)
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
