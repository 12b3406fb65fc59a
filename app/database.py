"""The database handle, one transaction per use case, and what broken constraints mean.

How the engines are set up is in app/engine.py.
"""

import functools
import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine, select
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from app import clock, reading, row_scope
from app.engine import prepare_engine as prepare_engine
from app.engine import writing as writing
from models.base import Base
from models.errors import CapacityError, ConflictError, DomainError
from models.receipt import Receipt

db = SQLAlchemy(
    metadata=Base.metadata,
    disable_autonaming=True,
    session_options={"class_": reading.RoutedSession},
)

P = ParamSpec("P")
R = TypeVar("R")

Ticket = tuple[str, str, int]

_inside: ContextVar[bool] = ContextVar("inside_use_case", default=False)
request_key: ContextVar[str | None] = ContextVar("request_key", default=None)

ATTEMPTS = 4
RETRYABLE = frozenset({"40001", "40P01"})  # serialization failure, deadlock
CONSTRAINT = re.compile(r"(?:constraint failed|CONSTRAINT NAME): ([\w., ]+)")


def use_case(work: Callable[P, R]) -> Callable[P, R]:
    """Run ``work`` in one transaction of its own; an inner use case joins the outer one.

    The outermost use case looks up the request's key first: a repeat of something committed gets
    the first answer.  It is looked up again before a refusal is believed, because a twin request
    may have committed in between.  A repeat is the same actor asking the same work of the same
    values: a form sent again with other answers under its old key is a new request, not lost.
    Deadlocks and serialization failures are tried again.  Nothing of it is read from a replica.
    ``work`` returns something JSON can hold (an id, a mapping, None).
    """

    @functools.wraps(work)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if _inside.get():
            with row_scope.of_actor(args[0] if args else None):
                return work(*args, **kwargs)
        inside = _inside.set(True)
        reading.pin()
        try:
            with writing(), row_scope.of_actor(args[0] if args else None):
                return _run_outermost(work, args, kwargs)
        finally:
            _inside.reset(inside)

    return run


def _run_outermost(work: Callable[..., R], args: Any, kwargs: Any) -> R:
    ticket = _ticket(work, args, kwargs)
    for _attempt in range(ATTEMPTS - 1):
        try:
            return _once(work, args, kwargs, ticket)
        except DBAPIError as problem:
            if not _retryable(problem):
                raise refusal(problem) from problem
    try:
        return _once(work, args, kwargs, ticket)
    except DBAPIError as problem:
        raise refusal(problem) from problem


def _once(work: Callable[..., R], args: Any, kwargs: Any, ticket: Ticket | None) -> R:
    """Try once: the receipt's answer if there is one, before or after a refusal, else the work."""
    db.session.rollback()
    try:
        if known := _receipt(ticket):
            return cast("R", known[0])
        result = work(*args, **kwargs)
        if ticket:
            key, name, actor_id = ticket
            db.session.add(
                Receipt(key=key, work=name, actor_id=actor_id, result=result, at=clock.now())
            )
        db.session.commit()
    except (DomainError, DBAPIError):
        db.session.rollback()
        if known := _receipt(ticket):
            return cast("R", known[0])
        raise
    except BaseException:
        db.session.rollback()
        raise
    return result


def _receipt(ticket: Ticket | None) -> tuple[Any] | None:
    """Return the answer that was committed under this ticket, in a tuple, or None."""
    found = db.session.get(Receipt, ticket) if ticket else None
    if found is None:
        return None
    answer = found.result
    db.session.rollback()
    return (answer,)


def _ticket(work: Callable[..., Any], args: Any, kwargs: Any) -> Ticket | None:
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


def reading_engine() -> Engine:
    """Return the engine that this request reads from: a replica's, or the primary's."""
    return reading.engine_chosen() or db.engine


@contextmanager
def for_everybody(why: str) -> Iterator[None]:
    """Work on the rows of all tenants inside a use case of one, for a reason; see app/row_scope.py.

    What was written before belongs to who is asking, what is written here to the system.
    """
    db.session.flush()
    with row_scope.as_system(why):
        yield
        db.session.flush()


def ensure_folder(url: str) -> None:
    """Create the folder of an embedded database file, so that a first start works."""
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
