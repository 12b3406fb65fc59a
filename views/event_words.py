"""When and where an event is, in words: wall time of its city, with the zone for online events."""

import datetime as dt
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_name
from flask_babel import format_date, get_locale
from flask_babel import gettext as _

from app import clock
from app.labels import label
from models.event import Event, EventPhase, EventSession, SpokenLanguage
from models.wall_time import MIDNIGHT, local_time
from views import language
from views.call_words import clock_words
from views.page import daterange

PILLS = {
    EventPhase.DRAFT: "draft",
    EventPhase.COMING: "soon",
    EventPhase.ON: "running",
    EventPhase.HELD: "ended",
    EventPhase.CANCELLED: "error",
}
DAY_AND_MONTH = {"fi": "EEEE d. MMMM", "sv": "EEEE d MMMM", "en": "EEEE d MMMM"}
ONE_DAY = dt.timedelta(days=1)


def day_words(day: dt.date) -> str:
    """Return "Thursday 3 December", with the year when it is not this one."""
    pattern = DAY_AND_MONTH[language.current()]
    if day.year != clock.today().year:
        pattern += " y"
    return str(format_date(day, pattern))


def hours_words(start: dt.datetime, end: dt.datetime, zone: str) -> str:
    """Return "13:00–15:00" as clocks in ``zone`` show it; an end at midnight is 24.00."""
    first_day, first = local_time(start, zone)
    last_day, last = local_time(end, zone)
    from_words, to_words = (
        clock_words(first.hour, first.minute),
        clock_words(last.hour, last.minute),
    )
    if last == MIDNIGHT and last_day == first_day + ONE_DAY:
        to_words = clock_words(24, 0)
    return str(_("%(start)s–%(end)s", start=from_words, end=to_words))


def days_of(start: dt.datetime, end: dt.datetime, zone: str) -> tuple[dt.date, dt.date]:
    """Return the first and the last local day of ``[start, end)``, inclusive."""
    last = end - dt.timedelta(microseconds=1)
    return local_time(start, zone)[0], local_time(last, zone)[0]


def span_words(start: dt.datetime, end: dt.datetime, zone: str, *, online: bool = False) -> str:
    """Return when something is: "Thursday 3 December, 13:00–15:00", or its first and last day."""
    first, last = days_of(start, end, zone)
    if first != last:
        words = daterange(first, last)
        return f"{words} ({zone_words(start, zone)})" if online else words
    hours = hours_words(start, end, zone)
    words = str(_("%(day)s, %(hours)s", day=day_words(first), hours=hours))
    return f"{words} ({zone_words(start, zone)})" if online else words


def zone_words(instant: dt.datetime, zone: str) -> str:
    """Return which time is meant: "Eastern European Standard Time, UTC+2"."""
    place = ZoneInfo(zone)
    offset = instant.astimezone(place).utcoffset() or dt.timedelta()
    minutes = int(offset.total_seconds() // 60)
    sign, (hours, rest) = "+" if minutes >= 0 else "−", divmod(abs(minutes), 60)
    utc = f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")
    return f"{get_timezone_name(instant.astimezone(place), locale=get_locale())}, {utc}"


def when_words(event: Event) -> str:
    """Return when an event is; a draft of a programme has no times yet."""
    if event.starts_at is None or event.ends_at is None:
        return when_span_words(event, None)
    return when_span_words(event, (event.starts_at, event.ends_at))


def when_span_words(event: Event, span: tuple[dt.datetime, dt.datetime] | None) -> str:
    """Return when an event is whose first and last instant are known already."""
    if span is None:
        return str(_("No sessions yet"))
    return span_words(*span, event.city.time_zone, online=event.is_online)


def session_words(one: EventSession) -> str:
    """Return when a session is."""
    event = one.event
    return span_words(one.starts_at, one.ends_at, event.city.time_zone, online=event.is_online)


def place_words(event: Event) -> str:
    """Return where an event is: its testbed or address and its city, or that it is online."""
    lang = language.current()
    city = event.city.name.best(lang)[0]
    parts = []
    if event.testbed is not None:
        parts.append(event.testbed.name.best(lang)[0])
    if event.street:
        parts.append(event.street)
    if not parts and event.shape_json:
        parts.append(str(_("the place on the map")))
    if not parts and event.online_url:
        return str(_("Online"))
    if not any(city in part for part in parts):
        parts.append(city)
    words = ", ".join(parts)
    return str(_("%(place)s, and online", place=words)) if event.online_url else words


def spoken_words(event: Event) -> str:
    """Return which languages are spoken or signed."""
    return ", ".join(label(SpokenLanguage(one)) for one in event.languages)
