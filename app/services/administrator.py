"""What only the operator's command line does: accounts without sign-up, administrators.

The operator acts as the system; nobody who comes in through a page does.
"""

from dataclasses import dataclass

from sqlalchemy import select

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.queries.account import user_by_email
from app.services.account import NewPassword
from app.services.audit import record
from app.services.login import renew
from models.account import Role, User
from models.errors import ConflictError, ForbiddenError, NotFoundError


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody whose address the operator vouches for."""

    email: str
    name: str
    language: str


@use_case
def create_account(actor: Actor, person: NewPerson, password: NewPassword) -> int:
    """Make an account that can be signed in to at once; return its id.  No mail is sent.

    Raises:
        ConflictError: The address has an account already.
        ForbiddenError: The actor is not the system.
    """
    _operator_only(actor)
    if user_by_email(person.email) is not None:
        raise ConflictError
    user = User(
        email=person.email.strip().lower(),
        name=person.name,
        language=person.language,
        password=password.password_hash,
        fs_uniquifier=password.uniquifier,
        active=True,
        confirmed_at=clock.now(),
        created_at=clock.now(),
    )
    db.session.add(user)
    db.session.flush()
    record(actor, "account:create", user)
    return user.id


@use_case
def set_password(actor: Actor, email: str, password: NewPassword) -> int:
    """Give the account of an address a new password, sign it out everywhere; return its id.

    Raises:
        NotFoundError: Nobody has an account with this address.
        ForbiddenError: The actor is not the system.
    """
    _operator_only(actor)
    user = _account(email)
    user.password = password.password_hash
    renew(user, password.uniquifier)
    user.confirmed_at = user.confirmed_at or clock.now()
    record(actor, "account:set_password", user)
    return user.id


@use_case
def make_administrator(actor: Actor, email: str) -> int:
    """Give the account of an address the role ``admin`` and return its id; again is no harm.

    Raises:
        NotFoundError: Nobody has an account with this address.
        ForbiddenError: The actor is not the system.
    """
    _operator_only(actor)
    user = _account(email)
    role = db.session.scalar(select(Role).where(Role.name == "admin")) or Role(name="admin")
    if role not in user.roles:
        user.roles.append(role)
        record(actor, "account:make_admin", user)
    return user.id


def _operator_only(actor: Actor) -> None:
    if not actor.is_system:
        raise ForbiddenError


def _account(email: str) -> User:
    user = user_by_email(email)
    if user is None:
        raise NotFoundError
    return user
