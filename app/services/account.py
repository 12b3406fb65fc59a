"""Accounts: sign up, confirm, a new password, one's own name and language.

Nothing here says whether an address has an account: the answer is always the same, and what is
different goes to the address by mail.  Passwords arrive hashed, links arrive made.
"""

from dataclasses import dataclass, field

from sqlalchemy import delete

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.queries.account import user_by_email
from app.services.audit import record
from app.services.login import NewLogin, begin, renew
from app.services.notification import tell
from models.account import User
from models.errors import ConflictError, ForbiddenError, NotFoundError
from models.identity import Identity

MAIL_EVERY = 300  # seconds in which the same mail goes to the same account only once


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What somebody signs up with; ``confirm_path`` and ``reset_path`` are links for the mails."""

    name: str
    email: str
    language: str
    password_hash: str = field(repr=False)
    uniquifier: str
    confirm_path: str
    reset_path: str


@use_case
def sign_up(actor: Actor, new: NewAccount) -> None:
    """Make an account, or write to the one that the address has already.

    An account that nobody has confirmed belongs to nobody yet: the latest sign-up counts, and the
    links of earlier ones stop working.

    Raises:
        ConflictError: The same address signed up in this very moment; try once more.
    """
    user = user_by_email(new.email)
    if user is not None and user.confirmed_at is not None:
        if user.active:
            tell(user, "account/welcome_existing", _key("existing", user), path=new.reset_path)
        return
    if user is None:
        user = User(email=new.email, created_at=clock.now())
        db.session.add(user)
    else:
        forget_identities(user)
    user.name, user.language = new.name, new.language
    user.password = new.password_hash
    renew(user, new.uniquifier)
    db.session.flush()
    record(actor, "account:sign_up", user)
    tell(user, "account/welcome", f"welcome:{new.uniquifier}", path=new.confirm_path)


@use_case
def ask_confirmation(actor: Actor, user_id: int, path: str) -> None:
    """Mail the link that confirms an address once more, if it has not been confirmed."""
    user = _active(user_id)
    if user.confirmed_at is None:
        tell(user, "account/confirmation_instructions", _key("confirm", user), path=path)
        record(actor, "account:ask_confirmation", user)


@use_case
def confirm(actor: Actor, user_id: int, uniquifier: str) -> None:
    """Confirm the address of an account, by a link made for this ``fs_uniquifier``.

    Raises:
        NotFoundError: The link belongs to an earlier state of the account.
    """
    user = _linked(user_id, uniquifier)
    if user.confirmed_at is None:
        user.confirmed_at = clock.now()
        record(actor, "account:confirm", user)


@use_case
def ask_reset(actor: Actor, user_id: int, path: str) -> None:
    """Mail the link with which an account gets a new password."""
    user = _active(user_id)
    tell(user, "account/reset_instructions", _key("reset", user), path=path)
    record(actor, "account:ask_reset", user)


@dataclass(frozen=True, slots=True)
class NewPassword:
    """A password as it is stored, and the new ``fs_uniquifier`` that ends all sessions."""

    password_hash: str = field(repr=False)
    uniquifier: str


@use_case
def reset_password(actor: Actor, user_id: int, uniquifier: str, new: NewPassword) -> None:
    """Give an account a new password by a link; who could open it has proven the address, too.

    Raises:
        NotFoundError: The link has been used.
    """
    user = _linked(user_id, uniquifier)
    user.password = new.password_hash
    renew(user, new.uniquifier)
    if user.confirmed_at is None:
        forget_identities(user)
        user.confirmed_at = clock.now()
    record(actor, "account:reset_password", user)
    tell(user, "account/reset_notice", f"reset_notice:{new.uniquifier}")


@use_case
def change_password(actor: Actor, uniquifier: str, new: NewPassword, login: NewLogin) -> None:
    """Give oneself a new password, having shown the old one to the account of ``uniquifier``.

    All logins end, and ``login`` begins.

    Raises:
        ConflictError: The password has been changed meanwhile.
    """
    user = _own(actor)
    if user.fs_uniquifier != uniquifier:
        raise ConflictError
    user.password = new.password_hash
    renew(user, new.uniquifier)
    begin(user, login)
    record(actor, "account:change_password", user)
    tell(user, "account/change_notice", f"change_notice:{new.uniquifier}")


@use_case
def update(actor: Actor, name: str, language: str) -> None:
    """Change one's own name and the language of one's mail."""
    user = _own(actor)
    user.name, user.language = name, language
    record(actor, "account:update", user)


def forget_identities(user: User) -> None:
    """Unlink what was linked to an account before anybody had shown that its address is theirs.

    Inside a use case; else whoever signed up with somebody's address first would share it.
    """
    db.session.execute(delete(Identity).where(Identity.user_id == user.id))


def _key(kind: str, user: User) -> str:
    """Return a key by which a mail asked for again and again goes out once in a while."""
    return f"{kind}:{user.fs_uniquifier[:16]}:{int(clock.now().timestamp()) // MAIL_EVERY}"


def _active(user_id: int) -> User:
    user = db.session.get(User, user_id)
    if user is None or not user.active:
        raise NotFoundError
    return user


def _linked(user_id: int, uniquifier: str) -> User:
    user = _active(user_id)
    if user.fs_uniquifier != uniquifier:
        raise NotFoundError
    return user


def _own(actor: Actor) -> User:
    if actor.user_id is None:
        raise ForbiddenError
    return _active(actor.user_id)
