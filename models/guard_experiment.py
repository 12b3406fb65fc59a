"""The triggers that note each change of the public experiments (models/experiment_revision.py).

PostgreSQL writes a row a statement: a single counted row would make writers wait for each other,
and a sequence is seen before what it counts.  SQLite has one writer at a time and keeps one row.
"""

TRIGGERS = frozenset({"pilot_noted_i", "pilot_noted_u", "pilot_noted_d", "testbed_kind_noted"})

_CHANGES = (
    ("pilot_noted_i", "INSERT ON pilot"),
    ("pilot_noted_u", "UPDATE ON pilot"),
    ("pilot_noted_d", "DELETE ON pilot"),
    ("testbed_kind_noted", "UPDATE OF kind ON testbed"),
)

SQLITE: tuple[str, ...] = (
    "INSERT INTO experiment_revision (id, number) VALUES (1, 0)",
    *(
        f"CREATE TRIGGER {name} AFTER {change} BEGIN"  # noqa: S608 - constants of this module
        " UPDATE experiment_revision SET number = abs(random() % 1000000000000000) WHERE id = 1;"
        " END"
        for name, change in _CHANGES
    ),
)
POSTGRESQL: tuple[str, ...] = (
    """
CREATE FUNCTION experiment_noted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO experiment_revision (number) VALUES (floor(random() * 1000000000000000)::numeric);
  RETURN NULL;
END $$""",
    *(
        f"CREATE TRIGGER {name} AFTER {change} FOR EACH STATEMENT"
        " EXECUTE FUNCTION experiment_noted()"
        for name, change in _CHANGES
    ),
)
_DROP = {name: f"DROP TRIGGER {name}" for name, _change in _CHANGES}
DROP_SQLITE: tuple[str, ...] = tuple(_DROP.values())
DROP_POSTGRESQL: tuple[str, ...] = (
    *(f"{_DROP[name]} ON {change.rpartition(' ')[2]}" for name, change in _CHANGES),
    "DROP FUNCTION experiment_noted()",
)
