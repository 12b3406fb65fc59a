"""The triggers that keep a signed text as it was, for both engines.

An agreement is never deleted; its text, facts and hash never change, and a signature, once there,
stays.  Only what is empty can be filled: a signature, the end, what took its place.
"""

KEPT = ("part_id", "template_version", "language", "body", "body_sha256", "created_at")
ONCE = (
    "applicant_signed_by_id",
    "applicant_signed_at",
    "applicant_signed_how",
    "city_signed_by_id",
    "city_signed_at",
    "city_signed_how",
    "ended_at",
    "superseded_by_id",
)
NAMES = (("applicant_signed_name", "applicant_signed_at"), ("city_signed_name", "city_signed_at"))


def _changed(unlike: str, as_text: str) -> str:
    """Return the condition of a change that is refused, in one engine's words."""
    return " OR ".join(
        [
            *(f"OLD.{one} {unlike} NEW.{one}" for one in KEPT),
            f"OLD.facts{as_text} {unlike} NEW.facts{as_text}",
            *(f"(OLD.{one} IS NOT NULL AND OLD.{one} {unlike} NEW.{one})" for one in ONCE),
            *(f"(OLD.{at} IS NOT NULL AND OLD.{name} {unlike} NEW.{name})" for name, at in NAMES),
        ]
    )


POSTGRESQL: tuple[str, ...] = (
    """
CREATE FUNCTION agreement_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a signed agreement is kept as it is'
    USING ERRCODE = 'integrity_constraint_violation';
END $$""",
    f"""
CREATE TRIGGER agreement_kept_update BEFORE UPDATE ON agreement FOR EACH ROW
WHEN ({_changed("IS DISTINCT FROM", "::text")}) EXECUTE FUNCTION agreement_kept()""",
    """
CREATE TRIGGER agreement_kept_delete BEFORE DELETE ON agreement
FOR EACH ROW EXECUTE FUNCTION agreement_kept()""",
)
SQLITE: tuple[str, ...] = (
    f"""
CREATE TRIGGER agreement_kept_update BEFORE UPDATE ON agreement
WHEN {_changed("IS NOT", "")} BEGIN
  SELECT RAISE(ABORT, 'a signed agreement is kept as it is'); END""",
    """
CREATE TRIGGER agreement_kept_delete BEFORE DELETE ON agreement BEGIN
  SELECT RAISE(ABORT, 'a signed agreement is kept as it is'); END""",
)
DROP_POSTGRESQL: tuple[str, ...] = (
    "DROP TRIGGER agreement_kept_delete ON agreement",
    "DROP TRIGGER agreement_kept_update ON agreement",
    "DROP FUNCTION agreement_kept()",
)
DROP_SQLITE: tuple[str, ...] = (
    "DROP TRIGGER agreement_kept_delete",
    "DROP TRIGGER agreement_kept_update",
)
TRIGGERS = frozenset({"agreement_kept_update", "agreement_kept_delete"})
