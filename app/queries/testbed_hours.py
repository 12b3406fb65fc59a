"""Weekly hours in which a place is open for work on site and for visits.

They are local wall time and close nothing: what is set up stays over night, and a booking by the
hour may reach beyond them when that is agreed on; ``days_outside`` points it out
(docs/adr/0012-closures-are-stretches.md, 0025-hour-slots.md).  A place may have several weeks,
each valid for a time: of those valid on a day, the one that began last counts, so that summer hours
go before the usual ones and end by themselves.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.database import db
from models.booking import AccessHour
from models.testbed import Testbed
from models.testbed_kind import SlotUnit
from models.window import Window

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


def days_outside(testbed: Testbed, window: Window) -> list[dt.date]:
    """Return the days on which a window's hours reach beyond those when the place is open.

    None at testbeds booked by the day, of whole days, and while the hours are not known.
    """
    hours = window.hours
    if testbed.slot_unit is SlotUnit.DAY or hours is None or hours.is_whole_day:
        return []
    weeks = weeks_of(testbed.id)
    found = []
    for day in window.used_days() if weeks else ():
        week = week_on(weeks, day)
        if week and not _within(week.days[day.weekday()], hours.start * 60, hours.end * 60):
            found.append(day)
    return found


def _within(spans: Day, first: int, last: int) -> bool:
    """Say whether every minute of a stretch is in one of the spans, which are in order."""
    for opens, closes in spans:
        if opens <= first < closes:
            first = closes
    return first >= last


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
