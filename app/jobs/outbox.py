"""Send what waits in the outbox: claim, render, send outside any transaction, write it down.

A claim is a lease: when its holder dies, the message is due again and goes out with the same
Message-ID.  A message that cannot be rendered, or was tried eight times, is dead and stays to be
looked at; it never holds up the others.
"""

import datetime as dt
import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select, update

from app import clock
from app.adapters.mail import MailError, MailSender
from app.database import db, use_case
from app.jobs.letter import Letters, Message
from models.outbox import OutboxMessage, OutboxStatus

logger = logging.getLogger(__name__)

LEASE = dt.timedelta(minutes=2)
MOST_ATTEMPTS = 8
FIRST_WAIT, LONGEST_WAIT = dt.timedelta(seconds=30), dt.timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class Post:
    """What a dispatcher works with: who writes the letters, and who takes them away."""

    letters: Letters
    sender: MailSender


def run_once(post: Post, is_ended: Callable[[], bool] = lambda: False) -> int:
    """Send everything that is due now; return how many messages were sent.

    Ends early when told to, and when the server cannot be reached: the others wait untried.
    """
    if not _is_anything_free():  # looked at often, so without the writers' lock
        return 0
    bury()
    sent = 0
    while not is_ended() and (claimed := claim()):
        try:
            sent += _deliver(post, Message(**claimed))
        except MailError as problem:
            logger.warning("mail waits, the server is away: %s", problem)
            break
    return sent


@use_case
def claim() -> dict[str, Any] | None:
    """Take the message that has been due longest under a lease, or None when nothing is due.

    One statement takes it, and PostgreSQL passes over rows that another dispatcher is taking.
    """
    now = clock.now()
    due = (
        select(OutboxMessage.id)
        .where(*_free(now), OutboxMessage.attempts < MOST_ATTEMPTS)
        .order_by(OutboxMessage.due_at, OutboxMessage.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    taken = db.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == select(due.c.id).scalar_subquery())
        .values(leased_until=now + LEASE, attempts=OutboxMessage.attempts + 1)
        .returning(
            OutboxMessage.id, OutboxMessage.dedup_key, OutboxMessage.template,
            OutboxMessage.language, OutboxMessage.recipient, OutboxMessage.context,
            OutboxMessage.attempts,
        )
        .execution_options(synchronize_session=False)
    ).one_or_none()  # fmt: skip
    return dict(taken._mapping) if taken is not None else None  # noqa: SLF001 - its public name


@use_case
def bury() -> int:
    """Declare messages dead whose last try ended without a word; return how many.

    Such a message may be what kills its dispatcher.
    """
    given_up: Any = db.session.execute(
        update(OutboxMessage)
        .where(*_free(clock.now()), OutboxMessage.attempts >= MOST_ATTEMPTS)
        .values(status=OutboxStatus.DEAD, last_error="Its dispatcher ended without a word.")
        .execution_options(synchronize_session=False)
    )
    return int(given_up.rowcount)


def _is_anything_free() -> bool:
    found = db.session.scalar(select(OutboxMessage.id).where(*_free(clock.now())).limit(1))
    db.session.rollback()
    return found is not None


def _free(now: dt.datetime) -> tuple[Any, ...]:
    """Return the conditions of a message that is due and that nobody has a lease on."""
    return (
        OutboxMessage.status == OutboxStatus.WAITING,
        OutboxMessage.due_at <= now,
        or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until < now),
    )


def _deliver(post: Post, message: Message) -> int:
    """Return 1 when the message was sent, else 0.

    Raises:
        MailError: The server cannot be reached; the message will be tried again.
    """
    try:
        letter = post.letters.write(message)
    except Exception as problem:  # noqa: BLE001 - whatever is wrong with one must not stop others
        logger.error("mail %s is dead: cannot be rendered: %r", message.id, problem)  # noqa: TRY400 - a template's trace says nothing more
        _settle(message, OutboxStatus.DEAD, f"{type(problem).__name__}: {problem}")
        return 0
    try:
        post.sender.send(letter)
    except MailError as problem:
        _try_later(message, problem)
        if problem.is_down:
            raise
        return 0
    _settle(message, OutboxStatus.SENT)
    return 1


def _try_later(message: Message, problem: MailError) -> None:
    if problem.is_hopeless or message.attempts >= MOST_ATTEMPTS:
        logger.error("mail %s is dead: %s", message.id, problem)
        _settle(message, OutboxStatus.DEAD, str(problem))
        return
    logger.warning("mail %s was not taken, try %s: %s", message.id, message.attempts, problem)
    _settle(message, OutboxStatus.WAITING, str(problem), wait_after(message.attempts))


def wait_after(attempts: int) -> dt.timedelta:
    """Return how long to wait after this many failed attempts: longer each time, never in step."""
    steady = min(FIRST_WAIT * 4.0 ** (attempts - 1), LONGEST_WAIT)
    return steady * random.uniform(0.75, 1.25)  # noqa: S311 - spreads retries, no secret


@use_case
def _settle(
    message: Message, status: OutboxStatus, error: str = "", wait: dt.timedelta = dt.timedelta()
) -> None:
    """Write down how a try ended; a sent message forgets its links and texts.

    Sent is a fact whoever says it; a failure counts only for who holds the latest claim.
    """
    now = clock.now()
    values: dict[str, Any] = {
        "status": status,
        "leased_until": None,
        "last_error": error[:500],
        "due_at": now + wait,
    }
    mine = [OutboxMessage.id == message.id]
    if status is OutboxStatus.SENT:
        values |= {"sent_at": now, "context": {}}
    else:
        mine += [
            OutboxMessage.status == OutboxStatus.WAITING,
            OutboxMessage.attempts == message.attempts,
        ]
    db.session.execute(
        update(OutboxMessage)
        .where(*mine)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


@use_case
def revive() -> int:
    """Let dead messages be tried again from the start, for operators; return how many."""
    revived: Any = db.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.status == OutboxStatus.DEAD, OutboxMessage.dropped_for.is_(None))
        .values(status=OutboxStatus.WAITING, attempts=0, due_at=clock.now(), leased_until=None)
        .execution_options(synchronize_session=False)
    )
    return int(revived.rowcount)
