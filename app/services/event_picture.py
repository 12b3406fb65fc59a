"""The one picture of an event: made anew, described, put on and taken off."""

from typing import Any

from app.adapters import picture
from app.adapters.file_store import FileStore
from app.adapters.picture import PictureError
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.subject import of_city
from app.policies.table import Action, authorise
from app.queries.event import staff_event
from app.services.audit import record
from app.services.event_row import locked, touch
from app.services.typed_value import translated_up_to
from models.base import Translated
from models.errors import FieldError

_alt = translated_up_to(300)


def take(actor: Actor, event_id: int, store: FileStore, content: bytes) -> dict[str, Any]:
    """Make a picture anew and put it into the store; return what the event's row says of it.

    Raises:
        NotFoundError, ForbiddenError: The actor does not write this event.
        FieldError: The codes of ``PictureProblem``.
    """
    authorise(actor, Action.EVENT_EDIT, of_city(staff_event(actor, event_id).city_id))
    try:
        made = picture.prepare(content)
    except PictureError as refused:
        raise FieldError(refused.problem, field="upload", **refused.facts) from None
    for name, data in made.contents.items():
        store.put(name, data)
    return {"digest": made.digest, "width": made.width, "height": made.height}


@use_case
def put_on(actor: Actor, event_id: int, made: dict[str, Any] | None, alt: Translated) -> int:
    """Show a picture, or describe the one that there is; returns the event's id.

    Raises:
        FieldError: ``event_alt_needed`` in each language of the city; ``no_picture``.
    """
    event = locked(actor, event_id, Action.EVENT_EDIT)
    if made is None and not event.picture_digest:
        raise FieldError("no_picture", field="upload")
    for lang in event.city.required_languages:
        if not alt.get(lang).strip():
            raise FieldError("event_alt_needed", field=f"alt_{lang}")
    if made is not None:
        event.picture_digest = made["digest"]
        event.picture_width, event.picture_height = made["width"], made["height"]
    event.picture_alt = _alt("alt", alt)
    touch(event)
    db.session.flush()
    record(actor, "event:picture", event)
    return event.id


@use_case
def take_off(actor: Actor, event_id: int) -> int:
    """Show no picture any more; returns the event's id."""
    event = locked(actor, event_id, Action.EVENT_EDIT)
    event.picture_digest, event.picture_alt = "", Translated()
    event.picture_width = event.picture_height = None
    touch(event)
    db.session.flush()
    record(actor, "event:picture", event)
    return event.id
