"""Weekly hours in which a place is open for work on site and for visits.

They are local wall time and say nothing about bookings: a booking takes whole local days, and what
is set up stays over night (docs/adr/0012-closures-are-stretches.md).  A place may have several
weeks, each valid for a time: of those valid on a day, the one that began last counts, so that
summer hours go before the usual ones and end by themselves.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.database import db
from models.booking import AccessHour

DAYS = 7
Day = tuple[tuple[int, int], ...]  # spans as minutes since midnight: opens, closes


@dataclass(frozen=True, slots=True)
class Week:
    """Spans of each weekday, Monday first; ``valid_from`` and ``valid_to`` are inclusive."""

    days: tuple[Day, ...]
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    seen: str = ""

    def covers(self, day: dt.date) -> bool:
        """Say whether the week is valid on a day."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)


def weeks_of(testbed_id: int) -> list[Week]:
    """Return the weeks of a testbed, those without a first day first, then by first day.

    ``seen`` names the rows that a week was read from, for telling whether somebody changed it.
    """
    rows = db.session.scalars(
        select(AccessHour)
        .where(AccessHour.testbed_id == testbed_id)
        .order_by(AccessHour.weekday, AccessHour.opens, AccessHour.id)
    )
    grouped: dict[tuple[dt.date | None, dt.date | None], list[AccessHour]] = {}
    for row in rows:
        grouped.setdefault((row.valid_from, row.valid_to), []).append(row)
    weeks = [
        _week(valid_from, valid_to, found) for (valid_from, valid_to), found in grouped.items()
    ]
    return sorted(weeks, key=_began)


def week_on(weeks: Sequence[Week], day: dt.date) -> Week | None:
    """Return the week that counts on a day, or None when the hours are not known."""
    valid = [week for week in weeks if week.covers(day)]
    return max(valid, key=_began) if valid else None


def _began(week: Week) -> tuple[dt.date, dt.date]:
    """Order by first day; of two that begin together the shorter one counts."""
    last = week.valid_to or dt.date.max
    return week.valid_from or dt.date.min, dt.date.min + (dt.date.max - last)


def _week(valid_from: dt.date | None, valid_to: dt.date | None, rows: list[AccessHour]) -> Week:
    days: list[list[tuple[int, int]]] = [[] for _day in range(DAYS)]
    for row in rows:
        days[row.weekday].append((_minutes(row.opens), _minutes(row.closes)))
    seen = "-".join(str(row.id) for row in sorted(rows, key=lambda row: row.id))
    return Week(tuple(tuple(day) for day in days), valid_from, valid_to, seen)


def _minutes(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)
