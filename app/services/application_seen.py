"""Remember how far somebody at the desk has read the conversation about an application."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.queries.application import conversation
from app.queries.decision import part_for_staff
from models.application_seen import MessageSeen

_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@use_case
def mark_seen(actor: Actor, part_id: int, message_id: int) -> None:
    """Move the actor's marker up to a message that they may read; it never moves back.

    Reading is nobody's deed on the application, so the trail does not tell of it.

    Raises:
        NotFoundError: The part is not the actor's to read.
    """
    part = part_for_staff(actor, part_id)
    readable = [one.id for one in conversation(actor, part.application_id)]
    upto = max((one for one in readable if one <= message_id), default=None)
    if upto is None:
        return
    insert = _INSERT[db.session.get_bind().dialect.name](MessageSeen)
    values = {"user_id": actor.user_id, "application_id": part.application_id}
    written = insert.values(**values, message_id=upto, at=clock.now())
    db.session.execute(
        written.on_conflict_do_update(
            index_elements=[MessageSeen.user_id, MessageSeen.application_id],
            set_={"message_id": written.excluded.message_id, "at": written.excluded.at},
            where=MessageSeen.message_id < written.excluded.message_id,
        )
    )
