"""Days at one testbed, as people speak of them.

``start`` is the first and ``end`` the last day, inclusive, here and everywhere in the services and
queries of applications, bookings and pilots.  Only the ledger (models/booking.py) counts
half-open slots.
"""

import datetime as dt
from dataclasses import dataclass

EVERY_DAY = 127
MONDAY_TO_FRIDAY = 31


@dataclass(frozen=True, slots=True)
class Window:
    """Local calendar days.  Bit ``n`` of ``weekdays`` is weekday ``n`` (Monday 0)."""

    start: dt.date
    end: dt.date
    weekdays: int = EVERY_DAY
    units: int = 1

    @property
    def days(self) -> int:
        """Length in calendar days, both ends counted."""
        return (self.end - self.start).days + 1

    def uses(self, day: dt.date) -> bool:
        """Say whether a day is one of the window's."""
        return self.start <= day <= self.end and uses_weekday(self.weekdays, day)


def uses_weekday(weekdays: int, day: dt.date) -> bool:
    """Say whether the pattern of weekdays has the weekday of ``day``."""
    return bool(weekdays >> day.weekday() & 1)
