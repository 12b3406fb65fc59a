"""Send what waits in the outbox: claim, render, send outside any transaction, write it down.

A claim is a lease: when its holder dies, the message is due again and goes out with the same
Message-ID.  A message that cannot be rendered, or was refused eight times, is dead and stays to be
looked at; it never holds up the others.
"""

import datetime as dt
import hashlib
import logging
import random
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from flask_babel import force_locale
from jinja2 import Environment, TemplateError
from sqlalchemy import select, update

from app import clock
from app.adapters.mail import MailSender
from app.database import db, use_case
from models.outbox import OutboxMessage, OutboxStatus

logger = logging.getLogger(__name__)

LEASE = dt.timedelta(minutes=2)
MOST_ATTEMPTS = 8
FIRST_WAIT_S = 30
BATCH = 20


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that this dispatcher may send until its lease runs out."""

    id: int
    dedup_key: str
    template: str
    language: str
    recipient: str
    context: dict[str, Any]
    attempts: int


@dataclass(frozen=True, slots=True)
class Post:
    """What a dispatcher works with.

    ``environment`` renders mail templates (undefined names are errors); ``mail_from`` and
    ``domain`` go into the headers.
    """

    sender: MailSender
    environment: Environment
    mail_from: str
    public_url: str
    domain: str


def run_once(post: Post) -> int:
    """Send everything that is due now; return how many messages were sent."""
    sent = 0
    while batch := claim_due():
        for one in batch:
            sent += _deliver(post, Claimed(**one))
    return sent


@use_case
def claim_due() -> list[dict[str, Any]]:
    """Take the next due messages under a lease, so that no other dispatcher sends them too."""
    now = clock.now()
    due = db.session.scalars(
        select(OutboxMessage)
        .where(
            OutboxMessage.status == OutboxStatus.WAITING,
            OutboxMessage.due_at <= now,
            (OutboxMessage.leased_until.is_(None)) | (OutboxMessage.leased_until < now),
        )
        .order_by(OutboxMessage.due_at, OutboxMessage.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    for row in due:
        row.leased_until = now + LEASE
        row.attempts += 1
    return [
        {
            "id": row.id,
            "dedup_key": row.dedup_key,
            "template": row.template,
            "language": row.language,
            "recipient": row.recipient,
            "context": row.context,
            "attempts": row.attempts,
        }
        for row in due
    ]


def _deliver(post: Post, claimed: Claimed) -> int:
    try:
        message = render(post, claimed)
    except (TemplateError, ValueError, KeyError, TypeError) as problem:
        logger.exception("mail %s cannot be rendered", claimed.id)
        settle(claimed.id, OutboxStatus.DEAD, f"{type(problem).__name__}: {problem}")
        return 0
    try:
        post.sender.send(message)
    except OSError as problem:  # smtplib's errors and every failure of the connection
        _again_later(claimed, problem)
        return 0
    settle(claimed.id, OutboxStatus.SENT)
    return 1


def render(post: Post, claimed: Claimed) -> EmailMessage:
    """Return the finished message of one row of the outbox, in its language.

    The template's first line is ``Subject: …``; the text begins after an empty line.
    """
    template = post.environment.get_template(f"mail/{claimed.template}.txt")
    with force_locale(claimed.language):
        text = template.render(**claimed.context, lang=claimed.language, public_url=post.public_url)
    first, _newline, body = text.partition("\n")
    message = EmailMessage()
    message["Subject"] = " ".join(first.removeprefix("Subject:").split())
    message["From"] = post.mail_from
    message["To"] = claimed.recipient
    message["Date"] = format_datetime(clock.now())
    digest = hashlib.sha256(claimed.dedup_key.encode()).hexdigest()[:32]
    message["Message-ID"] = f"<{digest}@{post.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = claimed.language
    message.set_content(body.strip() + "\n")
    return message


def _again_later(claimed: Claimed, problem: Exception) -> None:
    logger.warning("mail %s was not taken: %s", claimed.id, problem)
    if claimed.attempts >= MOST_ATTEMPTS:
        settle(claimed.id, OutboxStatus.DEAD, str(problem))
        return
    wait = FIRST_WAIT_S * 2 ** (claimed.attempts - 1)
    jitter = random.uniform(0.8, 1.2)  # noqa: S311 - spreads retries, no secret
    settle(claimed.id, OutboxStatus.WAITING, str(problem), wait * jitter)


@use_case
def settle(message_id: int, status: OutboxStatus, error: str = "", wait_s: float = 0) -> None:
    """Write down how a try ended; a sent message forgets its links and texts."""
    now = clock.now()
    values: dict[str, Any] = {
        "status": status,
        "leased_until": None,
        "last_error": error[:500],
        "due_at": now + dt.timedelta(seconds=wait_s),
    }
    if status is OutboxStatus.SENT:
        values |= {"sent_at": now, "context": {}}
    db.session.execute(update(OutboxMessage).where(OutboxMessage.id == message_id).values(**values))
