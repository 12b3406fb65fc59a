"""Ask a city to propose a place: in a draft, and taking it back after it was sent."""

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.subject import of_application
from app.policies.table import Action, authorise
from app.queries.place_request import request_for_applicant
from app.services.application_draft import draft_of, new_request, swap
from app.services.application_wish import BOUNDS, YEARS
from app.services.audit import record
from app.services.correspondence import tell_request_city
from app.services.move import move
from models.errors import DomainError, FieldError
from models.place_request import REQUEST_WORKFLOW, RequestAction
from models.testbed_kind import TestbedKind
from models.text import MOST_LETTERS, tidy


@dataclass(frozen=True, slots=True)
class PlaceWanted:
    """What is wanted of a city; everything may still be missing in a draft.

    ``kinds`` are values of ``TestbedKind``; others are left out.
    """

    kinds: tuple[str, ...] = ()
    earliest: dt.date | None = None
    days: int | None = None
    note: str = ""


@use_case
def add_request(actor: Actor, application_id: int, city_id: int) -> int:
    """Let a draft ask one more city for a place; returns the request's id (again: the same).

    Raises:
        NotFoundError: The draft is not theirs, or there is no such city.
    """
    application = draft_of(actor, application_id)
    for one in application.requests:
        if one.city_id == city_id:
            return one.id
    added = new_request(application, city_id)
    db.session.flush()
    record(actor, "application:ask_city", application, city=city_id)
    return added.id


@use_case
def remove_request(actor: Actor, request_id: int) -> None:
    """Take a request out of a draft.

    Raises:
        DomainError: ``last_part``: a draft asks for at least one place.
    """
    request = request_for_applicant(actor, request_id)
    application = draft_of(actor, request.application_id)
    if len(application.parts) + len(application.requests) == 1:
        raise DomainError("last_part")
    record(actor, "application:leave_city", application, city=request.city_id)
    application.requests.remove(request)
    db.session.flush()


@use_case
def set_wanted(actor: Actor, request_id: int, version: int, wanted: PlaceWanted) -> int:
    """Keep what is wanted of a city (``version`` is the request's); returns its new version.

    Raises:
        ConflictError: ``draft_changed_elsewhere``, as in ``save_draft``.
        FieldError: ``number_range`` or ``day_range`` for what cannot be kept.
    """
    request = request_for_applicant(actor, request_id)
    draft_of(actor, request.application_id)
    values = _kept(wanted)
    different = [name for name, value in values.items() if getattr(request, name) != value]
    if different:
        swap(request, version, {name: values[name] for name in different})
    return request.version


@use_case
def withdraw_request(actor: Actor, request_id: int) -> int:
    """Take back a request that the city has not answered; returns the application's id.

    Raises:
        IllegalMoveError: It has been answered or taken back already.
    """
    request = request_for_applicant(actor, request_id)
    authorise(actor, Action.APPLICATION_WITHDRAW, of_application(request.application))
    move(actor, request, REQUEST_WORKFLOW, RequestAction.WITHDRAW)
    if request.application.submitted_at is not None:
        tell_request_city(request, "place_request/withdrawn_city")
    return request.application_id


def _kept(wanted: PlaceWanted) -> dict[str, Any]:
    values = asdict(wanted)
    known = set(TestbedKind)
    values["kinds"] = sorted(set(wanted.kinds) & known)
    values["note"] = tidy(wanted.note)[:MOST_LETTERS]
    least, most = BOUNDS["days"]
    if wanted.days is not None and not least <= wanted.days <= most:
        raise FieldError("number_range", field="days", least=least, most=most)
    if wanted.earliest is not None and not YEARS[0] <= wanted.earliest.year <= YEARS[1]:
        raise FieldError("day_range", field="earliest")
    return values
