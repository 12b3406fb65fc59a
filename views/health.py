"""For operators and their machines: is this process alive, and can it do its work?"""

from collections.abc import Callable

from flask import Blueprint, Response, jsonify
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from app.queries.health import Limits, readiness
from views.access import public

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """Answer as long as the process lives; nothing else is asked."""
    return jsonify({"status": "ok"})


@blueprint.record
def prepare(state: BlueprintSetupState) -> None:
    """Give the installation the address of its readiness, by what its settings ask for."""
    settings = state.app.extensions["settings"]
    limits = Limits(settings.instance, 60 * settings.ready_outbox_minutes, settings.ready_free_mb)
    state.add_url_rule("/readyz", "readyz", view_of(limits), methods=["GET"])


def view_of(limits: Limits) -> Callable[[], Response]:
    """Return the view that judges by these limits."""

    @public
    def readyz() -> Response:
        report = readiness(limits)
        answer = jsonify(report)
        answer.status_code = 200 if report["ready"] else 503
        answer.headers["Cache-Control"] = "no-store"
        return answer

    return readyz
