"""What programs do with a token for a city: its testbeds and their closed days."""

from flask_babel import lazy_gettext as _l

from app.forms import own_schema as shape
from app.policies.scope import Scope
from models.token import ActsFor
from views.api import schema
from views.api.own_operation import Line, describe, listed
from views.api.schema import Schema, component
from views.api.tag import DESCRIPTION, TESTBEDS

TESTBED = component("OwnTestbed", shape.TESTBED_READ)
CLOSURE = component("OwnClosure", shape.CLOSURE_READ)
WHOAMI: Schema = component(
    "OwnToken",
    {
        "type": "object",
        "properties": {
            "name": shape.WORDS,
            "acts_for": shape.one_of(ActsFor),
            "city": shape.nullable(shape.WORDS),
            "organisation": shape.nullable(shape.WORDS),
            "scopes": {"type": "array", "items": shape.one_of(Scope)},
            "expires_at": shape.INSTANT,
        },
        "required": ["acts_for", "expires_at", "name", "scopes"],
    },
)


describe(
    DESCRIPTION,
    Line("whoAmI", "GET ", None, _l("Ask whom a token acts for and what it may do"), WHOAMI),
)
describe(
    TESTBEDS,
    Line(
        "listOwnTestbeds",
        "GET /testbeds",
        Scope.TESTBEDS_READ,
        _l("List the city’s testbeds, drafts too"),
        listed(TESTBED),
        paged=True,
    ),
    Line(
        "getOwnTestbed",
        "GET /testbeds/{external_id}",
        Scope.TESTBEDS_READ,
        _l("Get one of the city’s testbeds"),
        TESTBED,
    ),
    Line(
        "putOwnTestbed",
        "PUT /testbeds/{external_id}",
        Scope.TESTBEDS_WRITE,
        _l("Make a testbed, or replace its record"),
        TESTBED,
        versioned=True,
        body=shape.TESTBED,
    ),
    Line(
        "patchOwnTestbed",
        "PATCH /testbeds/{external_id}",
        Scope.TESTBEDS_WRITE,
        _l("Change some of a testbed’s record"),
        TESTBED,
        versioned=True,
        body=shape.TESTBED,
    ),
    Line(
        "moveOwnTestbed",
        "POST /testbeds/{external_id}/{action}",
        Scope.TESTBEDS_PUBLISH,
        _l("Publish, pause, open again, close or bring back a testbed"),
        TESTBED,
        versioned=True,
        body=shape.MOVE,
    ),
    Line(
        "listOwnClosures",
        "GET /testbeds/{external_id}/closures",
        Scope.TESTBEDS_READ,
        _l("List the closed days ahead"),
        listed(CLOSURE, is_paged=False),
    ),
    Line(
        "getOwnClosure",
        "GET /testbeds/{external_id}/closures/{range_id}",
        Scope.CLOSURES_WRITE,
        _l("Get one stretch of closed days"),
        CLOSURE,
    ),
    Line(
        "closeOwnDays",
        "POST /testbeds/{external_id}/closures",
        Scope.CLOSURES_WRITE,
        _l("Close days"),
        CLOSURE,
        status=201,
        body=shape.CLOSURE,
    ),
    Line(
        "putOwnClosure",
        "PUT /testbeds/{external_id}/closures/{range_id}",
        Scope.CLOSURES_WRITE,
        _l("Give closed days other dates"),
        CLOSURE,
        versioned=True,
        body=shape.CLOSURE,
    ),
    Line(
        "openOwnDays",
        "DELETE /testbeds/{external_id}/closures/{range_id}",
        Scope.CLOSURES_WRITE,
        _l("Open closed days again"),
        schema.mapping({"opened": shape.NUMBER}),
        versioned=True,
    ),
)
