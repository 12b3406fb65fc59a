"""What a dispatcher does with messages to webhooks: take one, see what may be told, note the end.

As with mail (app/jobs/outbox.py) a claim is a lease: when its holder dies the message is due again
and goes out under the same id.  Of the messages to one address about one thing the next goes when
the one before has ended, so they arrive in their order; other things and tests pass it by.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, or_, select, update
from sqlalchemy.orm import aliased, joinedload

from app import clock
from app.database import db, use_case
from app.policies.actor import SYSTEM
from app.queries.account import actor_of
from app.queries.webhook_sight import Sight, sight
from app.services.notification import tell
from app.services.webhook import stop
from models.webhook import (
    DeliveryStatus,
    Trouble,
    Webhook,
    WebhookDelivery,
    WebhookStatus,
    WebhookTry,
)
from models.webhook_topic import TEST

LEASE = dt.timedelta(minutes=1)  # longer than the slowest receiver may take
MOST_ATTEMPTS = 8
LONGEST_REST = dt.timedelta(minutes=10)
WAITING = WebhookDelivery.status == DeliveryStatus.WAITING


@dataclass(frozen=True, slots=True)
class Claim:
    """One message under a lease; ``attempts`` counts this try too."""

    id: int
    host: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is to be sent where; ``salts`` of the secrets that sign, the present one first."""

    delivery: WebhookDelivery
    url: str
    salts: tuple[str, ...]
    sight: Sight


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a try went; ``wait`` is how long until the next one if it failed."""

    trouble: Trouble | None
    wait: dt.timedelta
    rest: dt.timedelta = dt.timedelta()
    code: int | None = None
    took_ms: int = 0
    answer: str = ""
    is_gone: bool = False  # the receiver says that it wants nothing any more


@use_case
def claim(busy: Collection[str] = ()) -> Claim | None:
    """Take the message that has been due longest to a host that is not busy, or None."""
    now = clock.now()
    due = (
        select(WebhookDelivery.id)
        .join(Webhook, Webhook.id == WebhookDelivery.webhook_id)
        .where(
            *_free(now),
            WebhookDelivery.attempts < MOST_ATTEMPTS,
            Webhook.status == WebhookStatus.ACTIVE,
            or_(Webhook.resting_until.is_(None), Webhook.resting_until <= now),
            Webhook.host.not_in(busy),
            or_(WebhookDelivery.type == TEST, ~_has_earlier()),
        )
        .order_by(WebhookDelivery.due_at, WebhookDelivery.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=WebhookDelivery)
        .cte("due")
    )
    taken = db.session.execute(
        update(WebhookDelivery)
        .where(WebhookDelivery.id == select(due.c.id).scalar_subquery())
        .values(leased_until=now + LEASE, attempts=WebhookDelivery.attempts + 1)
        .returning(WebhookDelivery.id, WebhookDelivery.webhook_id, WebhookDelivery.attempts)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if taken is None:
        return None
    host = db.session.scalars(select(Webhook.host).where(Webhook.id == taken.webhook_id)).one()
    return Claim(taken.id, host, taken.attempts)


def _free(now: dt.datetime) -> tuple[Any, ...]:
    """Return the conditions of a message that is due and that nobody has a lease on."""
    leased = WebhookDelivery.leased_until
    return WAITING, WebhookDelivery.due_at <= now, or_(leased.is_(None), leased < now)


def _has_earlier() -> Any:
    """Return whether a message about the same thing to the same address has not ended yet."""
    before = aliased(WebhookDelivery)
    return exists().where(
        before.webhook_id == WebhookDelivery.webhook_id,
        before.thing == WebhookDelivery.thing,
        before.thing_id == WebhookDelivery.thing_id,
        before.id < WebhookDelivery.id,
        before.status == DeliveryStatus.WAITING,
    )


def is_anything_due() -> bool:
    """Say whether a message is due, without the writers' lock."""
    now = clock.now()
    found = db.session.scalar(
        select(WebhookDelivery.id)
        .join(Webhook, Webhook.id == WebhookDelivery.webhook_id)
        .where(*_free(now), Webhook.status == WebhookStatus.ACTIVE)
        .limit(1)
    )
    db.session.rollback()
    return found is not None


