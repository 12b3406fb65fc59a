"""The ledger's triggers of bookings by the hour, for PostgreSQL; the twin is guard_hour_sqlite.py.

They take the place of two of models/guard_postgresql.py: a booking that brings ``stretches`` along
takes their slots, clipped to its window; one without them is counted by weekdays as before.
"""

from models.guard_postgresql import BOOKING_SLOTS, OCCUPYING

_DROP = (
    "DROP TRIGGER booking_slots_u ON booking",
    "DROP TRIGGER booking_slots_i ON booking",
    "DROP FUNCTION booking_slots()",
)
# Types of JSON know no equality; their text does.
_PLACE = "testbed_id, {0}.start_slot, {0}.end_slot, {0}.weekdays, {0}.units, {0}.stretches::text"

INSTALL: tuple[str, ...] = (
    *_DROP,
    f"""
CREATE FUNCTION booking_slots() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN DELETE FROM booking_slot WHERE booking_id = OLD.id; END IF;
  IF NEW.status IN {OCCUPYING} THEN
    INSERT INTO booking_slot (booking_id, slot, testbed_id, units)
    SELECT NEW.id, taken.s, NEW.testbed_id, NEW.units
      FROM (SELECT s FROM generate_series(NEW.start_slot, NEW.end_slot - 1) AS s
             WHERE NEW.stretches IS NULL
               AND (NEW.weekdays = 127 OR (NEW.weekdays >> ((s + 3) % 7)) & 1 = 1)
            UNION ALL
            SELECT s FROM json_array_elements(NEW.stretches) AS stretch,
              generate_series(GREATEST((stretch ->> 0)::int, NEW.start_slot),
                              LEAST((stretch ->> 1)::int, NEW.end_slot) - 1) AS s) AS taken
     WHERE NOT EXISTS (SELECT 1 FROM closure x
                        WHERE x.testbed_id = NEW.testbed_id AND x.slot = taken.s)
     ORDER BY taken.s;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'booking_has_no_open_slot' USING ERRCODE = 'check_violation',
        CONSTRAINT = 'booking_has_no_open_slot';
    END IF;
  END IF;
  RETURN NULL;
END $$""",  # noqa: S608 - a constant of this module, not input
    """
CREATE TRIGGER booking_slots_i AFTER INSERT ON booking
FOR EACH ROW EXECUTE FUNCTION booking_slots()""",
    f"""
CREATE TRIGGER booking_slots_u
AFTER UPDATE OF status, testbed_id, start_slot, end_slot, weekdays, units, stretches ON booking
FOR EACH ROW
WHEN ((OLD.status IN {OCCUPYING}) <> (NEW.status IN {OCCUPYING})
  OR (OLD.{_PLACE.format("OLD")}) IS DISTINCT FROM (NEW.{_PLACE.format("NEW")}))
EXECUTE FUNCTION booking_slots()""",
)
REMOVE: tuple[str, ...] = (*_DROP, *BOOKING_SLOTS)
