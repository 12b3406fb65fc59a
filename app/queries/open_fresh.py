"""The states of the collections without asking the database for each answer.

They are read again when they are older than a second, and after every commit of this process, so
that who writes here reads the new state at once; what another process wrote is seen a second later.
They are the primary's.  A replica is read from only where it has come to the state that is told, so
that no validator is newer than what it is of.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.adapters.replica import Replica, Replicas
from app.database import db
from app.queries.open_feature import State
from app.queries.straight import rows, straight
from app.reading import reading_from
from models.open_feature import OpenState

MAX_AGE_S = 1.0
_REVISION = {
    "sqlite": "SELECT revision FROM open_state WHERE collection = ?",
    "postgresql": "SELECT revision FROM open_state WHERE collection = %s",
}
NEVER = float("-inf")


class FreshStates:
    """The states of the application's database; made within its context, shared by threads."""

    def __init__(
        self,
        max_age_s: float = MAX_AGE_S,
        now: Callable[[], float] = time.monotonic,
        replicas: Replicas | None = None,
    ) -> None:
        self.engine, self.max_age_s, self.now = db.engine, max_age_s, now
        self.replicas = replicas
        self._known: dict[str, State] = {}
        self._reached: dict[tuple[str, str], State] = {}
        self._read_at = NEVER
        self._reading = threading.Lock()
        event.listen(Session, "after_commit", self._forget)

    def of(self, collection: str) -> State | None:
        """Return the state of a collection, None when there is no such one."""
        if self.now() - self._read_at > self.max_age_s:
            self._read()
        return self._known.get(collection)

    def is_current(self, collection: str, state: State) -> bool:
        """Ask the database whether this still is the state; if not, it is read again next time."""
        same = rows(_REVISION, (collection,)) == [(state.revision,)]
        if not same:
            self._read_at = NEVER
        return same

    @contextmanager
    def reading(self, collection: str, state: State) -> Iterator[None]:
        """Let a block read a collection in this state, from a replica if one has come to it."""
        replica = self._replica_with(collection, state)
        if replica is None or replica.engine is None:
            with straight(self.engine):
                yield
            return
        with (
            self._trusting(replica), straight(replica.engine), reading_from(replica.engine),
        ):  # fmt: skip
            yield

    @contextmanager
    def _trusting(self, replica: Replica) -> Iterator[None]:
        driver: Any = replica.engine and replica.engine.dialect.loaded_dbapi
        try:
            yield
        except (DBAPIError, driver.Error):
            if self.replicas is not None:
                self.replicas.failed(replica)
            raise

    def _replica_with(self, collection: str, state: State) -> Replica | None:
        """Return a replica that has come to this state of a collection, or None."""
        replica = self.replicas.choose() if self.replicas is not None else None
        if replica is None or replica.engine is None:
            return None
        place = replica.name, collection
        if self._reached.get(place) != state:
            with self._trusting(replica), straight(replica.engine):
                if rows(_REVISION, (collection,)) != [(state.revision,)]:
                    return None
            self._reached[place] = state
        return replica

    def _forget(self, _session: Session) -> None:
        self._read_at = NEVER

    def _read(self) -> None:
        with self._reading:
            begun = self.now()
            if begun - self._read_at <= self.max_age_s:
                return  # another thread has just read them
            self._read_at = begun  # a commit from here on is told of by ``_forget``
            asked = select(OpenState.collection, OpenState.revision, OpenState.changed_at)
            with self.engine.connect() as connection:
                found = connection.execute(asked).all()
            self._known = {name: State(revision, at) for name, revision, at in found}
