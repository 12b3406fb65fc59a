"""Record what happened, in the transaction in which it happens."""

from typing import Any

from app import clock
from app.database import db
from app.policies.actor import Actor
from app.services.webhook_event import note
from models.audit import AuditLine


def record(
    actor: Actor,
    action: str,
    thing: Any,
    *,
    city_id: int | None = None,
    moved: tuple[str, str] | None = None,
    **facts: Any,
) -> None:
    """Add one line to the audit trail, and note it for the webhooks that ask for such.

    ``thing`` is a row with an id; ``moved`` is (from, to) when its state changed; ``facts`` are
    ids and values that JSON can hold, never texts that people wrote.
    """
    before, after = moved or (None, None)
    line = AuditLine(
        at=clock.now(),
        actor_id=actor.user_id,
        action=action,
        thing=thing.__tablename__,
        thing_id=thing.id,
        city_id=city_id if city_id is not None else getattr(thing, "city_id", None),
        from_status=before,
        to_status=after,
        facts=facts,
    )
    db.session.add(line)
    note(line)
