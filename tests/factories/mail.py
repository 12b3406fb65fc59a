"""Read what the outbox would send, as its reader."""

from sqlalchemy import select

from app.database import db
from models.outbox import OutboxMessage


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
