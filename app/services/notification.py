"""Put mail into the outbox, in the transaction of the change that it tells about."""

import datetime as dt
from typing import Any

from sqlalchemy import select

from app import clock
from app.database import db
from models.account import User
from models.outbox import OutboxMessage

AHEAD = dt.timedelta(days=1)
"""How far what is urgent is put ahead of what waits; the outbox sends what is due longest first."""


def tell(user: User, template: str, dedup_key: str, **context: Any) -> None:
    """Queue one mail to a person, in the person's language.

    ``template`` names ``templates/mail/<template>.txt``; ``dedup_key`` makes each thing told once
    to each person; ``context`` holds plain values (texts, ids, ISO days), no rows.
    """
    tell_address(user.email, user.language, template, dedup_key, name=user.name, **context)


def tell_address(
    address: str,
    language: str,
    template: str,
    dedup_key: str,
    *,
    urgent: bool = False,
    **context: Any,
) -> None:
    """Queue one mail to an address, such as a city's role mailbox.

    ``urgent`` lets it go before digests and reminders that wait already.
    """
    key = f"{dedup_key}:{address}"[:120]
    known = db.session.scalar(select(OutboxMessage.id).where(OutboxMessage.dedup_key == key))
    if known is not None:
        return
    db.session.add(
        OutboxMessage(
            dedup_key=key,
            template=template,
            language=language,
            recipient=address,
            context=context,
            due_at=clock.now() - AHEAD if urgent else clock.now(),
            created_at=clock.now(),
        )
    )
