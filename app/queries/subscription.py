"""Subscriptions: of one reader, by the secret links of mails and feeds, and what is to be told."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from app.database import db
from app.queries.pilot_event import with_things
from models.errors import NotFoundError
from models.pilot_event import PilotEvent
from models.reader import Reader
from models.subscription import (
    TOKEN_LENGTH,
    Subscription,
    SubscriptionNews,
    SubscriptionTold,
)


def subscriptions_of(reader: Reader) -> list[Subscription]:
    """Return what a reader follows, in the order in which it began."""
    return list(
        db.session.scalars(
            select(Subscription)
            .where(
                Subscription.reader_id == reader.id,
                Subscription.confirmed_at.is_not(None),
                Subscription.stopped_at.is_(None),
            )
            .options(joinedload(Subscription.pilot), joinedload(Subscription.testbed))
            .order_by(Subscription.confirmed_at, Subscription.id)
        )
    )


def count_of(reader: Reader) -> int:
    """Return how many things a reader follows."""
    return (
        db.session.scalar(
            select(func.count(Subscription.id)).where(
                Subscription.reader_id == reader.id,
                Subscription.confirmed_at.is_not(None),
                Subscription.stopped_at.is_(None),
            )
        )
        or 0
    )


def own_subscription(reader: Reader, subscription_id: int) -> Subscription:
    """Return one of a reader's subscriptions.

    Raises:
        NotFoundError: It does not exist, or is somebody else's.
    """
    found = db.session.get(Subscription, subscription_id)
    if found is None or found.reader_id != reader.id:
        raise NotFoundError
    return found


def known_subscription(reader: Reader, wish_key: str) -> Subscription | None:
    """Return what a reader follows, has followed or has asked to follow, by its key."""
    return db.session.scalar(
        select(Subscription).where(
            Subscription.reader_id == reader.id, Subscription.wish_key == wish_key
        )
    )


def to_confirm(token: str) -> Subscription:
    """Return the subscription that the link of a first mail asks about."""
    return _by_token(Subscription.confirm_token, token)


def to_stop(token: str) -> Subscription:
    """Return the subscription that the link of a mail ends."""
    return _by_token(Subscription.stop_token, token)


def of_feed(token: str) -> Subscription:
    """Return the live subscription of a secret feed.

    Raises:
        NotFoundError: There is none, or it has ended.
    """
    found = _by_token(Subscription.feed_token, token)
    if not found.is_live:
        raise NotFoundError
    return found


def _by_token(column: InstrumentedAttribute[str], token: str) -> Subscription:
    found = None
    if len(token) == TOKEN_LENGTH:
        found = db.session.scalar(
            select(Subscription)
            .where(column == token)
            .options(joinedload(Subscription.reader), joinedload(Subscription.pilot))
        )
    if found is None:
        raise NotFoundError
    return found


def due_readers(now: dt.datetime, after_id: int, most: int) -> Sequence[int]:
    """Return readers with something that is due, by id; ask again after the last."""
    return db.session.scalars(
        select(SubscriptionNews.reader_id)
        .where(SubscriptionNews.due_at <= now, SubscriptionNews.reader_id > after_id)
        .distinct()
        .order_by(SubscriptionNews.reader_id)
        .limit(most)
    ).all()


def due_news(reader: Reader, now: dt.datetime) -> list[tuple[PilotEvent, Subscription]]:
    """Return what is due for a reader and was not told yet, with why, in the order it happened."""
    told = exists().where(
        SubscriptionTold.reader_id == SubscriptionNews.reader_id,
        SubscriptionTold.event_id == SubscriptionNews.event_id,
    )
    rows = db.session.execute(
        select(PilotEvent, Subscription)
        .join(SubscriptionNews, SubscriptionNews.event_id == PilotEvent.id)
        .join(Subscription, Subscription.id == SubscriptionNews.subscription_id)
        .where(SubscriptionNews.reader_id == reader.id, SubscriptionNews.due_at <= now, ~told)
        .options(*with_things())
        .order_by(PilotEvent.id, Subscription.id)
    )
    return [(row[0], row[1]) for row in rows]
