"""The calendar of a whole city at the desk: who is where when, what is free, how full it is."""

import calendar as month_lengths
import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _

from app import clock
from app.labels import choices
from app.queries.calendar_city import CityFilter, Use, city_calendar
from app.queries.testbed_desk import cities_of
from models.city import City
from models.testbed_kind import TestbedKind
from views import filter_link, language, navigation
from views.access import staff, viewer
from views.calendar_band import band_row, columns
from views.language import PREFIX
from views.page import daterange, page
from views.testbed_calendar import asked_day

blueprint = Blueprint("calendar", __name__, url_prefix=PREFIX + "/desk/calendar")

PER_PAGE = 100
WEEKS = 13
YEARS_BACK, YEARS_AHEAD = 5, 3
ORDERS = ("name", "use")
KINDS = frozenset(TestbedKind)


@dataclass(frozen=True, slots=True)
class Span:
    """The days shown, both inclusive, in columns of days, weeks or months."""

    by: str
    start: dt.date
    end: dt.date
    before: dt.date
    after: dt.date


@blueprint.get("")
@staff
def show() -> ResponseReturnValue:
    """Show the testbeds of a city as rows and time as columns."""
    actor = replace(viewer(), language=language.current())
    cities = cities_of(actor)
    if not cities:
        abort(404)
    city = next((one for one in cities if one.slug == request.args.get("city")), cities[0])
    today = clock.today(city.time_zone)
    span = asked_span(today)
    chosen = _chosen(city)
    places = city_calendar(actor, chosen, span.start, span.end)
    whole = sum((place.use for place in places), Use())
    if request.args.get("sort") == "use":
        places.sort(key=lambda one: -(one.use.percent or 0))
    where = filter_link.pages(len(places), PER_PAGE)
    first = (where.number - 1) * PER_PAGE
    shown = columns(span.start, span.end, span.by, today)
    return page(
        "calendar/city.html",
        columns=shown,
        rows=[band_row(one, shown, today) for one in places[first : first + PER_PAGE]],
        use=whole,
        total=len(places),
        pages=where,
        span=span,
        **_words(city, cities, chosen, span),
        **_ways(span, today),
    )


def _chosen(city: City) -> CityFilter:
    asked = frozenset(TestbedKind(one) for one in request.args.getlist("kind") if one in KINDS)
    text = request.args.get("q", "").replace("\0", " ").strip()[:100]
    return CityFilter(city.id, asked, text)


def asked_span(today: dt.date) -> Span:
    """Return the days of the address: a month by days, a quarter by weeks, or a year by months."""
    by = request.args.get("by", "day")
    asked = asked_day(request.args.get("from", "")) or today
    low, high = today.year - YEARS_BACK, today.year + YEARS_AHEAD
    if not low <= asked.year <= high:
        asked = today
    if by == "week":
        start = asked - dt.timedelta(days=asked.weekday())
        length = dt.timedelta(weeks=WEEKS)
        return Span(
            by, start, start + length - dt.timedelta(days=1), start - length, start + length
        )
    first = asked.replace(day=1)
    if by == "month":
        after = first.replace(year=first.year + 1)
        return Span(
            by, first, after - dt.timedelta(days=1), first.replace(year=first.year - 1), after
        )
    last = first.replace(day=month_lengths.monthrange(first.year, first.month)[1])
    before = (first - dt.timedelta(days=1)).replace(day=1)
    return Span("day", first, last, before, last + dt.timedelta(days=1))


def _words(city: City, cities: list[City], chosen: CityFilter, span: Span) -> dict[str, Any]:
    lang = language.current()
    title = str(format_date(span.start, "LLLL yyyy"))
    return {
        "city": city,
        "city_name": city.name.best(lang)[0],
        "cities": [(one.slug, one.name.best(lang)[0]) for one in cities],
        "chosen": chosen,
        "kinds": choices(TestbedKind),
        "period": title if span.by == "day" else daterange(span.start, span.end),
        "order": request.args.get("sort") if request.args.get("sort") in ORDERS else "name",
        "section_links": navigation.desk_menu(),
    }


def _ways(span: Span, today: dt.date) -> dict[str, Any]:
    """Return where the arrows, the tabs of scale and "today" lead."""

    def at(day: dt.date) -> str:
        return filter_link.replaced("from", day.isoformat())

    scales = (
        ("day", _("Month by days")),
        ("week", _("Quarter by weeks")),
        ("month", _("Year by months")),
    )
    low, high = today.year - YEARS_BACK, today.year + YEARS_AHEAD
    return {
        "prev_url": at(span.before) if span.before.year >= low else None,
        "next_url": at(span.after) if span.after.year <= high else None,
        "today_url": None if span.start <= today <= span.end else filter_link.without("from"),
        "scales": [
            navigation.Link(words, filter_link.replaced("by", by), by == span.by)
            for by, words in scales
        ],
    }
