"""Lists and single things of the five collections of open data, as flat JSON."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.queries import open_list
from app.queries.open_feature import state_of
from app.queries.open_list import Listing, Near, Row
from app.serializers.open_feature import with_base
from app.serializers.open_item import Item, item
from models.open_collection import COLLECTIONS, OpenCollection
from views.api import collection, cursor, parameter
from views.api.collection import LANG, NAMES, item_schema, list_parameters, page_schema, the
from views.api.operation import Answer, Asked, Operation, refused, serves
from views.api.parameter import UnreadableError
from views.api.reply import base_url, json_answer, missing, not_changed
from views.api.schema_check import Fault
from views.api.tag import CHALLENGES, CITIES, EVENTS, PILOTS, TESTBEDS, Tag

blueprint = Blueprint("api_feature", __name__)

V1: Final = "/api/v1"
TAGS: Final[Mapping[str, Tag]] = MappingProxyType(
    {
        "testbeds": TESTBEDS,
        "pilots": PILOTS,
        "challenges": CHALLENGES,
        "events": EVENTS,
        "cities": CITIES,
    }
)
LISTS: Final = MappingProxyType(
    {
        "testbeds": (_l("List testbeds"), {"city": "helsinki", "limit": "1"}),
        "pilots": (_l("List experiments"), {"city": "oulu", "limit": "1", "lang": "en"}),
        "challenges": (_l("List challenges"), {"limit": "1", "lang": "en"}),
        "events": (_l("List events"), {"limit": "1", "lang": "en"}),
        "cities": (_l("List cities"), {"fields": "city,title_fi,title_sv"}),
    }
)
ONES: Final = MappingProxyType(
    {
        "testbeds": _l("Get one testbed"),
        "pilots": _l("Get one experiment"),
        "challenges": _l("Get one challenge"),
        "events": _l("Get one event"),
        "cities": _l("Get one city"),
    }
)
FITS: Final[Mapping[str, cursor.Fits]] = MappingProxyType(
    {
        "id": cursor.is_number,
        "changed": cursor.is_instant,
        "starts": cursor.is_day,
        "title": cursor.is_text,
        "distance": cursor.is_distance,
    }
)
EXAMPLES: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "testbeds": {"id": "1", "lang": "fi"},
        "pilots": {"id": "himmenevat-katuvalot-malminkartano", "lang": "fi"},
        "challenges": {"id": "1", "lang": "en"},
        "events": {"id": "1", "lang": "sv"},
        "cities": {"id": "turku", "fields": "slug,title_fi,title_sv,page"},
    }
)
FIELDS_WORDS = _l("Only these fields, and always the id.")


def _list_of(one: OpenCollection) -> Operation:
    summary, example = LISTS[one.name]
    return Operation(
        f"list{NAMES[one.name]}s".replace("Citys", "Cities"),
        "GET",
        f"{V1}/{one.name}",
        TAGS[one.name],
        summary,
        _l("Everything public, page by page; the parameters narrow it down and order it."),
        Answer(page_schema(NAMES[one.name], item_schema(one)), _l("One page of the list.")),
        list_parameters(one),
        example=example,
    )


def _single_of(one: OpenCollection) -> Operation:
    fields = parameter.choices("fields", FIELDS_WORDS, list_fields(one))
    by = parameter.ident()
    if one.name != "testbeds":
        by = parameter.slug("id", _l("The number of the thing, or the end of its page’s address."))
    return Operation(
        f"get{NAMES[one.name]}",
        "GET",
        f"{V1}/{one.name}/{{id}}",
        TAGS[one.name],
        ONES[one.name],
        _l("One public thing with everything that is told of it."),
        Answer(item_schema(one), _l("The thing.")),
        (by, fields, LANG),
        example=EXAMPLES[one.name],
    )


def list_fields(one: OpenCollection) -> tuple[str, ...]:
    """Return the names that the parameter ``fields`` knows."""
    return collection.field_names(one.name)


AT_ADDRESS = Operation(
    "getTestbedByAddress",
    "GET",
    f"{V1}/cities/{{city}}/testbeds/{{slug}}",
    TESTBEDS,
    _l("Get the testbed of a page’s address"),
    _l("For those who know the address of its page: its last two parts are the city and this."),
    Answer(item_schema(the("testbeds")), _l("The testbed.")),
    (
        parameter.slug("city", _l("The city as it stands in the address.")),
        parameter.slug("slug", _l("The last part of the address.")),
        parameter.choices("fields", FIELDS_WORDS, list_fields(the("testbeds"))),
        LANG,
    ),
    example={"city": "helsinki", "slug": "kalasatama", "lang": "en"},
)


def _declare(one: OpenCollection) -> None:
    serves(blueprint, _list_of(one))(lambda asked: _listed(one, asked))
    serves(blueprint, _single_of(one))(lambda asked: _single(one, asked))


@serves(blueprint, AT_ADDRESS)
def at_address(asked: Asked) -> ResponseReturnValue:
    """Give the testbed of a page's address."""
    found = open_list.testbed_at(asked["city"], asked["slug"])
    return _given("testbeds", found, asked)


