"""Make, change, pause and take away webhooks, give them a new secret, and send again by hand."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete, func, select, update

from app import clock
from app.adapters.webhook_signature import new_salt
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.subject import of_webhook
from app.policies.table import Action, authorise
from app.queries.webhook import Whose, may_tell, own_delivery, own_webhook
from app.services.audit import record
from app.services.move import move
from models.errors import ConflictError, FieldError, NotFoundError
from models.text import tidy
from models.webhook import (
    NAME_LENGTH,
    OVERLAP,
    URL_LENGTH,
    WEBHOOK_WORKFLOW,
    DeliveryStatus,
    Webhook,
    WebhookAction,
    WebhookDelivery,
    WebhookSide,
    WebhookStatus,
    WebhookTopic,
)
from models.webhook_topic import TEST, THING, Topic

MOST_WEBHOOKS = 20  # of one person
MOST_TESTS = 10  # of one webhook that wait


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for; ``host`` is that of ``url``, both looked at by the caller."""

    name: str
    url: str
    host: str
    topics: frozenset[Topic]


@use_case
def create(actor: Actor, wanted: Whose, wish: Wish) -> int:
    """Make a webhook; returns its id.

    Raises:
        NotFoundError: The actor has nothing to do with the organisation or the city.
        FieldError: ``webhook_name_needed``, ``too_many_letters`` (most), ``webhook_topics_needed``
            or ``too_many_webhooks`` (most).
    """
    authorise(actor, Action.WEBHOOK_KEEP)
    if not may_tell(actor, wanted):
        raise NotFoundError
    _refuse_too_many(actor)
    now = clock.now()
    made = Webhook(
        user_id=actor.user_id,
        side=wanted.side,
        organisation_id=wanted.ident if wanted.side is WebhookSide.ORGANISATION else None,
        city_id=wanted.ident if wanted.side is WebhookSide.CITY else None,
        salt=new_salt(),
        renewed_at=now,
        created_at=now,
    )
    _write(made, wish)
    db.session.add(made)
    db.session.flush()
    _choose(made, wish.topics)
    record(actor, "webhook:create", made, organisation=made.organisation_id, host=made.host)
    return made.id


@use_case
def change(actor: Actor, webhook_id: int, wish: Wish) -> int:
    """Give a webhook another name, address and topics; returns its id.

    What waits goes to the new address.

    Raises:
        NotFoundError: It does not exist, or is somebody else's.
        FieldError: As ``create``.
    """
    webhook = _own(actor, webhook_id)
    before = webhook.host
    _write(webhook, wish)
    webhook.resting_until = None
    _choose(webhook, wish.topics)
    record(actor, "webhook:change", webhook, before=before, host=webhook.host)
    return webhook.id


@use_case
def renew_secret(actor: Actor, webhook_id: int) -> int:
    """Give a webhook a new secret; the present one signs beside it for ``OVERLAP``.

    Raises:
        NotFoundError: It does not exist, or is somebody else's.
    """
    webhook, now = _own(actor, webhook_id), clock.now()
    webhook.salt_before, webhook.before_until = webhook.salt, now + OVERLAP
    webhook.salt, webhook.renewed_at = new_salt(), now
    record(actor, "webhook:renew_secret", webhook)
    return webhook.id


@use_case
def pause(actor: Actor, webhook_id: int) -> int:
    """Let nothing be sent for the present; what happens meanwhile is not told later.

    Raises:
        NotFoundError: It does not exist, or is somebody else's.
        IllegalMoveError: It does not send anyway.
    """
    webhook = _own(actor, webhook_id)
    move(actor, webhook, WEBHOOK_WORKFLOW, WebhookAction.PAUSE)
    return webhook.id


@use_case
def resume(actor: Actor, webhook_id: int) -> int:
    """Send again, beginning with what waits, which has all its tries anew; raises as ``pause``."""
    webhook = _own(actor, webhook_id)
    action = WebhookAction.RESUME
    move(actor, webhook, WEBHOOK_WORKFLOW, action, failures=0, resting_until=None)
    db.session.execute(
        update(WebhookDelivery)
        .where(
            WebhookDelivery.webhook_id == webhook.id,
            WebhookDelivery.status == DeliveryStatus.WAITING,
        )
        .values(due_at=clock.now(), attempts=0)
        .execution_options(synchronize_session=False)
    )
    return webhook.id


def stop(actor: Actor, webhook: Webhook) -> None:
    """Let nothing be sent to an address that cannot be reached, in the caller's transaction."""
    authorise(actor, Action.WEBHOOK_MANAGE, of_webhook(webhook))
    move(actor, webhook, WEBHOOK_WORKFLOW, WebhookAction.STOP)


