"""The triggers that guard the ledger and the append-only tables, for SQLite.

The twin of models/guard_postgresql.py.  SQLite allows no recursive query inside a trigger, so
slots come from the table ``tally`` (the numbers 0 to 8,999).  Two of the triggers have been
replaced since, in models/guard_hour_sqlite.py.
"""

OCCUPYING = "('held','confirmed','running')"
_SLOTS = f"""
  INSERT INTO booking_slot (booking_id, slot, testbed_id, units)
  SELECT NEW.id, NEW.start_slot + n, NEW.testbed_id, NEW.units FROM tally
   WHERE NEW.status IN {OCCUPYING} AND n < NEW.end_slot - NEW.start_slot
     AND (NEW.weekdays = 127 OR (NEW.weekdays >> ((NEW.start_slot + n + 3) % 7)) & 1 = 1)
     AND NOT EXISTS (SELECT 1 FROM closure x
                      WHERE x.testbed_id = NEW.testbed_id AND x.slot = NEW.start_slot + n);
  SELECT RAISE(ABORT, 'CHECK constraint failed: booking_has_no_open_slot')
   WHERE NEW.status IN {OCCUPYING}
     AND NOT EXISTS (SELECT 1 FROM booking_slot WHERE booking_id = NEW.id);"""  # noqa: S608 - constants

BOOKING_SLOTS: tuple[str, ...] = (
    f"CREATE TRIGGER booking_slots_i AFTER INSERT ON booking BEGIN {_SLOTS} END",
    f"""
CREATE TRIGGER booking_slots_u
AFTER UPDATE OF status, testbed_id, start_slot, end_slot, weekdays, units ON booking
WHEN (OLD.status IN {OCCUPYING}) <> (NEW.status IN {OCCUPYING})
  OR (OLD.testbed_id, OLD.start_slot, OLD.end_slot, OLD.weekdays, OLD.units)
     IS NOT (NEW.testbed_id, NEW.start_slot, NEW.end_slot, NEW.weekdays, NEW.units)
BEGIN
  DELETE FROM booking_slot WHERE booking_id = OLD.id; {_SLOTS}
END""",  # noqa: S608 - constants of this module, not input
)
STATEMENTS: tuple[str, ...] = (
    """
INSERT INTO tally (n)
WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < 8999)
SELECT n FROM numbers""",
    *BOOKING_SLOTS,
    """
CREATE TRIGGER slot_load_add AFTER INSERT ON booking_slot BEGIN
  INSERT INTO testbed_load (testbed_id, slot, used, cap)
  SELECT NEW.testbed_id, NEW.slot, NEW.units, capacity FROM testbed WHERE id = NEW.testbed_id
  ON CONFLICT (testbed_id, slot) DO UPDATE SET used = used + excluded.used;
END""",
    """
CREATE TRIGGER slot_load_sub AFTER DELETE ON booking_slot BEGIN
  UPDATE testbed_load SET used = used - OLD.units
   WHERE testbed_id = OLD.testbed_id AND slot = OLD.slot;
END""",
    """
CREATE TRIGGER closure_cap_i AFTER INSERT ON closure BEGIN
  INSERT INTO testbed_load (testbed_id, slot, used, cap) VALUES (NEW.testbed_id, NEW.slot, 0, 0)
  ON CONFLICT (testbed_id, slot) DO UPDATE SET cap = 0;
END""",
    """
CREATE TRIGGER closure_cap_d AFTER DELETE ON closure BEGIN
  UPDATE testbed_load SET cap = (SELECT capacity FROM testbed WHERE id = OLD.testbed_id)
   WHERE testbed_id = OLD.testbed_id AND slot = OLD.slot
     AND EXISTS (SELECT 1 FROM testbed WHERE id = OLD.testbed_id);
END""",
    """
CREATE TRIGGER testbed_cap AFTER UPDATE OF capacity ON testbed
WHEN OLD.capacity <> NEW.capacity BEGIN
  UPDATE testbed_load SET cap = NEW.capacity WHERE testbed_id = NEW.id
     AND NOT EXISTS (SELECT 1 FROM closure x
                      WHERE x.testbed_id = testbed_load.testbed_id AND x.slot = testbed_load.slot);
END""",
    *(
        f"CREATE TRIGGER {table}_append_only_{verb} BEFORE {verb} ON {table} BEGIN"
        f" SELECT RAISE(ABORT, '{table} is append-only'); END"
        for table in ("audit", "decision")
        for verb in ("update", "delete")
    ),
    """
CREATE VIRTUAL TABLE search_words USING fts5(
  stems, content='search_entry', content_rowid='id', tokenize='unicode61 remove_diacritics 0')""",
    """
CREATE TRIGGER search_words_i AFTER INSERT ON search_entry BEGIN
  INSERT INTO search_words(rowid, stems) VALUES (NEW.id, NEW.stems);
END""",
    """
CREATE TRIGGER search_words_d AFTER DELETE ON search_entry BEGIN
  INSERT INTO search_words(search_words, rowid, stems) VALUES ('delete', OLD.id, OLD.stems);
END""",
    """
CREATE TRIGGER search_words_u AFTER UPDATE ON search_entry BEGIN
  INSERT INTO search_words(search_words, rowid, stems) VALUES ('delete', OLD.id, OLD.stems);
  INSERT INTO search_words(rowid, stems) VALUES (NEW.id, NEW.stems);
END""",
    "SELECT CreateSpatialIndex('testbed', 'geom')",
    "SELECT CreateSpatialIndex('pilot', 'geom')",
)

DROP: tuple[str, ...] = (
    "SELECT DisableSpatialIndex('pilot', 'geom')",
    "DROP TABLE idx_pilot_geom",
    "SELECT DisableSpatialIndex('testbed', 'geom')",
    "DROP TABLE idx_testbed_geom",
    "DROP TRIGGER search_words_u",
    "DROP TRIGGER search_words_d",
    "DROP TRIGGER search_words_i",
    "DROP TABLE search_words",
    "DROP TRIGGER decision_append_only_delete",
    "DROP TRIGGER decision_append_only_update",
    "DROP TRIGGER audit_append_only_delete",
    "DROP TRIGGER audit_append_only_update",
    "DROP TRIGGER testbed_cap",
    "DROP TRIGGER closure_cap_d",
    "DROP TRIGGER closure_cap_i",
    "DROP TRIGGER slot_load_sub",
    "DROP TRIGGER slot_load_add",
    "DROP TRIGGER booking_slots_u",
    "DROP TRIGGER booking_slots_i",
    "DELETE FROM tally",
)

TRIGGERS = frozenset(
    {
        "booking_slots_i",
        "booking_slots_u",
        "slot_load_add",
        "slot_load_sub",
        "closure_cap_i",
        "closure_cap_d",
        "testbed_cap",
        "audit_append_only_update",
        "audit_append_only_delete",
        "decision_append_only_update",
        "decision_append_only_delete",
        "search_words_i",
        "search_words_u",
        "search_words_d",
    }
)
PRESENT = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
