"""Registrations for tests, brought to a state by the services that bring them there."""

import itertools
from typing import Any

from app.database import db
from app.policies.actor import VISITOR, Actor
from app.services import registration as service
from app.services import registration_own
from app.services.registration import Wanted
from app.services.registration_question import Question
from app.services.registration_question import keep as keep_question
from models.base import Translated
from models.event import Event, EventStatus
from models.registration import Registrant, Registration
from models.registration_question import AskedKind, RegistrationQuestion
from tests.factories import event as events
from tests.factories.account import acting, staff

_numbers = itertools.count(1)


def held(capacity: int | None = 2, **values: Any) -> Event:
    """Return an event of one session with so many places."""
    return events.event(EventStatus.PUBLISHED, events.session(capacity=capacity), **values)


def wanting(event: Event, *, first: bool = True, **values: Any) -> Wanted:
    """Return what somebody writes who registers for the first session."""
    plain: dict[str, Any] = {
        "name": "Rauha Esimerkki",
        "email": f"rauha{next(_numbers)}@koepaikka.example",
        "language": "fi",
        "sessions": frozenset({event.sessions[0].id}) if first else frozenset(),
    }
    return Wanted(**plain | values)


def applied(event: Event, *, actor: Actor = VISITOR, **values: Any) -> Registrant:
    """Return somebody who has registered and not confirmed."""
    service.register(actor, event.slug, wanting(event, **values))
    return latest(event)


def confirmed(event: Event, **values: Any) -> Registrant:
    """Return somebody who has confirmed: with a place or in the queue."""
    made = applied(event, **values)
    service.confirm(VISITOR, made.token)
    db.session.refresh(made)
    return made


def row(registrant: Registrant, number: int = 0) -> Registration:
    """Return one of a person's registrations as it is now."""
    db.session.expire_all()
    return registrant.registrations[number]


def status(registrant: Registrant, number: int = 0) -> str:
    """Return where one of a person's registrations stands."""
    return row(registrant, number).status.value


def offered(event: Event) -> Registrant:
    """Return somebody who is offered the place that somebody else left."""
    capacity = event.sessions[0].capacity or 0
    first = [confirmed(event) for _place in range(capacity - event.sessions[0].taken)]
    made = confirmed(event)
    cancelled(first[0])
    db.session.refresh(made)
    return made


def cancelled(registrant: Registrant) -> Registrant:
    """Let somebody cancel their first registration."""
    registration_own.cancel(VISITOR, registrant.token, registrant.registrations[0].id)
    return registrant


def question(event: Event, kind: AskedKind = AskedKind.TEXT, **values: Any) -> RegistrationQuestion:
    """Return a question of an event."""
    words = Translated("Mitä odotat?", "Vad väntar du dig?", "What do you expect?")
    asked: dict[str, Any] = {
        "kind": kind, "words": words, "keep_days": 14,
        "purpose": Translated("Suunnittelu", "Planering", "Planning"),
    }  # fmt: skip
    if kind is AskedKind.CHOICE:
        asked["choices"] = [{"fi": one, "sv": one, "en": one} for one in ("A", "B")]
    ident = keep_question(people(event), event.id, Question(**asked | values))
    return db.session.get_one(RegistrationQuestion, ident)


def people(event: Event) -> Actor:
    """Return somebody of the event's city who looks after it."""
    return acting(staff(slug=event.city.slug))


def latest(event: Event) -> Registrant:
    """Return who registered last."""
    db.session.expire_all()
    return (
        db.session.query(Registrant)
        .filter_by(event_id=event.id)
        .order_by(Registrant.id.desc())
        .first()
    )
