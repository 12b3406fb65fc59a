"""Note what happened to somebody's own things, in the transaction of the change, for webhooks.

Called for every line of the audit trail and every message.  Nothing is written where no webhook
asks for the topic, so that installations without webhooks pay one small question a transaction.
"""

import secrets
from weakref import WeakKeyDictionary

from sqlalchemy import select
from sqlalchemy.orm import SessionTransaction

from app import clock, row_scope
from app.database import db
from models.audit import AuditLine
from models.webhook import WebhookEvent, WebhookTopic
from models.webhook_topic import MESSAGE_SENT, Source, sources_of

_asked: WeakKeyDictionary[SessionTransaction, frozenset[str]] = WeakKeyDictionary()


def note(line: AuditLine) -> None:
    """Note a line of the trail as each type of event that it is told as."""
    for source in sources_of(line.thing, line.action, moved=line.to_status is not None):
        _note(source, line.thing_id)


def note_message(message_id: int) -> None:
    """Note that something was said in a conversation."""
    _note(MESSAGE_SENT, message_id)


def _note(source: Source, thing_id: int) -> None:
    if source.topic not in _asked_for():
        return
    db.session.add(
        WebhookEvent(
            uid=secrets.token_hex(16),
            topic=source.topic,
            type=source.type,
            thing=source.thing,
            thing_id=thing_id,
            at=clock.now(),
        )
    )


@row_scope.as_system("whether anybody at all asks for a topic")
def _asked_for() -> frozenset[str]:
    """Return the topics that some webhook asks for, as they were when this transaction first asked.

    A webhook made meanwhile hears from the next transaction on.
    """
    transaction = db.session().get_transaction()
    known = _asked.get(transaction) if transaction is not None else None
    if known is not None:
        return known
    with db.session.no_autoflush:  # when what is changed is written is the caller's affair
        topics = frozenset(db.session.scalars(select(WebhookTopic.topic).distinct()))
    if (begun := db.session().get_transaction()) is not None:
        _asked[begun] = topics
    return topics
