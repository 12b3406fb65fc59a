"""What administrators of the programme do: accounts on and off, mail that could not be sent.

Why they did it is chosen from a list and kept in the audit trail.
"""

import uuid

from sqlalchemy import func, select

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.table import Action, authorise
from app.services.audit import record
from models.account import Role, User
from models.administration import DropReason, SwitchReason
from models.errors import ConflictError, NotFoundError
from models.outbox import OutboxMessage, OutboxStatus
from models.personal import NAMELESS


@use_case
def switch_off(actor: Actor, user_id: int, reason: SwitchReason) -> int:
    """Let an account be used no more, and end its sign-ins; what it made stays.

    Raises:
        ConflictError: ``own_account``, ``account_off`` or ``last_administrator``.
        NotFoundError: There is no such account.
    """
    user = _account(actor, user_id)
    if user.id == actor.user_id:
        raise ConflictError("own_account")
    if not user.active:
        raise ConflictError("account_off")
    if _is_last_administrator(user):
        raise ConflictError("last_administrator")
    user.active = False
    user.fs_uniquifier = uuid.uuid4().hex
    record(actor, "account:switch_off", user, reason=reason.value)
    return user.id


@use_case
def switch_on(actor: Actor, user_id: int, reason: SwitchReason) -> int:
    """Let an account be used again.

    Raises:
        ConflictError: ``account_on``, or ``account_erased``: its person had everything erased.
        NotFoundError: There is no such account.
    """
    user = _account(actor, user_id)
    if user.active:
        raise ConflictError("account_on")
    if user.name == NAMELESS:
        raise ConflictError("account_erased")
    user.active = True
    record(actor, "account:switch_on", user, reason=reason.value)
    return user.id


@use_case
def sign_out(actor: Actor, user_id: int) -> int:
    """End every sign-in of an account; the person signs in again with what they know.

    Raises:
        NotFoundError: There is no such account.
    """
    user = _account(actor, user_id)
    user.fs_uniquifier = uuid.uuid4().hex
    record(actor, "account:sign_out", user)
    return user.id


@use_case
def retry(actor: Actor, message_id: int) -> int:
    """Let a dead mail be tried again from the start.

    Raises:
        ConflictError: ``mail_not_dead``.
        NotFoundError: There is no such mail.
    """
    message = _mail(actor, message_id)
    if message.status is not OutboxStatus.DEAD or message.dropped_for is not None:
        raise ConflictError("mail_not_dead")
    message.status, message.attempts = OutboxStatus.WAITING, 0
    message.due_at, message.leased_until = clock.now(), None
    record(actor, "outbox:retry", message, template=message.template)
    return message.id


@use_case
def drop(actor: Actor, message_id: int, reason: DropReason) -> int:
    """Give up a mail that waits or is dead; its texts are forgotten, that it was stays.

    Raises:
        ConflictError: ``mail_gone`` when it was sent or given up, ``mail_leaving`` right now.
        NotFoundError: There is no such mail.
    """
    message = _mail(actor, message_id)
    if message.status is OutboxStatus.SENT or message.dropped_for is not None:
        raise ConflictError("mail_gone")
    if message.leased_until is not None and message.leased_until > clock.now():
        raise ConflictError("mail_leaving")
    message.status, message.dropped_for, message.context = OutboxStatus.DEAD, reason, {}
    record(actor, "outbox:drop", message, template=message.template, reason=reason.value)
    return message.id


def _account(actor: Actor, user_id: int) -> User:
    authorise(actor, Action.ACCOUNT_MANAGE)
    user = db.session.get(User, user_id)
    if user is None:
        raise NotFoundError
    return user


def _mail(actor: Actor, message_id: int) -> OutboxMessage:
    authorise(actor, Action.OUTBOX_MANAGE)
    message = db.session.get(OutboxMessage, message_id, with_for_update=True)
    if message is None:
        raise NotFoundError
    return message


def _is_last_administrator(user: User) -> bool:
    is_admin = User.roles.any(Role.name == "admin")
    if not any(role.name == "admin" for role in user.roles):
        return False
    others = select(func.count(User.id)).where(is_admin, User.active.is_(True), User.id != user.id)
    return db.session.scalar(others) == 0
