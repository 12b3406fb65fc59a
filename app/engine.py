"""How the two engines are made ready, and how writers on SQLite take turns.

SQLite: every connection loads SpatiaLite, runs in WAL with ``synchronous=FULL``, and a writing
transaction begins IMMEDIATE after queueing on a lock file, so writers wait their turn instead of
polling.  PostgreSQL: READ COMMITTED; the ledger's triggers are right under every level.
SQLAlchemy's default for SQLite (no BEGIN before SELECT) over-booked when it was measured, hence
the explicit BEGIN here.

A connection of PostgreSQL that rested is asked whether it still lives before it is used; one that
was in use a moment ago is not, as that would cost each short question another one.
"""

import fcntl
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import InvalidatePoolError

from models.ogc_fold import FOLDS

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=15000",
    "recursive_triggers=ON",
)
RESTED_S = 1.0


class Statements(threading.local):
    """How many statements this thread has sent to a database, for the log of requests."""

    count = 0


statements = Statements()
_writing: ContextVar[bool] = ContextVar("writing", default=False)


@contextmanager
def writing() -> Iterator[None]:
    """Mark the transactions that begin in this block as writing ones."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


def prepare_engine(engine: Engine) -> None:
    """Give an engine the behaviour described at the top; call once after it is made."""
    event.listen(engine, "before_cursor_execute", _counted)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _connected)
        event.listen(engine, "begin", _begin)
        event.listen(engine, "checkin", _handed_back)
    else:
        event.listen(engine, "checkout", _alive(engine))
        event.listen(engine, "checkin", _rests)


def _alive(engine: Engine) -> Callable[[Any, Any, Any], None]:
    """Return what asks a connection that rested whether it lives; if not, others are made."""

    def ask(driver: Any, record: Any, _fairy: Any) -> None:
        if time.monotonic() - record.info.get("rests_since", float("-inf")) < RESTED_S:
            return
        try:
            engine.dialect.do_ping(driver)
        except engine.dialect.loaded_dbapi.Error as problem:
            raise InvalidatePoolError from problem

    return ask


def _rests(_driver: Any, record: Any) -> None:
    record.info["rests_since"] = time.monotonic()


def _counted(*_what: Any) -> None:
    statements.count += 1


def _connected(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    connection.enable_load_extension(True)
    connection.load_extension("mod_spatialite")
    connection.enable_load_extension(False)
    for name, fold in FOLDS.items():
        connection.create_function(f"koepaikka_{name}", 1, _or_nothing(fold), deterministic=True)


def _or_nothing(fold: Callable[[str], str]) -> Callable[[str | None], str | None]:
    return lambda text: None if text is None else fold(text)


def _begin(connection: Connection) -> None:
    if not _writing.get():
        connection.exec_driver_sql("BEGIN")
        return
    _queue(connection)
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _queue(connection: Connection) -> None:
    """Wait in line for the writers' lock; it is let go when the connection is handed back."""
    database = connection.engine.url.database
    if not database or "writers" in connection.info:
        return
    handle = os.open(f"{database}.writers", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX)
    connection.info["writers"] = handle


def _handed_back(_connection: Any, record: Any) -> None:
    lock = record.info.pop("writers", None)
    if lock is not None:
        os.close(lock)
