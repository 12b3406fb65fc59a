"""A whole installation's rows into another, empty database: copied, compared, then committed.

Everything happens in one transaction of the new database: whatever goes wrong, killing the process
included, leaves it empty, and the move is begun again.  Nobody can write to the old database
meanwhile, and nothing is written to it.
"""

from collections.abc import Callable, Sequence
from itertools import islice

from sqlalchemy import Connection, Engine, Table, func, select, text
from sqlalchemy.exc import DataError, SQLAlchemyError

from app.adapters.database_guard import LooseEndError, held_off
from app.adapters.database_row import AT_ONCE, difference, rows, write
from app.engine import writing
from models import guard, row_security
from models.audit import AuditLine

Told = Callable[[str, int], None]


class MoveError(Exception):
    """The move could not be made and left nothing; the message is a sentence for operators."""


def move(old_engine: Engine, new_engine: Engine, tables: Sequence[Table], told: Told) -> int:
    """Copy all rows of ``tables``, given in the order of their references; return how many.

    ``told`` hears the name and number of rows of each table.  The new database is migrated to the
    same revision; whatever its migrations wrote is replaced.

    Raises:
        MoveError: It could not be done; the new database holds no rows.
    """
    try:
        with (
            writing(),
            old_engine.connect() as old,
            new_engine.connect() as new,
            old.begin() as reading,
            new.begin(),
        ):
            _nobody_writes(old, tables)
            count = _moved(old, new, tables, told)
            reading.rollback()
    except (LooseEndError, SQLAlchemyError, ValueError) as problem:
        raise MoveError(_words(problem)) from problem
    return count


def _moved(old: Connection, new: Connection, tables: Sequence[Table], told: Told) -> int:
    total = 0
    with held_off(new, tables):
        _empty(new, tables)
        for table in tables:
            count = _copy(old, new, table)
            told(table.name, count)
            total += count
    _count_on(new, tables)
    for table in tables:
        if unlike := difference(old, new, table):
            raise MoveError(unlike)
    if missing := guard.missing(new) | row_security.missing(new):
        raise MoveError(f"Guards are missing: {', '.join(sorted(missing))}.")
    return total


def _nobody_writes(old: Connection, tables: Sequence[Table]) -> None:
    """Keep writers of the old database waiting; on SQLite the transaction did when it began."""
    if old.dialect.name == "postgresql":
        old.exec_driver_sql("SET LOCAL lock_timeout = '20s'")
        names = ", ".join(f'"{table.name}"' for table in tables)
        old.exec_driver_sql(f"LOCK TABLE {names} IN SHARE MODE")


def _empty(new: Connection, tables: Sequence[Table]) -> None:
    if new.dialect.name == "postgresql":
        names = ", ".join(f'"{table.name}"' for table in tables)
        new.exec_driver_sql(f"TRUNCATE {names}")
        return
    for table in reversed(tables):
        new.execute(table.delete())


def _copy(old: Connection, new: Connection, table: Table) -> int:
    found, count = rows(old, table), 0
    while batch := list(islice(found, AT_ONCE)):
        try:
            write(new, table, batch)
        except (SQLAlchemyError, ValueError) as problem:
            raise MoveError(f"{table.name}: {_words(problem)}") from problem
        count += len(batch)
    return count


def _count_on(new: Connection, tables: Sequence[Table]) -> None:
    """Let new numbers begin after those that were ever told, also of rows that are gone."""
    if new.dialect.name != "postgresql":
        return
    for table in tables:
        if "id" not in table.c:
            continue
        sequence = new.execute(
            text("SELECT pg_get_serial_sequence(:table, 'id')"), {"table": f'"{table.name}"'}
        ).scalar()
        if sequence is None:
            continue
        kept = new.scalar(select(func.max(table.c.id)))
        told = new.scalar(select(func.max(AuditLine.thing_id)).where(AuditLine.thing == table.name))
        last = max(kept or 0, told or 0)
        if last:
            new.execute(text("SELECT setval(:name, :last)"), {"name": sequence, "last": last})


def _words(problem: Exception) -> str:
    """Return what a database said, without the values it said it of."""
    if isinstance(problem, DataError):
        return "a value does not fit into the new database."
    if isinstance(problem, LooseEndError | ValueError):
        return str(problem)
    said = str(getattr(problem, "orig", problem)).strip().splitlines()
    return said[0] if said else type(problem).__name__
