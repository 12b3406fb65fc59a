"""The triggers that keep a ranking as it was fixed, for both engines.

What was counted, how, and what came out never change, and neither does a signature once it is
there.  Only the ranking of the last round goes, while it waits for its second signature (it is sent
back then), or any with its whole challenge.  Accounts that are deleted may leave it.
Rule: models/jury.py.
"""

KEPT = ("id", "challenge_id", "round", "algorithm", "digest", "reason", "made_at")
LISTS = ("inputs", "result", "chosen")
WORDS = "a ranking stays as it was fixed"
STAYS_WORDS = "a ranking that holds stays"
_HOLDS = (
    "EXISTS (SELECT 1 FROM challenge WHERE id = OLD.challenge_id"
    " AND (OLD.signed_at IS NOT NULL OR OLD.round < rounds))"
)


def _changed(unlike: str, as_text: str) -> str:
    columns = [*KEPT, *(f"{one}{as_text}" for one in LISTS)]
    changes = [f"OLD.{one} {unlike} NEW.{one}" for one in columns]
    signed = f"OLD.signed_at IS NOT NULL AND NEW.signed_at {unlike} OLD.signed_at"
    people = [
        f"OLD.{one} IS NOT NULL AND NEW.{one} IS NOT NULL AND OLD.{one} <> NEW.{one}"
        for one in ("made_by_id", "signed_by_id")
    ]
    return " OR ".join([*changes, *(f"({one})" for one in (signed, *people))])


POSTGRESQL: tuple[str, ...] = (
    f"""
CREATE FUNCTION ranking_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation';
END $$""",
    f"""
CREATE FUNCTION ranking_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {_HOLDS} THEN
    RAISE EXCEPTION '{STAYS_WORDS}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN OLD;
END $$""",
    f"""
CREATE TRIGGER ranking_kept BEFORE UPDATE ON ranking FOR EACH ROW
WHEN ({_changed("IS DISTINCT FROM", "::text")}) EXECUTE FUNCTION ranking_kept()""",
    """
CREATE TRIGGER ranking_stays BEFORE DELETE ON ranking FOR EACH ROW
EXECUTE FUNCTION ranking_stays()""",
)
SQLITE: tuple[str, ...] = (
    f"""
CREATE TRIGGER ranking_kept BEFORE UPDATE ON ranking WHEN {_changed("IS NOT", "")}
BEGIN SELECT RAISE(ABORT, '{WORDS}'); END""",
    f"""
CREATE TRIGGER ranking_stays BEFORE DELETE ON ranking WHEN {_HOLDS}
BEGIN SELECT RAISE(ABORT, '{STAYS_WORDS}'); END""",
)
DROP_POSTGRESQL: tuple[str, ...] = (
    "DROP TRIGGER ranking_kept ON ranking",
    "DROP TRIGGER ranking_stays ON ranking",
    "DROP FUNCTION ranking_kept()",
    "DROP FUNCTION ranking_stays()",
)
DROP_SQLITE: tuple[str, ...] = ("DROP TRIGGER ranking_kept", "DROP TRIGGER ranking_stays")
TRIGGERS = frozenset({"ranking_kept", "ranking_stays"})
