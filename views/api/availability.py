"""When testbeds are free: the calendar of one, and those that are free for a stay."""

import datetime as dt
from typing import Final

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import clock
from app.queries import open_list
from app.queries.calendar import load
from app.queries.calendar_hour import hours_between
from app.queries.free_window import FreeWish, free_stretches
from app.queries.six_city import resource
from app.serializers.availability import calendar
from app.serializers.open_feature import with_base
from app.serializers.open_item import item
from models.testbed_kind import SlotUnit, TestbedKind, Theme
from models.window import EVERY_DAY
from views import language
from views.api import cursor, parameter, schema
from views.api.collection import CURSOR, LANG, LIMIT, page_schema
from views.api.operation import Answer, Asked, Operation, refused, serves
from views.api.parameter import UnreadableError
from views.api.reply import base_url, json_answer, missing
from views.api.schema import component, mapping, maybe
from views.api.schema_check import Fault
from views.api.tag import TESTBEDS

blueprint = Blueprint("api_availability", __name__)

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SHOWN_DAYS, MOST_DAYS, MOST_DAYS_OF_HOURS = 31, 366, 31
ONE_DAY = dt.timedelta(days=1)
DAY = component(
    "AvailabilityDay",
    mapping(
        {
            "date": schema.DAY,
            "free": schema.told(
                schema.integer(0), _l("Places that an application can still get; 0 when closed.")
            ),
            "capacity": schema.told(schema.integer(1), _l("Places there are.")),
            "is_closed": schema.flag(),
            "open_hours": schema.told(schema.integer(0), _l("Where hours are booked: open hours.")),
            "free_hours": schema.told(
                schema.integer(0), _l("Where hours are booked: hours with a free place.")
            ),
        },
        ["date", "free", "capacity", "is_closed"],
    ),
)
HOUR = component(
    "AvailabilityHour",
    mapping(
        {
            "start": schema.INSTANT,
            "end": schema.INSTANT,
            "free": schema.integer(0),
            "capacity": schema.integer(1),
            "is_closed": schema.flag(),
        }
    ),
)
CALENDAR = component(
    "Availability",
    mapping(
        {
            "testbed": schema.IDENT,
            "city": schema.text(),
            "time_zone": schema.told(schema.text(), _l("The zone that days and hours are in.")),
            "slot_unit": schema.one_of([one.value for one in SlotUnit]),
            "capacity": schema.integer(1),
            "from": schema.DAY,
            "to": schema.DAY,
            "days": schema.array(DAY),
            "hours": schema.told(
                maybe(schema.array(HOUR)), _l("Each hour, where hours are booked; else null.")
            ),
        }
    ),
)
FREE = component(
    "FreeTestbed",
    mapping(
        {
            "testbed": schema.IDENT,
            "city": schema.text(),
            "slug": schema.text(),
            **{f"title_{lang}": maybe(schema.text()) for lang in ("fi", "sv", "en")},
            "title": maybe(schema.text()),
            "title_lang": maybe(schema.LANGUAGE),
            "page": schema.ADDRESS,
            "first_day": schema.told(schema.DAY, _l("The first day on which the stay can begin.")),
            "longest_days": schema.told(
                schema.integer(0), _l("The longest free run of days between “from” and “to”.")
            ),
        },
        ["testbed", "city", "slug", "page", "first_day", "longest_days"],
    ),
)
OF_ONE = Operation(
    "getTestbedAvailability",
    "GET",
    "/api/v1/testbeds/{id}/availability",
    TESTBEDS,
    _l("Say when a testbed is free"),
    _l(
        "Day by day what the calendar of its page shows, and hour by hour where hours are booked. "
        "What is shown as free here can be booked. At most 366 days, or 31 where hours are booked."
    ),
    Answer(CALENDAR, _l("The calendar.")),
    (
        parameter.ident(),
        parameter.day("from", _l("The first day; today unless you say otherwise.")),
        parameter.day("to", _l("The last day; 30 days after the first unless you say otherwise.")),
    ),
    example={"id": "1"},
)
OF_ALL = Operation(
    "listFreeTestbeds",
    "GET",
    "/api/v1/availability",
    TESTBEDS,
    _l("Find testbeds that are free for a stay"),
    _l(
        "So many days in a row, some time between two days, with room for so many experiments. "
        "The soonest first. Days before a testbed’s lead time is over do not count."
    ),
    Answer(page_schema("FreeTestbed", FREE), _l("One page of those that are free.")),
    (
        parameter.day("from", _l("Not before this day; today unless you say otherwise.")),
        parameter.day("to", _l("Over by this day; half a year ahead unless you say otherwise.")),
        parameter.integer(
            "days",
            _l("Days in a row; all from “from” to “to” when both are given and this is not."),
            least=1, most=MOST_DAYS, example="14",
        ),
        parameter.integer("places", _l("Places at the same time."), least=1, most=1_000, default=1),
        parameter.choices("weekdays", _l("Only these days of the week need to be free."), WEEKDAYS),
        parameter.choices("kind", _l("Kind of place."), [one.value for one in TestbedKind]),
        parameter.choices("themes", _l("Any of these themes."), [one.value for one in Theme]),
        parameter.words("city", _l("Only in this city."), example="tampere"),
        LANG,
        LIMIT,
        CURSOR,
    ),
    example={"days": "14", "city": "tampere", "limit": "2", "lang": "en"},
)  # fmt: skip


