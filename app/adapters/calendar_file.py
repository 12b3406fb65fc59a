"""A calendar file (iCalendar) of days, hours and instants that calendar programs subscribe to.

Days are all-day events; hours and instants are times of the place's zone, with the zone's rules in
the file, so that 9 to 12 stays 9 to 12 when the clocks change.  The same facts give the same bytes.
Source: RFC 5545, RFC 7986.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from models.local_hour import slots_of_day, wall_time
from models.window import EVERY_DAY, HOURS_IN_DAY, Window

if TYPE_CHECKING:
    from icalendar import Event

ONE_DAY = dt.timedelta(days=1)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LONGEST = 1000  # characters of one text
MIMETYPE = "text/calendar"


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One event in words.  ``status`` is CONFIRMED, TENTATIVE or CANCELLED.

    ``by_hour``: the window's hours are meant, in ``zone``; else its days.
    """

    uid: str
    window: Window
    zone: str
    summary: str
    status: str
    sequence: int
    changed_at: dt.datetime
    description: str = ""
    location: str = ""
    url: str = ""
    category: str = ""
    by_hour: bool = False
    is_busy: bool = True


@dataclass(frozen=True, slots=True)
class TimedEvent:
    """One event from an instant to another, told in the wall time of ``zone``; else as above."""

    uid: str
    start: dt.datetime
    end: dt.datetime
    zone: str
    summary: str
    status: str
    sequence: int
    changed_at: dt.datetime
    description: str = ""
    location: str = ""
    url: str = ""
    category: str = ""
    is_busy: bool = True

    def years(self) -> tuple[int, int]:
        """Return the first and the last year of which the zone's rules are needed."""
        zone = ZoneInfo(self.zone)
        return self.start.astimezone(zone).year, self.end.astimezone(zone).year


AnyEvent = CalendarEvent | TimedEvent


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """What stands at the head of a file; ``host`` makes the events' ids unique in the world."""

    name: str
    language: str
    host: str


def calendar_file(head: CalendarFile, events: Sequence[AnyEvent]) -> bytes:
    """Return the file of events; those that use no day at all are left out."""
    from icalendar import Calendar  # noqa: PLC0415 - much memory, where nobody asks for a calendar

    from app.adapters.calendar_zone import zone_of  # noqa: PLC0415 - as above

    made = Calendar()
    made.add("prodid", f"-//Koepaikka//{head.host}//{head.language.upper()}")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    for name in ("name", "x-wr-calname"):
        made.add(name, " ".join(_plain(head.name).split()), parameters={"LANGUAGE": head.language})
    made.add("refresh-interval", dt.timedelta(hours=1), parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT1H")
    used = [one for one in events if isinstance(one, TimedEvent) or one.window.used_days()]
    timed = [one for one in used if isinstance(one, TimedEvent) or one.by_hour]
    for zone in sorted({one.zone for one in timed}):
        years = [year for one in timed for year in _years(one)]
        made.add_component(zone_of(zone, min(years) - 1, max(years) + 1))
    for one in used:
        made.add_component(_event(head, one))
    return bytes(made.to_ical())


def _years(one: AnyEvent) -> tuple[int, int]:
    if isinstance(one, TimedEvent):
        return one.years()
    first, last = _ends(one.window)
    return first.year, last.year


def _event(head: CalendarFile, one: AnyEvent) -> "Event":
    from icalendar import Event  # noqa: PLC0415 - as above

    spoken = {"LANGUAGE": head.language}
    event = Event()
    event.add("uid", f"{one.uid}@{head.host}")
    event.add("dtstamp", one.changed_at.replace(microsecond=0))
    event.add("last-modified", one.changed_at.replace(microsecond=0))
    event.add("sequence", max(0, one.sequence))
    event.add("summary", _plain(one.summary), parameters=spoken)
    event.add("status", one.status)
    event.add("transp", "OPAQUE" if one.is_busy else "TRANSPARENT")
    if isinstance(one, TimedEvent):
        event.add("dtstart", _shown(one.start, one.zone))
        event.add("dtend", _shown(one.end, one.zone))
    elif one.by_hour:
        _add_hours(event, one)
    else:
        _add_days(event, one.window)
    for name, text in (("description", one.description), ("location", one.location)):
        if text:
            event.add(name, _plain(text), parameters=spoken)
    if one.category:
        event.add("categories", [_plain(one.category)])
    if one.url:
        event.add("url", one.url)
    return event


def _shown(instant: dt.datetime, zone: str) -> dt.datetime:
    """Return an instant in a zone; in UTC the second of an hour that its clocks show twice.

    A wall time that comes twice means its first coming in a file (RFC 5545, section 3.3.5).
    """
    shown = instant.astimezone(ZoneInfo(zone))
    return instant.astimezone(dt.UTC) if shown.fold else shown


def _add_days(event: "Event", window: Window) -> None:
    first, last = _ends(window)
    if window.weekdays == EVERY_DAY:
        event.add("dtstart", first)
        event.add("dtend", last + ONE_DAY)
        return
    event.add("dtstart", first)
    event.add("dtend", first + ONE_DAY)
    if last > first:
        event.add("rrule", {"FREQ": "WEEKLY", "UNTIL": last, "BYDAY": _weekdays(window)})


def _add_hours(event: "Event", one: CalendarEvent) -> None:
    window, zone = one.window, ZoneInfo(one.zone)
    first, last = _ends(window)
    if window.hours is None:
        raise ValueError("an event by the hour needs its hours")
    if first == last:  # exactly the hours there are, also when the clocks change
        start, after = slots_of_day(one.zone, first, window.hours)
        event.add("dtstart", wall_time(one.zone, start))
        event.add("dtend", wall_time(one.zone, after))
        return
    begins, ends = dt.time(window.hours.start), window.hours.end
    end_day = first + ONE_DAY if ends == HOURS_IN_DAY else first
    event.add("dtstart", dt.datetime.combine(first, begins, zone))
    event.add("dtend", dt.datetime.combine(end_day, dt.time(ends % HOURS_IN_DAY), zone))
    until = dt.datetime.combine(last, begins, zone).astimezone(dt.UTC)
    every_day = window.weekdays == EVERY_DAY
    rule = {"FREQ": "DAILY"} if every_day else {"FREQ": "WEEKLY", "BYDAY": _weekdays(window)}
    event.add("rrule", {**rule, "UNTIL": until})


def _ends(window: Window) -> tuple[dt.date, dt.date]:
    days = window.used_days()
    return days[0], days[-1]


def _weekdays(window: Window) -> list[str]:
    return [name for n, name in enumerate(WEEKDAYS) if window.weekdays >> n & 1]


def _plain(text: str) -> str:
    """Return a text without control characters but line ends, and of a length that is bounded."""
    kept = "".join(c for c in text.replace("\r\n", "\n") if c == "\n" or c.isprintable())
    return kept[:LONGEST]
