"""What the page of an event tells beyond its feature: its sessions."""

from typing import Final

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app.queries.event_public import public_event_by
from app.serializers.api_event import session
from views.api import parameter, schema
from views.api.operation import Answer, Asked, Operation, serves
from views.api.pilot import number_or_slug, three
from views.api.reply import base_url, json_answer, missing
from views.api.schema import component, mapping, maybe
from views.api.tag import EVENTS

blueprint = Blueprint("api_event", __name__)

EXAMPLE: Final = "kokeilujen-viikko"  # of the demonstration
SESSION = component(
    "EventSession",
    mapping(
        {
            "id": schema.IDENT,
            **three("title"),
            **three("description"),
            **three("track"),
            "starts_at": schema.INSTANT,
            "ends_at": schema.INSTANT,
            "room": maybe(schema.text()),
            "speakers": schema.told(
                schema.array(schema.text()), _l("Those who agreed to be named in public.")
            ),
            "capacity": schema.told(maybe(schema.integer(1)), _l("Null where there is no limit.")),
            "free": schema.told(
                maybe(schema.integer(0)), _l("How many places are left; null without a limit.")
            ),
            "is_cancelled": schema.flag(),
            "page": schema.ADDRESS,
        }
    ),
)
SESSIONS = Operation(
    "listEventSessions",
    "GET",
    "/api/v1/events/{id}/sessions",
    EVENTS,
    _l("List the sessions of an event"),
    _l("By their beginning, also those that were cancelled. A single event has one session."),
    Answer(mapping({"items": schema.array(SESSION)}), _l("Every session.")),
    (parameter.slug("id", _l("The number of the event, or the end of its address.")),),
    example={"id": EXAMPLE},
)


@serves(blueprint, SESSIONS)
def sessions(asked: Asked) -> ResponseReturnValue:
    """List the sessions of a public event."""
    event = public_event_by(number_or_slug(asked["id"]))
    if event is None:
        return missing()
    return json_answer({"items": [session(one, base_url()) for one in event.sessions]})
