"""Closed days of the city's testbeds: which there are, close, change, open again."""

import datetime as dt
from typing import Any

from flask import Response

from app import clock
from app.forms.own_schema import CLOSURE
from app.policies.scope import Scope
from app.queries.closure import range_of, ranges_ahead
from app.queries.own import city_testbed
from app.serializers.own_testbed import closure_json, mask
from app.services import closure as service
from app.services.closure_slot import Stretch
from models.base import LANGUAGES, Translated
from models.closure import ClosureRange
from models.testbed import Testbed
from models.window import Hours
from views.access import viewer
from views.api.bearer import bearer
from views.api.own import (
    Made,
    body,
    change,
    city_id,
    matched,
    no_arguments,
    own_blueprint,
    shown,
)

blueprint = own_blueprint("own_closure")

CREATED, WHOLE_DAY_ENDS = 201, 24


@blueprint.get("/testbeds/<external_id>/closures")
@bearer(Scope.TESTBEDS_READ)
def index(external_id: str) -> Response:
    """List the stretches of a testbed that are not over."""
    no_arguments()
    found = _testbed(external_id)
    ahead = ranges_ahead(found, clock.today(found.city.time_zone))
    return shown({"items": [closure_json(one) for one in ahead]})


@blueprint.get("/testbeds/<external_id>/closures/<int:range_id>")
@bearer(Scope.CLOSURES_WRITE)
def show(external_id: str, range_id: int) -> Response:
    """Return one stretch with its version."""
    no_arguments()
    found = range_of(viewer(), _testbed(external_id), range_id)
    return shown(closure_json(found), found.version)


@blueprint.post("/testbeds/<external_id>/closures")
@bearer(Scope.CLOSURES_WRITE)
def close(external_id: str) -> Response:
    """Close a stretch of days; one that is closed already stays one."""
    stretch = _stretch(body(CLOSURE))

    def work() -> Made:
        found = _testbed(external_id)
        service.close_stretch(viewer(), found.id, stretch)
        first = min(stretch.start, clock.today(found.city.time_zone))
        made = next(one for one in reversed(_ranges(found, first)) if _is_the_same(one, stretch))
        return Made(closure_json(made), CREATED, made.version)

    return change(work)


@blueprint.put("/testbeds/<external_id>/closures/<int:range_id>")
@bearer(Scope.CLOSURES_WRITE)
def put(external_id: str, range_id: int) -> Response:
    """Give a stretch other days or another reason."""
    stretch = _stretch(body(CLOSURE))

    def work() -> Made:
        found = _testbed(external_id)
        version = matched(range_of(viewer(), found, range_id).version)
        service.change_range(viewer(), found.id, range_id, version, stretch)
        now = range_of(viewer(), found, range_id)
        return Made(closure_json(now), 200, now.version)

    return change(work)


@blueprint.delete("/testbeds/<external_id>/closures/<int:range_id>")
@bearer(Scope.CLOSURES_WRITE)
def remove(external_id: str, range_id: int) -> Response:
    """Open what the stretch closed, from today on."""
    body({"type": "object", "properties": {}, "additionalProperties": False})

    def work() -> Made:
        found = _testbed(external_id)
        version = matched(range_of(viewer(), found, range_id).version)
        opened = service.remove_range(viewer(), found.id, range_id, version)
        return Made({"opened": opened})

    return change(work)


def _testbed(external_id: str) -> Testbed:
    return city_testbed(viewer(), city_id(), external_id)


def _ranges(found: Testbed, first: dt.date) -> list[ClosureRange]:
    return sorted(ranges_ahead(found, first), key=lambda one: one.id)


def _is_the_same(one: ClosureRange, stretch: Stretch) -> bool:
    days = (one.start_day, one.end_day, one.weekdays)
    return days == (stretch.start, stretch.end, stretch.weekdays)


def _stretch(said: dict[str, Any]) -> Stretch:
    start = dt.date.fromisoformat(said["start"])
    end = said.get("end")
    hours = Hours(said.get("from_hour", 0), said.get("to_hour", WHOLE_DAY_ENDS))
    return Stretch(
        start=start,
        end=dt.date.fromisoformat(end) if end else start,
        reason=Translated(*(said.get(f"reason_{lang}", "") for lang in LANGUAGES)),
        weekdays=mask(said.get("weekdays", [])),
        hours=hours,
    )
