"""Move a row from one state to the next: compare-and-set, with its audit line."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar, cast

from sqlalchemy import CursorResult, update
from sqlalchemy.orm.attributes import set_committed_value

from app.database import db
from app.policies.actor import Actor
from app.services.audit import record
from models.errors import ConflictError
from models.workflow import Workflow

S = TypeVar("S", bound=StrEnum)
A = TypeVar("A", bound=StrEnum)


def move(
    actor: Actor,
    row: Any,
    workflow: Workflow[S, A],
    action: A,
    facts: Mapping[str, Any] | None = None,
    /,
    **values: Any,
) -> S:
    """Take ``action`` on ``row`` and return its new state; ``values`` are set with it.

    ``facts`` go into the audit line beside the version.  The row changes only if its state and
    version are still those that were read.

    Raises:
        IllegalMoveError: The state has no such move.
        ConflictError: Somebody else moved it meanwhile.
    """
    before: S = row.status
    after = workflow.after(before, action)
    table = type(row)
    written = {"status": after, "version": row.version + 1, **values}
    result = db.session.execute(
        update(table)
        .where(table.id == row.id, table.status == before, table.version == row.version)
        .values(**written)
        .execution_options(synchronize_session=False)
    )
    changed = cast("CursorResult[Any]", result)
    if changed.rowcount != 1:
        raise ConflictError(thing=workflow.name, id=row.id)
    for name, value in written.items():
        set_committed_value(row, name, value)  # what was written need not be read again
    told = {"version": row.version, **(facts or {})}
    record(actor, f"{workflow.name}:{action}", row, moved=(before, after), **told)
    return after
