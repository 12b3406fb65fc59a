"""Take one step of an application's part: the move, and when it happened."""

from typing import Any

from app import clock
from app.policies.actor import Actor
from app.services.move import move
from models.application import PART_WORKFLOW, ApplicationPart, PartAction


def step(actor: Actor, part: ApplicationPart, action: PartAction, **values: Any) -> None:
    """Move a part; its place in the waiting list lasts only as long as it waits there.

    Raises:
        IllegalMoveError: The part's state has no such move.
        ConflictError: Somebody else moved it meanwhile.
    """
    now = clock.now()
    queued_at = now if action is PartAction.WAITLIST else None
    move(actor, part, PART_WORKFLOW, action, status_changed_at=now, queued_at=queued_at, **values)
