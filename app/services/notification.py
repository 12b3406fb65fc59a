"""Put mail into the outbox, in the transaction of the change that it tells about.

``tell`` is the one place that looks whether a person wants mail of its kind; duties go out always,
see models/notification.py.
"""

import datetime as dt
from collections.abc import Collection
from typing import Any

from sqlalchemy import delete, select

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.table import Action, authorise
from app.services.audit import record
from models.account import User
from models.feedback import Feedback
from models.harm_report import HarmReport
from models.notification import CHOICES, DUTIES, MailKind, MailOff, kind_of
from models.outbox import OutboxMessage

AHEAD = dt.timedelta(days=1)
"""How far what is urgent is put ahead of what waits; the outbox sends what is due longest first."""


def tell(user: User, template: str, dedup_key: str, **context: Any) -> None:
    """Queue one mail to a person, in the person's language, unless they switched off its kind.

    ``template`` names ``templates/mail/<template>.txt``; ``dedup_key`` makes each thing told once
    to each person; ``context`` holds plain values (texts, ids, ISO days), no rows.
    """
    if user.active is not False and _wants(user, kind_of(template)):
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


def tell_reader(
    row: Feedback | HarmReport, template: str, once: str, path: str, **context: Any
) -> None:
    """Queue one mail to whoever wrote ``row`` without an account, in their language.

    ``once`` tells this mail from others of the template; nobody is told who left no address.
    """
    if row.reader is None:
        return
    key, facts = f"{template}:{row.id}:{once}", _reader_facts(row, path)
    tell_address(row.reader.email, row.language, template, key, **facts, **context)


def _reader_facts(row: Feedback | HarmReport, path: str) -> dict[str, Any]:
    """Return what every mail to somebody without an account knows; names in their language."""
    return {
        "title": row.pilot.title.best(row.language)[0],
        "city": row.pilot.city.name.best(row.language)[0],
        "path": f"/{row.language}/{path}/{row.token}",
    }


@use_case
def choose_mail(actor: Actor, wanted: Collection[MailKind]) -> None:
    """Keep which kinds of mail one wants, of those that can be switched off.

    Raises:
        ForbiddenError: Nobody is signed in.
    """
    authorise(actor, Action.PERSONAL_CHANGE)
    user = db.session.get_one(User, actor.user_id)
    db.session.execute(delete(MailOff).where(MailOff.user_id == user.id))
    unwanted = [kind for kind in CHOICES if kind not in wanted]
    db.session.add_all(MailOff(user_id=user.id, kind=kind) for kind in unwanted)
    record(actor, "account:mail", user, off=[kind.value for kind in unwanted])


def _wants(user: User, kind: MailKind) -> bool:
    if kind in DUTIES:
        return True
    off = select(MailOff.kind).where(MailOff.user_id == user.id, MailOff.kind == kind)
    return db.session.scalar(off) is None
