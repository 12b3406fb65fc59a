"""Readers who follow something, for tests."""

import itertools
from collections.abc import Sequence

from sqlalchemy import select

from app import clock
from app.database import db, use_case
from app.policies.actor import VISITOR
from app.services import subscription as service
from app.services.reader import reader_for
from app.services.subscription import Followed
from app.services.subscription_place import around, this_pilot, view_of
from models.challenge import Challenge
from models.event import Event
from models.outbox import OutboxMessage
from models.pilot import Pilot
from models.pilot_event import EventKind, PilotEvent
from models.reader import Reader
from models.subscription import Rhythm, Subscription

HERE = (24.94, 60.17)
_numbers = itertools.count(1)
_lines = itertools.count(1_000_000)


def address() -> str:
    """Return an address that nobody has used yet."""
    return f"lukija{next(_numbers)}@koepaikka.example"


def asked(
    what: Followed, rhythm: Rhythm = Rhythm.AT_ONCE, email: str = "", language: str = "fi"
) -> Subscription:
    """Return what somebody without an account has asked to follow, not yet confirmed."""
    email = email or address()
    service.follow(VISITOR, what, rhythm, email, language)
    return db.session.scalars(
        select(Subscription)
        .join(Reader)
        .where(Reader.email == email, Subscription.wish_key == what.key)
    ).one()


def followed(
    what: Followed, rhythm: Rhythm = Rhythm.AT_ONCE, email: str = "", language: str = "fi"
) -> Subscription:
    """Return a subscription that its reader has confirmed."""
    one = asked(what, rhythm, email, language)
    service.confirm(one.confirm_token)
    return one


def pilot(one: Pilot) -> Followed:
    """Return one pilot as what is followed."""
    return this_pilot(one, one.title.fi)


def place(lon: float = HERE[0], lat: float = HERE[1], radius_m: int = 1000) -> Followed:
    """Return a circle as what is followed."""
    return around(lon, lat, radius_m, "Koti")


def view(**wish: Sequence[str]) -> Followed:
    """Return a view of the front page as what is followed."""
    return view_of(wish, "Oma valinta")


KINDS = {
    "pilot": EventKind.BEGUN, "challenge": EventKind.CHALLENGE_OPEN, "event": EventKind.GATHERING,
}  # fmt: skip
COLUMNS = {"pilot": "pilot_id", "challenge": "challenge_id", "event": "gathering_id"}


@use_case
def happened(one: Pilot | Challenge | Event, kind: EventKind | None = None) -> int:
    """Write an event of a thing as if the trail had told it; returns its id."""
    thing = one.__tablename__
    made = PilotEvent(
        kind=kind or KINDS[thing], at=clock.now(), audit_id=next(_lines), **{COLUMNS[thing]: one.id}
    )
    db.session.add(made)
    db.session.flush()
    return made.id


def reader(email: str = "", language: str = "fi") -> Reader:
    """Return a reader who has confirmed their address."""

    @use_case
    def make() -> int:
        made = reader_for(VISITOR, email or address(), language)
        made.confirmed_at = clock.now()
        return made.id

    return db.session.get_one(Reader, make())


def mails(template: str = "subscription/news") -> list[OutboxMessage]:
    """Return the mails of a template, in the order in which they were written."""
    return list(
        db.session.scalars(
            select(OutboxMessage)
            .where(OutboxMessage.template == template)
            .order_by(OutboxMessage.id)
        )
    )


def told() -> list[tuple[str, str, list[str]]]:
    """Return what was told to whom: address, title of the pilot, kinds of events."""
    return [
        (mail.recipient, one["title"], [what["kind"] for what in one["what"]])
        for mail in mails()
        for one in mail.context["happened"]
    ]
