"""Where so many days in a row are free, over all testbeds in one statement on both engines.

The ledger keeps rows only for slots that are used or closed; between them lie the gaps.  Testbeds
booked by the day and by the hour are answered alike: an hour belongs to the local day of its city,
and a day of hours counts as taken when an open hour of it is full, or when all of it is closed.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import TextClause, bindparam, text

from app import clock
from app.database import db
from models.booking import day_of, slot_of
from models.local_hour import SECONDS_IN_HOUR
from models.window import EVERY_DAY

DAYS_IN_WEEK = 7
HORIZON_DAYS = 180  # of a wish without a last day
FARTHEST = dt.timedelta(days=3 * 366)  # how far after its first day a wish is looked for
_MOST_IDS = 500
_UTMOST_OFFSET = 14  # hours that a local day may begin before or after the UTC day


@dataclass(frozen=True, slots=True)
class FreeSearch:
    """``days`` consecutive days with ``units`` places, somewhere from ``start`` to ``end``.

    Without ``days`` it is the shortest stay that each testbed allows.  ``after_lead`` leaves out
    days before each testbed's lead time, counted from today, is over.  Days outside the pattern
    ``weekdays`` need not be free, and the first day is one of the pattern's.
    """

    start: dt.date
    end: dt.date
    days: int | None
    units: int = 1
    after_lead: bool = False
    weekdays: int = EVERY_DAY


@dataclass(frozen=True, slots=True)
class FreeWish:
    """What somebody wishes of the calendar, as it was said; all of it may be left open.

    Without a number of days the whole from ``start`` to ``end`` is meant, without a last day the
    next half year.
    """

    days: int | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    places: int | None = None
    weekdays: int = EVERY_DAY

    def search(self, today: dt.date) -> FreeSearch | None:
        """Return what to look for on this day; None when its days are over or too few."""
        start = max(self.start or today, today)
        days = self.days or 1
        end = start + dt.timedelta(days=HORIZON_DAYS + days)
        if self.end is not None:
            days = self.days or (self.end - start).days + 1
            end = min(self.end, start + FARTHEST)
        if days < 1 or (end - start).days + 1 < days:
            return None
        return FreeSearch(start, end, days, self.places or 1, True, self.weekdays)


class Stretch(NamedTuple):
    """What one testbed has: the first fitting start day, if any, and its longest free run."""

    start: dt.date | None
    longest: int


_STRETCHES = """
WITH tide(zone, first, after, ahead) AS (VALUES {tides}),
place AS (
  SELECT t.id, t.slot_unit, c.time_zone AS zone,
         CASE WHEN :today + t.lead_days * :lead > :first THEN :today + t.lead_days * :lead
              ELSE :first END AS first,
         CASE WHEN :days = 0 THEN t.min_days ELSE :days END AS days,
         CASE WHEN :days = 0 OR :days BETWEEN t.min_days AND t.max_days
              THEN 1 ELSE 0 END AS allowed
    FROM testbed t JOIN city c ON c.id = t.city_id
   WHERE t.status = 'published' AND t.capacity >= :units {only}
), by_hour AS (
  SELECT l.testbed_id, (l.slot + h.ahead) / 24 AS day,
         MAX(CASE WHEN l.cap > 0 THEN 1 ELSE 0 END) AS full_hour,
         CASE WHEN SUM(CASE WHEN l.cap = 0 THEN 1 ELSE 0 END) = MAX(l.slot) - MIN(l.slot) + 1
                   AND MIN((l.slot + h.ahead) % 24) = 0 AND MAX((l.slot + h.ahead) % 24) = 23
              THEN 1 ELSE 0 END AS shut
    FROM place p
    JOIN testbed_load l ON l.testbed_id = p.id AND l.slot BETWEEN :first_hour AND :last_hour
    JOIN tide h ON h.zone = p.zone AND l.slot >= h.first AND l.slot < h.after
   WHERE p.slot_unit = 'hour' AND l.cap - l.used < :units
   GROUP BY l.testbed_id, (l.slot + h.ahead) / 24
), busy AS (
  SELECT l.testbed_id, l.slot AS day FROM place p JOIN testbed_load l ON l.testbed_id = p.id
   WHERE p.slot_unit = 'day' AND l.slot BETWEEN p.first AND :last AND l.cap - l.used < :units
     AND (CAST(:weekdays AS INTEGER) >> ((l.slot + 3) % 7)) & 1 = 1
  UNION ALL
  SELECT b.testbed_id, b.day FROM by_hour b JOIN place p ON p.id = b.testbed_id
   WHERE (b.full_hour = 1 OR b.shut = 1) AND b.day BETWEEN p.first AND :last
     AND (CAST(:weekdays AS INTEGER) >> ((b.day + 3) % 7)) & 1 = 1
  UNION ALL SELECT id, first - 1 FROM place
  UNION ALL SELECT id, :last + 1 FROM place WHERE first <= :last
), gap AS (
  SELECT testbed_id, day, LEAD(day) OVER (PARTITION BY testbed_id ORDER BY day) AS until
    FROM busy
), run AS (
  SELECT testbed_id, day + 1 + skip AS start, until - day - 1 - skip AS length
    FROM (SELECT testbed_id, day, until,
                 CAST(SUBSTR(CAST(:skips AS TEXT), (day + 4) % 7 + 1, 1) AS INTEGER) AS skip
            FROM gap WHERE until > day + 1) AS free
)
SELECT p.id, MIN(p.zone), MAX(r.length),
       MIN(CASE WHEN p.allowed = 1 AND r.length >= p.days THEN r.start END)
  FROM place p LEFT JOIN run r ON r.testbed_id = p.id
 GROUP BY p.id"""
_TIDE = "(CAST(:zone{n} AS TEXT), CAST(:from{n} AS INTEGER), CAST(:to{n} AS INTEGER), CAST(:ahead{n} AS INTEGER))"  # noqa: E501 - one row
_zones = {clock.FINLAND}  # those of the cities met so far


def free_windows(
    search: FreeSearch, testbed_ids: Sequence[int] | None = None
) -> dict[int, dt.date]:
    """Return the first fitting start day of each published testbed that has one."""
    found = free_stretches(search, testbed_ids)
    return {ident: one.start for ident, one in found.items() if one.start is not None}


def free_stretches(
    search: FreeSearch, testbed_ids: Sequence[int] | None = None
) -> dict[int, Stretch]:
    """Return what each published testbed with so many places has; ``testbed_ids`` None means all.

    Closed days break a run; days before today do not count; a testbed whose shortest or longest
    stay forbids so many days has no start.  One statement; a city in a zone met for the first time
    has it asked once more.
    """
    start = max(search.start, clock.today())
    if search.end < start:
        return {}
    few = testbed_ids is not None and len(testbed_ids) <= _MOST_IDS
    values = _values(search, start) | ({"ids": list(testbed_ids or ())} if few else {})
    while True:
        tides = _tides(start, search.end)
        rows = db.session.execute(_statement(len(tides), few=few), values | _bound(tides)).all()
        strange = {row[1] for row in rows} - _zones
        if not strange:
            break
        _zones.update(strange)
    wanted = None if testbed_ids is None else set(testbed_ids)
    return {
        ident: Stretch(None if first is None else day_of(first), max(longest or 0, 0))
        for ident, _zone, longest, first in rows
        if wanted is None or ident in wanted
    }


def _statement(tides: int, *, few: bool) -> TextClause:
    rows = ", ".join(_TIDE.format(n=n) for n in range(tides))
    only = "AND t.id IN :ids" if few else ""
    statement = text(_STRETCHES.format(tides=rows, only=only))
    return statement.bindparams(bindparam("ids", expanding=True)) if few else statement


def _values(search: FreeSearch, start: dt.date) -> dict[str, Any]:
    pattern = [search.weekdays >> n & 1 for n in range(DAYS_IN_WEEK)]
    return {
        "first": slot_of(start),
        "last": slot_of(search.end),
        "first_hour": slot_of(start) * 24 - _UTMOST_OFFSET,
        "last_hour": (slot_of(search.end) + 1) * 24 + _UTMOST_OFFSET,
        "today": slot_of(clock.today()),
        "lead": int(search.after_lead),
        "days": search.days or 0,
        "units": search.units,
        "weekdays": search.weekdays,
        "skips": "".join(str((pattern * 2)[n:].index(1)) for n in range(DAYS_IN_WEEK)),
    }


def _tides(start: dt.date, end: dt.date) -> list[tuple[str, int, int, int]]:
    """Return (zone, first hour, hour after, hours ahead of UTC) between these days, in order."""
    first = slot_of(start) * 24 - _UTMOST_OFFSET - 24
    last = (slot_of(end) + 2) * 24 + _UTMOST_OFFSET
    found: list[tuple[str, int, int, int]] = []
    for zone in sorted(_zones):
        begin, ahead = first, _ahead(zone, first)
        for day in range(first, last, 24):
            if _ahead(zone, day + 24) == ahead:
                continue
            turn = next(n for n in range(day, day + 25) if _ahead(zone, n) != ahead)
            found.append((zone, begin, turn, ahead))
            begin, ahead = turn, _ahead(zone, turn)
        found.append((zone, begin, last + 24, ahead))
    return found


def _ahead(zone: str, hour: int) -> int:
    """Return how many whole hours a zone's clocks are ahead of UTC at an hour since 1970."""
    at = dt.datetime.fromtimestamp(hour * SECONDS_IN_HOUR, ZoneInfo(zone))
    return int((at.utcoffset() or dt.timedelta()).total_seconds() // SECONDS_IN_HOUR)


def _bound(tides: Sequence[tuple[str, int, int, int]]) -> dict[str, Any]:
    names = ("zone", "from", "to", "ahead")
    return {
        f"{name}{n}": value
        for n, row in enumerate(tides)
        for name, value in zip(names, row, strict=True)
    }
