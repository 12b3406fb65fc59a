"""What a process keeps of the database for as long as a number says that nothing has changed.

Reading many rows takes a second, asking whether they are still the same a fraction of a
millisecond.  The number of the state is read before the rows, so that what is kept is never older
than its number says.  What a replica tells is kept apart: it may be older.
"""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, String, cast, func, select

from app.database import db, reading_engine
from app.queries.open_feature import State, state_of
from models.experiment_revision import ExperimentRevision
from models.testbed_revision import TestbedRevision

T = TypeVar("T")
Revision = type[ExperimentRevision] | type[TestbedRevision]


class Held(Generic[T]):
    """One thing read by ``read``, the same for every reader; ``revision`` numbers its states."""

    def __init__(self, revision: Revision, read: Callable[[], T]) -> None:
        self.revision = revision
        self.read = read
        self._known: WeakKeyDictionary[Engine, tuple[str, T]] = WeakKeyDictionary()
        self._reading = threading.Lock()

    def current(self) -> T:
        """Return it as it is now, read again only when something changed."""
        engine, number = reading_engine(), self._number()
        known = self._known.get(engine)
        if known is not None and known[0] == number:
            return known[1]
        with self._reading:
            known = self._known.get(engine)
            if known is None or known[0] != number:
                known = number, self.read()
                self._known[engine] = known
            return known[1]

    def _number(self) -> str:
        return str(db.session.scalar(select(cast(func.sum(self.revision.number), String))))


class HeldOpen(Generic[T]):
    """One thing for each collection of open data, read again when the collection has changed."""

    def __init__(self, read: Callable[[str], T]) -> None:
        self.read = read
        self._known: WeakKeyDictionary[Engine, dict[str, tuple[State, T]]] = WeakKeyDictionary()
        self._reading = threading.Lock()

    def of(self, collection: str, state: State | None = None) -> T:
        """Return what is known of a collection; ``state`` is its own, if somebody has asked."""
        if state is None:
            state = state_of(collection)
        kept = self._known.setdefault(reading_engine(), {})
        known = kept.get(collection)
        if known is not None and known[0] == state:
            return known[1]
        with self._reading:
            known = kept.get(collection)
            if known is None or known[0] != state:
                known = kept[collection] = state, self.read(collection)
            return known[1]
