"""Follow something, confirm it, change its rhythm, stop it, and renew its feed's address.

Whoever names an address is told the same whether or not it is known here.  Only somebody signed in
who follows with the confirmed address of their account begins at once; everybody else is asked by
mail first.  What was stopped can be taken up again for a month, and is then forgotten.
"""

import hashlib
import json
import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete

from app import clock
from app.database import db, use_case
from app.policies.actor import SYSTEM, Actor
from app.queries.reader import has_confirmed_address, reader_of_token
from app.queries.subscription import (
    count_of,
    known_subscription,
    own_subscription,
    subscriptions_of,
    to_confirm,
    to_stop,
)
from app.services.audit import record
from app.services.notification import tell_address
from app.services.reader import confirm as believe
from app.services.reader import reader_for
from models.errors import ConflictError
from models.reader import Reader
from models.subscription import Rhythm, Subscription, SubscriptionNews, Target

MOST = 60  # things that one reader can follow


@dataclass(frozen=True, slots=True)
class Followed:
    """What is to be followed, as app/services/subscription_place.py and the pages make it."""

    target: Target
    name: str
    wish: dict[str, Any]
    pilot_id: int | None = None
    testbed_id: int | None = None
    shape: bytes | None = None
    radius_m: int = 0

    @property
    def key(self) -> str:
        """What makes it the same thing for one reader."""
        whole = json.dumps([self.target, self.pilot_id, self.testbed_id, self.wish], sort_keys=True)
        return hashlib.sha256(whole.encode()).hexdigest()


@use_case
def follow(actor: Actor, what: Followed, rhythm: Rhythm, email: str, language: str) -> bool:
    """Begin to follow, or ask by mail whether to; returns whether it has begun.

    Raises:
        ConflictError: ``too_many_subscriptions`` (most), only to whoever follows without a mail.
    """
    is_own = email.strip().lower() == actor.email.lower() and has_confirmed_address(actor)
    reader = reader_for(actor, email, language)
    one = known_subscription(reader, what.key) or _made(reader, what, rhythm)
    if is_own:
        one.rhythm = rhythm
        _begin(actor, one)
        return True
    if not one.is_live:
        one.rhythm = rhythm
    _ask(one, language)
    record(actor, "subscription:ask", one, target=one.target.value)
    return False


def _made(reader: Reader, what: Followed, rhythm: Rhythm) -> Subscription:
    made = Subscription(
        reader_id=reader.id, target=what.target, name=what.name[:200], wish=what.wish,
        wish_key=what.key, pilot_id=what.pilot_id, testbed_id=what.testbed_id, shape=what.shape,
        radius_m=what.radius_m, rhythm=rhythm, confirm_token=secrets.token_urlsafe(32),
        stop_token=secrets.token_urlsafe(32), feed_token=secrets.token_urlsafe(32),
        created_at=clock.now(),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def _ask(one: Subscription, language: str) -> None:
    """Ask the address whether to begin; one that follows already is asked in the same words."""
    tell_address(
        one.reader.email,
        language,
        "subscription/confirm",
        f"follow:{one.id}:{clock.now():%Y%m%dT%H%M%S}",
        what=one.name,
        path=f"/{language}/follow/confirm/{one.confirm_token}",
    )


@use_case
def confirm(token: str) -> int:
    """Begin what the link of a mail asks about; a second time changes nothing.  Returns its id.

    Raises:
        NotFoundError: The link asks about nothing, or it was forgotten after a week.
        ConflictError: ``too_many_subscriptions`` (most).
    """
    one = to_confirm(token)
    db.session.refresh(one, ["confirmed_at", "stopped_at"], with_for_update=True)
    believe(one.reader)
    _begin(SYSTEM, one)
    return one.id


def _begin(actor: Actor, one: Subscription) -> None:
    if one.is_live:
        return
    if count_of(one.reader) >= MOST:
        raise ConflictError("too_many_subscriptions", most=MOST)
    one.confirmed_at, one.stopped_at = clock.now(), None
    db.session.flush()
    record(actor, "subscription:begin", one, target=one.target.value)


@use_case
def stop(token: str) -> int:
    """End one subscription by the link of a mail; a second time changes nothing.  Returns its id.

    Raises:
        NotFoundError: The link belongs to none.
    """
    one = to_stop(token)
    _end(one)
    return one.id


@use_case
def resume(token: str) -> int:
    """Take up again what was stopped, by the same link.  Returns its id.

    Raises:
        NotFoundError: The link belongs to none, or it was never confirmed.
    """
    one = to_stop(token)
    db.session.refresh(one, ["confirmed_at", "stopped_at"], with_for_update=True)
    if one.confirmed_at is not None:
        _begin(SYSTEM, one)
    return one.id


@use_case
def stop_own(reader_token: str, subscription_id: int) -> int:
    """End one subscription from the reader's own page.  Returns its id."""
    one = own_subscription(reader_of_token(reader_token), subscription_id)
    _end(one)
    return one.id


@use_case
def stop_all(reader_token: str) -> int:
    """End everything that a reader follows; returns how much it was.

    Raises:
        NotFoundError: The link belongs to no reader.
    """
    ending = subscriptions_of(reader_of_token(reader_token))
    for one in ending:
        _end(one)
    return len(ending)


def _end(one: Subscription) -> None:
    """End it, and let nothing of it be told any more."""
    db.session.refresh(one, ["confirmed_at", "stopped_at"], with_for_update=True)
    if not one.is_live:
        return
    one.stopped_at = clock.now()
    db.session.execute(delete(SubscriptionNews).where(SubscriptionNews.subscription_id == one.id))
    db.session.flush()
    record(SYSTEM, "subscription:stop", one, target=one.target.value)


@use_case
def change_rhythm(reader_token: str, subscription_id: int, rhythm: Rhythm) -> int:
    """Tell of it sooner or later from now on; what waits already keeps its time.  Returns its id.

    Raises:
        NotFoundError: It is not this reader's.
    """
    one = own_subscription(reader_of_token(reader_token), subscription_id)
    one.rhythm = rhythm
    db.session.flush()
    record(SYSTEM, "subscription:rhythm", one, rhythm=rhythm.value)
    return one.id


@use_case
def renew_feed(reader_token: str, subscription_id: int) -> int:
    """Give its feeds another address; the old one leads nowhere at once.  Returns its id.

    Raises:
        NotFoundError: It is not this reader's.
    """
    one = own_subscription(reader_of_token(reader_token), subscription_id)
    one.feed_token = secrets.token_urlsafe(32)
    db.session.flush()
    record(SYSTEM, "subscription:renew_feed", one)
    return one.id
