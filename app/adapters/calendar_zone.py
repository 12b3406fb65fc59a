"""The time zone of a calendar file: when its clocks change, from the zone's own rules.

Source: RFC 5545, section 3.6.5: an observance begins at the wall time that the one before showed.
"""

import datetime as dt
import functools
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

Observance = TimezoneStandard | TimezoneDaylight
HOUR = dt.timedelta(hours=1)
NOTHING = dt.timedelta()


@functools.lru_cache(maxsize=64)
def zone_of(name: str, first_year: int, last_year: int) -> Timezone:
    """Return the observances of a zone from one year to another, both inclusive.

    Thousands of mails a minute carry the same ones, which nobody may change.
    """
    found = Timezone()
    found.add("tzid", name)
    begin = dt.datetime(first_year, 1, 1, tzinfo=dt.UTC)
    found.add_component(_observance(name, begin, begin))
    for instant in _changes(name, first_year, last_year):
        found.add_component(_observance(name, instant - HOUR, instant))
    return found


def _changes(name: str, first_year: int, last_year: int) -> list[dt.datetime]:
    """Return the instants at which the zone's difference to UTC changes, to the hour."""
    zone = ZoneInfo(name)
    found = []
    day = dt.datetime(first_year, 1, 1, tzinfo=dt.UTC)
    while day.year <= last_year:
        after = day + dt.timedelta(days=1)
        if day.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset():
            hours = (day + n * HOUR for n in range(1, 25))
            before = day.astimezone(zone).utcoffset()
            found.append(next(one for one in hours if one.astimezone(zone).utcoffset() != before))
        day = after
    return found


def _observance(name: str, before: dt.datetime, since: dt.datetime) -> Observance:
    """Return what holds since an instant; ``before`` is a moment with the difference until then."""
    zone = ZoneInfo(name)
    old, new = before.astimezone(zone), since.astimezone(zone)
    was, now = old.utcoffset() or NOTHING, new.utcoffset() or NOTHING
    made: Observance = TimezoneDaylight() if new.dst() else TimezoneStandard()
    made.add("dtstart", (since + was).replace(tzinfo=None))
    made.add("tzoffsetfrom", was)
    made.add("tzoffsetto", now)
    made.add("tzname", new.tzname() or name)
    return made
