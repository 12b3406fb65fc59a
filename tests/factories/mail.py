"""Read what the outbox would send, as its reader."""

import uuid

from sqlalchemy import select

from app import clock
from app.database import db
from models.outbox import OutboxMessage
from tests.factories import keep


def mails(to: str | None = None) -> list[OutboxMessage]:
    """Return the mails in the outbox, oldest first."""
    asked = select(OutboxMessage).order_by(OutboxMessage.id)
    if to is not None:
        asked = asked.where(OutboxMessage.recipient == to)
    return list(db.session.scalars(asked))


def templates(to: str | None = None) -> list[str]:
    """Return which mails they are."""
    return [mail.template for mail in mails(to)]


def link(to: str) -> str:
    """Return the path in the latest mail to somebody."""
    return str(mails(to)[-1].context["path"])


def waiting_mail(to: str = "joku@koepaikka.example", **values: object) -> OutboxMessage:
    """Return a mail that waits in the outbox, or one of another state."""
    made = OutboxMessage(
        dedup_key=uuid.uuid4().hex, template="fault/answered", language="fi", recipient=to,
        context={"answer": "A"}, due_at=clock.now(), created_at=clock.now(), **values,
    )  # fmt: skip
    db.session.add(made)
    keep()
    return made
