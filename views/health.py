"""For operators and their machines: is this process alive, and can it do its work?"""

from collections.abc import Callable
from pathlib import Path

from flask import Blueprint, Response, jsonify
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from app.adapters.replica import Replicas
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
    drain = Path(settings.drain_file) if settings.drain_file else None
    overdue_s = 60 * settings.ready_outbox_minutes
    limits = Limits(
        settings.instance, overdue_s, settings.ready_free_mb, settings.database_role, drain
    )
    replicas = state.app.extensions.get("replicas")
    state.add_url_rule("/readyz", "readyz", view_of(limits, replicas), methods=["GET"])


def view_of(limits: Limits, replicas: Replicas | None = None) -> Callable[[], Response]:
    """Return the view that judges by these limits; of replicas it tells, the primary can do all."""

    @public
    def readyz() -> Response:
        report = readiness(limits)
        if replicas is not None:
            report["replicas"] = replicas.report()
        answer = jsonify(report)
        answer.status_code = 200 if report["ready"] else 503
        answer.headers["Cache-Control"] = "no-store"
        return answer

    return readyz
