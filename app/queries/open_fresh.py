"""The states of the collections without asking the database for each answer.

They are read again when they are older than a second, and after every commit of this process, so
that who writes here reads the new state at once; what another process wrote is seen a second later.
"""

import threading
import time
from collections.abc import Callable

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.database import db
from app.queries.open_feature import State
from app.queries.straight import rows
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
        self, max_age_s: float = MAX_AGE_S, now: Callable[[], float] = time.monotonic
    ) -> None:
        self.engine, self.max_age_s, self.now = db.engine, max_age_s, now
        self._known: dict[str, State] = {}
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
