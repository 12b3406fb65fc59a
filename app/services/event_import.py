"""Add many sessions to a programme at once: looked at first, then all of them or none."""

from collections.abc import Sequence

from app.database import db, use_case
from app.policies.actor import Actor
from app.services.audit import record
from app.services.event_row import touch
from app.services.event_session import (
    MOST_SESSIONS,
    Known,
    SessionText,
    added,
    check,
    known_of,
    programme,
    refuse_clash,
)
from models.errors import DomainError, FieldError
from models.event import Event
from models.event_clash import Slot

MOST_ROWS = 150


def problems(event: Event, rows: Sequence[SessionText | None]) -> dict[int, DomainError]:
    """Return what stands in the way of each row, by its number from 0; nothing is written.

    A row is judged with the sessions that there are and with the rows before it.  None is a row
    that could not even be read.
    """
    found: dict[int, DomainError] = {}
    known = known_of(event, None)
    for number, row in enumerate(rows):
        if row is None:
            continue
        key = -number - 1
        try:
            check(event, row, None, is_alone=True)
            refuse_clash(event, row, known, key)
        except FieldError as problem:
            found[number] = problem
        names = (*row.speakers, *row.unnamed)
        known.append(Known(Slot(key, row.start, row.end, row.room, names), row.title))
    if len(event.sessions) + len(rows) > MOST_SESSIONS:
        found.setdefault(len(rows) - 1, FieldError("too_many", field="rows", most=MOST_SESSIONS))
    return found


@use_case
def add_many(actor: Actor, event_id: int, rows: Sequence[SessionText]) -> int:
    """Add every session of a table, or none; returns how many.

    Raises:
        FieldError: ``too_many`` (most) at ``rows``; else as app/services/event_session.py: add.
        ConflictError: ``event_over``, ``not_a_programme``.
    """
    event = programme(actor, event_id)
    if len(rows) > MOST_ROWS:
        raise FieldError("too_many", field="rows", most=MOST_ROWS)
    for row in rows:
        added(event, row)
        db.session.flush()
    touch(event)
    db.session.flush()
    record(actor, "event:import", event, count=len(rows))
    return len(rows)
