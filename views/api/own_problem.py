"""Refusals of programs' requests: RFC 9457, each thing that is wrong with where it is."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from flask import Response, request

from models.errors import CapacityError, ConflictError, DomainError
from views.api.schema_check import Fault
from views.errors import problem
from views.messages import MESSAGES, message_for

BAD_REQUEST, UNPROCESSABLE, CONFLICT, PRECONDITION_FAILED = 400, 422, 409, 412
STALE = frozenset({"changed_meanwhile", "draft_changed_elsewhere"})
Error = dict[str, Any]


class FaultsError(DomainError):
    """The body of a request is not as it was described.  Fact: faults."""

    code = "body_faults"
    status = BAD_REQUEST


def refused(error: DomainError) -> Response:
    """Return why a request was refused, in words, and at which fields."""
    status = _status(error)
    more: dict[str, Any] = {}
    errors = list(_errors(error))
    if errors:
        more["errors"] = errors
    if isinstance(days := error.facts.get("days"), list):
        more["days"] = [day.isoformat() for day in days if isinstance(day, dt.date)]
    if (version := error.facts.get("version")) is not None:
        more["version"] = version
    answer = problem(status, error.code, message_for(error), **more)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _status(error: DomainError) -> int:
    stale = isinstance(error, ConflictError) and error.code in STALE
    if stale and request.headers.get("If-Match"):
        return PRECONDITION_FAILED
    return BAD_REQUEST if error.status == UNPROCESSABLE else error.status


def _errors(error: DomainError) -> Iterable[Error]:
    if isinstance(error, FaultsError):
        return [_of_fault(fault) for fault in error.facts["faults"]]
    if gaps := error.facts.get("gaps"):
        return [of_gap(gap) for gap in gaps] if isinstance(gaps, list) else ()
    if (fields := error.facts.get("fields")) and error.code == "needed_while_public":
        return [_error(name, error.code, message_for(error)) for name in fields]
    if error.field is None or isinstance(error, CapacityError):
        return ()
    return [_error(_named(error.field), error.code, message_for(error))]


def _of_fault(fault: Fault) -> Error:
    return {"pointer": fault.pointer, "detail": fault.detail}


def of_gap(gap: Any) -> Error:
    """Return what still stands in the way of sending something."""
    return _error(gap.field, gap.code, str(MESSAGES[gap.code](gap.facts))) | (
        {"part": gap.part_id} if gap.part_id is not None else {}
    )


def _error(name: str, code: str, detail: str) -> Error:
    return {"pointer": f"/{name}", "code": code, "detail": detail}


def _named(field: str) -> str:
    """Return the name that a field has in a request, where the pages call it otherwise."""
    return {"coordinates": "geometry", "shape": "geometry", "terms": "terms_version"}.get(
        field, field
    )
