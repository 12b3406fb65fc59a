"""The time of the front page: a month or a day in words, and how many ran in each month."""

import datetime as dt
from dataclasses import dataclass

from flask import request
from flask_babel import format_date
from flask_babel import gettext as _

from app.queries.experiment import Found
from models.period import Period, month_of
from views import filter_link

BAR_HEIGHT = 40
MONTHS = 12
LONGEST = 20


@dataclass(frozen=True, slots=True)
class TimeChoice:
    """What the page shows of time.

    ``first`` and ``last`` are the years in which the line begins and ends.  ``counts`` and ``bars``
    (the path of an SVG, a unit a month) go from ``first_month`` on; ``place`` is the month that the
    slider stands at, counted from there.
    """

    is_now: bool
    words: str
    typed: str
    error: str
    first: str
    last: str
    first_month: str
    counts: str
    months: int
    place: int
    bars: str
    now_url: str
    earlier_url: str | None
    later_url: str | None


def time_choice(found: Found, today: dt.date) -> TimeChoice:
    """Return what the page shows of time for what was found."""
    at, months = found.wanted.at, found.months
    length = len(months.counts)
    asked = month_of(at.first if at else today)
    place = min(max(asked - months.first, 0), length - 1)
    typed = request.args.get("at", "")[:LONGEST]
    return TimeChoice(
        is_now=at is None,
        words=period_words(at) if at else _("Now"),
        typed=typed,
        error=_error() if typed.strip() and at is None else "",
        first=str(months.first // MONTHS),
        last=str((months.first + length - 1) // MONTHS),
        first_month=Period.month(months.first).text,
        counts=",".join(map(str, months.counts)),
        months=length,
        place=place,
        bars=bars(months.counts),
        now_url=filter_link.without("at"),
        earlier_url=_at(months.first + place - 1) if place > 0 else None,
        later_url=_at(months.first + place + 1) if place < length - 1 else None,
    )


def period_words(period: Period) -> str:
    """Return a month or a day as people of this language write it."""
    if period.is_day:
        return str(format_date(period.first, "long"))
    text = str(format_date(period.first, "LLLL y"))
    return text[:1].upper() + text[1:]


def bars(counts: tuple[int, ...]) -> str:
    """Return the path of a bar a month, the highest as high as the drawing."""
    most = max(max(counts, default=0), 1)
    heights = [-(-count * BAR_HEIGHT // most) if count else 0 for count in counts]
    parts = (f"M{x} {BAR_HEIGHT}v-{h}h.8v{h}z" for x, h in enumerate(heights) if h)
    return "".join(parts)


def _at(month: int) -> str:
    return filter_link.replaced("at", Period.month(month).text)


def _error() -> str:
    return _("Write a month such as 2/2027, or a day such as 5.2.2027.")
