"""Days at one testbed, as people speak of them, and the hours of those days.

``start`` is the first and ``end`` the last day, inclusive, here and everywhere in the services and
queries of applications, bookings and pilots.  Only the ledger (models/booking.py) counts
half-open slots.
"""

import datetime as dt
from dataclasses import dataclass

EVERY_DAY = 127
MONDAY_TO_FRIDAY = 31
HOURS_IN_DAY = 24


@dataclass(frozen=True, slots=True)
class Hours:
    """Whole hours of a day by the clock on the wall, half-open: 9 to 12 is three hours."""

    start: int = 0
    end: int = HOURS_IN_DAY

    @property
    def is_whole_day(self) -> bool:
        """Whether nothing of the day is left out."""
        return (self.start, self.end) == (0, HOURS_IN_DAY)

    @property
    def are_ordered(self) -> bool:
        """Whether they are hours of one day, at least one."""
        return 0 <= self.start < self.end <= HOURS_IN_DAY

    def meet(self, other: "Hours") -> bool:
        """Whether they share an hour with others of the same day."""
        return self.start < other.end and other.start < self.end

    def shared_with(self, other: "Hours") -> "Hours | None":
        """Return the hours that both have; None when there are none."""
        both = Hours(max(self.start, other.start), min(self.end, other.end))
        return both if both.are_ordered else None


WHOLE_DAY = Hours()


@dataclass(frozen=True, slots=True)
class Window:
    """Local calendar days.  Bit ``n`` of ``weekdays`` is weekday ``n`` (Monday 0).

    ``hours`` are the same on each of the days.  None leaves a booking's hours as they are, and is
    the whole day for what is new; testbeds booked by the day know no others.
    """

    start: dt.date
    end: dt.date
    weekdays: int = EVERY_DAY
    units: int = 1
    hours: Hours | None = None

    @property
    def days(self) -> int:
        """Length in calendar days, both ends counted."""
        return (self.end - self.start).days + 1

    def uses(self, day: dt.date) -> bool:
        """Say whether a day is one of the window's."""
        return self.start <= day <= self.end and uses_weekday(self.weekdays, day)

    def used_days(self) -> list[dt.date]:
        """Return the window's days in order."""
        every = (self.start + dt.timedelta(days=n) for n in range(self.days))
        return [day for day in every if uses_weekday(self.weekdays, day)]


def uses_weekday(weekdays: int, day: dt.date) -> bool:
    """Say whether the pattern of weekdays has the weekday of ``day``."""
    return bool(weekdays >> day.weekday() & 1)
