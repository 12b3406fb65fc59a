"""Read the ledger from outside, and check it against the bookings themselves, in plain Python."""

import datetime as dt
from collections import Counter
from zoneinfo import ZoneInfo

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


def hours_by_the_clock(start, end, weekdays, from_hour, to_hour, zone):
    """Return the hours since 1970 from ``start`` on that a stay takes, one look at a time.

    Those during which the clock on the wall shows one of the hours on one of the weekdays; on a day
    on which it shows none of them, because it was put forward, the one that comes instead.
    """
    place, taken, seen = ZoneInfo(zone), set(), {}
    for slot in range(start, end):
        wall = dt.datetime.fromtimestamp(slot * 3600, dt.UTC).astimezone(place)
        if weekdays >> wall.weekday() & 1:
            seen.setdefault(wall.date(), []).append((slot, wall.hour))
    for hours in seen.values():
        shown = [slot for slot, hour in hours if from_hour <= hour < to_hour]
        taken.update(shown or [next(slot for slot, hour in hours if hour >= to_hour)])
    return taken


def faults(connection: Connection) -> list[str]:
    """Return what is wrong with the ledger; an empty list when nothing is.

    Counts every occupying booking's slots itself, from the rows of ``booking`` and ``closure``: of
    one by the hour by looking at the wall clock in each hour of its window.
    """
    wanted: Counter[tuple[int, int]] = Counter()
    closed = {
        tuple(row) for row in connection.execute(text("SELECT testbed_id, slot FROM closure"))
    }
    bookings = connection.execute(
        text(
            "SELECT b.testbed_id, b.start_slot, b.end_slot, b.weekdays, b.units, b.from_hour,"
            " b.to_hour, t.slot_unit, c.time_zone FROM booking b"
            " JOIN testbed t ON t.id = b.testbed_id JOIN city c ON c.id = t.city_id"
            " WHERE b.status IN ('held', 'confirmed', 'running')"
        )
    )
    for testbed_id, start, end, weekdays, units, *hours, unit, zone in bookings:
        by_hour = hours_by_the_clock(start, end, weekdays, *hours, zone) if unit == "hour" else None
        for slot in range(start, end):
            takes = weekdays >> (slot + 3) % 7 & 1 if by_hour is None else slot in by_hour
            if takes and (testbed_id, slot) not in closed:
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
