"""The database handle, one transaction per use case, and what constraints mean.

Two engines, one code.  SQLite: every connection loads SpatiaLite, runs in WAL with
``synchronous=FULL``, and a writing transaction begins IMMEDIATE after queueing on a lock file, so
writers wait their turn instead of polling.  PostgreSQL: READ COMMITTED; the ledger's triggers are
right under every level.  SQLAlchemy's default for SQLite (no BEGIN before SELECT) over-booked
when it was measured, hence the explicit BEGIN here.
"""

import fcntl
import functools
import hashlib
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, event, select
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from app import clock
from models.base import Base
from models.errors import CapacityError, ConflictError, DomainError
from models.receipt import Receipt

db = SQLAlchemy(metadata=Base.metadata, disable_autonaming=True)

P = ParamSpec("P")
R = TypeVar("R")

_writing: ContextVar[bool] = ContextVar("writing", default=False)
_inside: ContextVar[bool] = ContextVar("inside_use_case", default=False)
request_key: ContextVar[str | None] = ContextVar("request_key", default=None)

ATTEMPTS = 4
RETRYABLE = frozenset({"40001", "40P01"})  # serialization failure, deadlock
CONSTRAINT = re.compile(r"(?:constraint failed|CONSTRAINT NAME): ([\w., ]+)")


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
    if engine.dialect.name != "sqlite":
        return
    lock_path = f"{engine.url.database}.writers" if engine.url.database else None

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=15000",
            "recursive_triggers=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")
        connection.enable_load_extension(True)
        connection.load_extension("mod_spatialite")
        connection.enable_load_extension(False)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if _writing.get():
            if lock_path:
                _queue(connection, lock_path)
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql("BEGIN")

    @event.listens_for(engine, "checkin")
    def checkin(_connection: Any, record: Any) -> None:
        lock = record.info.pop("writers", None)
        if lock is not None:
            os.close(lock)


def _queue(connection: Connection, path: str) -> None:
    """Wait in line for the writers' lock; it is let go when the connection is handed back."""
    if "writers" in connection.info:
        return
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX)
    connection.info["writers"] = handle


def use_case(work: Callable[P, R]) -> Callable[P, R]:
    """Run ``work`` in one transaction of its own; an inner use case joins the outer one.

    The outermost use case looks up the request's key first: a repeat of something committed gets
    the first answer.  It is looked up again before a refusal is believed, because a twin request
    may have committed in between.  A repeat is the same actor asking the same work of the same
    values: a form sent again with other answers under its old key is a new request, not lost.
    Deadlocks and serialization failures are tried again.
    ``work`` returns something JSON can hold (an id, a mapping, None).
    """

    @functools.wraps(work)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if _inside.get():
            return work(*args, **kwargs)
        inside = _inside.set(True)
        try:
            with writing():
                return _run_outermost(work, args, kwargs)
        finally:
            _inside.reset(inside)

    return run


def _run_outermost(work: Callable[..., R], args: Any, kwargs: Any) -> R:
    ticket = _ticket(work, args, kwargs)
    for attempt in range(1, ATTEMPTS + 1):
        db.session.rollback()
        try:
            if ticket and (known := db.session.get(Receipt, ticket)):
                answer: R = known.result
                db.session.rollback()
                return answer
            result = work(*args, **kwargs)
            if ticket:
                key, name, actor_id = ticket
                db.session.add(
                    Receipt(key=key, work=name, actor_id=actor_id, result=result, at=clock.now())
                )
            db.session.commit()
        except (DomainError, DBAPIError) as problem:
            db.session.rollback()
            if ticket and (known := db.session.get(Receipt, ticket)):
                answer = known.result
                db.session.rollback()
                return answer
            if isinstance(problem, DBAPIError):
                if _retryable(problem) and attempt < ATTEMPTS:
                    continue
                raise refusal(problem) from problem
            raise
        except BaseException:
            db.session.rollback()
            raise
        return result
    raise AssertionError("unreachable")


def _ticket(work: Callable[..., Any], args: Any, kwargs: Any) -> tuple[str, str, int] | None:
    """Return what identifies this request among the receipts, or None when it carries no key."""
    key = request_key.get()
    if not key:
        return None
    actor_id = getattr(args[0] if args else None, "user_id", None)
    values = repr((args if actor_id is None else args[1:], sorted(kwargs.items())))
    digest = hashlib.sha256(values.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return key, f"{work.__module__}.{work.__name__}"[:100] + f"#{digest}", actor_id or 0


def _retryable(problem: DBAPIError) -> bool:
    return getattr(problem.orig, "sqlstate", None) in RETRYABLE or (
        isinstance(problem, OperationalError) and "database is locked" in str(problem.orig)
    )


def constraint_of(problem: DBAPIError) -> str:
    """Return the name of the constraint that a statement broke, or an empty string."""
    diagnostics = getattr(problem.orig, "diag", None)
    if diagnostics is not None and diagnostics.constraint_name:
        return str(diagnostics.constraint_name)
    found = CONSTRAINT.search(str(problem.orig))
    return found.group(1).strip() if found else ""


def refusal(problem: DBAPIError) -> Exception:
    """Return the domain's error for a broken constraint, or the problem itself."""
    name = constraint_of(problem)
    if "within_capacity" in name:
        return CapacityError()
    if "booking_has_no_open_slot" in name:
        return CapacityError("no_open_day")
    if isinstance(problem, IntegrityError):
        return ConflictError("constraint", name=name)
    return problem


def one_statement(engine: Engine) -> bool:
    """Say whether the database answers at all, for readiness."""
    with engine.connect() as connection:
        return bool(connection.execute(select(1)).scalar_one() == 1)


def ensure_folder(url: str) -> None:
    """Create the folder of an embedded database file, so that a first start works."""
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
