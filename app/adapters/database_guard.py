"""Guards held off while rows are copied as they are, and set again, inside one transaction.

The rows bring along what the guards would write (ledger, notes, features due), so they must not
fire; what refers to other rows is checked at the end, because tables refer to each other in rings.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, Table, text

# SpatiaLite's own triggers, which check geometries and keep their indexes.
ENGINE_TRIGGER = re.compile(r"^(gg|gi|tm|gt)[iud]_")
INDEXED = "search_entry"  # its triggers fill an index of SQLite that is no table of ours

REFERENCES = """
SELECT c.conrelid::regclass::text, quote_ident(c.conname) FROM pg_constraint c
JOIN pg_class t ON t.oid = c.conrelid
WHERE c.contype = 'f' AND NOT c.condeferrable AND t.relname = ANY(:names)
AND c.connamespace = 'public'::regnamespace
"""


class LooseEndError(Exception):
    """A row refers to one that is not there; the message is a sentence for operators."""


@contextmanager
def held_off(connection: Connection, tables: Sequence[Table]) -> Iterator[None]:
    """Let rows of these tables be written without guards; afterwards all are there as before.

    Raises:
        LooseEndError: What was written refers to rows that are not there.
    """
    hold = _sqlite if connection.dialect.name == "sqlite" else _postgresql
    with hold(connection, [table.name for table in tables]):
        yield


@contextmanager
def _postgresql(connection: Connection, names: list[str]) -> Iterator[None]:
    references = connection.execute(text(REFERENCES), {"names": names}).all()
    for name in names:
        connection.exec_driver_sql(f'ALTER TABLE "{name}" DISABLE TRIGGER USER')
    for table, name in references:
        connection.exec_driver_sql(
            f"ALTER TABLE {table} ALTER CONSTRAINT {name} DEFERRABLE INITIALLY DEFERRED"
        )
    yield
    connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
    for table, name in references:
        connection.exec_driver_sql(f"ALTER TABLE {table} ALTER CONSTRAINT {name} NOT DEFERRABLE")
    for name in names:
        connection.exec_driver_sql(f'ALTER TABLE "{name}" ENABLE TRIGGER USER')


@contextmanager
def _sqlite(connection: Connection, names: list[str]) -> Iterator[None]:
    found = connection.exec_driver_sql(
        "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY rowid"
    ).all()
    ours = [
        (name, sql)
        for name, table, sql in found
        if table in names and table != INDEXED and not ENGINE_TRIGGER.match(name)
    ]
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    for name, _sql in ours:
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    yield
    if loose := connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise LooseEndError(f"{loose[0]}: a row refers to one that is missing in {loose[2]}.")
    for _name, sql in ours:
        connection.connection.cursor().execute(sql)
