"""Write a message to each webhook that asks for what happened, once.

Two sources.  What happened to somebody's own things waits in ``webhook_event`` since the change's
own transaction, and goes with the messages that come of it.  Public changes are read on from a
cursor of each collection: their revisions are given under a lock that is held until the commit, so
what is read after a cursor is all there will ever be before it.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select

from app import clock
from app.database import db, use_case
from app.queries.open_change import after_positions
from app.queries.webhook_change import is_behind, result_deed
from app.queries.webhook_sight import parties
from app.services.webhook import new_uid
from models.open_feature import OpenChange
from models.webhook import (
    Webhook,
    WebhookCursor,
    WebhookDelivery,
    WebhookEvent,
    WebhookStatus,
    WebhookTopic,
)
from models.webhook_topic import COLLECTIONS as TOPICS
from models.webhook_topic import Topic

BATCH = 200  # events in one transaction


@dataclass(frozen=True, slots=True)
class Thing:
    """What a message is about."""

    thing: str
    thing_id: int


def hear_all() -> int:
    """Hear everything that has happened since the last time; returns how many events."""
    heard = 0
    while some := hear_own():
        heard += some
    for collection in TOPICS:
        while some := hear_public(collection) if is_behind(collection) else 0:
            heard += some
    return heard


@use_case
def hear_own(most: int = BATCH) -> int:
    """Hear the next things that happened to somebody's own things; returns how many."""
    events = list(
        db.session.scalars(
            select(WebhookEvent).order_by(WebhookEvent.id).limit(most).with_for_update()
        )
    )
    if not events:
        return 0
    asking = _asking({one.topic for one in events})
    write([row for one in events for row in _own_messages(one, asking.get(one.topic, []))])
    db.session.execute(delete(WebhookEvent).where(WebhookEvent.id.in_([one.id for one in events])))
    return len(events)


@use_case
def hear_public(collection: str, most: int = BATCH) -> int:
    """Hear the next changes of a collection; returns how many."""
    cursor = db.session.get(WebhookCursor, collection, with_for_update=True, populate_existing=True)
    if cursor is None:  # a table that was emptied
        cursor = WebhookCursor(collection=collection)
        db.session.add(cursor)
        db.session.flush()
    changes = after_positions({collection: (cursor.revision, cursor.key)}, most)
    if not changes:
        return 0
    topic = TOPICS[collection]
    asking = _asking({topic, Topic.RESULT})
    write([row for one in changes for row in _public_messages(one, topic, asking)])
    cursor.revision, cursor.key = changes[-1].revision, changes[-1].key
    return len(changes)


def _public_messages(
    change: OpenChange, topic: Topic, asking: dict[Topic, list[Webhook]]
) -> Iterator[dict[str, Any]]:
    told = [(topic, change.deed.value)]
    if topic is Topic.PILOT and asking.get(Topic.RESULT) and (deed := result_deed(change)):
        told.append((Topic.RESULT, deed.value))
    for chosen, deed_name in told:
        kind = f"{chosen}.{deed_name}"
        key = f"{kind}:{change.revision}:{change.key}"
        for webhook in asking.get(chosen, ()):
            if webhook.created_at <= change.at:
                about = Thing(change.collection, change.key)
                yield message(webhook, key, kind, change.at, about=about, revision=change.revision)


def _own_messages(event: WebhookEvent, asking: list[Webhook]) -> list[dict[str, Any]]:
    if not asking:
        return []
    concerned = parties(event.thing, event.thing_id)
    return [
        message(webhook, f"own:{event.uid}", event.type, event.at, about=event)
        for webhook in asking
        if webhook.created_at <= event.at and concerned.concern(webhook)
    ]


def message(
    webhook: Webhook,
    key: str,
    kind: str,
    at: dt.datetime,
    *,
    about: Thing | WebhookEvent,
    revision: int | None = None,
) -> dict[str, Any]:
    """Return the row of a message; ``about`` has a thing and a thing_id."""
    now = clock.now()
    return {
        "webhook_id": webhook.id,
        "event_key": key,
        "uid": new_uid(),
        "type": kind,
        "thing": about.thing,
        "thing_id": about.thing_id,
        "revision": revision,
        "happened_at": at,
        "due_at": now,
        "created_at": now,
    }


def write(rows: list[dict[str, Any]]) -> None:
    """Write messages, in their order."""
    if rows:
        db.session.execute(insert(WebhookDelivery), rows)


def _asking(topics: Iterable[Topic]) -> dict[Topic, list[Webhook]]:
    """Return the webhooks that send at present, by the topics that they tell of."""
    found = db.session.execute(
        select(WebhookTopic.topic, Webhook)
        .join(Webhook, Webhook.id == WebhookTopic.webhook_id)
        .where(WebhookTopic.topic.in_(set(topics)), Webhook.status == WebhookStatus.ACTIVE)
        .order_by(Webhook.id)
    )
    asking: dict[Topic, list[Webhook]] = {}
    for topic, webhook in found:
        asking.setdefault(topic, []).append(webhook)
    return asking
