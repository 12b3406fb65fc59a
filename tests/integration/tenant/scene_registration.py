"""An event of Oulu with somebody who has a place, and a question; all of it planted."""

from typing import Any

from models.event import EventStatus
from tests.factories import event as events
from tests.factories import registration as make

BLUEPRINTS = ("registration_desk", "registration_check_in", "registration_question")


def registration_things(slug: str, planted: str, email: str) -> dict[str, Any]:
    """Return the names in addresses, each with its blueprint."""
    event = events.event(EventStatus.PUBLISHED, slug=slug)
    asked = make.question(event)
    one = make.confirmed(event, name=planted, email=email, answers={asked.id: planted})
    known = {
        "event_id": event.id, "session_id": event.sessions[0].id, "question_id": asked.id,
        "registration_id": one.registrations[0].id, "code": one.code,
    }  # fmt: skip
    return {f"{name}.{key}": value for name in BLUEPRINTS for key, value in known.items()}
