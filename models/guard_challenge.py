"""The triggers that keep what entrants were told once somebody has entered, for both engines.

From the first submitted concept of a challenge on, its criteria and terms stay, whether entries are
open stays, and it never closes earlier.  The service is stricter: it keeps them from the opening on
(app/services/challenge_edit.py).  A version of the terms never changes at all.
"""

KEPT = ("terms_id", "entries_open", "rounds")
CRITERION = (
    *(f"{name}_{lang}" for name in ("name", "words") for lang in ("fi", "sv", "en")),
    "weight",
    "minimum",
)
_WORDS = "what entrants were told stays as it was"
_ENTERED = "EXISTS (SELECT 1 FROM concept WHERE submitted_at IS NOT NULL AND challenge_id = {})"
TERMS_WORDS = "a version of the terms never changes"


def _changed(columns: tuple[str, ...], unlike: str, as_text: str) -> str:
    changes = [f"OLD.{one} {unlike} NEW.{one}" for one in columns]
    return " OR ".join([*changes, f"OLD.levels{as_text} {unlike} NEW.levels{as_text}"])


def _challenge(unlike: str) -> str:
    changes = [f"OLD.{one} {unlike} NEW.{one}" for one in KEPT]
    return " OR ".join([*changes, "NEW.closes_at < OLD.closes_at"])


POSTGRESQL: tuple[str, ...] = (
    f"""
CREATE FUNCTION challenge_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {_ENTERED.format("OLD.id")} THEN
    RAISE EXCEPTION '{_WORDS}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$""",
    f"""
CREATE FUNCTION challenge_criterion_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {_ENTERED.format("COALESCE(NEW.challenge_id, OLD.challenge_id)")} THEN
    RAISE EXCEPTION '{_WORDS}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN COALESCE(NEW, OLD);
END $$""",
    f"""
CREATE FUNCTION challenge_terms_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '{TERMS_WORDS}' USING ERRCODE = 'integrity_constraint_violation';
END $$""",
    f"""
CREATE TRIGGER challenge_kept BEFORE UPDATE ON challenge FOR EACH ROW
WHEN ({_challenge("IS DISTINCT FROM")}) EXECUTE FUNCTION challenge_kept()""",
    f"""
CREATE TRIGGER challenge_criterion_kept BEFORE UPDATE ON challenge_criterion FOR EACH ROW
WHEN ({_changed(CRITERION, "IS DISTINCT FROM", "::text")})
EXECUTE FUNCTION challenge_criterion_kept()""",
    """
CREATE TRIGGER challenge_criteria_kept BEFORE INSERT OR DELETE ON challenge_criterion
FOR EACH ROW EXECUTE FUNCTION challenge_criterion_kept()""",
    """
CREATE TRIGGER challenge_terms_kept BEFORE UPDATE OR DELETE ON challenge_terms
FOR EACH ROW EXECUTE FUNCTION challenge_terms_kept()""",
)


def _sqlite(name: str, change: str, condition: str, words: str = _WORDS) -> str:
    when = f" WHEN {condition}" if condition else ""
    return f"CREATE TRIGGER {name} BEFORE {change}{when} BEGIN SELECT RAISE(ABORT, '{words}'); END"


SQLITE: tuple[str, ...] = (
    _sqlite(
        "challenge_kept",
        "UPDATE ON challenge",
        f"({_challenge('IS NOT')}) AND {_ENTERED.format('OLD.id')}",
    ),
    _sqlite(
        "challenge_criterion_kept",
        "UPDATE ON challenge_criterion",
        f"({_changed(CRITERION, 'IS NOT', '')}) AND {_ENTERED.format('OLD.challenge_id')}",
    ),
    _sqlite(
        "challenge_criteria_kept",
        "INSERT ON challenge_criterion",
        _ENTERED.format("NEW.challenge_id"),
    ),
    _sqlite(
        "challenge_criteria_stay",
        "DELETE ON challenge_criterion",
        _ENTERED.format("OLD.challenge_id"),
    ),
    _sqlite("challenge_terms_kept", "UPDATE ON challenge_terms", "", TERMS_WORDS),
    _sqlite("challenge_terms_stay", "DELETE ON challenge_terms", "", TERMS_WORDS),
)
_TABLES = {
    "challenge_kept": "challenge",
    "challenge_criterion_kept": "challenge_criterion",
    "challenge_criteria_kept": "challenge_criterion",
    "challenge_terms_kept": "challenge_terms",
}
DROP_POSTGRESQL: tuple[str, ...] = (
    *(f"DROP TRIGGER {name} ON {table}" for name, table in _TABLES.items()),
    "DROP FUNCTION challenge_kept()",
    "DROP FUNCTION challenge_criterion_kept()",
    "DROP FUNCTION challenge_terms_kept()",
)
DROP_SQLITE: tuple[str, ...] = tuple(
    f"DROP TRIGGER {name}" for name in (*_TABLES, "challenge_criteria_stay", "challenge_terms_stay")
)
TRIGGERS = frozenset(_TABLES)
