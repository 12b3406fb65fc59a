"""The triggers that count how many places of a panel are taken, for both engines.

Only they write ``panel.taken``; the CHECK on it refuses whoever would be one too many, by
whatever path.  Which states count is written in models/volunteer.py; a test compares.
"""

COUNTED = "('offered', 'placed', 'took_part')"

_POSTGRESQL = (
    """
CREATE FUNCTION volunteer_counts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.status IN COUNTED THEN
    UPDATE panel SET taken = taken - 1 WHERE id = OLD.panel_id;
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.status IN COUNTED THEN
    UPDATE panel SET taken = taken + 1 WHERE id = NEW.panel_id;
  END IF;
  RETURN NULL;
END $$""",
    """
CREATE TRIGGER volunteer_counts AFTER INSERT OR DELETE OR UPDATE OF status, panel_id ON volunteer
FOR EACH ROW EXECUTE FUNCTION volunteer_counts()""",
)
_SQLITE = (
    """
CREATE TRIGGER volunteer_counts_i AFTER INSERT ON volunteer WHEN NEW.status IN COUNTED BEGIN
  UPDATE panel SET taken = taken + 1 WHERE id = NEW.panel_id; END""",
    """
CREATE TRIGGER volunteer_counts_d AFTER DELETE ON volunteer WHEN OLD.status IN COUNTED BEGIN
  UPDATE panel SET taken = taken - 1 WHERE id = OLD.panel_id; END""",
    """
CREATE TRIGGER volunteer_counts_u AFTER UPDATE OF status, panel_id ON volunteer BEGIN
  UPDATE panel SET taken = taken - 1 WHERE id = OLD.panel_id AND OLD.status IN COUNTED;
  UPDATE panel SET taken = taken + 1 WHERE id = NEW.panel_id AND NEW.status IN COUNTED; END""",
)
POSTGRESQL: tuple[str, ...] = tuple(one.replace("COUNTED", COUNTED) for one in _POSTGRESQL)
SQLITE: tuple[str, ...] = tuple(one.replace("COUNTED", COUNTED) for one in _SQLITE)
DROP_POSTGRESQL: tuple[str, ...] = (
    "DROP TRIGGER volunteer_counts ON volunteer",
    "DROP FUNCTION volunteer_counts()",
)
DROP_SQLITE: tuple[str, ...] = (
    "DROP TRIGGER volunteer_counts_u",
    "DROP TRIGGER volunteer_counts_d",
    "DROP TRIGGER volunteer_counts_i",
)
TRIGGERS_SQLITE = frozenset({"volunteer_counts_i", "volunteer_counts_d", "volunteer_counts_u"})
TRIGGERS_POSTGRESQL = frozenset({"volunteer_counts"})