def _listed(one: OpenCollection, asked: Asked) -> ResponseReturnValue:
    tag = [one.name, state_of(one.name)]
    if (same := not_changed(tag)) is not None:
        return same
    try:
        listing = _listing(one, asked)
    except UnreadableError as error:
        return refused(asked.operation, [Fault("cursor", str(error))])
    if listing.sort.endswith("distance") and listing.near is None:
        return refused(asked.operation, [Fault("near", _("This is missing."))])
    found = open_list.rows(listing, asked["limit"])
    before, following = _beside(listing.sort, found)
    body: dict[str, Any] = {
        "items": [_item(row, asked) for row in found.rows], "prev": before, "next": following,
    }  # fmt: skip
    if asked["count"]:
        body["count"] = open_list.count(listing)
    return json_answer(body, tag, before=before, following=following)


def _beside(order: str, found: open_list.Page) -> tuple[str | None, str | None]:
    """Return the addresses of the page before and of the next one, where there are such."""
    before = found.before and cursor.written(cursor.BACK + order, found.before)
    after = found.after and cursor.written(order, found.after)
    return (
        cursor.next_url(base_url(), before) if before else None,
        cursor.next_url(base_url(), after) if after else None,
    )


def _listing(one: OpenCollection, asked: Asked) -> Listing:
    given = asked.values
    order = given["sort"]
    near = _near(given["near"], given["radius"])
    names = [each.name for each in collection.filters(one) if given.get(each.name) is not None]
    days = (given.get("from"), given.get("to"))
    fits = FITS[order.removeprefix("-")]
    place, is_back = (
        cursor.read_either(order, given["cursor"], fits) if given["cursor"] else (None, False)
    )
    return Listing(
        one.name,
        box=given["bbox"],
        interval=days if any(days) else None,
        any_of={name: _several(given[name]) for name in names},
        changed_since=given["changed_since"],
        near=near,
        sort=order,
        language=given["lang"] or "fi",
        after=place,
        is_back=is_back,
    )


def _near(place: tuple[float, float] | None, metres: int) -> Near | None:
    return Near(place[0], place[1], metres) if place is not None else None


def _several(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def _item(row: Row, asked: Asked) -> Item:
    fields = asked["fields"] or ()
    found = item(with_base(row.feature, base_url(), asked["lang"] or "fi"), fields, asked["lang"])
    if row.metres is not None:
        found["distance_m"] = round(row.metres, 1)
    return found


def _single(one: OpenCollection, asked: Asked) -> ResponseReturnValue:
    ident = asked["id"]
    if isinstance(ident, str) and ident.isascii() and ident.isdecimal():
        ident = int(ident) if len(ident) < 10 else -1  # noqa: PLR2004 - more digits than ids have
    return _given(one.name, open_list.one(one.name, ident), asked)


def _given(name: str, found: tuple[int, str] | None, asked: Asked) -> ResponseReturnValue:
    if found is None:
        return missing()
    tag = [name, state_of(name)]
    text = with_base(found[1], base_url(), asked["lang"] or "fi")
    return json_answer(item(text, asked["fields"] or (), asked["lang"]), tag)


for _one in COLLECTIONS.values():
    _declare(_one)
