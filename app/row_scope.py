"""For whom the database answers: a person whom row security binds, or the system itself.

On PostgreSQL with ``DATABASE_ROLE`` a request is bound from its first statement on: to a visitor,
who sees no row of the tables in models/row_security.py, and to who is asking once that is known.
Each transaction then takes a role that owns nothing and tells the database who asks, both for this
transaction alone, so that poolers between us may hand the connection to anybody afterwards.  What
really goes over all tenants says so by `as_system` and why.  Outside requests and use cases of
people (commands, the schedule, migrations) it is the system that works.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from typing import Any, Protocol, runtime_checkable

from sqlalchemy import Connection, Engine, event

APPLIED = "row_scope"  # in a connection's info: for whom its transaction was told to answer
TOLD = "row_scope_told"  # and whether it was told anything at all
PASSED = ("SAVEPOINT ", "RELEASE ", "ROLLBACK ")
"""Statements that run as they are: in a transaction that failed nothing else does."""

Told = tuple[tuple[str, str], ...]
AS_SYSTEM: Told = (("role", "none"),)
UNKNOWN: Told = ()


@runtime_checkable
class Asker(Protocol):
    """Who asks, as the database is told: an actor (app/policies/actor.py), which lies above."""

    @property
    def user_id(self) -> int | None: ...
    @property
    def is_system(self) -> bool: ...
    @property
    def is_admin(self) -> bool: ...
    @property
    def organisations(self) -> frozenset[int]: ...
    @property
    def cities(self) -> frozenset[int]: ...
    @property
    def hosted_testbeds(self) -> frozenset[int]: ...
    @property
    def juries(self) -> frozenset[int]: ...


_asking: ContextVar[Asker | None] = ContextVar("asking", default=None)
_system: ContextVar[str] = ContextVar("system", default="")


class UnboundError(RuntimeError):
    """Somebody's question was asked where no transaction could bind it."""


def begin(visitor: Asker) -> Token[Asker | None]:
    """Bind this request to a visitor until it is known who asks; see `end`."""
    return _asking.set(visitor)


def end(token: Token[Asker | None]) -> None:
    """Let go of a request."""
    _asking.reset(token)


def bind(actor: Asker) -> None:
    """Say who this request is from, as soon as that is known."""
    if _asking.get() is not None:
        _asking.set(actor)


@contextmanager
def of_actor(actor: object) -> Iterator[None]:
    """Let a use case work for its actor; for the system, and for nobody, there is no bound."""
    if not isinstance(actor, Asker):
        yield
        return
    if actor.is_system:
        with as_system("a use case of the system"):
            yield
        return
    token = _asking.set(actor)
    try:
        yield
    finally:
        _asking.reset(token)


@contextmanager
def as_system(why: str) -> Iterator[None]:
    """Let the statements of this block see the rows of all tenants, for a reason."""
    token = _system.set(why)
    try:
        yield
    finally:
        _system.reset(token)


def watch(engine: Engine, role: str) -> None:
    """Bind what is asked on this engine of PostgreSQL from now on."""
    event.listen(engine, "begin", _begun)
    event.listen(engine, "before_cursor_execute", _binding(role))


def _begun(connection: Connection) -> None:
    connection.info[APPLIED] = AS_SYSTEM
    connection.info[TOLD] = False


def _binding(role: str) -> Any:
    def bound(connection: Connection, _cursor: Any, statement: str, *_more: Any) -> None:
        applied = connection.info.get(APPLIED, AS_SYSTEM)
        if statement.startswith(PASSED):
            # What was told after a savepoint is forgotten with it.
            if statement.startswith("ROLLBACK") and connection.info.get(TOLD):
                connection.info[APPLIED] = UNKNOWN
            return
        wanted = _wanted(role)
        if wanted == applied:
            return
        if _is_without_transaction(connection):
            raise UnboundError("Row security needs a transaction.")
        # Before, as telling it is a statement as well.
        connection.info[APPLIED], connection.info[TOLD] = wanted, True
        told = ", ".join(f"set_config('{name}', %s, true)" for name, _value in wanted)
        values = tuple(value for _name, value in wanted)
        connection.exec_driver_sql(f"SELECT {told}", values)

    return bound


def _is_without_transaction(connection: Connection) -> bool:
    driver: Any = connection.connection.driver_connection
    return bool(driver.autocommit)


def _wanted(role: str) -> Told:
    actor = _asking.get()
    if actor is None or _system.get():
        return AS_SYSTEM
    return (
        ("role", role),
        ("koepaikka.person", str(actor.user_id or "")),
        ("koepaikka.organisations", _listed(actor.organisations)),
        ("koepaikka.cities", _listed(actor.cities)),
        ("koepaikka.testbeds", _listed(actor.hosted_testbeds)),
        ("koepaikka.challenges", _listed(actor.juries)),
        ("koepaikka.administrator", "yes" if actor.is_admin else ""),
    )


def _listed(ids: frozenset[int]) -> str:
    return "{" + ",".join(map(str, sorted(ids))) + "}"
