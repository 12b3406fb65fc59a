"""Read replicas of the primary: which of them may answer a reader, and how far each has come.

Positions are those of PostgreSQL's log of writes, as numbers.  A replica is asked at most once a
second and process, and whenever a reader has written something that it was not known to have.  How
long it lags is told by the primary's own positions, so that neither clocks of machines nor a
replica that hears nothing any more can deceive: it has all that the primary had written at a
moment, or it has not.
"""

import itertools
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import SQLAlchemyError

from app import row_scope
from app.adapters.shared_count import SharedCounts
from app.reading import chosen

logger = logging.getLogger(__name__)

FRESH_S, REST_S = 1.0, 5.0
SAMPLES = 300
NEVER = float("-inf")
UNKNOWN_S = float("inf")
FAR = 2**64
"""A position beyond all: nothing has come so far."""

_WRITTEN = "SELECT pg_current_wal_insert_lsn() - '0/0'"
_PRIMARY = "SELECT pg_current_wal_flush_lsn() - '0/0', pg_postmaster_start_time()"
_REPLICA = (
    "SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()"
    " ELSE pg_current_wal_insert_lsn() END - '0/0',"
    " CASE WHEN NOT pg_is_in_recovery() THEN pg_postmaster_start_time() END"
)
_CONNECT = {"connect_timeout": 2, "tcp_user_timeout": 5000}

Place = tuple[int, Any]
"""A position, and since when a server runs that follows no other (None: it follows one)."""


class Standing(StrEnum):
    """What may be expected of a replica."""

    USED = "used"
    LATE = "late"
    DOWN = "down"
    STRANGE = "strange"  # it follows nobody, and is not the primary either


@dataclass
class Replica:
    """One replica; ``ask`` returns its place, ``engine`` is what readers are given.

    ``has`` is a position that it is known to have come to.
    """

    name: str
    ask: Callable[[], Place]
    engine: Engine | None = None
    standing: Standing = Standing.DOWN
    has: int = 0
    late_s: float = 0.0
    rests_until: float = field(default=NEVER)

    def forget(self) -> None:
        """Know nothing of how far it has come: it may have been started again."""
        self.has = 0


