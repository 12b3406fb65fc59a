"""Faults of the service for tests, by where they stand."""

from app.database import db
from app.policies.actor import VISITOR
from app.queries.fault import fault_of_token
from app.services import fault as service
from models.fault import Fault, FaultKind, FaultStatus
from tests.factories.account import acting, admin


def told(
    text: str = "The map cannot be reached with the keyboard",
    *,
    email: str = "",
    language: str = "en",
    kind: FaultKind = FaultKind.ACCESSIBILITY,
) -> Fault:
    """Return a fault that somebody without an account has told of."""
    token = service.report(VISITOR, kind, text, "/en/", email, language)
    return fault_of_token(token)


def fault_in(status: FaultStatus) -> Fault:
    """Return a fault in a state."""
    made = told()
    if status is FaultStatus.ANSWERED:
        service.answer(acting(admin()), made.id, "Mended.")
    elif status is FaultStatus.SET_ASIDE:
        service.set_aside(acting(admin()), made.id, "It is about a street.")
    db.session.refresh(made)
    return made
