"""A stretch of time as components/band.html draws it: columns, what is free, who is there.

Neighbouring columns that say the same are one cell, so a testbed that is free for a month is one
word, and two hundred of them make a page that a phone can carry.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from flask_babel import format_date
from flask_babel import gettext as _

from app.queries.booking import Stay
from app.queries.calendar import DayLoad
from app.queries.calendar_city import PlaceCalendar, Use
from models.closure import ClosureRange
from views import language
from views.page import daterange

WEEKEND = 5
WIDE_SHARE = 8  # a cell that takes an eighth of the band has room for words


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its days, both inclusive, what stands over it, and what is read aloud."""

    start: dt.date
    end: dt.date
    label: str
    above: str
    spoken: str
    is_now: bool
    is_weekend: bool


@dataclass(frozen=True, slots=True)
class Run:
    """Columns that say the same.  ``state`` is free, partly, full, closed or past."""

    span: int
    state: str
    words: str
    short: str
    dates: str
    reason: str
    is_wide: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """Columns of one stay, or an empty stretch when ``stay`` is None."""

    span: int
    stay: Stay | None = None


@dataclass(frozen=True, slots=True)
class BandRow:
    """One testbed: what is free in runs, who is there in lanes, how full it is."""

    place: PlaceCalendar
    name: str
    name_lang: str
    runs: list[Run]
    lanes: list[list[Bar]]

    @property
    def use(self) -> Use:
        return self.place.use


def columns(start: dt.date, end: dt.date, by: str, today: dt.date) -> list[Column]:
    """Return the columns from ``start`` to ``end`` (inclusive), one a day, week or month."""
    found, day = [], start
    while day <= end:
        last = min(end, _last_of(day, by))
        found.append(_column(day, last, by, today))
        day = last + dt.timedelta(days=1)
    return found


def _last_of(day: dt.date, by: str) -> dt.date:
    if by == "day":
        return day
    if by == "week":
        return day + dt.timedelta(days=6 - day.weekday())
    return (day.replace(day=1) + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)


def _column(start: dt.date, end: dt.date, by: str, today: dt.date) -> Column:
    labels = {
        "day": (str(start.day), str(format_date(start, "ccccc"))),
        "week": (short_day(start), _("w %(week)s", week=start.isocalendar().week)),
        "month": (str(format_date(start, "LLL")), str(start.year)),
    }
    label, above = labels[by]
    return Column(
        start=start,
        end=end,
        label=label,
        above=above,
        spoken=daterange(start, end),
        is_now=start <= today <= end,
        is_weekend=by == "day" and start.weekday() >= WEEKEND,
    )


def band_row(place: PlaceCalendar, shown: Sequence[Column], today: dt.date) -> BandRow:
    """Return what the band says of one testbed."""
    lang = language.current()
    name, name_lang = place.testbed.name.best(lang)
    return BandRow(
        place=place,
        name=name or _("No name yet"),
        name_lang=name_lang,
        runs=_runs(place, shown, today),
        lanes=_lanes(place.stays, shown),
    )


def short_range(start: dt.date, end: dt.date) -> str:
    """Return days without their year, for narrow places: "26–30 Nov"."""
    return short_day(start) if start == end else f"{short_day(start)} – {short_day(end)}"


def short_day(day: dt.date) -> str:
    """Return a day without its year."""
    return str(format_date(day, "d MMM" if language.current() == "en" else "d.M."))


# State, least and most that is free, what there is, why it is closed, whether hours are counted.
_Says = tuple[str, int, int, int, str, bool]


def _runs(place: PlaceCalendar, shown: Sequence[Column], today: dt.date) -> list[Run]:
    by_day = {one.day: one for one in place.days}
    said: list[_Says] = []
    for column in shown:
        length = (column.end - column.start).days + 1
        days = [by_day[column.start + dt.timedelta(days=n)] for n in range(length)]
        said.append(_says(days, place.closures, today))
    runs, begin = [], 0
    for says, group in groupby(said):
        span = len(list(group))
        last = shown[begin + span - 1]
        dates = short_range(shown[begin].start, last.end)
        runs.append(_run(says, span, dates, is_wide=span * WIDE_SHARE >= len(shown)))
        begin += span
    return runs


def _says(days: Sequence[DayLoad], closures: Sequence[ClosureRange], today: dt.date) -> _Says:
    ahead = [one for one in days if one.day >= today]
    if not ahead:
        return "past", 0, 0, 0, "", False
    opened = [one for one in ahead if not one.closed]
    if not opened:
        why = next((c.reason for c in closures if c.holds(ahead[0].day) and c.reason), None)
        return "closed", 0, 0, 0, why.best(language.current())[0] if why else "", False
    by_hour = any(one.counts_hours for one in opened)
    if not by_hour and not any(one.used for one in opened):
        places = opened[0].capacity
        return "free", places, places, places, "", False
    rooms = [_room(one, by_hour=by_hour) for one in opened]
    free = [one[0] for one in rooms]
    most, every = max(free), max(one[1] for one in rooms)
    return "partly" if most else "full", min(free), most, every, "", by_hour


def _room(one: DayLoad, *, by_hour: bool) -> tuple[int, int]:
    """Return what is free of what there is, in hours beside days that count them."""
    return (one.hours.free, one.hours.every) if by_hour and one.hours else one.room


def _run(says: _Says, span: int, dates: str, *, is_wide: bool) -> Run:
    state, least, most, capacity, reason, by_hour = says
    counted = f"{least}h" if by_hour else f"{least}/{capacity}"
    short = {"past": "", "closed": "–"}.get(state, counted)
    if state == "past":
        words = _("Past")
    elif state == "closed":
        words = reason or _("Closed")
    elif state == "full":
        words = _("Full")
    elif capacity == 1 and least == most:
        words = _("Free")
    elif by_hour and least == most:
        words = _("%(free)s of %(all)s hours free", free=least, all=capacity)
    elif by_hour:
        words = _("%(least)s–%(most)s of %(all)s hours free", least=least, most=most, all=capacity)
    elif least == most:
        words = _("%(free)s of %(all)s free", free=least, all=capacity)
    else:
        words = _("%(least)s–%(most)s of %(all)s free", least=least, most=most, all=capacity)
    return Run(span, state, words, short, dates, reason, is_wide)


def _lanes(stays: Sequence[Stay], shown: Sequence[Column]) -> list[list[Bar]]:
    """Lay stays side by side in as few lanes as they need, earliest first."""
    lanes: list[list[Bar]] = []
    ends: list[int] = []
    for stay in stays:
        inside = [
            n for n, one in enumerate(shown) if one.start <= stay.end and one.end >= stay.start
        ]
        if not inside:
            continue
        first, after = inside[0], inside[-1] + 1
        lane = next((n for n, end in enumerate(ends) if end <= first), None)
        if lane is None:
            lane = len(lanes)
            lanes.append([])
            ends.append(0)
        if first > ends[lane]:
            lanes[lane].append(Bar(first - ends[lane]))
        lanes[lane].append(Bar(after - first, stay))
        ends[lane] = after
    for lane, end in enumerate(ends):
        if end < len(shown):
            lanes[lane].append(Bar(len(shown) - end))
    return lanes
