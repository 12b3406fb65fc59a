"""Deliver what waits for webhooks, beside the mail and never before it.

A courier has a few threads.  At most one of them talks to a host at a time, so a slow receiver
holds up its own messages only; after a failure its address rests for a while (resting_until).
Nothing is sent within a transaction.
"""

import datetime as dt
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from app import clock
from app.adapters.outward import Answer, Outward, OutwardError
from app.adapters.outward_address import AddressError, target_of
from app.adapters.webhook_signature import headers, secret_of
from app.database import db
from app.jobs.outbox import LONGEST_WAIT, wait_after
from app.serializers.webhook import webhook_body
from app.services import webhook_post
from app.services.webhook_post import Claim, Outcome, Parcel
from app.services.webhook_queue import hear_all
from models.text import tidy
from models.webhook import ANSWER_LENGTH, Trouble

logger = logging.getLogger(__name__)

THREADS = 4
GONE, SUCCESS = 410, range(200, 300)
REDIRECTS = range(300, 400)
Round = Callable[["Courier", Callable[[], bool]], int]
Context = Callable[[], AbstractContextManager[Any]]
BUSY = frozenset({429, 503})  # answers whose Retry-After is honoured


@dataclass(slots=True)
class Courier:
    """Who carries messages away for one installation, and to which hosts it is under way."""

    outward: Outward
    key: str  # the installation's, from which secrets follow
    public_url: str
    _busy: set[str] = field(default_factory=set)
    _choosing: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def next_message(self) -> Iterator[Claim | None]:
        """Take the next message whose host nobody here is talking to, until it has been seen to."""
        with self._choosing:
            claimed = webhook_post.claim(sorted(self._busy))
            if claimed is not None:
                self._busy.add(claimed.host)
        try:
            yield claimed
        finally:
            if claimed is not None:
                with self._choosing:
                    self._busy.discard(claimed.host)


def run_once(courier: Courier, is_ended: Callable[[], bool] = lambda: False) -> int:
    """Hear what happened and send everything that is due now; returns how many got through."""
    hear_all()
    return send_due(courier, is_ended)


def send_due(courier: Courier, is_ended: Callable[[], bool] = lambda: False) -> int:
    """Send everything that is due now; returns how many messages got through."""
    if not webhook_post.is_anything_due():
        return 0
    webhook_post.bury()
    sent = 0
    while not is_ended():
        with courier.next_message() as claimed:
            if claimed is None:
                break
            sent += _deliver(courier, claimed)
    return sent


def _deliver(courier: Courier, claimed: Claim) -> int:
    """Return 1 when the message got through, else 0."""
    parcel = webhook_post.parcel(claimed)
    if parcel is None:
        webhook_post.withhold(claimed)
        return 0
    begun = time.monotonic()
    try:
        answer = _post(courier, parcel)
    except AddressError as problem:  # the rules have changed since it was registered
        outcome = _failed(claimed, Trouble.FORBIDDEN_ADDRESS, answer=problem.code)
    except OutwardError as problem:
        outcome = _failed(claimed, problem.trouble, answer=str(problem))
    else:
        outcome = _judged(claimed, answer)
    outcome = replace(outcome, took_ms=round((time.monotonic() - begun) * 1000))
    if outcome.trouble is not None:
        said = (claimed.id, claimed.attempts, outcome.trouble.value, outcome.code)
        logger.warning("webhook message %s, try %s: %s %s", *said)
    webhook_post.settle(claimed, outcome)
    return int(outcome.trouble is None)


def _post(courier: Courier, parcel: Parcel) -> Answer:
    delivery = parcel.delivery
    body = webhook_body(delivery, parcel.sight, courier.public_url)
    uid = delivery.uid
    target = target_of(parcel.url, courier.outward.rules)
    db.session.rollback()  # nothing of the database is held while somebody else's machine thinks
    signing = [secret_of(courier.key, salt) for salt in parcel.salts]
    signed = headers(signing, uid, int(clock.now().timestamp()), body)
    return courier.outward.post(
        target, body, {"Content-Type": "application/json; charset=utf-8", **signed}
    )


def _judged(claimed: Claim, answer: Answer) -> Outcome:
    text = safe_text(answer.body)
    if answer.status in SUCCESS:
        return Outcome(None, dt.timedelta(), code=answer.status, answer=text)
    trouble = Trouble.REDIRECT if answer.status in REDIRECTS else Trouble.STATUS
    wait = wait_after(claimed.attempts)
    if answer.status in BUSY:
        wait = max(wait, _asked_wait(answer))
    return Outcome(
        trouble, wait, wait, code=answer.status, answer=text, is_gone=answer.status == GONE
    )


def _failed(claimed: Claim, trouble: Trouble, *, answer: str) -> Outcome:
    wait = wait_after(claimed.attempts)
    return Outcome(trouble, wait, wait, answer=safe_text(answer.encode()))


def _asked_wait(answer: Answer) -> dt.timedelta:
    """Return how long the receiver asks to be left alone, in bounds; 0 when it does not say."""
    said = answer.headers.get("retry-after", "").strip()
    seconds = int(said[:6]) if said.isascii() and said.isdecimal() else 0
    return min(dt.timedelta(seconds=seconds), LONGEST_WAIT)


def safe_text(body: bytes) -> str:
    """Return the first characters of what came as plain text of one line, for the log's reader."""
    text = " ".join(tidy(body.decode("utf-8", "replace")).split())
    return text[:ANSWER_LENGTH]


class Lane:
    """The courier's threads beside the sender of mail; each ends after the message it is at."""

    def __init__(
        self, courier: Courier, context: Callable[[], AbstractContextManager[Any]]
    ) -> None:
        """``context`` makes the application's context that each round works in."""
        self._courier, self._context = courier, context
        self._threads: list[threading.Thread] = []

    def start(self, ended: threading.Event, pause_s: float) -> None:
        """Begin, and go on until ``ended``; the first thread also hears what happened."""
        for number in range(THREADS):
            work = run_once if number == 0 else send_due
            thread = threading.Thread(
                target=self._run, args=(work, ended, pause_s), name=f"webhook-{number}", daemon=True
            )
            thread.start()
            self._threads.append(thread)

    def join(self, timeout_s: float) -> None:
        """Wait until the threads have ended, but no longer than so many seconds."""
        until = time.monotonic() + timeout_s
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _run(self, work: Round, ended: threading.Event, pause_s: float) -> None:
        while not ended.is_set():
            try:
                with self._context():
                    work(self._courier, ended.is_set)
            except SQLAlchemyError as problem:
                logger.warning("the database does not answer: %s", type(problem).__name__)
            except Exception:
                logger.exception("a round of the webhooks failed")
            ended.wait(pause_s)
