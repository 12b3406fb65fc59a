"""A city's own system keeps its testbeds here in step, by its own identifiers."""

from typing import Any

from flask import Response, g, request, url_for

from app.forms.own_schema import MOVE, TESTBED
from app.policies.scope import Scope
from app.queries.own import city_testbed, city_testbeds
from app.serializers.own_testbed import testbed_json
from app.services import testbed as service
from app.services import testbed_remote
from app.services.testbed_remote import Seen
from models.testbed import Testbed, TestbedAction
from views.access import viewer
from views.api.bearer import bearer
from views.api.own import (
    ANY,
    Made,
    body,
    change,
    city_id,
    matched,
    no_arguments,
    own_blueprint,
    seen,
    shown,
)
from views.api.own_list import listed

blueprint = own_blueprint("own_testbed")

CREATED = 201


@blueprint.get("/testbeds")
@bearer(Scope.TESTBEDS_READ)
def index() -> Response:
    """List the city's testbeds in every state, by id."""
    return listed(lambda after, most: city_testbeds(viewer(), city_id(), after, most), _json)


@blueprint.get("/testbeds/<external_id>")
@bearer(Scope.TESTBEDS_READ)
def show(external_id: str) -> Response:
    """Return one testbed."""
    no_arguments()
    found = city_testbed(viewer(), city_id(), external_id)
    return shown(_json(found), found.version)


@blueprint.put("/testbeds/<external_id>")
@bearer(Scope.TESTBEDS_WRITE)
def put(external_id: str) -> Response:
    """Make a testbed, or replace all that its record says."""
    said, home, wanted = body(TESTBED), city_id(), _seen()

    def work() -> Made:
        kept = testbed_remote.put(viewer(), home, external_id, said, wanted)
        return _made(external_id, CREATED if kept["is_new"] else 200)

    return change(work)


@blueprint.patch("/testbeds/<external_id>")
@bearer(Scope.TESTBEDS_WRITE)
def patch(external_id: str) -> Response:
    """Change some of what the record says (RFC 7396)."""
    said, home, wanted = body(TESTBED), city_id(), _seen()

    def work() -> Made:
        testbed_remote.patch(viewer(), home, external_id, said, wanted)
        return _made(external_id)

    return change(work)


@blueprint.post("/testbeds/<external_id>/<any(publish,pause,resume,retire,bring_back):action>")
@bearer(Scope.TESTBEDS_PUBLISH)
def move(external_id: str, action: str) -> Response:
    """Publish a testbed, pause it, open it again, close it for good, or bring it back."""
    said, home = body(MOVE), city_id()

    def work() -> Made:
        found = city_testbed(viewer(), home, external_id)
        version = matched(found.version)
        deed = TestbedAction(action)
        service.act(viewer(), found.id, deed, version, said.get("reason", ""))
        return _made(external_id)

    return change(work)


def _seen() -> Seen:
    version = seen()
    return Seen(
        version=version if isinstance(version, int) else None,
        is_any=version == ANY,
        is_new=request.headers.get("If-None-Match", "").strip() == ANY,
    )


def _made(external_id: str, status: int = 200) -> Made:
    found = city_testbed(viewer(), city_id(), external_id)
    where = url_for("own_testbed.show", external_id=external_id) if status == CREATED else ""
    return Made(_json(found), status, found.version, where)


def _json(found: Testbed) -> dict[str, Any]:
    page = url_for("testbed.show", lang=g.lang, city=found.city.slug, slug=found.slug)
    return testbed_json(found, f"{g.public_url}{page}")
