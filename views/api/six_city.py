"""The six cities' reservation interface: testbeds as resources, for programs made for it.

Reading only.  What that interface calls a reservation is made here by an application that people
judge, so that a program that sends one is told so instead (405).
Docs: docs/adr/0046-one-registry-of-operations.md.
"""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.labels import label
from app.queries import six_city as query
from app.queries.city import cities, city_by_slug
from app.serializers import six_city as form
from models.base import LANGUAGES
from models.testbed_kind import TestbedKind, Theme
from views.api import parameter, schema
from views.api.operation import Answer, Asked, Operation, refused, serves
from views.api.parameter import Parameter
from views.api.reply import base_url, json_answer, missing
from views.api.schema import Schema
from views.api.schema_check import Fault
from views.api.six_city_schema import PURPOSE, RESERVATION, RESOURCE, SUGGESTIONS, TYPE, UNIT, paged
from views.api.tag import RESERVATIONS
from views.api.wording import Words, said

blueprint = Blueprint("api_six_city", __name__)

ROOT: Final = "/api/6aika/v1"
PAGE_SIZE, MOST_SIZE, MOST_PAGE = 20, 100, 100_000
MOST_DAYS: Final = 92
SUGGESTED: Final = 10
PAGE = parameter.integer(
    "page", _l("The number of the page."), least=1, most=MOST_PAGE, default=1, example="1"
)
SIZE = parameter.integer(
    "page_size", _l("How many on a page; more than 100 means 100."),
    least=1, most=MOST_SIZE, clamped=True, default=PAGE_SIZE, example="2",
)  # fmt: skip
START = parameter.instant("start", _l("Use together with “end”: from when."))
END = parameter.instant("end", _l("Use together with “start”: until when, at most 92 days later."))
MINUTES = parameter.integer(
    "duration", _l("With “start” and “end”: free for so many minutes in a row."),
    least=1, most=MOST_DAYS * 24 * 60,
)  # fmt: skip


def _operation(
    name: str, path: str, summary: Words, answer: Schema, parameters: tuple[Parameter, ...],
    example: Mapping[str, str] | None = None,
) -> Operation:  # fmt: skip
    return Operation(
        name, "GET", ROOT + path, RESERVATIONS, summary,
        _l("As the six cities’ reservation interface defines it."),
        Answer(answer, _l("What was asked for.")), parameters, example=example or {},
    )  # fmt: skip


def _by(name: str, about: Words) -> Parameter:
    return parameter.slug(name, about)