@serves(blueprint, OF_ONE)
def of_one(asked: Asked) -> ResponseReturnValue:
    """Give the calendar of one testbed between two days."""
    testbed = resource(asked["id"])
    if testbed is None:
        return missing()
    by_hour = testbed.slot_unit is SlotUnit.HOUR
    most = MOST_DAYS_OF_HOURS if by_hour else MOST_DAYS
    start = asked["from"] or clock.today(testbed.city.time_zone)
    end = asked["to"] or start + (SHOWN_DAYS - 1) * ONE_DAY
    if end < start:
        return refused(OF_ONE, [Fault("to", _("This is before the first day."))])
    if (end - start).days >= most:
        return refused(OF_ONE, [Fault("to", _("At most %(most)s days.", most=most))])
    days = load([testbed.id], start, end)[testbed.id]
    hours = hours_between(testbed, start, end) if by_hour else []
    return json_answer(calendar(testbed, days, hours))


@serves(blueprint, OF_ALL)
def of_all(asked: Asked) -> ResponseReturnValue:
    """List the testbeds that are free for a stay, the soonest first."""
    start, end = asked["from"], asked["to"]
    if start and end and end < start:
        return refused(OF_ALL, [Fault("to", _("This is before the first day."))])
    try:
        after = cursor.read("free", asked["cursor"], cursor.is_day) if asked["cursor"] else None
    except UnreadableError as error:
        return refused(OF_ALL, [Fault("cursor", str(error))])
    found = _found(asked)
    later = [one for one in found if after is None or one[:2] > after]
    shown = later[: asked["limit"]]
    place = shown[-1][:2] if len(later) > len(shown) else None
    following = cursor.next_url(base_url(), cursor.written("free", place)) if place else None
    texts = open_list.by_key("testbeds", [ident for _day, ident, _longest in shown])
    items = [
        _free(texts[ident], first, longest, asked["lang"])
        for first, ident, longest in shown
        if ident in texts
    ]
    return json_answer({"items": items, "next": following}, following=following)


def _found(asked: Asked) -> list[tuple[dt.date, int, int]]:
    """Return (first day, id, longest run) of every testbed that is free, in order."""
    wish = FreeWish(
        asked["days"], asked["from"], asked["to"], asked["places"], _pattern(asked["weekdays"])
    )
    search = wish.search(clock.today())
    if search is None:
        return []
    given = asked.given("kind", "themes")
    any_of = {name: values for name, values in given.items() if values}
    if asked["city"]:
        any_of["city"] = (asked["city"],)
    ids = open_list.keys_of("testbeds", any_of) if any_of else None
    stretches = free_stretches(search, ids)
    return sorted(
        (one.start, ident, one.longest) for ident, one in stretches.items() if one.start is not None
    )


def _pattern(weekdays: tuple[str, ...] | None) -> int:
    if not weekdays:
        return EVERY_DAY
    return sum(1 << WEEKDAYS.index(one) for one in weekdays)


def _free(text: str, first: dt.date, longest: int, lang: str | None) -> dict[str, object]:
    names = ("city", "slug", "title_fi", "title_sv", "title_en", "title", "title_lang", "page")
    found = item(with_base(text, base_url(), lang or language.current()), names, lang)
    return {
        "testbed": found.pop("id"),
        **found,
        "first_day": first.isoformat(),
        "longest_days": longest,
    }
