"""From which database this request reads: the primary, unless a replica was chosen for it.

Who chooses is views/replica.py.  What writes, what locks and everything after it in the same
request goes to the primary, whatever was chosen.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from flask_sqlalchemy.session import Session
from sqlalchemy import Connection, Engine, UpdateBase


class Choice:
    """What was chosen for one request, and what came of it.

    ``engine`` is the replica's, None: the primary.
    """

    __slots__ = ("_was_replica", "engine", "has_written")

    def __init__(self, engine: Engine | None = None) -> None:
        self.engine = engine
        self._was_replica = engine is not None
        self.has_written = False

    @property
    def is_doubtful(self) -> bool:
        """Whether what came of it may be asked again: a replica was read, and nothing written."""
        return self._was_replica and not self.has_written


_choice: ContextVar[Choice | None] = ContextVar("choice", default=None)


def choose(choice: Choice | None) -> None:
    """Let this request read as chosen; None ends it."""
    _choice.set(choice)


def chosen() -> Choice | None:
    """Return what was chosen for this request, None where nobody chooses."""
    return _choice.get()


def engine_chosen() -> Engine | None:
    """Return the engine of the replica that this request reads from; None: the primary."""
    choice = _choice.get()
    return None if choice is None else choice.engine


@contextmanager
def reading_from(engine: Engine) -> Iterator[None]:
    """Let this block read from a replica."""
    token = _choice.set(Choice(engine))
    try:
        yield
    finally:
        _choice.reset(token)


def pin() -> None:
    """Read from the primary from here on: something is about to be written."""
    choice = _choice.get()
    if choice is not None:
        choice.engine, choice.has_written = None, True


class RoutedSession(Session):
    """A session that reads where this request was told to and writes to the primary."""

    def get_bind(
        self, mapper: Any = None, clause: Any = None, bind: Any = None, **more: Any
    ) -> Engine | Connection:
        """Return the engine of a statement."""
        choice = _choice.get()
        if choice is None or choice.engine is None or bind is not None:
            return super().get_bind(mapper, clause, bind, **more)
        # A statement given as text is taken for a reading one; a replica refuses any other.
        locks = getattr(clause, "_for_update_arg", None) is not None
        if locks or self._flushing or isinstance(clause, UpdateBase):
            pin()
            return super().get_bind(mapper, clause, bind, **more)
        return choice.engine