RESOURCES = _operation(
    "sixCityResources", "/resource", _l("List resources: testbeds"), paged("Resource", RESOURCE),
    (
        parameter.choice("purpose", _l("Only with this purpose."), [one.value for one in Theme]),
        parameter.choice("type", _l("Only of this type."), [one.value for one in TestbedKind]),
        parameter.words("search", _l("Only with these words.")),
        START, END, MINUTES,
        parameter.flag(
            "during_closing", _l("With “start” and “end”: also those that are closed then."),
            default=False,
        ),
        parameter.integer(
            "people",
            _l("Only for so many people. How many fit is known of no testbed, so this finds none."),
            least=0, most=100_000,
        ),
        PAGE, SIZE,
    ),
    {"type": "library", "page_size": "1"},
)  # fmt: skip
ONE_RESOURCE = _operation(
    "sixCityResource", "/resource/{id}", _l("Get a resource, and when it is free"), RESOURCE,
    (parameter.ident("id", _l("The number of the testbed.")), START, END, MINUTES), {"id": "1"},
)  # fmt: skip
UNITS = _operation(
    "sixCityUnits", "/unit", _l("List units: cities"), paged("Unit", UNIT), (PAGE, SIZE),
    {"page_size": "1"},
)  # fmt: skip
ONE_UNIT = _operation(
    "sixCityUnit", "/unit/{id}", _l("Get a unit"), UNIT, (_by("id", _l("The city.")),),
    {"id": "espoo"},
)  # fmt: skip
PURPOSES = _operation(
    "sixCityPurposes", "/purpose", _l("List purposes: themes"), paged("Purpose", PURPOSE),
    (PAGE, SIZE), {"page_size": "2"},
)  # fmt: skip
ONE_PURPOSE = _operation(
    "sixCityPurpose", "/purpose/{id}", _l("Get a purpose"), PURPOSE,
    (_by("id", _l("The theme.")),), {"id": "robotics"},
)  # fmt: skip
TYPES = _operation(
    "sixCityTypes", "/type", _l("List types: kinds of places"), paged("Type", TYPE), (PAGE, SIZE),
    {"page_size": "2"},
)  # fmt: skip
ONE_TYPE = _operation(
    "sixCityType", "/type/{id}", _l("Get a type"), TYPE, (_by("id", _l("The kind of place.")),),
    {"id": "park"},
)  # fmt: skip
STAYS = _operation(
    "sixCityReservations", "/reservation", _l("List reservations, without names"),
    paged("Reservation", RESERVATION),
    (
        parameter.integer(
            "resource", _l("Only of this resource."), least=1, most=schema.MOST_ID, example="1"
        ),
        parameter.flag("all", _l("Those that are over as well."), default=False),
        PAGE, SIZE,
    ),
    {"page_size": "1"},
)  # fmt: skip
ONE_STAY = _operation(
    "sixCityReservation", "/reservation/{id}", _l("Get a reservation, without names"), RESERVATION,
    (parameter.ident("id", _l("The number of the reservation.")),), {"id": "1"},
)  # fmt: skip
SUGGEST = _operation(
    "sixCitySearch", "/search", _l("Suggest resources and units for a text"), SUGGESTIONS,
    (
        parameter.words(
            "input", _l("What has been typed."), least=1, is_required=True, example="kirjasto"
        ),
        parameter.flag("full", _l("Everything that is told of each."), default=False),
        parameter.choices("types", _l("Only these."), ("resource", "unit")),
    ),
    {"input": "kirjasto"},
)  # fmt: skip


@serves(blueprint, RESOURCES)
def resources(asked: Asked) -> ResponseReturnValue:
    """List the testbeds that fit."""
    if (wrong := _period_fault(asked)) is not None:
        return refused(RESOURCES, [wrong])
    if asked["people"]:
        return _page(asked, 0, [])
    wish = query.Wish(
        theme=asked["purpose"] or "",
        kind=asked["type"] or "",
        words=asked["search"] or "",
        begin=asked["start"],
        end=asked["end"],
        minutes=asked["duration"],
        also_closed=asked["during_closing"],
    )
    count, found = query.resources(wish, query.Page(asked["page"], asked["page_size"]))
    return _page(asked, count, [form.resource(one, base_url(), _named) for one in found])


@serves(blueprint, ONE_RESOURCE)
def resource(asked: Asked) -> ResponseReturnValue:
    """Give one testbed; with a period, when it is open, free and taken in it."""
    if (wrong := _period_fault(asked)) is not None:
        return refused(ONE_RESOURCE, [wrong])
    testbed = query.resource(asked["id"])
    if testbed is None:
        return missing()
    found = form.resource(testbed, base_url(), _named)
    start, end = asked["start"], asked["end"]
    if start is not None:
        times = query.times_of(testbed, start, end)
        least = asked["duration"] or 0
        times = query.Times(times.opened, [one for one in times.free if one.minutes >= least])
        taken = query.stays_between(testbed, start, end)
        found |= form.period(testbed, times, taken, base_url())
    return json_answer(found)


@serves(blueprint, UNITS)
def units(asked: Asked) -> ResponseReturnValue:
    """List the cities."""
    return _sliced(asked, [form.unit(one, base_url()) for one in cities()])


@serves(blueprint, ONE_UNIT)
def unit(asked: Asked) -> ResponseReturnValue:
    """Give one city."""
    city = city_by_slug(asked["id"])
    return missing() if city is None else json_answer(form.unit(city, base_url()))


