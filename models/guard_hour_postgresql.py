"""The ledger's triggers of bookings by the hour, for PostgreSQL; the twin is guard_hour_sqlite.py.

They take the place of two of models/guard_postgresql.py: a booking that brings ``stretches`` along
takes their slots, clipped to its window; one without them is counted by weekdays as before.
"""

from models.guard_postgresql import BOOKING_SLOTS, BY_WEEKDAYS, COLUMNS, PLACE, booking_slots

_DROP = (
    "DROP TRIGGER booking_slots_u ON booking",
    "DROP TRIGGER booking_slots_i ON booking",
    "DROP FUNCTION booking_slots()",
)
_TAKEN = f"""{BY_WEEKDAYS} AND NEW.stretches IS NULL
            UNION ALL
            SELECT s FROM json_array_elements(NEW.stretches) AS stretch,
              generate_series(GREATEST((stretch ->> 0)::int, NEW.start_slot),
                              LEAST((stretch ->> 1)::int, NEW.end_slot) - 1) AS s"""  # noqa: S608 - constants

INSTALL: tuple[str, ...] = (
    *_DROP,
    # Types of JSON know no equality; their text does.
    *booking_slots(_TAKEN, f"{COLUMNS}, stretches", PLACE + ", {0}.stretches::text"),
)
REMOVE: tuple[str, ...] = (*_DROP, *BOOKING_SLOTS)
