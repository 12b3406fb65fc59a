"""The ledger's triggers of bookings by the hour, for SQLite; the twin is guard_hour_postgresql.py.

They take the place of two of models/guard_sqlite.py: a booking that brings ``stretches`` along
takes their slots, clipped to its window; one without them is counted by weekdays as before.
"""

from models.guard_sqlite import BOOKING_SLOTS, OCCUPYING

_ROW = "NEW.id, NEW.start_slot + n, NEW.testbed_id, NEW.units"
_OPEN = f"""NEW.status IN {OCCUPYING} AND n < NEW.end_slot - NEW.start_slot
     AND NOT EXISTS (SELECT 1 FROM closure x
                      WHERE x.testbed_id = NEW.testbed_id AND x.slot = NEW.start_slot + n)"""  # noqa: S608 - constants
_SLOTS = f"""
  INSERT INTO booking_slot (booking_id, slot, testbed_id, units)
  SELECT {_ROW} FROM tally
   WHERE NEW.stretches IS NULL AND {_OPEN}
     AND (NEW.weekdays = 127 OR (NEW.weekdays >> ((NEW.start_slot + n + 3) % 7)) & 1 = 1);
  INSERT INTO booking_slot (booking_id, slot, testbed_id, units)
  SELECT {_ROW} FROM json_each(NEW.stretches) AS stretch CROSS JOIN tally
   WHERE {_OPEN}
     AND n >= json_extract(stretch.value, '$[0]') - NEW.start_slot
     AND n < json_extract(stretch.value, '$[1]') - NEW.start_slot;
  SELECT RAISE(ABORT, 'CHECK constraint failed: booking_has_no_open_slot')
   WHERE NEW.status IN {OCCUPYING}
     AND NOT EXISTS (SELECT 1 FROM booking_slot WHERE booking_id = NEW.id);"""  # noqa: S608 - constants
_PLACE = "testbed_id, {0}.start_slot, {0}.end_slot, {0}.weekdays, {0}.units, {0}.stretches"

INSTALL: tuple[str, ...] = (
    "DROP TRIGGER booking_slots_u",
    "DROP TRIGGER booking_slots_i",
    f"CREATE TRIGGER booking_slots_i AFTER INSERT ON booking BEGIN {_SLOTS} END",
    f"""
CREATE TRIGGER booking_slots_u
AFTER UPDATE OF status, testbed_id, start_slot, end_slot, weekdays, units, stretches ON booking
WHEN (OLD.status IN {OCCUPYING}) <> (NEW.status IN {OCCUPYING})
  OR (OLD.{_PLACE.format("OLD")}) IS NOT (NEW.{_PLACE.format("NEW")})
BEGIN
  DELETE FROM booking_slot WHERE booking_id = OLD.id; {_SLOTS}
END""",  # noqa: S608 - constants of this module, not input
)
REMOVE: tuple[str, ...] = (
    "DROP TRIGGER booking_slots_u",
    "DROP TRIGGER booking_slots_i",
    *BOOKING_SLOTS,
)
