"""Make, renew and withdraw the secret addresses of one's own calendar feeds."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.subject import of_organisation
from app.policies.table import Action, authorise
from app.queries.testbed_desk import cities_of
from app.services.audit import record
from models.errors import ForbiddenError, NotFoundError
from models.feed import Feed, FeedKind
from models.organisation import Organisation


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose days a feed tells of; ``ident`` is of the company or the city, None for oneself."""

    kind: FeedKind
    ident: int | None = None


@use_case
def renew(actor: Actor, whose: Whose, token_sha256: str) -> int:
    """Give a feed of the actor's a new address; the old one leads nowhere at once.

    The address is known here only by the SHA-256 of its token, in hex.  Returns the feed's id.

    Raises:
        NotFoundError: The actor has nothing to do with the company or the city.
    """
    _authorise(actor, whose)
    feed = db.session.scalar(select(Feed).where(*_the_one(actor, whose)))
    if feed is None:
        feed = Feed(
            user_id=actor.user_id,
            kind=whose.kind,
            organisation_id=whose.ident if whose.kind is FeedKind.ORGANISATION else None,
            city_id=whose.ident if whose.kind is FeedKind.CITY else None,
        )
        db.session.add(feed)
    feed.token_sha256, feed.created_at = token_sha256, clock.now()
    db.session.flush()
    record(actor, "feed:renew", feed, organisation=feed.organisation_id)
    return feed.id


@use_case
def withdraw(actor: Actor, whose: Whose) -> None:
    """Take an address back; it leads nowhere at once.  Also when the actor's role is gone."""
    if not actor.is_signed_in:
        raise ForbiddenError
    feed = db.session.scalar(select(Feed).where(*_the_one(actor, whose)))
    if feed is None:
        raise NotFoundError
    record(actor, "feed:withdraw", feed, organisation=feed.organisation_id)
    db.session.delete(feed)
    db.session.flush()


def _authorise(actor: Actor, whose: Whose) -> None:
    if not actor.is_signed_in:
        raise ForbiddenError
    if whose.kind is FeedKind.ORGANISATION:
        organisation = db.session.get(Organisation, whose.ident)
        if organisation is None or organisation.id not in actor.organisations:
            raise NotFoundError  # an administrator who is no member is told nothing of theirs
        authorise(actor, Action.ORGANISATION_READ, of_organisation(organisation))
    elif whose.kind is FeedKind.CITY and whose.ident not in {one.id for one in cities_of(actor)}:
        raise NotFoundError


def _the_one(actor: Actor, whose: Whose) -> list[ColumnElement[bool]]:
    conditions = [Feed.user_id == actor.user_id, Feed.kind == whose.kind]
    if whose.kind is FeedKind.ORGANISATION:
        conditions.append(Feed.organisation_id == whose.ident)
    elif whose.kind is FeedKind.CITY:
        conditions.append(Feed.city_id == whose.ident)
    return conditions
