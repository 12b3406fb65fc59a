"""Keep a line of the conversation about an application."""

from app import clock
from app.database import db
from app.policies.actor import Actor
from app.services.webhook_event import note_message
from models.application import Message
from models.errors import FieldError
from models.text import MOST_LETTERS, tidy


def write(
    actor: Actor,
    application_id: int,
    text: str,
    *,
    part_id: int | None = None,
    city_id: int | None = None,
    internal: bool = False,
) -> Message:
    """Add a message and return it; ``city_id`` is the writer's city, None for applicants.

    Raises:
        FieldError: ``text`` with ``needed`` or ``too_many_letters``.
    """
    message = Message(
        application_id=application_id,
        part_id=part_id,
        author_id=actor.user_id,
        city_id=city_id,
        internal=internal,
        body=said(text, "text"),
        at=clock.now(),
    )
    db.session.add(message)
    db.session.flush()
    note_message(message.id)
    return message


def said(text: str, field: str, *, needed: bool = True) -> str:
    """Return what somebody wrote, cleaned.

    Raises:
        FieldError: ``needed`` when nothing was written, ``too_many_letters`` (most).
    """
    body = tidy(text)
    if needed and not body:
        raise FieldError("needed", field=field)
    if len(body) > MOST_LETTERS:
        raise FieldError("too_many_letters", field=field, most=MOST_LETTERS, length=len(body))
    return body
