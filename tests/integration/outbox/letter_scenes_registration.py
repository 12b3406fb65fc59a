"""The use cases that send mail about registering for events."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import time_machine

from app import clock
from app.database import db
from app.policies.actor import VISITOR, Actor
from app.services import event as event_service
from app.services import (
    event_outcome,
    registration,
    registration_desk,
    registration_news,
    registration_own,
    registration_place,
)
from app.services.event_outcome import Outcome
from app.services.event_text import Place, kept
from models.base import Translated
from models.event import Event
from tests.factories import registration as make

Deed = Callable[[], Any]


def _registers(email: str = "") -> Deed:
    event = make.held()
    known = {"email": make.confirmed(event).reader.email} if email else {}
    slug, wanted = event.slug, make.wanting(event, **known)
    return lambda: registration.register(VISITOR, slug, wanted)


def _confirms(capacity: int) -> Deed:
    """Confirm as the second of those who come."""
    event = make.held(capacity)
    make.confirmed(event)
    token = make.applied(event).token
    return lambda: registration.confirm(VISITOR, token)


def _leaves() -> Deed:
    event = make.held(1)
    one = make.confirmed(event)
    make.confirmed(event)
    token, ident = one.token, one.registrations[0].id
    return lambda: registration_own.cancel(VISITOR, token, ident)


def _lapses() -> Deed:
    event = make.held(1)
    make.offered(event)
    ident = event.sessions[0].id

    def lapse() -> int:
        with time_machine.travel(clock.now() + dt.timedelta(hours=25), tick=False):
            return registration_place.lapse_one(ident)

    return lapse


def _removes() -> Deed:
    event = make.held()
    ident = make.confirmed(event).registrations[0].id
    who, event_id = make.people(event), event.id
    return lambda: registration_desk.remove(who, event_id, ident)


def _moves() -> Deed:
    """Move an event to another address."""
    event, who = _attended()
    written = replace(kept(event), place=Place(None, "Toinen katu 2", "", ""))
    ident, version = event.id, event.version
    return lambda: event_service.save(who, ident, version, written)


def _is_cancelled() -> Deed:
    event, who = _attended()
    ident, version = event.id, event.version
    reason = Translated("Myrsky", "Storm", "A storm")
    return lambda: event_service.cancel(who, ident, version, reason)


def _is_told_of() -> Deed:
    """Tell what came of an event, the day after it."""
    event, who = _attended()
    ident, version, ends = event.id, event.version, event.sessions[0].ends_at
    told = Outcome(Translated("Ideoita", "Idéer", "Ideas"), Translated(), None)

    def tell() -> int:
        with time_machine.travel(ends + dt.timedelta(days=1), tick=False):
            return event_outcome.tell(who, ident, version, told)

    return tell


def _attended() -> tuple[Event, Actor]:
    """Return an event that somebody comes to, and who answers for it."""
    event = make.held()
    make.confirmed(event)
    db.session.refresh(event)
    return event, make.people(event)


def _is_near() -> Deed:
    event = make.held()
    make.confirmed(event)
    ident = event.id
    return lambda: registration_news.remind_one(ident, 72)


SCENES: dict[str, Callable[[], Deed]] = {
    "registration/already": lambda: _registers("known"),
    "registration/changed": _moves,
    "registration/confirm": _registers,
    "registration/confirmed": lambda: _confirms(2),
    "registration/event_cancelled": _is_cancelled,
    "registration/lapsed": _lapses,
    "registration/offered": _leaves,
    "registration/reminder": _is_near,
    "registration/removed": _removes,
    "registration/thanks": _is_told_of,
    "registration/waiting": lambda: _confirms(1),
}
