"""The triggers that let seals and reads of personal data only be added, for both engines.

A read may be deleted once it is past its time (models/personal_read.py), by the database's clock:
a day before the rule asks for it, so that clocks which differ stop no run.
"""

from models.personal_read import READS_KEPT

SEAL_WORDS, READ_WORDS = "audit_seal is append-only", "personal_read is append-only"
_DAYS = READS_KEPT - 1
_YOUNG_SQLITE = f"OLD.at > strftime('%Y-%m-%d %H:%M:%S', 'now', '-{_DAYS} days')"
_YOUNG_POSTGRESQL = f"OLD.at > now() - interval '{_DAYS} days'"


def _sqlite(name: str, change: str, words: str, condition: str = "") -> str:
    when = f" WHEN {condition}" if condition else ""
    return f"CREATE TRIGGER {name} BEFORE {change}{when} BEGIN SELECT RAISE(ABORT, '{words}'); END"


def _function(name: str, words: str) -> str:
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" RAISE EXCEPTION '{words}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )


SQLITE: tuple[str, ...] = (
    _sqlite("audit_seal_update", "UPDATE ON audit_seal", SEAL_WORDS),
    _sqlite("audit_seal_delete", "DELETE ON audit_seal", SEAL_WORDS),
    _sqlite("personal_read_update", "UPDATE ON personal_read", READ_WORDS),
    _sqlite("personal_read_delete", "DELETE ON personal_read", READ_WORDS, _YOUNG_SQLITE),
)
POSTGRESQL: tuple[str, ...] = (
    _function("audit_seal_kept", SEAL_WORDS),
    _function("personal_read_kept", READ_WORDS),
    *(
        f"CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON {table} FOR EACH ROW"
        f" {f'WHEN ({_YOUNG_POSTGRESQL}) ' if (table, verb) == ('personal_read', 'DELETE') else ''}"
        f"EXECUTE FUNCTION {table}_kept()"
        for table in ("audit_seal", "personal_read")
        for verb in ("UPDATE", "DELETE")
    ),
)
TRIGGERS = frozenset(
    {"audit_seal_update", "audit_seal_delete", "personal_read_update", "personal_read_delete"}
)
DROP_SQLITE: tuple[str, ...] = tuple(f"DROP TRIGGER {name}" for name in sorted(TRIGGERS))
DROP_POSTGRESQL: tuple[str, ...] = (
    *(f"DROP TRIGGER {name} ON {name.rpartition('_')[0]}" for name in sorted(TRIGGERS)),
    "DROP FUNCTION audit_seal_kept()",
    "DROP FUNCTION personal_read_kept()",
)
