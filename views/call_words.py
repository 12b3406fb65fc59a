"""What pages say of a call: until when it is open, when it opens, in the city's own time."""

import datetime as dt

from flask_babel import gettext as _

from app.queries.call import CallAt
from models.call import Call, CallState
from models.wall_time import MIDNIGHT, local_time
from views import language
from views.page import date, daterange

PILLS = {
    CallState.DRAFT: "draft",
    CallState.PLANNED: "soon",
    CallState.OPEN: "open",
    CallState.CLOSED: "ended",
}


def clock_words(hour: int, minute: int) -> str:
    """Return a time of day as people of this language write it."""
    return f"{hour}{':' if language.current() == 'en' else '.'}{minute:02}"


def instant_words(instant: dt.datetime, zone: str, *, is_end: bool = False) -> str:
    """Return "15 Jan 2027 at 16:00"; an end at midnight is 24.00 of the day before."""
    day, time = local_time(instant, zone)
    hour, minute = time.hour, time.minute
    if is_end and time == MIDNIGHT:
        day, hour = day - dt.timedelta(days=1), 24
    return _("%(day)s at %(time)s", day=date(day), time=clock_words(hour, minute))


def state_words(call: Call, state: CallState) -> str:
    """Return what a reader wants to know of a call first."""
    zone = call.city.time_zone
    until = instant_words(call.closes_at, zone, is_end=True)
    opens = instant_words(call.opens_at, zone)
    if state is CallState.OPEN:
        return _("Open for applications until %(when)s", when=until)
    if state is CallState.PLANNED:
        return _("Opens for applications on %(when)s", when=opens)
    if state is CallState.CLOSED:
        return _("Applications were taken until %(when)s", when=until)
    return _("Not published. Would be open from %(opens)s to %(closes)s", opens=opens, closes=until)


def door_words(at: CallAt | None) -> str:
    """Return what stands at the door of a testbed that takes applications during calls."""
    if at is None:
        return _("Applications are taken during calls. None has been announced yet.")
    if at.state is CallState.CLOSED:
        return state_words(at.call, at.state) + ". " + _("No new call has been announced yet.")
    return state_words(at.call, at.state)


def pilot_words(call: Call) -> str:
    """Return between which days experiments of a call may run; an empty string for any."""
    first, last = call.pilot_from, call.pilot_to
    if first and last:
        return daterange(first, last)
    if first:
        return _("from %(day)s on", day=date(first))
    return _("until %(day)s", day=date(last)) if last else ""
