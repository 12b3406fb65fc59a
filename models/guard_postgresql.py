"""The triggers that guard the ledger and the append-only tables, for PostgreSQL.

Each statement is run on its own by models/guard.py.  The twin for SQLite is
models/guard_sqlite.py; the two must refuse and allow the same things.  Two of the triggers have
been replaced since, in models/guard_hour_postgresql.py.
"""

OCCUPYING = "('held','confirmed','running')"


def booking_slots(taken: str, columns: str, place: str) -> tuple[str, ...]:
    """Return the triggers that write a booking's slots anew whenever it takes others.

    ``taken`` selects them as ``s``, closed ones too; ``columns`` are those on which they hang, and
    ``place`` is a list of these with ``{0}`` for OLD or NEW, to be compared.
    """
    return (
        f"""
CREATE FUNCTION booking_slots() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN DELETE FROM booking_slot WHERE booking_id = OLD.id; END IF;
  IF NEW.status IN {OCCUPYING} THEN
    INSERT INTO booking_slot (booking_id, slot, testbed_id, units)
    SELECT NEW.id, taken.s, NEW.testbed_id, NEW.units
      FROM ({taken}) AS taken
     WHERE NOT EXISTS (SELECT 1 FROM closure x
                        WHERE x.testbed_id = NEW.testbed_id AND x.slot = taken.s)
     ORDER BY taken.s;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'booking_has_no_open_slot' USING ERRCODE = 'check_violation',
        CONSTRAINT = 'booking_has_no_open_slot';
    END IF;
  END IF;
  RETURN NULL;
END $$""",  # noqa: S608 - constants of the guards' modules, not input
        """
CREATE TRIGGER booking_slots_i AFTER INSERT ON booking
FOR EACH ROW EXECUTE FUNCTION booking_slots()""",
        f"""
CREATE TRIGGER booking_slots_u AFTER UPDATE OF status, {columns} ON booking FOR EACH ROW
WHEN ((OLD.status IN {OCCUPYING}) <> (NEW.status IN {OCCUPYING})
  OR ({place.format("OLD")}) IS DISTINCT FROM ({place.format("NEW")}))
EXECUTE FUNCTION booking_slots()""",
    )


BY_WEEKDAYS = """SELECT s FROM generate_series(NEW.start_slot, NEW.end_slot - 1) AS s
             WHERE (NEW.weekdays = 127 OR (NEW.weekdays >> ((s + 3) % 7)) & 1 = 1)"""
