"""Let in at the door who comes without having registered, and take it back.

Nobody is asked for a name there: such a registration has none, and counts.  A place has to be free:
those who wait at the door do not take that of somebody who has one, or has been offered one.
"""

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.table import Action
from app.queries.registration import free_at
from app.queries.registration_desk import event_of, last_let_in, session_of
from app.services.audit import record
from app.services.move import move
from app.services.registration_place import lapse_due, locked
from models.errors import ConflictError, IllegalMoveError
from models.event import EventSession, EventStatus
from models.registration import (
    REGISTRATION_WORKFLOW,
    Registration,
    RegistrationAction,
    RegistrationStatus,
)

_S, _A = RegistrationStatus, RegistrationAction


@use_case
def let_in(actor: Actor, event_id: int, session_id: int) -> int:
    """Count one more who comes without having registered; returns the registration's id.

    Raises:
        ConflictError: ``session_full``; ``session_not_held``.
    """
    session = _session(actor, event_id, session_id)
    if session.event.status is not EventStatus.PUBLISHED or session.cancelled_at is not None:
        raise ConflictError("session_not_held")
    lapse_due(session)
    free = free_at(session)
    if free is not None and free <= 0:
        raise ConflictError("session_full")
    row = Registration(session=session, status=_S.CONFIRMED, asked_at=clock.now())
    db.session.add(row)
    db.session.flush()
    record(actor, "registration:let_in", row, session=session.id)
    move(actor, row, REGISTRATION_WORKFLOW, _A.CHECK_IN)
    return row.id


@use_case
def take_back(actor: Actor, event_id: int, session_id: int) -> int:
    """Take the last one back who was let in so; returns the registration's id.

    Raises:
        IllegalMoveError: Nobody was.
    """
    session = _session(actor, event_id, session_id)
    row = last_let_in(session)
    if row is None:
        raise IllegalMoveError(state=_S.CANCELLED, action=_A.UNDO)
    move(actor, row, REGISTRATION_WORKFLOW, _A.UNDO)
    move(actor, row, REGISTRATION_WORKFLOW, _A.CANCEL)
    return row.id


def _session(actor: Actor, event_id: int, session_id: int) -> EventSession:
    event = event_of(actor, event_id, Action.REGISTRATION_MANAGE)
    return locked([session_of(event, session_id).id])[0]