@serves(blueprint, PURPOSES)
def purposes(asked: Asked) -> ResponseReturnValue:
    """List the themes."""
    return _sliced(asked, [form.purpose(one, _named) for one in Theme])


@serves(blueprint, ONE_PURPOSE)
def purpose(asked: Asked) -> ResponseReturnValue:
    """Give one theme."""
    found = next((one for one in Theme if one.value == asked["id"]), None)
    return missing() if found is None else json_answer(form.purpose(found, _named))


@serves(blueprint, TYPES)
def types(asked: Asked) -> ResponseReturnValue:
    """List the kinds of places."""
    return _sliced(asked, [form.kind(one, _named) for one in TestbedKind])


@serves(blueprint, ONE_TYPE)
def kind(asked: Asked) -> ResponseReturnValue:
    """Give one kind of place."""
    found = next((one for one in TestbedKind if one.value == asked["id"]), None)
    return missing() if found is None else json_answer(form.kind(found, _named))


@serves(blueprint, STAYS)
def stays(asked: Asked) -> ResponseReturnValue:
    """List from when to when testbeds are taken, without anybody's name."""
    where = query.Page(asked["page"], asked["page_size"])
    count, found = query.stays(where, asked["resource"], also_past=asked["all"])
    return _page(asked, count, [form.reservation(one, base_url()) for one in found])


@serves(blueprint, ONE_STAY)
def stay(asked: Asked) -> ResponseReturnValue:
    """Give one stay."""
    found = query.stay(asked["id"])
    return missing() if found is None else json_answer(form.reservation(found, base_url()))


@serves(blueprint, SUGGEST)
def suggest(asked: Asked) -> ResponseReturnValue:
    """Suggest testbeds and cities for what has been typed."""
    wanted = asked["types"] or ("resource", "unit")
    found: dict[str, list[Any]] = {}
    if "resource" in wanted:
        _count, some = query.resources(query.Wish(words=asked["input"]), query.Page(1, SUGGESTED))
        found["resource"] = [form.resource(one, base_url(), _named) for one in some]
    if "unit" in wanted:
        typed = asked["input"].strip().casefold()
        fitting = (one for one in cities() if _begins(one.name.as_dict().values(), typed))
        found["unit"] = [form.unit(one, base_url()) for one in fitting]
    if not asked["full"]:
        found = {key: [{"id": one["id"], "name": one["name"]} for one in some]
                 for key, some in found.items()}  # fmt: skip
    return json_answer(found)


def _begins(names: Any, typed: str) -> bool:
    return bool(typed) and any(name.casefold().startswith(typed) for name in names)


def _named(member: StrEnum) -> dict[str, str]:
    return {lang: said(label(member), lang) for lang in LANGUAGES}


def _period_fault(asked: Asked) -> Fault | None:
    start, end = asked["start"], asked["end"]
    if (start is None) != (end is None):
        return Fault("end" if end is None else "start", _("This is missing."))
    if start is None:
        return Fault("duration", _("This needs start and end.")) if asked["duration"] else None
    if end <= start:
        return Fault("end", _("This should be after the start."))
    if end - start > dt.timedelta(days=MOST_DAYS):
        return Fault("end", _("At most %(most)s days.", most=MOST_DAYS))
    return None


def _sliced(asked: Asked, every: list[dict[str, Any]]) -> ResponseReturnValue:
    where = query.Page(asked["page"], asked["page_size"])
    return _page(asked, len(every), every[where.first : where.first + where.size])


def _page(asked: Asked, count: int, results: list[dict[str, Any]]) -> ResponseReturnValue:
    number, size = asked["page"], asked["page_size"]
    following = _url(number + 1) if number * size < count else None
    before = _url(number - 1) if number > 1 else None
    body = {"count": count, "next": following, "prev": before, "previous": before}
    return json_answer({**body, "results": results}, following=following)


def _url(number: int) -> str:
    kept = [(name, text) for name, text in request.args.items(multi=True) if name != "page"]
    return f"{base_url()}{request.path}?{urlencode([*kept, ('page', number)])}"
