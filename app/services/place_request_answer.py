"""Answer a request for a place, for the city: propose one of its testbeds, or say why not."""

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.subject import of_request
from app.policies.table import Action, Relation, authorise, relations
from app.policies.welcome import welcomes
from app.queries.place_request import request_for_staff
from app.services import message
from app.services.audit import record
from app.services.correspondence import tell_applicant, tell_request_applicant
from app.services.move import move
from models.application import ApplicationPart, PartStatus
from models.errors import FieldError, ForbiddenError
from models.place_request import REQUEST_WORKFLOW, PlaceRequest, RequestAction
from models.testbed import Testbed, TestbedStatus


@use_case
def propose(actor: Actor, request_id: int, testbed_id: int, note: str = "") -> int:
    """Propose a testbed of the city: it becomes a sent part of the application, whose id returns.

    Raises:
        NotFoundError: The request is another city's, or was not sent.
        IllegalMoveError: It has been answered or taken back already.
        FieldError: ``testbed`` with ``testbed_needed``, ``not_welcome`` or ``asked_already``.
    """
    request = _request(actor, request_id, Action.REQUEST_PROPOSE)
    words = message.said(note, "note", needed=False)
    testbed = _proposable(request, testbed_id)
    part = _new_part(request, testbed)
    move(actor, request, REQUEST_WORKFLOW, RequestAction.PROPOSE,
         part_id=part.id, answered_at=clock.now())  # fmt: skip
    record(actor, "application_part:propose", part, request=request.id)
    if words:
        message.write(
            actor, request.application_id, words, part_id=part.id, city_id=request.city_id
        )
    tell_applicant(part, "place_request/proposed", note=words)
    return part.id


@use_case
def decline(actor: Actor, request_id: int, reason: str) -> int:
    """Say that the city has no place, with a reason that the applicant reads; returns the id.

    Raises:
        NotFoundError, IllegalMoveError: As ``propose``.
        FieldError: ``reason_needed``.
    """
    request = _request(actor, request_id, Action.REQUEST_DECLINE)
    words = message.said(reason, "reason", needed=False)
    if not words:
        raise FieldError("reason_needed", field="reason")
    move(actor, request, REQUEST_WORKFLOW, RequestAction.DECLINE,
         reason=words, answered_at=clock.now())  # fmt: skip
    tell_request_applicant(request, "place_request/declined", reason=words)
    return request.id


def _request(actor: Actor, request_id: int, action: Action) -> PlaceRequest:
    request = request_for_staff(actor, request_id)
    authorise(actor, action, of_request(request))
    if Relation.APPLICANT in relations(actor.whole, of_request(request)):
        raise ForbiddenError("own_application")
    return request


def _proposable(request: PlaceRequest, testbed_id: int) -> Testbed:
    """Return a published testbed of the city that welcomes the applicant and is not asked yet."""
    application = request.application
    testbed = db.session.get(Testbed, testbed_id)
    known = testbed is not None and testbed.city_id == request.city_id
    if testbed is None or not known or testbed.status is not TestbedStatus.PUBLISHED:
        raise FieldError("testbed_needed", field="testbed")
    if not welcomes(testbed, application.applicant_form, application.organisation):
        raise FieldError("not_welcome", field="testbed")
    if any(part.testbed_id == testbed_id for part in application.parts):
        raise FieldError("asked_already", field="testbed")
    return testbed


def _new_part(request: PlaceRequest, testbed: Testbed) -> ApplicationPart:
    """Return the part that a proposal becomes: sent, with the days that were wanted."""
    application = request.application
    part = ApplicationPart(
        testbed_id=testbed.id,
        city_id=testbed.city_id,
        status=PartStatus.SUBMITTED,
        status_changed_at=clock.now(),
        earliest=request.earliest,
        days=request.days,
        preference=len(application.parts) + 1,
    )
    application.parts.append(part)
    db.session.flush()
    return part
