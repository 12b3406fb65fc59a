"""The report of an experiment by program: what is kept of it, write some, send it."""

from typing import Any

from flask import Response

from app.forms.own_schema_matter import REPORT
from app.policies.scope import Scope
from app.queries import pilot as query
from app.queries.report import report_of
from app.serializers.own_matter import (
    REPORT_REST,
    REPORT_TEXTS,
    gap_json,
    report_json,
    translated,
)
from app.services import report as service
from app.services.pilot_text import gaps_before_complete
from models.pilot import Pilot
from views.access import viewer
from views.api.bearer import bearer
from views.api.own import Made, body, change, matched, no_arguments, own_blueprint, shown
from views.messages import MESSAGES

blueprint = own_blueprint("own_report")


@blueprint.get("/pilots/<int:pilot_id>/report")
@bearer(Scope.PILOTS_READ)
def show(pilot_id: int) -> Response:
    """Return the report, and what it still lacks."""
    no_arguments()
    found = query.get(viewer(), pilot_id)
    return shown(_json(found), found.version)


@blueprint.patch("/pilots/<int:pilot_id>/report")
@bearer(Scope.REPORTS_WRITE)
def write(pilot_id: int) -> Response:
    """Write some answers of the report."""
    said = body(REPORT)

    def work() -> Made:
        found = query.get(viewer(), pilot_id)
        version = matched(found.version)
        answers = {name: said[name] for name in REPORT_REST if name in said}
        for name in REPORT_TEXTS:
            if any(one in said for one in _names(name)):
                answers[name] = translated(said, name, getattr(found, name))
        service.save(viewer(), pilot_id, version, answers)
        return _made(pilot_id)

    return change(work)


@blueprint.post("/pilots/<int:pilot_id>/report/send")
@bearer(Scope.REPORTS_WRITE)
def send(pilot_id: int) -> Response:
    """Send the report to the place and the city."""
    body({"type": "object", "properties": {}, "additionalProperties": False})

    def work() -> Made:
        matched(query.get(viewer(), pilot_id).version)
        service.send(viewer(), pilot_id)
        return _made(pilot_id)

    return change(work)


def _names(name: str) -> list[str]:
    return [f"{name}_{lang}" for lang in ("fi", "sv", "en")]


def _made(pilot_id: int) -> Made:
    found = query.get(viewer(), pilot_id)
    return Made(_json(found), 200, found.version)


def _json(found: Pilot) -> dict[str, Any]:
    words = [
        gap_json(gap, str(MESSAGES[gap.code](gap.facts))) for gap in gaps_before_complete(found)
    ]
    return report_json(found, report_of(found.id), words)