@use_case
def remove(actor: Actor, webhook_id: int) -> None:
    """Take a webhook away with all that waits for it and its log.

    Raises:
        NotFoundError: It does not exist, or is somebody else's.
    """
    webhook = _own(actor, webhook_id)
    record(actor, "webhook:remove", webhook, host=webhook.host)
    db.session.execute(delete(Webhook).where(Webhook.id == webhook.id))
    db.session.expunge(webhook)


@use_case
def send_test(actor: Actor, webhook_id: int) -> int:
    """Queue a message that tells of nothing; returns its id.

    Raises:
        NotFoundError: It does not exist, or is somebody else's.
        ConflictError: ``webhook_not_active`` or ``too_many_tests``.
    """
    webhook, now = _own(actor, webhook_id), clock.now()
    _refuse_unless_active(webhook)
    waiting = select(func.count(WebhookDelivery.id)).where(
        WebhookDelivery.webhook_id == webhook.id,
        WebhookDelivery.type == TEST,
        WebhookDelivery.status == DeliveryStatus.WAITING,
    )
    if (db.session.scalar(waiting) or 0) >= MOST_TESTS:
        raise ConflictError("too_many_tests")
    made = WebhookDelivery(
        webhook_id=webhook.id,
        event_key=f"test:{secrets.token_hex(8)}",
        uid=new_uid(),
        type=TEST,
        thing=THING,
        thing_id=webhook.id,
        happened_at=now,
        due_at=now,
        created_at=now,
    )
    db.session.add(made)
    webhook.resting_until = None
    db.session.flush()
    record(actor, "webhook:test", webhook, delivery=made.id)
    return made.id


@use_case
def send_again(actor: Actor, delivery_id: int) -> int:
    """Send a message once more, under its old id; returns the message's id.

    Raises:
        NotFoundError: It does not exist, or is somebody else's.
        ConflictError: ``webhook_not_active``, or ``webhook_still_waiting`` where it is being sent.
    """
    delivery = own_delivery(actor, delivery_id).delivery
    webhook, now = _own(actor, delivery.webhook_id), clock.now()
    _refuse_unless_active(webhook)
    again = db.session.execute(
        update(WebhookDelivery)
        .where(
            WebhookDelivery.id == delivery.id,
            (WebhookDelivery.leased_until.is_(None)) | (WebhookDelivery.leased_until < now),
        )
        .values(
            status=DeliveryStatus.WAITING, attempts=0, due_at=now, leased_until=None, ended_at=None
        )
        .returning(WebhookDelivery.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if again is None:
        raise ConflictError("webhook_still_waiting")
    webhook.resting_until = None
    record(actor, "webhook:send_again", webhook, delivery=delivery.id)
    return delivery.id


def new_uid() -> str:
    """Return a new webhook-id."""
    return f"msg_{secrets.token_hex(16)}"


def _own(actor: Actor, webhook_id: int) -> Webhook:
    webhook = own_webhook(actor, webhook_id)
    db.session.execute(select(Webhook.id).where(Webhook.id == webhook.id).with_for_update())
    db.session.refresh(webhook)
    return webhook


def _write(webhook: Webhook, wish: Wish) -> None:
    name = " ".join(tidy(wish.name).split())
    if not name:
        raise FieldError("webhook_name_needed", field="name")
    if len(name) > NAME_LENGTH:
        raise FieldError("too_many_letters", field="name", most=NAME_LENGTH, length=len(name))
    if len(wish.url) > URL_LENGTH:
        raise FieldError("too_many_letters", field="url", most=URL_LENGTH, length=len(wish.url))
    if not wish.topics:
        raise FieldError("webhook_topics_needed", field="public")
    webhook.name, webhook.url, webhook.host = name, wish.url, wish.host


def _choose(webhook: Webhook, topics: Collection[Topic]) -> None:
    kept = webhook.chosen
    db.session.execute(
        delete(WebhookTopic).where(
            WebhookTopic.webhook_id == webhook.id, WebhookTopic.topic.in_(kept - set(topics))
        )
    )
    db.session.add_all(
        WebhookTopic(webhook_id=webhook.id, topic=one) for one in sorted(set(topics) - kept)
    )
    db.session.flush()
    db.session.expire(webhook, ["topics"])


def _refuse_unless_active(webhook: Webhook) -> None:
    if webhook.status is not WebhookStatus.ACTIVE:
        raise ConflictError("webhook_not_active")


def _refuse_too_many(actor: Actor) -> None:
    count = db.session.scalar(
        select(func.count(Webhook.id)).where(Webhook.user_id == actor.user_id)
    )
    if (count or 0) >= MOST_WEBHOOKS:
        raise FieldError("too_many_webhooks", field="name", most=MOST_WEBHOOKS)
