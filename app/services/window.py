"""The days that a part of an application wants, and the rules they must keep.

Days are local calendar days; ``start`` is the first and ``end`` the last day, inclusive, here and
everywhere in the services and queries of applications, bookings and pilots.  Only the ledger
(models/booking.py) counts half-open slots.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from models.booking import EVERY_DAY


@dataclass(frozen=True, slots=True)
class Window:
    """Days at one testbed.  Bit ``n`` of ``weekdays`` is weekday ``n`` (Monday 0)."""

    start: dt.date
    end: dt.date
    weekdays: int = EVERY_DAY
    units: int = 1

    @property
    def days(self) -> int:
        """Length in calendar days, both ends counted."""
        return (self.end - self.start).days + 1


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that still stands in the way: ``field`` names the question, ``code`` the reason.

    ``part_id`` tells which testbed's wish it is about, None for the application as a whole.
    ``facts`` hold what the words need (days, dates).  Words: views/messages.py, by ``code``.
    """

    field: str
    code: str
    part_id: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)
