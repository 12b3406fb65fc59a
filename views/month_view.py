"""A month as components/calendar.html draws it, from the loads of its days."""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from babel.dates import get_day_names
from flask_babel import format_date, get_locale
from flask_babel import gettext as _

from app.queries.calendar import DayLoad

MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
MONTHS_AHEAD = 24
WEEK = 7

MonthUrl = Callable[[dt.date], str]
DayUrl = Callable[[dt.date], str | None]


@dataclass(frozen=True, slots=True)
class Cell:
    """One day.  ``state`` is free, partly, full, closed, past or outside (of the month)."""

    day: dt.date
    state: str
    label: str = ""
    free: int = 0
    capacity: int = 0
    url: str | None = None
    is_selected: bool = False
    is_today: bool = False

    @property
    def number(self) -> int:
        return self.day.day


@dataclass(frozen=True, slots=True)
class MonthView:
    """One month with the ways to its neighbours; None where the calendar ends."""

    title: str
    prev_url: str | None
    next_url: str | None
    weekdays: list[tuple[str, str]]
    weeks: list[list[Cell]]


@dataclass(frozen=True, slots=True)
class Choice:
    """What is chosen on a calendar: days from ``start`` to ``end``, both inclusive."""

    start: dt.date
    end: dt.date

    def holds(self, day: dt.date) -> bool:
        """Say whether a day is among the chosen ones."""
        return self.start <= day <= self.end


def asked_month(text: str, today: dt.date) -> dt.date:
    """Return the first day of the month "YYYY-MM"; odd ones and those out of reach are this month.

    The calendar reaches from this month two years ahead.
    """
    found = MONTH.fullmatch(text)
    if found and 1 <= int(found.group(2)) <= 12:  # noqa: PLR2004 - months
        month = dt.date(max(int(found.group(1)), 1), int(found.group(2)), 1)
        if 0 <= _months_between(today, month) <= MONTHS_AHEAD:
            return month
    return today.replace(day=1)


def month_view(
    loads: Sequence[DayLoad],
    today: dt.date,
    month_url: MonthUrl,
    day_url: DayUrl | None = None,
    chosen: Choice | None = None,
) -> MonthView:
    """Return the month of ``loads`` (every day of one month, in order)."""
    first = loads[0].day
    before = (first - dt.timedelta(days=1)).replace(day=1)
    after = (first + dt.timedelta(days=31)).replace(day=1)
    cells = [_outside(first - dt.timedelta(days=n)) for n in range(first.weekday(), 0, -1)]
    cells += [_cell(one, today, day_url, chosen) for one in loads]
    last = loads[-1].day
    cells += [_outside(last + dt.timedelta(days=n)) for n in range(1, WEEK - last.weekday())]
    return MonthView(
        title=str(format_date(first, "LLLL yyyy")),
        prev_url=month_url(before) if _months_between(today, before) >= 0 else None,
        next_url=month_url(after) if _months_between(today, after) <= MONTHS_AHEAD else None,
        weekdays=_weekdays(),
        weeks=[cells[place : place + WEEK] for place in range(0, len(cells), WEEK)],
    )


def _cell(load: DayLoad, today: dt.date, day_url: DayUrl | None, chosen: Choice | None) -> Cell:
    state = _state(load, today)
    open_to_choose = day_url is not None and state in {"free", "partly"}
    return Cell(
        day=load.day,
        state=state,
        label=_words(load, state),
        free=load.room[0],
        capacity=load.room[1],
        url=day_url(load.day) if day_url is not None and open_to_choose else None,
        is_selected=chosen is not None and chosen.holds(load.day),
        is_today=load.day == today,
    )


def _state(load: DayLoad, today: dt.date) -> str:
    if load.day < today:
        return "past"
    if load.closed:
        return "closed"
    if load.room[0] == 0:
        return "full"
    return "partly" if load.used or load.counts_hours else "free"


def _words(load: DayLoad, state: str) -> str:
    plain = {"past": _("Past"), "closed": _("Closed"), "full": _("Full")}
    if state in plain:
        return str(plain[state])
    if load.capacity == 1 and not load.counts_hours:
        return str(_("Free"))
    if load.counts_hours:
        free, every = load.room
        return str(_("%(free)s of %(all)s hours free", free=free, all=every))
    return str(_("%(free)s of %(all)s free", free=load.free, all=load.capacity))


def _outside(day: dt.date) -> Cell:
    return Cell(day=day, state="outside")


def _weekdays() -> list[tuple[str, str]]:
    locale = get_locale()
    short = get_day_names("abbreviated", "stand-alone", locale)
    long = get_day_names("wide", "stand-alone", locale)
    return [(str(short[day]), str(long[day])) for day in range(WEEK)]


def _months_between(start: dt.date, end: dt.date) -> int:
    return (end.year - start.year) * 12 + end.month - start.month
