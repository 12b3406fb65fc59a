"""Take one step of an application's part: the move, and when it happened."""

import datetime as dt
from typing import Any

from app import clock
from app.policies.actor import Actor
from app.services.move import move
from models.application import PART_WORKFLOW, ApplicationPart, PartAction


def step(actor: Actor, part: ApplicationPart, action: PartAction, **values: Any) -> None:
    """Move a part, and the clock by which it is answered.

    Its place in the waiting list lasts only as long as it waits there.

    Raises:
        IllegalMoveError: The part's state has no such move.
        ConflictError: Somebody else moved it meanwhile.
    """
    now = clock.now()
    queued_at = now if action is PartAction.WAITLIST else None
    clock_from = _clock_from(part, action, now)
    move(
        actor, part, PART_WORKFLOW, action,
        status_changed_at=now, queued_at=queued_at, clock_from=clock_from, **values,
    )  # fmt: skip


def _clock_from(part: ApplicationPart, action: PartAction, now: dt.datetime) -> dt.datetime | None:
    """Return when the time to answer began: it stands while a question waits for the applicant."""
    if action in (PartAction.SUBMIT, PartAction.REOPEN):
        return now
    if action is PartAction.ANSWER and part.clock_from and part.status_changed_at:
        return part.clock_from + (now - part.status_changed_at)
    return part.clock_from
