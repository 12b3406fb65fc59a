"""What is free when, for everybody.  What these queries show as free, the ledger takes.

Days are local calendar days, both ends inclusive.  Testbeds booked by the hour are shown by the
day: the busiest hour counts.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from models.booking import EVERY_DAY


@dataclass(frozen=True, slots=True)
class DayLoad:
    """One day of one testbed."""

    day: dt.date
    used: int
    capacity: int
    closed: bool

    @property
    def free(self) -> int:
        """Places left; 0 when closed."""
        return 0 if self.closed else max(0, self.capacity - self.used)


@dataclass(frozen=True, slots=True)
class FreeSearch:
    """N consecutive days with ``units`` places somewhere between two days."""

    start: dt.date
    end: dt.date
    days: int
    units: int = 1


def load(testbed_ids: Sequence[int], start: dt.date, end: dt.date) -> dict[int, list[DayLoad]]:
    """Return every day from ``start`` to ``end`` of each testbed, in one statement."""
    raise NotImplementedError


def month(testbed_id: int, first_day: dt.date) -> list[DayLoad]:
    """Return the days of the month of ``first_day``."""
    raise NotImplementedError


def free_windows(
    search: FreeSearch, testbed_ids: Sequence[int] | None = None
) -> dict[int, dt.date]:
    """Return the first fitting start day of each published testbed that has one.

    ``testbed_ids`` None means all published ones.  One statement; closed days break a run.
    """
    raise NotImplementedError


def first_free(
    testbed_id: int, days: int, after: dt.date, units: int = 1, weekdays: int = EVERY_DAY
) -> dt.date | None:
    """Return the first start day on or after ``after`` with room for ``days`` days, or None."""
    raise NotImplementedError