@use_case
def bury() -> int:
    """Give up messages whose last try ended without a word; returns how many."""
    now = clock.now()
    given_up: Any = db.session.execute(
        update(WebhookDelivery)
        .where(*_free(now), WebhookDelivery.attempts >= MOST_ATTEMPTS)
        .values(status=DeliveryStatus.DEAD, ended_at=now, leased_until=None)
        .execution_options(synchronize_session=False)
    )
    return int(given_up.rowcount)


def parcel(claimed: Claim) -> Parcel | None:
    """Return what is to be sent, or None when the owner may not know of it any more."""
    delivery = db.session.get(
        WebhookDelivery,
        claimed.id,
        options=[joinedload(WebhookDelivery.webhook).joinedload(Webhook.user)],
        populate_existing=True,
    )
    if delivery is None:
        return None
    webhook = delivery.webhook
    seen = sight(actor_of(webhook.user_id), delivery)
    if seen is None:
        return None
    both = webhook.before_until is not None and webhook.before_until > clock.now()
    salts = (webhook.salt, webhook.salt_before) if both else (webhook.salt,)
    return Parcel(delivery, webhook.url, salts, seen)


@use_case
def withhold(claimed: Claim) -> None:
    """Note that a message is not sent, because its owner may not know of the thing."""
    _end(claimed, {"status": DeliveryStatus.WITHHELD, "ended_at": clock.now()})


@use_case
def settle(claimed: Claim, outcome: Outcome) -> None:
    """Write down how a try went.

    Got through is a fact whoever says it; a failure counts only for who holds the latest claim.
    """
    now = clock.now()
    delivery = db.session.get(WebhookDelivery, claimed.id, with_for_update=True)
    if delivery is None:  # taken away meanwhile
        return
    db.session.add(_try_of(claimed, outcome, now))
    webhook = db.session.get_one(Webhook, delivery.webhook_id, with_for_update=True)
    if outcome.trouble is None:
        _end(claimed, {"status": DeliveryStatus.DELIVERED, "ended_at": now}, is_fact=True)
        webhook.failures, webhook.resting_until, webhook.reached_at = 0, None, now
        return
    webhook.failures += 1
    webhook.resting_until = now + min(outcome.rest, LONGEST_REST)
    is_dead = outcome.is_gone or claimed.attempts >= MOST_ATTEMPTS
    if not is_dead:
        _end(claimed, {"due_at": now + outcome.wait})
        return
    _end(claimed, {"status": DeliveryStatus.DEAD, "ended_at": now})
    is_silent = webhook.reached_at is None or webhook.reached_at < delivery.created_at
    if webhook.status is WebhookStatus.ACTIVE and (outcome.is_gone or is_silent):
        _stop(webhook, delivery, is_gone=outcome.is_gone)


def _try_of(claimed: Claim, outcome: Outcome, now: dt.datetime) -> WebhookTry:
    return WebhookTry(
        delivery_id=claimed.id,
        at=now,
        code=outcome.code,
        trouble=outcome.trouble,
        took_ms=outcome.took_ms,
        answer=outcome.answer,
    )


def _end(claimed: Claim, values: dict[str, Any], *, is_fact: bool = False) -> None:
    mine = [WebhookDelivery.id == claimed.id]
    if not is_fact:
        mine += [WAITING, WebhookDelivery.attempts == claimed.attempts]
    db.session.execute(
        update(WebhookDelivery)
        .where(*mine)
        .values(leased_until=None, **values)
        .execution_options(synchronize_session=False)
    )


def _stop(webhook: Webhook, delivery: WebhookDelivery, *, is_gone: bool) -> None:
    """Pause a webhook by itself and tell its owner: nothing got through since this message."""
    stop(SYSTEM, webhook)
    tell(
        webhook.user,
        "webhook/stopped",
        f"webhook:{delivery.uid}:{webhook.version}",
        webhook_id=webhook.id,
        webhook=webhook.name,
        host=webhook.host,
        since=delivery.created_at.isoformat(),
        is_gone=is_gone,
    )
