"""For operators and their machines: is this process alive, and can it do its work?"""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from app.queries.health import readiness
from views.access import public

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """Answer as long as the process lives."""
    return jsonify({"status": "ok"})


@blueprint.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    """Answer 200 only when the database answers, is migrated and still has its guards."""
    report = readiness()
    return jsonify(report), 200 if report["ready"] else 503
