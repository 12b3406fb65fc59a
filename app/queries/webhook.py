"""Webhooks as their owners see them: their addresses, what was sent, and how each try went."""

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from app.database import db
from app.policies.actor import Actor
from app.policies.subject import of_city, of_organisation, of_webhook
from app.policies.table import Action, may
from models.city import City
from models.errors import NotFoundError
from models.organisation import Organisation
from models.webhook import DeliveryStatus, Webhook, WebhookDelivery, WebhookSide, WebhookTry

PER_PAGE = 30
MOST_TRIES = 50  # of one message that are shown


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose own things a webhook tells of; ``ident`` is of the organisation or the city."""

    side: WebhookSide
    ident: int | None = None


@dataclass(frozen=True, slots=True)
class Log:
    """One page of messages, the newest first."""

    rows: list[WebhookDelivery]
    total: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Told:
    """One message with its tries, the newest first."""

    delivery: WebhookDelivery
    tries: list[WebhookTry] = field(default_factory=list)


def whose(webhook: Webhook) -> Whose:
    """Return whose own things a webhook tells of."""
    return Whose(webhook.side, webhook.organisation_id or webhook.city_id)


def may_tell(viewer: Actor, wanted: Whose) -> bool:
    """Say whether the viewer may be told of somebody's own things at all."""
    if wanted.side is WebhookSide.PERSON:
        return may(viewer, Action.WEBHOOK_KEEP)
    if wanted.side is WebhookSide.CITY:
        return wanted.ident is not None and may(viewer, Action.WEBHOOK_CITY, of_city(wanted.ident))
    organisation = db.session.get(Organisation, wanted.ident) if wanted.ident else None
    return organisation is not None and may(
        viewer, Action.WEBHOOK_ORGANISATION, of_organisation(organisation)
    )


def webhooks_of(viewer: Actor, *, at_desk: bool) -> list[Webhook]:
    """Return the viewer's own webhooks: those for cities, or the others; by name."""
    at = Webhook.side == WebhookSide.CITY
    rows = db.session.scalars(
        select(Webhook)
        .where(Webhook.user_id == viewer.user_id, at if at_desk else ~at)
        .options(selectinload(Webhook.topics))
    )
    return sorted(rows, key=lambda one: (one.name.casefold(), one.id))


def own_webhook(viewer: Actor, webhook_id: int) -> Webhook:
    """Return a webhook that is the viewer's.

    Raises:
        NotFoundError: It does not exist, or is somebody else's.
    """
    found = db.session.get(Webhook, webhook_id)
    if found is None or not may(viewer, Action.WEBHOOK_MANAGE, of_webhook(found)):
        raise NotFoundError
    return found


def owner_name(webhook: Webhook, lang: str) -> str:
    """Return the name of the organisation or city that a webhook tells of; empty for a person."""
    if webhook.organisation_id:
        return db.session.get_one(Organisation, webhook.organisation_id).name
    if webhook.city_id:
        return db.session.get_one(City, webhook.city_id).name.best(lang)[0]
    return ""


def log_of(webhook: Webhook, page: int) -> Log:
    """Return one page of what a webhook was sent."""
    mine = WebhookDelivery.webhook_id == webhook.id
    rows = db.session.scalars(
        select(WebhookDelivery)
        .where(mine)
        .order_by(WebhookDelivery.id.desc())
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    )
    waits = WebhookDelivery.status == DeliveryStatus.WAITING
    total = db.session.scalar(select(func.count()).select_from(WebhookDelivery).where(mine))
    waiting = db.session.scalar(
        select(func.count()).select_from(WebhookDelivery).where(mine, waits)
    )
    return Log(list(rows), total or 0, waiting or 0)


def own_delivery(viewer: Actor, delivery_id: int) -> Told:
    """Return a message to one of the viewer's webhooks, with its tries.

    Raises:
        NotFoundError: It does not exist, was forgotten, or is somebody else's.
    """
    found = db.session.get(
        WebhookDelivery, delivery_id, options=[joinedload(WebhookDelivery.webhook)]
    )
    if found is None or not may(viewer, Action.WEBHOOK_MANAGE, of_webhook(found.webhook)):
        raise NotFoundError
    tries = db.session.scalars(
        select(WebhookTry)
        .where(WebhookTry.delivery_id == found.id)
        .order_by(WebhookTry.id.desc())
        .limit(MOST_TRIES)
    )
    return Told(found, list(tries))


def last_tries(deliveries: list[WebhookDelivery]) -> dict[int, WebhookTry]:
    """Return the last try of each of these messages, by the message's id."""
    ids = [one.id for one in deliveries]
    latest = (
        select(func.max(WebhookTry.id))
        .where(WebhookTry.delivery_id.in_(ids))
        .group_by(WebhookTry.delivery_id)
    )
    rows = db.session.scalars(select(WebhookTry).where(WebhookTry.id.in_(latest)))
    return {one.delivery_id: one for one in rows}


def is_signing_twice(webhook: Webhook, now: dt.datetime) -> bool:
    """Say whether the secret before the present one signs as well."""
    return webhook.before_until is not None and webhook.before_until > now
