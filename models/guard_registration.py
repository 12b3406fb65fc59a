"""The triggers that count how many places of a session are taken, for both engines.

Only they write ``event_session.taken``; the CHECK on it refuses whoever would be one too many, by
whatever path.  What counts: a place taken for good (the states of models/registration.py, which a
test compares), and one that is held for a while.
"""

COUNTED = "('confirmed', 'attended', 'no_show')"
_HOLDS = f"(ROW.status IN {COUNTED} OR ROW.held_until IS NOT NULL)"
_COLUMNS = "status, held_until, session_id"

_POSTGRESQL = (
    """
CREATE FUNCTION registration_counts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF OLD.session_id = NEW.session_id AND OLDHOLDS = NEWHOLDS THEN
      RETURN NULL;
    END IF;
  END IF;
  IF TG_OP <> 'INSERT' AND OLDHOLDS THEN
    UPDATE event_session SET taken = taken - 1 WHERE id = OLD.session_id;
  END IF;
  IF TG_OP <> 'DELETE' AND NEWHOLDS THEN
    UPDATE event_session SET taken = taken + 1 WHERE id = NEW.session_id;
  END IF;
  RETURN NULL;
END $$""",
    """
CREATE TRIGGER registration_counts AFTER INSERT OR DELETE OR UPDATE OF COLUMNS ON registration
FOR EACH ROW EXECUTE FUNCTION registration_counts()""",
)
_SQLITE = (
    """
CREATE TRIGGER registration_counts_i AFTER INSERT ON registration WHEN NEWHOLDS BEGIN
  UPDATE event_session SET taken = taken + 1 WHERE id = NEW.session_id; END""",
    """
CREATE TRIGGER registration_counts_d AFTER DELETE ON registration WHEN OLDHOLDS BEGIN
  UPDATE event_session SET taken = taken - 1 WHERE id = OLD.session_id; END""",
    """
CREATE TRIGGER registration_counts_u AFTER UPDATE OF COLUMNS ON registration
WHEN OLD.session_id <> NEW.session_id OR OLDHOLDS <> NEWHOLDS BEGIN
  UPDATE event_session SET taken = taken - 1 WHERE id = OLD.session_id AND OLDHOLDS;
  UPDATE event_session SET taken = taken + 1 WHERE id = NEW.session_id AND NEWHOLDS; END""",
)


def _written(statement: str) -> str:
    for name in ("OLD", "NEW"):
        statement = statement.replace(f"{name}HOLDS", _HOLDS.replace("ROW", name))
    return statement.replace("COLUMNS", _COLUMNS)


POSTGRESQL: tuple[str, ...] = tuple(_written(one) for one in _POSTGRESQL)
SQLITE: tuple[str, ...] = tuple(_written(one) for one in _SQLITE)
DROP_POSTGRESQL: tuple[str, ...] = (
    "DROP TRIGGER registration_counts ON registration",
    "DROP FUNCTION registration_counts()",
)
DROP_SQLITE: tuple[str, ...] = (
    "DROP TRIGGER registration_counts_u",
    "DROP TRIGGER registration_counts_d",
    "DROP TRIGGER registration_counts_i",
)
TRIGGERS_SQLITE = frozenset(
    {"registration_counts_i", "registration_counts_d", "registration_counts_u"}
)
TRIGGERS_POSTGRESQL = frozenset({"registration_counts"})
