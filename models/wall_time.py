"""Wall-clock times of a place as instants, and back.

Twice a year a clock shows an hour that does not exist, or one that comes twice.
"""

import datetime as dt
from zoneinfo import ZoneInfo

MIDNIGHT = dt.time()
ONE_DAY = dt.timedelta(days=1)


def instant_of(
    day: dt.date, time: dt.time, zone: str, *, later: bool = False
) -> dt.datetime | None:
    """Return the instant at which clocks in ``zone`` show this, or None when they never do.

    Of an hour that comes twice the first is meant, or with ``later`` the second.
    """
    place = ZoneInfo(zone)
    shown = dt.datetime.combine(day, time, place).replace(fold=int(later))
    instant = shown.astimezone(dt.UTC)
    back = instant.astimezone(place)
    return instant if (back.date(), back.time()) == (day, time) else None


def local_date(instant: dt.datetime, zone: str) -> dt.date:
    """Return the day that calendars in ``zone`` show."""
    return instant.astimezone(ZoneInfo(zone)).date()


def last_date(end: dt.datetime, zone: str) -> dt.date:
    """Return the last day that has a moment before ``end``: a midnight ends the day before it."""
    return local_date(end - dt.timedelta(microseconds=1), zone)


def local_time(instant: dt.datetime, zone: str) -> tuple[dt.date, dt.time]:
    """Return the day and the time that clocks in ``zone`` show."""
    shown = instant.astimezone(ZoneInfo(zone))
    return shown.date(), shown.time()
