"""The triggers that keep the address on a sign working for ever, for both engines.

A pilot's code never changes, is never given again, and outlives the pilot: whoever deletes one, by
whatever way, leaves its trace.  Of a pilot that was never public the trace holds no title.
"""

from models.base import LANGUAGES

PUBLIC = "('ready', 'running', 'paused', 'reporting', 'completed', 'stopped')"
_TITLES = ", ".join(f"title_{lang}" for lang in LANGUAGES)
_KEPT = ", ".join(
    f"CASE WHEN OLD.status IN {PUBLIC} THEN OLD.title_{lang} ELSE '' END" for lang in LANGUAGES
)
_COLUMNS = f"code, city_id, {_TITLES}, start_day, end_day"
_VALUES = f"OLD.code, OLD.city_id, {_KEPT}, OLD.start_day, OLD.end_day"
_LEAVE = f"INSERT INTO pilot_trace ({_COLUMNS}) VALUES ({_VALUES});"  # noqa: S608 - all above
_TAKEN = "EXISTS (SELECT 1 FROM pilot_trace WHERE code = NEW.code)"

POSTGRESQL: tuple[str, ...] = (
    """
CREATE FUNCTION pilot_code_refused() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the code of a pilot never changes'
    USING ERRCODE = 'integrity_constraint_violation';
END $$""",
    f"""
CREATE FUNCTION pilot_code_free() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {_TAKEN} THEN
    RAISE EXCEPTION 'this code belonged to another pilot'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$""",
    f"""
CREATE FUNCTION pilot_trace_left() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  {_LEAVE}
  RETURN OLD;
END $$""",
    """
CREATE TRIGGER pilot_code_kept BEFORE UPDATE ON pilot FOR EACH ROW
WHEN (OLD.code IS DISTINCT FROM NEW.code) EXECUTE FUNCTION pilot_code_refused()""",
    """
CREATE TRIGGER pilot_code_unused BEFORE INSERT ON pilot
FOR EACH ROW EXECUTE FUNCTION pilot_code_free()""",
    """
CREATE TRIGGER pilot_leaves_trace AFTER DELETE ON pilot
FOR EACH ROW EXECUTE FUNCTION pilot_trace_left()""",
)
SQLITE: tuple[str, ...] = (
    """
CREATE TRIGGER pilot_code_kept BEFORE UPDATE OF code ON pilot
WHEN OLD.code IS NOT NEW.code BEGIN
  SELECT RAISE(ABORT, 'the code of a pilot never changes'); END""",
    f"""
CREATE TRIGGER pilot_code_unused BEFORE INSERT ON pilot WHEN {_TAKEN} BEGIN
  SELECT RAISE(ABORT, 'this code belonged to another pilot'); END""",
    f"""
CREATE TRIGGER pilot_leaves_trace AFTER DELETE ON pilot BEGIN {_LEAVE} END""",
)
DROP_POSTGRESQL: tuple[str, ...] = (
    "DROP TRIGGER pilot_leaves_trace ON pilot",
    "DROP TRIGGER pilot_code_unused ON pilot",
    "DROP TRIGGER pilot_code_kept ON pilot",
    "DROP FUNCTION pilot_trace_left()",
    "DROP FUNCTION pilot_code_free()",
    "DROP FUNCTION pilot_code_refused()",
)
DROP_SQLITE: tuple[str, ...] = (
    "DROP TRIGGER pilot_leaves_trace",
    "DROP TRIGGER pilot_code_unused",
    "DROP TRIGGER pilot_code_kept",
)
TRIGGERS = frozenset({"pilot_code_kept", "pilot_code_unused", "pilot_leaves_trace"})
