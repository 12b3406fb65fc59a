"""Answer an offer, for applicants; let offers lapse, for the system."""

from app.database import use_case
from app.policies.actor import Actor
from app.services.application import Acceptance


@use_case
def accept(actor: Actor, part_id: int, acceptance: Acceptance) -> int:
    """Take the offered days: the booking is confirmed and the pilot is born; returns the pilot's id.

    Raises:
        ConflictError: ``offer_expired``, or IllegalMoveError when it is no longer open.
        FieldError: ``terms_needed``, ``name_needed``.
    """
    raise NotImplementedError


@use_case
def decline(actor: Actor, part_id: int, reason: str = "") -> int:
    """Decline the offer; the days go to the waiting list.  Returns the part's id."""
    raise NotImplementedError


@use_case
def expire_due(testbed_id: int) -> int:
    """Let the lapsed offers of one testbed go and pass their days on; returns how many lapsed."""
    raise NotImplementedError


def expire_all_due() -> int:
    """Let every lapsed offer go, one testbed at a time, for the job; returns how many lapsed."""
    raise NotImplementedError
