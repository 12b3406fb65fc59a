"""The shortest questions asked of the driver itself, past SQLAlchemy.

A session, its transaction and the building of a statement take longer than the database does for a
row by its key.  In a block of `straight` such questions go to a connection of their own without a
transaction, so that PostgreSQL is asked once where it would be told to begin and to end as well;
elsewhere they go to the session's connection and see what it sees.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Engine

from app.database import db

_alone: ContextVar[tuple[str, Any] | None] = ContextVar("alone", default=None)


@contextmanager
def straight(engine: Engine) -> Iterator[None]:
    """Let the questions of this block be asked on a connection of their own; they only read."""
    pooled = engine.raw_connection()
    driver: Any = pooled.driver_connection
    kind = engine.dialect.name
    was_alone = kind != "postgresql" or driver.autocommit
    if not was_alone:
        driver.autocommit = True
    token = _alone.set((kind, driver))
    try:
        yield
    finally:
        _alone.reset(token)
        if not was_alone and not driver.closed:
            driver.autocommit = False
        pooled.close()


def rows(
    statements: Mapping[str, str], asked: Sequence[Any] | Mapping[str, Any]
) -> list[tuple[Any, ...]]:
    """Return the rows of a statement, written for each engine in the manner of its driver."""
    alone = _alone.get()
    if alone is None:
        connection = db.session.connection()
        alone = connection.dialect.name, connection.connection.driver_connection
    kind, driver = alone
    found: list[tuple[Any, ...]] = driver.execute(statements[kind], asked).fetchall()
    return found


def engine_name() -> str:
    """Return which engine `rows` asks."""
    alone = _alone.get()
    return db.engine.dialect.name if alone is None else alone[0]