class Replicas:
    """The replicas of one primary, shared by the threads of a process.

    ``written`` returns the position of all that was written so far, ``primary`` the place of the
    primary; ``most_s`` is how long a replica may lag, ``now`` a clock that never goes back.
    """

    def __init__(
        self,
        replicas: Sequence[Replica],
        primary: Callable[[], Place],
        written: Callable[[], int],
        most_s: float,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.replicas, self.most_s, self.now = list(replicas), most_s, now
        self._primary, self._written = primary, written
        self._samples: deque[tuple[float, int]] = deque(maxlen=SAMPLES)
        self._since: Any = None
        self._checked_at = NEVER
        self._checking = threading.Lock()
        self._turn = itertools.count()
        self._counts: SharedCounts | None = None

    def choose(self, wanted: int = 0) -> Replica | None:
        """Return a replica that has come as far as ``wanted``, or None: ask the primary."""
        self._check()
        first, why = next(self._turn), "down"
        for step in range(len(self.replicas)):
            one = self.replicas[(first + step) % len(self.replicas)]
            if one.standing is not Standing.USED:
                why = one.standing.value
            elif one.has >= wanted or self._has_come(one, wanted):
                self.count("replica")
                return one
            else:
                why = "behind"
        self.count(why)
        return None

    def count(self, which: str) -> None:
        """Count where a reader was sent, together with all processes of this machine."""
        if self._counts is not None:
            self._counts.add(which, [1])

    def count_in(self, folder: Path) -> None:
        """Keep the counts in a folder that all processes share."""
        self._counts = SharedCounts(folder, 1)

    def counted(self) -> list[tuple[str, int]]:
        """Return how many readers were answered by a replica, and why others were not."""
        sums = self._counts.sums() if self._counts is not None else {}
        return [(which, int(numbers[0])) for which, numbers in sorted(sums.items())]

    def written(self) -> int:
        """Return the position of all that was written so far; where nobody knows, beyond all."""
        try:
            return self._written()
        except SQLAlchemyError:
            return FAR

    def failed(self, replica: Replica) -> None:
        """Leave a replica alone for some seconds."""
        if replica.standing is not Standing.DOWN:
            logger.warning("the replica %s does not answer; the primary does", replica.name)
        replica.standing, replica.rests_until = Standing.DOWN, self.now() + REST_S
        replica.forget()

    def report(self) -> list[dict[str, Any]]:
        """Return of each replica its name, what may be expected of it, and how late it is.

        ``late_s`` is None where nobody can tell.
        """
        self._check()
        return [
            {
                "name": one.name,
                "standing": one.standing.value,
                "late_s": round(one.late_s, 1) if one.late_s < UNKNOWN_S else None,
            }
            for one in self.replicas
        ]

    def _has_come(self, replica: Replica, wanted: int) -> bool:
        if wanted >= FAR:
            return False
        try:
            replica.has, _since = replica.ask()
        except SQLAlchemyError:
            self.failed(replica)
        return replica.standing is Standing.USED and replica.has >= wanted

    def _check(self) -> None:
        """Look at everything anew when that is a second ago; others go by what is known."""
        if self.now() - self._checked_at < FRESH_S or not self._checking.acquire(blocking=False):
            return
        try:
            self._look_at_primary()
            for one in self.replicas:
                if self.now() >= one.rests_until:
                    self._look_at(one)
            self._checked_at = self.now()
        finally:
            self._checking.release()

    def _look_at_primary(self) -> None:
        """Note the primary's position; while it does not answer nothing new is written."""
        try:
            position, self._since = self._primary()
        except SQLAlchemyError:
            return
        self._samples.append((self.now(), position))

    def _look_at(self, replica: Replica) -> None:
        try:
            replica.has, since = replica.ask()
        except SQLAlchemyError:
            self.failed(replica)
            return
        replica.late_s = self._late_s(replica.has)
        if since is not None and since != self._since:
            replica.standing = Standing.STRANGE
        else:
            is_late = replica.late_s > self.most_s
            replica.standing = Standing.LATE if is_late else Standing.USED

    def _late_s(self, has: int) -> float:
        """Return for how long a replica may have missed something, at most."""
        if not self._samples or has >= self._samples[-1][1]:
            return 0.0
        reached = [at for at, position in self._samples if position <= has]
        return self.now() - reached[-1] if reached else UNKNOWN_S


def replicas_of(
    primary: Engine,
    urls: Sequence[str],
    most_s: float,
    options: dict[str, Any],
    *,
    are_bound: bool = False,
) -> Replicas:
    """Return the replicas at these addresses; ``options`` are those of the primary's driver.

    ``are_bound``: row security binds who reads there, and needs a transaction to do so.
    """
    made = [_replica(url, options, are_bound=are_bound) for url in urls]
    found = Replicas(
        made, lambda: _place(primary, _PRIMARY), lambda: _place(primary, _WRITTEN)[0], most_s
    )
    for one in made:
        _watch(found, one)
    return found


def _replica(url: str, options: dict[str, Any], *, are_bound: bool) -> Replica:
    # Nothing is written there, so no transaction is begun: its changes wait for no reader.
    level = "READ COMMITTED" if are_bound else "AUTOCOMMIT"
    engine = create_engine(
        url, isolation_level=level, pool_size=8, connect_args={**_CONNECT, **options}
    )
    name = f"{engine.url.host or engine.url.query.get('host', '')}:{engine.url.port or ''}"
    return Replica(name, lambda: _place(engine, _REPLICA), engine)


@row_scope.as_system("how far a server has come, which is no tenant's")
def _place(engine: Engine, statement: str) -> Place:
    asking = {"isolation_level": "AUTOCOMMIT"}  # no BEGIN and no ROLLBACK for one number
    with engine.connect().execution_options(**asking) as connection:
        row = connection.exec_driver_sql(statement).one()
    return int(row[0]), row[1] if len(row) > 1 else None


def _watch(replicas: Replicas, replica: Replica) -> None:
    """Notice by themselves what goes wrong with a replica, and connections to a new one."""

    def broken(context: Any) -> None:
        choice = chosen()
        if choice is not None and choice.engine is replica.engine:
            choice.engine = None
        if context.connection is None or context.is_disconnect:
            replicas.failed(replica)

    event.listen(replica.engine, "handle_error", broken)
    event.listen(replica.engine, "connect", lambda *_given: replica.forget())