COLUMNS = "testbed_id, start_slot, end_slot, weekdays, units"
PLACE = "{0}.testbed_id, {0}.start_slot, {0}.end_slot, {0}.weekdays, {0}.units"
BOOKING_SLOTS: tuple[str, ...] = booking_slots(BY_WEEKDAYS, COLUMNS, PLACE)
STATEMENTS: tuple[str, ...] = (
    *BOOKING_SLOTS,
    # A change of capacity waits for us, or we for it; bookings do not wait for each other.
    """
CREATE FUNCTION slot_load_add() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM testbed WHERE id IN (SELECT testbed_id FROM new_slots) ORDER BY id FOR SHARE;
  INSERT INTO testbed_load (testbed_id, slot, used, cap)
  SELECT s.testbed_id, s.slot, s.units, t.capacity
    FROM new_slots s JOIN testbed t ON t.id = s.testbed_id
   ORDER BY s.testbed_id, s.slot
  ON CONFLICT (testbed_id, slot) DO UPDATE SET used = testbed_load.used + excluded.used;
  RETURN NULL;
END $$""",
    """
CREATE TRIGGER slot_load_add AFTER INSERT ON booking_slot
REFERENCING NEW TABLE AS new_slots FOR EACH STATEMENT EXECUTE FUNCTION slot_load_add()""",
    # Rows are locked in the order in which they are added, so two writers never deadlock.
    """
CREATE FUNCTION slot_load_sub() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM testbed_load l JOIN old_slots s USING (testbed_id, slot)
    ORDER BY l.testbed_id, l.slot FOR UPDATE OF l;
  UPDATE testbed_load l SET used = l.used - s.units FROM old_slots s
   WHERE l.testbed_id = s.testbed_id AND l.slot = s.slot;
  RETURN NULL;
END $$""",
    """
CREATE TRIGGER slot_load_sub AFTER DELETE ON booking_slot
REFERENCING OLD TABLE AS old_slots FOR EACH STATEMENT EXECUTE FUNCTION slot_load_sub()""",
    """
CREATE FUNCTION closure_cap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM 1 FROM testbed WHERE id = NEW.testbed_id FOR NO KEY UPDATE;
    INSERT INTO testbed_load (testbed_id, slot, used, cap) VALUES (NEW.testbed_id, NEW.slot, 0, 0)
    ON CONFLICT (testbed_id, slot) DO UPDATE SET cap = 0;
  ELSE
    UPDATE testbed_load SET cap = (SELECT capacity FROM testbed WHERE id = OLD.testbed_id)
     WHERE testbed_id = OLD.testbed_id AND slot = OLD.slot
       AND EXISTS (SELECT 1 FROM testbed WHERE id = OLD.testbed_id);
  END IF;
  RETURN NULL;
END $$""",
    """
CREATE TRIGGER closure_cap AFTER INSERT OR DELETE ON closure
FOR EACH ROW EXECUTE FUNCTION closure_cap()""",
    """
CREATE FUNCTION testbed_cap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE testbed_load l SET cap = NEW.capacity WHERE testbed_id = NEW.id
     AND NOT EXISTS (SELECT 1 FROM closure x WHERE x.testbed_id = l.testbed_id AND x.slot = l.slot);
  RETURN NULL;
END $$""",
    """
CREATE TRIGGER testbed_cap AFTER UPDATE OF capacity ON testbed
FOR EACH ROW WHEN (OLD.capacity <> NEW.capacity) EXECUTE FUNCTION testbed_cap()""",
    """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $$""",
    """
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit
FOR EACH ROW EXECUTE FUNCTION refuse_change()""",
    """
CREATE TRIGGER decision_append_only BEFORE UPDATE OR DELETE ON decision
FOR EACH ROW EXECUTE FUNCTION refuse_change()""",
    "CREATE INDEX ix_search_entry_stems ON search_entry USING gin (to_tsvector('simple', stems))",
    "CREATE INDEX idx_testbed_geom ON testbed USING gist (geom)",
    "CREATE INDEX idx_pilot_geom ON pilot USING gist (geom)",
)

DROP: tuple[str, ...] = (
    "DROP INDEX idx_pilot_geom",
    "DROP INDEX idx_testbed_geom",
    "DROP INDEX ix_search_entry_stems",
    "DROP TRIGGER decision_append_only ON decision",
    "DROP TRIGGER audit_append_only ON audit",
    "DROP TRIGGER testbed_cap ON testbed",
    "DROP TRIGGER closure_cap ON closure",
    "DROP TRIGGER slot_load_sub ON booking_slot",
    "DROP TRIGGER slot_load_add ON booking_slot",
    "DROP TRIGGER booking_slots_u ON booking",
    "DROP TRIGGER booking_slots_i ON booking",
    "DROP FUNCTION refuse_change()",
    "DROP FUNCTION testbed_cap()",
    "DROP FUNCTION closure_cap()",
    "DROP FUNCTION slot_load_sub()",
    "DROP FUNCTION slot_load_add()",
    "DROP FUNCTION booking_slots()",
)

TRIGGERS = frozenset(
    {
        "booking_slots_i",
        "booking_slots_u",
        "slot_load_add",
        "slot_load_sub",
        "closure_cap",
        "testbed_cap",
        "audit_append_only",
        "decision_append_only",
    }
)
PRESENT = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
