"""What people do on their own page: take what is offered, leave, change answers, add sessions.

Whoever has the link is believed, because only mails to the address hold it.
"""

from app import clock
from app.database import db, use_case
from app.policies.actor import SYSTEM, Actor
from app.queries.registration import registrant_of_token
from app.services.audit import record
from app.services.move import move
from app.services.registration import (
    Checked,
    Wanted,
    apply,
    checked_name,
    chosen,
    settle_all,
    write,
)
from app.services.registration_answer import checked_answers
from app.services.registration_mail import tell_settled
from app.services.registration_place import fill, locked
from models.errors import ConflictError, NotFoundError
from models.registration import (
    OVER,
    REGISTRATION_WORKFLOW,
    Registrant,
    Registration,
    RegistrationAction,
    RegistrationStatus,
)

GONE_BY = (RegistrationStatus.ATTENDED, RegistrationStatus.NO_SHOW)


@use_case
def accept(_actor: Actor, token: str, registration_id: int) -> int:
    """Take the place that was offered.  A second time changes nothing; returns its id.

    Raises:
        NotFoundError: The link opens nothing.
        ConflictError: ``place_offer_lapsed``.
    """
    registrant, row = _mine(token, registration_id)
    if row.status is RegistrationStatus.CONFIRMED:
        return row.id
    if row.status is not RegistrationStatus.OFFERED or _has_lapsed(row):
        raise ConflictError("place_offer_lapsed")
    move(SYSTEM, row, REGISTRATION_WORKFLOW, RegistrationAction.ACCEPT, held_until=None)
    db.session.expire(registrant, ["registrations"])
    tell_settled(registrant, [row], f"a{row.id}:{row.version}")
    return row.id


@use_case
def cancel(_actor: Actor, token: str, registration_id: int) -> int:
    """Give a place back, or leave a queue; the place goes to whoever waits longest.

    A second time changes nothing; returns its id.

    Raises:
        NotFoundError: The link opens nothing.
        ConflictError: ``session_has_begun``.
    """
    _registrant, row = _mine(token, registration_id)
    if row.status not in OVER:
        leave(SYSTEM, row)
    return row.id


def leave(actor: Actor, row: Registration) -> None:
    """Let somebody go from a session that is locked, and pass the place on.

    Raises:
        ConflictError: ``session_has_begun``.
    """
    if row.status in GONE_BY or row.session.starts_at <= clock.now():
        raise ConflictError("session_has_begun")
    move(actor, row, REGISTRATION_WORKFLOW, RegistrationAction.CANCEL, held_until=None)
    fill(row.session)


@use_case
def change(_actor: Actor, token: str, wanted: Wanted) -> int:
    """Write name and answers anew; returns the registrant's id.

    Raises:
        NotFoundError: The link opens nothing, or the address has not been confirmed.
        FieldError: As ``register``.
    """
    registrant = _confirmed(token)
    answers = checked_answers(registrant.event_id, wanted.answers, wanted.agreed)
    write(registrant, Checked(checked_name(wanted.name), wanted.shown_to, answers, []))
    record(SYSTEM, "registration:change", registrant)
    return registrant.id


@use_case
def add(_actor: Actor, token: str, sessions: frozenset[int], *, clash_is_fine: bool = False) -> int:
    """Register for more sessions of the same event; returns the registrant's id.

    Raises:
        NotFoundError: The link opens nothing, or the address has not been confirmed.
        ConflictError: ``registration_closed``.
        FieldError: ``choose_session``, ``too_many_sessions``, ``sessions_clash``.
    """
    registrant = _confirmed(token)
    wanted = chosen(registrant.event, sessions)
    made = apply(registrant, wanted, clash_is_fine=clash_is_fine)
    settle_all(registrant, made)
    return registrant.id


def _confirmed(token: str) -> Registrant:
    registrant = registrant_of_token(token, lock=True)
    if registrant.confirmed_at is None:
        raise NotFoundError
    return registrant


def _mine(token: str, registration_id: int) -> tuple[Registrant, Registration]:
    registrant = registrant_of_token(token)
    row = db.session.get(Registration, registration_id)
    if row is None or row.registrant_id != registrant.id:
        raise NotFoundError
    locked([row.session_id])
    db.session.refresh(row)
    return registrant, row


def _has_lapsed(row: Registration) -> bool:
    return row.held_until is None or row.held_until <= clock.now()
