"""Let people through a door until they have tried too often.

A try counts as soon as it is made, in a transaction of its own, so that a refused one stays
counted.  One statement adds it and reads the sum; the row's lock makes that right over processes.
"""

import datetime as dt
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import case, delete, or_, update
from sqlalchemy.dialects import postgresql, sqlite

from app import clock
from app.database import db, request_key, use_case
from app.policies.actor import Actor
from models.attempt import LIMITS, Attempt, Door
from models.errors import TooManyAttemptsError

P = ParamSpec("P")
R = TypeVar("R")

_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def admit(actor: Actor, door: Door, name: str, address: str) -> None:
    """Count one try of ``name`` (an e-mail, an account) from ``address``, both as keyed hashes.

    Raises:
        TooManyAttemptsError: There have been as many as models/attempt.py allows.
    """
    limit = LIMITS[door]
    _outside_of_receipts(_admit, actor, door, {name: limit.by_name, address: limit.by_address})


@dataclass(frozen=True, slots=True)
class Spent:
    """How many tries of a window are spent, of how many, and in how many seconds it is over."""

    count: int
    most: int
    seconds: int


def spend(actor: Actor, door: Door, name: str) -> Spent:
    """Count one try of ``name`` at a door, too many or not, and return how many are spent."""
    return Spent(*_outside_of_receipts(_spend, actor, door, name))


@use_case
def _spend(_actor: Actor, door: Door, name: str) -> tuple[int, int, int]:
    now, limit = clock.now(), LIMITS[door]
    window = dt.timedelta(minutes=limit.minutes)
    since, count = _count(door, name, now, now - window)
    return count, limit.by_name, max(1, math.ceil((since + window - now).total_seconds()))


def forgive(actor: Actor, door: Door, name: str, address: str) -> None:
    """Take back what a successful try had counted, so that only failures add up."""
    _outside_of_receipts(_forgive, actor, door, name, address)


def _outside_of_receipts(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run without the request's key: a repeat must count again, not get the first answer."""
    token = request_key.set(None)
    try:
        return work(*args, **kwargs)
    finally:
        request_key.reset(token)


@use_case
def _admit(_actor: Actor, door: Door, limits: dict[str, int]) -> None:
    now = clock.now()
    window = dt.timedelta(minutes=LIMITS[door].minutes)
    for key in sorted(limits):
        since, count = _count(door, key, now, now - window)
        if count > limits[key]:
            left = (since + window - now).total_seconds()
            raise TooManyAttemptsError(minutes=max(1, math.ceil(left / 60)))


def _count(door: Door, key: str, now: dt.datetime, before: dt.datetime) -> tuple[dt.datetime, int]:
    table = Attempt.__table__
    insert = _INSERT[db.session.get_bind().dialect.name](Attempt)
    is_old = table.c.since <= before
    counted = insert.values(door=door, key=key, since=now, count=1).on_conflict_do_update(
        index_elements=[table.c.door, table.c.key],
        set_={
            "since": case((is_old, insert.excluded.since), else_=table.c.since),
            "count": case((is_old, 1), else_=table.c.count + 1),
        },
    )
    since, count = db.session.execute(counted.returning(table.c.since, table.c.count)).one()
    return since, count


@use_case
def _forgive(_actor: Actor, door: Door, name: str, address: str) -> None:
    db.session.execute(delete(Attempt).where(Attempt.door == door, Attempt.key == name))
    take_back(door, address)


def take_back(door: Door, address: str) -> None:
    """Take back one try of a network address, inside the use case that shows it meant no harm."""
    db.session.execute(
        update(Attempt)
        .where(Attempt.door == door, Attempt.key == address, Attempt.count > 0)
        .values(count=Attempt.count - 1)
    )


@use_case
def forget(_actor: Actor, keys: Iterable[str] = ()) -> int:
    """Delete rows that count nothing any more, and those of ``keys``; return how many.

    For the job that tidies up, and for an account that has just got a new password.
    """
    now = clock.now()
    old = (
        (Attempt.door == door) & (Attempt.since <= now - dt.timedelta(minutes=limit.minutes))
        for door, limit in LIMITS.items()
    )
    gone: Any = db.session.execute(delete(Attempt).where(or_(*old, Attempt.key.in_(list(keys)))))
    return int(gone.rowcount)
