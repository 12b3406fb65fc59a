"""Read the ledger from outside, and check it against the bookings themselves, in plain Python."""

import datetime as dt
from collections import Counter

from sqlalchemy import Connection, text

from app.database import db
from models.booking import slot_of
from models.testbed import Testbed


def used_on(place: Testbed, day: dt.date) -> int:
    """Return how many places of a testbed booked by the day are used on a day."""
    found = db.session.execute(
        text("SELECT used FROM testbed_load WHERE testbed_id = :t AND slot = :s"),
        {"t": place.id, "s": slot_of(day)},
    ).scalar()
    return found or 0


def faults(connection: Connection) -> list[str]:
    """Return what is wrong with the ledger; an empty list when nothing is.

    Counts every occupying booking's days itself, from the rows of ``booking`` and ``closure``.
    """
    wanted: Counter[tuple[int, int]] = Counter()
    closed = {
        tuple(row) for row in connection.execute(text("SELECT testbed_id, slot FROM closure"))
    }
    bookings = connection.execute(
        text(
            "SELECT testbed_id, start_slot, end_slot, weekdays, units FROM booking"
            " WHERE status IN ('held', 'confirmed', 'running')"
        )
    )
    for testbed_id, start, end, weekdays, units in bookings:
        for slot in range(start, end):
            if weekdays >> (slot + 3) % 7 & 1 and (testbed_id, slot) not in closed:
                wanted[testbed_id, slot] += units
    capacity = dict(
        tuple(row) for row in connection.execute(text("SELECT id, capacity FROM testbed"))
    )
    used = {
        (row[0], row[1]): row[2]
        for row in connection.execute(text("SELECT testbed_id, slot, used FROM testbed_load"))
    }
    found = [
        f"testbed {testbed_id} slot {slot}: {count} of {capacity[testbed_id]}"
        for (testbed_id, slot), count in sorted(wanted.items())
        if count > capacity[testbed_id]
    ]
    found += [
        f"testbed {key[0]} slot {key[1]}: ledger {used.get(key, 0)}, bookings {wanted[key]}"
        for key in sorted(set(used) | set(wanted))
        if used.get(key, 0) != wanted[key]
    ]
    return found
