"""The hours of one day as components/day.html lists them: what is free when."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from flask_babel import format_date
from flask_babel import gettext as _

from app import clock
from app.forms.booking import hour_words
from app.queries.calendar_hour import HourLoad, hours_on
from app.queries.testbed_hours import Week, week_on, weeks_of
from models.testbed import Testbed
from models.window import HOURS_IN_DAY

ONE_DAY = dt.timedelta(days=1)
DayUrl = Callable[[dt.date], str | None]


@dataclass(frozen=True, slots=True)
class HourRun:
    """Hours in a row that say the same.  ``state`` is free, partly, full, closed or past.

    ``is_outside``: nobody is there to let people in.
    """

    time: str
    state: str
    words: str
    is_outside: bool


@dataclass(frozen=True, slots=True)
class HourView:
    """One day; ``clocks`` says so when the clocks change on it."""

    day: dt.date
    title: str
    runs: list[HourRun]
    clocks: str
    prev_url: str | None
    next_url: str | None


def hour_view(testbed: Testbed, day: dt.date, url: DayUrl) -> HourView:
    """Return the hours of a local day of a testbed booked by the hour."""
    hours = hours_on(testbed, day)
    week, now = week_on(weeks_of(testbed.id), day), clock.now()
    runs = []
    for says, group in groupby(hours, key=lambda one: _says(one, week, now)):
        runs.append(_run(list(group), *says))
    return HourView(
        day=day,
        title=str(format_date(day, "full")),
        runs=runs,
        clocks=_clock_words(len(hours)),
        prev_url=url(day - ONE_DAY),
        next_url=url(day + ONE_DAY),
    )


def _says(one: HourLoad, week: Week | None, now: dt.datetime) -> tuple[str, int, bool]:
    minute = one.start.hour * 60
    spans = week.days[one.start.weekday()] if week else ()
    outside = week is not None and not any(a <= minute and minute + 60 <= b for a, b in spans)
    if one.end <= now:
        return "past", 0, False
    if one.closed:
        return "closed", 0, False
    if not one.free:
        return "full", 0, outside
    return "partly" if one.used else "free", one.free, outside


def _run(hours: Sequence[HourLoad], state: str, free: int, is_outside: bool) -> HourRun:  # noqa: FBT001 - as _says says
    every = hours[0].capacity
    plain = {"past": _("Past"), "closed": _("Closed"), "full": _("Full")}
    words = plain.get(state) or _("Free")
    if state in {"free", "partly"} and every > 1:
        words = _("%(free)s of %(all)s free", free=free, all=every)
    end = hours[-1].end.hour or HOURS_IN_DAY
    time = f"{hour_words(hours[0].start.hour)}–{hour_words(end)}"
    return HourRun(time, state, words, is_outside)


def _clock_words(count: int) -> str:
    if count < HOURS_IN_DAY:
        return _("The clocks are put forward on this day: it has %(num)s hours.", num=count)
    if count > HOURS_IN_DAY:
        return _("The clocks are put back on this day: it has %(num)s hours.", num=count)
    return ""
