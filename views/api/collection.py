"""What operations on collections of open data share: schemas and parameters from the fields."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from flask_babel import lazy_gettext as _l

from app.queries.open_list import SORTS
from app.serializers.open_item import field_names as field_names
from models.base import LANGUAGES, Translated
from models.open_collection import COLLECTIONS, OpenCollection
from models.open_field import FieldType, OpenField
from views.api import parameter, schema
from views.api.parameter import Parameter
from views.api.schema import Schema, component, maybe

DEFAULT_LIMIT, MOST_LIMIT = 50, 500
NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "testbeds": "Testbed",
        "pilots": "Pilot",
        "challenges": "Challenge",
        "events": "Event",
        "cities": "City",
    }
)
TYPES: Final[Mapping[FieldType, Schema]] = MappingProxyType(
    {
        FieldType.STRING: schema.text(),
        FieldType.INTEGER: schema.integer(),
        FieldType.BOOLEAN: schema.flag(),
        FieldType.DATE: schema.DAY,
        FieldType.INSTANT: schema.INSTANT,
        FieldType.LIST: schema.array(schema.text()),
        FieldType.PAGE: schema.ADDRESS,
    }
)
GEOMETRY = component(
    "Geometry",
    schema.mapping(
        {
            "type": schema.one_of(
                (
                    "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon",
                    "MultiPolygon", "GeometryCollection",
                )
            ),
            "coordinates": {"type": "array"},
            "geometries": {"type": "array"},
        },
        ["type"],
        description=_l("A GeoJSON geometry (RFC 7946): longitude, latitude in WGS 84."),
    ),
)  # fmt: skip
LIMIT = parameter.integer(
    "limit",
    _l("How many at most on one page; more than %(most)s means %(most)s.", most=MOST_LIMIT),
    least=1, most=MOST_LIMIT, clamped=True, default=DEFAULT_LIMIT, example="5",
)  # fmt: skip
CURSOR = parameter.words(
    "cursor", _l("Where the page begins: take it from “next” of the page before."), longest=400
)
LANG = parameter.choice(
    "lang",
    _l(
        "Each text once, in this language or the best other; without it every text stands in "
        "three fields."
    ),
    LANGUAGES,
)


def field_schema(one: OpenField) -> Schema:
    """Return the schema of one property with its words."""
    shape = TYPES[one.type]
    if one.values:
        shape = (
            schema.array(schema.one_of(one.values))
            if one.type is FieldType.LIST
            else schema.one_of(one.values)
        )
    if not one.is_required:
        shape = maybe(shape)
    return {**shape, "title": one.title, "description": one.words}


def item_schema(collection: OpenCollection) -> Schema:
    """Return the reference to the schema of one item of a collection.

    Nothing but the id is required: ``fields`` and ``lang`` choose what is there.
    """
    properties: dict[str, Schema] = {"id": schema.IDENT}
    for one in collection.fields:
        properties[one.name] = field_schema(one)
    for one in collection.fields:
        if one.language:
            stem = one.name.removesuffix(f"_{one.language}")
            properties[stem] = maybe(schema.text()) | {"description": one.words}
            properties[f"{stem}_lang"] = maybe(schema.LANGUAGE)
    properties["geometry"] = maybe(GEOMETRY)
    properties["distance_m"] = schema.told(
        schema.number(), _l("How far it is from the place of “near”, in metres.")
    )
    return component(
        NAMES[collection.name],
        schema.mapping(properties, ["id"], description=collection.words),
    )


def page_schema(name: str, items: Schema) -> Schema:
    """Return the reference to the schema of a page of a list."""
    shape = schema.mapping(
        {
            "items": schema.array(items),
            "next": schema.told(
                maybe(schema.ADDRESS), _l("The address of the next page; null on the last one.")
            ),
            "prev": schema.told(
                maybe(schema.ADDRESS), _l("The address of the page before; not in every list.")
            ),
            "count": schema.told(schema.integer(0), _l("How many there are on all pages.")),
        },
        ["items", "next"],
    )
    return component(f"{name}Page", shape)


def filters(collection: OpenCollection) -> Iterator[Parameter]:
    """Yield the parameters by which the fields of a collection narrow its list."""
    for one in collection.fields:
        about = Translated(*(f"{one.title.get(lang)}: {one.words.get(lang)}" for lang in LANGUAGES))
        if one.values:
            yield parameter.choices(one.name, about, one.values)
        elif one.type is FieldType.BOOLEAN:
            yield parameter.flag(one.name, about)
        elif one.type is FieldType.INTEGER:
            yield parameter.integer(one.name, about, least=0, most=schema.MOST_ID)
        elif one.name in {"city", "slug"}:
            yield _texts(one.name, about)


def _texts(name: str, about: Translated) -> Parameter:
    shape = schema.array(schema.text(longest=parameter.LONGEST), parameter.MOST_VALUES)
    return Parameter(
        name, about, shape, str, is_list=True, example="helsinki" if name == "city" else ""
    )


def list_parameters(collection: OpenCollection) -> tuple[Parameter, ...]:
    """Return every parameter of the list of a collection."""
    sorts = [one for one in SORTS if one != "starts" or collection.starts]
    times = (
        parameter.day("from", _l("Only what lasts on this day or later.")),
        parameter.day("to", _l("Only what lasts on this day or before.")),
    )
    names = field_names(collection.name)
    return (
        *filters(collection),
        *(times if collection.starts else ()),
        parameter.bbox(),
        parameter.point("near", _l("Only what is near this place: longitude, latitude.")),
        parameter.integer(
            "radius", _l("How far from “near”, in metres."), least=1, most=100_000, default=2_000
        ),
        parameter.instant("changed_since", _l("Only what changed at this instant or later.")),
        parameter.choice(
            "sort",
            _l("The order; a minus before it turns it round. “distance” needs “near”."),
            [sign + one for one in sorts for sign in ("", "-")],
            default="id",
        ),
        parameter.choices("fields", _l("Only these fields, and always the id."), names),
        LANG,
        parameter.flag("count", _l("Count all that fit as well."), default=False),
        LIMIT,
        CURSOR,
    )


def the(name: str) -> OpenCollection:
    """Return a collection."""
    return COLLECTIONS[name]


def example_of(**given: Any) -> dict[str, str]:
    """Return the values of parameters of an example as texts."""
    return {name: str(value) for name, value in given.items()}
