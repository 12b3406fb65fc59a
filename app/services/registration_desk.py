"""What the people of an event do: check in, take it back, mark who did not come, let go, export."""

from collections.abc import Collection

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.table import Action
from app.queries.registration import in_state
from app.queries.registration_desk import event_of, listed, registration_at, session_of
from app.services.audit import record
from app.services.move import move
from app.services.registration_mail import tell_of_place
from app.services.registration_own import leave
from app.services.registration_place import locked
from models.errors import ConflictError
from models.event import Event
from models.registration import (
    OVER,
    REGISTRATION_WORKFLOW,
    Registration,
    RegistrationAction,
    RegistrationStatus,
)

_S, _A = RegistrationStatus, RegistrationAction


@use_case
def check_in(actor: Actor, event_id: int, registration_id: int) -> int:
    """Mark that somebody came.  A second time changes nothing; returns the registration's id.

    Raises:
        IllegalMoveError: They have no place.
    """
    row = _entered(actor, event_id, registration_id)
    if row.status is not _S.ATTENDED:
        move(actor, row, REGISTRATION_WORKFLOW, _A.CHECK_IN)
    return row.id


@use_case
def undo(actor: Actor, event_id: int, registration_id: int) -> int:
    """Take back that somebody came, or did not; returns the registration's id."""
    row = _entered(actor, event_id, registration_id)
    move(actor, row, REGISTRATION_WORKFLOW, _A.UNDO)
    return row.id


@use_case
def tick(actor: Actor, event_id: int, session_id: int, ids: Collection[int]) -> int:
    """Mark many at once, as they were ticked on paper; returns how many were marked now.

    Those who are marked already, or have no place any more, are left as they are.
    """
    event = _event(actor, event_id)
    session = session_of(event, session_id)
    locked([session.id])
    wanted = set(ids)
    came = [one for one in in_state(session.id, [_S.CONFIRMED, _S.NO_SHOW]) if one.id in wanted]
    for one in came:
        move(actor, one, REGISTRATION_WORKFLOW, _A.CHECK_IN)
    return len(came)


@use_case
def miss_rest(actor: Actor, event_id: int, session_id: int) -> int:
    """Mark everybody else as not come, once a session is over; returns how many that were.

    Raises:
        ConflictError: ``session_not_over``.
    """
    event = _event(actor, event_id)
    session = session_of(event, session_id)
    if session.ends_at > clock.now():
        raise ConflictError("session_not_over")
    locked([session.id])
    rest = in_state(session.id, [_S.CONFIRMED])
    for one in rest:
        move(actor, one, REGISTRATION_WORKFLOW, _A.MISS)
    return len(rest)


@use_case
def remove(actor: Actor, event_id: int, registration_id: int) -> int:
    """Take somebody off who said that they will not come; the place goes to whoever waits.

    Returns the registration's id.

    Raises:
        ConflictError: ``session_has_begun``.
    """
    row = _entered(actor, event_id, registration_id)
    REGISTRATION_WORKFLOW.after(row.status, _A.CANCEL)
    leave(actor, row)
    tell_of_place(row, "registration/removed", f"{row.version}")
    return row.id


@use_case
def export(actor: Actor, event_id: int) -> int:
    """Write down that somebody took the list out; returns the event's id."""
    event = event_of(actor, event_id)
    people = sum(one.status not in OVER for one in listed(event))
    record(actor, "registration:export", event, people=people)
    return event.id


def _event(actor: Actor, event_id: int) -> Event:
    return event_of(actor, event_id, Action.REGISTRATION_MANAGE)


def _entered(actor: Actor, event_id: int, registration_id: int) -> Registration:
    event = _event(actor, event_id)
    row = registration_at(event, registration_id)
    locked([row.session_id])
    db.session.refresh(row)
    return row
