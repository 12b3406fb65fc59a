"""The use cases that send mail about registering for events."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import time_machine

from app import clock
from app.database import db, use_case
from app.policies.actor import VISITOR
from app.services import (
    registration,
    registration_desk,
    registration_news,
    registration_own,
    registration_place,
)
from models.event import Event, EventStatus
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


def _happens(told: Callable[[Event], Any], status: EventStatus | None = None) -> Deed:
    """Have the people of the event cause what those who registered are told of."""
    event = make.held()
    make.confirmed(event)
    event_id = event.id

    @use_case
    def happen() -> None:
        found = db.session.get_one(Event, event_id)
        found.status = status or found.status
        db.session.flush()
        told(found)

    return happen


def _is_near() -> Deed:
    event = make.held()
    make.confirmed(event)
    ident = event.id
    return lambda: registration_news.remind_one(ident, 72)


SCENES: dict[str, Callable[[], Deed]] = {
    "registration/already": lambda: _registers("known"),
    "registration/changed": lambda: _happens(registration_news.tell_changed),
    "registration/confirm": _registers,
    "registration/confirmed": lambda: _confirms(2),
    "registration/event_cancelled": lambda: _happens(
        registration_news.tell_cancelled, EventStatus.CANCELLED
    ),
    "registration/lapsed": _lapses,
    "registration/offered": _leaves,
    "registration/reminder": _is_near,
    "registration/removed": _removes,
    "registration/thanks": lambda: _happens(registration_news.thank),
    "registration/waiting": lambda: _confirms(1),
}
