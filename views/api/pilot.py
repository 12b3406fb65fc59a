"""What the page of an experiment tells beyond its feature: posts, indicators, sensors."""

from typing import Any, Final

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app import clock
from app.labels import SENSORS
from app.queries.experiment_card import public_pilot_by
from app.queries.indicator import indicators_of
from app.queries.pilot_update import posts_of
from app.serializers.api_pilot import indicator, update
from models.base import LANGUAGES
from models.indicator import Direction
from models.pilot import TOLD_STATES, Pilot, PublicPhase, public_phase
from models.pilot_task import Side
from views.api import parameter, schema
from views.api.operation import Answer, Asked, Operation, serves
from views.api.reply import base_url, json_answer, missing
from views.api.schema import Schema, component, mapping, maybe
from views.api.tag import PILOTS
from views.api.wording import said

blueprint = Blueprint("api_pilot", __name__)

GOING: Final = (PublicPhase.RUNNING, PublicPhase.PAUSED)


def three(name: str) -> dict[str, Schema]:
    """Return the schemas of a text in the three languages."""
    return {f"{name}_{lang}": maybe(schema.text()) for lang in LANGUAGES}


def by_ident() -> parameter.Parameter:
    """Return the parameter of the path that says which experiment."""
    return parameter.slug("id", _l("The number of the experiment, or the end of its address."))


UPDATE = component(
    "PilotUpdate",
    mapping(
        {
            "id": schema.IDENT,
            "posted_at": schema.INSTANT,
            "edited_at": maybe(schema.INSTANT),
            "side": schema.told(
                schema.one_of([one.value for one in Side]),
                _l("Who wrote it: the city or who runs it."),
            ),
            **three("title"),
            **three("text"),
            "pictures": schema.array(
                mapping(
                    {
                        "url": schema.ADDRESS,
                        "width": schema.integer(1),
                        "height": schema.integer(1),
                        **three("alt"),
                    }
                )
            ),
        }
    ),
)
EVIDENCE = mapping({"title": schema.text(), "kind": schema.text(), "url": schema.ADDRESS})
INDICATOR = component(
    "Indicator",
    mapping(
        {
            "id": schema.IDENT,
            **three("name"),
            **three("method"),
            "unit": schema.text(),
            "direction": schema.told(
                schema.one_of([one.value for one in Direction]), _l("Which way is better.")
            ),
            "baseline": maybe(schema.number()),
            "target": maybe(schema.number()),
            "result": schema.told(
                maybe(schema.number()), _l("Null until the result of the experiment is public.")
            ),
            "is_reached": maybe(schema.flag()),
            "points": schema.array(
                mapping({"date": schema.DAY, "value": schema.number()})
            ),
            "evidence_url": maybe(schema.text()),
            "evidence": schema.array(EVIDENCE),
        },
        [
            "id", "unit", "direction", "baseline", "target", "result", "is_reached", "points",
        ],
    ),
)  # fmt: skip
SENSOR = component(
    "Sensor",
    mapping(
        {
            "type": schema.one_of(list(SENSORS)),
            "count": schema.told(maybe(schema.integer(0)), _l("Null where it was not told.")),
            **{f"name_{lang}": schema.text() for lang in LANGUAGES},
        }
    ),
)


def _items(items: Schema) -> Schema:
    return mapping({"items": schema.array(items)})


UPDATES = Operation(
    "listPilotUpdates",
    "GET",
    "/api/v1/pilots/{id}/updates",
    PILOTS,
    _l("List the posts about an experiment"),
    _l("What those who run it and the city have told residents, the newest first."),
    Answer(_items(UPDATE), _l("Every post.")),
    (by_ident(),),
    example={"id": "1"},
)
INDICATORS = Operation(
    "listPilotIndicators",
    "GET",
    "/api/v1/pilots/{id}/indicators",
    PILOTS,
    _l("List the numbers by which an experiment is judged"),
    _l(
        "What is aimed at and the way so far while it runs; with results once they are public; "
        "nothing in between."
    ),
    Answer(_items(INDICATOR), _l("Every indicator.")),
    (by_ident(),),
    example={"id": "1"},
)
SENSING = Operation(
    "listPilotSensors",
    "GET",
    "/api/v1/pilots/{id}/sensors",
    PILOTS,
    _l("List the sensors of an experiment"),
    _l("What kinds of devices measure, and how many there are of each."),
    Answer(_items(SENSOR), _l("Every kind of sensor.")),
    (by_ident(),),
    example={"id": "1"},
)


@serves(blueprint, UPDATES)
def updates(asked: Asked) -> ResponseReturnValue:
    """List the posts about an experiment, the newest first."""
    pilot = public_pilot_by(number_or_slug(asked["id"]))
    if pilot is None:
        return missing()
    return json_answer({"items": [update(one, base_url()) for one in posts_of(pilot)]})


@serves(blueprint, INDICATORS)
def indicators(asked: Asked) -> ResponseReturnValue:
    """List the indicators of an experiment, as its page or its result shows them."""
    pilot = public_pilot_by(number_or_slug(asked["id"]))
    if pilot is None:
        return missing()
    is_told = pilot.status in TOLD_STATES
    found = indicators_of([pilot.id])[pilot.id] if is_told or _goes_on(pilot) else []
    return json_answer({"items": [indicator(one, is_told=is_told) for one in found]})


@serves(blueprint, SENSING)
def sensors(asked: Asked) -> ResponseReturnValue:
    """List the kinds of sensors of an experiment."""
    pilot = public_pilot_by(number_or_slug(asked["id"]))
    if pilot is None:
        return missing()
    return json_answer({"items": [_sensor(one) for one in pilot.sensors if one["type"] in SENSORS]})


def number_or_slug(given: str) -> int | str:
    """Return the number that an address names, or the end of an address of a page."""
    if not (given.isascii() and given.isdecimal()):
        return given
    return int(given) if int(given) <= schema.MOST_ID else 0


def _goes_on(pilot: Pilot) -> bool:
    today = clock.today(pilot.city.time_zone)
    return public_phase(pilot.status, pilot.start_day, pilot.end_day, today) in GOING


def _sensor(one: dict[str, Any]) -> dict[str, Any]:
    kind = one["type"]
    names = {f"name_{lang}": said(SENSORS[kind], lang) for lang in LANGUAGES}
    return {"type": kind, "count": one.get("count"), **names}
