"""Experiments by program: read them, write posts for residents, tell what was measured."""

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import Response, g, url_for

from app.forms.own_schema_matter import INDICATOR, POST, VALUE
from app.policies.scope import Scope
from app.queries import pilot as query
from app.queries.indicator import indicators_of, one_of
from app.queries.own import pilots_after
from app.queries.pilot_update import post_of, posts_of
from app.serializers.own_matter import indicator_json, pilot_json, post_json, translated
from app.services import indicator as indicators
from app.services import pilot_update as posts
from models.base import Translated
from models.errors import FieldError
from models.pilot import Pilot
from views.access import viewer
from views.api.bearer import bearer
from views.api.own import Made, body, change, matched, no_arguments, own_blueprint, shown
from views.api.own_list import listed

blueprint = own_blueprint("own_pilot")

CREATED = 201
EXACT = ("baseline", "target", "result")


@blueprint.get("/pilots")
@bearer(Scope.PILOTS_READ)
def index() -> Response:
    """List one's experiments by id, also those that are not public yet."""
    return listed(lambda after, most: pilots_after(viewer(), after, most), _json)


@blueprint.get("/pilots/<int:pilot_id>")
@bearer(Scope.PILOTS_READ)
def show(pilot_id: int) -> Response:
    """Return one experiment."""
    no_arguments()
    found = query.get(viewer(), pilot_id)
    return shown(_json(found), found.version)


@blueprint.get("/pilots/<int:pilot_id>/updates")
@bearer(Scope.PILOTS_READ)
def updates(pilot_id: int) -> Response:
    """List the posts of an experiment, the newest first."""
    no_arguments()
    found = posts_of(query.get(viewer(), pilot_id))
    return shown({"items": [post_json(one) for one in found]})


@blueprint.post("/pilots/<int:pilot_id>/updates")
@bearer(Scope.PILOTS_WRITE)
def publish(pilot_id: int) -> Response:
    """Publish a post for residents at once."""
    post = _post(body(POST))

    def work() -> Made:
        made = posts.publish(viewer(), pilot_id, post)
        return _post_made(pilot_id, made, CREATED)

    return change(work)


@blueprint.put("/pilots/<int:pilot_id>/updates/<int:update_id>")
@bearer(Scope.PILOTS_WRITE)
def edit(pilot_id: int, update_id: int) -> Response:
    """Write a post again; its pictures stay."""
    post = _post(body(POST))

    def work() -> Made:
        version = matched(post_of(query.get(viewer(), pilot_id), update_id).version)
        posts.edit(viewer(), pilot_id, update_id, version, post)
        return _post_made(pilot_id, update_id)

    return change(work)


@blueprint.get("/pilots/<int:pilot_id>/indicators")
@bearer(Scope.PILOTS_READ)
def measures(pilot_id: int) -> Response:
    """List the indicators of an experiment with what was measured."""
    no_arguments()
    found = indicators_of([query.get(viewer(), pilot_id).id])[pilot_id]
    return shown({"items": [indicator_json(one) for one in found]})


@blueprint.patch("/pilots/<int:pilot_id>/indicators/<int:indicator_id>")
@bearer(Scope.PILOTS_WRITE)
def write_measure(pilot_id: int, indicator_id: int) -> Response:
    """Change an indicator, such as its result; what was agreed changes with a reason only."""
    said = body(INDICATOR)

    def work() -> Made:
        query.get(viewer(), pilot_id)
        found = one_of(pilot_id, indicator_id)
        version = matched(found.version)
        values: dict[str, Any] = {
            name: said[name] for name in ("unit", "direction", "evidence_url") if name in said
        }
        values |= {name: _exact(name, said[name]) for name in EXACT if name in said}
        for name in ("name", "method"):
            if any(one.startswith(f"{name}_") for one in said):
                values[name] = translated(said, name, getattr(found, name))
        indicators.change(viewer(), indicator_id, version, values, said.get("reason", ""))
        return _measured(pilot_id, indicator_id)

    return change(work)


@blueprint.put("/pilots/<int:pilot_id>/indicators/<int:indicator_id>/values/<day>")
@bearer(Scope.PILOTS_WRITE)
def measure(pilot_id: int, indicator_id: int, day: str) -> Response:
    """Keep what was measured on a day, in place of what stood there."""
    number = _exact("value", body(VALUE)["value"])
    try:
        measured_on = dt.date.fromisoformat(day)
    except ValueError:
        raise FieldError("not_an_iso_day", field="day") from None
    if number is None:
        raise FieldError("not_a_number", field="value")

    def work() -> Made:
        query.get(viewer(), pilot_id)
        one_of(pilot_id, indicator_id)
        indicators.measure(viewer(), indicator_id, measured_on, number)
        return _measured(pilot_id, indicator_id)

    return change(work)


def _exact(name: str, value: str | None) -> Decimal | None:
    if value is None:
        return None
    try:
        return Decimal(value)
    except InvalidOperation:
        raise FieldError("not_a_number", field=name) from None


def _post(said: dict[str, Any]) -> posts.Post:
    nothing = Translated()
    return posts.Post(translated(said, "title", nothing), translated(said, "text", nothing))


def _post_made(pilot_id: int, update_id: int, status: int = 200) -> Made:
    found = post_of(query.get(viewer(), pilot_id), update_id)
    return Made(post_json(found), status, found.version)


def _measured(pilot_id: int, indicator_id: int) -> Made:
    found = one_of(pilot_id, indicator_id)
    return Made(indicator_json(found), 200, found.version)


def _json(found: Pilot) -> dict[str, Any]:
    page = url_for("pilot.show", lang=g.lang, slug=found.slug)
    return pilot_json(found, f"{g.public_url}{page}")
