"""The shapes of the six cities' reservation interface, from its definitions.

What it names as text and may be missing is null here; what we tell beyond it has a description.
Source: 6aika/api-resurssienvaraus, resurssienvaraus.swagger.yaml.
"""

from flask_babel import lazy_gettext as _l

from models.testbed_kind import TestbedKind, Theme
from views.api import schema
from views.api.collection import GEOMETRY
from views.api.schema import Schema, component, mapping, maybe, text

BY_LANGUAGE = mapping({"fi": text(), "sv": text(), "en": text()}, [])
STATES = ("approved", "pending", "needinteraction", "rejected", "cancelled")

PURPOSE = component(
    "SixCityPurpose",
    mapping(
        {
            "id": schema.one_of([one.value for one in Theme]),
            "parent": maybe(text()),
            "name": BY_LANGUAGE,
        }
    ),
)
TYPE = component(
    "SixCityType",
    mapping(
        {
            "id": schema.one_of([one.value for one in TestbedKind]),
            "main_type": text(),
            "name": BY_LANGUAGE,
        }
    ),
)
UNIT = component(
    "SixCityUnit",
    mapping(
        {
            "id": text(),
            "name": BY_LANGUAGE,
            "time_zone": text(),
            "email": text(),
            "www_url": BY_LANGUAGE,
            "location": GEOMETRY,
        },
        ["id", "name"],
    ),
)
STRETCH = mapping({"begin": schema.INSTANT, "end": schema.INSTANT})
RESERVATION = component(
    "SixCityReservation",
    mapping(
        {
            "id": text(),
            "url": schema.ADDRESS,
            "resource": text(),
            "begin": schema.INSTANT,
            "end": schema.INSTANT,
            "state": schema.one_of(STATES),
            "places": schema.told(
                schema.integer(1),
                _l("How many of the places are taken; the testbed may have more."),
            ),
            "stretches": schema.told(
                schema.array(STRETCH), _l("The exact times between begin and end.")
            ),
        }
    ),
)
RESOURCE = component(
    "SixCityResource",
    mapping(
        {
            "id": text(),
            "name": BY_LANGUAGE,
            "description": BY_LANGUAGE,
            "unit": text(),
            "type": maybe(TYPE),
            "purposes": schema.array(PURPOSE),
            "need_manual_confirmation": schema.flag(),
            "authentication": text(),
            "people_capacity": maybe(schema.number()),
            "min_period": text(),
            "max_period": text(),
            "created_at": schema.INSTANT,
            "modified_at": schema.INSTANT,
            "location": maybe(GEOMETRY),
            "url": schema.ADDRESS,
            "www_url": schema.told(BY_LANGUAGE, _l("The testbed’s page, where one applies.")),
            "opening_hours": schema.array(
                mapping({"date": schema.DAY, "opens": schema.INSTANT, "closes": schema.INSTANT})
            ),
            "available_hours": schema.array(
                mapping({"starts": schema.INSTANT, "ends": schema.INSTANT})
            ),
            "reservations": schema.array(RESERVATION),
        },
        ["id", "name", "unit", "purposes", "need_manual_confirmation"],
    ),
)
NAMED = mapping({"id": text(), "name": BY_LANGUAGE})
SUGGESTIONS = component(
    "SixCitySuggestions",
    mapping(
        {
            "resource": schema.array({"anyOf": [RESOURCE, NAMED]}),
            "unit": schema.array({"anyOf": [UNIT, NAMED]}),
        },
        [],
    ),
)


def paged(name: str, items: Schema) -> Schema:
    """Return the reference to the schema of a page, with addresses of those beside it."""
    beside = maybe(schema.ADDRESS)
    shape = mapping(
        {
            "count": schema.integer(0),
            "next": beside,
            "prev": beside,
            "previous": beside,
            "results": schema.array(items),
        }
    )
    return component(f"SixCity{name}Page", shape)
