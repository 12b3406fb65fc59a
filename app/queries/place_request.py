"""Requests to a city to propose a place, as the city and the applicant read them."""

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import joinedload

from app.database import db
from app.policies.actor import Actor
from app.policies.subject import of_application, of_request
from app.policies.table import Action, may
from app.policies.welcome import welcomes
from models.application import Application
from models.errors import NotFoundError
from models.place_request import PlaceRequest, RequestStatus
from models.testbed import Testbed, TestbedStatus


def open_requests(viewer: Actor) -> list[PlaceRequest]:
    """Return the requests that wait for an answer of the viewer's cities, the oldest first."""
    found = db.session.scalars(
        select(PlaceRequest)
        .join(Application)
        .where(
            PlaceRequest.status == RequestStatus.OPEN,
            Application.submitted_at.is_not(None),
            _theirs(viewer),
        )
        .options(
            joinedload(PlaceRequest.city),
            joinedload(PlaceRequest.application).joinedload(Application.organisation),
            joinedload(PlaceRequest.application).joinedload(Application.author),
        )
        .order_by(Application.submitted_at, PlaceRequest.id)
    )
    return list(found)


def _theirs(viewer: Actor) -> ColumnElement[bool]:
    return true() if viewer.is_admin else PlaceRequest.city_id.in_(viewer.cities)


def request_for_staff(viewer: Actor, request_id: int) -> PlaceRequest:
    """Return a request that was sent to the viewer's city.

    Raises:
        NotFoundError: It does not exist, was not sent, or is another city's.
    """
    request = db.session.get(PlaceRequest, request_id)
    if request is None or request.application.submitted_at is None:
        raise NotFoundError
    if not may(viewer, Action.REQUEST_READ, of_request(request)):
        raise NotFoundError
    return request


def request_for_applicant(viewer: Actor, request_id: int) -> PlaceRequest:
    """Return a request of the viewer's own application.

    Raises:
        NotFoundError: It does not exist or is of somebody else's.
    """
    request = db.session.get(PlaceRequest, request_id)
    if request is None:
        raise NotFoundError
    if not may(viewer, Action.APPLICATION_READ, of_application(request.application)):
        raise NotFoundError
    return request


def proposable(viewer: Actor, request: PlaceRequest) -> list[Testbed]:
    """Return the city's published testbeds that can be proposed, those of a wanted kind first.

    Raises:
        NotFoundError: The request is not the viewer's city's.
    """
    request_for_staff(viewer, request.id)
    application = request.application
    asked = {part.testbed_id for part in application.parts}
    found = db.session.scalars(
        select(Testbed)
        .where(Testbed.city_id == request.city_id, Testbed.status == TestbedStatus.PUBLISHED)
        .order_by(Testbed.id)
    )
    fitting = [
        one
        for one in found
        if one.id not in asked
        and welcomes(one, application.applicant_form, application.organisation)
    ]
    return sorted(fitting, key=lambda one: one.kind is None or one.kind.value not in request.kinds)
