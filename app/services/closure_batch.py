"""Close days of many testbeds in one go, such as the holidays of every school of a city."""

import uuid
from typing import Any

from app.database import use_case
from app.policies.actor import Actor
from app.queries.closure import batch_of
from app.services.closure import add, change, check, remove, to_close
from app.services.closure_slot import Stretch
from app.services.lapse import settled
from app.services.ledger import take_turn
from app.services.waiting import fill
from models.errors import CapacityError, FieldError


@settled("testbeds")
@use_case
def close_at_many(
    actor: Actor, testbed_ids: tuple[int, ...], stretch: Stretch, *, skip_used: bool
) -> dict[str, Any]:
    """Close a stretch at many testbeds: all of them, or with ``skip_used`` those that are free.

    Returns ``batch``, ``closed`` (ids) and ``used`` (ids of those left open because somebody is
    there).  Who is there is looked up at each testbed's turn, not taken from the preview.

    Raises:
        CapacityError: ``days_in_use`` (bookings, testbed) unless ``skip_used``; nothing is closed.
        FieldError: ``no_testbed``, or as ``close_days``.
    """
    ids = sorted(set(testbed_ids))
    if not ids:
        raise FieldError("no_testbed", field="testbeds")
    batch, closed, used = str(uuid.uuid4()), [], []
    for testbed_id in ids:
        testbed = to_close(actor, testbed_id)
        check(testbed, stretch)
        try:
            add(actor, testbed, stretch, batch)
        except CapacityError:
            if not skip_used:
                raise
            used.append(testbed_id)
        else:
            closed.append(testbed_id)
    return {"batch": batch, "closed": closed, "used": used}


@settled("batch")
@use_case
def change_batch(actor: Actor, batch: str, stretch: Stretch) -> int:
    """Give every stretch of a batch the same other days; all or none.  Returns how many.

    Raises:
        NotFoundError: There is none that the actor may change.
        CapacityError, FieldError: As ``change_range``.
    """
    ids = sorted({one.testbed_id for one in batch_of(actor, batch)})
    take_turn(ids)
    rows = batch_of(actor, batch)
    for one in rows:
        change(actor, to_close(actor, one.testbed_id), one, stretch)
    for testbed_id in ids:
        fill(testbed_id)
    return len(rows)


@settled("batch")
@use_case
def remove_batch(actor: Actor, batch: str) -> int:
    """Take every stretch of a batch off; returns at how many testbeds."""
    ids = sorted({one.testbed_id for one in batch_of(actor, batch)})
    take_turn(ids)
    for one in batch_of(actor, batch):
        remove(actor, to_close(actor, one.testbed_id), one)
    for testbed_id in ids:
        fill(testbed_id)
    return len(ids)
